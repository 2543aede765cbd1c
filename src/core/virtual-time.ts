/**
 * Virtual time, and the one asynchronous thing around the engine: it moves only while somebody waits on it. One instant
 * is one step: commit all its events, let the users' code run until it rests, let in what it called, and only when
 * the instant is empty go on to the next.
 */
import { EVENT } from './agenda.ts'
import type { NeededWork } from './analyses.ts'
import type { Desk } from './desk.ts'
import type { DriverParts, Mover, RunLimits } from './driver.ts'
import { SimulationLimitError, SimulationStalledError } from './errors.ts'
import { formatDuration } from './format-duration.ts'
import { formatElapsed, type Wait } from './waits.ts'

/** Real work that must not race with simulated waits. */
interface Hold {
  readonly wait: Wait
  readonly done: Promise<void>
  readonly release: () => void
}

interface Running {
  readonly wait: Wait
  readonly limits: RunLimits
  readonly limitAt: number
  steps: number
}

/** After this many events in one go, the rest of the process gets a turn. */
const EVENTS_A_TURN = 8192

export class VirtualTime implements Mover {
  readonly #parts: DriverParts
  readonly #desk: Desk
  readonly #breakDown: (error: Error) => void
  #holds: Hold[] = []
  #running: Running | undefined
  /** The last instant at which something happened that was no step of a call and no end of a wait. */
  #lastEventAt = 0
  #isDriving = false
  /** The users' code was given something to go on with, or has done something. */
  #isStirred = false
  #stir: () => void = () => {}

  constructor(parts: DriverParts, desk: Desk, breakDown: (error: Error) => void) {
    this.#parts = parts
    this.#desk = desk
    this.#breakDown = breakDown
  }

  drive(): void {
    this.#isStirred = true
    this.#stir()
    if (this.#isDriving) return
    this.#isDriving = true
    this.#drive().catch((error: unknown) => this.#breakDown(error as Error))
  }

  /** Nothing is due before somebody waits. */
  catchUp(): void {}

  advance(ms: number): Promise<void> {
    return this.#desk.until(`clock.advance by ${ms} ms`, ms, { isClients: false }, (at, wake) => {
      this.#parts.engine.agenda.addLastTask(at, wake)
      return undefined
    })
  }

  hold<T>(promise: PromiseLike<T>, what: string): Promise<T> {
    return this.#desk.promise<T>('external', (resolve, reject) => {
      const wait = this.#desk.wait(what, reject)
      let release = (): void => {}
      const done = Promise.resolve(promise).then(
        (value) => void (release = () => resolve(value)),
        (error: unknown) => void (release = () => reject(error as Error)),
      )
      this.#holds.push({ wait, done, release: () => release() })
    })
  }

  run<T>(work: () => T | PromiseLike<T>, limits: RunLimits): Promise<T> {
    const { clock } = this.#parts
    return this.#desk.promise<T>(
      'run',
      (resolve, reject) => {
        const wait = this.#desk.wait(() => `run${limits.describe()}`, reject, {
          isClients: true,
          isAlwaysTold: true,
        })
        const running = { wait, limits, limitAt: clock.elapsedMs + limits.simulatedMs, steps: 0 }
        this.#running = running
        this.#lastEventAt = clock.elapsedMs
        const end = (tell: () => void): void => {
          if (this.#running === running) this.#running = undefined
          // A run that was given up has been told already.
          if (this.#desk.waits.end(wait)) tell()
        }
        new Promise<T>((begin) => begin(work())).then(
          (value) => end(() => resolve(value)),
          (error: unknown) => end(() => reject(error as Error)),
        )
      },
      { isAlwaysTold: true },
    )
  }

  stop(): void {
    this.#holds = []
    this.#running = undefined
    this.#stir()
  }

  async #drive(): Promise<void> {
    try {
      await this.#goOn()
    } finally {
      // At once, and not in a later turn: whoever waits next must find that nobody drives.
      this.#isDriving = false
    }
  }

  async #goOn(): Promise<void> {
    const { engine, clock, loop, eventsPerInstant, simulatedLimitMs } = this.#parts
    const desk = this.#desk
    let events = 0
    let eventsOfInstant = 0
    while (!desk.hasEnded) {
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
      desk.letIn()
      const isOver = engine.agenda.nextAt > clock.elapsedMs
      if (isOver || engine.agenda.isNextLast) {
        const news = desk.takeNews()
        if (news.length > 0) {
          for (const item of news) {
            if (typeof item === 'function') item()
            else await loop.callBack(() => item.fire())
          }
          this.#isStirred = true
          this.#countStep()
          continue
        }
      }
      if (isOver) {
        if (desk.waits.size === 0) return
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
        if (this.#giveUp(engine.agenda.nextAt)) continue
        if (engine.agenda.nextAt > simulatedLimitMs) throw this.#tooLong()
        clock.moveTo(engine.agenda.nextAt)
        eventsOfInstant = 0
      }
      // Whatever comes in stirs: until then nothing but the next event has to be looked at.
      do {
        engine.commit()
        if (engine.agenda.kind !== EVENT.task) this.#lastEventAt = clock.elapsedMs
        // Only tasks can go on for ever: a million documents may well be indexed at one instant.
        else if (++eventsOfInstant > eventsPerInstant) throw this.#tooManyEvents()
        if (++events % EVENTS_A_TURN === 0) await loop.turn()
      } while (!this.#isStirred && !desk.hasEnded && engine.canCommitAt(clock.elapsedMs))
    }
  }

  /** The oldest hold alone: its release may let the users' code create the next. */
  async #releaseHold(): Promise<void> {
    const hold = this.#holds[0] as Hold
    if (!(await this.#parts.loop.outlasts(hold.done, this.#parts.externalGraceMs))) throw this.#stalled()
    this.#holds.shift()
    this.#desk.waits.end(hold.wait)
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

  /** Whether a wait was given up because the next instant is beyond its limit. */
  #giveUp(nextAt: number): boolean {
    const hasGivenUp = this.#desk.giveUpSettling(nextAt) || this.#giveUpRun(nextAt)
    if (hasGivenUp) this.#isStirred = true
    return hasGivenUp
  }

  #giveUpRun(nextAt: number): boolean {
    const running = this.#running
    if (running === undefined) return false
    const { limits, limitAt } = running
    if (nextAt > limitAt)
      this.#endRun(
        SimulationLimitError,
        `the run has gone on for ${formatDuration(limits.simulatedMs)} of simulated time`,
        'find out what never ends, or raise its limit',
      )
    else if (nextAt - Math.max(this.#lastEventAt, this.#desk.lastCallAt) > limits.idleMs)
      this.#endRun(
        SimulationStalledError,
        `for ${formatDuration(limits.idleMs)} of simulated time nothing has happened but timers and sleeps of the run's own`,
        'does it wait for something that never comes? Raise its idle if it does not',
      )
    else return false
    return true
  }

  #countStep(): void {
    const running = this.#running
    if (running === undefined || ++running.steps <= running.limits.steps) return
    this.#endRun(
      SimulationLimitError,
      `the run has taken ${running.limits.steps} steps`,
      'a loop that never ends? Raise its steps if it is none',
    )
  }

  #endRun(Trouble: new (message: string) => Error, why: string, whatToDo: string): void {
    const { wait } = this.#running as Running
    const waiting = this.#desk.waits.describe()
    this.#running = undefined
    this.#desk.waits.end(wait)
    wait.reject(new Trouble(`${why}; ${whatToDo}; waiting:${waiting}`))
  }

  #tooManyEvents(): Error {
    const { eventsPerInstant, clock } = this.#parts
    return new SimulationLimitError(
      `more than ${eventsPerInstant} events at ${formatElapsed(clock.elapsedMs)}, and simulated time does not move: ` +
        `a loop that never sleeps, with latencyMs 0? Give it a latency, let it sleep, or raise limits.eventsPerInstant`,
    )
  }

  #tooLong(): Error {
    return new SimulationLimitError(
      `the run has gone on for ${formatDuration(this.#parts.simulatedLimitMs)} of simulated time, which limits.simulated allows; ` +
        `waiting:${this.#desk.waits.describe()}`,
    )
  }

  #stalled(why = 'nothing is left that could move it'): Error {
    return new SimulationStalledError(
      `simulated time stands at ${formatElapsed(this.#parts.clock.elapsedMs)} and ${why}; ` +
        `waiting:${this.#desk.waits.describe()}`,
    )
  }
}
