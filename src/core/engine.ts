/**
 * The engine: documents on their way through the life cycle. It is a function of time: events of the queue go in,
 * changes of the table and lines of the trace come out. It waits for nothing; the driver around it does.
 */
import type { Draws, DrawScope, Span } from './draws.ts'
import { type Alarm, Corpus, type CorpusMode, type CorpusOperations } from './corpus.ts'
import { DocumentTable, type DocumentRow } from './document-table.ts'
import { assert } from './errors.ts'
import { EventQueue } from './event-queue.ts'
import type { FaultPlan, FaultSubject, FiredFault } from './fault-plan.ts'
import type { Analysis, DocumentPart, Indexer } from './indexer.ts'
import { type LifeCycle, type LifeCycleEvent, nextCode, STATES } from './life-cycle.ts'
import {
  type Failure,
  type KeptSubmission,
  NO_REVISION,
  type Phase,
  type Revision,
  type RevisionOperation,
  RevisionTable,
} from './revision-table.ts'
import type { Trace } from './trace.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What an event of the queue is about. Its tag is `attempt * 8 + kind`, its row a revision, a corpus or a task. */
const TASK = 0
const COMPLETE = 1
const RETRY = 2
const SYNC = 3
const INDEX = 4
const SEEDED = 5

/** A document over which so many workers died is given up [assumed]. */
const MOST_DEATHS = 3
/** Simulated milliseconds until an indexing is begun again after its worker died [assumed]. */
const RETRY_DELAY: Span = [1_000, 5_000]

export interface Submission {
  readonly id: string
  readonly operation: RevisionOperation
  readonly stamp?: string | undefined
  /** What the submission said beside the content. */
  readonly kept?: KeptSubmission | undefined
  /** A name by which clients can ask for this one revision. */
  readonly version?: string | undefined
  /** None for a delete. */
  readonly parts?: readonly DocumentPart[] | undefined
  /** Why there is no content to be analysed. */
  readonly failure?: Failure | undefined
}

/** How long the indexing of one document takes: simulated milliseconds, or a function of it. */
export type IndexingTime = Span | ((document: IndexingSubject) => number)

export interface IndexingSubject {
  readonly facade: string
  readonly corpus: string
  readonly document: string
  readonly revision: number
  readonly attempt: number
  readonly operation: RevisionOperation
}

export interface EngineParts {
  readonly clock: VirtualClock
  readonly draws: Draws
  readonly faults: FaultPlan
  readonly trace: Trace
  readonly indexer: Indexer
  readonly indexingMs: IndexingTime
  /** How many named versions of a document are kept beside the ones that it points to. */
  readonly versionsKept: number
}

export class Engine {
  readonly documents: DocumentTable = new DocumentTable()
  readonly revisions: RevisionTable = new RevisionTable()
  readonly corpora: Map<string, Corpus> = new Map()
  readonly #corpora: Corpus[] = []
  /** By the number of the corpus. */
  readonly #indexingDraws: DrawScope[] = []
  readonly #parts: EngineParts
  readonly #queue = new EventQueue()
  readonly #tasks: ((() => void) | undefined)[] = []
  readonly #freeTasks: number[] = []
  /** Jobs whose analysis was not there at once. */
  readonly #jobs = new Map<Revision, number>()
  readonly #planned = new Map<Revision, FiredFault>()
  /** How many workers have died over a revision. */
  readonly #deaths = new Map<Revision, number>()
  readonly #versions = new Map<DocumentRow, Revision[]>()
  #current = 0
  #nextJob = 1
  #pending = 0

  constructor(parts: EngineParts) {
    this.#parts = parts
  }

  /** Revisions under way, and automatic syncs and indexing jobs that are armed. */
  get pending(): number {
    return this.#pending
  }

  get nextAt(): number {
    return this.#queue.nextAt
  }

  /** Whether everything of the next event's instant has happened but what was to come last. */
  get isNextLast(): boolean {
    return this.#queue.isNextLast
  }

  get hasEvents(): boolean {
    return this.#queue.size > 0
  }

  /** The place of the event that is being committed in the order of the queue. */
  get sequence(): number {
    return this.#current
  }

  /** Simulated milliseconds since the start. */
  get elapsedMs(): number {
    return this.#parts.clock.elapsedMs
  }

  addCorpus(facade: string, name: string, mode: CorpusMode, operations: CorpusOperations): Corpus {
    const corpus = new Corpus(this.#corpora.length, facade, name, mode, operations)
    assert(!this.corpora.has(corpus.label), `corpus ${corpus.label} was added twice`)
    this.#corpora.push(corpus)
    this.#indexingDraws.push(this.#parts.draws.scope('indexing', corpus.label))
    this.corpora.set(corpus.label, corpus)
    return corpus
  }

  corpusOf(row: DocumentRow): Corpus {
    return this.#corpora[this.documents.corpus(row)] as Corpus
  }

  state(row: DocumentRow): LifeCycle {
    return STATES[this.documents.state(row)] as LifeCycle
  }

  /** The revisions of a document that are still kept, oldest first. */
  revisionsOf(row: DocumentRow): Revision[] {
    const { documents } = this
    const rows = new Set([
      documents.newest(row),
      documents.durable(row),
      documents.settled(row),
      documents.live(row),
    ])
    for (const revision of this.#versions.get(row) ?? []) rows.add(revision)
    rows.delete(NO_REVISION)
    return [...rows].sort((a, b) => this.revisions.ordinal(a) - this.revisions.ordinal(b))
  }

  /** The revision that the client named so, if it is still kept. The newest, where several bear the name. */
  findVersion(row: DocumentRow, version: string): Revision | undefined {
    return this.#versions.get(row)?.findLast((revision) => this.revisions.version(revision) === version)
  }

  /** Runs the task at an instant, after everything that was scheduled for that instant before. */
  schedule(at: number, task: () => void): void {
    this.#queue.push(at, this.#slotOf(task), TASK)
  }

  /** Runs the task as the last of its instant. */
  scheduleLast(at: number, task: () => void): void {
    this.#queue.pushLast(at, this.#slotOf(task), TASK)
  }

  /** The job whose result the next event needs and that has not been taken yet. */
  neededJob(): number | undefined {
    if (this.#jobs.size === 0) return undefined
    const tag = this.#queue.nextTag
    const kind = tag & 7
    if (kind !== COMPLETE && kind !== SEEDED) return undefined
    const revision = this.#queue.nextRow
    const job = this.#jobs.get(revision)
    if (job === undefined || (kind === COMPLETE && !this.#isUnderWay(revision, tag >> 3))) return undefined
    const analysis = this.#parts.indexer.take(job)
    if (analysis === undefined) return job
    this.#jobs.delete(revision)
    this.#keepAnalysis(revision, analysis)
    return undefined
  }

  /** Takes the next event and lets it happen. The clock already stands at its instant. */
  commit(): void {
    const queue = this.#queue
    queue.pop()
    const { row, tag } = queue
    const kind = tag & 7
    const attempt = tag >> 3
    this.#current = queue.sequence
    switch (kind) {
      case TASK: {
        const task = this.#tasks[row] as () => void
        this.#tasks[row] = undefined
        this.#freeTasks.push(row)
        task()
        break
      }
      case COMPLETE:
        this.revisions.unschedule(row)
        if (this.#isUnderWay(row, attempt)) this.#complete(row)
        else this.#release(row)
        break
      case RETRY:
        this.revisions.unschedule(row)
        if (this.#isUnderWay(row, attempt)) this.#attempt(row)
        else this.#release(row)
        break
      case SYNC: {
        const corpus = this.#corpora[row] as Corpus
        if (corpus.automaticSync.isArmedAs(attempt)) this.sync(corpus)
        break
      }
      case INDEX: {
        const corpus = this.#corpora[row] as Corpus
        if (corpus.automaticIndexing.isArmedAs(attempt)) this.beginIndexing(corpus)
        break
      }
      case SEEDED:
        this.revisions.unschedule(row)
        this.#pending--
        this.#recordSeeded(row)
        this.#release(row)
        break
    }
  }

  /** Accepts a put or a delete as a new revision. */
  accept(corpus: Corpus, submission: Submission): Revision {
    const { documents, revisions } = this
    const { operation } = submission
    const row = this.#rowOf(corpus, submission.id)
    const revision = this.#addRevision(corpus, row, submission)
    const before = documents.newest(row)
    this.#move(row, operation === 'put' ? 'push-put' : 'push-delete')
    if (this.#parts.trace.level !== 'off')
      this.#parts.trace.record({
        at: this.elapsedMs,
        sequence: this.#current,
        kind: 'accepted',
        corpus: corpus.label,
        document: submission.id,
        revision: revisions.ordinal(revision),
        operation,
        serial: revisions.serial(revision),
        stamp: submission.stamp,
      })
    if (corpus.mode.durability === 'at-once') {
      this.#makeDurable(row, revision)
      this.#begin(revision)
    } else {
      documents.pointNewest(row, revision)
      corpus.pushed.push(revision)
      this.#arm(corpus.automaticSync, corpus.mode.syncAfterMs, SYNC, corpus)
      this.#release(before)
    }
    return revision
  }

  /** Puts a document in as if it had been indexed long ago. Its content is analysed before time goes on. */
  seed(corpus: Corpus, submission: Submission): Revision {
    const { documents, revisions } = this
    const now = this.elapsedMs
    assert(corpus.row(submission.id) === undefined, `document ${submission.id} was seeded over`)
    const row = this.#rowOf(corpus, submission.id)
    const revision = this.#addRevision(corpus, row, submission)
    documents.pointDurable(row, revision)
    documents.pointLive(row, revision)
    for (const event of ['push-put', 'sync', 'begin', 'succeed'] as const) this.#move(row, event)
    revisions.settle(revision, 'indexed', now)
    this.#pending++
    this.#schedule(now, SEEDED, revision)
    return revision
  }

  /** Makes durable all that was accepted so far, and has it indexed when the corpus' next indexing job begins. */
  sync(corpus: Corpus): void {
    const pushed = corpus.pushed
    this.#disarm(corpus.automaticSync)
    if (pushed.length === 0 || corpus.mode.durability !== 'sync') return
    corpus.pushed = []
    const { documents, revisions } = this
    this.#parts.trace.record({
      ...this.#at(),
      kind: 'synced',
      corpus: corpus.label,
      serial: corpus.lastSerial,
    })
    for (const revision of pushed) {
      const row = revisions.document(revision)
      if (documents.newest(row) === revision) {
        this.#makeDurable(row, revision)
        corpus.waiting.add(revision)
      } else {
        this.#endAs(revision, 'superseded')
        this.#release(revision)
      }
    }
    this.#arm(corpus.automaticIndexing, corpus.mode.indexAfterMs, INDEX, corpus)
  }

  /** Begins to index every durable revision that waits for it. */
  beginIndexing(corpus: Corpus): void {
    const waiting = corpus.waiting
    this.#disarm(corpus.automaticIndexing)
    corpus.waiting = new Set()
    for (const revision of waiting) this.#begin(revision)
  }

  /**
   * The service crashes and comes back: what is not durable is gone, and what was being indexed is begun again,
   * as the next attempt.
   */
  restart(): void {
    this.#parts.trace.record({ ...this.#at(), kind: 'restarted' })
    for (const corpus of this.#corpora) {
      const pushed = corpus.pushed
      corpus.pushed = []
      for (const revision of pushed.reverse()) this.#forgetPushed(revision)
    }
    for (let row = 0; row < this.documents.size; row++) {
      const { underWay } = this.state(row)
      this.#move(row, 'restart')
      if (underWay !== 'put-indexing' && underWay !== 'delete-indexing') continue
      const revision = this.documents.durable(row)
      this.revisions.enter(revision, 'durable')
      this.#pending--
      this.#planned.delete(revision)
      this.#begin(revision)
    }
  }

  #arm(alarm: Alarm, afterMs: number | undefined, kind: number, corpus: Corpus): void {
    if (alarm.isArmed || afterMs === undefined) return
    this.#pending++
    this.#push(this.elapsedMs + afterMs, kind, corpus.number, alarm.arm())
  }

  #disarm(alarm: Alarm): void {
    if (alarm.disarm()) this.#pending--
  }

  #forgetPushed(revision: Revision): void {
    const { documents, revisions } = this
    const row = revisions.document(revision)
    documents.pointNewest(row, NO_REVISION)
    revisions.enter(revision, 'forgotten')
    this.#dropJob(revision)
    this.#release(revision)
  }

  #rowOf(corpus: Corpus, id: string): DocumentRow {
    const known = corpus.row(id)
    if (known !== undefined) return known
    const row = this.documents.add(corpus.number, id)
    corpus.bind(id, row)
    return row
  }

  #addRevision(corpus: Corpus, row: DocumentRow, submission: Submission): Revision {
    const { revisions } = this
    const revision = revisions.add(
      row,
      this.documents.nextOrdinal(row),
      corpus.nextSerial(),
      submission.operation,
      this.elapsedMs,
    )
    if (submission.stamp !== undefined) revisions.setStamp(revision, submission.stamp)
    if (submission.kept !== undefined) revisions.setSubmission(revision, submission.kept)
    if (submission.version !== undefined) this.#keepVersion(row, revision, submission.version)
    if (submission.failure !== undefined) revisions.setFailure(revision, submission.failure)
    if (submission.parts !== undefined) this.#submitParts(revision, submission.parts)
    return revision
  }

  #submitParts(revision: Revision, parts: readonly DocumentPart[]): void {
    const job = this.#nextJob++
    const analysis = this.#parts.indexer.submit(job, parts)
    if (analysis === undefined) this.#jobs.set(revision, job)
    else this.#keepAnalysis(revision, analysis)
  }

  #keepAnalysis(revision: Revision, analysis: Analysis): void {
    if (analysis.kind === 'failed') {
      this.revisions.setFailure(revision, { code: analysis.code, reason: analysis.reason })
      return
    }
    this.revisions.setAnalysis(revision, analysis.textBytes, analysis.digestHigh, analysis.digestLow)
    if (analysis.title !== undefined) this.revisions.setTitle(revision, analysis.title)
  }

  #keepVersion(row: DocumentRow, revision: Revision, version: string): void {
    this.revisions.setVersion(revision, version)
    this.revisions.setPinned(revision, true)
    const kept = this.#versions.get(row) ?? []
    // A version that is put again replaces itself, and pushes no other out.
    const again = kept.findIndex((earlier) => this.revisions.version(earlier) === version)
    if (again >= 0) this.#unpin(kept.splice(again, 1)[0] as Revision)
    kept.push(revision)
    this.#versions.set(row, kept)
    if (kept.length <= this.#parts.versionsKept) return
    this.#unpin(kept.shift() as Revision)
  }

  #unpin(revision: Revision): void {
    this.revisions.setPinned(revision, false)
    this.#release(revision)
  }

  #makeDurable(row: DocumentRow, revision: Revision): void {
    const { documents, revisions } = this
    const { underWay } = this.state(row)
    this.#move(row, 'sync')
    revisions.becomeDurable(revision, this.elapsedMs)
    const before = documents.durable(row)
    documents.pointDurable(row, revision)
    documents.pointNewest(row, NO_REVISION)
    if (underWay !== 'none') {
      if (underWay === 'put-indexing' || underWay === 'delete-indexing') this.#pending--
      else this.corpusOf(row).waiting.delete(before)
      this.#endAs(before, 'superseded')
    }
    this.#release(before)
  }

  #begin(revision: Revision): void {
    this.#move(this.revisions.document(revision), 'begin')
    this.revisions.enter(revision, 'indexing')
    this.#pending++
    this.#attempt(revision)
  }

  /** Begins an attempt at indexing: whether a rule spoils it, and how long it takes, is known from here on. */
  #attempt(revision: Revision): void {
    const { faults, indexingMs } = this.#parts
    const { revisions } = this
    const row = revisions.document(revision)
    const attempt = revisions.beginAttempt(revision)
    const corpus = this.corpusOf(row)
    const document = this.documents.id(row)
    if (!faults.isEmptyFor('index')) {
      const fired = faults.evaluate('index', this.#subject(revision))
      if (fired !== undefined) this.#planned.set(revision, fired)
    }
    const ordinal = revisions.ordinal(revision)
    const delayMs =
      typeof indexingMs === 'function'
        ? indexingMs({
            facade: corpus.facade,
            corpus: corpus.name,
            document,
            revision: ordinal,
            attempt,
            operation: revisions.operation(revision),
          })
        : (this.#indexingDraws[corpus.number] as DrawScope).span(indexingMs, document, ordinal, attempt)
    this.#schedule(this.elapsedMs + delayMs, COMPLETE, revision)
  }

  #complete(revision: Revision): void {
    const planned = this.#planned.get(revision)
    if (planned !== undefined) {
      this.#planned.delete(revision)
      this.#completeAsPlanned(revision, planned)
      return
    }
    if (this.revisions.operation(revision) === 'delete') {
      this.#settle(revision, 'succeed', undefined)
      return
    }
    if (!this.#parts.faults.isEmptyFor('commit')) {
      const lost = this.#parts.faults.evaluate('commit', this.#subject(revision))
      if (lost !== undefined) {
        this.#settle(revision, 'lose', {
          code: 'LOST',
          reason: `lost by fault rule ${lost.rule}`,
          rule: lost.rule,
        })
        return
      }
    }
    const failure = this.revisions.failure(revision)
    const isRefused =
      failure !== undefined && this.corpusOf(this.revisions.document(revision)).mode.unreadable === 'fails'
    this.#settle(revision, isRefused ? 'fail' : 'succeed', failure)
  }

  #completeAsPlanned(revision: Revision, { rule, effect }: FiredFault): void {
    const { revisions } = this
    switch (effect.type) {
      case 'fail':
        this.#settle(revision, 'fail', {
          code: effect.code ?? 'SimulatedFailure',
          reason: effect.reason ?? `Simulated by fault rule ${rule}.`,
          rule,
        })
        return
      case 'crash':
      case 'hang':
      case 'outOfMemory': {
        const row = revisions.document(revision)
        const attempt = revisions.attempt(revision)
        const deaths = (this.#deaths.get(revision) ?? 0) + 1
        this.#deaths.set(revision, deaths)
        this.#parts.indexer.kill(effect.type)
        this.#parts.trace.record({ ...this.#on(revision), kind: 'died', attempt, death: effect.type, rule })
        if (deaths === MOST_DEATHS) {
          this.#settle(revision, 'fail', {
            code: 'InternalError',
            reason: `Indexing was given up after ${MOST_DEATHS} attempts.`,
            rule,
          })
          return
        }
        const { label } = this.corpusOf(row)
        const delayMs = this.#parts.draws.span(
          RETRY_DELAY,
          'retry',
          label,
          this.documents.id(row),
          revisions.ordinal(revision),
          attempt,
        )
        this.#schedule(this.elapsedMs + delayMs, RETRY, revision)
        return
      }
      case 'throttle':
      case 'error':
      case 'lose':
        assert(false, `effect ${effect.type} was planned for an indexing`)
    }
  }

  #settle(revision: Revision, event: 'succeed' | 'fail' | 'lose', failure: Failure | undefined): void {
    const { documents, revisions } = this
    const row = revisions.document(revision)
    const isPut = revisions.operation(revision) === 'put'
    this.#move(row, event)
    this.#pending--
    const { settled } = this.state(row)
    const phase: Phase =
      event === 'lose'
        ? 'lost'
        : isPut
          ? (settled as Phase)
          : event === 'succeed'
            ? 'deleted'
            : 'delete-failed'
    revisions.settle(revision, phase, this.elapsedMs)
    if (failure !== undefined) revisions.setFailure(revision, failure)
    this.#forgetAttempts(revision)
    this.#recordSettled(revision, event, failure)
    const settledBefore = documents.settled(row)
    const liveBefore = documents.live(row)
    if (settled === 'absent') {
      documents.pointLive(row, NO_REVISION)
      this.#dropVersions(row)
    } else if (isPut) {
      if (event === 'succeed') documents.pointLive(row, revision)
      else documents.pointSettled(row, revision)
    }
    this.#release(settledBefore)
    this.#release(liveBefore)
  }

  /** A deleted document answers for none of its versions. */
  #dropVersions(row: DocumentRow): void {
    const kept = this.#versions.get(row)
    if (kept === undefined) return
    this.#versions.delete(row)
    for (const revision of kept) this.#unpin(revision)
  }

  #endAs(revision: Revision, phase: Phase): void {
    this.revisions.settle(revision, phase, this.elapsedMs)
    this.#forgetAttempts(revision)
    this.#parts.trace.record({ ...this.#on(revision), kind: 'superseded' })
  }

  #forgetAttempts(revision: Revision): void {
    this.#planned.delete(revision)
    this.#deaths.delete(revision)
    this.#dropJob(revision)
  }

  #dropJob(revision: Revision): void {
    const job = this.#jobs.get(revision)
    if (job === undefined) return
    this.#jobs.delete(revision)
    this.#parts.indexer.forget(job)
  }

  /** Folds the revision away once nothing points to it. */
  #release(revision: Revision): void {
    const { revisions } = this
    if (revision === NO_REVISION || revisions.isScheduled(revision) || revisions.isPinned(revision)) return
    if (revisions.phase(revision) === 'accepted' || revisions.phase(revision) === 'durable') return
    if (this.documents.pointsTo(revisions.document(revision), revision)) return
    this.#dropJob(revision)
    revisions.free(revision)
  }

  #isUnderWay(revision: Revision, attempt: number): boolean {
    return this.revisions.phase(revision) === 'indexing' && this.revisions.attempt(revision) === attempt
  }

  #move(row: DocumentRow, event: LifeCycleEvent): void {
    this.documents.setState(row, nextCode(this.documents.state(row), event))
  }

  #schedule(at: number, kind: number, revision: Revision): void {
    this.revisions.schedule(revision)
    this.#push(at, kind, revision, this.revisions.attempt(revision))
  }

  #push(at: number, kind: number, row: number, attempt: number): void {
    this.#queue.push(at, row, attempt * 8 + kind)
  }

  #slotOf(task: () => void): number {
    const slot = this.#freeTasks.pop() ?? this.#tasks.length
    this.#tasks[slot] = task
    return slot
  }

  #subject(revision: Revision): FaultSubject {
    const row = this.revisions.document(revision)
    const corpus = this.corpusOf(row)
    const document = this.documents.id(row)
    const attempt = this.revisions.attempt(revision)
    const ordinal = this.revisions.ordinal(revision)
    const operation = this.revisions.operation(revision)
    return {
      atMs: this.elapsedMs,
      facade: corpus.facade,
      operations: corpus.operations[operation],
      isImplied: operation === 'put',
      corpus: corpus.label,
      documents: [document],
      attempt,
      drawKey: () => [corpus.label, document, ordinal, attempt],
    }
  }

  #at(): { at: number; sequence: number } {
    return { at: this.elapsedMs, sequence: this.#current }
  }

  #on(revision: Revision): {
    at: number
    sequence: number
    corpus: string
    document: string
    revision: number
  } {
    const row = this.revisions.document(revision)
    return {
      at: this.elapsedMs,
      sequence: this.#current,
      corpus: this.corpusOf(row).label,
      document: this.documents.id(row),
      revision: this.revisions.ordinal(revision),
    }
  }

  #recordSeeded(revision: Revision): void {
    this.#parts.trace.record({
      ...this.#on(revision),
      kind: 'seeded',
      digestHigh: this.revisions.digestHigh(revision),
      digestLow: this.revisions.digestLow(revision),
      stamp: this.revisions.stamp(revision),
    })
  }

  #recordSettled(revision: Revision, event: 'succeed' | 'fail' | 'lose', failure: Failure | undefined): void {
    const { trace } = this.#parts
    if (trace.level === 'off') return
    const row = this.revisions.document(revision)
    const at = this.elapsedMs
    const sequence = this.#current
    const corpus = this.corpusOf(row).label
    const document = this.documents.id(row)
    const ordinal = this.revisions.ordinal(revision)
    const where = { at, sequence, corpus, document, revision: ordinal }
    switch (event) {
      case 'succeed':
        if (this.revisions.operation(revision) === 'delete') trace.record({ ...where, kind: 'deleted' })
        else
          // Spelled out, for this is the line that comes by the million.
          trace.record({
            at,
            sequence,
            kind: 'indexed',
            corpus,
            document,
            revision: ordinal,
            digestHigh: this.revisions.digestHigh(revision),
            digestLow: this.revisions.digestLow(revision),
            textBytes: this.revisions.textBytes(revision),
          })
        return
      case 'fail':
        trace.record({
          ...where,
          kind: 'failed',
          code: failure?.code ?? '',
          reason: failure?.reason ?? '',
          rule: failure?.rule,
        })
        return
      case 'lose':
        trace.record({ ...where, kind: 'lost', rule: failure?.rule ?? '' })
    }
  }

  /** The digest of the content that a revision was submitted with, as 16 hexadecimal digits. */
  digest(revision: Revision): string {
    const { revisions } = this
    return [revisions.digestHigh(revision), revisions.digestLow(revision)]
      .map((half) => half.toString(16).padStart(8, '0'))
      .join('')
  }
}
