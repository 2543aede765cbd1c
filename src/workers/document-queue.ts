/**
 * Documents that wait for a thread, first in, first out, and how many of them travel together. Those that must be analysed
 * again, each alone since one of them may have killed their thread, go first.
 */
import type { DocumentPart } from '../core/indexer.ts'
import { createWaiter } from './waiter.ts'
import type { Waiter } from './waiter.ts'

export interface QueuedDocument {
  readonly job: number
  readonly parts: readonly DocumentPart[]
  readonly byteLength: number
}

/** Documents that travel to a thread together. */
export interface Shipment {
  readonly documents: readonly QueuedDocument[]
  /** How often this very document, alone, has killed its thread unplanned. */
  readonly crashes: number
}

export interface QueueOptions {
  readonly threads: number
  /** The most documents that travel together. */
  readonly batchSize: number
}

/**
 * What travels together at least, if there is so much, and at most: a thread has 2 to 30 ms of HTML to read then. Between two
 * shipments it waits for the main thread, half a millisecond and more, and large ones have it wait less often.
 */
const LEAST_SHIPMENT_BYTES = 64 * 1024
const MOST_SHIPMENT_BYTES = 1024 * 1024
/** A shipment of this size is put together before a thread asks for it, and before all that is to come has come. */
const PLENTY_BYTES = 256 * 1024

/**
 * Beyond this the queue is full: 600 ms of HTML for one thread, and 150 ms for four, in which whoever fills it may be busy
 * with something else.
 */
export const MOST_WAITING_BYTES: number = 16 * 1024 * 1024

/** What a waiting document takes beside its bytes: its job, its part, a view of the bytes, and places in three maps. */
const OBJECTS_BYTES = 512

export class DocumentQueue {
  readonly #options: QueueOptions
  readonly #waiting = new Map<number, QueuedDocument>()
  #alone: Shipment[] = []
  #byteLength = 0
  #room: Waiter | undefined

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /** Bytes of the documents that no thread has been given yet. */
  get byteLength(): number {
    return this.#byteLength
  }

  /** The next shipment need not wait for more documents. */
  get hasPlenty(): boolean {
    return this.#share >= PLENTY_BYTES
  }

  /** More documents should not come before `room` resolves. */
  get isFull(): boolean {
    return this.#memory > MOST_WAITING_BYTES
  }

  /** Half of what falls to a thread: the last shipments become small, and all threads end together. */
  get #share(): number {
    return this.#byteLength / (2 * this.#options.threads)
  }

  /** One event, or documents that are seeded, have brought as much again. */
  get isOverfull(): boolean {
    return this.#memory > 2 * MOST_WAITING_BYTES
  }

  get #memory(): number {
    return this.#byteLength + this.#waiting.size * OBJECTS_BYTES
  }

  /** Resolves when half the queue is free, so that whoever waits has something to do then. */
  room(): Promise<void> {
    if (!this.isFull) return Promise.resolve()
    this.#room ??= createWaiter()
    return this.#room.promise
  }

  add(document: QueuedDocument): void {
    this.#waiting.set(document.job, document)
    this.#byteLength += document.byteLength
  }

  /** No thread has been given the document of this job. */
  has(job: number): boolean {
    return this.#waiting.has(job)
  }

  remove(job: number): void {
    this.#byteLength -= this.#waiting.get(job)?.byteLength ?? 0
    this.#waiting.delete(job)
    this.#tellRoom()
  }

  /** What goes next, full or not; what is larger than a shipment goes alone. Of those that go again, only what is still wanted. */
  next(isWanted: (job: number) => boolean): Shipment | undefined {
    for (let again = this.#alone.shift(); again !== undefined; again = this.#alone.shift())
      if (again.documents.every(({ job }) => isWanted(job))) return again
    const documents = this.#nextDocuments()
    for (const { job } of documents) this.remove(job)
    return documents.length === 0 ? undefined : { documents, crashes: 0 }
  }

  /** Has each document of a shipment analysed again, alone. */
  repeat({ documents, crashes }: Shipment): void {
    for (const document of documents) this.#alone.push({ documents: [document], crashes })
  }

  clear(): void {
    this.#alone = []
    this.#waiting.clear()
    this.#byteLength = 0
    this.#tellRoom()
  }

  #nextDocuments(): readonly QueuedDocument[] {
    const { batchSize } = this.#options
    const mostBytes = Math.min(Math.max(this.#share, LEAST_SHIPMENT_BYTES), MOST_SHIPMENT_BYTES)
    const documents: QueuedDocument[] = []
    let bytes = 0
    for (const document of this.#waiting.values()) {
      bytes += document.byteLength
      if (documents.length === batchSize || (documents.length > 0 && bytes > mostBytes)) break
      documents.push(document)
    }
    return documents
  }

  #tellRoom(): void {
    if (this.#room === undefined || this.#memory > MOST_WAITING_BYTES / 2) return
    this.#room.resolve()
    this.#room = undefined
  }
}

export function totalBytes(parts: readonly DocumentPart[]): number {
  let total = 0
  for (const { bytes } of parts) total += bytes.byteLength
  return total
}
