/**
 * Bytes to text, the same way for all text formats: a byte order mark is dropped, and broken UTF-8 is replaced
 * by U+FFFD instead of refused, as search services do: one bad byte does not make a document unfindable.
 */
import { Buffer } from 'node:buffer'

/** The bytes as a string. */
export function decodeUtf8(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = withoutByteOrderMark(bytes)
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8')
}

/** The text as UTF-8. A lone surrogate, which JSON can spell, becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

/** A view of the bytes that starts after the mark, or the bytes themselves. */
export function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}
