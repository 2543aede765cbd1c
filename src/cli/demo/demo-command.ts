/** `indexsim demo`: from the arguments of the command line to what is printed. */
import { performance } from 'node:perf_hooks'
import { Command, InvalidArgumentError } from 'commander'
import { readSeed } from '../read-seed.ts'
import { lookOf } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { defaultFolder } from './default-folder.ts'
import { gatherFiles, type GatheredFiles } from './gather-files.ts'
import { createProgress } from '../../testing/progress.ts'
import { renderAccount } from './render-account.ts'
import { renderJson } from './render-json.ts'
import { runDemo } from './run-demo.ts'
import { quoted } from './words.ts'

interface DemoOptions {
  readonly threads: 'auto' | number
  readonly seed: number
  readonly json?: boolean
}

const EXPLANATION = `
Two connectors push the files side by side: one to an index shaped like Amazon
Kendra's, one to a server shaped like the Exalead CloudView Push API. A day
later, in simulated time, some documents have changed and some are gone, and
both crawl again. Now and then a service refuses a call, cannot index a document
or loses one, and a worker thread dies. Nothing leaves this process, and no file
is written.

Time is simulated: waiting costs nothing. The documents are really read and
indexed, in worker threads where that is worth it.

Of a folder that you give, all documents (by their extension) and all other text
files are taken, but none that are hidden; 1,500 files or 32 MB at most.

The same files and the same seed give the same run, whatever the number of
threads. The digest at the end shows it.

Examples:
  indexsim demo                    the package's own tree: hundreds of files
  indexsim demo ./docs             a folder of yours
  indexsim demo ./docs --seed 7    other delays
  indexsim demo --threads 0        no worker threads: the same digest
  indexsim demo --json             everything that was found out, for programs

Exit codes: 0 the run went through, 1 it broke off, 2 the command line is wrong.`

export function demoCommand(): Command {
  return new Command('demo')
    .summary('push a folder of real files through both services, with faults')
    .description(
      'Pushes a folder of real files through two simulated services and shows what became of them.',
    )
    .argument('[folder]', "a folder of files (default: the package's own tree)")
    .option(
      '--threads <n|auto>',
      'worker threads: 0 to 64, or as many as the work is worth',
      readThreads,
      'auto',
    )
    .option('--seed <integer>', 'what all delays are drawn from', readSeed, 1)
    .option('--json', 'print the result as JSON')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXPLANATION)
    .action(demo)
}

async function demo(folder: string | undefined, { threads, seed, json = false }: DemoOptions): Promise<void> {
  const beganAt = performance.now()
  const gathered = await gatherFiles(folder ?? defaultFolder(), {
    kinds: folder === undefined ? 'documents' : 'all',
  })
  if (gathered.files.length === 0) throw new UsageError(nothingToPush(folder ?? defaultFolder(), gathered))
  const readingMs = performance.now() - beganAt
  const progress = createProgress(process.stderr, 'indexsim demo')
  const result = await runDemo(gathered, { folder, seed, threads, readingMs }, progress)
  const look = lookOf(process.stdout)
  process.stdout.write(json ? renderJson(result) : renderAccount(result, look, { command: commandName() }))
}

function readThreads(text: string): 'auto' | number {
  if (text === 'auto') return text
  const threads = Number(text)
  if (/^\d+$/.test(text) && threads <= 64) return threads
  throw new InvalidArgumentError("Expected 'auto' or a whole number from 0 to 64.")
}

function nothingToPush(folder: string, { leftOut, unreadable }: GatheredFiles): string {
  const met = Object.values(leftOut).reduce((sum, n) => sum + n, unreadable.length)
  if (met === 0) return `The folder ${quoted(folder)} is empty: there is nothing to push.`
  const reasons = [
    [leftOut.hidden, 'hidden'],
    [leftOut.otherKind, 'neither documents nor text'],
    [leftOut.linkToFolder + leftOut.noFile, 'no plain files'],
    [leftOut.overLimit, 'too large'],
    [unreadable.length, 'unreadable'],
  ] as const
  const told = reasons.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`)
  return `The folder ${quoted(folder)} has no file to push: ${told.join(', ')}.`
}

/** As the person called it: by npm in this project, or by the name of the command. */
function commandName(): string {
  return process.env['npm_lifecycle_event'] === 'demo' ? 'npm run demo --' : 'indexsim demo'
}
