/** Every call as it was made and answered, for tests and reports to look at. */

/** `full` keeps inputs and outputs whole, `summary` keeps bytes as their length and hash, `off` keeps nothing. */
export type CallLevel = 'full' | 'summary' | 'off'

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
}

export class CallLog {
  readonly level: CallLevel
  readonly #sha256: (bytes: Uint8Array) => string
  readonly records: CallRecord[] = []

  constructor(level: CallLevel, sha256: (bytes: Uint8Array) => string) {
    this.level = level
    this.#sha256 = sha256
  }

  add(record: CallRecord): void {
    if (this.level === 'off') return
    this.records.push(
      Object.freeze(this.level === 'full' ? record : { ...record, input: this.#summarise(record.input) }),
    )
  }

  #summarise(value: unknown): unknown {
    if (value instanceof Uint8Array) return { bytes: value.length, sha256: this.#sha256(value) }
    if (Array.isArray(value)) return value.map((item) => this.#summarise(item))
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#summarise(member)]))
    return value
  }
}
