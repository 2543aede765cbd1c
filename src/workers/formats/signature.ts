/**
 * Formats that are recognised and measured, but not parsed: no text is taken from them, and the digest is that of their bytes.
 * A file that does not begin as its format demands is refused, as a real service's reader would.
 */
import { Buffer } from 'node:buffer'

import { failed } from './extraction.ts'
import type { Extraction } from './extraction.ts'

/** Readers of PDF look for its header in the first kilobyte, since mail gateways and printers put bytes before it. */
const PDF_HEADER_WITHIN = 1024

const PDF_HEADER = Buffer.from('%PDF-', 'latin1')
const RTF_HEADER = Buffer.from('{\\rtf', 'latin1')
/** The local file header with which every ZIP archive begins, and so every docx, pptx and xlsx. */
const ZIP_HEADER = Buffer.from([0x50, 0x4b, 0x03, 0x04])
/** Microsoft's compound file, the container of doc, ppt and xls. */
const COMPOUND_FILE_HEADER = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])

const MEASURED: Extraction = { kind: 'measured' }

export function readPdf(bytes: Uint8Array): Extraction {
  const head = asBuffer(bytes.subarray(0, PDF_HEADER_WITHIN))
  return head.includes(PDF_HEADER)
    ? MEASURED
    : failed('INVALID_SIGNATURE', 'no PDF header within the first 1024 bytes')
}

export function readRtf(bytes: Uint8Array): Extraction {
  return startsWith(bytes, RTF_HEADER) ? MEASURED : failed('INVALID_SIGNATURE', 'no RTF header at the start')
}

/** Word, PowerPoint and Excel, the formats of today and those before 2007. */
export function readOffice(bytes: Uint8Array): Extraction {
  if (startsWith(bytes, ZIP_HEADER) || startsWith(bytes, COMPOUND_FILE_HEADER)) return MEASURED
  return failed('INVALID_SIGNATURE', 'neither a ZIP archive nor a compound file at the start')
}

/** Bytes of which nothing is known: never refused. */
export function readBinary(): Extraction {
  return MEASURED
}

function startsWith(bytes: Uint8Array, header: Buffer): boolean {
  return header.equals(bytes.subarray(0, header.length))
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
