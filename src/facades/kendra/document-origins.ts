/**
 * What Kendra remembers of documents beside the core: the data source through which each was put, and how the last sync
 * job counted it. In columns by the row of the document.
 */
import { grow } from '../../core/columns.ts'
import type { DocumentRow } from '../../core/document-table.ts'

/** How a job counts a document; each document counts once a job [doc]. */
export type JobMark = 'added' | 'modified' | 'deleted' | 'failed'

const MARKS = [undefined, 'added', 'modified', 'deleted', 'failed'] as const

export class DocumentOrigins {
  #source = new Uint32Array(0)
  #job = new Uint32Array(0)
  #mark = new Uint8Array(0)

  /** The number of the data source; 0 for a document that was put directly. */
  source(row: DocumentRow): number {
    return this.#source[row] ?? 0
  }

  setSource(row: DocumentRow, source: number): void {
    if (source === 0 && row >= this.#source.length) return
    this.#source = withRoomFor(row, this.#source)
    this.#source[row] = source
  }

  /** How this job has counted the document so far. */
  mark(row: DocumentRow, job: number): JobMark | undefined {
    return this.#job[row] === job ? MARKS[this.#mark[row] as number] : undefined
  }

  setMark(row: DocumentRow, job: number, mark: JobMark): void {
    this.#job = withRoomFor(row, this.#job)
    this.#mark = withRoomFor(row, this.#mark)
    this.#job[row] = job
    this.#mark[row] = MARKS.indexOf(mark)
  }
}

function withRoomFor<Column extends Uint32Array | Uint8Array>(row: DocumentRow, column: Column): Column {
  return row < column.length ? column : grow(column, Math.max(16, (row + 1) * 2))
}
