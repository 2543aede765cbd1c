/**
 * Revisions that a client named, by document: the latest of them are kept beside those that the document points to,
 * so that each can answer for its own outcome.
 */
import type { DocumentRow } from './document-table.ts'
import type { Revision, RevisionTable } from './revision-table.ts'

/** The named revisions of each document, the oldest first. */
export type SavedVersions = ReadonlyMap<DocumentRow, readonly Revision[]>

export class Versions {
  readonly #revisions: RevisionTable
  readonly #most: number
  readonly #kept = new Map<DocumentRow, Revision[]>()

  /** `most`: how many are kept of a document. */
  constructor(revisions: RevisionTable, most: number) {
    this.#revisions = revisions
    this.#most = most
  }

  /** Keeps the revision under this name, and returns those that are not kept for it any more. */
  keep(row: DocumentRow, revision: Revision, name: string): Revision[] {
    this.#revisions.setVersion(revision, name)
    this.#revisions.setPinned(revision, true)
    const kept = this.#kept.get(row) ?? []
    // A version that is put again replaces itself, and pushes no other out.
    const again = kept.findIndex((earlier) => this.#revisions.version(earlier) === name)
    const gone = again < 0 ? [] : kept.splice(again, 1)
    kept.push(revision)
    if (kept.length > this.#most) gone.push(...kept.splice(0, kept.length - this.#most))
    this.#kept.set(row, kept)
    return this.#unpinned(gone)
  }

  /** Forgets all of the document's, and returns them. */
  drop(row: DocumentRow): Revision[] {
    const gone = this.#kept.get(row) ?? []
    this.#kept.delete(row)
    return this.#unpinned(gone)
  }

  of(row: DocumentRow): readonly Revision[] {
    return this.#kept.get(row) ?? []
  }

  find(row: DocumentRow, name: string): Revision | undefined {
    return this.#kept.get(row)?.find((revision) => this.#revisions.version(revision) === name)
  }

  save(): SavedVersions {
    return this.#kept
  }

  load(saved: SavedVersions): void {
    for (const [row, revisions] of saved) this.#kept.set(row, [...revisions])
  }

  #unpinned(gone: Revision[]): Revision[] {
    for (const revision of gone) this.#revisions.setPinned(revision, false)
    return gone
  }
}
