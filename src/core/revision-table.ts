/**
 * Revisions: one row of ten words for each accepted put or delete that something still points to. Rows of revisions that
 * are folded away are used again. What few revisions have (a failure, a title) is kept sparse.
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

// A row is ten words in succession: most of them are needed together, and millions of revisions come to their ends in no
// order that a processor could foresee. The first two are one double, the last holds four bytes.
const WORDS = 10
const DOUBLES = WORDS / 2
const BYTES = WORDS * 4
const ACCEPTED_AT = 0
const DOCUMENT = 2
const ORDINAL = 3
const SERIAL = 4
/** Milliseconds from acceptance to the end; what is longer than 32 bits can tell stands in `#longMs`. */
const SETTLED_AFTER_MS = 5
const TEXT_BYTES = 6
const DIGEST_HIGH = 7
const DIGEST_LOW = 8
const PHASE = 36
/** The generation of the last event that was queued; UNCOUNTED: it stands in `#highGenerations`. */
const GENERATION = 37
const FLAGS = 38
const SCHEDULED = 39

const DELETE = 1
const PINNED = 2
const FREE = 4
const BEGUN = 8

/** As long as there are rows, that of none included. */
export interface SavedRevisionTable {
  readonly words: Uint32Array<ArrayBuffer>
  readonly durableAt: Float64Array<ArrayBuffer> | undefined
  readonly group: Uint32Array<ArrayBuffer> | undefined
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
  #words = new Uint32Array(LEAST_ROWS * WORDS)
  #doubles = new Float64Array(this.#words.buffer)
  #bytes = new Uint8Array(this.#words.buffer)
  readonly #longMs = new Map<Revision, number>()
  readonly #highGenerations = new Map<Revision, number>()
  /** Attempts at indexing beyond the first. */
  readonly #attempts = new Map<Revision, number>()
  #length = 1
  #free: Revision[] = []
  /** Only where the corpus has stamps, or makes revisions durable later than it accepts them. */
  #stamps: (string | undefined)[] | undefined
  #durableAt: Float64Array<ArrayBuffer> | undefined
  /** Only where revisions are submitted in groups; 0 for one that is in none. */
  #group: Uint32Array<ArrayBuffer> | undefined

  readonly #submissions = new Map<Revision, KeptSubmission>()
  readonly #failures = new Map<Revision, Failure>()
  /** What is wrong with the content itself, where a rule has put something else in its place. */
  readonly #faultyContents = new Map<Revision, Failure>()
  readonly #titles = new Map<Revision, string>()
  readonly #versions = new Map<Revision, string>()

  add(document: number, ordinal: number, serial: number, operation: RevisionOperation, at: number): Revision {
    const revision = this.#free.pop() ?? this.#next()
    const words = this.#words
    const row = revision * WORDS
    this.#doubles[revision * DOUBLES + ACCEPTED_AT] = at
    words[row + DOCUMENT] = document
    words[row + ORDINAL] = ordinal
    words[row + SERIAL] = serial
    words[row + SETTLED_AFTER_MS] = OPEN
    words[row + TEXT_BYTES] = 0
    words[row + DIGEST_HIGH] = 0
    words[row + DIGEST_LOW] = 0
    const bytes = this.#bytes
    bytes[revision * BYTES + PHASE] = 0
    bytes[revision * BYTES + GENERATION] = 0
    bytes[revision * BYTES + FLAGS] = operation === 'delete' ? DELETE : 0
    return revision
  }

  /** Lets the row be used again. Several pointers may leave a revision at once: only the first time counts. */
  free(revision: Revision): void {
    if (((this.#bytes[revision * BYTES + FLAGS] as number) & FREE) !== 0) return
    this.#bytes[revision * BYTES + FLAGS] = FREE
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
    return this.#words[revision * WORDS + DOCUMENT] as number
  }
  /** The how-manieth revision of its document, from 1. */
  ordinal(revision: Revision): number {
    return this.#words[revision * WORDS + ORDINAL] as number
  }
  /** The how-manieth operation of its corpus, from 1. */
  serial(revision: Revision): number {
    return this.#words[revision * WORDS + SERIAL] as number
  }
  operation(revision: Revision): RevisionOperation {
    return ((this.#bytes[revision * BYTES + FLAGS] as number) & DELETE) === 0 ? 'put' : 'delete'
  }
  acceptedAt(revision: Revision): number {
    return this.#doubles[revision * DOUBLES + ACCEPTED_AT] as number
  }

  phase(revision: Revision): Phase {
    return PHASES[this.#bytes[revision * BYTES + PHASE] as number] as Phase
  }
  enter(revision: Revision, phase: Phase): void {
    this.#bytes[revision * BYTES + PHASE] = CODE_OF[phase]
  }

  /** Undefined as long as the revision has not come to its end. */
  settledAt(revision: Revision): number | undefined {
    const afterMs = this.#words[revision * WORDS + SETTLED_AFTER_MS] as number
    if (afterMs === OPEN) return undefined
    return this.acceptedAt(revision) + (afterMs === LONG ? (this.#longMs.get(revision) as number) : afterMs)
  }
  settle(revision: Revision, phase: Phase, at: number): void {
    this.enter(revision, phase)
    const afterMs = at - this.acceptedAt(revision)
    this.#words[revision * WORDS + SETTLED_AFTER_MS] = Math.min(afterMs, LONG)
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
    this.#durableAt ??= new Float64Array(this.#words.length / WORDS)
    this.#durableAt[revision] = at
  }

  /** The attempt at indexing under way, from 1; 0 before the first. */
  attempt(revision: Revision): number {
    const first = ((this.#bytes[revision * BYTES + FLAGS] as number) & BEGUN) === 0 ? 0 : 1
    return this.#attempts.size === 0 ? first : (this.#attempts.get(revision) ?? first)
  }
  beginAttempt(revision: Revision): number {
    const attempt = this.attempt(revision) + 1
    this.#bytes[revision * BYTES + FLAGS] = (this.#bytes[revision * BYTES + FLAGS] as number) | BEGUN
    if (attempt > 1) this.#attempts.set(revision, attempt)
    return attempt
  }

  /** By which the last event that was queued for the revision is told from those before it. */
  generation(revision: Revision): number {
    const generation = this.#bytes[revision * BYTES + GENERATION] as number
    return generation === UNCOUNTED ? (this.#highGenerations.get(revision) as number) : generation
  }
  /** What was queued before counts no more. A number of 16 bits. */
  nextGeneration(revision: Revision): number {
    const generation = (this.generation(revision) + 1) & 0xffff
    this.#bytes[revision * BYTES + GENERATION] = Math.min(generation, UNCOUNTED)
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
    return this.#words[revision * WORDS + TEXT_BYTES] as number
  }
  digestHigh(revision: Revision): number {
    return this.#words[revision * WORDS + DIGEST_HIGH] as number
  }
  digestLow(revision: Revision): number {
    return this.#words[revision * WORDS + DIGEST_LOW] as number
  }
  /** The digest as 16 hexadecimal digits. */
  digest(revision: Revision): string {
    const halves = [this.digestHigh(revision), this.digestLow(revision)]
    return halves.map((half) => half.toString(16).padStart(8, '0')).join('')
  }
  setAnalysis(revision: Revision, textBytes: number, digestHigh: number, digestLow: number): void {
    this.#words[revision * WORDS + TEXT_BYTES] = textBytes
    this.#words[revision * WORDS + DIGEST_HIGH] = digestHigh
    this.#words[revision * WORDS + DIGEST_LOW] = digestLow
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
    this.#group ??= new Uint32Array(this.#words.length / WORDS)
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
    return this.#bytes[revision * BYTES + SCHEDULED] !== 0
  }
  schedule(revision: Revision): void {
    const events = this.#bytes[revision * BYTES + SCHEDULED] as number
    if (events < UNCOUNTED) this.#bytes[revision * BYTES + SCHEDULED] = events + 1
  }
  unschedule(revision: Revision): void {
    const events = this.#bytes[revision * BYTES + SCHEDULED] as number
    if (events < UNCOUNTED) this.#bytes[revision * BYTES + SCHEDULED] = events - 1
  }
  /** Whether the revision is kept although its document does not point to it any more. */
  isPinned(revision: Revision): boolean {
    return ((this.#bytes[revision * BYTES + FLAGS] as number) & PINNED) !== 0
  }
  setPinned(revision: Revision, pinned: boolean): void {
    const flags = this.#bytes[revision * BYTES + FLAGS] as number
    this.#bytes[revision * BYTES + FLAGS] = pinned ? flags | PINNED : flags & ~PINNED
  }

  save(): SavedRevisionTable {
    const length = this.#length
    return {
      words: this.#words.subarray(0, length * WORDS),
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
    this.#length = saved.words.length / WORDS
    this.#see(loadColumn(saved.words, WORDS))
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
    if (revision * WORDS === this.#words.length) this.#grow(revision * 2)
    return revision
  }

  #grow(rows: number): void {
    this.#see(grow(this.#words, rows * WORDS))
    if (this.#durableAt !== undefined) this.#durableAt = grow(this.#durableAt, rows)
    if (this.#group !== undefined) this.#group = grow(this.#group, rows)
  }

  #see(words: Uint32Array<ArrayBuffer>): void {
    this.#words = words
    this.#doubles = new Float64Array(words.buffer)
    this.#bytes = new Uint8Array(words.buffer)
  }
}

function fill<Value>(map: Map<Revision, Value>, saved: ReadonlyMap<Revision, Value>): void {
  for (const [revision, value] of saved) map.set(revision, value)
}
