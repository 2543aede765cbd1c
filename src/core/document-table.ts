/**
 * Documents in columns: one row for each id that a corpus ever accepted, with its life-cycle state in one byte
 * and its pointers to the revisions that matter. Rows stay, so that a document's revisions are counted on.
 */
import { grow, LEAST_ROWS, loadColumn } from './columns.ts'
import { UNKNOWN } from './life-cycle.ts'
import { NO_REVISION, type Revision } from './revision-table.ts'

/** A row of the table. */
export type DocumentRow = number

/** Corpora have the numbers below it. */
export const NO_CORPUS = 0xffff

const CHUNK_BITS = 12
const CHUNK_MASK = (1 << CHUNK_BITS) - 1

/** As long as there are documents. */
export interface SavedDocumentTable {
  readonly ids: readonly string[]
  readonly corpus: Uint16Array<ArrayBuffer>
  readonly state: Uint8Array<ArrayBuffer>
  readonly ordinals: Uint32Array<ArrayBuffer>
  readonly newest: Uint32Array | undefined
  readonly durable: Uint32Array<ArrayBuffer>
  readonly live: Uint32Array<ArrayBuffer>
  readonly settled: ReadonlyMap<DocumentRow, Revision>
}

/**
 * A document points to its newest accepted revision, the newest durable one, the one that its status rests on (the
 * last that settled; a failed delete leaves it), and the one that answers searches.
 */
export class DocumentTable {
  #corpus = new Uint16Array(LEAST_ROWS)
  #state = new Uint8Array(LEAST_ROWS)
  #ordinals = new Uint32Array(LEAST_ROWS)
  /** Only where some corpus has revisions that are accepted and not durable; else the newest is the durable one. */
  #newest: Uint32Array | undefined
  #durable = new Uint32Array(LEAST_ROWS)
  #live = new Uint32Array(LEAST_ROWS)
  /** Only where a document rests on something else than what is live: a failed revision. */
  readonly #settled = new Map<DocumentRow, Revision>()
  /** In chunks, for a list that doubles would hold room for as many again. */
  readonly #ids: string[][] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(corpus: number, id: string): DocumentRow {
    const row = this.#size++
    this.#keepId(row, id)
    if (row === this.#corpus.length) this.#grow(row * 2)
    this.#corpus[row] = corpus
    this.#state[row] = UNKNOWN
    return row
  }

  id(row: DocumentRow): string {
    return (this.#ids[row >>> CHUNK_BITS] as string[])[row & CHUNK_MASK] as string
  }
  corpus(row: DocumentRow): number {
    return this.#corpus[row] as number
  }

  /** Its corpus is no more: the row belongs to none. */
  orphan(row: DocumentRow): void {
    this.#corpus[row] = NO_CORPUS
  }
  isOrphan(row: DocumentRow): boolean {
    return this.#corpus[row] === NO_CORPUS
  }

  /** The code of the life-cycle state. */
  state(row: DocumentRow): number {
    return this.#state[row] as number
  }
  setState(row: DocumentRow, code: number): void {
    this.#state[row] = code
  }

  /** Counts one more revision of the document and returns its ordinal. */
  nextOrdinal(row: DocumentRow): number {
    return (this.#ordinals[row] = (this.#ordinals[row] as number) + 1)
  }

  newest(row: DocumentRow): Revision {
    const newest = this.#newest?.[row] ?? NO_REVISION
    return newest === NO_REVISION ? (this.#durable[row] as number) : newest
  }
  durable(row: DocumentRow): Revision {
    return this.#durable[row] as number
  }
  settled(row: DocumentRow): Revision {
    const failed = this.#settled.size === 0 ? undefined : this.#settled.get(row)
    return failed ?? (this.#live[row] as number)
  }
  live(row: DocumentRow): Revision {
    return this.#live[row] as number
  }

  /** A revision that was accepted and is not durable yet; none: the newest is the durable one again. */
  pointNewest(row: DocumentRow, revision: Revision): void {
    if (this.#newest === undefined && revision === NO_REVISION) return
    this.#newest ??= new Uint32Array(this.#durable.length)
    this.#newest[row] = revision
  }
  pointDurable(row: DocumentRow, revision: Revision): void {
    this.#durable[row] = revision
  }
  pointLive(row: DocumentRow, revision: Revision): void {
    this.#live[row] = revision
    if (this.#settled.size > 0) this.#settled.delete(row)
  }
  /** A revision that failed: what is live stays so. */
  pointSettled(row: DocumentRow, revision: Revision): void {
    this.#settled.set(row, revision)
  }

  pointsTo(row: DocumentRow, revision: Revision): boolean {
    return (
      this.#durable[row] === revision ||
      this.#live[row] === revision ||
      this.newest(row) === revision ||
      this.settled(row) === revision
    )
  }

  save(): SavedDocumentTable {
    const size = this.#size
    return {
      ids: Array.from({ length: size }, (_, row) => this.id(row)),
      corpus: this.#corpus.subarray(0, size),
      state: this.#state.subarray(0, size),
      ordinals: this.#ordinals.subarray(0, size),
      newest: this.#newest?.subarray(0, size),
      durable: this.#durable.subarray(0, size),
      live: this.#live.subarray(0, size),
      settled: this.#settled,
    }
  }

  load({ ids, corpus, state, ordinals, newest, durable, live, settled }: SavedDocumentTable): void {
    for (const id of ids) this.#keepId(this.#size++, id)
    this.#corpus = loadColumn(corpus)
    this.#state = loadColumn(state)
    this.#ordinals = loadColumn(ordinals)
    this.#newest = newest && loadColumn(newest)
    this.#durable = loadColumn(durable)
    this.#live = loadColumn(live)
    for (const [row, revision] of settled) this.#settled.set(row, revision)
  }

  #keepId(row: DocumentRow, id: string): void {
    const chunk = (this.#ids[row >>> CHUNK_BITS] ??= Array.from<string>({ length: 1 << CHUNK_BITS }))
    chunk[row & CHUNK_MASK] = id
  }

  #grow(length: number): void {
    this.#corpus = grow(this.#corpus, length)
    this.#state = grow(this.#state, length)
    this.#ordinals = grow(this.#ordinals, length)
    if (this.#newest !== undefined) this.#newest = grow(this.#newest, length)
    this.#durable = grow(this.#durable, length)
    this.#live = grow(this.#live, length)
  }
}
