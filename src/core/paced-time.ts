/**
 * Time that follows a clock of the process, for servers and for a test runner's fake timers. What is due is committed when
 * somebody asks, all at once and without a timer; a timer is set only while somebody waits for what is not due yet.
 */
import type { Desk } from './desk.ts'
import type { DriverParts, Mover, RunLimits } from './driver.ts'
import { ConfigurationError } from './errors.ts'
import type { Pace } from './pace.ts'

export class PacedTime implements Mover {
  readonly #parts: DriverParts
  readonly #pace: Pace
  readonly #desk: Desk
  readonly #breakDown: (error: Error) => void
  #isAtWork = false
  /** The next event needs a result that cannot be had at once, and everything waits for it. */
  #isHeldUp = false

  constructor(parts: DriverParts, pace: Pace, desk: Desk, breakDown: (error: Error) => void) {
    this.#parts = parts
    this.#pace = pace
    this.#desk = desk
    this.#breakDown = breakDown
  }

  drive(): void {
    this.catchUp()
  }

  catchUp(): void {
    // Whoever asks from the midst of it is served by the loop that goes on.
    if (this.#isAtWork || this.#isHeldUp || this.#desk.hasEnded) return
    this.#isAtWork = true
    try {
      this.#goOn()
      this.#waitForNext()
    } catch (error) {
      this.#breakDown(error as Error)
    } finally {
      this.#isAtWork = false
    }
  }

  advance(ms: number): Promise<void> {
    this.catchUp()
    return this.#desk.until(`clock.advance by ${ms} ms`, ms, { isClients: false }, (at, wake) => {
      this.#parts.engine.agenda.addLastTask(at, wake)
      this.#pace.jumpTo(at)
    })
  }

  /** Time goes on whatever anybody does. */
  hold<T>(promise: PromiseLike<T>): Promise<T> {
    return Promise.resolve(promise)
  }

  run<T>(_work: () => T | PromiseLike<T>, _limits: RunLimits): Promise<T> {
    return Promise.reject(
      new ConfigurationError(
        "run gives the connector the simulator's clock, and this simulator follows a clock of the process; run needs clock: 'virtual'",
      ),
    )
  }

  stop(): void {
    this.#pace.sleep()
  }

  #goOn(): void {
    const desk = this.#desk
    const { agenda } = this.#parts.engine
    for (;;) {
      const isUpToDate = this.#commitDue()
      if (isUpToDate) {
        desk.letIn()
        if (agenda.nextAt <= this.#pace.elapsedMs()) continue
      }
      for (const item of desk.takeNews()) {
        if (typeof item === 'function') item()
        else item.fire()
      }
      if (!isUpToDate || !desk.isSettling || agenda.size === 0) return
      if (!desk.giveUpSettling(agenda.nextAt)) this.#pace.jumpTo(agenda.nextAt)
    }
  }

  /** False where the next event needs what is not there. */
  #commitDue(): boolean {
    const { engine, clock } = this.#parts
    for (;;) {
      const now = this.#pace.elapsedMs()
      const at = engine.agenda.nextAt
      if (at > now) {
        clock.moveTo(now)
        return true
      }
      const work = engine.neededWork()
      if (work !== undefined) {
        this.#isHeldUp = true
        void work.done.then(() => {
          this.#isHeldUp = false
          this.catchUp()
        })
        return false
      }
      clock.moveTo(at)
      engine.commit()
    }
  }

  #waitForNext(): void {
    const { agenda } = this.#parts.engine
    if (this.#isHeldUp || this.#desk.waits.size === 0 || agenda.size === 0) this.#pace.sleep()
    else this.#pace.wakeAt(agenda.nextAt, () => this.catchUp())
  }
}
