/** The simulated clock: milliseconds since the epoch. Reading it never moves it; only the driver does. */
import { assert } from './errors.ts'

/** 2026-01-01T00:00:00Z: a fixed start, so that dates in a run do not depend on the day it is run. */
export const START_AT = 1_767_225_600_000

export class VirtualClock {
  #now = START_AT

  /** The simulated instant, in milliseconds since the epoch. */
  get now(): number {
    return this.#now
  }

  moveTo(at: number): void {
    assert(at >= this.#now, `time would run back from ${this.#now} to ${at}`)
    this.#now = at
  }
}
