/** The options of a run as its snapshot keeps them, and what whoever restores it has to give again, or may change. */
import { SnapshotError } from './core/errors.ts'
import { type FaultRule, loadRule, saveRule, type SavedFaultRule } from './core/fault-rule.ts'
import { show, showAt } from './input/check.ts'
import { formatPath } from './input/known-members.ts'
import { type Json, toJson } from './input/rich-json.ts'
import { readOptions, type Settings, type SimulatorOptions } from './options.ts'

/** All options with their defaults, functions apart. */
export interface SavedOptions extends Omit<SimulatorOptions, 'faults'> {
  readonly faults: readonly SavedFaultRule[]
  /** Which options were functions, or code in a module. */
  readonly given: Given
}

interface Given {
  readonly latencyMs: boolean
  readonly indexingMs: boolean
  readonly indexer: boolean
  /** Names of buckets. */
  readonly s3: readonly string[]
}

export function saveOptions({
  latencyMs,
  indexingMs,
  workers,
  faults,
  kendra,
  papi,
  ...rest
}: Settings): SavedOptions {
  const { indexer, ...itsWorkers } = workers
  const { syncAfterMs, indexAfterMs, ...itsPapi } = papi
  const buckets = Object.entries(kendra.s3)
  return {
    ...rest,
    ...(typeof latencyMs !== 'function' && { latencyMs }),
    ...(typeof indexingMs !== 'function' && { indexingMs }),
    workers: itsWorkers,
    faults: faults.map(saveRule),
    kendra: {
      ...kendra,
      s3: Object.fromEntries(
        buckets.flatMap(([name, folder]) => (typeof folder === 'string' ? [[name, folder]] : [])),
      ),
    },
    papi: { ...itsPapi, syncAfter: syncAfterMs ?? false, indexAfter: indexAfterMs ?? false },
    given: {
      latencyMs: typeof latencyMs === 'function',
      indexingMs: typeof indexingMs === 'function',
      indexer: indexer !== undefined,
      s3: buckets.flatMap(([name, bucket]) => (typeof bucket === 'function' ? [name] : [])),
    },
  }
}

/** Throws a SnapshotError where a run with these options cannot go on in place of one with those of its own. */
export function refuseOtherOptions(saved: SavedOptions, own: SavedOptions): void {
  const others = Object.keys({ ...own, ...saved }).filter(
    (name) => !isEqual(plain(own)[name], plain(saved)[name]),
  )
  if (others.length > 0)
    throw new SnapshotError(
      `snapshot.options are not those of this simulator: ${others.join(', ')} are other; restore it with Simulator.restore`,
    )
}

/** As JSON has it: without what is undefined. */
function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>
}

export interface RestoredOptions {
  readonly options: SimulatorOptions
  /** The predicate of a rule that had one. */
  readonly predicateOf: (rule: FaultRule) => FaultRule['on']['where']
}

/**
 * The options of the restored run. Throws a SnapshotError where something has to be given that was not, and where what
 * was given contradicts the snapshot. `rules`: those of the run when the snapshot was taken.
 */
export function restoreOptions(
  saved: SavedOptions,
  rules: readonly SavedFaultRule[],
  options: SimulatorOptions,
): RestoredOptions {
  const { faults } = saved
  // Refused in the words of every other simulator, before anything of it is believed.
  const offered = readOptions(isPlain(options) ? { ...options, seed: options.seed ?? saved.seed } : options)
  const known = [...faults, ...rules]
  const predicates = matchRules(known, offered.faults)
  refuseMissing(saved, known, options, predicates)
  const merged = merge(
    { ...saved, faults: undefined, given: undefined },
    { ...options, faults: undefined },
  ) as SimulatorOptions
  refuseContradictions(saved, saveOptions(readOptions(merged)))
  const predicateOf = (rule: FaultRule): FaultRule['on']['where'] =>
    predicates.get(keyOf({ rule, hasPredicate: true }))
  return {
    options: { ...merged, faults: faults.map((rule) => loadRule(rule, predicateOf)) as never },
    predicateOf,
  }
}

/** The predicates of the rules that are given again. */
function matchRules(
  known: readonly SavedFaultRule[],
  offered: readonly FaultRule[],
): ReadonlyMap<string, FaultRule['on']['where']> {
  const keys = new Set(known.map(keyOf))
  const predicates = new Map<string, FaultRule['on']['where']>()
  for (const rule of offered) {
    const key = keyOf(saveRule(rule))
    if (!keys.has(key))
      throw new SnapshotError(
        `options.faults has rule ${JSON.stringify(rule.name)}, and no rule of the snapshot says the same; expected its own rules, for their predicates. Others can be added to the restored run`,
      )
    predicates.set(key, rule.on.where)
  }
  return predicates
}

function keyOf(rule: SavedFaultRule): string {
  return JSON.stringify(toJson([rule.rule, rule.hasPredicate], []))
}

function refuseMissing(
  { given, kendra, ...saved }: SavedOptions,
  rules: readonly SavedFaultRule[],
  options: SimulatorOptions,
  predicates: ReadonlyMap<string, unknown>,
): void {
  const missing: string[] = []
  for (const option of ['latencyMs', 'indexingMs'] as const)
    if (given[option] && typeof options[option] !== 'function') missing.push(`${option}: a function`)
  if (given.indexer && options.workers?.indexer === undefined) missing.push('workers.indexer: a module')
  const isOffered = (bucket: string): boolean => options.kendra?.s3?.[bucket] !== undefined
  for (const bucket of given.s3)
    if (!isOffered(bucket)) missing.push(`kendra.s3[${JSON.stringify(bucket)}]: a function`)
  for (const [bucket, folder] of Object.entries(kendra?.s3 ?? {}))
    if (!isOffered(bucket) && !isThere(folder as string))
      missing.push(`kendra.s3[${JSON.stringify(bucket)}]: a bucket, for ${String(folder)} is not there`)
  for (const rule of rules)
    if (rule.hasPredicate && !predicates.has(keyOf(rule)))
      missing.push(`faults: rule ${JSON.stringify(rule.rule.name)} with its on.where`)
  if (missing.length === 0) return
  throw new SnapshotError(
    `the run of seed ${saved.seed} had what no snapshot can hold; restore(snapshot, options) needs again:\n  ${[...new Set(missing)].join('\n  ')}`,
  )
}

function isThere(folder: string): boolean {
  const { statSync } = process.getBuiltinModule('node:fs')
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Objects member by member; everything else as the second has it, if it says anything. */
function merge(saved: unknown, offered: unknown): unknown {
  if (offered === undefined) return saved
  if (!isPlain(saved) || !isPlain(offered)) return offered
  const names = new Set([...Object.keys(saved), ...Object.keys(offered)])
  const members = Array.from(names, (name) => [name, merge(saved[name], offered[name])] as const)
  return Object.fromEntries(members.filter(([, member]) => member !== undefined))
}

function isPlain<Value>(value: Value): value is Value & Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** From what keeps most to what keeps least: a restored run may keep less than it did, and never more. */
const LEVELS = { trace: ['full', 'digest', 'off'], calls: ['full', 'summary', 'off'] } as const

/** What changes nothing that has happened may be otherwise: threads, limits, buckets, and levels that are lower. */
function refuseContradictions(saved: SavedOptions, offered: SavedOptions): void {
  for (const option of ['trace', 'calls'] as const) {
    const levels: readonly unknown[] = LEVELS[option]
    const [before, now] = [saved[option], offered[option]]
    if (levels.indexOf(now) < levels.indexOf(before))
      throw new SnapshotError(
        `options.${option} is ${show(now)}; expected ${show(before)} or less, as the snapshot has no more`,
      )
  }
  const difference = differenceOf(fixedOf(saved), fixedOf(offered), [])
  if (difference === undefined) return
  const { path, before, now } = difference
  throw new SnapshotError(
    `options${formatPath(path)} is ${showAt(path, now)}; expected ${showAt(path, before)}, as in the snapshot: what has happened depends on it`,
  )
}

/** What must not change. */
function fixedOf(options: SavedOptions): Json {
  const { latencyMs, indexingMs, indexer } = options.given
  return toJson(
    {
      ...options,
      ...(latencyMs && { latencyMs: FUNCTION }),
      ...(indexingMs && { indexingMs: FUNCTION }),
      ...FREE,
      workers: { indexer: indexer ? 'a module' : 'ours' },
      kendra: { ...options.kendra, s3: undefined },
    },
    [],
  )
}

const FREE = {
  limits: undefined,
  trace: undefined,
  calls: undefined,
  faults: undefined,
  given: undefined,
} as const satisfies { readonly [option in keyof SavedOptions]?: undefined }

const FUNCTION = 'a function'

interface Difference {
  readonly path: readonly string[]
  readonly before: unknown
  readonly now: unknown
}

/** Loaded when snapshots are compared: most processes never do. */
function isEqual(a: unknown, b: unknown): boolean {
  return process.getBuiltinModule('node:util').isDeepStrictEqual(a, b)
}

function differenceOf(before: unknown, now: unknown, path: readonly string[]): Difference | undefined {
  if (isEqual(before, now)) return undefined
  if (!isPlain(before) || !isPlain(now)) return { path, before, now }
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  for (const name of names) {
    const found = differenceOf(before[name], now[name], [...path, name])
    if (found !== undefined) return found
  }
  return undefined
}
