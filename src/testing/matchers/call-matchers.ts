/** The matcher about calls. */
import type { CallRecord, Operation } from '../../index.ts'
import { ConfigurationError } from '../../core/errors.ts'
import { ALL_OPERATIONS } from '../../faults/fault-schema.ts'
import { show } from '../../input/check.ts'
import {
  hasAll,
  type MatcherContext,
  type MatcherResult,
  refuseUnknownMembers,
  resultOf,
  simulatorOf,
} from './matcher.ts'

export interface ReceivedOptions {
  /** Exactly so many calls, refused ones too; one at least where it is left out. */
  readonly times?: number | undefined
}

/** Whether the service has received a call of the operation, with an input that has all that is expected of it. */
export function toHaveReceived(
  this: MatcherContext,
  received: unknown,
  operation: Operation,
  expected?: unknown,
  options: ReceivedOptions = {},
): MatcherResult {
  const sim = simulatorOf(received, 'toHaveReceived')
  refuseMistakes(operation, expected)
  const times = readTimes(options)
  if (sim.callLevel === 'off')
    throw new ConfigurationError(
      "toHaveReceived reads the calls and needs option calls: 'full' or 'summary'; this simulator has 'off'",
    )
  const calls = sim.calls.filter((call) => call.operation === operation)
  const matching = expected === undefined ? calls : calls.filter(({ input }) => hasAll(this, input, expected))
  const pass = times === undefined ? matching.length > 0 : matching.length === times
  const args = [
    JSON.stringify(operation),
    ...(expected === undefined ? [] : ['input']),
    ...(times === undefined ? [] : [`{ times: ${times} }`]),
  ]
  return resultOf(this, 'toHaveReceived', args.join(', '), pass, () => {
    const { printExpected } = this.utils
    const wanted = `${this.isNot === true ? 'no call' : times === undefined ? 'a call' : timesOf(times)} of ${operation}`
    const input = expected === undefined ? '' : ` with an input like\n${printExpected(brief(expected))}`
    return `Expected ${wanted}${input}\n\n${accountOf(this, this.isNot === true ? matching : calls, sim.calls, operation)}`
  })
}

/** With these `.not` would hold for ever. */
function refuseMistakes(operation: unknown, expected: unknown): void {
  if (!(ALL_OPERATIONS as readonly unknown[]).includes(operation)) {
    const like = ALL_OPERATIONS.find((name) => name.toLowerCase() === String(operation).toLowerCase())
    throw new ConfigurationError(
      `toHaveReceived: there is no operation ${JSON.stringify(operation)}; ` +
        (like === undefined ? `there are ${ALL_OPERATIONS.join(', ')}` : `did you mean ${like}?`),
    )
  }
  const isOptions =
    typeof expected === 'object' && expected !== null && Object.keys(expected).join() === 'times'
  if (isOptions)
    throw new ConfigurationError(
      'toHaveReceived: { times } is the third argument; the second is the input, or undefined for any',
    )
}

function readTimes(options: ReceivedOptions): number | undefined {
  refuseUnknownMembers(options, ['times'], 'toHaveReceived, options')
  const { times } = options
  if (times !== undefined && !(Number.isSafeInteger(times) && times >= 0))
    throw new ConfigurationError(
      `toHaveReceived: times is ${show(times)}; expected a whole number, 0 or more`,
    )
  return times
}

/** So many inputs are shown, the last ones. */
const MOST_SHOWN = 3

function accountOf(
  { utils }: MatcherContext,
  calls: readonly CallRecord[],
  all: readonly CallRecord[],
  operation: string,
): string {
  if (calls.length === 0) {
    const others = [...new Set(all.map((call) => call.operation))]
    return `Received none of ${operation}; ${others.length === 0 ? 'there was no call at all' : `there were calls of ${others.join(', ')}`}.`
  }
  const shown = calls.slice(-MOST_SHOWN)
  const earlier = calls.length - shown.length
  return [
    `Received ${timesOf(calls.length)}${earlier === 0 ? '' : `, of which these are the last ${MOST_SHOWN}`}:`,
    ...shown.map(
      ({ input, error }) =>
        `${utils.printReceived(brief(input))}${error === undefined ? '' : `\nrefused with ${error.name}: ${error.message}`}`,
    ),
  ].join('\n')
}

function timesOf(count: number): string {
  return `${count} ${count === 1 ? 'call' : 'calls'}`
}

/** A value to be shown: long bytes are told by their length. */
function brief(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return value.map(brief)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, brief(member)]))
}
