/** The simulated clock. Reading it never moves it; only the driver does. */
import { assert } from './errors.ts'

/** 2026-01-01T00:00:00Z: a fixed start, so that dates in a run do not depend on the day it is run. */
export const START_AT = 1_767_225_600_000

export class VirtualClock {
  #elapsedMs = 0

  /** Milliseconds since the start of the run: the instants of the core, small whole numbers. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  /** The simulated instant as users see it, in milliseconds since the epoch. */
  get now(): number {
    return START_AT + this.#elapsedMs
  }

  moveTo(elapsedMs: number): void {
    assert(elapsedMs >= this.#elapsedMs, `time would run back from ${this.#elapsedMs} to ${elapsedMs}`)
    this.#elapsedMs = elapsedMs
  }
}
