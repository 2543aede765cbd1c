/** The options of a simulator, checked at the door: what is wrong is named with its place, its value and what was expected. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { check, show } from './input/check.ts'
import { ConfigurationError } from './core/errors.ts'
import type { KendraSettings, KendraSpans } from './facades/kendra/kendra-settings.ts'
import { KENDRA_OPERATIONS, type KendraOperation } from './facades/kendra/operation-names.ts'
import type { S3Bucket, S3Function } from './facades/kendra/s3-objects.ts'
import type { PapiSettings } from './facades/papi/papi-settings.ts'
import type { IndexingSubject } from './core/indexing-plan.ts'
import type { FaultRule } from './core/fault-rule.ts'
import { type Duration, DURATION_EXPECTED, durationSchema, readDuration } from './input/duration.ts'
import { RANGE_EXPECTED } from './input/range.ts'
import { FaultPlan, rulesSchemaOf } from './faults/fault-plan.ts'
import { FAULT_PROFILES, type FaultProfile } from './faults/fault-profiles.ts'
import type { FaultRuleInput } from './faults/fault-schema.ts'

/** Simulated milliseconds: always the same, drawn from a range (both ends included), or computed. */
export type MsOption<Subject> = number | readonly [min: number, max: number] | ((subject: Subject) => number)

/** Which clock simulated time follows; `rate` is how many times as fast. */
export type ClockOption = 'virtual' | 'system' | { readonly rate: number }

/** A call on its way, as a latency function sees it. */
export interface CallSubject {
  readonly facade: string
  readonly operation: string
  readonly corpus: string
}

export interface WorkerOptions {
  /** How many threads analyse documents: a number, none (0: on the main thread), or as many as the work is worth. */
  readonly threads?: 'auto' | number | undefined
  /** Documents that one message to a thread carries at most. */
  readonly batchSize?: number | undefined
  /** A module that exports `analyze(parts)`, instead of the built-in analysis. */
  readonly indexer?: string | URL | undefined
}

export interface KendraOptions {
  /** What BatchGetDocumentStatus answers while a delete is pending (ledger: kendra.status.delete-pending). */
  readonly statusWhileDeleting?: 'PROCESSING' | 'previous' | undefined
  /** How many versions of a document that came with a sync job are kept for status calls by version. */
  readonly versionsKept?: number | undefined
  /** Whether a sync job may start while the last one is SYNCING_INDEXING (ledger: kendra.job.start-while-indexing). */
  readonly startWhileIndexing?: 'refused' | 'accepted' | undefined
  /** What becomes of documents with the same id in one put (ledger: kendra.put.duplicate-ids). */
  readonly duplicatesInBatch?: 'last-wins' | 'rejected' | undefined
  /** Other texts for FailureCode and FailureReason, by the code of the simulator or of a rule (ledger: kendra.status.failure-texts). */
  readonly failureTexts?: KendraSettings['failureTexts'] | undefined
  /** What one storage unit holds, instead of what the edition says (ledger: kendra.capacity.editions): small numbers make limits easy to reach. */
  readonly capacity?: KendraSettings['capacity'] | undefined
  /** How long resources are being created, updated and deleted, in simulated time. */
  readonly takes?: { readonly [span in keyof KendraSpans]?: Duration | undefined } | undefined
  /** Calls a second for each operation, and how many at once after a pause; nothing is throttled without. */
  readonly quotas?: { readonly [operation in KendraOperation]?: QuotaOptions | undefined } | undefined
  /**
   * The buckets that documents with an S3Path are in (ledger: kendra.put.s3-path): a folder, or a function that gives the
   * bytes of a key. Time stands still until it has given them, so it must not wait on `sim.clock`.
   */
  readonly s3?: Readonly<Record<string, S3Bucket>> | undefined
}

/** A token bucket on simulated time. */
export interface QuotaOptions {
  /** Calls a second. */
  readonly rate: number
  /** Calls at once after a pause; the rate, rounded up, where it is left out. */
  readonly burst?: number | undefined
  /** What a throttled caller is told to wait, in whole seconds; it is told nothing where this is left out. */
  readonly retryAfter?: Duration | undefined
}

export interface PapiOptions {
  /** Simulated time from the first unsynced operation to the automatic sync; false: only `sync()` does it. */
  readonly syncAfter?: Duration | false | undefined
  /** Simulated time from the first synced operation to the automatic indexing job; false: only `triggerIndexingJob()` begins one. */
  readonly indexAfter?: Duration | false | undefined
  /** Whether a root path ends at the end of a path segment, or anywhere in it (ledger: papi.root-path.segments). */
  readonly rootPath?: PapiSettings['rootPath'] | undefined
  /** Which HTTP requests are taken: those of the vendor's own client too, or only what the guide says (ledger: papi.wire.methods). */
  readonly profile?: PapiSettings['profile'] | undefined
  /** Login and password of Basic authentication over HTTP; nobody is asked without. */
  readonly credentials?: PapiSettings['credentials'] | undefined
  /** The HTTP status for a command of a session from before a restart (ledger: papi.session.mismatch-status). */
  readonly sessionMismatchStatus?: number | undefined
  /** The letter at the beginning of a folder's line in an enumeration (ledger: papi.wire.folder-marker). */
  readonly folderMarker?: string | undefined
}

export interface LimitOptions {
  /** Steps of calls and ends of waits at one simulated instant before a run counts as one that never ends. */
  readonly eventsPerInstant?: number | undefined
  /** Simulated time that one `settle` may take. */
  readonly settle?: Duration | undefined
  /** Simulated time that may pass since the start, on the virtual clock; there is no such limit where it is left out. */
  readonly simulated?: Duration | undefined
  /** Real time for which a wait without visible cause is borne before it counts as a stall. */
  readonly stallGrace?: Duration | undefined
  /** Real time for which `external` work is borne that does not end, while other things keep the event loop alive. */
  readonly external?: Duration | undefined
}

export interface SimulatorOptions {
  /** Any safe integer. The same seed and the same calls give the same run. */
  readonly seed?: number | undefined
  /**
   * `virtual`: time moves only while somebody waits on it, and a run repeats. `system` follows the clock of the process, or a test
   * runner's fake timers; `{ rate: 60 }` goes a minute for each second of it.
   */
  readonly clock?: ClockOption | undefined
  /** How long a call is under way, there and back; nothing by default where the clock is not virtual. */
  readonly latencyMs?: MsOption<CallSubject> | undefined
  /** How long the indexing of a document takes. */
  readonly indexingMs?: MsOption<IndexingSubject> | undefined
  readonly workers?: WorkerOptions | undefined
  readonly trace?: 'full' | 'digest' | 'off' | undefined
  /** `summary` keeps the bytes of inputs as length and hash. */
  readonly calls?: 'full' | 'summary' | 'off' | undefined
  /**
   * Fault rules from the start, to which `reset` comes back: a list, a plan, or the name of a profile (`'swarm'` is drawn
   * from the seed).
   */
  readonly faults?: readonly FaultRuleInput[] | FaultPlan | FaultProfile | undefined
  readonly kendra?: KendraOptions | undefined
  readonly papi?: PapiOptions | undefined
  readonly limits?: LimitOptions | undefined
}

/** All options with their defaults; durations in milliseconds. */
export interface Settings {
  readonly seed: number
  readonly clock: ClockOption
  readonly latencyMs: MsOption<CallSubject>
  readonly indexingMs: MsOption<IndexingSubject>
  readonly workers: {
    readonly threads: 'auto' | number
    readonly batchSize: number
    readonly indexer?: string | URL | undefined
  }
  readonly trace: 'full' | 'digest' | 'off'
  readonly calls: 'full' | 'summary' | 'off'
  readonly faults: readonly FaultRule[]
  readonly kendra: KendraSettings & { readonly versionsKept: number }
  readonly papi: PapiSettings
  readonly limits: {
    readonly eventsPerInstant: number
    readonly settle: number
    readonly simulated?: number | undefined
    readonly stallGrace: number
    readonly external: number
  }
}

const WHOLE_MS = 'a whole number of milliseconds, 0 or more'
/** Every other span may be a text. */
const expectedMs = ({ input }: { readonly input?: unknown }): string =>
  typeof input === 'string' ? `milliseconds as a number, such as ${readDuration(input) ?? 5_000}` : WHOLE_MS
const ms = z.int(WHOLE_MS).min(0, WHOLE_MS)
const range = z
  .tuple([ms, ms], `${WHOLE_MS}, or a range [min, max]`)
  .refine(([min, max]) => min <= max, RANGE_EXPECTED)
const computed = <Subject>(option: string): z.ZodType<(subject: Subject) => number> =>
  z
    .custom<(subject: Subject) => unknown>((value) => typeof value === 'function')
    .transform((compute) => (subject) => computeMs(option, compute, subject))
const countFromOne = z.int('a whole number from 1').min(1, 'a whole number from 1')
const msOption = <Subject>(
  option: string,
  initial: number | [number, number],
): z.ZodType<MsOption<Subject>> =>
  z
    .union([ms, range, computed<Subject>(option)], {
      error: (issue) => `${expectedMs(issue)}, a range [min, max] of such, or a function`,
    })
    .default(initial)

const CLOCK = "'virtual', 'system', or { rate } with a number above 0"
const THREADS = "'auto' or a whole number from 0 to 64"
const BATCH = 'a whole number from 1 to 4096'
const INDEXER = 'the URL of a module, or its path'
const OBJECT = 'an object'

const TEXT = 'a text of 1 to 2048 characters'
const failureText = z.strictObject(
  {
    code: z.string(TEXT).min(1, TEXT).max(2048, TEXT).optional(),
    reason: z.string(TEXT).min(1, TEXT).max(2048, TEXT).optional(),
  },
  'texts { code, reason }',
)
const minutes = (count: number): number => count * 60_000
const spans = {
  createIndex: durationSchema.default(minutes(30)),
  updateIndex: durationSchema.default(minutes(1)),
  deleteIndex: durationSchema.default(minutes(10)),
  createDataSource: durationSchema.default(minutes(1)),
  updateDataSource: durationSchema.default(minutes(1)),
  deleteDataSource: durationSchema.default(minutes(10)),
  principalMapping: durationSchema.default(minutes(1)),
  crawl: durationSchema.default(minutes(1)),
  stopCrawl: durationSchema.default(minutes(1)),
} satisfies { [span in keyof KendraSpans]: unknown }
/** Which may have a quota. */
export const QUOTA_OPERATIONS: readonly KendraOperation[] = Object.values(KENDRA_OPERATIONS).flat()
const SECONDS = 'whole seconds, as the header retry-after has them'
const RATE = 'a number of calls a second, above 0'
const quota = z.strictObject(
  {
    rate: z.number(RATE).positive(RATE),
    burst: countFromOne.optional(),
    retryAfter: durationSchema.refine((ms) => ms % 1000 === 0, SECONDS).optional(),
  },
  'a quota { rate, burst, retryAfter }',
)
const BUCKET = 'a folder that is there (its path or file: URL), or a function that gives the bytes of a key'
const bucket = z.union(
  [
    z
      .string()
      .min(1, BUCKET)
      .transform((folder) => path.resolve(folder))
      .refine(isFolder, BUCKET),
    z.instanceof(URL).transform(folderAt).refine(isFolder, BUCKET),
    z.custom<S3Function>((value) => typeof value === 'function'),
  ],
  BUCKET,
)
const BUCKET_NAME = 'a bucket name of 3 to 63 lower-case letters, digits, dots and hyphens'
const bucketName = z.string().regex(/^[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]$/, BUCKET_NAME)

const orNever = z.union([z.literal(false), durationSchema], `false, or ${DURATION_EXPECTED}`)
const CREDENTIAL = 'a text that is not empty'
const LOGIN = 'a text that is not empty and has no colon'
const credentials = z.strictObject(
  {
    login: z.string(LOGIN).regex(/^[^:]+$/, LOGIN),
    password: z.string(CREDENTIAL).min(1, CREDENTIAL),
  },
  'credentials { login, password }',
)
const FAULTS = `a list of fault rules, a FaultPlan, or one of the profiles ${FAULT_PROFILES.join(', ')}`
const ERROR_STATUS = 'an HTTP status from 400 to 599'
const MARKER = 'one capital letter other than D and M, which are documents'

const schema: z.ZodType<Settings> = z.strictObject(
  {
    seed: z.int('a safe integer').default(1),
    clock: z
      .union(
        [z.enum(['virtual', 'system']), z.strictObject({ rate: z.number(CLOCK).positive(CLOCK) })],
        CLOCK,
      )
      .default('virtual'),
    latencyMs: msOption<CallSubject>('latencyMs', [5, 20]),
    indexingMs: msOption<IndexingSubject>('indexingMs', [500, 5_000]),
    workers: z
      .strictObject(
        {
          threads: z
            .union([z.literal('auto'), z.int(THREADS).min(0, THREADS).max(64, THREADS)], THREADS)
            .default('auto'),
          batchSize: z.int(BATCH).min(1, BATCH).max(4096, BATCH).default(32),
          indexer: z.union([z.string(INDEXER).min(1, INDEXER), z.instanceof(URL)], INDEXER).optional(),
        },
        OBJECT,
      )
      .prefault({}),
    trace: z.enum(['full', 'digest', 'off'], "'full', 'digest' or 'off'").default('full'),
    calls: z.enum(['full', 'summary', 'off'], "'full', 'summary' or 'off'").default('full'),
    // Built where there are any: most simulators begin without.
    faults: z.lazy(() => rulesSchemaOf(FAULTS)).default([]),
    kendra: z
      .strictObject(
        {
          statusWhileDeleting: z
            .enum(['PROCESSING', 'previous'], "'PROCESSING' or 'previous'")
            .default('PROCESSING'),
          versionsKept: countFromOne.default(4),
          startWhileIndexing: z.enum(['refused', 'accepted'], "'refused' or 'accepted'").default('refused'),
          duplicatesInBatch: z
            .enum(['last-wins', 'rejected'], "'last-wins' or 'rejected'")
            .default('last-wins'),
          failureTexts: z.record(z.string(), failureText, 'texts by code').default({}),
          capacity: z
            .strictObject({ documents: countFromOne.optional(), textBytes: countFromOne.optional() }, OBJECT)
            .prefault({}),
          takes: z.strictObject(spans, OBJECT).prefault({}),
          quotas: z
            .partialRecord(
              z.enum(QUOTA_OPERATIONS, `one of ${QUOTA_OPERATIONS.join(', ')}`),
              quota.optional(),
              'quotas by operation',
            )
            .default({}),
          s3: z.record(bucketName, bucket, 'buckets by name').default({}),
        },
        OBJECT,
      )
      .prefault({}),
    papi: z
      .strictObject(
        {
          syncAfter: orNever.default(60_000),
          indexAfter: orNever.default(60_000),
          rootPath: z.enum(['segment', 'prefix'], "'segment' or 'prefix'").default('segment'),
          profile: z
            .enum(['vendor-client', 'strict'], "'vendor-client' or 'strict'")
            .default('vendor-client'),
          credentials: credentials.optional(),
          sessionMismatchStatus: z
            .int(ERROR_STATUS)
            .min(400, ERROR_STATUS)
            .max(599, ERROR_STATUS)
            .default(400),
          folderMarker: z
            .string(MARKER)
            .regex(/^[A-CE-LN-Z]$/, MARKER)
            .default('F'),
        },
        OBJECT,
      )
      .prefault({})
      .transform(({ syncAfter, indexAfter, credentials, ...rest }): PapiSettings => ({
        ...rest,
        credentials,
        syncAfterMs: syncAfter === false ? undefined : syncAfter,
        indexAfterMs: indexAfter === false ? undefined : indexAfter,
      })),
    limits: z
      .strictObject(
        {
          eventsPerInstant: countFromOne.default(1_000_000),
          settle: durationSchema.default(30 * 86_400_000),
          simulated: durationSchema.optional(),
          stallGrace: durationSchema.default(3_000),
          external: durationSchema.default(60_000),
        },
        OBJECT,
      )
      .prefault({}),
  },
  OBJECT,
)

function isFolder(file: string): boolean {
  try {
    return process.getBuiltinModule('node:fs').statSync(file).isDirectory()
  } catch {
    return false
  }
}

function folderAt(url: URL, context: z.RefinementCtx): string {
  try {
    return fileURLToPath(url)
  } catch {
    context.addIssue({ code: 'custom', message: BUCKET })
    return z.NEVER
  }
}

export function readOptions(options: SimulatorOptions): Settings {
  // The rules of a plan were checked when it was made.
  const plan = planOf(options)
  const checked = check(schema, plan === undefined ? options : { ...options, faults: [] }, 'options')
  const settings = plan === undefined ? checked : { ...checked, faults: plan.rules }
  // A call that has to wait for a timer would hang where fake timers stand still.
  const isImmediate = settings.clock !== 'virtual' && options.latencyMs === undefined
  return isImmediate ? { ...settings, latencyMs: 0 } : settings
}

/** The plan that was given, or that of the profile, which the seed gives; undefined where the rules are given one by one. */
function planOf(options: SimulatorOptions): FaultPlan | undefined {
  const { faults, seed = 1 } = options ?? {}
  if (faults instanceof FaultPlan) return faults
  const isProfile = (FAULT_PROFILES as readonly unknown[]).includes(faults) && Number.isSafeInteger(seed)
  return isProfile ? FaultPlan.profile(faults as FaultProfile, seed) : undefined
}

/** A function of the user's is held to what a number in its place is held to. */
function computeMs<Subject>(
  option: string,
  compute: (subject: Subject) => unknown,
  subject: Subject,
): number {
  let value: unknown
  try {
    value = compute(subject)
  } catch (cause) {
    throw new ConfigurationError(`options.${option} has thrown: ${String(cause)}`, { cause })
  }
  const read = ms.safeParse(value)
  if (read.success) return read.data
  throw new ConfigurationError(
    `options.${option} has returned ${show(value)} for ${show(subject)}; expected ${expectedMs({ input: value })}`,
  )
}
