/**
 * What reading one part gives, and the words in which a reader says that it cannot.
 * Every reason is our own text: an engine's or a library's message changes between versions, and reasons enter the trace.
 */

export type Extraction =
  /** The text in UTF-8. It may be a view of the bytes that were read. */
  | { readonly kind: 'text'; readonly utf8: Uint8Array; readonly title: string | undefined }
  /** No text is taken from this format: the digest is that of the raw bytes. */
  | { readonly kind: 'measured' }
  | Failure

export interface Failure {
  readonly kind: 'failed'
  readonly code: FailureCode
  readonly reason: string
}

export type FailureCode =
  | 'INVALID_JSON'
  | 'INVALID_XML'
  | 'INVALID_CSV'
  | 'INVALID_SIGNATURE'
  | 'TEXT_TOO_LARGE'
  /** A reader gave up in a way that none of the other codes tells: a document that its library cannot cope with. */
  | 'UNREADABLE'

/** Reads the bytes of one part. It may throw only where its library does; `analyze` turns that into UNREADABLE. */
export type Reader = (bytes: Uint8Array) => Extraction

/** The most text that one document may hold, in bytes of UTF-8: Amazon Kendra's quota of 5 MB extracted text. */
export const MAX_TEXT_BYTES: number = 5 * 1024 * 1024

export const TEXT_TOO_LARGE: Failure = {
  kind: 'failed',
  code: 'TEXT_TOO_LARGE',
  reason: `more than ${MAX_TEXT_BYTES} bytes of extracted text`,
}

export function failed(code: FailureCode, reason: string): Failure {
  return { kind: 'failed', code, reason }
}
