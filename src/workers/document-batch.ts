/**
 * Documents that travel to a thread together. Their bytes are copied here, once, when they are submitted, and stay until all
 * results are there: a thread that dies takes with it only what `encode` made for it.
 */
import type { ContentFormat, DocumentPart } from '../core/indexer.ts'
import { encodeDocuments } from './batch-codec.ts'

interface StoredPart {
  readonly format: ContentFormat
  readonly start: number
  readonly end: number
}

export class DocumentBatch {
  readonly #jobs: number[] = []
  readonly #parts: (readonly StoredPart[])[] = []
  #store = new Uint8Array()
  #used = 0

  get size(): number {
    return this.#jobs.length
  }

  get byteLength(): number {
    return this.#used
  }

  /** Copies the parts and returns the document's place in the batch. */
  add(job: number, parts: readonly DocumentPart[]): number {
    this.#parts.push(
      parts.map(({ bytes, format }) => ({ format, start: this.#used, end: this.#append(bytes) })),
    )
    return this.#jobs.push(job) - 1
  }

  job(place: number): number {
    return this.#jobs[place]!
  }

  /** Views of the stored bytes of one document. */
  parts(place: number): readonly DocumentPart[] {
    return this.#parts[place]!.map(({ format, start, end }) => ({
      format,
      bytes: this.#store.subarray(start, end),
    }))
  }

  /** The documents at these places, in a buffer that may be moved to a thread. */
  encode(places: readonly number[]): ArrayBuffer {
    return encodeDocuments(places.map((place) => this.parts(place)))
  }

  #append(bytes: Uint8Array): number {
    const end = this.#used + bytes.byteLength
    if (end > this.#store.byteLength) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#store.byteLength, 1024))
      larger.set(this.#store.subarray(0, this.#used))
      this.#store = larger
    }
    this.#store.set(bytes, this.#used)
    this.#used = end
    return end
  }
}
