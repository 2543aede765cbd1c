/** Every call as it was made and answered, for tests and reports to look at. */
import { borrowCopy, copyBytes, type CopyBytes } from './byte-copies.ts'

/** `full` keeps inputs and outputs whole, `summary` keeps bytes as their length and hash, `off` keeps nothing. */
export type CallLevel = 'full' | 'summary' | 'off'

/** A member of an input that the operation does not have, and its service overlooked. */
export interface OverlookedMember {
  /** Such as `Documents[0].Titel`. */
  readonly path: string
  /** The member that seems to be meant, if there is one. */
  readonly nearest: string | undefined
}

export interface CallRecord {
  readonly facade: string
  readonly operation: string
  /** The index id or connector name. */
  readonly corpus: string
  readonly input: unknown
  readonly output: unknown
  /** The error that the caller got instead of an output. */
  readonly error: Error | undefined
  /** Simulated instants, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  /** The push session that the call carried (PAPI); undefined outside of a session. */
  readonly session: string | undefined
  /** Documents of which an earlier submission was still under way, and had its place taken by this call's at once. */
  readonly superseded: readonly string[]
  /** What was in the input beside what the operation knows (Kendra); left out where there was nothing. */
  readonly overlooked?: readonly OverlookedMember[]
}

export class CallLog {
  readonly level: CallLevel
  readonly #sha256: (bytes: Uint8Array) => string
  readonly records: CallRecord[] = []
  /** How the bytes of an input are copied: a log that keeps inputs whole has them for good. */
  readonly copyBytes: CopyBytes

  constructor(level: CallLevel, sha256: (bytes: Uint8Array) => string) {
    this.level = level
    this.copyBytes = level === 'full' ? copyBytes : borrowCopy
    this.#sha256 = sha256
  }

  add(record: CallRecord): void {
    if (this.level === 'off') return
    const bytes = this.level === 'full' ? (value: Uint8Array): unknown => value : this.#summarise
    this.records.push(
      // The input is our own copy already; the output is the caller's to change.
      Object.freeze({
        ...record,
        input: this.level === 'full' ? record.input : copyOf(record.input, bytes),
        output: copyOf(record.output, bytes),
      }),
    )
  }

  save(): readonly CallRecord[] {
    return this.records
  }

  /** Of another level, less may be kept than was saved. */
  load(saved: readonly CallRecord[]): void {
    for (const record of saved) this.add(record)
  }

  readonly #summarise = (bytes: Uint8Array): unknown => ({ bytes: bytes.length, sha256: this.#sha256(bytes) })
}

/** A copy of lists, plain objects and dates, with bytes as `ofBytes` has them; everything else stays as it is. */
function copyOf(value: unknown, ofBytes: (bytes: Uint8Array) => unknown): unknown {
  if (value instanceof Uint8Array) return ofBytes(value)
  // oxlint-disable-next-line no-restricted-globals -- a date of the output is data; no clock is read.
  if (value instanceof Date) return new Date(value)
  if (Array.isArray(value)) return value.map((item) => copyOf(item, ofBytes))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member, ofBytes)]))
}
