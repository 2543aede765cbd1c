/** A connector's patience with a busy service: tries again, and waits longer each time, in simulated time. */
import { PushAPIException, type Simulator, ThrottlingException } from '../../index.ts'

const MOST_ATTEMPTS = 8
const FIRST_WAIT_MS = 500

export class Retry {
  readonly #sim: Simulator
  #times = 0

  constructor(sim: Simulator) {
    this.#sim = sim
  }

  /** How many calls were made once more. */
  get times(): number {
    return this.#times
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call()
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isPassing(error)) throw error
      }
      this.#times++
      await this.#sim.clock.sleep(FIRST_WAIT_MS * 2 ** (attempt - 1))
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof ThrottlingException || error instanceof PushAPIException
}
