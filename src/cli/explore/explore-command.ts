/** `indexsim explore`: from the arguments of the command line to what is printed. */
import { existsSync } from 'node:fs'
import os from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { describeChecks } from '../../testing/describe-checks.ts'
import { createProgress } from '../../testing/progress.ts'
import { readShard, SHARD_EXPECTED } from '../../testing/shard.ts'
import { ToldFailure } from '../told-failure.ts'
import { UsageError } from '../usage-error.ts'
import { sweep, type SweepResult } from './sweep.ts'

interface ExploreFlags {
  readonly seeds?: number | { readonly from: number; readonly count: number }
  readonly faults?: string
  readonly shard?: string
  readonly shrinkRuns?: number
  readonly processes: number
  readonly output?: string
  readonly json?: boolean
}

const EXPLANATION = `
A scenario is a module that brings a connector and the simulator together:

  export async function scenario(sim, context) {
    const documents = context.documents(20)
    const connector = sim.papi.connector('files')
    context.source('files', documents)   // what is to be there in the end
    await push(connector, documents)     // the connector under test
  }
  export const options = { seeds: 1000, faults: 'swarm' }

Each seed runs it in a fresh simulator, with delays and faults of its own. A
seed fails where the scenario throws, where an invariant of the options is
broken, or where the corpus is not what its source is once the faults have
ended. The first seed that fails is made smaller: fewer faults, weaker ones,
fewer documents; and told, with a line that runs it again.

The seeds are shared by as many processes as there are cores. Machines share
them by --shard: the first of eight takes '1/8', the second '2/8'. What is
reported for the same seeds is the same, however many processes there are.

Examples:
  indexsim explore scenario.js                       by the module's options
  indexsim explore scenario.js --seeds 10000         more seeds, from 1
  indexsim explore scenario.js --seeds 500..999      these seeds
  indexsim explore scenario.js --faults overloaded   other faults
  indexsim explore scenario.js --shard 2/8           an eighth of them
  indexsim explore scenario.js --output failure.json
  indexsim replay failure.json                       what was found, again

Exit codes: 0 no seed fails, 1 one does, or it broke off, 2 the command line is
wrong.`

export function exploreCommand(): Command {
  return new Command('explore')
    .summary('run a scenario for many seeds, and make what fails small')
    .description(
      'Runs a scenario for many seeds, each with faults of its own, and tells the first that fails.',
    )
    .argument('<file>', 'the module of the scenario')
    .option('--seeds <n|a..b>', 'how many seeds from 1, or which', readSeeds)
    .option(
      '--faults <name>',
      "a fault profile ('swarm' is another mix for each\nseed), or the JSON file of a plan",
    )
    .option('--shard <i/n>', 'which part of the seeds', checkShard)
    .option('--shrink-runs <n>', 'how many more runs make a failure small at most', readCount)
    .option(
      '--processes <n>',
      'how many share the seeds (default: one a core)',
      readProcesses,
      os.availableParallelism(),
    )
    .option('--output <file>', 'where the failure is recorded, for indexsim replay')
    .option('--json', 'print the result as JSON')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXPLANATION)
    .action(exploreFile)
}

async function exploreFile(
  file: string,
  { processes, json = false, ...options }: ExploreFlags,
): Promise<void> {
  if (!existsSync(file)) throw new UsageError(`There is no scenario module ${file}.`)
  const progress = createProgress(process.stderr, 'indexsim explore')
  const result = await sweep({ file, options, processes }, progress)
  process.stdout.write(
    json ? `${JSON.stringify(asJson(result), undefined, 2)}\n` : render(result, options.output),
  )
  if (result.kind === 'failed') throw new ToldFailure()
}

function asJson(result: SweepResult): object {
  if (result.kind === 'passed') return result
  const { message: _, ...finding } = result.finding
  return { kind: result.kind, ...finding }
}

function render(result: SweepResult, output: string | undefined): string {
  if (result.kind === 'failed')
    return `${result.finding.message}\n${output === undefined || result.finding.unsaved !== undefined ? '' : `or, from its file:\n  indexsim replay ${output}\n`}`
  const { runs, faultsFired, excused } = result
  const checks = describeChecks(result)
  const kept = excused === 0 ? '' : ` ${excused} documents were kept out by faults alone.`
  return `No seed fails, of ${runs}. Faults fired ${faultsFired} times.${kept} ${checks.charAt(0).toUpperCase()}${checks.slice(1)}.\n`
}

function readSeeds(text: string): number | { from: number; count: number } {
  const [, from, to] = /^(-?\d+)\.\.(-?\d+)$/.exec(text) ?? []
  const first = Number(from)
  const count = Number(to) - first + 1
  if (from !== undefined && Number.isSafeInteger(first) && count >= 1) return { from: first, count }
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError("Expected a number of seeds, or such a range as '500..999'.")
}

/** The processes read it again. */
function checkShard(text: string): string {
  if (readShard(text) !== undefined) return text
  throw new InvalidArgumentError(`Expected ${SHARD_EXPECTED}.`)
}

function readCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a whole number from 0.')
}

function readProcesses(text: string): number {
  const processes = Number(text)
  if (/^\d+$/.test(text) && processes >= 1 && processes <= 256) return processes
  throw new InvalidArgumentError('Expected a whole number from 1 to 256.')
}
