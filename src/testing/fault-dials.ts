/**
 * The strengths of a fault rule as dials that can be turned down: how often it fires, how probable it is, how long its
 * spans are, when it ends. Each has few positions, numbers that are easily read, and the last is where the rule stands.
 */
import type { CheckedFaultRule } from '../faults/fault-schema.ts'

export interface Dial {
  /** The weakest first; the last is the rule as it is. */
  readonly positions: readonly number[]
  turn(rule: CheckedFaultRule, to: number): CheckedFaultRule
}

/** The dials of a rule that fired so often in the run that failed. */
export function dialsOf(rule: CheckedFaultRule, fired: number): Dial[] {
  const { when, limit, do: effect } = rule
  const dials: Dial[] = []
  const most = limit.fires ?? Infinity
  if (fired >= 1 && most > 1) {
    const positions = ladder(1, Math.min(fired, most), COUNTS)
    dials.push({
      positions: most <= fired ? positions : [...positions, most],
      turn: (turned, fires) =>
        fires === Infinity ? turned : { ...turned, limit: { ...turned.limit, fires } },
    })
  }
  if (when.probability !== undefined && when.probability > 0.01)
    dials.push({
      positions: ladder(0.01, when.probability, PROBABILITIES),
      turn: (turned, probability) => ({ ...turned, when: { ...turned.when, probability } }),
    })
  for (const name of ['by', 'after', 'within', 'down'] as const) {
    if (!(name in effect)) continue
    const span = (effect as unknown as Record<string, unknown>)[name]
    const [min, max] = Array.isArray(span) ? (span as [number, number]) : [undefined, span as number]
    if (max === undefined || max <= Math.max(min ?? 1, 1)) continue
    dials.push({
      positions: ladder(Math.max(min ?? 1, 1), max, SPANS),
      turn: (turned, to) => ({
        ...turned,
        do: { ...turned.do, [name]: min === undefined ? to : [min, to] } as CheckedFaultRule['do'],
      }),
    })
  }
  if (when.until !== undefined)
    dials.push({
      positions: ladder((when.from ?? 0) + 1_000, when.until, SPANS),
      turn: (turned, until) => ({ ...turned, when: { ...turned.when, until } }),
    })
  return dials.filter(({ positions }) => positions.length > 1)
}

const COUNTS = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000]
const PROBABILITIES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9]
const SPANS = [
  ...[1, 10, 100].map((ms) => ms),
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60_000),
]

/** The steps from the weakest to the rule as it stands, both included. */
function ladder(least: number, now: number, steps: readonly number[]): number[] {
  return [...new Set([least, ...steps.filter((step) => step > least && step < now), now])].filter(
    (step) => step <= now,
  )
}
