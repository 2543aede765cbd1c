/**
 * Documents in columns: one row for each id that a corpus ever accepted, with its life-cycle state in one byte
 * and its pointers to the revisions that matter. Rows stay, so that a document's revisions are counted on.
 */
import { grow } from './columns.ts'
import { UNKNOWN } from './life-cycle.ts'
import { NO_REVISION, type Revision } from './revision-table.ts'

/** A row of the table. */
export type DocumentRow = number

/**
 * What a document points to: the newest accepted revision, the newest durable one, the one that its status rests
 * on (the last that settled; a failed delete leaves it), and the one that answers searches.
 */
export type Pointer = 'newest' | 'durable' | 'settled' | 'live'

export class DocumentTable {
  #corpus = new Uint16Array(16)
  #state = new Uint8Array(16)
  #ordinals = new Uint32Array(16)
  #newest = new Uint32Array(16)
  #durable = new Uint32Array(16)
  #settled = new Uint32Array(16)
  #live = new Uint32Array(16)
  readonly #ids: string[] = []

  get size(): number {
    return this.#ids.length
  }

  add(corpus: number, id: string): DocumentRow {
    const row = this.#ids.push(id) - 1
    if (row === this.#corpus.length) this.#grow(row * 2)
    this.#corpus[row] = corpus
    this.#state[row] = UNKNOWN
    return row
  }

  id(row: DocumentRow): string {
    return this.#ids[row] as string
  }
  corpus(row: DocumentRow): number {
    return this.#corpus[row] as number
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
    return this.#newest[row] as number
  }
  durable(row: DocumentRow): Revision {
    return this.#durable[row] as number
  }
  settled(row: DocumentRow): Revision {
    return this.#settled[row] as number
  }
  live(row: DocumentRow): Revision {
    return this.#live[row] as number
  }

  /** Lets the pointer point to the revision and returns the one it pointed to before. */
  point(row: DocumentRow, pointer: Pointer, revision: Revision): Revision {
    const column = this.#columnOf(pointer)
    const before = column[row] as number
    column[row] = revision
    return before
  }

  pointsTo(row: DocumentRow, revision: Revision): boolean {
    return (
      revision !== NO_REVISION &&
      (this.#newest[row] === revision ||
        this.#durable[row] === revision ||
        this.#settled[row] === revision ||
        this.#live[row] === revision)
    )
  }

  #columnOf(pointer: Pointer): Uint32Array {
    switch (pointer) {
      case 'newest':
        return this.#newest
      case 'durable':
        return this.#durable
      case 'settled':
        return this.#settled
      case 'live':
        return this.#live
    }
  }

  #grow(length: number): void {
    this.#corpus = grow(this.#corpus, length)
    this.#state = grow(this.#state, length)
    this.#ordinals = grow(this.#ordinals, length)
    this.#newest = grow(this.#newest, length)
    this.#durable = grow(this.#durable, length)
    this.#settled = grow(this.#settled, length)
    this.#live = grow(this.#live, length)
  }
}
