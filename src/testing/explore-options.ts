/** The options of an exploration, checked at the door. */
import { z } from 'zod'
import { whenAsked } from '../core/when-asked.ts'
import type { Simulator } from '../simulator.ts'
import type { SimulatorOptions } from '../options.ts'
import { ConfigurationError } from '../core/errors.ts'
import { FaultPlan } from '../faults/fault-plan.ts'
import { FAULT_PROFILES, type FaultProfile } from '../faults/fault-profiles.ts'
import type { FaultRuleInput } from '../faults/fault-schema.ts'
import { check, show } from '../input/check.ts'
import { type Duration, durationSchema } from '../input/duration.ts'
import { checkWritable } from '../input/check-writable.ts'
import type { ScenarioContext, Source } from './scenario.ts'
import { readShard, SHARD_EXPECTED } from './shard.ts'

export { FAULT_PROFILES }

/** Faults for a run: a list of rules, a plan, or the name of a profile. */
export type FaultMix = readonly FaultRuleInput[] | FaultPlan | FaultProfile

/**
 * What must hold when a run is over, its faults have ended and nothing is pending. It is broken where it throws, returns
 * false, or returns a text, which says what is wrong.
 */
export type Invariant = (
  sim: Simulator,
  context: ScenarioContext,
) => void | boolean | string | undefined | Promise<void | boolean | string | undefined>

/** What corpora are to hold, for one run. */
export type SourceOf = (sim: Simulator, context: ScenarioContext) => Source | readonly Source[]

/** The options of a simulator, but for those that exploration sets itself. */
export type ExploredOptions = Omit<SimulatorOptions, 'seed' | 'faults' | 'trace' | 'clock'>

export interface ExploreOptions {
  /** How many seeds, from 1, or which; 100 when left out. */
  readonly seeds?: number | { readonly from?: number | undefined; readonly count: number } | undefined
  /** The faults of each run, or how a seed gives them; `'swarm'` when left out, a random mix for each seed. */
  readonly faults?: FaultMix | ((seed: number) => FaultMix) | undefined
  /** `'shared'` runs each scenario in `sim.run`: the timers of the connector and the service then have one clock. */
  readonly clock?: 'virtual' | 'shared' | undefined
  /** By name; the first that is broken is reported. */
  readonly invariants?: Readonly<Record<string, Invariant>> | undefined
  /** What corpora are to hold in the end, for a scenario that does not say it by `context.source`. */
  readonly source?: Source | readonly Source[] | SourceOf | undefined
  /** Which part of the seeds: `'2/8'` takes each eighth, so that eight processes share them. */
  readonly shard?: string | undefined
  /**
   * Options of each simulator. It has no threads unless they are asked for, and fails after seven simulated days where
   * `limits.simulated` does not say otherwise.
   */
  readonly simulator?: ExploredOptions | undefined
  /** How many more runs a failure is shrunk with at most; 500 when left out, and 0 for not at all. */
  readonly shrinkRuns?: number | undefined
  /** Real time that one run may take; half a minute when left out. */
  readonly timeout?: Duration | undefined
  /** The file that a failure is recorded in, for `replay`. */
  readonly output?: string | URL | undefined
  /** Whether a sweep that takes long says on standard error how far it is, and one that has checked nothing that it has not; true when left out. */
  readonly progress?: boolean | undefined
}

/** All options with their defaults. */
export interface ExploreSettings {
  readonly seeds: readonly number[]
  readonly faults: (seed: number) => FaultPlan
  readonly clock: 'virtual' | 'shared'
  readonly invariants: readonly (readonly [name: string, holds: Invariant])[]
  readonly source: (sim: Simulator, context: ScenarioContext) => readonly Source[]
  readonly simulator: SimulatorOptions
  readonly shrinkRuns: number
  readonly timeoutMs: number
  readonly output: string | URL | undefined
  readonly progress: boolean
}

export function readExploreOptions(options: ExploreOptions = {}, place = 'explore'): ExploreSettings {
  const { seeds, faults, invariants, source, shard, simulator, timeout, output, ...rest } = check(
    schema(),
    options,
    place,
  )
  if (output !== undefined) checkWritable(output, `${place}.output`)
  return {
    ...rest,
    seeds: seedsOf(seeds, shard),
    faults: planner(faults),
    timeoutMs: timeout,
    output,
    invariants: Object.entries(invariants),
    source: (sim, context) => {
      const named = typeof source === 'function' ? source(sim, context) : source
      return Array.isArray(named) ? (named as readonly Source[]) : [named as Source]
    },
    simulator: {
      workers: { threads: 0 },
      ...simulator,
      limits: { simulated: SIMULATED_LIMIT, ...simulator.limits },
      trace: 'full',
    },
  }
}

/** A scenario that has gone on for so long goes on for ever: faults of a profile end within an hour. */
const SIMULATED_LIMIT = '7d'

/** Seed k is of the shard k mod n, so that a shard has seeds of the whole range. */
function seedsOf(
  { from, count }: { readonly from: number; readonly count: number },
  [part, parts]: readonly [number, number],
): number[] {
  const all = Array.from({ length: count }, (_, index) => from + index)
  // The remainder of a negative seed is negative.
  return parts === 1 ? all : all.filter((seed) => (((seed - part) % parts) + parts) % parts === 0)
}

function planner(faults: FaultMix | ((seed: number) => unknown)): (seed: number) => FaultPlan {
  if (typeof faults === 'function')
    return (seed) => {
      const mix = faults(seed)
      if (isMix(mix)) return planOf(mix, seed)
      throw new ConfigurationError(
        `explore.faults has returned ${show(mix)} for seed ${seed}; expected ${MIX}`,
      )
    }
  if (typeof faults === 'string') return (seed) => FaultPlan.profile(faults, seed)
  // Checked once, and the same for all seeds.
  const plan = planOf(faults, 0)
  return () => plan
}

function planOf(mix: FaultMix, seed: number): FaultPlan {
  return typeof mix === 'string' ? FaultPlan.profile(mix, seed) : new FaultPlan(mix)
}

function isMix(value: unknown): value is FaultMix {
  return (
    Array.isArray(value) ||
    value instanceof FaultPlan ||
    (FAULT_PROFILES as readonly unknown[]).includes(value)
  )
}

const COUNT = 'a whole number from 0'
const count = whenAsked(() => z.int(COUNT).min(0, COUNT))
const MIX = `a list of fault rules, a FaultPlan, or one of the profiles ${FAULT_PROFILES.join(', ')}`
const SEEDS = 'a number of seeds from 1, or { from, count }'
const SIMULATOR =
  'options of a simulator without seed, faults, trace and clock, which exploration sets itself'
const seedCount = whenAsked(() => z.int(SEEDS).min(1, SEEDS).max(1e9, SEEDS))
const aFunction = <Function>(): z.ZodType<Function> =>
  z.custom<Function>((value) => typeof value === 'function')

const seedsSchema = whenAsked(() =>
  z
    .union(
      [
        seedCount().transform((all) => ({ from: 1, count: all })),
        z.strictObject({ from: z.int(SEEDS).default(1), count: seedCount() }),
      ],
      SEEDS,
    )
    .default({ from: 1, count: 100 }),
)

const source = whenAsked(
  () =>
    z.strictObject(
      { corpus: z.string('an index id or a connector name'), documents: z.array(z.unknown(), 'a list') },
      'a source { corpus, documents }',
    ) as unknown as z.ZodType<Source>,
)

const schema = whenAsked(() =>
  z.strictObject(
    {
      seeds: seedsSchema(),
      faults: z
        .union(
          [z.custom<FaultMix>(isMix), aFunction<(seed: number) => unknown>()],
          `${MIX}, or a function from the seed to such`,
        )
        .default('swarm'),
      clock: z.enum(['virtual', 'shared'], "'virtual' or 'shared'").default('virtual'),
      invariants: z.record(z.string(), aFunction<Invariant>(), 'functions by name').default({}),
      source: z
        .union(
          [source(), z.array(source()), aFunction<SourceOf>()],
          'a source { corpus, documents }, a list of such, or a function that gives them',
        )
        .default([]),
      shard: z
        .string(SHARD_EXPECTED)
        .transform((text, context): [number, number] => {
          const read = readShard(text)
          if (read !== undefined) return read
          context.addIssue({ code: 'custom', message: SHARD_EXPECTED })
          return z.NEVER
        })
        .default([1, 1]),
      simulator: z
        .custom<ExploredOptions>(
          (value) =>
            typeof value === 'object' &&
            value !== null &&
            ['seed', 'faults', 'trace', 'clock'].every((name) => !(name in value)),
          SIMULATOR,
        )
        .default({}),
      shrinkRuns: count().default(500),
      timeout: durationSchema.default(30_000),
      output: z.union([z.string().min(1), z.instanceof(URL)], 'the path of a file, or its URL').optional(),
      progress: z.boolean('true or false').default(true),
    },
    'options of an exploration',
  ),
)
