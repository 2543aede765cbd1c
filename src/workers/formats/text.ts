/**
 * Plain text: the bytes are the text already. What is valid UTF-8, nearly everything, is neither decoded nor copied.
 */
import { isUtf8 } from 'node:buffer'

import { MAX_TEXT_BYTES, TEXT_TOO_LARGE } from './extraction.ts'
import type { Extraction } from './extraction.ts'
import { decodeUtf8, encodeUtf8, withoutByteOrderMark } from './utf8.ts'

export function readText(bytes: Uint8Array): Extraction {
  const text = withoutByteOrderMark(bytes)
  // Repairing never makes text shorter, so this is known before anything is read.
  if (text.byteLength > MAX_TEXT_BYTES) return TEXT_TOO_LARGE
  if (isUtf8(text)) return { kind: 'text', utf8: text, title: undefined }
  const repaired = encodeUtf8(decodeUtf8(bytes))
  return repaired.byteLength > MAX_TEXT_BYTES
    ? TEXT_TOO_LARGE
    : { kind: 'text', utf8: repaired, title: undefined }
}
