/**
 * PAPI's text form of statuses: `D <uri> <stamp>` for a document that is there, `M <uri>` for a URI that is
 * unknown, each line ended by LF. The form is the vendor's, losses included.
 */
import { ConfigurationError } from '../../../core/errors.ts'
import { DocumentStatus } from '../document-status.ts'
import { encodeForm } from './form-encoding.ts'
import { documentLine, type Line, malformedLine, parseLines, quote } from './lines.ts'

/**
 * The lines for these statuses, in their order. URIs are form-encoded in UTF-8. A CR or LF in a stamp
 * becomes a backslash and a letter and is not told from such a pair any more; an absent stamp is written
 * as an empty one (ledger: papi.lines.stamp-escape-is-lossy, papi.lines.absent-stamp-reads-as-empty).
 * Throws ConfigurationError for a URI with half a surrogate pair, which UTF-8 cannot carry.
 */
export function formatStatusLines(statuses: Iterable<DocumentStatus>): string {
  let text = ''
  for (const { uri, stamp, exist } of statuses) {
    if (!uri.isWellFormed())
      throw new ConfigurationError(
        `The URI ${quote(uri)} has half a surrogate pair: expected well-formed Unicode, which UTF-8 can carry.`,
      )
    text += exist ? documentLine(uri, stamp) : `M ${encodeForm(uri)}\n`
  }
  return text
}

/**
 * The statuses that these lines give, in their order. A stamp is returned as it is written, escapes too,
 * as the vendor's client does; an empty one is absent. `+` and `%20` in a URI are both a space.
 * Throws ConfigurationError with the number of the first line that is not well-formed.
 */
export function parseStatusLines(text: string): DocumentStatus[] {
  return parseLines(text, 'status lines', EXPECTED).map(statusOf)
}

const EXPECTED = '"D ", a URI, a space and a stamp, or "M " and a URI'

function statusOf(line: Line): DocumentStatus {
  const { mark, name: uri, rest } = line
  if (mark === 'D') return DocumentStatus.known(uri, rest === '' ? undefined : rest)
  if (mark !== 'M') throw malformedLine(line, EXPECTED)
  if (rest === undefined) return DocumentStatus.unknown(uri)
  throw malformedLine(line, 'nothing after the URI; a space in a URI is written + or %20')
}
