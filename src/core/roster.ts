/**
 * A set of things that come and go by the million. A JavaScript Set would leave a chain of outgrown tables behind it,
 * and with them everything that was ever in it, until the next full garbage collection.
 */

/** What can be on a roster, and on one alone. */
export interface Entry {
  /** Where it stands, kept by the roster; -1: on none. */
  place: number
}

export class Roster<E extends Entry> {
  readonly #entries: E[] = []

  get size(): number {
    return this.#entries.length
  }

  add(entry: E): void {
    entry.place = this.#entries.push(entry) - 1
  }

  has(entry: E): boolean {
    return entry.place >= 0
  }

  /** Whether the entry was on the roster. The last one takes its place. */
  remove(entry: E): boolean {
    const { place } = entry
    if (place < 0) return false
    const last = this.#entries.pop() as E
    if (last !== entry) {
      this.#entries[place] = last
      last.place = place
    }
    entry.place = -1
    return true
  }

  /** Takes all entries away and returns them, in no particular order. */
  clear(): E[] {
    const entries = this.#entries.splice(0)
    for (const entry of entries) entry.place = -1
    return entries
  }

  /** All entries, in no particular order. */
  entries(): readonly E[] {
    return this.#entries
  }
}
