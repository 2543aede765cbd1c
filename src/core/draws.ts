/**
 * Keyed randomness: every draw is a function of the seed, a purpose and a key, never the next number of a
 * stream. So another document, call or thread changes no draw of the others.
 */
import { type HashState, KeyHash } from './hash.ts'

/** What draws are made for. A new purpose never shifts the draws of another. */
export type Purpose = 'latency' | 'indexing' | 'retry' | 'fault' | 'id' | 'session'

export type Key = string | number

/** A span of simulated milliseconds: fixed, or drawn from a range with both ends included. */
export type Span = number | readonly [min: number, max: number]

export class Draws {
  readonly #hash = new KeyHash()
  readonly #purposes = new Map<Purpose, HashState>()
  readonly #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  /** A number from 0 (included) to 1 (not included), with 53 random bits. */
  uniform(purpose: Purpose, ...key: readonly Key[]): number {
    const hash = this.#hashOf(purpose, key)
    return ((hash.high >>> 5) * 0x400_0000 + (hash.low >>> 6)) / 0x20_0000_0000_0000
  }

  /** A whole number of the span. Draws nothing where the span is fixed. */
  span(span: Span, purpose: Purpose, ...key: readonly Key[]): number {
    if (typeof span === 'number') return span
    const [min, max] = span
    return min + Math.floor(this.uniform(purpose, ...key) * (max - min + 1))
  }

  /** 32 unsigned random bits: the n-th of the key's own sequence. */
  bits(purpose: Purpose, ...key: readonly Key[]): number {
    return this.#hashOf(purpose, key).high
  }

  #hashOf(purpose: Purpose, key: readonly Key[]): KeyHash {
    let state = this.#purposes.get(purpose)
    if (state === undefined) {
      state = this.#hash.start().number(this.#seed).text(purpose).state()
      this.#purposes.set(purpose, state)
    }
    const hash = this.#hash.start(state)
    for (const part of key) {
      if (typeof part === 'string') hash.text(part)
      else hash.number(part)
    }
    return hash.finish()
  }
}
