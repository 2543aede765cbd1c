/**
 * How long an initial crawl takes, before it is made: the scenario runs on simulated time, with the quotas and service times
 * that the simulator is given. Short rehearsals compare batch sizes and numbers of clients; the best of them is then run in
 * full, or told from its rehearsal.
 */
import { z } from 'zod'
import { whenAsked } from '../../core/when-asked.ts'
import { ConfigurationError } from '../../core/errors.ts'
import { Simulator } from '../../simulator.ts'
import type { SimulatorOptions } from '../../options.ts'
import { check } from '../../input/check.ts'
import type { LoadDocumentOptions } from './load-documents.ts'
import type { LoadProgress } from './load-options.ts'
import type { LoadReport, Trouble } from './load-report.ts'
import type { LoadScenario } from './load-scenario.ts'
import { pushToKendra } from './push-documents.ts'
import { count as told } from './report/figures.ts'
import { mainReason, reasonInWords } from './report/reason.ts'
import { runLoad } from './run-load.ts'

/** What is forecast: a connector's unit of work, and where its documents go. */
export interface ForecastTarget<Client> {
  readonly client: Client
  readonly scenario: LoadScenario<Client>
  /** The index id or the connector's name. */
  readonly corpus: string
}

export interface ForecastOptions<Client> {
  /** How many documents the crawl has. */
  readonly documents: number
  /** Documents of a unit of work to compare; 1, 5 and 10 where it is left out. */
  readonly batch?: number | readonly number[] | undefined
  /** Clients side by side to compare; 1, 2, 4, 8 and 16 where it is left out. */
  readonly clients?: number | readonly number[] | undefined
  /** Quotas (`kendra.quotas`), service times (`latencyMs`, `indexingMs`), faults and the seed. */
  readonly simulator?: Omit<SimulatorOptions, 'clock'> | undefined
  /** What the documents are like; of one byte, for only their number matters, where it is left out. */
  readonly contents?: Omit<LoadDocumentOptions, 'count'> | undefined
  /** Makes what is needed in a fresh simulator; an index to which batches are put where it is left out. */
  readonly prepare?: ((simulator: Simulator) => ForecastTarget<Client>) | undefined
  /** Documents of each rehearsal; 10,000 where it is left out, and more where a quota lets more through at once. */
  readonly rehearse?: number | undefined
  /** `run` (the default): the best is run with all documents. `rehearsal`: its steady state is taken to go on. */
  readonly basis?: 'run' | 'rehearsal' | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: ForecastProgress) => void) | undefined
}

export interface ForecastProgress extends LoadProgress {
  readonly batch: number
  readonly clients: number
  readonly isRehearsal: boolean
}

export interface Rehearsal {
  readonly batch: number
  readonly clients: number
  /** Documents of the rehearsal. */
  readonly documents: number
  /** Accepted documents a second in its steady state, between a half and nine tenths of the documents. */
  readonly documentsPerSecond: number
  /** What the crawl takes in this way, from its begin until the last document is indexed, if the steady state goes on, and what was lost is pushed again; undefined where nothing was accepted. */
  readonly durationMs: number | undefined
  /** Of all attempts, those that failed and were made once more. */
  readonly retriedShare: number
  /** Of all documents, those that were not accepted in the end. */
  readonly lostShare: number
  /** What kept most of those out; undefined where all were accepted. */
  readonly lostTo: Trouble | undefined
  /** Latency of a unit with its retries, in milliseconds. */
  readonly p50: number
  readonly p99: number
}

export interface Forecast {
  readonly format: 'indexsim-forecast'
  readonly version: 1
  readonly seed: number
  readonly documents: number
  /** Those that were compared, in the order of batch and clients. */
  readonly rehearsals: readonly Rehearsal[]
  /** The fastest, and of equally fast ones that with the fewest retries and clients. */
  readonly best: Pick<Rehearsal, 'batch' | 'clients'>
  /** For each batch size, the fewest clients that had to try again more than once in a hundred attempts; undefined where none had to. */
  readonly throttling: readonly { readonly batch: number; readonly fromClients: number | undefined }[]
  /** What the crawl takes in the best way, from its begin until its last document is indexed, in simulated milliseconds. */
  readonly durationMs: number
  /** Whether that was run with all documents, or told from the rehearsal. */
  readonly basis: 'run' | 'rehearsal'
  /** The crawl in full, or its rehearsal. */
  readonly report: LoadReport
}

/** Of two that are this close neither is faster. */
const AS_FAST = 0.02
/** From this share of attempts on throttling is felt. */
const FELT = 0.01
/** A rehearsal has so many times what a quota lets through at once, so that its second half knows nothing of it. */
const BURSTS = 4

/**
 * Forecasts an initial crawl. The same options give the same forecast, byte for byte. Rejects with a ConfigurationError for
 * options that are wrong, or with which nothing is accepted, and with the signal's reason where it is aborted.
 */
export async function forecast<Client>(options: ForecastOptions<Client>): Promise<Forecast> {
  const settings = check(schema(), options, 'forecast') as Settings
  const { documents, batch: batches, clients: crowds, basis, seed } = settings
  const rehearsals: { rehearsal: Rehearsal; report: LoadReport }[] = []
  for (const batch of batches) {
    for (const clients of crowds) {
      const count = Math.min(documents, rehearsalOf(settings, batch))
      const report = await crawl(settings, { batch, clients, count, isRehearsal: count < documents })
      rehearsals.push({ rehearsal: rehearsalFrom(report, clients, documents, count), report })
    }
  }
  const best = bestOf(rehearsals)
  if (best.report.documents.accepted === 0) throw nothingAccepted(best.report)
  const { batch, clients } = best.rehearsal
  // What was rehearsed with all documents has been run already.
  const isRun = basis === 'run' || best.rehearsal.documents === documents
  const report =
    isRun && best.rehearsal.documents < documents
      ? await crawl(settings, { batch, clients, count: documents, isRehearsal: false })
      : best.report
  return {
    format: 'indexsim-forecast',
    version: 1,
    seed,
    documents,
    rehearsals: rehearsals.map(({ rehearsal }) => rehearsal),
    best: { batch, clients },
    throttling: batches.map((size) => ({
      batch: size,
      fromClients: rehearsals.find(
        ({ rehearsal }) => rehearsal.batch === size && rehearsal.retriedShare > FELT,
      )?.rehearsal.clients,
    })),
    durationMs: isRun || best.rehearsal.durationMs === undefined ? endOf(report) : best.rehearsal.durationMs,
    basis: isRun ? 'run' : 'rehearsal',
    report,
  }
}

function nothingAccepted(report: LoadReport): Error {
  const reason = mainReason(report) ?? { name: 'nothing', message: 'none was pushed' }
  return new ConfigurationError(
    `forecast: not one document was accepted in any rehearsal; the first failed with ${reasonInWords(reason)}`,
  )
}

interface Crawl {
  readonly batch: number
  readonly clients: number
  readonly count: number
  readonly isRehearsal: boolean
}

async function crawl(settings: Settings, { batch, clients, count, isRehearsal }: Crawl): Promise<LoadReport> {
  const { contents, prepare, signal, onProgress, seed } = settings
  const simulator = new Simulator(leanOptions(settings))
  try {
    const { client, scenario, corpus } = prepare(simulator)
    const report = await runLoad(scenario, {
      client,
      simulator,
      corpus,
      seed,
      batch,
      stages: [{ clients }],
      documents: { ...contents, count },
      mostUnits: Number.MAX_SAFE_INTEGER,
      signal,
      title: `${isRehearsal ? 'Rehearsal' : 'Crawl'} of ${told(count)} documents, ${batch} at a time, by ${clients} ${clients === 1 ? 'client' : 'clients'}`,
      onProgress: onProgress && ((progress) => onProgress({ ...progress, batch, clients, isRehearsal })),
    })
    // A part of a crawl forecasts nothing.
    signal?.throwIfAborted()
    return report
  } finally {
    await simulator.close()
  }
}

/** Nothing is kept that a forecast does not look at, and no limit of an edition is in the way of millions of documents. */
function leanOptions({ simulator, seed }: Settings): SimulatorOptions {
  const unlimited = { documents: Number.MAX_SAFE_INTEGER, textBytes: Number.MAX_SAFE_INTEGER }
  return {
    trace: 'off',
    calls: 'off',
    ...simulator,
    seed,
    workers: { threads: 0, ...simulator.workers },
    kendra: { ...simulator.kendra, capacity: { ...unlimited, ...simulator.kendra?.capacity } },
    limits: { eventsPerInstant: Number.MAX_SAFE_INTEGER, settle: '90000d', ...simulator.limits },
  }
}

function rehearsalOf({ rehearse, simulator }: Settings, batch: number): number {
  const bursts = Object.values(simulator.kendra?.quotas ?? {}).map(
    (quota) => quota?.burst ?? Math.ceil(quota?.rate ?? 0),
  )
  return Math.max(rehearse, BURSTS * batch * Math.max(0, ...bursts))
}

function rehearsalFrom(report: LoadReport, clients: number, documents: number, count: number): Rehearsal {
  const { units, retries, latencyMs } = report
  const { accepted, batch } = report.documents
  const retried = retries.reduce((sum, trouble) => sum + trouble.count, 0)
  const { rate, durationMs } = goingOn(report, documents)
  return {
    batch,
    clients,
    documents: count,
    documentsPerSecond: Math.round(rate * 100_000) / 100,
    durationMs: accepted === 0 ? undefined : count === documents ? endOf(report) : Math.round(durationMs),
    retriedShare: Math.round((retried / Math.max(1, units.started + retried)) * 10_000) / 10_000,
    lostShare: Math.round((1 - accepted / count) * 10_000) / 10_000,
    lostTo: accepted === count ? undefined : mainReason(report),
    p50: latencyMs.measured.p50,
    p99: latencyMs.measured.p99,
  }
}

/** What it takes until so many documents are indexed if the steady state of a rehearsal goes on; the rate is by the millisecond. */
function goingOn(report: LoadReport, wanted: number): { rate: number; durationMs: number } {
  const { windows, windowMs, elapsedMs } = report
  const { accepted } = report.documents
  let done = 0
  const edges = windows.map(({ documents }, n) => ({
    at: Math.min((n + 1) * windowMs, elapsedMs),
    done: (done += documents),
  }))
  const reached = (share: number) =>
    edges.find((edge) => edge.done >= share * accepted) ?? { at: elapsedMs, done }
  let [from, until] = [reached(0.5), reached(0.9)]
  // All in one window: there is no steady state to speak of, and the whole has to do.
  if (until.at <= from.at)
    [from, until] = [
      { at: 0, done: 0 },
      { at: elapsedMs, done: accepted },
    ]
  const rate = (until.done - from.done) / Math.max(1, until.at - from.at)
  if (rate === 0) return { rate, durationMs: 0 }
  const stragglersMs = Math.max(0, elapsedMs - until.at - (accepted - until.done) / rate)
  const indexingMs = endOf(report) - elapsedMs
  return { rate, durationMs: until.at + (wanted - until.done) / rate + stragglersMs + indexingMs }
}

/** When the last document was pushed, and indexed as far as that was watched. */
function endOf({ elapsedMs, indexing }: LoadReport): number {
  return Math.max(elapsedMs, indexing?.endedAtMs ?? 0)
}

function bestOf<R extends { rehearsal: Rehearsal }>(rehearsals: readonly R[]): R {
  const fastest = Math.max(...rehearsals.map(({ rehearsal }) => rehearsal.documentsPerSecond))
  const [best] = rehearsals
    .filter(({ rehearsal }) => rehearsal.documentsPerSecond >= fastest * (1 - AS_FAST))
    .toSorted(
      ({ rehearsal: a }, { rehearsal: b }) =>
        a.lostShare - b.lostShare ||
        a.retriedShare - b.retriedShare ||
        a.clients - b.clients ||
        a.batch - b.batch,
    )
  return best as R
}

interface Settings {
  readonly documents: number
  readonly batch: readonly number[]
  readonly clients: readonly number[]
  readonly simulator: Omit<SimulatorOptions, 'clock'>
  readonly contents: Omit<LoadDocumentOptions, 'count'>
  readonly prepare: (simulator: Simulator) => ForecastTarget<unknown>
  readonly rehearse: number
  readonly basis: 'run' | 'rehearsal'
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: ForecastProgress) => void) | undefined
}

function putBatches(simulator: Simulator): ForecastTarget<Simulator['kendra']> {
  const indexId = simulator.kendra.addIndex()
  return { client: simulator.kendra, scenario: pushToKendra({ indexId }), corpus: indexId }
}

const FROM_ONE = 'a whole number from 1, or a list of such'
const fromOne = whenAsked(() => z.int(FROM_ONE).min(1, FROM_ONE))
const someOf = (initial: number[]): z.ZodType<number[]> =>
  z
    .union([fromOne().transform((one) => [one]), z.array(fromOne()).min(1, FROM_ONE)], FROM_ONE)
    .default(initial)
    .transform((list) => [...new Set(list)].toSorted((a, b) => a - b))
const OPTIONS = 'options of a simulator, without a clock'
const aFunction = <F>(): z.ZodType<F> => z.custom<F>((value) => typeof value === 'function', 'a function')

// The members of a simulator's and of documents' options are checked where they are used.
const schema = whenAsked(() =>
  z
    .strictObject(
      {
        documents: fromOne(),
        batch: someOf([1, 5, 10]),
        clients: someOf([1, 2, 4, 8, 16]),
        simulator: z
          .custom<Omit<SimulatorOptions, 'clock'>>(
            (value) => typeof value === 'object' && value !== null && !('clock' in value),
            OPTIONS,
          )
          .default({}),
        contents: z
          .custom<LoadDocumentOptions>((value) => typeof value === 'object' && value !== null, 'an object')
          .default({ bytes: 1 }),
        prepare: aFunction<Settings['prepare']>().default(() => putBatches as Settings['prepare']),
        rehearse: fromOne().default(10_000),
        basis: z.enum(['run', 'rehearsal'], "'run' or 'rehearsal'").default('run'),
        signal: z.instanceof(AbortSignal, { error: 'an AbortSignal' }).optional(),
        onProgress: aFunction<(progress: ForecastProgress) => void>().optional(),
      },
      'options of a forecast',
    )
    .transform((settings) => ({ ...settings, seed: settings.simulator.seed ?? 1 })),
)
