/** Everybody who waits on simulated time, so that a run that cannot go on can name them, and end them all. */
import {
  SimulationLimitError,
  SimulationStalledError,
  SimulatorClosedError,
  WorkerPoolError,
} from './errors.ts'
import { type Entry, Roster } from './roster.ts'

export interface Wait extends Entry {
  /** Put together when somebody wants to know. */
  readonly what: () => string
  /** Milliseconds since the start of the run. */
  readonly since: number
  readonly reject: (error: Error) => void
  /** Only its client knows of it, and the service is the same without: a sleep, a run. A snapshot may leave it out. */
  readonly isClients?: boolean
  /** Nobody listens any more: the client has let go of it. */
  readonly isGivenUp?: (() => boolean) | undefined
  /** Whoever waits gives back what it has taken, and so is told of the end even where nobody else is: a run. */
  readonly isAlwaysTold?: boolean
}

export class Waits {
  readonly #waits = new Roster<Wait>()

  get size(): number {
    return this.#waits.size
  }

  add(wait: Wait): void {
    this.#waits.add(wait)
  }

  /** Whether the wait was still open. */
  end(wait: Wait): boolean {
    return this.#waits.remove(wait)
  }

  /** Ends all waits, each with its error; in a quiet end most are never told. */
  endAll(errorOf: (wait: Wait) => Error, isQuiet: boolean): void {
    for (const wait of this.#waits.clear())
      if (!isQuiet || wait.isAlwaysTold === true) wait.reject(errorOf(wait))
  }

  /** One line for each wait that is meant, the longest first. */
  describe(isMeant: (wait: Wait) => boolean = () => true): string {
    return this.#waits
      .entries()
      .filter(isMeant)
      .toSorted((a, b) => a.since - b.since)
      .map(({ what, since }) => `\n  ${what()}, since ${formatElapsed(since)}`)
      .join('')
  }
}

/** A wait that its owner gave up must not count as an unhandled rejection. */
export function mayBeAbandoned<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

/** The same promise, which nobody has to listen to when it ends in trouble of the simulator itself. */
export function abandonable<T>(inner: Promise<T>): Promise<T> {
  const outer = new Promise<T>((resolve, reject) => {
    inner.then(resolve, (error: unknown) => {
      if (isOwnTrouble(error)) void mayBeAbandoned(outer)
      reject(error as Error)
    })
  })
  return outer
}

function isOwnTrouble(error: unknown): boolean {
  return (
    error instanceof SimulatorClosedError ||
    error instanceof SimulationStalledError ||
    error instanceof SimulationLimitError ||
    error instanceof WorkerPoolError
  )
}

/** Simulated time as people read it: hours, minutes, seconds since the start. */
export function formatElapsed(ms: number): string {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}:${pad(seconds % 60, 2)}.${pad(ms % 1000, 3)}`
}
