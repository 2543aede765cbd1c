/** `explore`: runs a scenario for many seeds, each with faults of its own, and reports the first that fails, made smaller. */
import { ConfigurationError } from '../core/errors.ts'
import { describeChecks } from './describe-checks.ts'
import { describeShrinking, ExplorationError, type Finding } from './exploration-error.ts'
import { type ExploreOptions, type ExploreSettings, readExploreOptions } from './explore-options.ts'
import { createLateProgress } from './progress.ts'
import { readRecording, type Recording } from './recording.ts'
import { describePassing, replayRun, throwFinding } from './replay.ts'
import { type Run, runScenario } from './run-scenario.ts'
import { checkScenario, type Scenario } from './scenario.ts'
import { type FailedRun, hasFailed, shrinkRun } from './shrink-run.ts'

/** What an exploration that has found nothing has looked at. */
export interface Exploration {
  /** How many seeds were run. */
  readonly runs: number
  /** How often fault rules fired, over all runs. */
  readonly faultsFired: number
  /** Documents that are not as in their source because a rule has kept them out for good; no connector can help it. */
  readonly excused: number
  /** How many invariants each run was checked for. */
  readonly invariants: number
  /** How often a corpus was held against its source, over all runs. */
  readonly sources: number
}

/**
 * Runs the scenario for many seeds, each in a fresh simulator with faults from its seed. When the faults have ended it checks
 * the invariants, and that each corpus holds what its source does. Rejects with an ExplorationError for the first seed that
 * fails, with the fewest and weakest faults and the fewest documents that still fail, and a line to replay it; with a
 * ConfigurationError for options that are wrong; with a WorkerPoolError for trouble of our own, which is never a finding.
 *
 * With `INDEXSIM_REPLAY=<token or file>` in the environment it runs that one alone.
 */
export async function explore(scenario: Scenario, options: ExploreOptions = {}): Promise<Exploration> {
  checkScenario(scenario, 'explore(scenario, options)', options)
  const settings = readExploreOptions(options)
  const recorded = process.env['INDEXSIM_REPLAY']
  if (recorded !== undefined && recorded !== '') {
    const replayed = await replayRun(scenario, readNamed(recorded), settings)
    throwFinding(replayed)
    process.stderr.write(`explore: ${describePassing(replayed)}\n`)
    return addRun(nothingOf(settings), replayed.run)
  }
  const { seeds } = settings
  const progress = settings.progress ? createLateProgress(process.stderr, 'explore') : undefined
  progress?.start(seeds.length, 'seeds')
  let sum = nothingOf(settings)
  try {
    for (const [index, seed] of seeds.entries()) {
      const run = await runSeed(scenario, seed, settings)
      if (hasFailed(run)) {
        progress?.say(`seed ${seed} fails; making it smaller`)
        throw await explain(scenario, run, settings, `run ${index + 1} of ${seeds.length}`)
      }
      sum = addRun(sum, run)
      progress?.step(1)
    }
  } finally {
    progress?.stop()
  }
  if (settings.progress && sum.invariants + sum.sources === 0)
    process.stderr.write(`explore: no seed fails; ${describeChecks(sum)}\n`)
  return sum
}

/** What is wrong is in the environment, where nobody looks for it. */
function readNamed(recorded: string): Recording {
  try {
    return readRecording(recorded)
  } catch (cause) {
    if (!(cause instanceof ConfigurationError)) throw cause
    throw new ConfigurationError(`INDEXSIM_REPLAY: ${cause.message}`, { cause })
  }
}

function nothingOf({ invariants }: ExploreSettings): Exploration {
  return { runs: 0, faultsFired: 0, excused: 0, invariants: invariants.length, sources: 0 }
}

function addRun({ runs, faultsFired, excused, invariants, sources }: Exploration, run: Run): Exploration {
  return {
    invariants,
    runs: runs + 1,
    faultsFired: run.fired.reduce((sum, times) => sum + times, faultsFired),
    excused: excused + run.excused,
    sources: sources + run.sources,
  }
}

/** One seed of a sweep. */
export function runSeed(scenario: Scenario, seed: number, settings: ExploreSettings): Promise<Run> {
  return runScenario(scenario, { seed, plan: settings.faults(seed), documents: undefined }, settings)
}

/** Makes the failing run smaller, and tells it. */
export async function explain(
  scenario: Scenario,
  failed: FailedRun,
  settings: ExploreSettings,
  place: string,
  module?: string,
): Promise<ExplorationError> {
  const { run, ...shrinking } = await shrinkRun(
    failed,
    (input) => runScenario(scenario, input, settings),
    settings.shrinkRuns,
  )
  const finding: Finding = {
    run,
    how: `${place}; ${describeShrinking(shrinking)}`,
    rulesBefore: failed.input.plan.rules.length,
    scenario: module,
  }
  const error = new ExplorationError(finding)
  const { output } = settings
  if (output === undefined) return error
  try {
    error.save(output)
    return error
  } catch (thrown) {
    return new ExplorationError({ ...finding, unsaved: thrown as Error })
  }
}
