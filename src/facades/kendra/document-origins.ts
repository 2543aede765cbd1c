/** The data source through which each document was put: what Kendra remembers of it beside the core, in a column. */
import { grow } from '../../core/columns.ts'
import type { DocumentRow } from '../../core/document-table.ts'

/** The number of the data source of each document, as far as any came through one. */
export type SavedDocumentOrigins = Uint32Array<ArrayBuffer>

export class DocumentOrigins {
  #source = new Uint32Array(0)

  save(): SavedDocumentOrigins {
    return this.#source
  }

  load(saved: SavedDocumentOrigins): void {
    this.#source = saved
  }

  /** The number of the data source; 0 for a document that was put directly. */
  source(row: DocumentRow): number {
    return this.#source[row] ?? 0
  }

  setSource(row: DocumentRow, source: number): void {
    if (row >= this.#source.length) {
      // As long as nothing came through a data source, nothing has to be remembered.
      if (source === 0) return
      this.#source = grow(this.#source, Math.max(16, (row + 1) * 2))
    }
    this.#source[row] = source
  }
}
