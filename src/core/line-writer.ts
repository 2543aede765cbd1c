/**
 * Writes lines of JSON as bytes into one buffer that is used again: a trace of millions of lines leaves no garbage
 * behind, and its digest is taken from the bytes as they are.
 */

import { isPlain, type PlainText } from './plain-text.ts'

const QUOTE = 0x22
const ZERO = 0x30
const CLOSING_BRACE = 0x7d
const LINE_FEED = 0x0a
const encoder = new TextEncoder()

/** A fixed piece of a line, encoded once. */
export function piece(text: string): Uint8Array {
  return encoder.encode(text)
}

/** A piece with a text in it, as a JSON string, that comes many times in succession: it is encoded where it changes. */
export class RepeatedPiece {
  readonly #before: string
  readonly #after: string
  #text: string | undefined
  #bytes: Uint8Array = new Uint8Array()

  constructor(before: string, after: string) {
    this.#before = before
    this.#after = after
  }

  with(text: string): Uint8Array {
    if (text !== this.#text) {
      this.#text = text
      this.#bytes = piece(this.#before + JSON.stringify(text) + this.#after)
    }
    return this.#bytes
  }
}

export class LineWriter {
  bytes: Uint8Array = new Uint8Array(1 << 16)
  length = 0

  /** Bytes as they are: of `piece`, or of another text that was encoded once. */
  raw(piece: Uint8Array): this {
    this.#reserve(piece.length)
    this.bytes.set(piece, this.length)
    this.length += piece.length
    return this
  }

  byte(byte: number): void {
    this.#reserve(1)
    this.bytes[this.length++] = byte
  }

  endLine(): void {
    this.#reserve(2)
    this.bytes[this.length++] = CLOSING_BRACE
    this.bytes[this.length++] = LINE_FEED
  }

  /** A text as a JSON string. */
  quoted(text: string | PlainText): this {
    if (typeof text !== 'string') return this.#quotedPlain(text)
    this.#reserve(text.length + 2)
    const { bytes } = this
    let at = this.length
    bytes[at++] = QUOTE
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      // What JSON does not write as it is takes the long way, which escapes lone surrogates too.
      if (!isPlain(unit)) return this.#encoded(JSON.stringify(text))
      bytes[at++] = unit
    }
    bytes[at++] = QUOTE
    this.length = at
    return this
  }

  /** A whole number, 0 or more. */
  number(value: number): this {
    if (value > 0x3fff_ffff) return this.raw(piece(String(value)))
    this.#reserve(10)
    const { bytes } = this
    let digits = 1
    for (let rest = value; rest > 9; rest = (rest / 10) | 0) digits++
    let rest = value
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const tenth = (rest / 10) | 0
      bytes[at] = ZERO + rest - tenth * 10
      rest = tenth
    }
    this.length += digits
    return this
  }

  /** An unsigned 32-bit number as eight hexadecimal digits. */
  hex(value: number): this {
    this.#reserve(8)
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (value >>> shift) & 15
      this.bytes[this.length++] = digit < 10 ? ZERO + digit : 0x57 + digit
    }
    return this
  }

  /** What was written since the last `clear`. Valid until something else is written. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  #quotedPlain({ bytes: from, from: start, length }: PlainText): this {
    this.#reserve(length + 2)
    const { bytes } = this
    let at = this.length
    bytes[at++] = QUOTE
    for (let i = start; i < start + length; i++) bytes[at++] = from[i] as number
    bytes[at++] = QUOTE
    this.length = at
    return this
  }

  #encoded(text: string): this {
    this.#reserve(text.length * 3)
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written
    return this
  }

  #reserve(length: number): void {
    if (this.length + length <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + length))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}
