/** Ids as services give them, from keyed draws: the n-th id of a kind is the same in every run of a seed. */
import { customRandom } from 'nanoid'
import type { Draws } from './draws.ts'

/** How many ids of each kind were given. */
export type SavedIds = ReadonlyMap<string, number>

/** The ids of a kind, so many of which were given. */
interface Kind {
  given: number
  readonly digits: () => string
}

export class Ids {
  readonly #draws: Draws
  readonly #kinds = new Map<string, Kind>()

  constructor(draws: Draws) {
    this.#draws = draws
  }

  /** A UUID (version 4) in lower case. */
  uuid(kind: string): string {
    const ids = this.#kind(kind)
    ids.given++
    const digits = ids.digits()
    const variant = VARIANTS[digits.charAt(30)]
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18, 30)}`
  }

  save(): SavedIds {
    return new Map(Array.from(this.#kinds, ([kind, { given }]) => [kind, given]))
  }

  load(saved: SavedIds): void {
    for (const [kind, given] of saved) this.#kind(kind).given = given
  }

  #kind(kind: string): Kind {
    let ids = this.#kinds.get(kind)
    if (ids === undefined) this.#kinds.set(kind, (ids = this.#begin(kind)))
    return ids
  }

  #begin(kind: string): Kind {
    const draws = this.#draws.scope('id', kind)
    let random = new Uint8Array()
    const bytes = (length: number): Uint8Array => {
      if (random.length !== length) random = new Uint8Array(length)
      // Byte by byte, for the words of a view would lie in the order of the machine.
      for (let i = 0; i < length; i += 4) {
        const bits = draws.bits(ids.given, i / 4)
        for (let j = 0; j < 4; j++) random[i + j] = bits >>> (8 * j)
      }
      return random
    }
    // Sixteen digits: each byte gives one, and no second draw is ever needed.
    const ids: Kind = { given: 0, digits: customRandom('0123456789abcdef', 31, bytes) }
    return ids
  }
}

/** The digit that stands for the variant, by the one that was drawn for it. */
const VARIANTS = Object.fromEntries(
  Array.from('0123456789abcdef', (digit, value) => [digit, '89ab'.charAt(value % 4)]),
)
