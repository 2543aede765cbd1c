/** The one place that joins the core, the workers and the facades, and the object that users hold. */
import { hash } from 'node:crypto'
import { z } from 'zod'
import { whenAsked } from './core/when-asked.ts'
import { audit, type Finding } from './audit/audit.ts'
import type { CallRecord } from './core/call-log.ts'
import type { Corpus } from './core/corpus.ts'
import type { Told } from './core/desk.ts'
import type { DocumentRow } from './core/document-table.ts'
import { CurrentWorld, Simulation, type SavedClock, type SimulationMeans } from './core/simulation.ts'
import { ConfigurationError, SimulatorClosedError, SnapshotError } from './core/errors.ts'
import type { FaultRule } from './core/fault-rule.ts'
import { abandonable } from './core/waits.ts'
import { type DocumentView, type FaultIncident, viewDocument, viewIncidents } from './document-view.ts'
import { type Duration, parseDuration } from './input/duration.ts'
import { controlWire } from './facades/http/control/control-wire.ts'
import { createFetch, type Fetch } from './facades/http/create-fetch.ts'
import { kendraWire, papiWire } from './facades/http/service-wires.ts'
import { Kendra } from './facades/kendra/kendra.ts'
import { statusOf } from './facades/kendra/kendra-status.ts'
import { Papi } from './facades/papi/papi.ts'
import { stateOf } from './facades/papi/papi-status.ts'
import { PushServer } from './facades/papi/push-server.ts'
import { Faults } from './faults/faults.ts'
import { NodeEventLoop } from './host/node-event-loop.ts'
import { ProcessPace } from './host/process-pace.ts'
import { run } from './host/run.ts'
import { readRunOptions, type RunOptions } from './host/run-options.ts'
import { check, show } from './input/check.ts'
import { type ClockOption, readOptions, type Settings, type SimulatorOptions } from './options.ts'
import { refuseOtherOptions, type RestoredOptions, restoreOptions, saveOptions } from './saved-options.ts'
import { readSnapshot, type SavedWorld, type Snapshot, writeSnapshot } from './snapshot.ts'
import { createIndexer } from './workers/create-indexer.ts'

/** The simulated clock, as users see it. */
export interface Clock {
  /** Which clock it is, as the option `clock` says. */
  readonly mode: ClockOption
  /** The simulated instant, in milliseconds since the epoch. Reading it never moves it. */
  now(): number
  /** Lets simulated time go on by so much, everything at the last instant included. */
  advance(duration: Duration): Promise<void>
  /** Waits for so much simulated time. An abort signal ends the wait. */
  sleep(duration: Duration, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
}

/** The trace of the run so far. */
export interface TraceView {
  /** SHA-256 over everything that happened, as 64 hexadecimal digits. */
  digest(): string
  /** Every event as a line of canonical JSON. */
  lines(): string[]
}

export interface DocumentFilter {
  /** An index id or connector name, with or without its facade (`kendra:...`). */
  readonly corpus?: string | undefined
  /** Documents too that were deleted or lost. */
  readonly includeGone?: boolean | undefined
}

let describing: (sim: Simulator) => string
let closing: (sim: Simulator, told: Told) => Promise<void>

/**
 * One line for each call, settle, run and the like that somebody waits for; sleeps are left out. A door for those who end a
 * simulator of somebody else, and no public one.
 */
export function describeUnderWay(sim: Simulator): string {
  return describing(sim)
}

/** Closes it as `close` does, but not everybody hears of it. Another such door. */
export function closeTelling(sim: Simulator, told: Told): Promise<void> {
  return closing(sim, told)
}

let overseeing: (sim: Simulator, hear: (error: Error) => void) => void

/**
 * Has somebody hear of the trouble of a simulator (a stall, a limit, a broken pool) in place of all who wait on it. A door for
 * those who run the work of others.
 */
export function oversee(sim: Simulator, hear: (error: Error) => void): void {
  overseeing(sim, hear)
}

/**
 * A simulated world of indexing services. The same seed and the same calls in the same order give the same run.
 * Throws a ConfigurationError for options that are wrong.
 */
export class Simulator {
  readonly kendra: Kendra
  readonly papi: Papi
  /**
   * The services over HTTP, in process: takes what `fetch` takes, and opens no socket. The host of a URL does not matter.
   * Kendra takes `POST /` (awsJson1_1, for the region of the signature), and the Push API is under
   * `/papi/4/connectors/<connector>/`; `/_indexsim/` is the simulator itself (schemas/control.openapi.json).
   */
  readonly fetch: Fetch
  readonly faults: Faults
  readonly clock: Clock
  readonly trace: TraceView
  readonly #settings: Settings
  readonly #loop: NodeEventLoop
  readonly #world: CurrentWorld
  #isClosed = false
  #overseer: ((error: Error) => void) | undefined

  static {
    describing = (sim) => sim.#world.simulation.driver.describeUnderWay()
    overseeing = (sim, hear) => {
      sim.#overseer = hear
      sim.#world.simulation.driver.oversee(hear)
    }
    closing = (sim, told) => sim.#close(told)
  }

  constructor(options: SimulatorOptions = {}) {
    this.#settings = readOptions(options)
    const { kendra, papi } = this.#settings
    this.#loop = new NodeEventLoop()
    const world = new CurrentWorld(this.#begin(this.#settings.faults))
    this.#world = world
    this.kendra = new Kendra(world, kendra)
    const pushServer = new PushServer(world, papi)
    this.papi = new Papi(pushServer)
    this.fetch = createFetch([kendraWire(this.kendra), papiWire(pushServer), controlWire(this, world)], () =>
      this.#refuseWhenClosed('listen'),
    )
    this.faults = new Faults(world)
    this.clock = {
      mode: this.#settings.clock,
      now: () => world.simulation.clock.now,
      advance: (duration) =>
        rejecting(() => world.simulation.driver.advance(parseDuration(duration, 'clock.advance'))),
      sleep: (duration, options = {}) =>
        rejecting(() => {
          const { signal } = check(sleepOptions(), options, 'clock.sleep')
          return world.simulation.driver.sleep(parseDuration(duration, 'clock.sleep'), signal)
        }),
    }
    this.trace = {
      digest: () => world.simulation.trace.digest(),
      lines: () => world.simulation.trace.lines(),
    }
  }

  /** The seed of the run, to print when a test fails. */
  get seed(): number {
    return this.#settings.seed
  }

  /** What is kept of calls, and of the trace. */
  get callLevel(): 'full' | 'summary' | 'off' {
    return this.#settings.calls
  }
  get traceLevel(): 'full' | 'digest' | 'off' {
    return this.#settings.trace
  }

  /** Every call so far, in the order of the answers. */
  get calls(): readonly CallRecord[] {
    return this.#world.simulation.calls.records
  }

  /**
   * What the client did wrong though its test may have passed, from all calls so far: rejections that it ignored, statuses
   * that it never read, and the like. Throws a ConfigurationError where no calls are kept.
   */
  audit(): Finding[] {
    const { simulation } = this.#world
    if (simulation.calls.level === 'off')
      throw new ConfigurationError(
        "audit() reads the calls and needs option calls: 'full' or 'summary'; this simulator has 'off'",
      )
    return audit(simulation.calls.records, (facade, corpus, document) =>
      viewIncidents(simulation.engine, `${facade}:${corpus}`, document),
    )
  }

  /**
   * Runs simulated time until nothing is pending: no document under way, no automatic sync or indexing job armed, no
   * resource being created, updated or deleted.
   * Sleeps and calls that nobody has awaited do not count: await a put before `settle`. Rejects with a SimulationLimitError past `limits.settle`.
   * It takes no argument, and rejects with a ConfigurationError where it is given one: for a span of time there is `clock.advance`.
   */
  settle(): Promise<void>
  settle(...given: readonly unknown[]): Promise<void> {
    return rejecting(() => {
      const [argument] = given
      if (argument !== undefined)
        throw new ConfigurationError(
          `settle(${show(argument)}): settle takes nothing, and goes on until nothing is pending; for a span of time there is clock.advance, and the option limits.settle for how much it may take`,
        )
      return this.#world.simulation.driver.settle()
    })
  }

  /**
   * Runs a connector on simulated time, and gives its result: while it runs, its `setTimeout`, `setInterval`, `Date`,
   * `performance.now`, `AbortSignal.timeout` and the promises of `node:timers/promises` follow this simulator's clock, which goes
   * on to the next event or timer as soon as everything waits; `Math.random` is drawn from the seed, and `fetch` holds time.
   * Rejects with what the connector throws, in a timer's callback too; with a SimulationLimitError past a limit, and with a
   * SimulationStalledError where nothing goes on; both say what it was waiting for. One run at a time in a process.
   */
  run<T>(connector: () => T | PromiseLike<T>, options: RunOptions = {}): Promise<T> {
    return rejecting(() => {
      if (typeof connector !== 'function')
        throw new ConfigurationError(`run: ${typeof connector} is no function; expected the connector to run`)
      if (this.#settings.clock !== 'virtual')
        throw new ConfigurationError(
          `run gives the connector this simulator's clock, which follows the process; it needs clock: 'virtual'`,
        )
      return abandonable(run(connector, this.#world.simulation, this.#loop, readRunOptions(options)))
    })
  }

  /** Lets simulated time stand still until the promise of real work is done, and gives its result. */
  external<T>(promise: PromiseLike<T>): Promise<T> {
    if (typeof (promise as PromiseLike<T> | undefined)?.then !== 'function')
      return Promise.reject(
        new ConfigurationError(
          `external: ${typeof promise} is no promise; call the function and hand over what it returns`,
        ),
      )
    return this.#world.simulation.driver.external(promise)
  }

  /**
   * The services crash and come back, at once: calls under way lose their connection, what the Push API had not
   * synced is gone, and what was being indexed is begun again.
   */
  restart(): void {
    this.#refuseWhenClosed('restart')
    this.#world.simulation.driver.restart()
  }

  /** The documents that the services hold, as read-only views. */
  documents(filter: DocumentFilter = {}): DocumentView[] {
    const { corpus, includeGone = false } = check(documentFilter(), filter, 'documents')
    const { engine } = this.#world.simulation
    const rows =
      corpus === undefined
        ? Array.from({ length: engine.documents.size }, (_, row) => row).filter(
            (row) => !engine.documents.isOrphan(row),
          )
        : this.#corpus(corpus).rows()
    const views: DocumentView[] = []
    for (const row of rows) {
      const { settled, underWay, pushed } = engine.state(row)
      const isGone = settled === 'absent' && underWay === 'none' && pushed === 'none'
      if (includeGone || !isGone) views.push(this.#view(row))
    }
    return views
  }

  /** One document, deleted and lost ones too; undefined for an id that was never accepted. */
  document(corpus: string, id: string): DocumentView | undefined {
    const row = this.#corpus(corpus).row(id)
    return row === undefined ? undefined : this.#view(row)
  }

  /** The faults that happened to a document, or to calls about it, oldest first; also to one that was never accepted. */
  faultsOn(corpus: string, id: string): FaultIncident[] {
    return viewIncidents(this.#world.simulation.engine, this.#corpus(corpus).label, id)
  }

  /** Back to the first instant with the same options: no index, no connector, no document, no call. */
  reset(): void {
    this.#refuseWhenClosed('reset')
    this.#replace(this.#begin(this.#settings.faults), 'the simulator was reset')
  }

  /**
   * The run as it stands, as plain JSON: restored, in this process or another, it goes on as if it had never stopped. It
   * changes nothing. Throws a SnapshotError that names them while calls, a settle, an advance or external work are in
   * flight; sleeps belong to their clients, and are left out.
   */
  snapshot(): Snapshot {
    this.#refuseWhenClosed('snapshot')
    const core = this.#world.simulation.save()
    const world = { core, kendra: this.kendra.save(), papi: this.papi.save() }
    return writeSnapshot(saveOptions(this.#settings), world)
  }

  /**
   * A simulator that goes on where the snapshot was taken, with its options. Functions have to be given again: latencies,
   * buckets, a module for the indexing, rules with a predicate. `workers` and `limits` may be others, `trace` and `calls`
   * lower. Throws a SnapshotError for what is no snapshot, was changed, or misses or contradicts something.
   */
  static restore(snapshot: Snapshot, options: SimulatorOptions = {}): Simulator {
    let sim: Simulator | undefined
    try {
      const { options: saved, world } = readSnapshot(snapshot)
      const restored = restoreOptions(saved, world.core.faults.rules, options)
      sim = new Simulator(restored.options)
      sim.#load(world, restored.predicateOf, 'the simulator was restored')
      return sim
    } catch (error) {
      void sim?.close()
      throw unrestorable(error)
    }
  }

  /**
   * Goes on where the snapshot was taken, in place of this run: whoever holds this simulator, or is connected to a server of it,
   * keeps it. Throws a SnapshotError for what is no snapshot, and for one with other options than this simulator has; then this
   * run goes on as it was.
   */
  resume(snapshot: Snapshot): void {
    this.#refuseWhenClosed('resume')
    try {
      const { options, world } = readSnapshot(snapshot)
      refuseOtherOptions(options, saveOptions(this.#settings))
      const { predicateOf } = restoreOptions(options, world.core.faults.rules, {
        faults: this.#settings.faults as never,
      })
      this.#load(world, predicateOf, 'the simulator was resumed from a snapshot')
    } catch (error) {
      throw unrestorable(error)
    }
  }

  /** Ends all waits and gives back the threads. Nothing has to be closed for the process to end. */
  async close(): Promise<void> {
    await this.#close('all')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(told: Told): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#world.simulation.driver.end('the simulator was closed', told)
    this.#world.simulation.trace.close()
    this.#loop.close()
    await this.#world.simulation.indexer.close()
  }

  #load({ core, kendra, papi }: SavedWorld, predicateOf: RestoredOptions['predicateOf'], why: string): void {
    const simulation = this.#begin([], core)
    this.#replace(simulation, why, () => {
      simulation.load(core, {
        predicateOf,
        fetch: (origin) => this.kendra.fetchAgain(origin),
        remake: (facade, recipe) => (facade === 'kendra' ? this.kendra : this.papi).remake(recipe),
      })
      this.kendra.load(kendra)
      this.papi.load(papi)
      simulation.assertLoaded()
    })
  }

  /** Another world in place of the current one, which ends only when the other is whole. */
  #replace(simulation: Simulation, why: string, fill: () => void = () => {}): void {
    const current = this.#world.simulation
    let ended = simulation
    try {
      this.#world.replace(simulation, fill)
      ended = current
    } finally {
      ended.driver.end(why, ended === simulation ? 'nobody' : 'all')
      ended.trace.close()
      // Its threads stay warm for a while and serve the next world.
      void ended.indexer.close()
    }
  }

  #begin(faults: readonly FaultRule[], resumed?: SavedClock): Simulation {
    const { seed, clock, latencyMs, indexingMs, workers, trace, calls, kendra, limits } = this.#settings
    const simulation = new Simulation(
      {
        seed,
        latencyMs,
        indexingMs,
        trace,
        calls,
        versionsKept: kendra.versionsKept,
        eventsPerInstant: limits.eventsPerInstant,
        settleLimitMs: limits.settle,
        simulatedLimitMs: limits.simulated ?? Infinity,
        stallGraceMs: limits.stallGrace,
        externalGraceMs: limits.external,
      },
      {
        sha256: (bytes) => hash('sha256', bytes),
        loop: this.#loop,
        indexer: createIndexer(workers),
        pace: paceOf(clock, resumed),
      },
    )
    for (const rule of faults) simulation.addFault(rule)
    if (this.#overseer !== undefined) simulation.driver.oversee(this.#overseer)
    return simulation
  }

  #view(row: DocumentRow): DocumentView {
    const { engine } = this.#world.simulation
    const state = engine.state(row)
    const isKendra = engine.corpusOf(row).facade === 'kendra'
    const status = isKendra ? statusOf(state, this.#settings.kendra.statusWhileDeleting) : stateOf(state)
    return viewDocument(engine, row, status)
  }

  #corpus(name: string): Corpus {
    const { corpora } = this.#world.simulation.engine
    const found = [name, `kendra:${name}`, `papi:${name}`].flatMap((label) => corpora.get(label) ?? [])
    if (found.length === 1) return found[0] as Corpus
    const all = [...corpora.keys()].join(', ')
    throw new ConfigurationError(
      found.length === 0
        ? `there is no corpus ${JSON.stringify(name)}; there are: ${all === '' ? 'none yet' : all}`
        : `${JSON.stringify(name)} is a corpus of both facades; say kendra:${name} or papi:${name}`,
    )
  }

  #refuseWhenClosed(what: string): void {
    if (this.#isClosed) throw new SimulatorClosedError(`${what}: the simulator was closed`)
  }
}

const documentFilter: () => z.ZodType<DocumentFilter> = whenAsked(() =>
  z.strictObject(
    {
      corpus: z.string('an index id or a connector name').optional(),
      includeGone: z.boolean('true or false').optional(),
    },
    'a filter { corpus, includeGone }',
  ),
)

const sleepOptions: () => z.ZodType<{ signal?: AbortSignal | undefined }> = whenAsked(() =>
  z.strictObject(
    { signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal, 'an AbortSignal').optional() },
    'options { signal }',
  ),
)

/** What is wrong with a snapshot in words of ours: where its checksum is right and its world is none, only the loading tells. */
function unrestorable(error: unknown): Error {
  if (error instanceof SnapshotError || error instanceof ConfigurationError) return error
  return new SnapshotError(`snapshot.world cannot be restored: ${String(error)}`, { cause: error })
}

/** A mistake in an argument rejects, as everything about a promise does. */
function rejecting<T>(wait: () => Promise<T>): Promise<T> {
  try {
    return wait()
  } catch (error) {
    return Promise.reject(error as Error)
  }
}

function paceOf(clock: ClockOption, resumed: SavedClock | undefined): SimulationMeans['pace'] {
  if (clock === 'virtual') return undefined
  const isSystem = clock === 'system'
  const pace = new ProcessPace(isSystem ? 1 : clock.rate)
  if (resumed === undefined) return { startAt: pace.startAt, pace }
  // The clock of the system has gone on while the snapshot lay in its drawer.
  pace.jumpTo(Math.max(resumed.elapsedMs, isSystem ? pace.startAt - resumed.startAt : 0))
  return { startAt: resumed.startAt, pace }
}
