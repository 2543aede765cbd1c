/**
 * A clock of the process as simulated time follows it: `Date.now()` at some rate, from the moment at which it is made. The
 * functions are those of the moment at which they are used, so that a test runner's fake timers govern it.
 */
import type { Pace } from '../core/pace.ts'

/** The longest that a timer of Node can wait; longer ones fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647

export class ProcessPace implements Pace {
  /** The first instant, in milliseconds since the epoch. */
  readonly startAt: number
  readonly #rate: number
  #lastAt: number
  /** How far simulated time has got at `#lastAt`, parts of milliseconds included. */
  #elapsedMs = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** So many simulated milliseconds for each of the process. */
  constructor(rate: number) {
    this.#rate = rate
    this.startAt = this.#lastAt = now()
  }

  elapsedMs(): number {
    const at = now()
    // A clock that was put back stands still until it has caught up with nothing but its own pace.
    if (at > this.#lastAt) this.#elapsedMs += (at - this.#lastAt) * this.#rate
    this.#lastAt = at
    return Math.floor(this.#elapsedMs)
  }

  jumpTo(elapsedMs: number): void {
    if (elapsedMs > this.elapsedMs()) this.#elapsedMs = elapsedMs
  }

  wakeAt(elapsedMs: number, callBack: () => void): void {
    this.sleep()
    const waitMs = Math.ceil((elapsedMs - this.#elapsedMs) / this.#rate)
    this.#timer = setTimeout(callBack, Math.min(Math.max(waitMs, 1), LONGEST_TIMEOUT_MS))
  }

  sleep(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

function now(): number {
  // oxlint-disable-next-line no-restricted-properties -- the one place where simulated time follows the machine's.
  return Date.now()
}
