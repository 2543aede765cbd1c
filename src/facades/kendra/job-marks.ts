/**
 * How one sync job has counted each of its documents so far, so that each counts once [doc]. A byte for each document, in
 * chunks, for a job may touch few of very many.
 */
import type { DocumentRow } from '../../core/document-table.ts'
import type { Phase } from '../../core/revision-table.ts'

/** What a job counts. */
export type JobCount = 'added' | 'modified' | 'deleted' | 'failed'

const COUNTS = [undefined, 'added', 'modified', 'deleted', 'failed'] as const

/** Beside the count: whether the document came to be by this job, which stays so while updates of it fail or succeed. */
const IS_NEW = 8

const CHUNK_BITS = 10
const CHUNK_MASK = (1 << CHUNK_BITS) - 1

export interface SavedJobMarks {
  /** By their numbers. */
  readonly chunks: ReadonlyMap<number, Uint8Array>
  readonly counts: Readonly<Record<JobCount, number>>
}

export class JobMarks {
  readonly #chunks: (Uint8Array | undefined)[] = []
  readonly #counts: { [count in JobCount]: number } = { added: 0, modified: 0, deleted: 0, failed: 0 }

  /** How many documents count as what. */
  get counts(): Readonly<Record<JobCount, number>> {
    return this.#counts
  }

  /** A revision of the document has come to its end. */
  settled(row: DocumentRow, phase: Phase): void {
    const before = this.#chunks[row >>> CHUNK_BITS]?.[row & CHUNK_MASK] ?? 0
    const mark = markAfter(phase, before)
    if (mark === before) return
    const counted = COUNTS[before & ~IS_NEW]
    if (counted !== undefined) this.#counts[counted]--
    this.#counts[COUNTS[mark & ~IS_NEW] as JobCount]++
    const chunk = (this.#chunks[row >>> CHUNK_BITS] ??= new Uint8Array(1 << CHUNK_BITS))
    chunk[row & CHUNK_MASK] = mark
  }

  save(): SavedJobMarks {
    const chunks = new Map<number, Uint8Array>()
    for (const [number, chunk] of this.#chunks.entries()) if (chunk !== undefined) chunks.set(number, chunk)
    return { chunks, counts: this.#counts }
  }

  load({ chunks, counts }: SavedJobMarks): void {
    for (const [number, chunk] of chunks) this.#chunks[number] = chunk
    Object.assign(this.#counts, counts)
  }

  /** Keeps the counts alone: no more documents will come to their end. */
  close(): void {
    this.#chunks.length = 0
  }
}

/** The last outcome counts, but what the job added stays added when it is updated. */
function markAfter(phase: Phase, before: number): number {
  const isNew = before & IS_NEW
  switch (phase) {
    case 'indexed':
      return ADDED | IS_NEW
    case 'updated':
      return isNew === 0 ? MODIFIED : ADDED | IS_NEW
    case 'deleted':
      return DELETED
    case 'failed':
    case 'update-failed':
    case 'delete-failed':
      return FAILED | isNew
    // What has no outcome of its own, or whose outcome nobody hears of, changes nothing.
    case 'lost':
    case 'superseded':
    case 'forgotten':
    case 'accepted':
    case 'durable':
    case 'indexing':
      return before
  }
}

const ADDED = COUNTS.indexOf('added')
const MODIFIED = COUNTS.indexOf('modified')
const DELETED = COUNTS.indexOf('deleted')
const FAILED = COUNTS.indexOf('failed')
