/** Spans of time as people write them: a number of milliseconds, or a text such as '30s' or '1h 30m'. */
import { z } from 'zod'
import { ConfigurationError } from '../core/errors.ts'

type Unit = 'ms' | 's' | 'm' | 'h' | 'd'

/** Milliseconds, or a text of numbers with the units ms, s, m, h and d, as in `'500ms'`, `'2m'`, `'1h 30m'`. */
export type Duration = number | `${number}${Unit}` | `${number}${Unit}${' ' | ''}${number}${string}`

const MS: { readonly [unit in Unit]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A hundred thousand days: what dates in JavaScript can still tell after the start of a run. */
const LONGEST_MS = 100_000 * 86_400_000

/** The span in whole milliseconds; undefined where the value is none. */
export function readDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 && value <= LONGEST_MS ? Math.round(value) : undefined
  if (typeof value !== 'string' || !/^(\d+(\.\d+)?(ms|s|m|h|d)\s*)+$/.test(value)) return undefined
  let ms = 0
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    ms += Number(amount) * MS[unit as Unit]
  return ms <= LONGEST_MS ? Math.round(ms) : undefined
}

export function parseDuration(value: Duration, place: string): number {
  const ms = readDuration(value)
  if (ms !== undefined) return ms
  throw new ConfigurationError(
    `${place}: ${typeof value === 'string' ? JSON.stringify(value) : String(value)} is no duration; expected ${DURATION_EXPECTED}`,
  )
}

export const DURATION_EXPECTED: string =
  "milliseconds (0 or more, at most 100,000 days) or a text such as '500ms', '30s', '2m', '1h 30m', '7d'"

/** A duration as a JSON Schema has it. */
export const DURATION_JSON: Readonly<Record<string, unknown>> = {
  description: `A span of simulated time: ${DURATION_EXPECTED}.`,
  anyOf: [
    { type: 'number', minimum: 0, maximum: LONGEST_MS },
    { type: 'string', pattern: String.raw`^(\d+(\.\d+)?(ms|s|m|h|d)\s*)+$` },
  ],
}

/** A duration as part of a larger schema. */
export const durationSchema: z.ZodType<number, unknown> = z
  .unknown()
  .transform((value, context) => {
    const read = readDuration(value)
    if (read !== undefined) return read
    context.addIssue({ code: 'custom', message: DURATION_EXPECTED })
    return z.NEVER
  })
  .meta(DURATION_JSON)
