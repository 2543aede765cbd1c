/**
 * Finds a corpus' documents by their ids: a hash table of two words a slot, in one buffer. A JavaScript Map would take
 * three times the room, ends at 16.7 million entries, and looks into three places of memory where this looks into two.
 */
import type { DocumentRow } from './document-table.ts'

/** Where the ids themselves are. */
export interface Ids {
  isId(row: DocumentRow, id: string): boolean
}

/** A power of two, as every size of the table: a hash finds its slot with a mask. */
const LEAST_SLOTS = 16
/** Beyond three quarters, runs of slots that are taken grow long. */
const MOST_LOAD = 0.75

export class IdIndex {
  readonly #ids: Ids
  /** For each slot the hash of an id, and its row plus one; a slot whose second word is 0 is free. */
  #slots = new Uint32Array(2 * LEAST_SLOTS)
  #mask = LEAST_SLOTS - 1
  #size = 0
  /** An id is often looked for several times in succession. */
  #lastId = ''
  #lastHash = hashOf('')

  constructor(ids: Ids) {
    this.#ids = ids
  }

  find(id: string): DocumentRow | undefined {
    const slots = this.#slots
    const mask = this.#mask
    const hash = this.#hash(id)
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const taken = slots[2 * slot + 1] as number
      if (taken === 0) return undefined
      if (slots[2 * slot] === hash && this.#ids.isId(taken - 1, id)) return taken - 1
    }
  }

  /** The id is not in it yet. */
  add(id: string, row: DocumentRow): void {
    if (++this.#size > (this.#mask + 1) * MOST_LOAD) this.#grow()
    this.#take(this.#hash(id), row + 1)
  }

  /** In the order in which they came, for younger documents have higher rows. */
  rows(): Uint32Array {
    const slots = this.#slots
    const rows = new Uint32Array(this.#size)
    let count = 0
    for (let i = 1; i < slots.length; i += 2) if (slots[i] !== 0) rows[count++] = (slots[i] as number) - 1
    return rows.sort()
  }

  clear(): void {
    this.#slots = new Uint32Array(2 * LEAST_SLOTS)
    this.#mask = LEAST_SLOTS - 1
    this.#size = 0
  }

  #hash(id: string): number {
    if (id !== this.#lastId) {
      this.#lastId = id
      this.#lastHash = hashOf(id)
    }
    return this.#lastHash
  }

  #take(hash: number, taken: number): void {
    const slots = this.#slots
    let slot = hash & this.#mask
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask
    slots[2 * slot] = hash
    slots[2 * slot + 1] = taken
  }

  #grow(): void {
    const before = this.#slots
    this.#slots = new Uint32Array(2 * before.length)
    this.#mask = before.length - 1
    for (let i = 0; i < before.length; i += 2)
      if (before[i + 1] !== 0) this.#take(before[i] as number, before[i + 1] as number)
  }
}

/** FNV-1a over UTF-16 code units, with the last mixing step of MurmurHash3, since a slot is chosen by the lowest bits. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
