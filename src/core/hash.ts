/**
 * A 64-bit hash of text and numbers for keyed draws: two lanes of MurmurHash3's mixing over UTF-16 code units.
 * It uses 32-bit integer arithmetic alone, so that every engine gives the same bits. Not for secrets.
 */

import type { PlainText } from './plain-text.ts'

/** Takes keys one by one; `high` and `low` are the hash of all that was taken, as unsigned 32-bit halves. */
export class KeyHash {
  #a = 0
  #b = 0
  #length = 0
  high = 0
  low = 0

  /** Starts again from the state that `key` left, or from nothing. */
  start(from?: HashState): this {
    this.#a = from?.a ?? 0x9e3779b9
    this.#b = from?.b ?? 0x85ebca6b
    this.#length = from?.length ?? 0
    return this
  }

  text(text: string | PlainText): this {
    if (typeof text !== 'string') return this.#plain(text)
    let a = this.#a
    let b = this.#b
    const length = text.length
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      a = mixA(a, unit)
      b = mixB(b, unit)
    }
    return this.#close(a, b, length)
  }

  /** As the same text. */
  #plain({ bytes, from, length }: PlainText): this {
    let a = this.#a
    let b = this.#b
    for (let i = from; i < from + length; i++) {
      const unit = bytes[i] as number
      a = mixA(a, unit)
      b = mixB(b, unit)
    }
    return this.#close(a, b, length)
  }

  /** The length closes a text: ('ab', 'c') and ('a', 'bc') must not meet. */
  #close(a: number, b: number, length: number): this {
    this.#a = mixA(a, length + 0x10000)
    this.#b = mixB(b, length + 0x10000)
    this.#length += length + 1
    return this
  }

  /** Any safe integer. */
  number(value: number): this {
    const low = value | 0
    const high = Math.floor(value / 0x1_0000_0000) | 0
    this.#a = mixA(mixA(this.#a, low), high)
    this.#b = mixB(mixB(this.#b, low), high)
    this.#length += 2
    return this
  }

  /** Remembers what was taken so far, so that a common beginning is hashed once. */
  state(): HashState {
    return { a: this.#a, b: this.#b, length: this.#length }
  }

  finish(): this {
    let a = this.#a ^ this.#length
    let b = this.#b ^ this.#length
    a = (a + b) | 0
    b = (b + a) | 0
    a = avalanche(a)
    b = avalanche(b)
    a = (a + b) | 0
    b = (b + a) | 0
    this.high = a >>> 0
    this.low = b >>> 0
    return this
  }
}

export interface HashState {
  readonly a: number
  readonly b: number
  readonly length: number
}

// The constants of the two lanes are those of MurmurHash3 x86_32 and of the second lane of x86_128.
function mixA(hash: number, unit: number): number {
  let k = Math.imul(unit, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  const h = hash ^ Math.imul(k, 0x1b873593)
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

function mixB(hash: number, unit: number): number {
  let k = Math.imul(unit, 0xab0e9789)
  k = (k << 16) | (k >>> 16)
  const h = hash ^ Math.imul(k, 0x38b34ae5)
  return (Math.imul((h << 17) | (h >>> 15), 5) + 0x0bcaa747) | 0
}

function avalanche(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
