/**
 * The analysis of a document: a pure function of its parts, the same on every thread, machine and version of Node.
 * It never throws, whatever the bytes: what cannot be indexed comes back as data.
 */
import { Buffer } from 'node:buffer'

import type { Analysis, DocumentPart, LeftOutPart } from '../core/indexer.ts'
import { digestOf } from './digest.ts'
import { MAX_TEXT_BYTES, TEXT_TOO_LARGE, failed } from './formats/extraction.ts'
import type { Extraction } from './formats/extraction.ts'
import { READERS } from './formats/readers.ts'

/** What an indexer module exports as `analyze` or as its default: pure and synchronous. */
export type Analyze = (parts: readonly DocumentPart[]) => Analysis

const LINE_FEED = Uint8Array.of(0x0a)

/**
 * The text's length, title and digest, or why the document cannot be indexed.
 *
 * Several parts are read in order. Their texts are joined by a line feed; length and digest are those of the joined text, so
 * that splitting a text at a line feed changes neither. A part without text (PDF, RTF, office files, binary) adds nothing
 * to the length, and its raw bytes stand in the digest where its text would. The title is the first that any part has. A
 * part that cannot be read is left out; where none can be, the first decides the failure.
 */
export function analyze(parts: readonly DocumentPart[]): Analysis {
  const only = parts[0]
  if (only === undefined || parts.length > 1) return analyzeJoined(parts)
  const extraction = read(only)
  switch (extraction.kind) {
    case 'text':
      return indexed(extraction.utf8.byteLength, extraction.title, extraction.utf8)
    case 'measured':
      return indexed(0, undefined, only.bytes)
    case 'failed':
      return extraction
  }
}

function analyzeJoined(parts: readonly DocumentPart[]): Analysis {
  const digested: Uint8Array[] = []
  let textBytes = 0
  let texts = 0
  let title: string | undefined
  let leftOut: LeftOutPart | undefined
  for (const [index, part] of parts.entries()) {
    const extraction = withinLimit(read(part), textBytes)
    if (extraction.kind === 'failed') {
      const reason = `part ${index + 1} of ${parts.length}: ${extraction.reason}`
      leftOut ??= { part: index + 1, code: extraction.code, reason }
      continue
    }
    if (digested.length > 0) digested.push(LINE_FEED)
    digested.push(extraction.kind === 'text' ? extraction.utf8 : part.bytes)
    if (extraction.kind === 'measured') continue
    textBytes += extraction.utf8.byteLength + (texts++ > 0 ? LINE_FEED.byteLength : 0)
    title ??= extraction.title
  }
  if (leftOut !== undefined && digested.length === 0)
    return { kind: 'failed', code: leftOut.code, reason: leftOut.reason }
  return { ...indexed(textBytes, title, Buffer.concat(digested)), leftOut }
}

/** A text that would be too much together with what there is. */
function withinLimit(extraction: Extraction, textBytes: number): Extraction {
  const isTooMuch =
    extraction.kind === 'text' &&
    textBytes + LINE_FEED.byteLength + extraction.utf8.byteLength > MAX_TEXT_BYTES
  return isTooMuch && textBytes > 0 ? TEXT_TOO_LARGE : extraction
}

function read(part: DocumentPart): Extraction {
  try {
    return READERS[part.format](part.bytes)
  } catch {
    return failed('UNREADABLE', `the ${part.format} reader cannot cope with this document`)
  }
}

function indexed(
  textBytes: number,
  title: string | undefined,
  digested: Uint8Array,
): Extract<Analysis, { kind: 'indexed' }> {
  const { high, low } = digestOf(digested)
  return { kind: 'indexed', textBytes, title: title && copyOf(title), digestHigh: high, digestLow: low }
}

/**
 * A text that was cut out of another keeps all of that in memory, and a title is kept for as long as its document. By way of
 * JSON, since UTF-8 would lose lone surrogates.
 */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}
