/** What a run of a scenario can fail with, and which failures are of one kind, so that shrinking does not wander from one to another. */
import type { SourceComparison } from './compare-source.ts'
import { ConfigurationError, WorkerPoolError } from '../core/errors.ts'

export type RunFailure =
  /** The scenario has thrown, or time could not go on. */
  | { readonly kind: 'scenario'; readonly error: Error }
  /** It had not come to its end when its real time was up. */
  | { readonly kind: 'timeout'; readonly error: Error }
  | { readonly kind: 'invariant'; readonly invariant: string; readonly error: Error }
  /** A corpus is not what its source is. */
  | {
      readonly kind: 'source'
      readonly corpus: string
      readonly comparison: SourceComparison
      readonly error: Error
    }

/** The failure as the person is told it, in one sentence. */
export function describeFailure(failure: RunFailure): string {
  switch (failure.kind) {
    case 'scenario':
      return `The scenario failed with ${told(failure.error)}`
    case 'timeout':
      return failure.error.message
    case 'invariant':
      return `The invariant ${JSON.stringify(failure.invariant)} is broken: ${told(failure.error)}`
    case 'source':
      return failure.error.message
  }
}

/** The same for failures of one kind: what a text says of numbers, names and lists may differ. */
export function kindOf(failure: RunFailure): string {
  switch (failure.kind) {
    case 'scenario':
      return `scenario ${failure.error.name} ${classOf(failure.error.message)}`
    case 'timeout':
      return 'timeout'
    case 'invariant':
      return `invariant ${failure.invariant}`
    case 'source': {
      const { missing, extra, outdated } = failure.comparison
      const first = Object.entries({ missing, extra, outdated }).find(([, ids]) => ids.length > 0)
      return `source ${failure.corpus} ${first?.[0]}`
    }
  }
}

/** Trouble of the simulator or of how it is used: never a finding. */
export function isOwnTrouble(error: unknown): boolean {
  return (
    error instanceof WorkerPoolError ||
    error instanceof ConfigurationError ||
    (error instanceof Error && error.message.startsWith('indexsim has a bug: '))
  )
}

/** An error that nobody was there to handle. `cause` is what was thrown. */
export class UnhandledError extends Error {
  override readonly name = 'UnhandledError'
  /** What the run has failed with beside it. */
  readonly end: RunFailure | undefined

  constructor(what: 'a rejection' | 'an exception', thrown: unknown, end: RunFailure | undefined) {
    super(`${what} that nobody handled: ${thrown instanceof Error ? told(thrown) : String(thrown)}`, {
      cause: thrown,
    })
    this.end = end
  }
}

/** How the run came to its end, which says how long it takes. */
export function endOf(failure: RunFailure): RunFailure {
  return failure.error instanceof UnhandledError ? (failure.error.end ?? failure) : failure
}

function told(error: Error): string {
  const { name, message } = error
  if (error instanceof UnhandledError) return message
  return message === '' ? name : `${name}: ${message}`
}

function classOf(message: string): string {
  return (message.split('\n')[0] ?? '')
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '"')
    .replaceAll(/\[.*\]|\{.*\}/g, '[')
    .replaceAll(/\d+/g, '#')
}
