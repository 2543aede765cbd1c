/** Hands the content of revisions to the indexer, and keeps what it found with the revision. */
import type { Analysis, DocumentPart, Indexer, WorkerDeath } from './indexer.ts'
import type { Revision, RevisionTable } from './revision-table.ts'

export class Analyses {
  readonly #indexer: Indexer
  readonly #revisions: RevisionTable
  /** Jobs whose result was not there at once. */
  readonly #jobs = new Map<Revision, number>()
  #nextJob = 1

  constructor(indexer: Indexer, revisions: RevisionTable) {
    this.#indexer = indexer
    this.#revisions = revisions
  }

  /** How many revisions have no result yet. */
  get open(): number {
    return this.#jobs.size
  }

  submit(revision: Revision, parts: readonly DocumentPart[]): void {
    const job = this.#nextJob++
    const analysis = this.#indexer.submit(job, parts)
    if (analysis === undefined) this.#jobs.set(revision, job)
    else this.#keep(revision, analysis)
  }

  /** Takes over the result of the revision where it is there; else returns the job that has to be waited for. */
  collect(revision: Revision): number | undefined {
    const job = this.#jobs.get(revision)
    if (job === undefined) return undefined
    const analysis = this.#indexer.take(job)
    if (analysis === undefined) return job
    this.#jobs.delete(revision)
    this.#keep(revision, analysis)
    return undefined
  }

  /** Nobody wants the result any more. */
  drop(revision: Revision): void {
    if (this.#jobs.size === 0) return
    const job = this.#jobs.get(revision)
    if (job === undefined) return
    this.#jobs.delete(revision)
    this.#indexer.forget(job)
  }

  killWorker(death: WorkerDeath): void {
    this.#indexer.kill(death)
  }

  #keep(revision: Revision, analysis: Analysis): void {
    if (analysis.kind === 'failed') {
      this.#revisions.setFailure(revision, { code: analysis.code, reason: analysis.reason })
      return
    }
    this.#revisions.setAnalysis(revision, analysis.textBytes, analysis.digestHigh, analysis.digestLow)
    if (analysis.title !== undefined) this.#revisions.setTitle(revision, analysis.title)
  }
}
