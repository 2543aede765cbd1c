/**
 * The one queue of everything that happens in simulated time: a binary heap over typed columns, ordered by
 * (instant, sequence). A payload is a whole number that the engine packs and unpacks.
 */
import { grow } from './columns.ts'
import { assert } from './errors.ts'

export class EventQueue {
  #at = new Float64Array(64)
  #sequence = new Float64Array(64)
  #payload = new Float64Array(64)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The instant of the earliest event; Infinity when there is none. */
  get nextAt(): number {
    return this.#size === 0 ? Infinity : (this.#at[0] as number)
  }

  get nextSequence(): number {
    return this.#sequence[0] as number
  }

  get nextPayload(): number {
    return this.#payload[0] as number
  }

  push(at: number, sequence: number, payload: number): void {
    if (this.#size === this.#at.length) this.#resize(this.#size * 2)
    const ats = this.#at
    const sequences = this.#sequence
    const payloads = this.#payload
    let hole = this.#size++
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const parentAt = ats[parent] as number
      if (parentAt < at || (parentAt === at && (sequences[parent] as number) < sequence)) break
      ats[hole] = parentAt
      sequences[hole] = sequences[parent] as number
      payloads[hole] = payloads[parent] as number
      hole = parent
    }
    ats[hole] = at
    sequences[hole] = sequence
    payloads[hole] = payload
  }

  /** Takes the earliest event away and returns its payload. */
  pop(): number {
    assert(this.#size > 0, 'an event was taken from an empty queue')
    const ats = this.#at
    const sequences = this.#sequence
    const payloads = this.#payload
    const taken = payloads[0] as number
    const last = --this.#size
    const at = ats[last] as number
    const sequence = sequences[last] as number
    const payload = payloads[last] as number
    let hole = 0
    for (;;) {
      let child = hole * 2 + 1
      if (child >= last) break
      const right = child + 1
      if (right < last) {
        const leftAt = ats[child] as number
        const rightAt = ats[right] as number
        if (
          rightAt < leftAt ||
          (rightAt === leftAt && (sequences[right] as number) < (sequences[child] as number))
        )
          child = right
      }
      const childAt = ats[child] as number
      if (at < childAt || (at === childAt && sequence < (sequences[child] as number))) break
      ats[hole] = childAt
      sequences[hole] = sequences[child] as number
      payloads[hole] = payloads[child] as number
      hole = child
    }
    ats[hole] = at
    sequences[hole] = sequence
    payloads[hole] = payload
    // A queue that held millions gives its memory back once they are done.
    if (last > 4096 && last < ats.length >> 3) this.#resize(ats.length >> 2)
    else if (last === 0 && ats.length > 4096) this.#resize(64)
    return taken
  }

  #resize(length: number): void {
    if (length < this.#at.length) {
      this.#at = this.#at.slice(0, length)
      this.#sequence = this.#sequence.slice(0, length)
      this.#payload = this.#payload.slice(0, length)
    } else {
      this.#at = grow(this.#at, length)
      this.#sequence = grow(this.#sequence, length)
      this.#payload = grow(this.#payload, length)
    }
  }
}
