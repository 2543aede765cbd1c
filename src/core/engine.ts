/**
 * The engine: documents on their way through the life cycle. It is a function of time: events of the agenda go in,
 * changes of the tables and lines of the trace come out. It waits for nothing; the driver around it does.
 */
import { Agenda, EVENT, type SavedAgenda } from './agenda.ts'
import { Alarms, type SavedAlarms } from './alarms.ts'
import { Analyses, type NeededWork, type SavedAnalyses } from './analyses.ts'
import { Archive } from './archive.ts'
import { Corpus, type CorpusMode, type CorpusOperations, type NewCorpus, type SavedCorpus } from './corpus.ts'
import { DocumentRecorder } from './document-recorder.ts'
import { DocumentStates } from './document-states.ts'
import { DocumentTable, type DocumentRow, NO_CORPUS, type SavedDocumentTable } from './document-table.ts'
import type { Draws } from './draws.ts'
import { assert, ConfigurationError } from './errors.ts'
import type { RuleEngine } from './rule-engine.ts'
import type { Content, ContentToCome, DocumentPart, Indexer } from './indexer.ts'
import { Incidents, type SavedIncidents } from './incidents.ts'
import { Indexing, type SavedIndexing } from './indexing.ts'
import { IndexingPlan, type IndexingTime, type SavedIndexingPlan } from './indexing-plan.ts'
import { type LifeCycle, UNKNOWN } from './life-cycle.ts'
import {
  type Failure,
  type KeptSubmission,
  NO_REVISION,
  type Revision,
  type RevisionOperation,
  RevisionTable,
  type SavedRevisionTable,
} from './revision-table.ts'
import type { Trace } from './trace.ts'
import type { SavedVersions } from './versions.ts'
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
  readonly parts?: readonly DocumentPart[] | ContentToCome | undefined
  /** The revision of the document whose content this one keeps, instead of parts. */
  readonly sameContentAs?: Revision | undefined
  /** Why there is no content to be analysed. */
  readonly failure?: Failure | undefined
}

export interface EngineParts {
  readonly clock: VirtualClock
  readonly draws: Draws
  readonly faults: RuleEngine
  readonly trace: Trace
  readonly indexer: Indexer
  readonly indexingMs: IndexingTime
  /** How many named versions of a document are kept beside the ones that it points to. */
  readonly versionsKept: number
  /** Whether a due result that is not there is analysed at once, instead of waited for. */
  readonly isHasty: boolean
}

export interface SavedEngine {
  readonly documents: SavedDocumentTable
  readonly revisions: SavedRevisionTable
  /** In the order in which they came. */
  readonly corpora: readonly SavedCorpus[]
  readonly freeNumbers: readonly number[]
  readonly agenda: SavedAgenda
  readonly alarms: SavedAlarms
  readonly versions: SavedVersions
  readonly incidents: SavedIncidents
  readonly analyses: SavedAnalyses
  readonly plan: SavedIndexingPlan
  readonly indexing: SavedIndexing
  readonly restarts: number
}

export class Engine {
  readonly documents: DocumentTable = new DocumentTable()
  readonly revisions: RevisionTable = new RevisionTable()
  readonly corpora: Map<string, Corpus> = new Map()
  readonly agenda: Agenda = new Agenda()
  readonly alarms: Alarms
  readonly archive: Archive
  readonly record: DocumentRecorder
  readonly incidents: Incidents = new Incidents()
  /** By their numbers; those of dropped ones are given again. */
  readonly #corpora: (Corpus | undefined)[] = []
  readonly #freeNumbers: number[] = []
  readonly #clock: VirtualClock
  readonly #analyses: Analyses
  readonly #plan: IndexingPlan
  readonly #states: DocumentStates
  readonly #indexing: Indexing
  #restarts = 0
  #isCommitting = false
  #superseded: string[] = []

  constructor({ clock, draws, faults, trace, indexer, indexingMs, versionsKept, isHasty }: EngineParts) {
    const { documents, revisions, agenda } = this
    this.#clock = clock
    this.#analyses = new Analyses(indexer, revisions, isHasty)
    this.#plan = new IndexingPlan(draws, faults, indexingMs)
    this.alarms = new Alarms(clock, agenda)
    this.archive = new Archive(documents, revisions, this.#analyses, versionsKept)
    const corpusOf = (row: DocumentRow): Corpus => this.corpusOf(row)
    this.record = new DocumentRecorder({ trace, clock, agenda, documents, revisions, corpusOf })
    this.#states = new DocumentStates(documents, corpusOf)
    this.#indexing = new Indexing({
      clock,
      agenda,
      documents,
      revisions,
      states: this.#states,
      archive: this.archive,
      analyses: this.#analyses,
      plan: this.#plan,
      record: this.record,
      incidents: this.incidents,
      corpusOf,
    })
  }

  /** The first instant, in milliseconds since the epoch. */
  get startAt(): number {
    return this.#clock.startAt
  }

  /** How often the service has crashed and come back. */
  get restarts(): number {
    return this.#restarts
  }

  /** An event is happening: functions of the user's that it asks find everything in the middle of something. */
  get isCommitting(): boolean {
    return this.#isCommitting
  }

  /** The documents whose durable revision under way has lost its place since this was asked last. */
  takeSuperseded(): readonly string[] {
    if (this.#superseded.length === 0) return NO_DOCUMENTS
    const superseded = this.#superseded
    this.#superseded = []
    return superseded
  }

  /** Revisions under way, and alarms that are armed. */
  get pending(): number {
    return this.#indexing.underWay + this.alarms.armed
  }

  addCorpus(facade: string, name: string, mode: CorpusMode, operations: CorpusOperations): Corpus {
    // Asked first: a corpus that is refused leaves nothing behind.
    if (this.corpora.size >= NO_CORPUS)
      throw new ConfigurationError(`there are ${NO_CORPUS} indices and connectors, and no simulator has more`)
    const number = this.#freeNumbers.pop() ?? this.#corpora.length
    return this.#keepCorpus({ number, facade, name, mode, operations })
  }

  /** A corpus of a snapshot, for its facade to take up. */
  loadedCorpus(facade: string, name: string): Corpus {
    const corpus = this.corpora.get(`${facade}:${name}`)
    assert(corpus !== undefined, `corpus ${facade}:${name} was not loaded`)
    return corpus
  }

  corpusOf(row: DocumentRow): Corpus {
    return this.#corpora[this.documents.corpus(row)] as Corpus
  }

  state(row: DocumentRow): LifeCycle {
    return this.#states.of(row)
  }

  /** Whether the document is live or on its way to it. */
  isHeld(row: DocumentRow): boolean {
    return this.#states.isHeld(row)
  }

  /** The work whose result the next event needs and that is not there yet. */
  neededWork(): NeededWork | undefined {
    return this.#indexing.neededWork()
  }

  /** Whether an event of this instant is next, other than its last ones, and no work has to be waited for before it. */
  canCommitAt(at: number): boolean {
    const { agenda } = this
    return agenda.nextAt === at && !agenda.isNextLast && this.neededWork() === undefined
  }

  /** Takes the next event and lets it happen. The clock already stands at its instant. */
  commit(): void {
    const { agenda } = this
    this.#isCommitting = true
    agenda.take()
    switch (agenda.kind) {
      case EVENT.task:
        agenda.takeTask()()
        break
      case EVENT.complete:
        this.#indexing.complete(agenda.row, agenda.generation)
        break
      case EVENT.retry:
        this.#indexing.retry(agenda.row, agenda.generation)
        break
      case EVENT.alarm:
      case EVENT.silent:
        this.alarms.ring(agenda.row)
        break
      case EVENT.seeded:
        this.#indexing.completeSeed(agenda.row)
    }
    this.#isCommitting = false
  }

  /** Accepts a put or a delete as a new revision. */
  accept(corpus: Corpus, submission: Submission): Revision {
    const { documents } = this
    const row = this.#rowOf(corpus, submission.id)
    const revision = this.#addRevision(corpus, row, submission)
    const before = documents.newest(row)
    this.#states.move(row, submission.operation === 'put' ? 'push-put' : 'push-delete')
    this.record.accepted(revision, corpus, submission.id)
    if (corpus.mode.durability === 'at-once') {
      this.#makeDurable(row, revision)
      this.#indexing.begin(revision)
    } else {
      documents.pointNewest(row, revision)
      corpus.pushed.push(revision)
      this.expectSync(corpus)
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
    for (const event of ['push-put', 'sync', 'begin', 'succeed'] as const) this.#states.move(row, event)
    this.revisions.settle(revision, 'indexed', this.#clock.elapsedMs)
    this.#indexing.beginSeed(revision)
    return revision
  }

  /** Something of the corpus waits to become durable: its sync will come by itself. */
  expectSync({ mode, automaticSync }: Corpus): void {
    if (mode.durability === 'sync' && mode.syncAfterMs !== undefined) automaticSync.arm(mode.syncAfterMs)
  }

  /** Makes durable all that was accepted so far, and has it indexed when the corpus' next indexing job begins. */
  sync(corpus: Corpus): void {
    const pushed = corpus.pushed
    corpus.automaticSync.disarm()
    if (corpus.mode.durability !== 'sync') return
    corpus.observer?.synced?.()
    if (pushed.length === 0) return
    corpus.pushed = []
    this.record.synced(corpus)
    for (const revision of pushed) {
      const row = this.revisions.document(revision)
      if (this.documents.newest(row) === revision) {
        this.#makeDurable(row, revision)
        corpus.waiting.add(revision)
      } else {
        this.#indexing.supersede(revision)
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
    for (const revision of waiting) this.#indexing.begin(revision)
  }

  /**
   * The service crashes and comes back: what is not durable is gone, and what was being indexed is begun again,
   * as the next attempt.
   */
  restart(): void {
    this.#restarts++
    this.record.restarted()
    for (const corpus of this.corpora.values()) {
      for (const revision of corpus.pushed.splice(0)) this.#forgetPushed(revision)
      corpus.automaticSync.disarm()
      corpus.observer?.restarted?.()
    }
    for (let row = 0; row < this.documents.size; row++) {
      this.#states.move(row, 'restart')
      const durable = this.documents.durable(row)
      if (this.revisions.phase(durable) === 'indexing') this.#indexing.beginAgain(durable)
    }
  }

  /** The corpus is no more, and nothing that was in it. Its name is free again. */
  dropCorpus(corpus: Corpus): void {
    const { documents } = this
    corpus.automaticSync.drop()
    corpus.automaticIndexing.drop()
    corpus.observer = undefined
    corpus.pushed = []
    corpus.waiting = new Set()
    for (const row of corpus.rows()) {
      const kept = this.archive.revisionsOf(row)
      documents.setState(row, UNKNOWN)
      documents.pointNewest(row, NO_REVISION)
      documents.pointDurable(row, NO_REVISION)
      for (const revision of kept) this.#indexing.drop(revision)
      this.archive.vanish(row, corpus)
      for (const revision of kept) this.archive.release(revision)
      documents.orphan(row)
    }
    corpus.clear()
    this.incidents.forget(corpus.label)
    this.corpora.delete(corpus.label)
    this.#corpora[corpus.number] = undefined
    this.#freeNumbers.push(corpus.number)
    this.#plan.forgetCorpus(corpus)
  }

  save(): SavedEngine {
    return {
      documents: this.documents.save(),
      revisions: this.revisions.save(),
      corpora: Array.from(this.corpora.values(), (corpus) => corpus.save()),
      freeNumbers: this.#freeNumbers,
      agenda: this.agenda.save(),
      alarms: this.alarms.save(),
      versions: this.archive.save(),
      incidents: this.incidents.save(),
      analyses: this.#analyses.save(),
      plan: this.#plan.save(),
      indexing: this.#indexing.save(),
      restarts: this.#restarts,
    }
  }

  /** The clock already stands at its instant. `fetch` begins to fetch again what had not come. */
  load(saved: SavedEngine, fetch: (origin: unknown) => Promise<Content>): void {
    const { documents } = this
    this.agenda.load(saved.agenda)
    this.alarms.load(saved.alarms)
    documents.load(saved.documents)
    this.revisions.load(saved.revisions)
    for (const number of saved.freeNumbers) {
      this.#freeNumbers.push(number)
      this.#corpora[number] = undefined
    }
    for (const corpus of saved.corpora) this.#keepCorpus(corpus, corpus).load(corpus)
    for (let row = 0; row < documents.size; row++)
      if (!documents.isOrphan(row)) this.corpusOf(row).bind(documents.id(row), row)
    this.archive.load(saved.versions)
    this.incidents.load(saved.incidents)
    this.#plan.load(saved.plan)
    this.#indexing.load(saved.indexing)
    this.#restarts = saved.restarts
    this.#analyses.load(saved.analyses, fetch)
  }

  /** Nobody will ask for results any more. */
  close(): void {
    this.#analyses.close()
  }

  /** `alarms`: the numbers that those of the corpus had when a snapshot was taken. */
  #keepCorpus(
    { number, facade, name, mode, operations }: NewCorpus,
    alarms?: Pick<SavedCorpus, 'automaticSync' | 'automaticIndexing'>,
  ): Corpus {
    const corpus: Corpus = new Corpus({
      number,
      facade,
      name,
      mode,
      operations,
      ids: this.documents,
      automaticSync: this.alarms.add(() => this.sync(corpus), { as: alarms?.automaticSync }),
      automaticIndexing: this.alarms.add(() => this.beginIndexing(corpus), { as: alarms?.automaticIndexing }),
    })
    assert(!this.corpora.has(corpus.label), `corpus ${corpus.label} was added twice`)
    this.#corpora[number] = corpus
    this.corpora.set(corpus.label, corpus)
    return corpus
  }

  #forgetPushed(revision: Revision): void {
    this.documents.pointNewest(this.revisions.document(revision), NO_REVISION)
    this.#indexing.forget(revision)
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
    const { operation, stamp, kept, version, failure, group, parts, sameContentAs } = submission
    const { revisions } = this
    const ordinal = this.documents.nextOrdinal(row)
    const revision = revisions.add(row, ordinal, corpus.nextSerial(), operation, this.#clock.elapsedMs)
    if (stamp !== undefined) revisions.setStamp(revision, stamp)
    if (kept !== undefined) revisions.setSubmission(revision, kept)
    if (failure !== undefined) revisions.setFailure(revision, failure)
    if (group !== undefined) revisions.setGroup(revision, group)
    if (version !== undefined) this.archive.keepVersion(row, revision, version)
    if (parts !== undefined) this.#analyses.submit(revision, parts)
    if (sameContentAs !== undefined) this.#analyses.inherit(revision, sameContentAs)
    return revision
  }

  /** A newer durable revision supersedes the one that was under way. */
  #makeDurable(row: DocumentRow, revision: Revision): void {
    const { documents, revisions } = this
    const { underWay } = this.#states.of(row)
    const before = documents.durable(row)
    this.#states.move(row, 'sync')
    revisions.becomeDurable(revision, this.#clock.elapsedMs)
    documents.pointDurable(row, revision)
    documents.pointNewest(row, NO_REVISION)
    if (underWay !== 'none') {
      this.corpusOf(row).waiting.delete(before)
      this.#indexing.supersede(before)
      this.#superseded.push(documents.id(row))
    }
    this.archive.release(before)
  }
}

const NO_DOCUMENTS: readonly string[] = Object.freeze([])
