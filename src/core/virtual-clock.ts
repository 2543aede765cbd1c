/** The simulated clock. Reading it never moves it; only the driver does. */
import { assert } from './errors.ts'

/** 2026-01-01T00:00:00Z: a fixed start, so that dates in a run do not depend on the day it is run. */
const START_AT = 1_767_225_600_000

export class VirtualClock {
  /** The first instant, in milliseconds since the epoch. */
  readonly startAt: number
  #elapsedMs = 0
  #follow: () => void = () => {}

  constructor(startAt: number = START_AT) {
    this.startAt = startAt
  }

  /** Milliseconds since the start of the run: the instants of the core, small whole numbers. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  /** The simulated instant as users see it, in milliseconds since the epoch. */
  get now(): number {
    return this.startAt + this.#elapsedMs
  }

  /** Tells somebody of each move, until the returned function is called. */
  onMove(follow: () => void): () => void {
    this.#follow = follow
    return () => (this.#follow = () => {})
  }

  moveTo(elapsedMs: number): void {
    assert(elapsedMs >= this.#elapsedMs, `time would run back from ${this.#elapsedMs} to ${elapsedMs}`)
    this.#elapsedMs = elapsedMs
    this.#follow()
  }
}
