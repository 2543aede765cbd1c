/**
 * One simulated world from its first instant: clock, draws, rules, trace, calls, engine and the driver around them.
 * A reset makes a new one.
 */
import { CallLog, type CallLevel } from './call-log.ts'
import { Draws } from './draws.ts'
import type { Latency } from './call-carrier.ts'
import { Driver } from './driver.ts'
import { Engine } from './engine.ts'
import { Ids } from './ids.ts'
import type { IndexingTime } from './indexing-plan.ts'
import type { EventLoop } from './event-loop.ts'
import type { Pace } from './pace.ts'
import { RuleEngine } from './rule-engine.ts'
import type { FaultRule, FaultStats } from './fault-rule.ts'
import type { Indexer } from './indexer.ts'
import { RestartSchedule } from './restart-schedule.ts'
import { type Sha256, Trace, type TraceLevel } from './trace.ts'
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
      stallGraceMs: settings.stallGraceMs,
      externalGraceMs: settings.externalGraceMs,
    })
    const { alarms, agenda, record } = this.engine
    const restart = (): void => this.driver.restart()
    this.#restarts = new RestartSchedule({ alarms, clock, agenda, plan: faults, record, restart })
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

  constructor(simulation: Simulation) {
    this.#simulation = simulation
  }

  get simulation(): Simulation {
    this.#simulation.driver.catchUp()
    return this.#simulation
  }

  replace(simulation: Simulation): void {
    this.#simulation = simulation
  }
}
