/** One run of a scenario: a fresh simulator, its faults, the checks when they have ended, and what is left of it. */
import { clearTimeout, setTimeout } from 'node:timers'
import { ConfigurationError } from '../core/errors.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'
import { show } from '../input/check.ts'
import { closeTelling, oversee, Simulator } from '../simulator.ts'
import { compareInTheEnd, SourceDiffersError } from './compare-in-the-end.ts'
import type { ExploreSettings } from './explore-options.ts'
import { isOwnTrouble, type RunFailure } from './run-failure.ts'
import { RunContext, type Scenario } from './scenario.ts'
import { UnhandledErrors } from './unhandled-errors.ts'
import { checkTrace } from './well-formed-trace.ts'

/** What makes a run: the same scenario with the same of these gives the same trace. */
export interface RunInput {
  readonly seed: number
  readonly plan: FaultPlan
  /** The places, from 0, of the documents that `context.documents` gives; all where it is undefined. */
  readonly documents: readonly number[] | undefined
}

export interface Run {
  readonly input: RunInput
  /** Undefined where all went well. */
  readonly failure: RunFailure | undefined
  readonly lines: readonly string[]
  readonly digest: string
  /** How often each rule of the plan fired. */
  readonly fired: readonly number[]
  /** The most documents that the scenario has asked for at once. */
  readonly asked: number
  /** Documents that differ from their source because a rule has stalled or lost them for good. */
  readonly excused: number
  /** How many corpora were held against their source. */
  readonly sources: number
}

// Fakes that are installed later do not matter, and neither does the clock that `sim.run` shares.
const startTimer = setTimeout
const stopTimer = clearTimeout

/** Rejects with trouble of our own alone; what the scenario does wrong is in the run. */
export async function runScenario(
  scenario: Scenario,
  input: RunInput,
  settings: ExploreSettings,
): Promise<Run> {
  const { seed, plan, documents } = input
  const sim = new Simulator({ ...settings.simulator, seed, faults: plan })
  let breakDown = (_error: Error): void => {}
  const brokenDown = new Promise<never>((_resolve, reject) => (breakDown = reject))
  brokenDown.catch(() => {})
  oversee(sim, breakDown)
  const beganAt = sim.clock.now()
  const context = new RunContext(seed, documents, () => untilFaultsAreOver(sim, beganAt, plan))
  let [excused, sources] = [0, 0]
  const unhandled = new UnhandledErrors()
  try {
    const playAndCheck = async (): Promise<void> => {
      await inTime(() => Promise.race([brokenDown, play(scenario, sim, context, settings.clock)]), settings)
      await context.faultsOver()
      await checkInvariants(sim, context, settings)
      for (const source of [...context.sources, ...settings.source(sim, context)]) {
        excused += compareInTheEnd(sim, source)
        sources++
      }
    }
    const ended = await failureOf(() => Promise.race([brokenDown, playAndCheck()]))
    const failure = await unhandled.judge(ended)
    const lines = sim.trace.lines()
    const flaw = checkTrace(lines)
    if (flaw !== undefined)
      throw new Error(`indexsim has a bug: seed ${seed} left a trace that is not well-formed: ${flaw}`)
    return {
      input,
      failure,
      lines,
      digest: sim.trace.digest(),
      fired: sim.faults.rules.slice(0, plan.rules.length).map(({ stats }) => stats.fired),
      asked: context.asked,
      excused,
      sources,
    }
  } finally {
    // What the scenario has left in the background must not be told of an end: it would end the process.
    await closeTelling(sim, 'nobody')
    await unhandled.stop()
  }
}

async function failureOf(work: () => Promise<void>): Promise<RunFailure | undefined> {
  try {
    await work()
    return undefined
  } catch (thrown) {
    if (isOwnTrouble(thrown)) throw thrown
    if (thrown instanceof BrokenInvariantError)
      return { kind: 'invariant', invariant: thrown.invariant, error: thrown.cause }
    if (thrown instanceof SourceDiffersError)
      return { kind: 'source', corpus: thrown.corpus, comparison: thrown.comparison, error: thrown }
    if (thrown instanceof RunTimeoutError) return { kind: 'timeout', error: thrown }
    return { kind: 'scenario', error: asError(thrown) }
  }
}

async function play(
  scenario: Scenario,
  sim: Simulator,
  context: RunContext,
  clock: ExploreSettings['clock'],
): Promise<void> {
  const work = async (): Promise<void> => scenario(sim, context)
  return clock === 'shared' ? sim.run(work) : work()
}

async function untilFaultsAreOver(sim: Simulator, beganAt: number, { rules }: FaultPlan): Promise<void> {
  const elapsed = sim.clock.now() - beganAt
  const end = Math.max(0, ...rules.map(({ when }) => when.until ?? 0))
  if (end > elapsed) await sim.clock.advance(end - elapsed)
  await sim.settle()
}

async function checkInvariants(
  sim: Simulator,
  context: RunContext,
  { invariants }: ExploreSettings,
): Promise<void> {
  for (const [name, holds] of invariants) {
    try {
      const answer = await holds(sim, context)
      if (answer === false) throw new Error('it is false')
      if (typeof answer === 'string') throw new Error(answer)
      // A number or a list of findings is easily returned, and would count as held.
      if (answer !== undefined && answer !== true)
        throw new ConfigurationError(
          `explore.invariants: ${JSON.stringify(name)} has returned ${show(answer)}; expected true or nothing where it holds, false or a text where it is broken`,
        )
    } catch (thrown) {
      if (isOwnTrouble(thrown)) throw thrown
      throw new BrokenInvariantError(name, asError(thrown))
    }
  }
}

/** Rejects when the real time is up. The work itself cannot be stopped; it loses its simulator. */
function inTime(work: () => Promise<void>, { timeoutMs, clock }: ExploreSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = startTimer(
      () =>
        reject(
          new RunTimeoutError(
            `The scenario had not come to its end after ${timeoutMs} ms of real time; does it wait for something that is not simulated?`,
          ),
        ),
      timeoutMs,
    )
    // It keeps the process alive, for nobody would hear of a seed with which it ends in silence. `sim.run` would take it for real
    // work that holds time, and sees itself where nothing goes on.
    if (clock === 'shared') timer.unref()
    // Begun after the timer, which a run that is begun at once would take for its own.
    work()
      .then(resolve, reject)
      .finally(() => stopTimer(timer))
  })
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

class RunTimeoutError extends Error {
  override readonly name = 'RunTimeoutError'
}

class BrokenInvariantError extends Error {
  override readonly cause: Error
  readonly invariant: string

  constructor(invariant: string, cause: Error) {
    super(cause.message)
    this.invariant = invariant
    this.cause = cause
  }
}
