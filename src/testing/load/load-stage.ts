/**
 * The profile of a load: stages one after the other. In an open loop units of work begin at a rate, whatever became of those
 * before; in a closed loop each client begins its next when the last is over. Rates and clients may change from one end to the other.
 */
import { whenAsked } from '../../core/when-asked.ts'
import { type Duration, durationSchema } from '../../input/duration.ts'
import { z } from 'zod'

/** A number that stays, or goes evenly from the first to the second. */
export type Ramp = number | readonly [from: number, to: number]

export interface OpenStage {
  /** How long it lasts; it ends earlier when there are no documents left. */
  readonly for?: Duration | undefined
  /** Units of work that begin each second. */
  readonly rate: Ramp
}

export interface ClosedStage {
  readonly for?: Duration | undefined
  /** Clients side by side, each with one unit of work at a time. */
  readonly clients: Ramp
  /** From the begin of a client's unit to that of its next; it begins the next at once where this is left out. */
  readonly every?: Duration | undefined
}

export type LoadStage = OpenStage | ClosedStage

/** A stage that was checked; spans in milliseconds, endless as `Infinity`. */
export type CheckedStage =
  | { readonly kind: 'open'; readonly forMs: number; readonly from: number; readonly to: number }
  | {
      readonly kind: 'closed'
      readonly forMs: number
      readonly from: number
      readonly to: number
      readonly everyMs: number | undefined
    }

/** When the units of an open stage begin, in milliseconds from its own begin, the earliest first. */
export function* startsOf({ forMs, from, to }: CheckedStage & { kind: 'open' }): Generator<number> {
  const perMs = from / 1_000
  const gain = forMs === Infinity ? 0 : (to - from) / 1_000 / forMs
  for (let k = 0; ; k++) {
    // The unit k begins when the area under the rate is k: perMs * t + gain * t * t / 2 = k.
    const square = perMs * perMs + 2 * gain * k
    if (square < 0) return
    const start = k === 0 ? 0 : (2 * k) / (perMs + Math.sqrt(square))
    if (!(start < forMs)) return
    yield start
  }
}

/** From when to when each client of a closed stage works, in milliseconds from the begin of the stage. */
export function clientsOf({
  forMs,
  from,
  to,
}: CheckedStage & { kind: 'closed' }): [from: number, until: number][] {
  const most = Math.ceil(Math.max(from, to))
  return Array.from({ length: most }, (_, client) => {
    // A client is there for as long as the number of clients, rounded, is at least its own, from 1.
    const crossing = from === to ? 0 : (forMs * (client + 0.5 - from)) / (to - from)
    if (client + 1 <= Math.min(from, to)) return [0, forMs]
    return to > from ? [crossing, forMs] : [0, crossing]
  })
}

const RATE = 'a number of units each second, above 0, or a ramp [from, to] of such'
const CLIENTS = 'a whole number of clients from 1 to 10,000, or a ramp [from, to] of such'
const STAGE = 'a stage { for, rate } or { for, clients, every }'
const MOST_CLIENTS = 10_000
const MOST_RATE = 1_000_000
const span = whenAsked(() => durationSchema.refine((ms) => ms > 0, 'a span above 0'))
const rate = whenAsked(() => z.number(RATE).min(0, RATE).max(MOST_RATE, RATE))
const clients = whenAsked(() => z.int(CLIENTS).min(0, CLIENTS).max(MOST_CLIENTS, CLIENTS))

function ramp(one: z.ZodType<number>, expected: string): z.ZodType<{ from: number; to: number }> {
  return z
    .union([one, z.tuple([one, one])], expected)
    .transform((value) => {
      const [from, to] = typeof value === 'number' ? [value, value] : value
      return { from, to }
    })
    .refine(({ from, to }) => Math.max(from, to) > 0, expected)
}

const openStage = whenAsked(() => z.strictObject({ for: span().optional(), rate: ramp(rate(), RATE) }))
const closedStage = whenAsked(() =>
  z.strictObject({
    for: span().optional(),
    clients: ramp(clients(), CLIENTS),
    every: span().optional(),
  }),
)

export const stageSchema: () => z.ZodType<CheckedStage> = whenAsked(() =>
  z
    .custom<object>((value) => typeof value === 'object' && value !== null, STAGE)
    .transform((value, context): CheckedStage => {
      const parsed = 'rate' in value ? openStage().safeParse(value) : closedStage().safeParse(value)
      if (!parsed.success) {
        for (const { path, message, code } of parsed.error.issues)
          context.addIssue({ code: 'custom', path, message: code === 'unrecognized_keys' ? STAGE : message })
        return z.NEVER
      }
      const stage = parsed.data
      const forMs = stage.for ?? Infinity
      const { from, to } = 'rate' in stage ? stage.rate : stage.clients
      if (forMs === Infinity && from !== to) {
        context.addIssue({ code: 'custom', path: ['for'], message: 'the span over which the ramp goes' })
        return z.NEVER
      }
      return 'rate' in stage
        ? { kind: 'open', forMs, from, to }
        : { kind: 'closed', forMs, from, to, everyMs: stage.every }
    }),
)
