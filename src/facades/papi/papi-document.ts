/** Documents as the vendor's guide describes them, and their check at the door. */
import { z } from 'zod'
import { copyBytes } from '../../core/byte-copies.ts'
import type { ContentFormat, DocumentPart } from '../../core/indexer.ts'
import { PushAPIException } from './push-api-exception.ts'

/** One part of a document. */
export interface PapiPart {
  /** `master` where left out. */
  readonly name?: string | undefined
  /** The content; a copy is made at the call. */
  readonly bytes: Uint8Array
  /** encoding, filename, mimeHint, mime, certifiedMime. */
  readonly directives?: Readonly<Record<string, string>> | undefined
}

/** A document on its way to the Push API. */
export interface PapiDocument {
  /** Opaque, unique for the connector. `/` makes a hierarchy. */
  readonly uri: string
  /** An opaque fingerprint that the connector gets back with the status. */
  readonly stamp?: string | undefined
  /** One or several values for each name. */
  readonly metas?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly parts?: readonly PapiPart[] | undefined
  readonly directives?: Readonly<Record<string, string>> | undefined
}

const text = z.string('a text')
const texts = z.record(text, text, 'an object of texts')
// A lone surrogate has no form in UTF-8: two such URIs would be one on the wire.
const uriSchema = text.refine((uri) => uri.isWellFormed(), 'well-formed Unicode')

const part = z.strictObject(
  {
    name: text.optional(),
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'a Uint8Array'),
    directives: texts.optional(),
  },
  'a part { name, bytes, directives }',
)

// Compiled, because documents come by the thousand.
const documents: z.ZodType<PapiDocument[]> = z.compile(
  z.array(
    z.strictObject(
      {
        uri: uriSchema,
        stamp: text.optional(),
        metas: z
          .record(text, z.union([text, z.array(text)], 'a text or a list of texts'), 'an object of texts')
          .optional(),
        parts: z.array(part, 'a list of parts').optional(),
        directives: texts.optional(),
      },
      'a document { uri, stamp, metas, parts, directives }',
    ),
    'a list of documents',
  ),
)

const uris: z.ZodType<string[]> = z.compile(z.array(uriSchema, 'a list of URIs'))

/** A document with everything in its place; nothing of it is shared with the caller. */
export interface CheckedDocument {
  readonly uri: string
  readonly stamp: string | undefined
  readonly metas: Readonly<Record<string, readonly string[]>> | undefined
  readonly parts: readonly CheckedPart[]
  readonly directives: Readonly<Record<string, string>> | undefined
}

export interface CheckedPart {
  readonly name: string
  readonly bytes: Uint8Array
  readonly directives: Readonly<Record<string, string>> | undefined
}

/** Copies of the documents, bytes too. Throws an error of the given class that names what is wrong and where. */
export function checkDocuments(
  operation: string,
  input: unknown,
  Refusal: new (message: string) => Error = PushAPIException,
): CheckedDocument[] {
  return check(operation, documents, input, Refusal).map(({ uri, stamp, metas, parts, directives }) => ({
    uri,
    stamp,
    metas: metas && Object.fromEntries(Object.entries(metas).map(([name, value]) => [name, [value].flat()])),
    parts: parts?.map(copyPart) ?? [],
    directives,
  }))
}

function copyPart({ name = 'master', bytes, directives }: PapiPart): CheckedPart {
  return { name, bytes: copyBytes(bytes), directives }
}

export function checkUris(operation: string, input: unknown): string[] {
  return check(operation, uris, input, PushAPIException)
}

function check<Output>(
  operation: string,
  schema: z.ZodType<Output>,
  input: unknown,
  Refusal: new (message: string) => Error,
): Output {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(({ path, message }) => {
    const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
    const value = path.reduce<unknown>((outer, key) => (outer as Record<PropertyKey, unknown>)[key], input)
    return `${place === '' ? 'the argument' : `argument${place}`} is ${shown(value)}; expected ${message}`
  })
  throw new Refusal(`${operation}: ${issues.join('; ')}`)
}

/** Enough of a value to know it by. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null)
    return `an object with ${Object.keys(value).join(', ') || 'nothing'}`
  return String(value)
}

/** The parts as the indexer reads them. Without a MIME type a part is plain text [assumed]. */
export function partsOf(document: CheckedDocument): DocumentPart[] {
  return document.parts.map(({ bytes, directives }) => {
    const mime = directives?.['certifiedMime'] ?? directives?.['mime'] ?? directives?.['mimeHint']
    return { bytes, format: mime === undefined ? 'text' : formatOf(mime) }
  })
}

const FORMATS: ReadonlyMap<string, ContentFormat> = new Map<string, ContentFormat>([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/json', 'json'],
  ['text/csv', 'csv'],
  ['text/markdown', 'markdown'],
  ['application/pdf', 'pdf'],
  ['text/rtf', 'rtf'],
  ['application/rtf', 'rtf'],
  ['application/msword', 'word'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'word'],
  ['application/vnd.ms-powerpoint', 'powerpoint'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'powerpoint'],
  ['application/vnd.ms-excel', 'excel'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'excel'],
])

function formatOf(mime: string): ContentFormat {
  const type = (mime.split(';')[0] as string).trim().toLowerCase()
  return FORMATS.get(type) ?? (type.startsWith('text/') ? 'text' : 'binary')
}
