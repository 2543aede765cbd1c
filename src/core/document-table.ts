/**
 * Documents: one row of five words for each id that a corpus ever accepted, with its life-cycle state in one byte, the
 * place of its id, and its pointers to the revisions that matter. Rows stay, so that a document's revisions are counted on.
 */
import { grow, LEAST_ROWS, loadColumn } from './columns.ts'
import { type IdPlace, IdStore } from './id-store.ts'
import type { PlainText } from './plain-text.ts'
import { UNKNOWN } from './life-cycle.ts'
import { NO_REVISION, type Revision } from './revision-table.ts'

/** A row of the table. */
export type DocumentRow = number

/** Corpora have the numbers below it. */
export const NO_CORPUS = 0xffff

// A row is five words, which lie together. The first holds the corpus in its lower half, and the state in the
// next byte.
const WORDS = 5
const ORDINALS = 1
const DURABLE = 2
const LIVE = 3
const ID = 4
const HALVES = WORDS * 2
const BYTES = WORDS * 4
const STATE = 2

/** As long as there are documents. */
export interface SavedDocumentTable {
  readonly ids: Uint8Array<ArrayBuffer>
  readonly words: Uint32Array<ArrayBuffer>
  readonly newest: Uint32Array<ArrayBuffer> | undefined
  readonly settled: ReadonlyMap<DocumentRow, Revision>
}

/**
 * A document points to its newest accepted revision, the newest durable one, the one that its status rests on (the
 * last that settled; a failed delete leaves it), and the one that answers searches.
 */
export class DocumentTable {
  #words = new Uint32Array(LEAST_ROWS * WORDS)
  #halves = new Uint16Array(this.#words.buffer)
  #bytes = new Uint8Array(this.#words.buffer)
  /** Only where some corpus has revisions that are accepted and not durable; else the newest is the durable one. */
  #newest: Uint32Array<ArrayBuffer> | undefined
  /** Only where a document rests on something else than what is live: a failed revision. */
  readonly #settled = new Map<DocumentRow, Revision>()
  readonly #ids = new IdStore()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(corpus: number, id: string): DocumentRow {
    const row = this.#size++
    if (row * WORDS === this.#words.length) this.#grow(row * 2)
    this.#words[row * WORDS + ID] = this.#ids.add(id)
    this.#halves[row * HALVES] = corpus
    this.#bytes[row * BYTES + STATE] = UNKNOWN
    return row
  }

  id(row: DocumentRow): string {
    return this.#ids.text(this.#idOf(row))
  }
  isId(row: DocumentRow, id: string): boolean {
    return this.#ids.is(this.#idOf(row), id)
  }
  /** The id for whoever writes it to a line or hashes it: cheaper than the text. */
  writtenId(row: DocumentRow): PlainText | string {
    return this.#ids.written(this.#idOf(row))
  }
  corpus(row: DocumentRow): number {
    return this.#halves[row * HALVES] as number
  }

  /** Its corpus is no more: the row belongs to none. */
  orphan(row: DocumentRow): void {
    this.#halves[row * HALVES] = NO_CORPUS
  }
  isOrphan(row: DocumentRow): boolean {
    return this.corpus(row) === NO_CORPUS
  }

  /** The code of the life-cycle state. */
  state(row: DocumentRow): number {
    return this.#bytes[row * BYTES + STATE] as number
  }
  setState(row: DocumentRow, code: number): void {
    this.#bytes[row * BYTES + STATE] = code
  }

  /** Counts one more revision of the document and returns its ordinal. */
  nextOrdinal(row: DocumentRow): number {
    return (this.#words[row * WORDS + ORDINALS] = (this.#words[row * WORDS + ORDINALS] as number) + 1)
  }

  newest(row: DocumentRow): Revision {
    const newest = this.#newest?.[row] ?? NO_REVISION
    return newest === NO_REVISION ? this.durable(row) : newest
  }
  durable(row: DocumentRow): Revision {
    return this.#words[row * WORDS + DURABLE] as number
  }
  settled(row: DocumentRow): Revision {
    const failed = this.#settled.size === 0 ? undefined : this.#settled.get(row)
    return failed ?? this.live(row)
  }
  live(row: DocumentRow): Revision {
    return this.#words[row * WORDS + LIVE] as number
  }

  /** A revision that was accepted and is not durable yet; none: the newest is the durable one again. */
  pointNewest(row: DocumentRow, revision: Revision): void {
    if (this.#newest === undefined && revision === NO_REVISION) return
    this.#newest ??= new Uint32Array(this.#words.length / WORDS)
    this.#newest[row] = revision
  }
  pointDurable(row: DocumentRow, revision: Revision): void {
    this.#words[row * WORDS + DURABLE] = revision
  }
  pointLive(row: DocumentRow, revision: Revision): void {
    this.#words[row * WORDS + LIVE] = revision
    if (this.#settled.size > 0) this.#settled.delete(row)
  }
  /** A revision that failed: what is live stays so. */
  pointSettled(row: DocumentRow, revision: Revision): void {
    this.#settled.set(row, revision)
  }

  pointsTo(row: DocumentRow, revision: Revision): boolean {
    return (
      this.durable(row) === revision ||
      this.live(row) === revision ||
      this.newest(row) === revision ||
      this.settled(row) === revision
    )
  }

  save(): SavedDocumentTable {
    const size = this.#size
    return {
      ids: this.#ids.save(),
      words: this.#words.subarray(0, size * WORDS),
      newest: this.#newest?.subarray(0, size),
      settled: this.#settled,
    }
  }

  load({ ids, words, newest, settled }: SavedDocumentTable): void {
    this.#ids.load(ids)
    this.#size = words.length / WORDS
    this.#see(loadColumn(words, WORDS))
    this.#newest = newest && loadColumn(newest)
    for (const [row, revision] of settled) this.#settled.set(row, revision)
  }

  #idOf(row: DocumentRow): IdPlace {
    return this.#words[row * WORDS + ID] as number
  }

  #grow(rows: number): void {
    this.#see(grow(this.#words, rows * WORDS))
    if (this.#newest !== undefined) this.#newest = grow(this.#newest, rows)
  }

  #see(words: Uint32Array<ArrayBuffer>): void {
    this.#words = words
    this.#halves = new Uint16Array(words.buffer)
    this.#bytes = new Uint8Array(words.buffer)
  }
}
