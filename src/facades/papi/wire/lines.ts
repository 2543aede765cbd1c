/** Lines of replies: a mark, a form-encoded name, and a text in which CR and LF alone are escaped; each ended by LF. */
import { ConfigurationError } from '../../../core/errors.ts'
import { decodeForm, encodeForm } from './form-encoding.ts'

/** A line, taken apart. */
export interface Line {
  /** The letter before the name; empty in lines that have none. */
  readonly mark: string
  readonly name: string
  /** What follows the name, as it is written; undefined where there is not even a space. */
  readonly rest: string | undefined
  /** Where it stands, for errors. */
  readonly what: string
  readonly number: number
  readonly text: string
}

/** The line of a document that is there. */
export function documentLine(uri: string, stamp: string | undefined): string {
  return `D ${encodeForm(uri)} ${escapeLine(stamp ?? '')}\n`
}

/** CR and LF become a backslash and a letter; a backslash stays as it is, so that this cannot be undone. */
export function escapeLine(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n')
}

/**
 * The lines of a text that begin with a mark of one letter. Throws a ConfigurationError with the number of the first
 * that is not well-formed.
 */
export function parseLines(text: string, what: string, expected: string): Line[] {
  return splitLines(text, what).map((line, index) => {
    const at = { what, number: index + 1, text: line }
    if (!/^[A-Z] /.test(line)) throw malformedLine(at, expected)
    return { ...at, mark: line.slice(0, 1), ...parseName(at, line.slice(2)) }
  })
}

/** The lines of a text that begin with a name at once. */
export function parseNamedLines(text: string, what: string): Line[] {
  return splitLines(text, what).map((line, index) => {
    const at = { what, number: index + 1, text: line }
    return { ...at, mark: '', ...parseName(at, line) }
  })
}

export function malformedLine(
  { what, number, text }: Pick<Line, 'what' | 'number' | 'text'>,
  expected: string,
): ConfigurationError {
  return new ConfigurationError(
    `Line ${number} of the ${what} is malformed: expected ${expected}; got ${quote(text)}.`,
  )
}

/** Long texts are cut: the beginning tells which it is. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
}

function splitLines(text: string, what: string): string[] {
  const lines = text.split('\n')
  const end = lines.pop() ?? ''
  if (end !== '')
    throw malformedLine(
      { what, number: lines.length + 1, text: end },
      'a line feed at its end; the reply may be cut off',
    )
  const returned = lines.findIndex((line) => line.includes('\r'))
  if (returned !== -1)
    throw malformedLine(
      { what, number: returned + 1, text: lines[returned] as string },
      'no carriage return; lines end in LF alone',
    )
  return lines
}

function parseName(at: Pick<Line, 'what' | 'number' | 'text'>, text: string): Pick<Line, 'name' | 'rest'> {
  const end = text.indexOf(' ')
  const encoded = end === -1 ? text : text.slice(0, end)
  const name = decodeForm(encoded)
  if (name === undefined) throw malformedLine(at, `a form-encoded UTF-8 URI, not ${quote(encoded)}`)
  return { name, rest: end === -1 ? undefined : text.slice(end + 1) }
}
