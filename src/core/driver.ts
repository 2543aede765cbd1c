/** What the users of simulated time can ask of it, whether it moves by itself, on the virtual clock, or follows the process. */
import type { CallRequest } from './call.ts'
import type { Remake } from './call-carrier.ts'
import { type CallBack, Desk, type DeskParts, type SavedDesk, type Told } from './desk.ts'
import { SimulationStalledError, SimulatorClosedError } from './errors.ts'
import type { Pace } from './pace.ts'
import { PacedTime } from './paced-time.ts'
import { VirtualTime } from './virtual-time.ts'
import { mayBeAbandoned } from './waits.ts'

export interface DriverParts extends DeskParts {
  /** The clock of the process to follow; time is virtual without. */
  readonly pace: Pace | undefined
  /** How many tasks (steps of calls, ends of waits) one instant may have before a run is taken for one that never ends. */
  readonly eventsPerInstant: number
  /** How far virtual time goes, in simulated milliseconds since the start. */
  readonly simulatedLimitMs: number
  /** Real milliseconds for which a wait without visible cause is borne, and real work that holds time. */
  readonly stallGraceMs: number
  readonly externalGraceMs: number
}

/** How simulated time moves. */
export interface Mover {
  /** Somebody has come: go on. */
  drive(): void
  /** Commits what is due. Virtual time has no more than that. */
  catchUp(): void
  /** Goes on by so much, everything at the last instant included. */
  advance(ms: number): Promise<void>
  /** Keeps simulated time from moving until the promise is done, where it can be kept. */
  hold<T>(promise: PromiseLike<T>, what: string): Promise<T>
  /** Moves for as long as the work goes on. */
  run<T>(work: () => T | PromiseLike<T>, limits: RunLimits): Promise<T>
  /** Every wait was ended, or is about to be. */
  stop(): void
}

/** When a run is taken for one that never ends. */
export interface RunLimits {
  /** Simulated milliseconds. */
  readonly simulatedMs: number
  /** Instants at which somebody was told or called back. */
  readonly steps: number
  /** Simulated milliseconds in which nothing happened but timers and sleeps of the run's own. */
  readonly idleMs: number
  /** What the run waits for beside what everybody sees: timers. */
  describe(): string
}

export class Driver {
  readonly #parts: DriverParts
  readonly #desk: Desk
  readonly #mover: Mover
  /** Hears of trouble in place of those who wait. */
  #overseer: ((error: Error) => void) | undefined

  constructor(parts: DriverParts) {
    this.#parts = parts
    this.#desk = new Desk(parts, () => this.#mover.drive())
    const breakDown = (error: Error): void => this.#breakDown(error)
    this.#mover =
      parts.pace === undefined
        ? new VirtualTime(parts, this.#desk, breakDown)
        : new PacedTime(parts, parts.pace, this.#desk, breakDown)
  }

  /** Carries a call to the service and back. */
  call<Reply>(request: CallRequest<Reply>): Promise<Reply> {
    this.#mover.catchUp()
    return this.#desk.call(request)
  }

  /** A place in the order of issue, for a call that has to be read first. */
  reserve(): number {
    return this.#desk.reserve()
  }

  /** Commits what is due by the clock of the process; virtual time stands where it is. */
  catchUp(): void {
    this.#mover.catchUp()
  }

  /** Resolves when simulated time has gone on by so much. An abort signal ends the wait. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#mover.catchUp()
    return this.#desk.until(`clock.sleep of ${ms} ms`, ms, { signal, isClients: true }, (at, wake) =>
      this.#parts.engine.agenda.addTask(at, wake),
    )
  }

  /** Calls back when so much simulated time is over. It is no wait: it alone moves no time. */
  after(ms: number, callBack: CallBack): () => void {
    return this.#desk.after(ms, callBack)
  }

  /** As `sleep`, but after everything else that happens at the last instant, its users' code included. */
  advance(ms: number): Promise<void> {
    return this.#mover.advance(ms)
  }

  /** Runs simulated time until nothing is pending. */
  settle(): Promise<void> {
    this.#mover.catchUp()
    return this.#desk.settle()
  }

  /** Lets time stand still until the promise is done. Several are released in the order of their creation. */
  external<T>(promise: PromiseLike<T>, what = 'external work that has not come to its end'): Promise<T> {
    // Where nobody holds it any more, its rejection is still nobody's surprise.
    promise.then(undefined, () => {})
    return mayBeAbandoned(this.#mover.hold(promise, what))
  }

  /** One line for each call, settle, run and the like that somebody waits for; sleeps are left out. */
  describeUnderWay(): string {
    return this.#desk.waits.describe(
      ({ isClients = false, isAlwaysTold = false, isGivenUp }) =>
        (!isClients || isAlwaysTold) && isGivenUp?.() !== true,
    )
  }

  /** The how-manieth run begins, of all in this simulated world. */
  countRun(): number {
    return this.#desk.countRun()
  }

  /** Lets time move for as long as the work goes on, which is begun at once. */
  run<T>(work: () => T | PromiseLike<T>, limits: RunLimits): Promise<T> {
    return mayBeAbandoned(this.#mover.run(work, limits))
  }

  get hasEnded(): boolean {
    return this.#desk.hasEnded
  }

  /** Throws where the run has ended: a SimulatorClosedError, or what it has broken down with. */
  refuseWhenEnded(what: string): void {
    this.#desk.refuseWhenEnded(what)
  }

  /** The service crashes and comes back: calls under way lose their connection, and what had no effect yet never has. */
  restart(): void {
    this.#mover.catchUp()
    this.#parts.engine.restart()
    this.#desk.disconnect()
    this.#mover.drive()
  }

  /** Throws a SnapshotError where somebody waits for what no snapshot can hold. */
  save(): SavedDesk {
    return this.#desk.save()
  }

  load(saved: SavedDesk, remake: Remake): void {
    this.#desk.load(saved, remake)
  }

  /**
   * From now on trouble goes to the overseer, and ends the run: who waits would not know what to do with it, and where it is
   * work in the background, the error that nobody handles would end the process.
   */
  oversee(hear: (error: Error) => void): void {
    this.#overseer = hear
  }

  /** Ends every wait. The driver can never be used again. */
  end(why: string, told: Told = 'all'): void {
    if (this.#desk.hasEnded) return
    this.#desk.close(why, told)
    this.#mover.stop()
    this.#desk.endWaits(
      ({ what }) => new SimulatorClosedError(`${what()} was under way when ${why}; is an await missing?`),
    )
  }

  #breakDown(error: Error): void {
    if (this.#desk.hasEnded) return
    const isOverseen = this.#overseer !== undefined
    // A stall is the waits' own; what follows may go on. Everything else leaves a state that nobody can trust.
    if (isOverseen || !(error instanceof SimulationStalledError))
      this.#desk.close(error, isOverseen ? 'nobody' : 'all')
    this.#mover.stop()
    this.#desk.endWaits(() => error)
    this.#overseer?.(error)
  }
}
