/**
 * Multipart bodies as bytes both ways. What the libraries read leniently is refused here, or a push would lose fields
 * without a word; and names come through exactly, trailing spaces too.
 */
import { badRequest, PushAPIException } from '../push-api-exception.ts'

/** A field of a form. */
export interface Field {
  readonly name: string
  readonly value: Uint8Array
}

/** The fields in their order; values are views of the body. Throws a PushAPIException that says what is wrong. */
export function readMultipart(contentType: string, body: Uint8Array): Field[] {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined)
    throw refused(`the content type ${JSON.stringify(contentType)} names no boundary`)
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = `\r\n--${boundary}`
  const fields: Field[] = []
  // An empty line at its beginning is taken, and what stands behind its end is nobody's.
  let at = bytes.indexOf(LINE_BREAK) === 0 ? LINE_BREAK.length : 0
  if (bytes.indexOf(delimiter.slice(2), at) !== at)
    throw refused(`it does not begin with a line --${boundary}`)
  for (;;) {
    const part = fields.length + 1
    at += delimiter.length - 2
    if (bytes.subarray(at, at + 2).equals(CLOSING)) return fields
    const line = bytes.indexOf(LINE_BREAK, at)
    if (line === -1) throw refused(`the body breaks off before part ${part}, or before its closing boundary`)
    if (!/^[ \t]*$/.test(bytes.toString('latin1', at, line)))
      throw refused(`the boundary before part ${part} has something behind it`)
    const next = bytes.indexOf(delimiter, line)
    if (next === -1) throw refused(`the body breaks off in part ${part}: no boundary follows it`)
    // The line break before the headers may be that of the empty line behind them.
    const headersEnd = bytes.indexOf(EMPTY_LINE, line)
    if (headersEnd === -1 || headersEnd > next)
      throw refused(`the headers of part ${part} do not end in an empty line`)
    const name = nameOf(bytes.subarray(line + 2, Math.max(line + 2, headersEnd)), part)
    fields.push({ name, value: bytes.subarray(headersEnd + 4, Math.max(headersEnd + 4, next)) })
    at = next + 2
  }
}

/** A body of these fields and its content type. Throws a PushAPIException for a name that no header can carry. */
export function writeMultipart(fields: readonly Field[]): {
  contentType: string
  body: Uint8Array<ArrayBuffer>
} {
  const boundary = `indexsim-${crypto.randomUUID()}`
  const chunks = fields.flatMap(({ name, value }) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"\r\n\r\n`),
    value,
    LINE_BREAK,
  ])
  const body = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)])
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}

const LINE_BREAK = Buffer.from('\r\n')
const EMPTY_LINE = Buffer.from('\r\n\r\n')
const CLOSING = Buffer.from('--')
const HEADERS = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The name that the headers of a part give it. */
function nameOf(headers: Uint8Array, part: number): string {
  let text: string
  try {
    text = HEADERS.decode(headers)
  } catch {
    throw refused(`a header of part ${part} is not in UTF-8`)
  }
  const dispositions = text.split('\r\n').filter((line) => /^content-disposition[ \t]*:/i.test(line))
  const names = dispositions.flatMap((line) => Array.from(line.matchAll(PARAMETER)).filter(isName))
  const [, , quoted, plain] = names[0] ?? []
  const name = quoted?.replaceAll(/\\(.)/gs, '$1') ?? plain
  if (name === undefined || names.length > 1 || dispositions.length > 1)
    throw refused(`part ${part} needs one Content-Disposition with one name`)
  return name
}

/** Of a header, `; name="value"` with what is escaped in it, or `; name=value`. */
const PARAMETER = /;[ \t]*([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/gs

function isName([, parameter]: RegExpMatchArray): boolean {
  return parameter?.toLowerCase() === 'name'
}

function escaped(name: string): string {
  if (/[\r\n]/.test(name))
    throw new PushAPIException(
      `the name ${JSON.stringify(name)} has a line break, which a multipart header cannot carry`,
    )
  return name.replaceAll(/["\\]/g, String.raw`\$&`)
}

function refused(message: string): PushAPIException {
  return badRequest(`the multipart body is broken: ${message}`)
}
