/**
 * The engine: documents on their way through the life cycle. It is a function of time: events of the agenda go in,
 * changes of the tables and lines of the trace come out. It waits for nothing; the driver around it does.
 */
import { Agenda, EVENT, type EventKind } from './agenda.ts'
import { Alarms } from './alarms.ts'
import { Analyses, type NeededWork } from './analyses.ts'
import { Archive } from './archive.ts'
import { Corpus, type CorpusMode, type CorpusOperations } from './corpus.ts'
import { DocumentRecorder } from './document-recorder.ts'
import { DocumentTable, type DocumentRow, NO_CORPUS } from './document-table.ts'
import type { Draws } from './draws.ts'
import { assert, ConfigurationError } from './errors.ts'
import type { FaultPlan, FiredFault } from './fault-plan.ts'
import type { Content, DocumentPart, Indexer, WorkerDeath } from './indexer.ts'
import { type Attempt, IndexingPlan, type IndexingTime, MOST_DEATHS } from './indexing-plan.ts'
import { type LifeCycle, type LifeCycleEvent, IS_HELD, nextCode, STATES, UNKNOWN } from './life-cycle.ts'
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

export interface Submission {
  readonly id: string
  readonly operation: RevisionOperation
  readonly stamp?: string | undefined
  /** What the submission said beside the content. */
  readonly kept?: KeptSubmission | undefined
  /** A name by which clients can ask for this one revision. */
  readonly version?: string | undefined
  /** A number from 1 by which the observer of the corpus knows what the revision belongs to. */
  readonly group?: number | undefined
  /** What is to be analysed, or will be when it is there. None for a delete. */
  readonly parts?: readonly DocumentPart[] | Promise<Content> | undefined
  /** Why there is no content to be analysed. */
  readonly failure?: Failure | undefined
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
  readonly agenda: Agenda = new Agenda()
  readonly alarms: Alarms
  readonly archive: Archive
  readonly record: DocumentRecorder
  /** By their numbers; those of dropped ones are given again. */
  readonly #corpora: (Corpus | undefined)[] = []
  readonly #freeNumbers: number[] = []
  readonly #clock: VirtualClock
  readonly #analyses: Analyses
  readonly #plan: IndexingPlan
  #pending = 0

  constructor({ clock, draws, faults, trace, indexer, indexingMs, versionsKept }: EngineParts) {
    const { documents, revisions, agenda } = this
    this.#clock = clock
    this.#analyses = new Analyses(indexer, revisions)
    this.#plan = new IndexingPlan(draws, faults, indexingMs)
    this.alarms = new Alarms(clock, agenda)
    this.archive = new Archive(documents, revisions, this.#analyses, versionsKept)
    const corpusOf = (row: DocumentRow): Corpus => this.corpusOf(row)
    this.record = new DocumentRecorder({ trace, clock, agenda, documents, revisions, corpusOf })
  }

  /** Revisions under way, and alarms that are armed. */
  get pending(): number {
    return this.#pending + this.alarms.armed
  }

  addCorpus(facade: string, name: string, mode: CorpusMode, operations: CorpusOperations): Corpus {
    // Asked first: a corpus that is refused leaves nothing behind.
    if (this.corpora.size >= NO_CORPUS)
      throw new ConfigurationError(`there are ${NO_CORPUS} indices and connectors, and no simulator has more`)
    const corpus: Corpus = new Corpus({
      number: this.#freeNumbers.pop() ?? this.#corpora.length,
      facade,
      name,
      mode,
      operations,
      automaticSync: this.alarms.add(() => this.sync(corpus)),
      automaticIndexing: this.alarms.add(() => this.beginIndexing(corpus)),
    })
    assert(!this.corpora.has(corpus.label), `corpus ${corpus.label} was added twice`)
    this.#corpora[corpus.number] = corpus
    this.corpora.set(corpus.label, corpus)
    return corpus
  }

  corpusOf(row: DocumentRow): Corpus {
    return this.#corpora[this.documents.corpus(row)] as Corpus
  }

  state(row: DocumentRow): LifeCycle {
    return STATES[this.documents.state(row)] as LifeCycle
  }

  /** Whether the document is live or on its way to it. */
  isHeld(row: DocumentRow): boolean {
    return IS_HELD[this.documents.state(row)] === 1
  }

  /** The work whose result the next event needs and that is not there yet. */
  neededWork(): NeededWork | undefined {
    if (this.#analyses.open === 0) return undefined
    const { nextKind, nextRow, nextGeneration } = this.agenda
    const isNeeded =
      nextKind === EVENT.seeded || (nextKind === EVENT.complete && this.#isUnderWay(nextRow, nextGeneration))
    return isNeeded ? this.#analyses.collect(nextRow) : undefined
  }

  /** Takes the next event and lets it happen. The clock already stands at its instant. */
  commit(): void {
    const { agenda } = this
    agenda.take()
    switch (agenda.kind) {
      case EVENT.task:
        agenda.takeTask()()
        break
      case EVENT.complete:
        if (this.#arrives(agenda.row, agenda.generation)) this.#complete(agenda.row)
        break
      case EVENT.retry:
        if (this.#arrives(agenda.row, agenda.generation)) this.#beginAttempt(agenda.row)
        break
      case EVENT.alarm:
        this.alarms.ring(agenda.row)
        break
      case EVENT.seeded:
        this.#pending--
        this.#completeSeed(agenda.row)
    }
  }

  /** Accepts a put or a delete as a new revision. */
  accept(corpus: Corpus, submission: Submission): Revision {
    const { documents } = this
    const row = this.#rowOf(corpus, submission.id)
    const revision = this.#addRevision(corpus, row, submission)
    const before = documents.newest(row)
    this.#move(row, submission.operation === 'put' ? 'push-put' : 'push-delete')
    this.record.accepted(revision, corpus, submission.id)
    if (corpus.mode.durability === 'at-once') {
      this.#makeDurable(row, revision)
      this.#begin(revision)
    } else {
      documents.pointNewest(row, revision)
      corpus.pushed.push(revision)
      if (corpus.mode.syncAfterMs !== undefined) corpus.automaticSync.arm(corpus.mode.syncAfterMs)
      this.archive.release(before)
    }
    return revision
  }

  /** Puts a document in as if it had been indexed long ago. Its content is analysed before time goes on. */
  seed(corpus: Corpus, submission: Submission): Revision {
    assert(corpus.row(submission.id) === undefined, `document ${submission.id} was seeded over`)
    const row = this.#rowOf(corpus, submission.id)
    const revision = this.#addRevision(corpus, row, submission)
    this.documents.pointDurable(row, revision)
    this.documents.pointLive(row, revision)
    for (const event of ['push-put', 'sync', 'begin', 'succeed'] as const) this.#move(row, event)
    this.revisions.settle(revision, 'indexed', this.#clock.elapsedMs)
    this.#pending++
    this.#schedule(this.#clock.elapsedMs, EVENT.seeded, revision)
    return revision
  }

  /** Makes durable all that was accepted so far, and has it indexed when the corpus' next indexing job begins. */
  sync(corpus: Corpus): void {
    const pushed = corpus.pushed
    corpus.automaticSync.disarm()
    if (pushed.length === 0 || corpus.mode.durability !== 'sync') return
    corpus.pushed = []
    this.record.synced(corpus)
    for (const revision of pushed) {
      const row = this.revisions.document(revision)
      if (this.documents.newest(row) === revision) {
        this.#makeDurable(row, revision)
        corpus.waiting.add(revision)
      } else {
        this.#supersede(revision)
        this.archive.release(revision)
      }
    }
    if (corpus.mode.indexAfterMs !== undefined) corpus.automaticIndexing.arm(corpus.mode.indexAfterMs)
  }

  /** Begins to index every durable revision that waits for it. */
  beginIndexing(corpus: Corpus): void {
    const waiting = corpus.waiting
    corpus.automaticIndexing.disarm()
    corpus.waiting = new Set()
    for (const revision of waiting) this.#begin(revision)
  }

  /**
   * The service crashes and comes back: what is not durable is gone, and what was being indexed is begun again,
   * as the next attempt.
   */
  restart(): void {
    this.record.restarted()
    for (const corpus of this.corpora.values()) {
      for (const revision of corpus.pushed.splice(0)) this.#forgetPushed(revision)
      corpus.automaticSync.disarm()
    }
    for (let row = 0; row < this.documents.size; row++) {
      const { underWay } = this.state(row)
      this.#move(row, 'restart')
      if (!isIndexing(underWay)) continue
      const revision = this.documents.durable(row)
      this.revisions.enter(revision, 'durable')
      this.#pending--
      this.#plan.takeFault(revision)
      this.#begin(revision)
    }
  }

  /** The corpus is no more, and nothing that was in it. Its name is free again. */
  dropCorpus(corpus: Corpus): void {
    const { documents, revisions } = this
    corpus.automaticSync.drop()
    corpus.automaticIndexing.drop()
    corpus.observer = undefined
    corpus.pushed = []
    corpus.waiting = new Set()
    for (const row of corpus.rows()) {
      const kept = this.archive.revisionsOf(row)
      if (isIndexing(this.state(row).underWay)) this.#pending--
      documents.setState(row, UNKNOWN)
      documents.pointNewest(row, NO_REVISION)
      documents.pointDurable(row, NO_REVISION)
      for (const revision of kept) {
        this.#plan.forget(revision)
        this.#analyses.drop(revision)
        revisions.enter(revision, 'forgotten')
      }
      this.archive.vanish(row, corpus)
      for (const revision of kept) this.archive.release(revision)
      documents.orphan(row)
    }
    corpus.clear()
    this.corpora.delete(corpus.label)
    this.#corpora[corpus.number] = undefined
    this.#freeNumbers.push(corpus.number)
    this.#plan.forgetCorpus(corpus)
  }

  /** Nobody will ask for results any more. */
  close(): void {
    this.#analyses.close()
  }

  #forgetPushed(revision: Revision): void {
    this.documents.pointNewest(this.revisions.document(revision), NO_REVISION)
    this.revisions.enter(revision, 'forgotten')
    this.#tell(revision)
    this.archive.release(revision)
  }

  #rowOf(corpus: Corpus, id: string): DocumentRow {
    const known = corpus.row(id)
    if (known !== undefined) return known
    const row = this.documents.add(corpus.number, id)
    corpus.bind(id, row)
    return row
  }

  #addRevision(corpus: Corpus, row: DocumentRow, submission: Submission): Revision {
    const { operation, stamp, kept, version, failure, group, parts } = submission
    const { revisions } = this
    const ordinal = this.documents.nextOrdinal(row)
    const revision = revisions.add(row, ordinal, corpus.nextSerial(), operation, this.#clock.elapsedMs)
    if (stamp !== undefined) revisions.setStamp(revision, stamp)
    if (kept !== undefined) revisions.setSubmission(revision, kept)
    if (failure !== undefined) revisions.setFailure(revision, failure)
    if (group !== undefined) revisions.setGroup(revision, group)
    if (version !== undefined) this.archive.keepVersion(row, revision, version)
    if (parts !== undefined) this.#analyses.submit(revision, parts)
    return revision
  }

  /** A newer durable revision supersedes the one that was under way. */
  #makeDurable(row: DocumentRow, revision: Revision): void {
    const { documents, revisions } = this
    const { underWay } = this.state(row)
    const before = documents.durable(row)
    this.#move(row, 'sync')
    revisions.becomeDurable(revision, this.#clock.elapsedMs)
    documents.pointDurable(row, revision)
    documents.pointNewest(row, NO_REVISION)
    if (underWay !== 'none') {
      if (isIndexing(underWay)) this.#pending--
      else this.corpusOf(row).waiting.delete(before)
      this.#supersede(before)
    }
    this.archive.release(before)
  }

  #supersede(revision: Revision): void {
    this.revisions.settle(revision, 'superseded', this.#clock.elapsedMs)
    this.#plan.forget(revision)
    this.#analyses.drop(revision)
    this.record.superseded(revision)
    this.#tell(revision)
  }

  #begin(revision: Revision): void {
    this.#move(this.revisions.document(revision), 'begin')
    this.revisions.enter(revision, 'indexing')
    this.#pending++
    this.#beginAttempt(revision)
  }

  #beginAttempt(revision: Revision): void {
    const { revisions } = this
    const { elapsedMs } = this.#clock
    const attempt = revisions.beginAttempt(revision)
    if (this.#plan.asksAt('index')) this.#plan.begin(this.#attemptOf(revision), elapsedMs)
    const row = revisions.document(revision)
    const takesMs = this.#plan.takesMs(
      this.corpusOf(row),
      this.documents.id(row),
      revisions.ordinal(revision),
      attempt,
      revisions.operation(revision),
    )
    this.#schedule(elapsedMs + takesMs, EVENT.complete, revision)
  }

  /** The content of a seeded document has been looked at. */
  #completeSeed(revision: Revision): void {
    this.revisions.unschedule(revision)
    // Its corpus may be no more.
    if (this.revisions.phase(revision) === 'indexed') {
      this.record.seeded(revision)
      this.archive.count(this.corpusOf(this.revisions.document(revision)), revision, 1)
    }
    this.archive.release(revision)
  }

  #complete(revision: Revision): void {
    const { revisions } = this
    const fault = this.#plan.takeFault(revision)
    if (fault !== undefined) return this.#completeSpoiled(revision, fault)
    if (revisions.operation(revision) === 'delete') return this.#succeed(revision)
    if (this.#plan.asksAt('commit')) {
      const loss = this.#plan.loss(this.#attemptOf(revision), this.#clock.elapsedMs)
      if (loss !== undefined) return this.#lose(revision, loss.rule)
    }
    const failure = revisions.failure(revision)
    const { unreadable } = this.corpusOf(revisions.document(revision)).mode
    if (failure !== undefined && unreadable === 'fails') this.#fail(revision, failure)
    else this.#succeed(revision)
  }

  #completeSpoiled(revision: Revision, { rule, effect }: FiredFault<'index'>): void {
    switch (effect.type) {
      case 'fail': {
        const { code = 'SimulatedFailure', reason = `Simulated by fault rule ${rule}.` } = effect
        this.#fail(revision, { code, reason, rule })
        return
      }
      case 'crash':
      case 'hang':
      case 'outOfMemory':
        this.#loseWorker(revision, effect.type, rule)
        return
    }
  }

  #loseWorker(revision: Revision, death: WorkerDeath, rule: string): void {
    this.#analyses.killWorker(death)
    this.record.died(revision, death, rule)
    if (this.#plan.countDeath(revision) < MOST_DEATHS) {
      const delayMs = this.#plan.retryDelayMs(this.#attemptOf(revision))
      this.#schedule(this.#clock.elapsedMs + delayMs, EVENT.retry, revision)
      return
    }
    const reason = `Indexing was given up after ${MOST_DEATHS} attempts.`
    this.#fail(revision, { code: 'InternalError', reason, rule })
  }

  #succeed(revision: Revision): void {
    const row = this.revisions.document(revision)
    if (this.revisions.operation(revision) === 'put') {
      const { settled } = this.#settle(revision, 'succeed')
      this.revisions.settle(revision, settled as Phase, this.#clock.elapsedMs)
      this.record.indexed(revision)
      this.#tell(revision)
      this.archive.rest(row, revision, 'live', this.corpusOf(row))
    } else {
      this.#settle(revision, 'succeed')
      this.revisions.settle(revision, 'deleted', this.#clock.elapsedMs)
      this.record.deleted(revision)
      this.#tell(revision)
      this.archive.vanish(row, this.corpusOf(row))
    }
  }

  #fail(revision: Revision, failure: Failure): void {
    const row = this.revisions.document(revision)
    const isPut = this.revisions.operation(revision) === 'put'
    const { settled } = this.#settle(revision, 'fail')
    this.revisions.settle(revision, isPut ? (settled as Phase) : 'delete-failed', this.#clock.elapsedMs)
    this.revisions.setFailure(revision, failure)
    this.record.failed(revision, failure)
    this.#tell(revision)
    // A failed delete leaves the document as it was.
    if (isPut) this.archive.rest(row, revision, 'settled', this.corpusOf(row))
  }

  #lose(revision: Revision, rule: string): void {
    this.#settle(revision, 'lose')
    this.revisions.settle(revision, 'lost', this.#clock.elapsedMs)
    this.revisions.setFailure(revision, { code: 'LOST', reason: `lost by fault rule ${rule}`, rule })
    this.record.lost(revision, rule)
    this.#tell(revision)
    const row = this.revisions.document(revision)
    this.archive.vanish(row, this.corpusOf(row))
  }

  #settle(revision: Revision, event: 'succeed' | 'fail' | 'lose'): LifeCycle {
    const row = this.revisions.document(revision)
    this.#move(row, event)
    this.#pending--
    this.#plan.forget(revision)
    this.#analyses.drop(revision)
    return this.state(row)
  }

  /** Tells the observer of the corpus what became of the revision, where it belongs to something. */
  #tell(revision: Revision): void {
    const group = this.revisions.takeGroup(revision)
    if (group === undefined) return
    const row = this.revisions.document(revision)
    this.corpusOf(row).observer?.settled(row, group, this.revisions.phase(revision))
  }

  /** Whether the event of an attempt that has come still counts. */
  #arrives(revision: Revision, attempt: number): boolean {
    this.revisions.unschedule(revision)
    if (this.#isUnderWay(revision, attempt)) return true
    this.archive.release(revision)
    return false
  }

  #isUnderWay(revision: Revision, attempt: number): boolean {
    return this.revisions.phase(revision) === 'indexing' && this.revisions.attempt(revision) === attempt
  }

  #schedule(at: number, kind: EventKind, revision: Revision): void {
    this.revisions.schedule(revision)
    this.agenda.add(at, kind, revision, this.revisions.attempt(revision))
  }

  #move(row: DocumentRow, event: LifeCycleEvent): void {
    const before = this.documents.state(row)
    const after = nextCode(before, event)
    this.documents.setState(row, after)
    const held = (IS_HELD[after] as number) - (IS_HELD[before] as number)
    if (held !== 0) this.corpusOf(row).documentsHeld += held
  }

  #attemptOf(revision: Revision): Attempt {
    const { revisions } = this
    const row = revisions.document(revision)
    return {
      revision,
      corpus: this.corpusOf(row),
      document: this.documents.id(row),
      ordinal: revisions.ordinal(revision),
      attempt: revisions.attempt(revision),
      operation: revisions.operation(revision),
    }
  }
}

function isIndexing(underWay: LifeCycle['underWay']): boolean {
  return underWay === 'put-indexing' || underWay === 'delete-indexing'
}
