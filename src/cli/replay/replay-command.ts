/** `indexsim replay`: a recorded failure once more. */
import { Command } from 'commander'
import { ConfigurationError, ReplayDivergedError } from '../../index.ts'
import { ExplorationError } from '../../testing/exploration-error.ts'
import { readExploreOptions } from '../../testing/explore-options.ts'
import { readRecording, type Recording } from '../../testing/recording.ts'
import { describePassing, replayRun, throwFinding } from '../../testing/replay.ts'
import { reportOf } from '../explore/finding-report.ts'
import { loadScenario } from '../explore/explore-scenario.ts'
import { ToldFailure } from '../told-failure.ts'
import { UsageError } from '../usage-error.ts'

interface ReplayFlags {
  readonly scenario?: string
  readonly json?: boolean
}

const EXPLANATION = `
What was found is run again: the same seed, the same faults, the same documents.
The trace of the run is compared with the recorded one, line by line; where they
part, the line is told. Then the scenario, its options, the connector or the
simulator are not what they were.

A token is the line that 'indexsim explore' and the errors of 'explore' print. A
file is what they record where they are given --output, or the option 'output';
it has the whole trace, so that the recorded line is told too.

A token that a test has printed says nothing of where its scenario is: run the
test with INDEXSIM_REPLAY=<token> in its environment, or name the module.

Examples:
  indexsim replay failure.json
  indexsim replay indexsim1.PY5dS8NAEEX...
  indexsim replay failure.json --scenario repaired.js

Exit codes: 0 the run passes now, 1 it fails, or it broke off, 2 the command
line is wrong.`

export function replayCommand(): Command {
  return new Command('replay')
    .summary('run a recorded failure again')
    .description('Runs a recorded failure again, and says whether it is the same run.')
    .argument('<file|token>', 'what was recorded')
    .option('--scenario <file>', 'the module of the scenario, where it is another')
    .option('--json', 'print the result as JSON')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXPLANATION)
    .action(replayRecorded)
}

async function replayRecorded(
  fileOrToken: string,
  { scenario: file, json = false }: ReplayFlags,
): Promise<void> {
  if (/\.[cm]?[jt]s$/i.test(fileOrToken))
    throw new UsageError(
      `${fileOrToken} is a module, and no recorded failure. To search for one: indexsim explore ${fileOrToken}`,
    )
  const recording = asked(() => readRecording(fileOrToken))
  const { scenario, options } = await loadScenario(moduleOf(recording, file))
  const settings = asked(() => readExploreOptions({ ...options, output: undefined }))
  const replayed = await replayRun(scenario, recording, settings)
  const { divergence } = replayed
  try {
    throwFinding(replayed)
    print(json, { kind: 'passed', divergence }, describePassing(replayed))
  } catch (error) {
    if (error instanceof ExplorationError) {
      const { message, ...finding } = reportOf(error)
      print(json, { kind: 'failed', ...finding }, message)
    } else if (error instanceof ReplayDivergedError) {
      const { kind = 'scenario', error: { name = '', message = '' } = {} } = error.failure ?? {}
      print(json, { kind: 'diverged', divergence, failure: { kind, name, message } }, error.message)
    } else throw error
    throw new ToldFailure()
  }
}

function moduleOf({ scenario }: Recording, file: string | undefined): string {
  const named = file ?? scenario
  if (named !== undefined) return named
  throw new UsageError(
    'What was recorded names no scenario module: it comes from a test. Run that with INDEXSIM_REPLAY=<token> in its environment, or name the module by --scenario.',
  )
}

/** What is wrong with what was given is the person's to put right. */
function asked<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError(error.message)
    throw error
  }
}

function print(json: boolean, result: object, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : `${text}\n`)
}
