/**
 * PAPI's text form of statuses: `D <uri> <stamp>` for a document that is there, `M <uri>` for a URI that is
 * unknown, each line ended by LF. The form is the vendor's, losses included.
 */
import { ConfigurationError } from '../../core/errors.ts'
import { DocumentStatus } from './document-status.ts'

/**
 * The lines for these statuses, in their order. URIs are form-encoded in UTF-8. A CR or LF in a stamp
 * becomes a backslash and a letter and is not told from such a pair any more; an absent stamp is written
 * as an empty one (ledger: papi.lines.stamp-escape-is-lossy, papi.lines.absent-stamp-reads-as-empty).
 * Throws ConfigurationError for a URI with half a surrogate pair, which UTF-8 cannot carry.
 */
export function formatStatusLines(statuses: Iterable<DocumentStatus>): string {
  let text = ''
  for (const { uri, stamp, exist } of statuses) {
    text += exist ? `D ${encodeUri(uri)} ${escapeStamp(stamp ?? '')}\n` : `M ${encodeUri(uri)}\n`
  }
  return text
}

/**
 * The statuses that these lines give, in their order. A stamp is returned as it is written, escapes too,
 * as the vendor's client does; an empty one is absent. `+` and `%20` in a URI are both a space.
 * Throws ConfigurationError with the number of the first line that is not well-formed.
 */
export function parseStatusLines(text: string): DocumentStatus[] {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  if (rest !== '') throw malformed(lines.length + 1, rest, 'a line feed at its end; the reply may be cut off')
  return lines.map((line, index) => parseLine(line, index + 1))
}

function parseLine(line: string, lineNumber: number): DocumentStatus {
  if (line.includes('\r')) throw malformed(lineNumber, line, 'no carriage return; lines end in LF alone')
  const kind = line.slice(0, 2)
  if (kind !== 'D ' && kind !== 'M ') {
    throw malformed(lineNumber, line, '"D ", a URI, a space and a stamp, or "M " and a URI')
  }
  const end = line.indexOf(' ', 2)
  const encoded = end === -1 ? line.slice(2) : line.slice(2, end)
  const uri = decodeUri(encoded)
  if (uri === undefined) throw malformed(lineNumber, line, `a form-encoded UTF-8 URI, not ${quote(encoded)}`)
  if (kind === 'D ')
    return DocumentStatus.known(uri, end === -1 || end === line.length - 1 ? undefined : line.slice(end + 1))
  if (end !== -1)
    throw malformed(lineNumber, line, 'nothing after the URI; a space in a URI is written + or %20')
  return DocumentStatus.unknown(uri)
}

function encodeUri(uri: string): string {
  if (/\p{Surrogate}/u.test(uri)) {
    throw new ConfigurationError(
      `The URI ${quote(uri)} has half a surrogate pair: expected well-formed Unicode, which UTF-8 can carry.`,
    )
  }
  return new URLSearchParams([['', uri]]).toString().slice('='.length)
}

/** URLSearchParams is no help here: it takes what is not UTF-8 for U+FFFD, and `&` for an end. */
function decodeUri(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function escapeStamp(stamp: string): string {
  return stamp.replaceAll('\r', '\\r').replaceAll('\n', '\\n')
}

function malformed(lineNumber: number, line: string, expected: string): ConfigurationError {
  return new ConfigurationError(
    `Line ${lineNumber} of the status lines is malformed: expected ${expected}; got ${quote(line)}.`,
  )
}

/** Long lines are cut: the beginning tells which it is. */
function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
}
