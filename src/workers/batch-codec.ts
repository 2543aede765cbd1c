/**
 * The layout of a batch on its way to a thread, and of its results on their way back: each is one ArrayBuffer that is moved,
 * with typed columns, because messages of many small objects cost more than analysing small documents does. The results come
 * in the buffer of their documents, which can then be used again: memory that is new costs more than copying into it.
 *
 * Documents: Uint32 columns [documents, parts, parts of each document..., format of each part..., length of each part...],
 * then all bytes. Results: Uint32 [documents, bytes of the tail], Float64 text lengths, Uint32 digests (high), digests (low),
 * kinds; then as JSON in UTF-8 the rest: a list of [place, ...] for titles, parts left out, failures and errors.
 */
import { WorkerPoolError } from '../core/errors.ts'
import type { Analysis, ContentFormat, DocumentPart, LeftOutPart } from '../core/indexer.ts'
import { decodeUtf8, encodeUtf8 } from './formats/utf8.ts'

const FORMAT_CODES: Readonly<Record<ContentFormat, number>> = {
  text: 0,
  html: 1,
  xml: 2,
  json: 3,
  csv: 4,
  markdown: 5,
  pdf: 6,
  rtf: 7,
  word: 8,
  powerpoint: 9,
  excel: 10,
  binary: 11,
}
const FORMATS = Object.keys(FORMAT_CODES) as readonly ContentFormat[]

const INDEXED = 0
const FAILED = 1
const THROWN = 2

const WORD = Uint32Array.BYTES_PER_ELEMENT

/** New buffers are whole multiples of this, so that the next batch has room in them too. */
const BUFFER_STEP = 64 * 1024

/** In `spare`, where that is large enough; what it held is lost. */
export function encodeDocuments(
  documents: readonly { readonly parts: readonly DocumentPart[] }[],
  spare?: ArrayBuffer,
): ArrayBuffer {
  const parts = documents.flatMap((document) => document.parts)
  const columns = 2 + documents.length + 2 * parts.length
  const byteLength = parts.reduce((total, part) => total + part.bytes.byteLength, 0)
  const buffer = bufferFor(columns * WORD + byteLength, spare)
  const words = new Uint32Array(buffer, 0, columns)
  words[0] = documents.length
  words[1] = parts.length
  let column = 2
  for (const document of documents) words[column++] = document.parts.length
  for (const part of parts) words[column++] = FORMAT_CODES[part.format]
  const bytes = new Uint8Array(buffer)
  let at = columns * WORD
  for (const part of parts) {
    words[column++] = part.bytes.byteLength
    bytes.set(part.bytes, at)
    at += part.bytes.byteLength
  }
  return buffer
}

/** The documents as views of the buffer. */
export function decodeDocuments(buffer: ArrayBuffer): readonly (readonly DocumentPart[])[] {
  const [documents = 0, parts = 0] = new Uint32Array(buffer, 0, 2)
  const counts = new Uint32Array(buffer, 2 * WORD, documents)
  const formats = new Uint32Array(buffer, (2 + documents) * WORD, parts)
  const lengths = new Uint32Array(buffer, (2 + documents + parts) * WORD, parts)
  let at = (2 + documents + 2 * parts) * WORD
  let part = 0
  return Array.from(counts, (count) =>
    Array.from({ length: count }, () => {
      const bytes = new Uint8Array(buffer, at, lengths[part]!)
      at += bytes.byteLength
      return { bytes, format: FORMATS[formats[part++]!]! }
    }),
  )
}

/** What the columns cannot hold of the document at a place of the batch; its kind says what it is. */
type Rest = readonly [place: number, first?: string | null, second?: string | LeftOutPart]

/** What came of each document: its analysis, or what the indexer module did wrong. */
export type BatchResult = Analysis | WorkerPoolError

/** In `spare`, where that is large enough; what it held is lost. */
export function encodeResults(results: readonly BatchResult[], spare?: ArrayBuffer): ArrayBuffer {
  const rests: Rest[] = []
  for (const [place, result] of results.entries()) {
    if (result instanceof WorkerPoolError) rests.push([place, result.message])
    else if (result.kind === 'failed') rests.push([place, result.code, result.reason])
    else if (result.leftOut !== undefined) rests.push([place, result.title ?? null, result.leftOut])
    else if (result.title !== undefined) rests.push([place, result.title])
  }
  // JSON escapes lone surrogates, which UTF-8 alone would lose.
  const tail = encodeUtf8(JSON.stringify(rests))
  const start = resultColumns(results.length)
  const buffer = bufferFor(start.tail + tail.byteLength, spare)
  new Uint32Array(buffer, 0, 2).set([results.length, tail.byteLength])
  new Uint8Array(buffer, start.tail).set(tail)
  const textBytes = new Float64Array(buffer, start.textBytes, results.length)
  const high = new Uint32Array(buffer, start.high, results.length)
  const low = new Uint32Array(buffer, start.low, results.length)
  const kinds = new Uint32Array(buffer, start.kinds, results.length)
  for (const [place, result] of results.entries()) {
    if (result instanceof WorkerPoolError || result.kind === 'failed') {
      kinds[place] = result instanceof WorkerPoolError ? THROWN : FAILED
      continue
    }
    kinds[place] = INDEXED
    textBytes[place] = result.textBytes
    high[place] = result.digestHigh
    low[place] = result.digestLow
  }
  return buffer
}

export function decodeResults(buffer: ArrayBuffer): readonly BatchResult[] {
  const [documents = 0, tailBytes] = new Uint32Array(buffer, 0, 2)
  const start = resultColumns(documents)
  const textBytes = new Float64Array(buffer, start.textBytes, documents)
  const high = new Uint32Array(buffer, start.high, documents)
  const low = new Uint32Array(buffer, start.low, documents)
  const kinds = new Uint32Array(buffer, start.kinds, documents)
  const tail = JSON.parse(decodeUtf8(new Uint8Array(buffer, start.tail, tailBytes))) as readonly Rest[]
  const rests = new Map(tail.map((rest) => [rest[0], rest]))
  return Array.from(kinds, (kind, place): BatchResult => {
    const [, first, second] = rests.get(place) ?? []
    if (kind === THROWN) return new WorkerPoolError(first ?? undefined)
    if (kind === FAILED) return { kind: 'failed', code: first!, reason: second as string }
    return {
      kind: 'indexed',
      textBytes: textBytes[place]!,
      title: first ?? undefined,
      digestHigh: high[place]!,
      digestLow: low[place]!,
      ...(second !== undefined && { leftOut: second as LeftOutPart }),
    }
  })
}

function bufferFor(byteLength: number, spare: ArrayBuffer | undefined): ArrayBuffer {
  if (spare !== undefined && spare.byteLength >= byteLength) return spare
  return new ArrayBuffer(Math.ceil(byteLength / BUFFER_STEP) * BUFFER_STEP)
}

function resultColumns(documents: number): Record<'textBytes' | 'high' | 'low' | 'kinds' | 'tail', number> {
  const textBytes = 2 * WORD
  const high = textBytes + documents * Float64Array.BYTES_PER_ELEMENT
  const low = high + documents * WORD
  const kinds = low + documents * WORD
  return { textBytes, high, low, kinds, tail: kinds + documents * WORD }
}
