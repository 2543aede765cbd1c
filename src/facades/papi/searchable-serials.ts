/**
 * Up to which serial everything is searchable. Serials end in any order, and one byte stands for each from the first
 * that has not ended.
 */

const ENDED = 0
const UNDER_WAY = 1

export interface SavedSerials {
  readonly first: number
  readonly next: number
  /** Of the serials from the first that has not ended. */
  readonly states: Uint8Array
  readonly waiting: ReadonlyMap<number, readonly number[]>
  readonly lost: readonly { readonly from: number; readonly to: number }[]
}

export class SearchableSerials {
  /** The first serial that has not ended; where all have, the one after the last. */
  #first = 1
  /** One after the last serial that was pushed. */
  #next = 1
  /** By the distance of a serial from `#base`. */
  #states = new Uint8Array(64)
  #base = 1
  /** Serials that end when another ends, which took their place. */
  readonly #waiting = new Map<number, number[]>()
  /** Spans of serials that were lost in a crash, both ends included, in their order. */
  readonly #lost: { from: number; to: number }[] = []

  /** An operation was pushed. Serials only grow; one that is left out needs no waiting for. */
  push(serial: number): void {
    if (this.#first === this.#next) this.#first = this.#base = serial
    this.#makeRoom(serial)
    this.#states[serial - this.#base] = UNDER_WAY
    this.#next = serial + 1
  }

  /** The operation is searchable, or will never be anything else than it is. */
  end(serial: number): void {
    this.#mark(serial)
    if (this.#waiting.size > 0) for (const one of this.#releasedBy(serial)) this.#mark(one)
    this.#goOn()
  }

  /** The operation was superseded by another: what it was to make searchable is so with that one. */
  supersede(serial: number, by: number): void {
    const waiting = this.#waiting.get(by)
    if (waiting === undefined) this.#waiting.set(by, [serial])
    else waiting.push(serial)
  }

  /** The operation was lost in a crash. */
  lose(serial: number): void {
    const last = this.#lost.at(-1)
    if (last?.to === serial - 1) last.to = serial
    else this.#lost.push({ from: serial, to: serial })
    this.end(serial)
  }

  /** The last serial that no crash has lost; `last` is the last that was given. */
  lastKept(last: number): number {
    const lost = this.#lost.at(-1)
    return lost?.to === last ? lost.from - 1 : last
  }

  /** Whether everything up to this serial is searchable; undefined for one that nobody was given, or that was lost. */
  isSearchable(serial: bigint, last: number): boolean | undefined {
    if (serial > BigInt(last)) return undefined
    const number = Number(serial)
    if (this.#lost.some(({ from, to }) => from <= number && number <= to)) return undefined
    return this.#first === this.#next || number < this.#first
  }

  save(): SavedSerials {
    const states = this.#states.subarray(this.#first - this.#base, this.#next - this.#base)
    return { first: this.#first, next: this.#next, states, waiting: this.#waiting, lost: this.#lost }
  }

  load({ first, next, states, waiting, lost }: SavedSerials): void {
    this.#first = this.#base = first
    this.#next = next
    this.#makeRoom(next)
    this.#states.set(states)
    for (const [by, serials] of waiting) this.#waiting.set(by, [...serials])
    for (const span of lost) this.#lost.push({ ...span })
  }

  #mark(ended: number): void {
    if (ended >= this.#base) this.#states[ended - this.#base] = ENDED
  }

  /** Those that waited for the serial, those that waited for them, and so on. */
  #releasedBy(serial: number): number[] {
    const released: number[] = []
    for (let next: number | undefined = serial, n = 0; next !== undefined; next = released[n++]) {
      for (const one of this.#waiting.get(next) ?? []) released.push(one)
      this.#waiting.delete(next)
    }
    return released
  }

  #goOn(): void {
    while (this.#first < this.#next && this.#states[this.#first - this.#base] === ENDED) this.#first++
  }

  #makeRoom(serial: number): void {
    if (serial - this.#base < this.#states.length) return
    const open = this.#states.subarray(this.#first - this.#base, this.#next - this.#base)
    const states = new Uint8Array(Math.max(64, 2 * (serial - this.#first + 1)))
    states.set(open)
    this.#states = states
    this.#base = this.#first
  }
}
