/**
 * Revisions in columns: one row for each accepted put or delete that something still points to. Rows of
 * revisions that are folded away are used again. What few revisions have (a failure, a title) is kept sparse.
 */
import { grow, LEAST_ROWS, loadColumn } from './columns.ts'

export type RevisionOperation = 'put' | 'delete'

/** How far a revision has come. All from `indexed` on are ends. */
export const PHASES = [
  'accepted',
  'durable',
  'indexing',
  'indexed',
  'updated',
  'failed',
  'update-failed',
  'deleted',
  'delete-failed',
  'lost',
  'superseded',
  'forgotten',
] as const
export type Phase = (typeof PHASES)[number]

const CODE_OF = Object.fromEntries(PHASES.map((phase, code) => [phase, code])) as Record<Phase, number>

export interface Failure {
  readonly code: string
  readonly reason: string
  /** The fault rule that caused it; absent where the document itself could not be indexed. */
  readonly rule?: string
  /** The one part, from 1, that could not be read; absent where it is the whole document. */
  readonly part?: number
}

/** What was submitted with a document, beside its content, as a view shows it. The core never looks into it. */
export interface KeptSubmission {
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  readonly accessList?: readonly unknown[] | undefined
  /** The title that was submitted; without it, the one that the content has. */
  readonly title?: string | undefined
}

/** A row of the table. 0 stands for none. */
export type Revision = number
export const NO_REVISION = 0

/** No end yet, and an end that lies further away than the column can tell. */
const OPEN = 0xffff_ffff
const LONG = 0xffff_fffe

/** So many events of one revision are not counted on: its row is never used again. More generations stand apart. */
const UNCOUNTED = 255

const DELETE = 1
const PINNED = 2
const FREE = 4
const BEGUN = 8

/** As long as there are rows, that of none included. */
export interface SavedRevisionTable {
  readonly document: Uint32Array<ArrayBuffer>
  readonly ordinal: Uint32Array<ArrayBuffer>
  readonly serial: Uint32Array<ArrayBuffer>
  readonly acceptedAt: Float64Array<ArrayBuffer>
  readonly settledAfterMs: Uint32Array<ArrayBuffer>
  readonly textBytes: Uint32Array<ArrayBuffer>
  readonly digestHigh: Uint32Array<ArrayBuffer>
  readonly digestLow: Uint32Array<ArrayBuffer>
  readonly phase: Uint8Array<ArrayBuffer>
  readonly generation: Uint8Array<ArrayBuffer>
  readonly flags: Uint8Array<ArrayBuffer>
  readonly scheduled: Uint8Array<ArrayBuffer>
  readonly durableAt: Float64Array | undefined
  readonly group: Uint32Array | undefined
  readonly stamps: readonly (string | null)[] | undefined
  readonly free: readonly Revision[]
  readonly longMs: ReadonlyMap<Revision, number>
  readonly highGenerations: ReadonlyMap<Revision, number>
  readonly attempts: ReadonlyMap<Revision, number>
  readonly submissions: ReadonlyMap<Revision, KeptSubmission>
  readonly failures: ReadonlyMap<Revision, Failure>
  readonly faultyContents: ReadonlyMap<Revision, Failure>
  readonly titles: ReadonlyMap<Revision, string>
  readonly versions: ReadonlyMap<Revision, string>
}

export class RevisionTable {
  #document = new Uint32Array(LEAST_ROWS)
  #ordinal = new Uint32Array(LEAST_ROWS)
  #serial = new Uint32Array(LEAST_ROWS)
  #acceptedAt = new Float64Array(LEAST_ROWS)
  /** Milliseconds from acceptance to the end; what is longer than 32 bits can tell stands in `#longMs`. */
  #settledAfterMs = new Uint32Array(LEAST_ROWS)
  readonly #longMs = new Map<Revision, number>()
  #textBytes = new Uint32Array(LEAST_ROWS)
  #digestHigh = new Uint32Array(LEAST_ROWS)
  #digestLow = new Uint32Array(LEAST_ROWS)
  #phase = new Uint8Array(LEAST_ROWS)
  /** The generation of the last event that was queued; UNCOUNTED: it stands in `#highGenerations`. */
  #generation = new Uint8Array(LEAST_ROWS)
  readonly #highGenerations = new Map<Revision, number>()
  /** Attempts at indexing beyond the first. */
  readonly #attempts = new Map<Revision, number>()
  #flags = new Uint8Array(LEAST_ROWS)
  #scheduled = new Uint8Array(LEAST_ROWS)
  #length = 1
  #free: Revision[] = []
  /** Only where the corpus has stamps, or makes revisions durable later than it accepts them. */
  #stamps: (string | undefined)[] | undefined
  #durableAt: Float64Array | undefined
  /** Only where revisions are submitted in groups; 0 for one that is in none. */
  #group: Uint32Array | undefined

  readonly #submissions = new Map<Revision, KeptSubmission>()
  readonly #failures = new Map<Revision, Failure>()
  /** What is wrong with the content itself, where a rule has put something else in its place. */
  readonly #faultyContents = new Map<Revision, Failure>()
  readonly #titles = new Map<Revision, string>()
  readonly #versions = new Map<Revision, string>()

  add(document: number, ordinal: number, serial: number, operation: RevisionOperation, at: number): Revision {
    const revision = this.#free.pop() ?? this.#next()
    this.#document[revision] = document
    this.#ordinal[revision] = ordinal
    this.#serial[revision] = serial
    this.#acceptedAt[revision] = at
    this.#settledAfterMs[revision] = OPEN
    this.#textBytes[revision] = 0
    this.#digestHigh[revision] = 0
    this.#digestLow[revision] = 0
    this.#phase[revision] = 0
    this.#generation[revision] = 0
    this.#flags[revision] = operation === 'delete' ? DELETE : 0
    return revision
  }

  /** Lets the row be used again. Several pointers may leave a revision at once: only the first time counts. */
  free(revision: Revision): void {
    if (((this.#flags[revision] as number) & FREE) !== 0) return
    this.#flags[revision] = FREE
    if (this.#stamps !== undefined) this.#stamps[revision] = undefined
    if (this.#durableAt !== undefined) this.#durableAt[revision] = 0
    if (this.#group !== undefined) this.#group[revision] = 0
    this.#submissions.delete(revision)
    this.#failures.delete(revision)
    this.#faultyContents.delete(revision)
    this.#titles.delete(revision)
    this.#versions.delete(revision)
    this.#longMs.delete(revision)
    this.#highGenerations.delete(revision)
    this.#attempts.delete(revision)
    this.#free.push(revision)
  }

  document(revision: Revision): number {
    return this.#document[revision] as number
  }
  /** The how-manieth revision of its document, from 1. */
  ordinal(revision: Revision): number {
    return this.#ordinal[revision] as number
  }
  /** The how-manieth operation of its corpus, from 1. */
  serial(revision: Revision): number {
    return this.#serial[revision] as number
  }
  operation(revision: Revision): RevisionOperation {
    return ((this.#flags[revision] as number) & DELETE) === 0 ? 'put' : 'delete'
  }
  acceptedAt(revision: Revision): number {
    return this.#acceptedAt[revision] as number
  }

  phase(revision: Revision): Phase {
    return PHASES[this.#phase[revision] as number] as Phase
  }
  enter(revision: Revision, phase: Phase): void {
    this.#phase[revision] = CODE_OF[phase]
  }

  /** Undefined as long as the revision has not come to its end. */
  settledAt(revision: Revision): number | undefined {
    const afterMs = this.#settledAfterMs[revision] as number
    if (afterMs === OPEN) return undefined
    return this.acceptedAt(revision) + (afterMs === LONG ? (this.#longMs.get(revision) as number) : afterMs)
  }
  settle(revision: Revision, phase: Phase, at: number): void {
    this.enter(revision, phase)
    const afterMs = at - this.acceptedAt(revision)
    this.#settledAfterMs[revision] = Math.min(afterMs, LONG)
    if (afterMs >= LONG) this.#longMs.set(revision, afterMs)
  }

  /** The instant from which a restart spares the revision; that of acceptance where nobody said otherwise. */
  durableAt(revision: Revision): number | undefined {
    if (this.phase(revision) === 'accepted' || this.phase(revision) === 'forgotten') return undefined
    const at = this.#durableAt?.[revision] ?? 0
    // 0 is the start, before which nothing was accepted: nobody said otherwise.
    return at === 0 ? this.acceptedAt(revision) : at
  }
  becomeDurable(revision: Revision, at: number): void {
    this.enter(revision, 'durable')
    if (at === this.acceptedAt(revision)) return
    this.#durableAt ??= new Float64Array(this.#document.length)
    this.#durableAt[revision] = at
  }

  /** The attempt at indexing under way, from 1; 0 before the first. */
  attempt(revision: Revision): number {
    const first = ((this.#flags[revision] as number) & BEGUN) === 0 ? 0 : 1
    return this.#attempts.size === 0 ? first : (this.#attempts.get(revision) ?? first)
  }
  beginAttempt(revision: Revision): number {
    const attempt = this.attempt(revision) + 1
    this.#flags[revision] = (this.#flags[revision] as number) | BEGUN
    if (attempt > 1) this.#attempts.set(revision, attempt)
    return attempt
  }

  /** By which the last event that was queued for the revision is told from those before it. */
  generation(revision: Revision): number {
    const generation = this.#generation[revision] as number
    return generation === UNCOUNTED ? (this.#highGenerations.get(revision) as number) : generation
  }
  /** What was queued before counts no more. A number of 16 bits. */
  nextGeneration(revision: Revision): number {
    const generation = (this.generation(revision) + 1) & 0xffff
    this.#generation[revision] = Math.min(generation, UNCOUNTED)
    if (generation >= UNCOUNTED) this.#highGenerations.set(revision, generation)
    return generation
  }

  stamp(revision: Revision): string | undefined {
    return this.#stamps?.[revision]
  }
  setStamp(revision: Revision, stamp: string): void {
    this.#stamps ??= []
    while (this.#stamps.length <= revision) this.#stamps.push(undefined)
    this.#stamps[revision] = stamp
  }

  textBytes(revision: Revision): number {
    return this.#textBytes[revision] as number
  }
  digestHigh(revision: Revision): number {
    return this.#digestHigh[revision] as number
  }
  digestLow(revision: Revision): number {
    return this.#digestLow[revision] as number
  }
  /** The digest as 16 hexadecimal digits. */
  digest(revision: Revision): string {
    const halves = [this.digestHigh(revision), this.digestLow(revision)]
    return halves.map((half) => half.toString(16).padStart(8, '0')).join('')
  }
  setAnalysis(revision: Revision, textBytes: number, digestHigh: number, digestLow: number): void {
    this.#textBytes[revision] = textBytes
    this.#digestHigh[revision] = digestHigh
    this.#digestLow[revision] = digestLow
  }

  title(revision: Revision): string | undefined {
    return this.#titles.get(revision)
  }
  setTitle(revision: Revision, title: string): void {
    this.#titles.set(revision, title)
  }
  failure(revision: Revision): Failure | undefined {
    return this.#failures.get(revision)
  }
  setFailure(revision: Revision, failure: Failure): void {
    const before = this.#failures.get(revision)
    if (before !== undefined && before.rule === undefined && failure.rule !== undefined)
      this.#faultyContents.set(revision, before)
    this.#failures.set(revision, failure)
  }
  /** What is wrong with the content, whatever a rule did to the revision. */
  faultyContent(revision: Revision): Failure | undefined {
    const failure = this.#failures.get(revision)
    return failure?.rule === undefined ? failure : this.#faultyContents.get(revision)
  }
  submission(revision: Revision): KeptSubmission | undefined {
    return this.#submissions.get(revision)
  }
  setSubmission(revision: Revision, submission: KeptSubmission): void {
    this.#submissions.set(revision, submission)
  }
  /** The name by which a client can ask for this one revision, if it gave one. */
  version(revision: Revision): string | undefined {
    return this.#versions.get(revision)
  }
  setVersion(revision: Revision, version: string): void {
    this.#versions.set(revision, version)
  }

  /** A group is a number from 1; 0: none. */
  setGroup(revision: Revision, group: number): void {
    this.#group ??= new Uint32Array(this.#document.length)
    this.#group[revision] = group
  }
  /** The group with which the revision was submitted, if any; given once. */
  takeGroup(revision: Revision): number | undefined {
    const group = this.#group?.[revision]
    if (group === undefined || group === 0) return undefined
    this.setGroup(revision, 0)
    return group
  }

  /** Whether the queue holds an event of this revision. Its row is not used again before that is gone. */
  isScheduled(revision: Revision): boolean {
    return this.#scheduled[revision] !== 0
  }
  schedule(revision: Revision): void {
    const events = this.#scheduled[revision] as number
    if (events < UNCOUNTED) this.#scheduled[revision] = events + 1
  }
  unschedule(revision: Revision): void {
    const events = this.#scheduled[revision] as number
    if (events < UNCOUNTED) this.#scheduled[revision] = events - 1
  }
  /** Whether the revision is kept although its document does not point to it any more. */
  isPinned(revision: Revision): boolean {
    return ((this.#flags[revision] as number) & PINNED) !== 0
  }
  setPinned(revision: Revision, pinned: boolean): void {
    const flags = this.#flags[revision] as number
    this.#flags[revision] = pinned ? flags | PINNED : flags & ~PINNED
  }

  save(): SavedRevisionTable {
    const length = this.#length
    return {
      document: this.#document.subarray(0, length),
      ordinal: this.#ordinal.subarray(0, length),
      serial: this.#serial.subarray(0, length),
      acceptedAt: this.#acceptedAt.subarray(0, length),
      settledAfterMs: this.#settledAfterMs.subarray(0, length),
      textBytes: this.#textBytes.subarray(0, length),
      digestHigh: this.#digestHigh.subarray(0, length),
      digestLow: this.#digestLow.subarray(0, length),
      phase: this.#phase.subarray(0, length),
      generation: this.#generation.subarray(0, length),
      flags: this.#flags.subarray(0, length),
      scheduled: this.#scheduled.subarray(0, length),
      durableAt: this.#durableAt?.subarray(0, length),
      group: this.#group?.subarray(0, length),
      stamps: this.#stamps?.map((stamp) => stamp ?? null),
      free: this.#free,
      longMs: this.#longMs,
      highGenerations: this.#highGenerations,
      attempts: this.#attempts,
      submissions: this.#submissions,
      failures: this.#failures,
      faultyContents: this.#faultyContents,
      titles: this.#titles,
      versions: this.#versions,
    }
  }

  load(saved: SavedRevisionTable): void {
    this.#length = saved.document.length
    this.#document = loadColumn(saved.document)
    this.#ordinal = loadColumn(saved.ordinal)
    this.#serial = loadColumn(saved.serial)
    this.#acceptedAt = loadColumn(saved.acceptedAt)
    this.#settledAfterMs = loadColumn(saved.settledAfterMs)
    this.#textBytes = loadColumn(saved.textBytes)
    this.#digestHigh = loadColumn(saved.digestHigh)
    this.#digestLow = loadColumn(saved.digestLow)
    this.#phase = loadColumn(saved.phase)
    this.#generation = loadColumn(saved.generation)
    this.#flags = loadColumn(saved.flags)
    this.#scheduled = loadColumn(saved.scheduled)
    this.#durableAt = saved.durableAt && loadColumn(saved.durableAt)
    this.#group = saved.group && loadColumn(saved.group)
    this.#stamps = saved.stamps?.map((stamp) => stamp ?? undefined)
    this.#free = [...saved.free]
    fill(this.#longMs, saved.longMs)
    fill(this.#highGenerations, saved.highGenerations)
    fill(this.#attempts, saved.attempts)
    fill(this.#submissions, saved.submissions)
    fill(this.#failures, saved.failures)
    fill(this.#faultyContents, saved.faultyContents)
    fill(this.#titles, saved.titles)
    fill(this.#versions, saved.versions)
  }

  #next(): Revision {
    const revision = this.#length++
    if (revision === this.#document.length) this.#grow(revision * 2)
    return revision
  }

  #grow(length: number): void {
    this.#document = grow(this.#document, length)
    this.#ordinal = grow(this.#ordinal, length)
    this.#serial = grow(this.#serial, length)
    this.#acceptedAt = grow(this.#acceptedAt, length)
    this.#settledAfterMs = grow(this.#settledAfterMs, length)
    this.#textBytes = grow(this.#textBytes, length)
    this.#digestHigh = grow(this.#digestHigh, length)
    this.#digestLow = grow(this.#digestLow, length)
    this.#phase = grow(this.#phase, length)
    this.#generation = grow(this.#generation, length)
    this.#flags = grow(this.#flags, length)
    this.#scheduled = grow(this.#scheduled, length)
    if (this.#durableAt !== undefined) this.#durableAt = grow(this.#durableAt, length)
    if (this.#group !== undefined) this.#group = grow(this.#group, length)
  }
}

function fill<Value>(map: Map<Revision, Value>, saved: ReadonlyMap<Revision, Value>): void {
  for (const [revision, value] of saved) map.set(revision, value)
}
