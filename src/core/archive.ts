/**
 * Which revisions are kept: those that their document points to, and its latest named ones. All others are folded
 * away as soon as nothing of the queue is about them any more. It also counts what is live in a corpus.
 */
import type { Analyses } from './analyses.ts'
import type { Corpus } from './corpus.ts'
import type { DocumentRow, DocumentTable } from './document-table.ts'
import { NO_REVISION, type Revision, type RevisionTable } from './revision-table.ts'
import { type SavedVersions, Versions } from './versions.ts'

export class Archive {
  readonly #documents: DocumentTable
  readonly #revisions: RevisionTable
  readonly #analyses: Analyses
  readonly #versions: Versions

  /** `versionsKept`: how many named versions of a document are kept beside the ones that it points to. */
  constructor(documents: DocumentTable, revisions: RevisionTable, analyses: Analyses, versionsKept: number) {
    this.#documents = documents
    this.#revisions = revisions
    this.#analyses = analyses
    this.#versions = new Versions(revisions, versionsKept)
  }

  /** The revisions of a document that are still kept, oldest first. */
  revisionsOf(row: DocumentRow): Revision[] {
    const documents = this.#documents
    const pointedTo = [
      documents.newest(row),
      documents.durable(row),
      documents.settled(row),
      documents.live(row),
    ]
    const revisions = new Set([...pointedTo, ...this.#versions.of(row)])
    revisions.delete(NO_REVISION)
    return [...revisions].sort((a, b) => this.#revisions.ordinal(a) - this.#revisions.ordinal(b))
  }

  /** The revision that the client named so, if it is still kept. */
  findVersion(row: DocumentRow, version: string): Revision | undefined {
    return this.#versions.find(row, version)
  }

  /** Keeps the revision for clients that ask for it by this name. */
  keepVersion(row: DocumentRow, revision: Revision, version: string): void {
    this.#releaseAll(this.#versions.keep(row, revision, version))
  }

  /** Lets the document rest on the revision, which is live too or failed. */
  rest(row: DocumentRow, revision: Revision, as: 'live' | 'settled', corpus: Corpus): void {
    const settled = this.#documents.settled(row)
    const live = this.#documents.live(row)
    if (as === 'live') {
      this.count(corpus, live, -1)
      this.count(corpus, revision, 1)
      this.#documents.pointLive(row, revision)
    } else this.#documents.pointSettled(row, revision)
    this.release(settled)
    this.release(live)
  }

  /** The document is gone, and answers for none of its versions. */
  vanish(row: DocumentRow, corpus: Corpus): void {
    this.rest(row, NO_REVISION, 'live', corpus)
    this.#releaseAll(this.#versions.drop(row))
  }

  /** One document more, or less, is live with the text of this revision. */
  count(corpus: Corpus, live: Revision, sign: 1 | -1): void {
    if (live === NO_REVISION) return
    corpus.liveDocuments += sign
    corpus.liveTextBytes += sign * this.#revisions.textBytes(live)
  }

  /** Folds the revision away once nothing points to it. */
  release(revision: Revision): void {
    const revisions = this.#revisions
    if (revision === NO_REVISION || revisions.isScheduled(revision) || revisions.isPinned(revision)) return
    const phase = revisions.phase(revision)
    if (phase === 'accepted' || phase === 'durable') return
    if (this.#documents.pointsTo(revisions.document(revision), revision)) return
    this.#analyses.drop(revision)
    revisions.free(revision)
  }

  save(): SavedVersions {
    return this.#versions.save()
  }

  load(saved: SavedVersions): void {
    this.#versions.load(saved)
  }

  #releaseAll(gone: readonly Revision[]): void {
    for (const revision of gone) this.release(revision)
  }
}
