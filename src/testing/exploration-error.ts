/** What exploration and replay reject with: the finding, told so that a person can go on from the text alone. */
import type { FaultPlan } from '../faults/fault-plan.ts'
import { type Recording, saveRecording, tokenOf } from './recording.ts'
import { describeFailure, type RunFailure } from './run-failure.ts'
import type { FailedRun, ShrunkRun } from './shrink-run.ts'
import { type Divergence, markTrace } from './trace-marks.ts'

/** How a finding came about. */
export interface Finding {
  readonly run: FailedRun
  /** How it was searched for and made smaller, in a clause. */
  readonly how: string
  /** Rules that the failing run had before it was made smaller. */
  readonly rulesBefore: number
  /** The scenario's module, where it is one. */
  readonly scenario?: string | undefined
  /** Why it could not be written to the file that the option `output` names. */
  readonly unsaved?: Error | undefined
}

/**
 * A seed under which the scenario fails: what went wrong, the fewest faults that still let it, the end of the trace, and one
 * line that runs it again. `cause` is what was thrown.
 */
export class ExplorationError extends Error {
  override readonly name = 'ExplorationError'
  readonly code = 'INDEXSIM_EXPLORATION'
  override readonly cause: Error
  readonly seed: number
  readonly failure: RunFailure
  /** The faults that are left. */
  readonly plan: FaultPlan
  /** The places, from 0, of the documents that are left; undefined where none was left out. */
  readonly documents: readonly number[] | undefined
  readonly trace: readonly string[]
  readonly digest: string
  /** For `replay`; undefined where a rule has a predicate, which no text can hold. */
  readonly token: string | undefined
  /** Why it could not be written to the file that the option `output` names; undefined where all went well. */
  readonly unsaved: Error | undefined
  readonly #recording: Recording

  constructor(finding: Finding) {
    const { run, scenario } = finding
    const recording = recordingOf(run, scenario)
    const token = isStorable(run.input.plan) ? tokenOf(recording) : undefined
    super(report(finding, recording, token))
    this.cause = run.failure.error
    this.seed = run.input.seed
    this.failure = run.failure
    this.plan = run.input.plan
    this.documents = recording.documents
    this.trace = run.lines
    this.digest = run.digest
    this.token = token
    this.unsaved = finding.unsaved
    this.#recording = recording
  }

  /** Writes the run with its trace to a file, for `replay`. */
  save(file: string | URL): void {
    saveRecording(file, this.#recording)
  }
}

/** A replayed run has left the trace that was recorded: the scenario, its options or the simulator are not what they were. */
export class ReplayDivergedError extends Error {
  override readonly name = 'ReplayDivergedError'
  readonly code = 'INDEXSIM_REPLAY_DIVERGED'
  /** The first line of the trace that differs, from 1. */
  readonly line: number
  /** As it was recorded: a file has it, a token has not. */
  readonly expected: string | undefined
  readonly actual: string | undefined
  /** What the run failed with this time. */
  readonly failure: RunFailure | undefined

  constructor(divergence: Divergence, failure: RunFailure | undefined, recorded: string) {
    super(`${describeDivergence(divergence)}\n${describeOutcome(failure, recorded)}`)
    this.line = divergence.line
    this.expected = divergence.expected
    this.actual = divergence.actual
    this.failure = failure
    if (failure !== undefined) this.cause = failure.error
  }
}

export function describeDivergence({ line, before, expected, actual }: Divergence): string {
  const place = before > line + 1 ? `between the lines ${line} and ${before - 1}` : `at line ${line}`
  const was = expected === undefined ? '' : `\n  recorded: ${expected}`
  const is = actual === undefined ? '\n  now: the trace has ended' : `\n  now: ${actual}`
  return `The replay has left the recorded trace ${place}:${was}${is}`
}

function describeOutcome(failure: RunFailure | undefined, recorded: string): string {
  const now = failure === undefined ? 'The run passes now.' : describeFailure(failure)
  return `${now}\nRecorded was: ${recorded}`
}

function recordingOf({ input, failure, lines, digest }: FailedRun, scenario: string | undefined): Recording {
  return {
    scenario,
    seed: input.seed,
    documents: input.documents,
    plan: input.plan,
    failure: describeFailure(failure),
    trace: { ...markTrace(lines, digest), text: lines },
  }
}

function isStorable({ rules }: FaultPlan): boolean {
  return rules.every(({ on }) => on.where === undefined)
}

/** So much of the trace is shown. */
const LAST_LINES = 10

function report(
  { run, how, rulesBefore, scenario, unsaved }: Finding,
  { documents }: Recording,
  token?: string,
): string {
  const { input, failure, lines, digest, asked } = run
  const { rules } = input.plan
  const last = lines.slice(-LAST_LINES)
  const fewer = documents === undefined ? '' : `, with ${documents.length} of ${asked} documents`
  return [
    `Seed ${input.seed} fails (${how}).`,
    describeFailure(failure),
    '',
    rules.length === 0
      ? `It fails without any fault${fewer}.`
      : `The faults that it takes, ${rules.length} of ${rulesBefore}${fewer}:`,
    ...input.plan
      .explain()
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `  ${line}`),
    ...(rules.length === 0 || token === undefined ? [] : [`  ${JSON.stringify(shortPlan(input.plan))}`]),
    '',
    `The trace, ${last.length === lines.length ? `${lines.length} lines` : `the last ${last.length} of ${lines.length} lines`}, digest ${digest}:`,
    ...last.map((line) => `  ${line}`),
    '',
    ...replayLine(token, scenario),
    ...(unsaved === undefined ? [] : [`It could not be written to a file: ${unsaved.message}`]),
  ].join('\n')
}

function replayLine(token: string | undefined, scenario: string | undefined): string[] {
  if (token === undefined)
    return [
      'A rule has a predicate in on.where, which no line can hold: replay it by its seed and its rules.',
    ]
  if (scenario !== undefined) return ['To run it again:', `  indexsim replay ${token}`]
  return [
    'To run it again alone, put this before the command that runs the test:',
    `  INDEXSIM_REPLAY=${token}`,
  ]
}

/** The plan as JSON without what says nothing. */
function shortPlan(plan: FaultPlan): object[] {
  return plan.rules.map(({ name, on, when, do: effect, limit }) => ({
    name,
    ...(Object.values(on).some((member) => member !== undefined) ? { on } : {}),
    ...(Object.keys(when).length > 0 ? { when } : {}),
    do: effect,
    ...(Object.keys(limit).length > 0 ? { limit } : {}),
  }))
}

/** How a failure was made smaller, as the end of a clause. */
export function describeShrinking({ runs, end }: Omit<ShrunkRun, 'run'>): string {
  switch (end) {
    case 'smallest':
      return `made smaller by ${runs} more runs`
    case 'limit':
      return `made smaller by ${runs} more runs, and cut off there: shrinkRuns allows no more`
    case 'not-installed':
      return 'not made smaller: that needs fast-check; npm install --save-dev fast-check'
    case 'not-deterministic':
      return 'not made smaller: the same seed did not fail alike when it was run again: the scenario is not deterministic'
    case 'not-asked':
      return 'not made smaller'
  }
}
