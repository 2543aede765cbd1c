/** What a matcher needs of its test runner: only what Vitest and Jest both give. */
import { ConfigurationError } from '../../core/errors.ts'
import { Simulator } from '../../simulator.ts'

/** `this` of a matcher. */
export interface MatcherContext {
  readonly isNot?: boolean | undefined
  equals(actual: unknown, expected: unknown, testers?: never[]): boolean
  readonly utils: {
    readonly iterableEquality: unknown
    readonly subsetEquality: unknown
    matcherHint(name: string, received?: string, expected?: string, options?: { isNot?: boolean }): string
    readonly printExpected: (value: unknown) => string
    readonly printReceived: (value: unknown) => string
  }
}

export interface MatcherResult {
  readonly pass: boolean
  message(): string
}

/** The simulator that `expect` was given. Throws a ConfigurationError for anything else. */
export function simulatorOf(received: unknown, matcher: string): Simulator {
  if (received instanceof Simulator) return received
  throw new ConfigurationError(
    `expect(...).${matcher} was given ${received === null ? 'null' : typeof received}; expected a Simulator, as in expect(sim).${matcher}(...)`,
  )
}

/** Throws a ConfigurationError for a member that nothing is held against: with it a matcher would say nothing. */
export function refuseUnknownMembers(given: unknown, known: readonly string[], place: string): void {
  // What Vitest and Jest call an asymmetric matcher has members of its own.
  if (typeof given !== 'object' || given === null || 'asymmetricMatch' in given) return
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new ConfigurationError(`${place}: unknown ${unknown.join(', ')}; there are ${known.join(', ')}`)
}

/** The result with its message, which begins with the call as it stands in the test. */
export function resultOf(
  context: MatcherContext,
  name: string,
  args: string,
  pass: boolean,
  explain: () => string,
): MatcherResult {
  const isNot = context.isNot === true
  return {
    pass,
    message: () => `${context.utils.matcherHint(name, 'sim', args, { isNot })}\n\n${explain()}`,
  }
}

/** Whether the value has all that is expected of it; it may have more. Bytes are equal whatever class holds them. */
export function hasAll(context: MatcherContext, value: unknown, expected: unknown): boolean {
  const { iterableEquality, subsetEquality } = context.utils
  return context.equals(value, expected, [bytesEquality, iterableEquality, subsetEquality] as never[])
}

function bytesEquality(a: unknown, b: unknown): boolean | undefined {
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return undefined
  return a.length === b.length && a.every((byte, n) => byte === b[n])
}
