/**
 * The one asynchronous thing around the engine: it moves time, and only while somebody waits on it. One instant is
 * one step: commit all its events, let the users' code run until it rests, let in what it called, and only when
 * the instant is empty go on to the next.
 */
import { type CallRequest, drawKeyOf, identify, inOrderOfEntry } from './call.ts'
import type { CallLog } from './call-log.ts'
import type { Draws, Span } from './draws.ts'
import type { Engine } from './engine.ts'
import {
  SimulationLimitError,
  SimulationStalledError,
  SimulatorClosedError,
  WorkerPoolError,
} from './errors.ts'
import type { EventLoop } from './event-loop.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { Indexer } from './indexer.ts'
import type { Trace } from './trace.ts'
import { START_AT, type VirtualClock } from './virtual-clock.ts'

/** How long a call is under way: simulated milliseconds there and back, or a function of the call. */
export type Latency = Span | ((call: { facade: string; operation: string; corpus: string }) => number)

export interface DriverParts {
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly draws: Draws
  readonly faults: FaultPlan
  readonly trace: Trace
  readonly calls: CallLog
  readonly indexer: Indexer
  readonly loop: EventLoop
  readonly latencyMs: Latency
  /** How many events one instant may have before a run is taken for one that never ends. */
  readonly eventsPerInstant: number
  /** How far `settle` goes, in simulated milliseconds. */
  readonly settleLimitMs: number
}

/** Somebody waits: for the error that names everybody, and for giving up on them. */
interface Wait {
  readonly what: string
  readonly since: number
  reject(error: Error): void
}

interface Call {
  readonly request: CallRequest<unknown>
  readonly wait: Wait
  readonly issuedAt: number
  number: number
  resolve(reply: unknown): void
}

interface Settling {
  readonly wait: Wait
  readonly limitAt: number
  resolve(): void
}

/** Real work that must not race with simulated waits. */
interface Hold {
  readonly wait: Wait
  readonly done: Promise<void>
  release(): void
}

/** After this many events in one go, the rest of the process gets a turn. */
const EVENTS_A_TURN = 8192

export class Driver {
  readonly #parts: DriverParts
  readonly #waits = new Set<Wait>()
  readonly #settling = new Set<Settling>()
  readonly #occurrences = new Map<number, { count: number; at: number }>()
  /** Promises that this instant resolves; they are told when it is over. */
  #outbox: (() => void)[] = []
  #arrivals: Call[] = []
  #holds: Hold[] = []
  #inFlight = new Set<Call>()
  #callNumber = 0
  #isDriving = false
  /** The users' code was given something to go on with. */
  #isStirred = false
  #stir: () => void = () => {}
  #ended: Error | undefined

  constructor(parts: DriverParts) {
    this.#parts = parts
  }

  /** Everybody who waits, as plain sentences. */
  get waits(): string[] {
    return [...this.#waits].map((wait) => `${wait.what}, since ${elapsed(wait.since)}`)
  }

  get callsInFlight(): number {
    return this.#inFlight.size + this.#arrivals.length
  }

  /** Carries a call to the service and back. */
  call<Reply>(request: CallRequest<Reply>): Promise<Reply> {
    const promise = new Promise<Reply>((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended)
      const fail = (error: Error): void => {
        // An error of ours goes to everybody who waits, and not all of them may still listen; a service's error is the caller's to handle.
        if (isOurs(error)) void quietly(promise)
        reject(error)
      }
      const wait = this.#wait(`${request.facade} ${request.operation} on ${request.corpus}`, fail)
      this.#arrivals.push({
        request,
        wait,
        issuedAt: this.#parts.clock.elapsedMs,
        number: 0,
        resolve: resolve as (reply: unknown) => void,
      })
      this.#drive()
    })
    return promise
  }

  /** Resolves when simulated time has gone on by so much. An abort signal ends the wait. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#until(`clock.sleep of ${ms} ms`, ms, signal, (at, task) =>
      this.#parts.engine.schedule(at, task),
    )
  }

  /** As `sleep`, but after everything else that happens at the last instant. */
  advance(ms: number): Promise<void> {
    return this.#until(`clock.advance by ${ms} ms`, ms, undefined, (at, task) =>
      this.#parts.engine.scheduleLast(at, task),
    )
  }

  /** Runs simulated time until nothing is pending. */
  settle(): Promise<void> {
    const { clock, settleLimitMs } = this.#parts
    return quietly(
      new Promise((resolve, reject) => {
        if (this.#ended !== undefined) return reject(this.#ended)
        const wait = this.#wait('settle', reject)
        this.#settling.add({ wait, limitAt: clock.elapsedMs + settleLimitMs, resolve })
        this.#drive()
      }),
    )
  }

  /** Lets time stand still until the promise is done. Several are released in the order of their creation. */
  external<T>(promise: PromiseLike<T>): Promise<T> {
    return quietly(
      new Promise<T>((resolve, reject) => {
        if (this.#ended !== undefined) return reject(this.#ended)
        const wait = this.#wait('external work that has not come to its end', reject)
        let release = (): void => {}
        const done = Promise.resolve(promise).then(
          (value) => void (release = () => resolve(value)),
          (error: unknown) => void (release = () => reject(error as Error)),
        )
        this.#holds.push({ wait, done, release: () => release() })
        this.#drive()
      }),
    )
  }

  /** Calls under way lose their connection: those that have not taken effect yet never will. */
  resetConnections(error: (call: CallRequest<unknown>) => Error): void {
    for (const call of [...this.#inFlight, ...this.#arrivals]) {
      this.#inFlight.delete(call)
      this.#answer(call, undefined, error(call.request))
    }
    this.#arrivals = []
    this.#drive()
  }

  /** Ends every wait. The driver can never be used again. */
  end(why: string): void {
    this.#breakDown(new SimulatorClosedError(why))
  }

  #until(
    what: string,
    ms: number,
    signal: AbortSignal | undefined,
    schedule: (at: number, task: () => void) => void,
  ): Promise<void> {
    return quietly(
      new Promise((resolve, reject) => {
        if (this.#ended !== undefined) return reject(this.#ended)
        if (signal?.aborted === true) return reject(signal.reason as Error)
        const wait = this.#wait(what, reject)
        const abort = (): void => {
          this.#waits.delete(wait)
          reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', abort, { once: true })
        // A wait joins the queue like a call does: after the instant's users have come to rest.
        this.#entrants.push(() =>
          schedule(this.#parts.clock.elapsedMs + ms, () => {
            if (!this.#waits.delete(wait)) return
            this.#outbox.push(() => {
              signal?.removeEventListener('abort', abort)
              resolve()
            })
          }),
        )
        this.#drive()
      }),
    )
  }

  #entrants: (() => void)[] = []

  #wait(what: string, reject: (error: Error) => void): Wait {
    const wait = { what, since: this.#parts.clock.elapsedMs, reject }
    this.#waits.add(wait)
    return wait
  }

  #drive(): void {
    this.#isStirred = true
    this.#stir()
    if (this.#isDriving) return
    this.#isDriving = true
    this.#run().catch((error: unknown) => this.#breakDown(error as Error))
  }

  async #run(): Promise<void> {
    try {
      await this.#step()
    } finally {
      this.#isDriving = false
    }
  }

  async #step(): Promise<void> {
    const { engine, clock, indexer, loop } = this.#parts
    let events = 0
    let eventsOfInstant = 0
    while (this.#ended === undefined) {
      if (this.#isStirred) {
        await loop.quiet()
        // What came in meanwhile came before the rest, and is let in together.
        this.#isStirred = false
        continue
      }
      if (this.#holds.length > 0) {
        await this.#releaseHold()
        continue
      }
      this.#enterArrivals()
      const isOver = engine.nextAt > clock.elapsedMs
      if ((isOver || engine.isNextLast) && this.#tellOutcomes()) continue
      if (isOver) {
        if (this.#waits.size === 0) return
        if (!engine.hasEvents) {
          await this.#awaitStir()
          continue
        }
      }
      const job = engine.neededJob()
      if (job !== undefined) {
        await indexer.ready(job)
        continue
      }
      if (isOver) {
        if (this.#giveUpSettling(engine.nextAt)) continue
        clock.moveTo(engine.nextAt)
        eventsOfInstant = 0
      }
      engine.commit()
      if (++eventsOfInstant > this.#parts.eventsPerInstant) throw this.#tooManyEvents()
      if (++events % EVENTS_A_TURN === 0) await loop.turn()
    }
  }

  /** Tells everybody whose wait this instant has ended. */
  #tellOutcomes(): boolean {
    if (this.#settling.size > 0 && this.#parts.engine.pending === 0) {
      for (const { wait, resolve } of this.#settling) {
        this.#waits.delete(wait)
        this.#outbox.push(resolve)
      }
      this.#settling.clear()
    }
    if (this.#outbox.length === 0) return false
    const outbox = this.#outbox
    this.#outbox = []
    for (const tell of outbox) tell()
    this.#isStirred = true
    return true
  }

  /** The oldest hold alone: its release may let the users' code create the next. */
  async #releaseHold(): Promise<void> {
    const hold = this.#holds[0] as Hold
    if (!(await this.#parts.loop.outlasts(hold.done))) throw this.#stalled()
    this.#holds.shift()
    this.#waits.delete(hold.wait)
    hold.release()
    this.#isStirred = true
  }

  async #awaitStir(): Promise<void> {
    const stirred = new Promise<void>((resolve) => (this.#stir = resolve))
    if (!(await this.#parts.loop.outlasts(stirred))) throw this.#stalled()
  }

  #enterArrivals(): void {
    if (this.#arrivals.length > 0) {
      const arrivals = this.#arrivals
      this.#arrivals = []
      for (const call of inOrderOfEntry(arrivals)) this.#enter(call)
    }
    if (this.#entrants.length > 0) {
      const entrants = this.#entrants
      this.#entrants = []
      for (const enter of entrants) enter()
    }
  }

  #enter(call: Call): void {
    const { engine, clock } = this.#parts
    call.number = ++this.#callNumber
    this.#inFlight.add(call)
    const latencyMs = this.#latencyOf(call.request)
    const there = Math.floor(latencyMs / 2)
    const back = latencyMs - there
    engine.schedule(clock.elapsedMs + there, () => {
      if (!this.#inFlight.has(call)) return
      const outcome = this.#apply(call)
      engine.schedule(clock.elapsedMs + back, () => this.#reply(call, outcome))
    })
  }

  #latencyOf(request: CallRequest<unknown>): number {
    const { latencyMs, draws } = this.#parts
    if (typeof latencyMs === 'function') return latencyMs(request)
    if (typeof latencyMs === 'number') return latencyMs
    const identity = identify(request)
    return draws.span(latencyMs, 'latency', ...drawKeyOf(request, identity), this.#occurrence(identity))
  }

  /**
   * The how-manieth call of this identity it is, from 1. Identical calls of one instant count as one: which of them was
   * first would be chance.
   */
  #occurrence(identity: number): number {
    const at = this.#parts.clock.elapsedMs
    const seen = this.#occurrences.get(identity)
    if (seen === undefined) this.#occurrences.set(identity, { count: 1, at })
    else if (seen.at !== at) {
      seen.count++
      seen.at = at
    }
    return seen?.count ?? 1
  }

  /** The call reaches the service. */
  #apply(call: Call): { reply?: unknown; error?: Error } {
    const { engine, trace, faults } = this.#parts
    const { request } = call
    let outcome: { reply?: unknown; error?: Error }
    const fired = faults.isEmptyFor('request')
      ? undefined
      : faults.evaluate('request', {
          atMs: engine.elapsedMs,
          facade: request.facade,
          operations: [request.operation],
          isImplied: true,
          corpus: request.corpus,
          documents: request.documents,
          attempt: undefined,
          drawKey: () => drawKeyOf(request, identify(request)),
        })
    if (fired !== undefined && (fired.effect.type === 'throttle' || fired.effect.type === 'error')) {
      outcome = { error: request.refuse(fired.effect) }
      trace.record({
        at: engine.elapsedMs,
        sequence: engine.sequence,
        kind: 'fault',
        call: call.number,
        effect: fired.effect.type,
        rule: fired.rule,
      })
    } else {
      try {
        outcome = { reply: request.apply() }
      } catch (error) {
        outcome = { error: error as Error }
      }
    }
    trace.record({
      at: engine.elapsedMs,
      sequence: engine.sequence,
      kind: 'called',
      call: call.number,
      operation: `${request.facade}.${request.operation}`,
      corpus: request.corpus,
      documents: request.documents,
      error: outcome.error?.name,
    })
    return outcome
  }

  #reply(call: Call, outcome: { reply?: unknown; error?: Error }): void {
    if (!this.#inFlight.delete(call)) return
    const { engine, trace } = this.#parts
    trace.record({ at: engine.elapsedMs, sequence: engine.sequence, kind: 'replied', call: call.number })
    this.#answer(call, outcome.reply, outcome.error)
  }

  #answer(call: Call, reply: unknown, error: Error | undefined): void {
    const { request, wait, issuedAt } = call
    this.#waits.delete(wait)
    this.#outbox.push(() => (error === undefined ? call.resolve(reply) : wait.reject(error)))
    this.#parts.calls.add({
      facade: request.facade,
      operation: request.operation,
      corpus: request.corpus,
      input: request.input,
      output: reply,
      error,
      startedAt: START_AT + issuedAt,
      endedAt: this.#parts.clock.now,
    })
  }

  #giveUpSettling(nextAt: number): boolean {
    let gaveUp = false
    for (const settling of this.#settling) {
      if (nextAt <= settling.limitAt) continue
      this.#settling.delete(settling)
      this.#waits.delete(settling.wait)
      const { pending } = this.#parts.engine
      settling.wait.reject(
        new SimulationLimitError(
          `settle has gone on for ${this.#parts.settleLimitMs} ms of simulated time and ${pending} things are still pending; ` +
            `find out what never ends, or raise limits.settle`,
        ),
      )
      gaveUp = true
      this.#isStirred = true
    }
    return gaveUp
  }

  #tooManyEvents(): Error {
    return new SimulationLimitError(
      `more than ${this.#parts.eventsPerInstant} events at ${elapsed(this.#parts.clock.elapsedMs)}, and simulated time does not move: ` +
        `a loop that never sleeps, with latencyMs 0? Give it a latency, let it sleep, or raise limits.eventsPerInstant`,
    )
  }

  #stalled(): Error {
    const waits = this.waits.map((wait) => `\n  ${wait}`).join('')
    return new SimulationStalledError(
      `simulated time stands at ${elapsed(this.#parts.clock.elapsedMs)} and nothing is left that could move it; waiting:${waits}`,
    )
  }

  #breakDown(error: Error): void {
    if (this.#ended !== undefined) return
    // A stall is the waits' own; what follows may go on. Everything else leaves a state that nobody can trust.
    if (!(error instanceof SimulationStalledError)) this.#ended = error
    const waits = [...this.#waits]
    this.#waits.clear()
    this.#settling.clear()
    this.#inFlight.clear()
    this.#arrivals = []
    this.#entrants = []
    this.#holds = []
    this.#outbox = []
    this.#stir()
    for (const wait of waits) wait.reject(error)
  }
}

function isOurs(error: Error): boolean {
  return (
    error instanceof SimulatorClosedError ||
    error instanceof SimulationStalledError ||
    error instanceof SimulationLimitError ||
    error instanceof WorkerPoolError
  )
}

/** A wait that its owner dropped must not count as an unhandled rejection. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

/** Simulated time as people read it: hours, minutes, seconds since the start. */
export function elapsed(ms: number): string {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')
  const seconds = Math.floor(ms / 1000)
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}.${pad(ms % 1000, 3)}`
}
