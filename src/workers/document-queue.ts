/**
 * Documents that wait for a thread, first in, first out. Those that must be analysed again, each alone since one of them may
 * have killed their thread, go first.
 */
import type { DocumentPart } from '../core/indexer.ts'
import { DocumentBatch } from './document-batch.ts'

/** Documents that travel together: some, or all, of one batch. */
export interface Shipment {
  readonly batch: DocumentBatch
  readonly places: readonly number[]
  /** How often this very document, alone, has killed its thread unplanned. */
  readonly crashes: number
}

/** A batch takes no further document beyond this: another thread is better served than this one's message made longer. */
const MAX_BATCH_BYTES = 65_536

export class DocumentQueue {
  readonly #batchSize: number
  #batches: DocumentBatch[] = []
  #alone: Shipment[] = []

  constructor(batchSize: number) {
    this.#batchSize = batchSize
  }

  /** Copies the document and tells where it is. */
  add(
    job: number,
    parts: readonly DocumentPart[],
    byteLength: number,
  ): { readonly batch: DocumentBatch; readonly place: number } {
    let batch = this.#batches.at(-1)
    if (
      batch === undefined ||
      batch.size >= this.#batchSize ||
      batch.byteLength + byteLength > MAX_BATCH_BYTES
    ) {
      batch = new DocumentBatch()
      this.#batches.push(batch)
    }
    return { batch, place: batch.add(job, parts) }
  }

  /** The next documents that are still wanted. A batch goes when a thread is idle, full or not. */
  next(isWanted: (job: number) => boolean): Shipment | undefined {
    for (;;) {
      const next = this.#alone.shift() ?? wholeBatch(this.#batches.shift())
      if (next === undefined) return undefined
      const places = next.places.filter((place) => isWanted(next.batch.job(place)))
      if (places.length > 0) return { ...next, places }
    }
  }

  /** Has each document of a shipment analysed again, alone. */
  repeat({ batch, places, crashes }: Shipment): void {
    for (const place of places) this.#alone.push({ batch, places: [place], crashes })
  }

  clear(): void {
    this.#batches = []
    this.#alone = []
  }
}

function wholeBatch(batch: DocumentBatch | undefined): Shipment | undefined {
  return batch && { batch, places: Array.from({ length: batch.size }, (_, place) => place), crashes: 0 }
}
