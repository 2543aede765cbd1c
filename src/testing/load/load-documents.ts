/**
 * The documents of a load: made from the seed, or taken in turn from a list. Document n is the same in every run, whoever
 * pushes it and when.
 */
import { z } from 'zod'
import { whenAsked } from '../../core/when-asked.ts'
import { Draws, type DrawScope } from '../../core/draws.ts'
import { RANGE_EXPECTED } from '../../input/range.ts'

/** What a generated document is written in. */
export type LoadFormat = 'text' | 'html' | 'json' | 'csv' | 'markdown'

/** As both services are told. */
export interface LoadContent {
  readonly bytes: Uint8Array
  /** Kendra's word, as PLAIN_TEXT. */
  readonly contentType: ContentType
  /** For the Push API, as text/plain. */
  readonly mime: string
}

export interface LoadDocument extends LoadContent {
  /** `doc-0`, `doc-1` and so on. */
  readonly id: string
}

type ContentType =
  | 'PLAIN_TEXT'
  | 'HTML'
  | 'JSON'
  | 'CSV'
  | 'MD'
  | 'XML'
  | 'XSLT'
  | 'PDF'
  | 'RTF'
  | 'MS_WORD'
  | 'MS_EXCEL'
  | 'PPT'

export interface LoadDocumentOptions {
  /** How many there are in all; without end where it is left out, so that the stages end the load. */
  readonly count?: number | undefined
  /** The size of each, or a range of which each draws its own; 1,000 where it is left out. */
  readonly bytes?: number | readonly [min: number, max: number] | undefined
  /** What they are written in, by their shares: `{ text: 3, html: 1 }`. All are text where it is left out. */
  readonly formats?: { readonly [format in LoadFormat]?: number | undefined } | undefined
  /** Contents of your own, taken in turn, instead of generated ones. */
  readonly contents?: readonly LoadContent[] | undefined
}

export interface DocumentSource {
  /** How many there are; `Infinity` where nobody said. */
  readonly count: number
  /** The document n, from 0. */
  document(n: number): LoadDocument
}

interface Writer {
  readonly contentType: ContentType
  readonly mime: string
  /** A document of about so many bytes around words from here on. */
  readonly write: (words: Words, at: number, bytes: number) => Uint8Array
}

const FORMATS: { readonly [format in LoadFormat]: Writer } = {
  // A view of the words: the services copy what they keep, and ten million documents need no memory of their own.
  text: { contentType: 'PLAIN_TEXT', mime: 'text/plain', write: (words, at, bytes) => words.view(at, bytes) },
  html: around('HTML', 'text/html', '<!doctype html><title>Load</title><body><p>', '</p></body>'),
  json: around('JSON', 'application/json', '{"text":"', '"}'),
  csv: around('CSV', 'text/csv', 'text\n"', '"\n'),
  markdown: around('MD', 'text/markdown', '# Load\n\n', '\n'),
}

/** The longest generated document. */
const MOST_BYTES = 8 * 1024 * 1024
const FIRST_WORDS_BYTES = 64 * 1024
const LETTERS = 'etaoinshrdlucmfwypvbgk'

export function documentSource(
  { count, bytes, formats, contents }: CheckedDocuments,
  seed: number,
): DocumentSource {
  if (contents !== undefined) {
    return {
      count,
      document: (n) => ({ id: idOf(n), ...(contents[n % contents.length] as LoadContent) }),
    }
  }
  const draws = new Draws(seed).scope('load', 'documents')
  const words = new Words(draws, bytes[1])
  const shares = Object.entries(formats) as [LoadFormat, number][]
  const whole = shares.reduce((sum, [, share]) => sum + share, 0)
  return {
    count,
    document(n) {
      const size = draws.span(bytes, 'bytes', n)
      const { contentType, mime, write } = FORMATS[chosen(shares, draws.uniform('format', n) * whole)]
      return { id: idOf(n), bytes: write(words, draws.bits('words', n), size), contentType, mime }
    },
  }
}

export function idOf(n: number): string {
  return `doc-${n}`
}

function chosen(shares: readonly [LoadFormat, number][], at: number): LoadFormat {
  let left = at
  for (const [format, share] of shares) {
    left -= share
    if (left < 0) return format
  }
  return shares.at(-1)?.[0] ?? 'text'
}

function around(contentType: ContentType, mime: string, before: string, after: string): Writer {
  const [head, tail] = [Buffer.from(before), Buffer.from(after)]
  return {
    contentType,
    mime,
    write: (words, at, bytes) =>
      Buffer.concat([head, words.view(at, Math.max(0, bytes - head.length - tail.length)), tail]),
  }
}

/** A long text of words that no format has to escape. */
class Words {
  readonly #bytes: Uint8Array

  constructor(draws: DrawScope, longest: number) {
    const size = Math.max(FIRST_WORDS_BYTES, 2 * longest)
    const bytes = new Uint8Array(size)
    let letters = 0
    for (let n = 0; n < FIRST_WORDS_BYTES; n++) {
      if (letters === 0) letters = draws.span([3, 11], 'letters', n)
      bytes[n] =
        --letters === 0 ? 0x20 : LETTERS.charCodeAt(Math.floor(draws.uniform('letter', n) * LETTERS.length))
    }
    for (let n = FIRST_WORDS_BYTES; n < size; n *= 2) bytes.copyWithin(n, 0, Math.min(n, size - n))
    this.#bytes = bytes
  }

  view(at: number, bytes: number): Uint8Array {
    const from = at % (this.#bytes.length - bytes)
    return this.#bytes.subarray(from, from + bytes)
  }
}

export interface CheckedDocuments {
  readonly count: number
  readonly bytes: readonly [number, number]
  readonly formats: { readonly [format in LoadFormat]?: number | undefined }
  readonly contents?: readonly LoadContent[] | undefined
}

const COUNT = 'a whole number of documents from 1'
const BYTES = 'a whole number of bytes from 1 to 8 MiB, or a range [min, max] of such'
const SHARE = 'a share from 0'
const CONTENTS = 'a list of contents { bytes, contentType, mime } that is not empty'
const size = whenAsked(() => z.int(BYTES).min(1, BYTES).max(MOST_BYTES, BYTES))

export const documentsSchema: () => z.ZodType<CheckedDocuments> = whenAsked(() =>
  z.strictObject(
    {
      count: z.int(COUNT).min(1, COUNT).default(Infinity),
      bytes: z
        .union(
          [size().transform((bytes): [number, number] => [bytes, bytes]), z.tuple([size(), size()])],
          BYTES,
        )
        .refine(([min, max]) => min <= max, RANGE_EXPECTED)
        .default([1_000, 1_000]),
      formats: z
        .partialRecord(
          z.enum(Object.keys(FORMATS) as LoadFormat[], `one of ${Object.keys(FORMATS).join(', ')}`),
          z.number(SHARE).min(0, SHARE).optional(),
          'shares by format',
        )
        .refine(
          (shares) => Object.values(shares).some((share) => share !== undefined && share > 0),
          'a share above 0',
        )
        .default({ text: 1 }),
      contents: z
        .custom<readonly LoadContent[]>((value) => Array.isArray(value) && value.length > 0, CONTENTS)
        .optional(),
    },
    'documents { count, bytes, formats, contents }',
  ),
)
