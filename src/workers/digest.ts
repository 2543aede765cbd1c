/**
 * The content digest: the first 64 bits of SHA-256 as two unsigned halves, which typed columns hold and 53-bit numbers cannot.
 */
import { hash } from 'node:crypto'

export interface Digest {
  readonly high: number
  readonly low: number
}

export function digestOf(bytes: Uint8Array): Digest {
  // One call, and a string of one character a byte: an eighth of the time of createHash and a Buffer, for small texts.
  const sum = hash('sha256', bytes, 'binary')
  return { high: wordAt(sum, 0), low: wordAt(sum, 4) }
}

function wordAt(sum: string, at: number): number {
  return (
    ((sum.charCodeAt(at) << 24) |
      (sum.charCodeAt(at + 1) << 16) |
      (sum.charCodeAt(at + 2) << 8) |
      sum.charCodeAt(at + 3)) >>>
    0
  )
}
