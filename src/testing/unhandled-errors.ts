/** What goes wrong in a run where nobody waits for it: a call that was not awaited, or a callback that throws. */
import { SimulationLimitError, SimulationStalledError, SimulatorClosedError } from '../core/errors.ts'
import { realTurn } from '../workers/real-timers.ts'
import { isOwnTrouble, type RunFailure, UnhandledError } from './run-failure.ts'

interface Unhandled {
  readonly what: 'a rejection' | 'an exception'
  readonly thrown: unknown
}

const EVENTS = ['unhandledRejection', 'uncaughtException'] as const

/** The runs that are under way: Node does not say whose the error is, so it is told to each of them. */
const listening = new Set<UnhandledErrors>()

/**
 * Listens for the length of one run, so that such an error is a finding and does not end the process. It does so only where
 * nobody else listens: a test runner has to hear what its tests leave, and would report it all the same.
 */
export class UnhandledErrors {
  #first: Unhandled | undefined

  constructor() {
    if (listening.size === 0 && EVENTS.every((event) => process.listenerCount(event) === 0)) {
      process.on('unhandledRejection', hearRejection)
      process.on('uncaughtException', hearException)
    }
    listening.add(this)
  }

  hear(unhandled: Unhandled): void {
    // The end of a simulator calls off what still waits for it.
    if (unhandled.thrown instanceof SimulatorClosedError) return
    this.#first ??= unhandled
  }

  /**
   * The failure of the run, once all that it has left is heard: the first unhandled error comes before what it has led to.
   * Throws it where it is trouble of our own.
   */
  async judge(failure: RunFailure | undefined): Promise<RunFailure | undefined> {
    // Node tells of a rejection when the microtasks are done.
    await realTurn()
    const first = this.#first
    if (first === undefined) return failure
    if (isOwnTrouble(first.thrown)) throw first.thrown
    // The run itself has ended by it as well.
    if (failure !== undefined && isEnd(first.thrown)) return failure
    return { kind: 'scenario', error: new UnhandledError(first.what, first.thrown, failure) }
  }

  /** Hears what the end of the simulator still leads to, which is nobody's fault, before it stops. */
  async stop(): Promise<void> {
    await realTurn()
    listening.delete(this)
    if (listening.size > 0) return
    process.off('unhandledRejection', hearRejection)
    process.off('uncaughtException', hearException)
  }
}

function hearRejection(thrown: unknown): void {
  for (const run of listening) run.hear({ what: 'a rejection', thrown })
}

function hearException(thrown: unknown): void {
  for (const run of listening) run.hear({ what: 'an exception', thrown })
}

function isEnd(thrown: unknown): boolean {
  return thrown instanceof SimulationStalledError || thrown instanceof SimulationLimitError
}
