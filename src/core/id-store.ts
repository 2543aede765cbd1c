/**
 * The ids of all documents as bytes, one after the other in one buffer. As texts, millions of them would each be an object
 * that the garbage collector looks after, and that lies anywhere in memory.
 */
import { grow } from './columns.ts'
import { assert } from './errors.ts'
import { isPlain, type PlainText } from './plain-text.ts'

/** The place of an id. */
export type IdPlace = number

// An id begins with a byte that is its length, where it is plain and short. Otherwise four bytes with the length follow,
// and where it is not plain each of its units takes two bytes.
const MOST_SHORT = 0xfd
const LONG = 0xfe
const WIDE = 0xff
const HEAD_BYTES = 5

const LEAST_BYTES = 256
/** A place is a number of 32 bits. */
const MOST_BYTES = 0xffff_ffff
/** Units that are made a text in one go. */
const units = new Uint16Array(4096)

const decoder = new TextDecoder()

export class IdStore {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(LEAST_BYTES)
  #end = 0

  add(id: string): IdPlace {
    const { length } = id
    this.#reserve(HEAD_BYTES + 2 * length)
    const bytes = this.#bytes
    const place = this.#end
    let at = length > MOST_SHORT ? this.#writeHead(LONG, length) : place + 1
    if (length <= MOST_SHORT) bytes[place] = length
    for (let i = 0; i < length; i++) {
      const unit = id.charCodeAt(i)
      if (!isPlain(unit)) return this.#addWide(id)
      bytes[at++] = unit
    }
    this.#end = at
    return place
  }

  is(place: IdPlace, id: string): boolean {
    const bytes = this.#bytes
    const length = bytes[place] as number
    if (length > MOST_SHORT) return this.#isLong(place, id)
    if (length !== id.length) return false
    for (let i = 0; i < length; i++) if (bytes[place + 1 + i] !== id.charCodeAt(i)) return false
    return true
  }

  text(place: IdPlace): string {
    const written = this.written(place)
    if (typeof written === 'string') return written
    const { bytes, from, length } = written
    return decoder.decode(bytes.subarray(from, from + length))
  }

  /** What can be written to a line, or hashed, without becoming a text before. */
  written(place: IdPlace): PlainText | string {
    const bytes = this.#bytes
    const head = bytes[place] as number
    if (head <= MOST_SHORT) return { bytes, from: place + 1, length: head }
    const length = this.#lengthAt(place)
    const from = place + HEAD_BYTES
    return head === LONG ? { bytes, from, length } : this.#wideText(from, length)
  }

  save(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#end)
  }

  load(saved: Uint8Array<ArrayBuffer>): void {
    this.#bytes = grow(saved, Math.max(LEAST_BYTES, saved.length))
    this.#end = saved.length
  }

  #isLong(place: IdPlace, id: string): boolean {
    const bytes = this.#bytes
    if (this.#lengthAt(place) !== id.length) return false
    let at = place + HEAD_BYTES
    const isWide = bytes[place] === WIDE
    for (let i = 0; i < id.length; i++) {
      const unit = (bytes[at++] as number) | (isWide ? (bytes[at++] as number) << 8 : 0)
      if (unit !== id.charCodeAt(i)) return false
    }
    return true
  }

  #addWide(id: string): IdPlace {
    const place = this.#end
    let at = this.#writeHead(WIDE, id.length)
    for (let i = 0; i < id.length; i++) {
      const unit = id.charCodeAt(i)
      this.#bytes[at++] = unit
      this.#bytes[at++] = unit >>> 8
    }
    this.#end = at
    return place
  }

  #wideText(from: number, length: number): string {
    let text = ''
    const bytes = this.#bytes
    for (let start = 0; start < length; start += units.length) {
      const count = Math.min(units.length, length - start)
      let at = from + 2 * start
      for (let i = 0; i < count; i++) units[i] = (bytes[at++] as number) | ((bytes[at++] as number) << 8)
      text += Reflect.apply(String.fromCharCode, undefined, units.subarray(0, count))
    }
    return text
  }

  /** Of an id that is not short. */
  #lengthAt(place: IdPlace): number {
    return new DataView(this.#bytes.buffer).getUint32(place + 1, true)
  }

  /** Where what follows begins. */
  #writeHead(kind: typeof LONG | typeof WIDE, length: number): number {
    this.#bytes[this.#end] = kind
    new DataView(this.#bytes.buffer).setUint32(this.#end + 1, length, true)
    return this.#end + HEAD_BYTES
  }

  #reserve(length: number): void {
    const needed = this.#end + length
    if (needed <= this.#bytes.length) return
    assert(needed <= MOST_BYTES, 'the ids of all documents take more than 4 GB')
    this.#bytes = grow(this.#bytes, Math.min(Math.max(2 * this.#bytes.length, needed), MOST_BYTES))
  }
}
