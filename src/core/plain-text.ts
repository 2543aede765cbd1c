/** Texts that need no escape in JSON and one byte for each character: most ids are such. */

/** A text that JSON writes as it is, where it lies: each byte is a character. */
export interface PlainText {
  readonly bytes: Uint8Array
  readonly from: number
  readonly length: number
}

/** A character that JSON writes as it is, in one byte. */
export function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit <= 0x7e && unit !== QUOTE && unit !== BACKSLASH
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
