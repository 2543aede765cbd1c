/** The options of `sim.run`, checked at the door, and what it tells at its end. */
import { z } from 'zod'
import { whenAsked } from '../core/when-asked.ts'
import { check } from '../input/check.ts'
import { type Duration, durationSchema } from '../input/duration.ts'

/** What became of a run. */
export interface RunAccount {
  /** Simulated milliseconds from its begin to its end. */
  readonly simulatedMs: number
  /** Timers that went off on simulated time, intervals each time. */
  readonly timersFired: number
  /** What was still set at the end, and never goes off: one description each. */
  readonly timersLeft: readonly string[]
  /** Timers that waited on the real clock, for they were set by functions that were captured before the run; time stood still meanwhile. */
  readonly realTimers: number
}

/** All options with their defaults; spans in simulated milliseconds. */
export interface RunSettings {
  readonly limit: number
  readonly steps: number
  readonly idle: number
  readonly onEnd?: ((account: RunAccount) => void) | undefined
}

export interface RunOptions {
  /** Simulated time after which a connector counts as one that never ends; 30 days when left out. */
  readonly limit?: Duration | undefined
  /** Instants at which something went on in the connector, before it counts as one that never ends; a million when left out. */
  readonly steps?: number | undefined
  /** Simulated time in which nothing may happen but timers and sleeps of the connector's own; a day when left out. */
  readonly idle?: Duration | undefined
  /** Is told at the end, whatever it was, what became of the connector's timers. */
  readonly onEnd?: ((account: RunAccount) => void) | undefined
}

const COUNT = 'a whole number from 1'
const schema: () => z.ZodType<RunSettings> = whenAsked(() =>
  z.strictObject(
    {
      limit: durationSchema.default(30 * 86_400_000),
      steps: z.int(COUNT).min(1, COUNT).default(1_000_000),
      idle: durationSchema.default(86_400_000),
      onEnd: z
        .custom<(account: RunAccount) => void>((value) => typeof value === 'function', 'a function')
        .optional(),
    },
    'options { limit, steps, idle, onEnd }',
  ),
)

export function readRunOptions(options: RunOptions): RunSettings {
  return check(schema(), options, 'run')
}
