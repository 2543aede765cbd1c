/** Hands the content of revisions to the indexer, and keeps what it found with the revision. */
import { holdBytes, releaseBytes } from './byte-copies.ts'
import { assert, SnapshotError } from './errors.ts'
import type {
  Analysis,
  Content,
  ContentToCome,
  DocumentPart,
  Indexer,
  OpenWork,
  WorkerDeath,
} from './indexer.ts'
import type { Revision, RevisionTable } from './revision-table.ts'

/** Real work whose result the next event needs: ours, which has its own limits, or a user's. */
export interface NeededWork {
  readonly kind: 'analysis' | 'content'
  /** Resolves when the work is done. Never rejects. */
  readonly done: Promise<void>
}

/** A job whose result was not there at once. */
interface Job {
  /** The bytes are held until the result is there, or nobody wants it any more. */
  readonly parts: readonly DocumentPart[]
  /** Those that wait for it: one nearly always. */
  readonly revisions: Revision[]
}

/** Content that is being fetched, or could not be by a mistake of the user's. */
interface Fetch {
  readonly origin: unknown
  readonly done: Promise<void>
  error: Error | undefined
}

export interface SavedAnalyses {
  /** Each with the revisions that wait for it. */
  readonly jobs: readonly { readonly revisions: readonly Revision[]; readonly work: OpenWork }[]
  readonly fetches: readonly { readonly revision: Revision; readonly origin: unknown }[]
}

export class Analyses {
  readonly #indexer: Indexer
  readonly #revisions: RevisionTable
  readonly #isHasty: boolean
  readonly #jobs = new Map<number, Job>()
  /** The jobs that revisions wait for. */
  readonly #jobOf = new Map<Revision, number>()
  readonly #fetches = new Map<Revision, Fetch>()
  #nextJob = 1
  #isClosed = false

  /** With `isHasty` a result that is not there is made at once where that can be done. */
  constructor(indexer: Indexer, revisions: RevisionTable, isHasty: boolean) {
    this.#indexer = indexer
    this.#revisions = revisions
    this.#isHasty = isHasty
  }

  /** How many revisions have no result yet. */
  get open(): number {
    return this.#jobOf.size + this.#fetches.size
  }

  submit(revision: Revision, content: readonly DocumentPart[] | ContentToCome): void {
    // A function of the users' has ended the run in the middle of this call.
    if (this.#isClosed) return
    if ('content' in content) this.#fetch(revision, content)
    else this.#analyse(revision, content)
  }

  /** The revision has the content of another one, of which the analysis may still be under way. */
  inherit(revision: Revision, from: Revision): void {
    const revisions = this.#revisions
    assert(!this.#fetches.has(from), `content that is still to come was inherited`)
    const job = this.#jobOf.get(from)
    if (job !== undefined) return this.#join(job, revision)
    const [high, low] = [revisions.digestHigh(from), revisions.digestLow(from)]
    revisions.setAnalysis(revision, revisions.textBytes(from), high, low)
    const title = revisions.title(from)
    if (title !== undefined) revisions.setTitle(revision, title)
    // What a rule did to the other one is no fault of the content.
    const failure = revisions.faultyContent(from)
    if (failure !== undefined) revisions.setFailure(revision, failure)
  }

  /** Takes over the result of the revision where it is there; else returns what has to be waited for. */
  collect(revision: Revision): NeededWork | undefined {
    const fetch = this.#fetches.get(revision)
    if (fetch?.error !== undefined) throw fetch.error
    if (fetch !== undefined) return { kind: 'content', done: fetch.done }
    const job = this.#jobOf.get(revision)
    if (job === undefined) return undefined
    const analysis = this.#indexer.take(job) ?? (this.#isHasty ? this.#indexer.finish(job) : undefined)
    if (analysis === undefined) return { kind: 'analysis', done: this.#indexer.ready(job) }
    this.#conclude(job, analysis)
    return undefined
  }

  /** What has to be waited for before more may be submitted, where so much waits already that it would pile up. */
  neededRoom(): NeededWork | undefined {
    return this.#indexer.isFull ? { kind: 'analysis', done: this.#indexer.room() } : undefined
  }

  /** Nobody wants the result any more. */
  drop(revision: Revision): void {
    if (this.open === 0) return
    this.#fetches.delete(revision)
    const job = this.#jobOf.get(revision)
    if (job === undefined) return
    this.#jobOf.delete(revision)
    const { revisions } = this.#jobs.get(job) as Job
    revisions.splice(revisions.indexOf(revision), 1)
    if (revisions.length > 0) return
    this.#indexer.forget(job)
    this.#end(job)
  }

  /** No result is wanted any more, and content that is still to come is left alone. */
  close(): void {
    this.#isClosed = true
    this.#fetches.clear()
    this.#jobs.clear()
    this.#jobOf.clear()
  }

  killWorker(death: WorkerDeath): void {
    this.#indexer.kill(death)
  }

  /** What threads are working on is saved as it was given to them, and the work is done again. */
  save(): SavedAnalyses {
    return {
      jobs: Array.from(this.#jobs, ([job, { revisions }]) => ({ revisions, work: this.#look(job) })),
      fetches: Array.from(this.#fetches, ([revision, { origin }]) => ({ revision, origin })),
    }
  }

  /** `fetch` begins to fetch again what had not come. */
  load({ jobs, fetches }: SavedAnalyses, fetch: (origin: unknown) => Promise<Content>): void {
    for (const { revisions, work } of jobs) {
      if (work.kind === 'analysed') for (const revision of revisions) this.#keep(revision, work.analysis)
      else this.#analyseAgain(revisions, work.parts)
    }
    for (const { revision, origin } of fetches) this.#fetch(revision, { content: fetch(origin), origin })
  }

  #look(job: number): OpenWork {
    try {
      return this.#indexer.look(job)
    } catch (cause) {
      throw new SnapshotError(`a document cannot be analysed, and no snapshot is taken: ${String(cause)}`, {
        cause,
      })
    }
  }

  #analyseAgain([first, ...others]: readonly Revision[], parts: readonly DocumentPart[]): void {
    assert(first !== undefined, 'an analysis was loaded for which nobody waits')
    this.#analyse(first, parts)
    for (const revision of others) this.inherit(revision, first)
  }

  #await(job: number, parts: readonly DocumentPart[], revision: Revision): void {
    for (const { bytes } of parts) holdBytes(bytes)
    this.#jobs.set(job, { parts, revisions: [] })
    this.#join(job, revision)
  }

  #join(job: number, revision: Revision): void {
    this.#jobOf.set(revision, job)
    this.#jobs.get(job)?.revisions.push(revision)
  }

  /** Nothing is to be read of it any more. */
  #end(job: number): void {
    for (const { bytes } of this.#jobs.get(job)?.parts ?? []) releaseBytes(bytes)
    this.#jobs.delete(job)
  }

  /** What comes is analysed as soon as it is there, for a result depends on the content alone. */
  #fetch(revision: Revision, { content, origin }: ContentToCome): void {
    const isWanted = (): boolean => !this.#isClosed && this.#fetches.get(revision) === fetch
    const done = content.then(
      (fetched) => {
        if (!isWanted()) return
        this.#fetches.delete(revision)
        if (fetched.kind === 'fetched') this.#analyse(revision, fetched.parts)
        else this.#revisions.setFailure(revision, { code: fetched.code, reason: fetched.reason })
      },
      (error: Error) => void (fetch.error = error),
    )
    const fetch: Fetch = { origin, done, error: undefined }
    this.#fetches.set(revision, fetch)
  }

  #analyse(revision: Revision, parts: readonly DocumentPart[]): void {
    this.#takeDone()
    const job = this.#nextJob++
    let analysis = this.#indexer.submit(job, parts)
    // Who is hasty does not wait for room either.
    if (analysis === undefined && this.#isHasty && this.#indexer.isFull) analysis = this.#indexer.finish(job)
    if (analysis === undefined) this.#await(job, parts, revision)
    else this.#keep(revision, analysis)
  }

  /** Results that nobody needs yet are written down now: in the table they take least. */
  #takeDone(): void {
    if (this.#jobs.size === 0) return
    for (const [job, analysis] of this.#indexer.takeDone()) this.#conclude(job, analysis)
  }

  #conclude(job: number, analysis: Analysis): void {
    for (const revision of this.#jobs.get(job)?.revisions ?? []) {
      this.#jobOf.delete(revision)
      this.#keep(revision, analysis)
    }
    this.#end(job)
  }

  #keep(revision: Revision, analysis: Analysis): void {
    if (analysis.kind === 'failed') {
      this.#revisions.setFailure(revision, { code: analysis.code, reason: analysis.reason })
      return
    }
    this.#revisions.setAnalysis(revision, analysis.textBytes, analysis.digestHigh, analysis.digestLow)
    if (analysis.leftOut !== undefined) {
      const { part, code, reason } = analysis.leftOut
      this.#revisions.setFailure(revision, { part, code, reason })
    }
    if (analysis.title !== undefined) this.#revisions.setTitle(revision, analysis.title)
  }
}
