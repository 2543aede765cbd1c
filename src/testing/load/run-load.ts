/** Puts a scenario under load and reports what became of it. */
import { setMaxListeners } from 'node:events'
import { Draws } from '../../core/draws.ts'
import { ConfigurationError } from '../../core/errors.ts'
import { machineNow } from '../../workers/machine-now.ts'
import type { Simulator } from '../../simulator.ts'
import { type LoadClock, realClock, simulatedClock } from './load-clock.ts'
import { type DocumentSource, documentSource, idOf } from './load-documents.ts'
import { checkLoad, type CheckedLoad, type LoadOptions, type LoadProgress } from './load-options.ts'
import { type Due, LoadRecorder } from './load-recorder.ts'
import type { LoadReport } from './load-report.ts'
import type { LoadContext, LoadScenario } from './load-scenario.ts'
import { type CheckedStage, clientsOf, startsOf } from './load-stage.ts'
import { LoadUnit, type SharedByUnits } from './load-unit.ts'
import { WatchedDocuments } from './watched-documents.ts'

/**
 * Puts a scenario under load, stage by stage, and reports throughput, latencies, errors, retries and the time to searchable.
 * On simulated time the same seed gives the same report, byte for byte. Rejects with a ConfigurationError for options that are
 * wrong, and with what the simulator itself has to complain of; what the service answers is counted.
 */
export async function runLoad<Client>(
  scenario: LoadScenario<Client>,
  options: LoadOptions<Client>,
): Promise<LoadReport> {
  if (typeof scenario !== 'function')
    throw new ConfigurationError(
      `runLoad: ${typeof scenario} is no function; expected the scenario to repeat`,
    )
  const settings = checkLoad(options)
  const { simulator, time = simulator === undefined ? 'real' : 'simulated' } = settings
  const clock = simulator !== undefined && time === 'simulated' ? simulatedClock(simulator) : realClock()
  const load = new Load(settings, clock, (context) => scenario(options.client, context))
  return clock.run(() => load.run())
}

/** How many documents are watched at most: those of a simulator by looking, others by asking. */
const MOST_LOOKED_AT = 10_000
const MOST_ASKED_FOR = 200
const ASKED_AT_ONCE = 10
const ASK_EVERY_MS = 500
const PATIENCE_MS = 60_000
/** Real time between two tellings of progress. */
const TELL_EVERY_MS = 250

class Load {
  readonly #settings: CheckedLoad
  readonly #clock: LoadClock
  readonly #scenario: (context: LoadContext) => Promise<unknown>
  readonly #source: DocumentSource
  readonly #draws: Draws
  readonly #recorder = new LoadRecorder()
  readonly #watched: WatchedDocuments | undefined
  /** Where there is nothing to look into, the service is asked. */
  readonly #lookedInto: { readonly simulator: Simulator; readonly corpus: string } | undefined
  /** Ends all waits of the load itself, and tells the units. */
  readonly #ending = new AbortController()
  readonly #shared: SharedByUnits
  readonly #simulatorBeganAt: number
  #nextDocument = 0
  #stopped: LoadReport['stopped']
  /** What cannot be counted: the simulator's own trouble. */
  #trouble: Error | undefined
  #toldAt = -Infinity
  #phase: LoadProgress['phase'] = 'pushing'
  /** Tells those who wait for a unit to end. */
  #freed: (() => void)[] = []

  constructor(settings: CheckedLoad, clock: LoadClock, scenario: (context: LoadContext) => Promise<unknown>) {
    this.#settings = settings
    this.#clock = clock
    this.#scenario = scenario
    this.#source = documentSource(settings.documents, settings.seed)
    this.#draws = new Draws(settings.seed)
    // Every client that waits listens.
    setMaxListeners(0, this.#ending.signal)
    const { simulator, corpus } = settings
    this.#shared = {
      clock,
      corpus,
      draws: this.#draws.scope('load', 'units'),
      recorder: this.#recorder,
      signal: this.#ending.signal,
    }
    this.#simulatorBeganAt = simulator?.clock.now() ?? 0
    if (simulator !== undefined && corpus !== undefined) this.#lookedInto = { simulator, corpus }
    if (this.#lookedInto !== undefined) this.#watched = new WatchedDocuments(MOST_LOOKED_AT, this.#draws)
    else if (settings.states !== undefined) this.#watched = new WatchedDocuments(MOST_ASKED_FOR, this.#draws)
  }

  async run(): Promise<LoadReport> {
    const { signal, stages } = this.#settings
    const stop = (): void => this.#stop('by its signal')
    if (signal?.aborted === true) stop()
    signal?.addEventListener('abort', stop, { once: true })
    const asking = this.#askNowAndThen()
    try {
      for (const stage of stages) {
        if (this.#isOver) break
        await this.#play(stage)
      }
      await this.#allEnded()
      if (this.#trouble !== undefined) throw this.#trouble
      await this.#waitForIndexing()
      return this.#report()
    } finally {
      signal?.removeEventListener('abort', stop)
      this.#ending.abort()
      await asking
    }
  }

  get #isOver(): boolean {
    return this.#stopped !== undefined || this.#trouble !== undefined || this.#isOutOfDocuments
  }

  get #isOutOfDocuments(): boolean {
    return this.#settings.batch > 0 && this.#nextDocument >= this.#source.count
  }

  #stop(why: LoadReport['stopped']): void {
    this.#stopped ??= why
    this.#ending.abort()
  }

  async #play(stage: CheckedStage): Promise<void> {
    const beganAt = this.#clock.now()
    if (stage.kind === 'open') {
      for (const start of startsOf(stage)) {
        if (!(await this.#waitUntil(beganAt + start))) return
        await this.#beginDue(this.#onTick(beganAt + start), beganAt + stage.forMs)
      }
    } else {
      await Promise.all(
        clientsOf(stage).map(([from, until]) => this.#client(beganAt + from, beganAt + until, stage.everyMs)),
      )
    }
    await this.#waitUntil(beganAt + stage.forMs)
  }

  /** Begins a unit that was due then, as soon as there is room for it; it is not awaited. */
  async #beginDue(at: number, until: number): Promise<void> {
    const { mostAtOnce } = this.#settings
    if (this.#recorder.underWay >= mostAtOnce) this.#recorder.hold()
    while (this.#recorder.underWay >= mostAtOnce && !this.#isOver)
      await new Promise<void>((resolve) => this.#freed.push(resolve))
    if (!this.#isOver && !this.#isMissed(at, until)) void this.#unit({ kind: 'at', at })
  }

  /** What was due and could not begin in its stage never does: a service that is too slow must not make a load endless. */
  #isMissed(at: number, until: number): boolean {
    const now = this.#clock.now()
    if (now <= at || now < until) return false
    this.#recorder.miss(now - at)
    if (this.#recorder.started + this.#recorder.missed >= this.#settings.mostUnits)
      this.#stop('by its limit on units')
    return true
  }

  async #client(from: number, until: number, everyMs: number | undefined): Promise<void> {
    for (let n = 0; ; n++) {
      const dueAt = everyMs === undefined ? Math.max(from, this.#clock.now()) : from + n * everyMs
      if (dueAt >= until || !(await this.#waitUntil(dueAt))) return
      if (everyMs !== undefined && this.#isMissed(dueAt, until)) continue
      await this.#unit(
        everyMs === undefined ? { kind: 'when-ready' } : { kind: 'at', at: this.#onTick(dueAt) },
      )
    }
  }

  async #unit(due: Due): Promise<void> {
    const { batch, mostUnits } = this.#settings
    if (this.#recorder.started >= mostUnits) return this.#stop('by its limit on units')
    // Another unit of this instant may have taken the last.
    if (this.#isOutOfDocuments) return
    const from = this.#nextDocument
    const until = Math.min(from + batch, this.#source.count)
    this.#nextDocument = until
    const startedAt = this.#clock.now()
    const unit = new LoadUnit(this.#recorder.started, this.#shared)
    this.#recorder.begin()
    let acceptedBytes = 0
    for (let n = from; n < until; n++) {
      const document = this.#source.document(n)
      unit.documents.push(document)
      acceptedBytes += document.bytes.length
    }
    let hasFailed = false
    try {
      await this.#scenario(unit)
    } catch (error) {
      hasFailed = true
      if (isOwn(error)) this.#giveUp(error)
      else this.#recorder.fail(this.#clock.now(), error)
    }
    const endedAt = this.#clock.now()
    for (const { id, bytes } of unit.documents)
      if (unit.refusedIds?.has(id) === true) acceptedBytes -= bytes.length
    this.#recorder.end({
      due,
      startedAt,
      endedAt,
      accepted: hasFailed ? 0 : until - from - (unit.refusedIds?.size ?? 0),
      acceptedBytes: hasFailed ? 0 : acceptedBytes,
      hasFailed,
    })
    if (!hasFailed) this.#watched?.accept(from, until, endedAt, (n) => unit.refusedIds?.has(idOf(n)) === true)
    this.#wakeWaiting()
    this.#tell()
  }

  #giveUp(error: Error): void {
    this.#trouble ??= error
    this.#ending.abort()
  }

  #wakeWaiting(): void {
    const freed = this.#freed
    this.#freed = []
    for (const tell of freed) tell()
  }

  async #allEnded(): Promise<void> {
    while (this.#recorder.underWay > 0) await new Promise<void>((resolve) => this.#freed.push(resolve))
  }

  /** Whether the instant has come and the load still goes on. An endless stage ends with its documents. */
  async #waitUntil(at: number): Promise<boolean> {
    if (!this.#isOver && at !== Infinity) {
      await this.#clock.sleepUntil(at, this.#ending.signal).catch((error: unknown) => {
        if (!this.#ending.signal.aborted) throw error
      })
    }
    return !this.#isOver
  }

  /** Simulated time has no instants between two milliseconds. */
  #onTick(at: number): number {
    return this.#clock.kind === 'simulated' ? Math.ceil(at) : at
  }

  async #waitForIndexing(): Promise<void> {
    const { patience = PATIENCE_MS } = this.#settings
    const watched = this.#watched
    if (watched === undefined || this.#stopped !== undefined) return
    const until = this.#clock.now() + patience
    this.#phase = 'indexing'
    this.#tell()
    if (this.#lookedInto !== undefined) {
      const { simulator, corpus } = this.#lookedInto
      if (this.#clock.kind === 'simulated') await simulator.settle()
      for (;;) {
        watched.readFrom(simulator, corpus, this.#simulatorBeganAt)
        if (watched.pending === 0 || this.#clock.now() >= until || this.#stopped !== undefined) return
        if (this.#clock.kind === 'simulated') return
        this.#tell()
        await simulator.clock.sleep(ASK_EVERY_MS)
      }
    }
    while (watched.pending > 0 && this.#clock.now() < until && this.#stopped === undefined)
      await this.#pause(ASK_EVERY_MS)
  }

  /** Where nobody can look into the service, it is asked, as a connector would. */
  async #askNowAndThen(): Promise<void> {
    const { states } = this.#settings
    if (states === undefined || this.#lookedInto !== undefined) return
    while (!this.#ending.signal.aborted) {
      await this.#pause(ASK_EVERY_MS)
      try {
        await this.#watched?.ask(states, this.#clock, ASKED_AT_ONCE)
      } catch (error) {
        this.#recorder.fail(this.#clock.now(), error)
      }
      this.#tell()
    }
  }

  async #pause(ms: number): Promise<void> {
    await this.#clock.sleepUntil(this.#clock.now() + ms, this.#ending.signal).catch((error: unknown) => {
      if (!this.#ending.signal.aborted) throw error
    })
  }

  #tell(): void {
    const { onProgress } = this.#settings
    if (onProgress === undefined) return
    const at = machineNow()
    if (at - this.#toldAt < TELL_EVERY_MS) return
    this.#toldAt = at
    const recorder = this.#recorder
    onProgress({
      elapsedMs: this.#clock.now(),
      units: recorder.completed + recorder.failed,
      failed: recorder.failed,
      retried: recorder.retried,
      underWay: recorder.underWay,
      documents: recorder.accepted,
      documentsInAll: this.#source.count === Infinity ? undefined : this.#source.count,
      medianMs: recorder.medianMs,
      phase: this.#phase,
    })
  }

  #report(): LoadReport {
    const { title, seed, stages, batch, expectedMs } = this.#settings
    const { accepted, elapsedMs } = this.#recorder
    return {
      format: 'indexsim-load',
      version: 1,
      title,
      seed,
      time: this.#clock.kind,
      stopped: this.#stopped,
      // JSON has no endless numbers.
      stages: stages.map(({ forMs, ...stage }) => (forMs === Infinity ? stage : { ...stage, forMs })),
      ...this.#recorder.report(batch, expectedMs),
      indexing: this.#watched?.report(accepted, elapsedMs),
    }
  }
}

/** Trouble of the simulator itself is never counted as an answer of the service. */
function isOwn(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('INDEXSIM_')
}
