/** Ids as services give them, from keyed draws: the n-th id of a kind is the same in every run of a seed. */
import { customRandom } from 'nanoid'
import type { Draws } from './draws.ts'

/** How many ids of each kind were given. */
export type SavedIds = ReadonlyMap<string, number>

export class Ids {
  readonly #draws: Draws
  readonly #counts = new Map<string, number>()

  constructor(draws: Draws) {
    this.#draws = draws
  }

  /** A UUID (version 4) in lower case. */
  uuid(kind: string): string {
    const digits = this.#next(kind, '0123456789abcdef', 31)
    const variant = '89ab'[Number.parseInt(digits.slice(30), 16) % 4] as string
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18, 30)}`
  }

  save(): SavedIds {
    return this.#counts
  }

  load(saved: SavedIds): void {
    for (const [kind, count] of saved) this.#counts.set(kind, count)
  }

  #next(kind: string, alphabet: string, size: number): string {
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const draws = this.#draws.scope('id', kind)
    let drawn = 0
    const bytes = (length: number): Uint8Array => {
      const random = new Uint8Array(length)
      // Byte by byte, for the words of a view would lie in the order of the machine.
      for (let i = 0; i < length; i += 4) {
        const bits = draws.bits(count, drawn++)
        for (let j = 0; j < 4; j++) random[i + j] = bits >>> (8 * j)
      }
      return random
    }
    return customRandom(alphabet, size, bytes)()
  }
}
