/**
 * Makes a failing run smaller, with fast-check's shrinkers: first fewer rules, then weaker ones, then fewer documents, again
 * while that helps. A smaller run counts only where it fails in the same way.
 */
import type * as FastCheck from 'fast-check'
import { ConfigurationError } from '../core/errors.ts'
import { FaultPlan } from '../faults/fault-plan.ts'
import type { CheckedFaultRule } from '../faults/fault-schema.ts'
import { dialsOf } from './fault-dials.ts'
import { endOf, kindOf, type RunFailure } from './run-failure.ts'
import type { Run, RunInput } from './run-scenario.ts'

export interface ShrunkRun {
  readonly run: FailedRun
  /** How many runs it took. */
  readonly runs: number
  /** What kept it from becoming smaller still. */
  readonly end: 'smallest' | 'limit' | 'not-installed' | 'not-asked' | 'not-deterministic'
}

export type FailedRun = Run & { readonly failure: RunFailure }

export function hasFailed(run: Run): run is FailedRun {
  return run.failure !== undefined
}

/** Runs that wait in vain take real seconds each. */
const MOST_SLOW_RUNS = 20

export async function shrinkRun(
  failed: FailedRun,
  play: (input: RunInput) => Promise<Run>,
  mostRuns: number,
): Promise<ShrunkRun> {
  const { kind, error } = endOf(failed.failure)
  // A time-out once more for each step would take minutes, and says no more.
  if (mostRuns === 0 || kind === 'timeout') return { run: failed, runs: 0, end: 'not-asked' }
  // What fails by chance cannot be made smaller, and its line would promise too much.
  if (!isAlike(failed, await play(failed.input))) return { run: failed, runs: 0, end: 'not-deterministic' }
  const fc = await importFastCheck()
  if (fc === undefined) return { run: failed, runs: 0, end: 'not-installed' }
  const limit = error.name === 'SimulationStalledError' ? Math.min(mostRuns, MOST_SLOW_RUNS) : mostRuns
  const shrinking = new Shrinking(fc, failed, play, limit)
  return shrinking.toSmallest()
}

function isAlike(failed: FailedRun, again: Run): boolean {
  return (
    hasFailed(again) && kindOf(again.failure) === kindOf(failed.failure) && again.digest === failed.digest
  )
}

class Shrinking {
  readonly #fc: typeof FastCheck
  readonly #play: (input: RunInput) => Promise<Run>
  readonly #limit: number
  readonly #kind: string
  /** Whether a run failed in the same way, by what was run. */
  readonly #known = new Map<string, FailedRun | undefined>()
  #runs = 0
  #isCut = false
  #best: FailedRun

  constructor(
    fc: typeof FastCheck,
    failed: FailedRun,
    play: (input: RunInput) => Promise<Run>,
    limit: number,
  ) {
    this.#fc = fc
    this.#play = play
    this.#limit = limit
    this.#kind = kindOf(failed.failure)
    this.#best = failed
    this.#known.set(keyOf(failed.input.plan.rules, failed.input.documents), failed)
  }

  async toSmallest(): Promise<ShrunkRun> {
    // What never fired goes first, in one run.
    const hasFired = this.#rules().filter((_, index) => (this.#best.fired[index] ?? 0) > 0)
    this.#best = (await this.#try(hasFired, this.#best.input.documents)) ?? this.#best
    for (let before = ''; before !== this.#key() && !this.#isCut;) {
      before = this.#key()
      await this.#dropRules()
      await this.#weakenRules()
      await this.#dropDocuments()
    }
    return { run: this.#best, runs: this.#runs, end: this.#isCut ? 'limit' : 'smallest' }
  }

  async #dropRules(): Promise<void> {
    const rules = this.#rules()
    const all = rules.map((_, index) => index)
    await this.#search(this.#fc.subarray(all), all, (kept) => ({
      rules: kept.map((index) => rules[index] as CheckedFaultRule),
      documents: this.#best.input.documents,
    }))
  }

  async #weakenRules(): Promise<void> {
    const rules = this.#rules()
    const dials = rules.flatMap((rule, index) =>
      dialsOf(rule, this.#best.fired[index] ?? 0).map((dial) => ({ ...dial, index })),
    )
    if (dials.length === 0) return
    const tops = dials.map(({ positions }) => positions.length - 1)
    const settings = this.#fc.tuple(...tops.map((max) => this.#fc.integer({ min: 0, max })))
    await this.#search(settings, tops, (chosen) => {
      const turned = [...rules]
      for (const [place, dial] of dials.entries()) {
        const { index, positions } = dial
        const at = chosen[place] as number
        if (at < (tops[place] as number))
          turned[index] = dial.turn(turned[index] as CheckedFaultRule, positions[at] as number)
      }
      return { rules: turned, documents: this.#best.input.documents }
    })
  }

  async #dropDocuments(): Promise<void> {
    const { input, asked } = this.#best
    const now = input.documents ?? Array.from({ length: asked }, (_, place) => place)
    if (now.length === 0) return
    await this.#search(this.#fc.subarray([...now]), [...now], (documents) => ({
      rules: input.plan.rules,
      documents: documents.length === now.length ? input.documents : documents,
    }))
  }

  /** Lets fast-check go from where it fails now to the smallest that still does. */
  async #search<Value>(
    arbitrary: FastCheck.Arbitrary<Value>,
    start: Value,
    inputOf: (value: Value) => Pick<RunInput, 'documents'> & { rules: readonly CheckedFaultRule[] },
  ): Promise<void> {
    const holds = this.#fc.asyncProperty(arbitrary, async (value) => {
      const { rules, documents } = inputOf(value)
      return (await this.#try(rules, documents)) === undefined
    })
    const { counterexample } = await this.#fc.check(holds, {
      examples: [[start]],
      numRuns: 1,
      seed: 1,
      endOnFailure: false,
    })
    if (counterexample === null) return
    const { rules, documents } = inputOf(counterexample[0] as Value)
    this.#best = this.#known.get(keyOf(rules, documents)) ?? this.#best
  }

  /** The run of it where that fails in the same way. */
  async #try(
    rules: readonly CheckedFaultRule[],
    documents: RunInput['documents'],
  ): Promise<FailedRun | undefined> {
    const key = keyOf(rules, documents)
    if (this.#known.has(key)) return this.#known.get(key)
    const plan = planOf(rules)
    if (plan === undefined) return undefined
    if (this.#runs === this.#limit) {
      this.#isCut = true
      return undefined
    }
    this.#runs++
    const run = await this.#play({ seed: this.#best.input.seed, plan, documents })
    const isSame = hasFailed(run) && kindOf(run.failure) === this.#kind
    this.#known.set(key, isSame ? run : undefined)
    return isSame ? run : undefined
  }

  #rules(): readonly CheckedFaultRule[] {
    return this.#best.input.plan.rules
  }

  #key(): string {
    return keyOf(this.#rules(), this.#best.input.documents)
  }
}

function keyOf(rules: readonly CheckedFaultRule[], documents: RunInput['documents']): string {
  return JSON.stringify([rules, documents ?? 'all'])
}

/** Undefined where weaker spans contradict each other. */
function planOf(rules: readonly CheckedFaultRule[]): FaultPlan | undefined {
  try {
    return new FaultPlan(rules)
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined
    throw error
  }
}

/** Only who explores needs it, so it is a dependency that may be missing. */
async function importFastCheck(): Promise<typeof FastCheck | undefined> {
  try {
    return await import('fast-check')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}
