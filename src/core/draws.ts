/**
 * Keyed randomness: every draw is a function of the seed, a purpose and a key, never the next number of a
 * stream. So another document, call or thread changes no draw of the others.
 */
import { type HashState, KeyHash } from './hash.ts'
import type { PlainText } from './plain-text.ts'

/** What draws are made for. A new purpose never shifts the draws of another. */
export type Purpose =
  | 'latency'
  | 'indexing'
  | 'retry'
  | 'fault'
  | 'id'
  | 'session'
  | 'back-off'
  | 'swarm'
  | 'scenario'
  | 'random'
  | 'load'

export type Key = string | number | PlainText

/** A span of simulated milliseconds: fixed, or drawn from a range with both ends included. */
export type Span = number | readonly [min: number, max: number]

export class Draws {
  readonly #hash = new KeyHash()
  readonly #scopes = new Map<string, DrawScope>()
  readonly #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  /** The draws of a purpose whose keys all begin in this way; the beginning is hashed once. */
  scope(purpose: Purpose, beginning?: string): DrawScope {
    const name = beginning === undefined ? purpose : `${purpose}\n${beginning}`
    let scope = this.#scopes.get(name)
    if (scope === undefined) {
      this.#hash.start().number(this.#seed).text(purpose)
      if (beginning !== undefined) this.#hash.text(beginning)
      scope = new DrawScope(this.#hash, this.#hash.state())
      this.#scopes.set(name, scope)
    }
    return scope
  }

  /** A number from 0 (included) to 1 (not included), with 53 random bits. */
  uniform(purpose: Purpose, ...key: readonly Key[]): number {
    return this.scope(purpose).uniform(...key)
  }

  /** A whole number of the span. Draws nothing where the span is fixed. */
  span(span: Span, purpose: Purpose, ...key: readonly Key[]): number {
    return this.scope(purpose).span(span, ...key)
  }

  /** 32 unsigned random bits. */
  bits(purpose: Purpose, ...key: readonly Key[]): number {
    return this.scope(purpose).bits(...key)
  }
}

/** Draws whose keys have a common beginning. */
export class DrawScope {
  readonly #hash: KeyHash
  readonly #beginning: HashState

  constructor(hash: KeyHash, beginning: HashState) {
    this.#hash = hash
    this.#beginning = beginning
  }

  uniform(...key: readonly Key[]): number {
    const hash = this.#take(key)
    return ((hash.high >>> 5) * 0x400_0000 + (hash.low >>> 6)) / 0x20_0000_0000_0000
  }

  span(span: Span, ...key: readonly Key[]): number {
    if (typeof span === 'number') return span
    const [min, max] = span
    return min + Math.floor(this.uniform(...key) * (max - min + 1))
  }

  bits(...key: readonly Key[]): number {
    return this.#take(key).high
  }

  #take(key: readonly Key[]): KeyHash {
    const hash = this.#hash.start(this.#beginning)
    for (const part of key) {
      if (typeof part === 'number') hash.number(part)
      else hash.text(part)
    }
    return hash.finish()
  }
}
