interface Seen {
  count: number
  round: number | undefined
}

export type SavedOccurrences<Key> = ReadonlyMap<Key, Readonly<Seen>>

/**
 * Counts how often the same thing came, for draws that are keyed by it. What came in one round, side by side, counts
 * once: which of them was first would be chance.
 */
export class Occurrences<Key> {
  readonly #seen = new Map<Key, Seen>()

  /** The how-manieth occurrence this is, from 1. Without a round it is one by itself. */
  count(key: Key, round: number | undefined): number {
    const seen = this.#seen.get(key)
    if (seen === undefined) {
      this.#seen.set(key, { count: 1, round })
      return 1
    }
    if (round === undefined || seen.round !== round) seen.count++
    seen.round = round
    return seen.count
  }

  save(): SavedOccurrences<Key> {
    return this.#seen
  }

  load(saved: SavedOccurrences<Key>): void {
    for (const [key, { count, round }] of saved) this.#seen.set(key, { count, round })
  }
}
