/** What sync jobs count, as simply as it can be said: the model that the property in sync-job-metrics.test.ts holds the simulator against. */

/** What the test's rules make of the puts of a document. */
export type Fate = 'fine' | 'fail' | 'lose' | 'crash-once'

type Outcome = 'indexed' | 'updated' | 'deleted' | 'failed'

class PlainJob {
  status: 'SYNCING' | 'SYNCING_INDEXING' | 'SUCCEEDED' | 'INCOMPLETE' = 'SYNCING'
  pending = 0
  readonly #outcomes = new Map<string, Outcome[]>()

  get hasEnded(): boolean {
    return this.status === 'SUCCEEDED' || this.status === 'INCOMPLETE'
  }

  hear(id: string, outcome: Outcome | 'nothing'): void {
    this.pending--
    if (outcome !== 'nothing') this.#outcomes.set(id, [...(this.#outcomes.get(id) ?? []), outcome])
    this.endIfDone()
  }

  endIfDone(): void {
    if (this.status === 'SYNCING_INDEXING' && this.pending === 0)
      this.status = this.count('failed') > 0 ? 'INCOMPLETE' : 'SUCCEEDED'
  }

  count(what: 'added' | 'modified' | 'deleted' | 'failed'): number {
    return [...this.#outcomes.values()].filter((outcomes) => sumUp(outcomes) === what).length
  }
}

/** As what a document counts in whose job all this has happened, the oldest first. */
function sumUp(outcomes: readonly Outcome[]): 'added' | 'modified' | 'deleted' | 'failed' {
  const last = outcomes.at(-1)
  if (last === 'deleted' || last === 'failed') return last
  const sinceDeleted = outcomes.slice(outcomes.lastIndexOf('deleted') + 1)
  return sinceDeleted.includes('indexed') ? 'added' : 'modified'
}

interface PlainDocument {
  settled: 'absent' | 'failed' | 'live'
  place: string
  pending: { readonly put?: 'good' | 'broken'; readonly job: PlainJob | undefined; dueAt: number } | undefined
}

export interface PlainSettings {
  readonly indexingMs: number
  readonly mayStartWhileIndexing: boolean
  readonly fateOf: (id: string) => Fate
}

export class PlainJobs {
  now = 0
  readonly #jobs = new Map<string, PlainJob[]>()
  readonly #documents = new Map<string, PlainDocument>()
  readonly #settings: PlainSettings

  constructor(settings: PlainSettings) {
    this.#settings = settings
  }

  /** Some document will be done nobody knows when. */
  get isUncertain(): boolean {
    return [...this.#documents].some(
      ([id, { pending }]) => pending?.put !== undefined && this.#settings.fateOf(id) === 'crash-once',
    )
  }

  goTo(now: number): void {
    this.now = now
    for (const [id, document] of this.#documents) {
      const { pending } = document
      if (pending === undefined || pending.dueAt > now) continue
      document.pending = undefined
      const outcome = this.#end(id, document, pending.put)
      pending.job?.hear(id, outcome)
    }
  }

  /** Whether the put is accepted. */
  put(place: string, id: string, content: 'good' | 'broken'): boolean {
    const document = this.#documents.get(id) ?? { settled: 'absent', place, pending: undefined }
    if (!isGone(document) && document.place !== place) return false
    document.place = place
    this.#documents.set(id, document)
    this.#accept(id, document, this.#runningJob(place), content)
    return true
  }

  /** Whether the delete is accepted. */
  delete(target: string | undefined, id: string): boolean {
    const document = this.#documents.get(id)
    if (document === undefined || isGone(document)) return false
    const job = target === undefined ? undefined : this.#runningJob(target)
    const isReached = document.place === target || (document.place === 'direct' && job === undefined)
    if (target !== undefined && !isReached) return false
    this.#accept(id, document, job)
    return true
  }

  /** Whether a job is started. */
  start(source: string): boolean {
    const jobs = this.#jobs.get(source) ?? []
    const isInTheWay = ({ status, hasEnded }: PlainJob): boolean =>
      !hasEnded && !(status === 'SYNCING_INDEXING' && this.#settings.mayStartWhileIndexing)
    if (jobs.some(isInTheWay)) return false
    this.#jobs.set(source, [new PlainJob(), ...jobs])
    return true
  }

  stop(source: string): void {
    const job = this.#runningJob(source)
    if (job === undefined) return
    job.status = 'SYNCING_INDEXING'
    job.endIfDone()
  }

  restart(): void {
    for (const { pending } of this.#documents.values())
      if (pending !== undefined) pending.dueAt = this.now + this.#settings.indexingMs
  }

  /** A line for each job of the source, the newest first. */
  history(source: string): string[] {
    return (this.#jobs.get(source) ?? []).map(
      (job) =>
        `${job.status} +${job.count('added')} ~${job.count('modified')} -${job.count('deleted')} !${job.count('failed')}`,
    )
  }

  #runningJob(source: string): PlainJob | undefined {
    return this.#jobs.get(source)?.find(({ status }) => status === 'SYNCING')
  }

  #accept(id: string, document: PlainDocument, job: PlainJob | undefined, put?: 'good' | 'broken'): void {
    if (job !== undefined) job.pending++
    document.pending?.job?.hear(id, 'nothing')
    document.pending = { ...(put && { put }), job, dueAt: this.now + this.#settings.indexingMs }
  }

  #end(id: string, document: PlainDocument, put: 'good' | 'broken' | undefined): Outcome | 'nothing' {
    const fate = this.#settings.fateOf(id)
    const wasLive = document.settled === 'live'
    if (put === undefined || fate === 'lose') {
      document.settled = 'absent'
      return put === undefined ? 'deleted' : 'nothing'
    }
    if (fate === 'fail' || put === 'broken') {
      if (!wasLive) document.settled = 'failed'
      return 'failed'
    }
    document.settled = 'live'
    return wasLive ? 'updated' : 'indexed'
  }
}

function isGone({ settled, pending }: PlainDocument): boolean {
  return settled === 'absent' && pending === undefined
}
