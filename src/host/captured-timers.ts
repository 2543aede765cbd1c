/**
 * Timers that are set during a run with functions from before it, which wait on the real clock. They are real work: simulated
 * time stands still until they have gone off, but for those that come again and again, or keep no process alive.
 */

/** A timer of Node's, as far as it tells what becomes of it. */
export interface RealTimer {
  hasRef(): boolean
  readonly _destroyed: boolean
  readonly _repeat: number | null
}

export class CapturedTimers {
  readonly #fresh = new Set<RealTimer>()
  readonly #underWay = new Set<RealTimer>()
  #held = 0

  /** How many have held time so far. */
  get held(): number {
    return this.#held
  }

  add(timer: RealTimer): void {
    this.#fresh.add(timer)
  }

  /** Whether one of them holds time now. What a timer is shows only after its maker is done with it. */
  areUnderWay(): boolean {
    for (const timer of this.#fresh) {
      if (!holds(timer)) continue
      this.#underWay.add(timer)
      this.#held++
    }
    this.#fresh.clear()
    for (const timer of this.#underWay) if (!holds(timer)) this.#underWay.delete(timer)
    return this.#underWay.size > 0
  }

  /** Goes on without those that are under way. */
  giveUp(): void {
    this.#underWay.clear()
  }
}

function holds(timer: RealTimer): boolean {
  return !timer._destroyed && timer._repeat === null && timer.hasRef()
}
