/** `indexsim load`: from the arguments of the command line to a load or a forecast, and its report. */
import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import {
  ConfigurationError,
  forecast,
  type ForecastProgress,
  type LoadDocumentOptions,
  type LoadProgress,
  type LoadReport,
  type LoadScenario,
  type LoadStage,
  renderForecastPage,
  renderForecastText,
  renderLoadPage,
  renderLoadText,
  runLoad,
  Simulator,
  type SimulatorOptions,
} from '../../index.ts'
import { createLiveProgress, type LiveProgress } from '../../testing/live-progress.ts'
import { reasonInWords } from '../../testing/load/report/reason.ts'
import { gatherFiles } from '../demo/gather-files.ts'
import { count, quoted } from '../demo/words.ts'
import { readSeed } from '../read-seed.ts'
import { loadScenarioModule } from '../scenario-module.ts'
import { ToldFailure } from '../told-failure.ts'
import { UsageError } from '../usage-error.ts'
import { MOST_REAL_MS, refuseContradictions } from './contradictions.ts'
import type { LoadCommandOptions } from './load-command-options.ts'
import { FACADES, targetAt, targetIn, type Work, workOf } from './load-target.ts'
import {
  addQuota,
  readBytes,
  readCount,
  readCounts,
  readFormats,
  readLoopbackUrl,
  readRamp,
  readSpan,
  readSpans,
} from './read-values.ts'

const EXPLANATION = `
A unit of work pushes one batch of documents, and tries again with longer and
longer waits when the service is busy. With --clients so many units are under
way at any time, each client waiting for its answers (closed loop); with --rate
so many begin each second, whatever became of those before (open loop). The
documents are those of the folder, taken in turn, or are made from the seed.

--scenario names a module whose default export, or export 'scenario', is the
unit of work instead, as runLoad takes it:

  export async function scenario(client, { corpus, documents, sleep }) {
    await push(client, corpus, documents)     // the connector under load
  }

The client is that of the facade: sim.kendra, a connector of the Push API, or
the SDK's KendraClient; corpus is the index, or the connector's name.

Latencies are corrected for coordinated omission: a client that waits for its
answers sends nothing during a long one, and would measure too few of them.

Without --url the simulator is in this process and its clock is the machine's,
so the figures are those of this machine. With --simulated time is simulated:
the same command gives the same report, and hours pass in seconds.

--forecast tells how long an initial crawl takes: it compares batch sizes and
numbers of clients on simulated time, with the quotas and service times that you
give, shows where throttling bites, and runs the best with all documents.
--extrapolate tells it from the steady state instead.

Nothing leaves this machine. A load has at most 10 million units and an hour of
real time. Ctrl-C ends it and reports what there was; a second one ends at once.

Examples:
  indexsim load                                    4 clients for 10 seconds
  indexsim load ./docs --facade sdk --clients 10 --documents 5000
  indexsim load --rate 200 --ramp 5s --for 1m --report load.html
  indexsim load --scenario ./unit-of-work.js --facade sdk --simulated --for 1m
  indexsim load --url http://127.0.0.1:8480 --facade papi --rate 20
  indexsim load --simulated --quota BatchPutDocument=10/20 --for 10m
  indexsim load --forecast --documents 10_000_000 --quota BatchPutDocument=10
      --latency 40ms..120ms --indexing 1m..10m --batch 1,10 --clients 1,2,4,8

Exit codes: 0 the load was run, 1 it broke off or no unit of work succeeded, 2
the command line is wrong.`

/** The Push API syncs after a minute, and indexes after another. */
const PATIENCE = { kendra: '1m', sdk: '1m', papi: '3m' } as const
/** Columns of what is told of a load. */
const BESIDE_BAR = 70
const USUAL_CLIENTS = 4
const USUAL_MS = 10_000
const USUAL_FORECAST = 100_000

export function loadCommand(): Command {
  return new Command('load')
    .summary('put a simulated service under load, or forecast a crawl')
    .description(
      'Puts a simulated service under load and reports throughput, latencies, errors and the time to searchable; or forecasts a crawl.',
    )
    .argument('[folder]', 'a folder whose files are pushed (default: generated documents)')
    .addOption(
      new Option('--facade <name>', "kendra, papi, or sdk: the AWS SDK's client")
        .choices([...FACADES])
        .default('kendra'),
    )
    .option('--scenario <file>', 'a module with a unit of work of your own')
    .option('--url <url>', 'a simulator that is served on this machine', readLoopbackUrl)
    .option('--index <id>', 'the index there (default: the first that is ACTIVE)')
    .option('--rate <n>', 'units that begin each second; 5..50 changes evenly', readRamp)
    .option('--clients <n>', 'clients side by side; a list for --forecast', readCounts)
    .option('--for <span>', 'how long it lasts', readSpan)
    .option('--ramp <span>', 'before that, rise evenly from nothing', readSpan)
    .option('--documents <n>', 'documents in all, which end it', readCount)
    .option('--size <bytes>', 'of generated documents; 200..5000 is drawn', readBytes)
    .option('--formats <shares>', 'of generated documents, as text:3,html:1', readFormats)
    .option('--batch <n>', 'documents of a unit (default: 10); a list for --forecast', readCounts)
    .option('--quota <op=rate[/burst]>', 'calls a second of an operation (repeatable)', addQuota)
    .option('--latency <span>', 'how long a call takes; 40ms..120ms is drawn', readSpans)
    .option('--indexing <span>', 'how long indexing takes; 1m..10m is drawn', readSpans)
    .option('--simulated', 'on simulated time')
    .option('--forecast', 'forecast an initial crawl on simulated time')
    .option('--extrapolate', 'forecast from the steady state, without running all of it')
    .option('--seed <integer>', 'what documents and delays are drawn from', readSeed, 1)
    .option('--report <file>', 'write the report as one HTML page, or JSON for a name with .json')
    .option('--json', 'print the report as JSON')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXPLANATION)
    .action(load)
}

async function load(folder: string | undefined, options: LoadCommandOptions): Promise<void> {
  refuseContradictions(options)
  const documents = await documentsOf(folder, options)
  const work = await workOf(options.facade, await scenarioOf(options))
  const ending = new AbortController()
  const end = (): void => ending.abort()
  process.once('SIGINT', end)
  const progress = createLiveProgress(process.stderr, { label: 'indexsim load', besideBar: BESIDE_BAR })
  try {
    const order = { options, work, documents, signal: ending.signal, progress }
    const { page, text, data, report } = await (options.forecast === true
      ? makeForecast(order)
      : makeLoad(order))
    progress.stop()
    const json = `${JSON.stringify(data, undefined, 2)}\n`
    if (options.report !== undefined)
      await write(options.report, options.report.endsWith('.json') ? json : page)
    process.stdout.write(options.json === true ? json : text)
    refuseFutility(report)
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError(error.message)
    if (ending.signal.aborted && error === ending.signal.reason) {
      console.error('indexsim: the forecast was ended before there was one')
      throw new ToldFailure()
    }
    throw error
  } finally {
    progress.stop()
    process.off('SIGINT', end)
  }
}

interface Order {
  readonly options: LoadCommandOptions
  readonly work: Work
  readonly documents: LoadDocumentOptions
  readonly signal: AbortSignal
  readonly progress: LiveProgress
}

interface Outcome {
  readonly data: object
  readonly text: string
  readonly page: string
  readonly report: LoadReport
}

async function makeForecast({ options, work, documents, signal, progress }: Order): Promise<Outcome> {
  const { count: inAll = USUAL_FORECAST, ...contents } = documents
  const hasContents = contents.bytes !== undefined || contents.contents !== undefined
  const made = await forecast({
    documents: inAll,
    batch: options.batch,
    clients: options.clients,
    ...(hasContents && { contents }),
    simulator: simulatorOptions(options),
    prepare: (simulator) => ({ client: null, ...targetIn(simulator, work) }),
    basis: options.extrapolate === true ? 'rehearsal' : 'run',
    signal,
    onProgress: (at) => progress.show(at.documents / (at.documentsInAll ?? inAll), forecastWords(at)),
  })
  return { data: made, text: renderForecastText(made), page: renderForecastPage(made), report: made.report }
}

async function makeLoad({ options, work, documents, signal, progress }: Order): Promise<Outcome> {
  const { url, facade, index, scenario, simulated = false, seed, batch } = options
  const simulator = url === undefined ? new Simulator(loadedSimulator(options)) : undefined
  try {
    const target =
      simulator === undefined ? await targetAt(url as URL, work, index) : targetIn(simulator, work)
    const stages = stagesOf(options)
    const report = await runLoad(target.scenario, {
      client: null,
      stages,
      documents,
      seed,
      simulator,
      corpus: target.corpus,
      states: target.states,
      time: simulated ? 'simulated' : 'real',
      batch: batch?.[0],
      patience: PATIENCE[facade],
      signal,
      title: `Load of ${url?.origin ?? 'a simulator in this process'}, ${facade}${scenario === undefined ? '' : `, by ${scenario}`}`,
      onProgress: (at) => progress.show(partOf(at, stages), loadWords(at)),
    })
    return { data: report, text: renderLoadText(report), page: renderLoadPage(report), report }
  } finally {
    await simulator?.close()
  }
}

function loadedSimulator(options: LoadCommandOptions): SimulatorOptions {
  return {
    ...simulatorOptions(options),
    trace: 'off',
    calls: 'off',
    ...(options.simulated !== true && { clock: 'system' }),
    limits: { eventsPerInstant: Number.MAX_SAFE_INTEGER },
  }
}

function simulatorOptions({
  seed,
  latency,
  indexing,
  quota,
}: LoadCommandOptions): Omit<SimulatorOptions, 'clock'> {
  return {
    seed,
    latencyMs: latency,
    indexingMs: indexing,
    // No edition's limit on documents is in the way of a load.
    kendra: { quotas: quota as NonNullable<SimulatorOptions['kendra']>['quotas'], capacity: UNLIMITED },
  }
}

const UNLIMITED = { documents: Number.MAX_SAFE_INTEGER, textBytes: Number.MAX_SAFE_INTEGER }

/** A ramp, where one is asked for, and then the load itself. */
function stagesOf(options: LoadCommandOptions): LoadStage[] {
  const { rate, clients, ramp, documents, simulated = false } = options
  const lasts = options.for ?? (documents === undefined ? USUAL_MS : undefined)
  // With documents to end it, an hour is only the limit of what real time it may take.
  const span = lasts ?? (simulated ? undefined : MOST_REAL_MS)
  const crowd = clients?.[0] ?? USUAL_CLIENTS
  const first = typeof rate === 'object' ? rate[0] : (rate ?? 0)
  const rise: LoadStage[] =
    ramp === undefined
      ? []
      : [rate === undefined ? { for: ramp, clients: [0, crowd] } : { for: ramp, rate: [0, first] }]
  return [...rise, rate === undefined ? { for: span, clients: crowd } : { for: span, rate }]
}

async function scenarioOf({ scenario }: LoadCommandOptions): Promise<LoadScenario<unknown> | undefined> {
  if (scenario === undefined) return undefined
  return (await loadScenarioModule<LoadScenario<unknown>>(scenario, 'client, context')).scenario
}

async function documentsOf(
  folder: string | undefined,
  { documents, size, formats }: LoadCommandOptions,
): Promise<LoadDocumentOptions> {
  if (folder === undefined) return { count: documents, bytes: size, formats }
  if (size !== undefined || formats !== undefined)
    throw new UsageError(
      '--size and --formats are of generated documents; those of a folder are as they are.',
    )
  const { files } = await gatherFiles(folder, { kinds: 'all' })
  if (files.length === 0) throw new UsageError(`The folder ${quoted(folder)} has no file to push.`)
  const contents = files.map(({ bytes, kind }) => ({ bytes, contentType: kind.contentType, mime: kind.mime }))
  return { count: documents, contents }
}

/** A load of which nothing succeeded tells nothing, and a script must not take it for one. */
function refuseFutility({ units, errors }: LoadReport): void {
  if (units.completed > 0 || units.failed === 0) return
  const [error = { name: 'Error', message: '' }] = errors
  console.error(`indexsim: not one unit of work succeeded; the first failed with ${reasonInWords(error)}`)
  throw new ToldFailure()
}

async function write(file: string, content: string): Promise<void> {
  await writeFile(file, content).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The report cannot be written to ${quoted(file)}: ${error.code ?? error.message}.`)
  })
}

function partOf(
  { elapsedMs, documents, documentsInAll }: LoadProgress,
  stages: readonly LoadStage[],
): number | undefined {
  if (documentsInAll !== undefined) return documents / documentsInAll
  const wholeMs = stages.reduce((sum, stage) => sum + (typeof stage.for === 'number' ? stage.for : 0), 0)
  return wholeMs === 0 ? undefined : elapsedMs / wholeMs
}

function loadWords({ elapsedMs, documents, failed, retried, medianMs, phase }: LoadProgress): string {
  const seconds = Math.max(elapsedMs, 1) / 1_000
  return `${phase}, ${count(documents)} documents in ${count(seconds)} s, p50 ${medianMs.toFixed(1)} ms, ${count(retried)} again, ${count(failed)} failed`
}

function forecastWords({
  batch,
  clients,
  isRehearsal,
  documents,
  documentsInAll = 0,
}: ForecastProgress): string {
  return `${isRehearsal ? 'rehearsing' : 'running'} ${clients} x ${batch}, ${count(documents)} of ${count(documentsInAll)} documents`
}
