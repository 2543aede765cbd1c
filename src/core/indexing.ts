/**
 * The way of a durable revision through its indexing: attempts, the workers that die over it, and its end. Whoever
 * watches the corpus is told of each end.
 */
import { type Agenda, EVENT, type EventKind } from './agenda.ts'
import type { Analyses, NeededWork } from './analyses.ts'
import type { Archive } from './archive.ts'
import type { Corpus } from './corpus.ts'
import type { DocumentRecorder } from './document-recorder.ts'
import type { DocumentStates } from './document-states.ts'
import type { DocumentRow, DocumentTable } from './document-table.ts'
import type { FiredFault } from './rule-engine.ts'
import type { FaultPhase } from './fault-rule.ts'
import type { Incidents } from './incidents.ts'
import type { WorkerDeath } from './indexer.ts'
import { type Attempt, type IndexingPlan, MOST_DEATHS, type Spoilt } from './indexing-plan.ts'
import type { LifeCycle } from './life-cycle.ts'
import type { Failure, Phase, Revision, RevisionTable } from './revision-table.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface IndexingParts {
  readonly clock: VirtualClock
  readonly agenda: Agenda
  readonly documents: DocumentTable
  readonly revisions: RevisionTable
  readonly states: DocumentStates
  readonly archive: Archive
  readonly analyses: Analyses
  readonly plan: IndexingPlan
  readonly record: DocumentRecorder
  readonly incidents: Incidents
  readonly corpusOf: (row: DocumentRow) => Corpus
}

export interface SavedIndexing {
  readonly stalled: ReadonlySet<Revision>
  readonly late: ReadonlySet<Revision>
  readonly underWay: number
}

export class Indexing {
  readonly #parts: IndexingParts
  /** Revisions whose indexing never begins, as a rule says. */
  readonly #stalled = new Set<Revision>()
  /** Revisions that were indexed and show it later, as a rule says. */
  readonly #late = new Set<Revision>()
  #underWay = 0

  constructor(parts: IndexingParts) {
    this.#parts = parts
  }

  /** Revisions that are being indexed, stalled ones apart, and seeded ones whose content nobody has looked at yet. */
  get underWay(): number {
    return this.#underWay
  }

  /** The work whose result the next event needs and that is not there yet. */
  neededWork(): NeededWork | undefined {
    const { analyses, agenda } = this.#parts
    if (analyses.open === 0) return undefined
    const room = analyses.neededRoom()
    if (room !== undefined) return room
    const { nextKind, nextRow, nextGeneration } = agenda
    const isNeeded =
      nextKind === EVENT.seeded || (nextKind === EVENT.complete && this.#isUnderWay(nextRow, nextGeneration))
    return isNeeded ? analyses.collect(nextRow) : undefined
  }

  begin(revision: Revision): void {
    const { states, revisions } = this.#parts
    states.move(revisions.document(revision), 'begin')
    revisions.enter(revision, 'indexing')
    this.#underWay++
    if (this.#parts.plan.asksAt('queue')) this.#queue(revision)
    else this.#beginAttempt(revision)
  }

  /** A seeded revision is live already; its content is analysed before time goes on. */
  beginSeed(revision: Revision): void {
    this.#underWay++
    this.#schedule(this.#parts.clock.elapsedMs, EVENT.seeded, revision)
  }

  /** The service came back from a crash: the attempt under way is over, and the next begins. */
  beginAgain(revision: Revision): void {
    this.#parts.revisions.enter(revision, 'durable')
    this.#leave(revision)
    this.#parts.plan.takeFault(revision)
    this.#late.delete(revision)
    this.#parts.revisions.nextGeneration(revision)
    this.begin(revision)
  }

  /** The time of an attempt is over. */
  complete(revision: Revision, generation: number): void {
    if (!this.#arrives(revision, generation)) return
    const { plan, revisions, clock, corpusOf } = this.#parts
    const fault = plan.takeFault(revision)
    if (fault !== undefined) return this.#completeSpoiled(revision, fault)
    if (revisions.operation(revision) === 'delete') return this.#succeed(revision)
    if (plan.asksAt('commit') && !this.#late.delete(revision)) {
      const fired = plan.faultAt('commit', this.#attemptOf(revision), clock.elapsedMs)
      if (fired !== undefined) {
        this.#note(revision, fired)
        if (fired.effect.type === 'lose') return this.#lose(revision, fired.rule)
        this.#late.add(revision)
        return this.#schedule(clock.elapsedMs + fired.ms(fired.effect.by), EVENT.complete, revision)
      }
    }
    const failure = revisions.failure(revision)
    const { unreadable } = corpusOf(revisions.document(revision)).mode
    if (failure !== undefined && unreadable === 'fails') this.#fail(revision, failure)
    else this.#succeed(revision)
  }

  /** The content of a seeded document has been looked at. */
  completeSeed(revision: Revision): void {
    const { revisions, record, archive, corpusOf } = this.#parts
    this.#underWay--
    revisions.unschedule(revision)
    // Its corpus may be no more.
    if (revisions.phase(revision) === 'indexed') {
      record.seeded(revision)
      archive.count(corpusOf(revisions.document(revision)), revision, 1)
    }
    archive.release(revision)
  }

  /** The delay after the death of a worker is over. */
  retry(revision: Revision, generation: number): void {
    if (this.#arrives(revision, generation)) this.#beginAttempt(revision)
  }

  /** A newer durable revision, or one that is about to be durable, takes the place of this one. */
  supersede(revision: Revision): void {
    const { revisions, clock, record } = this.#parts
    if (revisions.phase(revision) === 'indexing') this.#leave(revision)
    revisions.settle(revision, 'superseded', clock.elapsedMs)
    this.#forget(revision)
    record.superseded(revision)
    this.#tell(revision)
  }

  /** The revision was not durable when the service crashed. */
  forget(revision: Revision): void {
    this.#parts.revisions.enter(revision, 'forgotten')
    this.#tell(revision)
  }

  /** The corpus of the revision is no more; nobody is told. */
  drop(revision: Revision): void {
    this.#forget(revision)
    if (this.#parts.revisions.phase(revision) === 'indexing') this.#leave(revision)
    this.#parts.revisions.enter(revision, 'forgotten')
  }

  save(): SavedIndexing {
    return { stalled: this.#stalled, late: this.#late, underWay: this.#underWay }
  }

  load({ stalled, late, underWay }: SavedIndexing): void {
    for (const revision of stalled) this.#stalled.add(revision)
    for (const revision of late) this.#late.add(revision)
    this.#underWay = underWay
  }

  /** The way to the first attempt, which rules may make longer or endless. */
  #queue(revision: Revision): void {
    const { clock, plan } = this.#parts
    const attempt = this.#attemptOf(revision)
    const fired = plan.faultAt('queue', { ...attempt, attempt: attempt.attempt + 1 }, clock.elapsedMs)
    if (fired === undefined) return this.#beginAttempt(revision)
    this.#note(revision, fired)
    const { effect } = fired
    if (effect.type === 'stall') {
      this.#stalled.add(revision)
      this.#underWay--
      return
    }
    const waitMs = fired.ms(effect.type === 'delay' ? effect.by : [0, effect.within])
    this.#schedule(clock.elapsedMs + waitMs, EVENT.retry, revision)
  }

  #beginAttempt(revision: Revision): void {
    const { revisions, documents, clock, plan, corpusOf } = this.#parts
    const { elapsedMs } = clock
    const attempt = revisions.beginAttempt(revision)
    const slowerMs = plan.asksAt('index') ? this.#spoil(revision) : 0
    const row = revisions.document(revision)
    const takesMs =
      plan.drawMs(corpusOf(row), documents.writtenId(row), revisions.ordinal(revision), attempt) ??
      plan.askMs(this.#attemptOf(revision))
    this.#schedule(elapsedMs + takesMs + slowerMs, EVENT.complete, revision)
  }

  /** Asks the rules whether they spoil the attempt that begins, or by how much they slow it down. */
  #spoil(revision: Revision): number {
    const { plan, clock } = this.#parts
    const fired = plan.faultAt('index', this.#attemptOf(revision), clock.elapsedMs)
    if (fired === undefined) return 0
    this.#note(revision, fired)
    const { effect, rule } = fired
    if (effect.type === 'slow') return fired.ms(effect.by)
    plan.spoil(revision, { rule, effect })
    return 0
  }

  #completeSpoiled(revision: Revision, { rule, effect }: Spoilt): void {
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
    const { analyses, record, plan, clock } = this.#parts
    analyses.killWorker(death)
    record.died(revision, death, rule)
    if (plan.countDeath(revision) < MOST_DEATHS) {
      const delayMs = plan.retryDelayMs(this.#attemptOf(revision))
      this.#schedule(clock.elapsedMs + delayMs, EVENT.retry, revision)
      return
    }
    const reason = `Indexing was given up after ${MOST_DEATHS} attempts.`
    this.#fail(revision, { code: 'InternalError', reason, rule })
  }

  #succeed(revision: Revision): void {
    const { revisions, clock, record, archive, corpusOf } = this.#parts
    const row = revisions.document(revision)
    const isPut = revisions.operation(revision) === 'put'
    const { settled } = this.#settle(revision, 'succeed')
    revisions.settle(revision, isPut ? (settled as Phase) : 'deleted', clock.elapsedMs)
    if (isPut) record.indexed(revision)
    else record.deleted(revision)
    this.#tell(revision)
    if (isPut) archive.rest(row, revision, 'live', corpusOf(row))
    else archive.vanish(row, corpusOf(row))
  }

  #fail(revision: Revision, failure: Failure): void {
    const { revisions, clock, record, archive, corpusOf } = this.#parts
    const row = revisions.document(revision)
    const isPut = revisions.operation(revision) === 'put'
    const { settled } = this.#settle(revision, 'fail')
    revisions.settle(revision, isPut ? (settled as Phase) : 'delete-failed', clock.elapsedMs)
    revisions.setFailure(revision, failure)
    record.failed(revision, failure)
    this.#tell(revision)
    // A failed delete leaves the document as it was.
    if (isPut) archive.rest(row, revision, 'settled', corpusOf(row))
  }

  #lose(revision: Revision, rule: string): void {
    const { revisions, clock, record, archive, corpusOf } = this.#parts
    this.#settle(revision, 'lose')
    revisions.settle(revision, 'lost', clock.elapsedMs)
    revisions.setFailure(revision, { code: 'LOST', reason: `lost by fault rule ${rule}`, rule })
    record.lost(revision, rule)
    this.#tell(revision)
    const row = revisions.document(revision)
    archive.vanish(row, corpusOf(row))
  }

  #settle(revision: Revision, event: 'succeed' | 'fail' | 'lose'): LifeCycle {
    const { states, revisions } = this.#parts
    const row = revisions.document(revision)
    states.move(row, event)
    this.#leave(revision)
    this.#forget(revision)
    return states.of(row)
  }

  /** The revision is under way no more. */
  #leave(revision: Revision): void {
    if (this.#stalled.size === 0 || !this.#stalled.delete(revision)) this.#underWay--
  }

  /** Writes down that a rule fired on the revision, whatever comes of it. */
  #note(revision: Revision, { rule, effect }: FiredFault<FaultPhase>): void {
    const { record, incidents, revisions, documents, clock, corpusOf } = this.#parts
    const row = revisions.document(revision)
    record.faultOn(revision, rule, effect.type)
    incidents.add(corpusOf(row).label, documents.id(row), { at: clock.elapsedMs, rule, effect: effect.type })
  }

  /** Neither rules nor results are about the revision any more. */
  #forget(revision: Revision): void {
    if (this.#late.size > 0) this.#late.delete(revision)
    this.#parts.plan.forget(revision)
    this.#parts.analyses.drop(revision)
  }

  #tell(revision: Revision): void {
    const { revisions, corpusOf } = this.#parts
    const row = revisions.document(revision)
    corpusOf(row).observer?.settled(row, revision)
  }

  /** Whether the event that has come still counts. */
  #arrives(revision: Revision, generation: number): boolean {
    this.#parts.revisions.unschedule(revision)
    if (this.#isUnderWay(revision, generation)) return true
    this.#parts.archive.release(revision)
    return false
  }

  #isUnderWay(revision: Revision, generation: number): boolean {
    const { revisions } = this.#parts
    return revisions.phase(revision) === 'indexing' && revisions.generation(revision) === generation
  }

  /** Queues what happens to the revision next; of what was queued before nothing counts. */
  #schedule(at: number, kind: EventKind, revision: Revision): void {
    const { revisions, agenda } = this.#parts
    revisions.schedule(revision)
    agenda.add(at, kind, revision, revisions.nextGeneration(revision))
  }

  #attemptOf(revision: Revision): Attempt {
    const { revisions, documents, corpusOf } = this.#parts
    const row = revisions.document(revision)
    return {
      revision,
      corpus: corpusOf(row),
      document: documents.id(row),
      ordinal: revisions.ordinal(revision),
      attempt: revisions.attempt(revision),
      operation: revisions.operation(revision),
    }
  }
}
