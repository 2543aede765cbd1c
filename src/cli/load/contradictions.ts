/** Options of `indexsim load` that make no sense together. */
import { UsageError } from '../usage-error.ts'
import type { LoadCommandOptions } from './load-command-options.ts'

/** A load in real time takes no longer. */
export const MOST_REAL_MS = 3_600_000

export function refuseContradictions(options: LoadCommandOptions): void {
  const { rate, clients, url, index, simulated, forecast: isForecast, extrapolate, batch } = options
  const longest = (options.for ?? 0) + (options.ramp ?? 0)
  const contradictions: [boolean, string][] = [
    [
      rate !== undefined && clients !== undefined,
      '--rate is an open loop and --clients a closed one: give one of them.',
    ],
    [
      url === undefined && index !== undefined,
      '--index is of a simulator at --url; in this process one is made.',
    ],
    [
      url !== undefined && simulated === true,
      'A simulator at --url has a clock of its own: --simulated needs one in this process.',
    ],
    [
      url !== undefined && isForecast === true,
      'A forecast needs simulated time, and --url has a clock of its own.',
    ],
    [
      url !== undefined && hasServiceOptions(options),
      'A simulator at --url was given its quotas and times when it was started.',
    ],
    [
      url !== undefined && options.scenario !== undefined && options.facade === 'kendra',
      'At --url there is no sim.kendra for a --scenario: take --facade sdk or papi.',
    ],
    [
      isForecast === true && rate !== undefined,
      'A forecast compares numbers of --clients; it has no --rate.',
    ],
    [
      isForecast === true && longest > 0,
      'A forecast ends with its --documents; it has no --for and no --ramp.',
    ],
    [isForecast !== true && extrapolate === true, '--extrapolate belongs to --forecast.'],
    [isForecast !== true && (batch?.length ?? 1) > 1, 'Several batch sizes are compared by --forecast only.'],
    [
      isForecast !== true && (clients?.length ?? 1) > 1,
      'Several numbers of clients are compared by --forecast only.',
    ],
    [
      isForecast !== true && simulated !== true && longest > MOST_REAL_MS,
      'A load in real time takes at most an hour.',
    ],
  ]
  for (const [isContradiction, message] of contradictions) if (isContradiction) throw new UsageError(message)
}

function hasServiceOptions({ quota, latency, indexing }: LoadCommandOptions): boolean {
  return quota !== undefined || latency !== undefined || indexing !== undefined
}
