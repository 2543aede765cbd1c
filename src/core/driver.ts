/**
 * The one asynchronous thing around the engine: it moves time, and only while somebody waits on it. One instant is
 * one step: commit all its events, let the users' code run until it rests, let in what it called, and only when
 * the instant is empty go on to the next.
 */
import { EVENT } from './agenda.ts'
import type { NeededWork } from './analyses.ts'
import type { CallRequest } from './call.ts'
import { CallCarrier, type CarrierParts, type Remake, type SavedCarrier } from './call-carrier.ts'
import {
  SimulationLimitError,
  SimulationStalledError,
  SimulatorClosedError,
  SnapshotError,
} from './errors.ts'
import type { EventLoop } from './event-loop.ts'
import { formatElapsed, mayBeAbandoned, type Wait, Waits } from './waits.ts'

export interface DriverParts extends CarrierParts {
  readonly loop: EventLoop
  /** How many tasks (steps of calls, ends of waits) one instant may have before a run is taken for one that never ends. */
  readonly eventsPerInstant: number
  /** How far `settle` goes, in simulated milliseconds. */
  readonly settleLimitMs: number
  /** Real milliseconds for which a wait without visible cause is borne, and real work that holds time. */
  readonly stallGraceMs: number
  readonly externalGraceMs: number
}

interface Settling {
  readonly wait: Wait
  readonly limitAt: number
  readonly resolve: () => void
}

/** A wait of so many simulated milliseconds that has not begun. */
interface FallingAsleep {
  readonly ms: number
  readonly begin: () => void
}

export interface SavedDriver {
  readonly carrier: SavedCarrier
  readonly fallingAsleep: readonly number[]
}

/** Real work that must not race with simulated waits. */
interface Hold {
  readonly wait: Wait
  readonly done: Promise<void>
  readonly release: () => void
}

/** After this many events in one go, the rest of the process gets a turn. */
const EVENTS_A_TURN = 8192

export class Driver {
  readonly #parts: DriverParts
  readonly #carrier: CallCarrier
  readonly #waits = new Waits()
  readonly #settling = new Set<Settling>()
  /** What tells the users of this instant's outcomes, when it is over. */
  #outbox: (() => void)[] = []
  /** Sleeps that join the queue when the instant's users have come to rest, as calls do. */
  #fallingAsleep: FallingAsleep[] = []
  #holds: Hold[] = []
  #isDriving = false
  /** The users' code was given something to go on with, or has done something. */
  #isStirred = false
  /** An event is happening: functions of the user's that it asks find everything in the middle of something. */
  #isCommitting = false
  #stir: () => void = () => {}
  /** The driver can never be used again: somebody ended it, and said why, or something broke. */
  #ended: string | Error | undefined

  constructor(parts: DriverParts) {
    this.#parts = parts
    this.#carrier = new CallCarrier(parts, this.#waits, (tell) => this.#outbox.push(tell))
  }

  /** Carries a call to the service and back. */
  call<Reply>(request: CallRequest<Reply>): Promise<Reply> {
    const promise: Promise<Reply> = this.#promise((resolve, reject) => {
      const fail = (error: Error): void => {
        // Our own trouble goes to everybody who waits, and not all may still listen; a service's error is the caller's to handle.
        if (this.#ended !== undefined || error instanceof SimulationStalledError) void mayBeAbandoned(promise)
        reject(error)
      }
      this.#carrier.issue(request, resolve as (reply: unknown) => void, fail)
    })
    return promise
  }

  /** A place in the order of issue, for a call that has to be read first. */
  reserve(): number {
    return this.#carrier.reserve()
  }

  /** Resolves when simulated time has gone on by so much. An abort signal ends the wait. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#until(`clock.sleep of ${ms} ms`, ms, { signal, isClients: true }, (at, wake) =>
      this.#parts.engine.agenda.addTask(at, wake),
    )
  }

  /** As `sleep`, but after everything else that happens at the last instant, its users' code included. */
  advance(ms: number): Promise<void> {
    return this.#until(`clock.advance by ${ms} ms`, ms, { isClients: false }, (at, wake) =>
      this.#parts.engine.agenda.addLastTask(at, wake),
    )
  }

  /** Runs simulated time until nothing is pending. */
  settle(): Promise<void> {
    return mayBeAbandoned(
      this.#promise<void>((resolve, reject) => {
        const wait = this.#wait('settle', reject)
        this.#settling.add({ wait, limitAt: wait.since + this.#parts.settleLimitMs, resolve })
      }),
    )
  }

  /** Lets time stand still until the promise is done. Several are released in the order of their creation. */
  external<T>(promise: PromiseLike<T>, what = 'external work that has not come to its end'): Promise<T> {
    return mayBeAbandoned(
      this.#promise<T>((resolve, reject) => {
        const wait = this.#wait(what, reject)
        let release = (): void => {}
        const done = Promise.resolve(promise).then(
          (value) => void (release = () => resolve(value)),
          (error: unknown) => void (release = () => reject(error as Error)),
        )
        this.#holds.push({ wait, done, release: () => release() })
      }),
    )
  }

  /** The service crashes and comes back: calls under way lose their connection, and what had no effect yet never has. */
  restart(): void {
    this.#parts.engine.restart()
    this.#carrier.disconnect()
    this.#drive()
  }

  /** Throws a SnapshotError where somebody waits for what no snapshot can hold. */
  save(): SavedDriver {
    if (this.#ended instanceof Error)
      throw new SnapshotError(
        `the run has broken down, and no snapshot is taken of it: ${this.#ended.message}`,
        {
          cause: this.#ended,
        },
      )
    if (this.#isCommitting)
      throw new SnapshotError('a function that is asked in the middle of a step can take no snapshot')
    const waiting = this.#waits.describe({ forSnapshot: true })
    if (waiting !== '')
      throw new SnapshotError(`a snapshot cannot hold what is in flight; await it first:${waiting}`)
    return { carrier: this.#carrier.save(), fallingAsleep: this.#fallingAsleep.map(({ ms }) => ms) }
  }

  /** Of sleeps nothing is left but their places in the order of events. */
  load({ carrier, fallingAsleep }: SavedDriver, remake: Remake): void {
    this.#carrier.load(carrier, remake)
    const { agenda } = this.#parts.engine
    for (const ms of fallingAsleep)
      this.#fallingAsleep.push({
        ms,
        begin: () => agenda.addTask(this.#parts.clock.elapsedMs + ms, () => {}),
      })
  }

  /** Ends every wait. The driver can never be used again. */
  end(why: string): void {
    if (this.#ended !== undefined) return
    this.#stopFor(why)
    this.#endWaits(
      ({ what }) => new SimulatorClosedError(`${what()} was under way when ${why}; is an await missing?`),
    )
  }

  /** A promise of something that the drive will bring about; refused when the driver has ended. */
  #promise<T>(begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined)
        return reject(typeof this.#ended === 'string' ? new SimulatorClosedError(this.#ended) : this.#ended)
      begin(resolve, reject)
      this.#drive()
    })
  }

  #until(
    what: string,
    ms: number,
    { signal, isClients }: { readonly signal?: AbortSignal | undefined; readonly isClients: boolean },
    schedule: (at: number, wake: () => void) => void,
  ): Promise<void> {
    if (signal?.aborted === true) return mayBeAbandoned(Promise.reject(signal.reason as Error))
    return mayBeAbandoned(
      this.#promise<void>((resolve, reject) => {
        const wait = this.#wait(what, reject, isClients)
        const abort = (): void => {
          if (this.#waits.end(wait)) reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', abort, { once: true })
        const begin = (): void =>
          schedule(this.#parts.clock.elapsedMs + ms, () => {
            if (!this.#waits.end(wait)) return
            signal?.removeEventListener('abort', abort)
            this.#outbox.push(resolve)
          })
        this.#fallingAsleep.push({ ms, begin })
      }),
    )
  }

  #wait(what: string, reject: (error: Error) => void, isClients = false): Wait {
    const wait = { what: () => what, since: this.#parts.clock.elapsedMs, reject, isClients, place: -1 }
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
      await this.#goOn()
    } finally {
      // At once, and not in a later turn: whoever waits next must find that nobody drives.
      this.#isDriving = false
    }
  }

  async #goOn(): Promise<void> {
    const { engine, clock, loop, eventsPerInstant } = this.#parts
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
      this.#letIn()
      const isOver = engine.agenda.nextAt > clock.elapsedMs
      if ((isOver || engine.agenda.isNextLast) && this.#tellOutcomes()) continue
      if (isOver) {
        if (this.#waits.size === 0) return
        if (engine.agenda.size === 0) {
          await this.#awaitStir()
          continue
        }
      }
      // Look, wait, and look again: while a worker was at it, something earlier may have come in.
      const work = engine.neededWork()
      if (work !== undefined) {
        await this.#awaitWork(work)
        continue
      }
      if (isOver) {
        if (this.#giveUpSettling(engine.agenda.nextAt)) continue
        clock.moveTo(engine.agenda.nextAt)
        eventsOfInstant = 0
      }
      this.#isCommitting = true
      engine.commit()
      this.#isCommitting = false
      // Only tasks can go on for ever: a million documents may well be indexed at one instant.
      if (engine.agenda.kind === EVENT.task && ++eventsOfInstant > eventsPerInstant)
        throw this.#tooManyEvents()
      if (++events % EVENTS_A_TURN === 0) await loop.turn()
    }
  }

  #letIn(): void {
    this.#carrier.enterIssued()
    if (this.#fallingAsleep.length === 0) return
    const fallingAsleep = this.#fallingAsleep
    this.#fallingAsleep = []
    for (const { begin } of fallingAsleep) begin()
  }

  /** Tells everybody whose wait this instant has ended. */
  #tellOutcomes(): boolean {
    if (this.#settling.size > 0 && this.#parts.engine.pending === 0) {
      for (const settling of this.#settling) {
        this.#waits.end(settling.wait)
        this.#outbox.push(settling.resolve)
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
    if (!(await this.#parts.loop.outlasts(hold.done, this.#parts.externalGraceMs))) throw this.#stalled()
    this.#holds.shift()
    this.#waits.end(hold.wait)
    hold.release()
    this.#isStirred = true
  }

  /** A thread that gives no result is given up by its pool; what a user's function promises is given up here. */
  async #awaitWork({ kind, done }: NeededWork): Promise<void> {
    const { engine, loop, externalGraceMs } = this.#parts
    if (kind === 'analysis') return done
    const document = engine.documents.id(engine.revisions.document(engine.agenda.nextRow))
    if (!(await loop.outlasts(done, externalGraceMs)))
      throw this.#stalled(`the content of document ${JSON.stringify(document)} does not come`)
  }

  async #awaitStir(): Promise<void> {
    const stirred = new Promise<void>((resolve) => (this.#stir = resolve))
    if (!(await this.#parts.loop.outlasts(stirred, this.#parts.stallGraceMs))) throw this.#stalled()
  }

  #giveUpSettling(nextAt: number): boolean {
    const overdue = [...this.#settling].filter(({ limitAt }) => nextAt > limitAt)
    for (const settling of overdue) {
      this.#settling.delete(settling)
      this.#waits.end(settling.wait)
      settling.wait.reject(this.#neverSettles())
      this.#isStirred = true
    }
    return overdue.length > 0
  }

  #neverSettles(): Error {
    const { settleLimitMs, engine } = this.#parts
    return new SimulationLimitError(
      `settle has gone on for ${settleLimitMs} ms of simulated time and ${engine.pending} ${engine.pending === 1 ? 'thing is' : 'things are'} still pending; ` +
        `find out what never ends, or raise limits.settle`,
    )
  }

  #tooManyEvents(): Error {
    const { eventsPerInstant, clock } = this.#parts
    return new SimulationLimitError(
      `more than ${eventsPerInstant} events at ${formatElapsed(clock.elapsedMs)}, and simulated time does not move: ` +
        `a loop that never sleeps, with latencyMs 0? Give it a latency, let it sleep, or raise limits.eventsPerInstant`,
    )
  }

  #stalled(why = 'nothing is left that could move it'): Error {
    return new SimulationStalledError(
      `simulated time stands at ${formatElapsed(this.#parts.clock.elapsedMs)} and ${why}; ` +
        `waiting:${this.#waits.describe()}`,
    )
  }

  #breakDown(error: Error): void {
    if (this.#ended !== undefined) return
    // A stall is the waits' own; what follows may go on. Everything else leaves a state that nobody can trust.
    if (!(error instanceof SimulationStalledError)) this.#stopFor(error)
    this.#endWaits(() => error)
  }

  #stopFor(reason: string | Error): void {
    this.#ended = reason
    this.#parts.engine.close()
  }

  #endWaits(errorOf: (wait: Wait) => Error): void {
    this.#carrier.drop()
    this.#settling.clear()
    this.#fallingAsleep = []
    this.#holds = []
    // Whose wait is over already hears of its outcome, and nothing of the trouble.
    for (const tell of this.#outbox.splice(0)) tell()
    this.#waits.endAll(errorOf)
    this.#stir()
  }
}
