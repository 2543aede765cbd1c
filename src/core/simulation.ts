/**
 * One simulated world from its first instant: clock, draws, rules, trace, calls, engine and the driver around them.
 * A reset makes a new one.
 */
import { CallLog, type CallLevel, type CallRecord } from './call-log.ts'
import { Draws } from './draws.ts'
import type { Latency, Remake } from './call-carrier.ts'
import type { SavedDesk } from './desk.ts'
import { Driver } from './driver.ts'
import { Engine, type SavedEngine } from './engine.ts'
import { Ids, type SavedIds } from './ids.ts'
import type { IndexingTime } from './indexing-plan.ts'
import type { EventLoop } from './event-loop.ts'
import type { Pace } from './pace.ts'
import { RuleEngine, type SavedRuleEngine } from './rule-engine.ts'
import type { FaultRule, FaultStats } from './fault-rule.ts'
import type { Content, Indexer } from './indexer.ts'
import { RestartSchedule, type SavedRestartSchedule } from './restart-schedule.ts'
import { type SavedTrace, type Sha256, Trace, type TraceLevel } from './trace.ts'
import { VirtualClock } from './virtual-clock.ts'

export interface SimulationSettings {
  readonly seed: number
  readonly latencyMs: Latency
  readonly indexingMs: IndexingTime
  readonly trace: TraceLevel
  readonly calls: CallLevel
  readonly versionsKept: number
  readonly eventsPerInstant: number
  readonly settleLimitMs: number
  readonly simulatedLimitMs: number
  readonly stallGraceMs: number
  readonly externalGraceMs: number
}

/** What the core needs of the machine. */
export interface SimulationMeans {
  readonly sha256: Sha256
  readonly loop: EventLoop
  readonly indexer: Indexer
  /** The clock of the process to follow, and its first instant; time is virtual without. */
  readonly pace?: { readonly startAt: number; readonly pace: Pace } | undefined
}

/** How far a run has come. */
export interface SavedClock {
  /** The first instant, in milliseconds since the epoch. */
  readonly startAt: number
  /** Simulated milliseconds since then. */
  readonly elapsedMs: number
}

export interface SavedSimulation extends SavedClock {
  readonly ids: SavedIds
  readonly faults: SavedRuleEngine
  readonly trace: SavedTrace
  readonly calls: readonly CallRecord[]
  readonly engine: SavedEngine
  readonly driver: SavedDesk
  readonly restarts: SavedRestartSchedule
}

/** What a snapshot cannot hold, and whoever restores it gives again. */
export interface RestoreMeans {
  readonly predicateOf: (rule: FaultRule) => FaultRule['on']['where']
  /** Begins to fetch content again. */
  readonly fetch: (origin: unknown) => Promise<Content>
  readonly remake: Remake
}

export class Simulation {
  readonly clock: VirtualClock
  readonly draws: Draws
  readonly ids: Ids
  readonly faults: RuleEngine
  readonly trace: Trace
  readonly calls: CallLog
  readonly engine: Engine
  readonly driver: Driver
  readonly indexer: Indexer
  readonly #restarts: RestartSchedule

  constructor(settings: SimulationSettings, { sha256, loop, indexer, pace }: SimulationMeans) {
    this.clock = new VirtualClock(pace?.startAt)
    this.draws = new Draws(settings.seed)
    this.ids = new Ids(this.draws)
    this.faults = new RuleEngine(this.draws)
    this.trace = new Trace(settings.trace, sha256)
    this.calls = new CallLog(settings.calls, sha256)
    this.indexer = indexer
    const { clock, draws, faults, trace, calls } = this
    this.engine = new Engine({
      clock,
      draws,
      faults,
      trace,
      indexer,
      indexingMs: settings.indexingMs,
      versionsKept: settings.versionsKept,
      isHasty: pace !== undefined,
    })
    this.driver = new Driver({
      engine: this.engine,
      clock,
      draws,
      faults,
      trace,
      calls,
      loop,
      pace: pace?.pace,
      latencyMs: settings.latencyMs,
      eventsPerInstant: settings.eventsPerInstant,
      settleLimitMs: settings.settleLimitMs,
      simulatedLimitMs: settings.simulatedLimitMs,
      stallGraceMs: settings.stallGraceMs,
      externalGraceMs: settings.externalGraceMs,
    })
    const { alarms, agenda, record } = this.engine
    const restart = (): void => this.driver.restart()
    this.#restarts = new RestartSchedule({ alarms, clock, agenda, plan: faults, record, restart })
  }

  /** All that the core holds; parts of it are shared with the run, until it goes on. */
  save(): SavedSimulation {
    return {
      // First, for it may refuse.
      driver: this.driver.save(),
      startAt: this.clock.startAt,
      elapsedMs: this.clock.elapsedMs,
      ids: this.ids.save(),
      faults: this.faults.save(),
      trace: this.trace.save(),
      calls: this.calls.save(),
      engine: this.engine.save(),
      restarts: this.#restarts.save(),
    }
  }

  /** Of a new world. What facades hold is theirs to load afterwards, and then `assertLoaded`. */
  load(saved: SavedSimulation, { predicateOf, fetch, remake }: RestoreMeans): void {
    this.clock.moveTo(saved.elapsedMs)
    this.ids.load(saved.ids)
    this.faults.load(saved.faults, predicateOf)
    this.trace.load(saved.trace)
    this.calls.load(saved.calls)
    this.engine.load(saved.engine, fetch)
    this.driver.load(saved.driver, remake)
    this.#restarts.load(
      saved.restarts,
      this.faults.accounts().map(({ rule }) => rule),
    )
  }

  /** Nothing of what was saved was forgotten. */
  assertLoaded(): void {
    this.engine.alarms.assertAllTaken()
  }

  /** Adds a rule and gives its account. */
  addFault(rule: FaultRule): () => FaultStats {
    const account = this.faults.add(rule)
    this.#restarts.add(rule)
    return account
  }

  /** False where there is no rule of this name. */
  removeFault(name: string): boolean {
    this.#restarts.remove(name)
    return this.faults.remove(name)
  }
}

/** Where a facade finds the world that is current: a reset puts another in its place. */
export interface World {
  readonly simulation: Simulation
}

/** Brings what follows a clock of the process up to date before anybody looks. */
export class CurrentWorld implements World {
  #simulation: Simulation
  #isWhole = true

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  get simulation(): Simulation {
    if (this.#isWhole) this.#simulation.driver.catchUp()
    return this.#simulation
  }

  /** Puts another world in its place, which stands still until it has been filled; this one stays where that fails. */
  replace(simulation: Simulation, fill: () => void): void {
    const current = this.#simulation
    this.#simulation = simulation
    this.#isWhole = false
    try {
      fill()
    } catch (error) {
      this.#simulation = current
      throw error
    } finally {
      this.#isWhole = true
    }
  }
}
