/** `replay`: a recorded failure once more, and whether it is the same run. */
import { ConfigurationError } from '../core/errors.ts'
import { show } from '../input/check.ts'
import { describeDivergence, ExplorationError, ReplayDivergedError } from './exploration-error.ts'
import { type ExploreOptions, type ExploreSettings, readExploreOptions } from './explore-options.ts'
import { readRecording, type Recording } from './recording.ts'
import { type Run, runScenario } from './run-scenario.ts'
import { checkScenario, type Scenario } from './scenario.ts'
import { hasFailed } from './shrink-run.ts'
import { type Divergence, findDivergence } from './trace-marks.ts'

/** A replayed run that did not fail, and left the trace that was recorded. */
export interface Replay {
  readonly seed: number
  readonly digest: string
  readonly trace: readonly string[]
}

/**
 * Runs a recorded failure again, from its token or its file, with the options that it was found with. Rejects with the
 * ExplorationError where it fails as recorded, and with a ReplayDivergedError that names the first other line where its trace
 * is not the recorded one, whether it fails or passes. Resolves for the same trace without a failure.
 */
export async function replay(
  scenario: Scenario,
  tokenOrFile: string | URL,
  options: Omit<ExploreOptions, 'seeds' | 'faults' | 'shard'> = {},
): Promise<Replay> {
  checkScenario(scenario, 'replay(scenario, tokenOrFile, options)', tokenOrFile, options)
  if (typeof tokenOrFile !== 'string' && !((tokenOrFile as unknown) instanceof URL))
    throw new ConfigurationError(
      `replay: the token or file is ${show(tokenOrFile)}; expected the token that a finding prints, or the path of its file`,
    )
  const settings = readExploreOptions(options, 'replay')
  const recording = readRecording(tokenOrFile)
  const replayed = await replayRun(scenario, recording, settings)
  throwFinding(replayed)
  if (replayed.divergence !== undefined)
    throw new ReplayDivergedError(replayed.divergence, undefined, recording.failure)
  const { lines, digest } = replayed.run
  return { seed: recording.seed, digest, trace: lines }
}

export interface ReplayedRun {
  readonly recording: Recording
  readonly run: Run
  /** Undefined where the trace is the recorded one. */
  readonly divergence: Divergence | undefined
}

export async function replayRun(
  scenario: Scenario,
  recording: Recording,
  settings: ExploreSettings,
): Promise<ReplayedRun> {
  const { seed, plan, documents, trace } = recording
  const run = await runScenario(scenario, { seed, plan, documents }, settings)
  return { recording, run, divergence: findDivergence(trace, run.lines, run.digest) }
}

/** Throws what the replayed run has failed with, if it has. */
export function throwFinding({ recording, run, divergence }: ReplayedRun): void {
  if (!hasFailed(run)) return
  if (divergence !== undefined) throw new ReplayDivergedError(divergence, run.failure, recording.failure)
  throw new ExplorationError({
    run,
    how: 'replayed, with the recorded trace',
    rulesBefore: recording.plan.rules.length,
    scenario: recording.scenario,
  })
}

/** What is to be said of a replayed run that passes. */
export function describePassing({ recording, divergence }: ReplayedRun): string {
  const was = `Seed ${recording.seed} passes now. Recorded was: ${recording.failure}`
  return divergence === undefined ? was : `${was}\n${describeDivergence(divergence)}`
}
