/** Multipart bodies as bytes both ways: a form in which a value without a file name is no text is safe here. */
import { getMultipartBoundary, MultipartParseError, parseMultipart } from '@remix-run/multipart-parser'
import { PushAPIException } from '../push-api-exception.ts'

/** A field of a form. */
export interface Field {
  readonly name: string
  readonly value: Uint8Array
}

/** The fields in their order. Throws a PushAPIException that says what is wrong with the body. */
export function readMultipart(contentType: string, body: Uint8Array): Field[] {
  const boundary = getMultipartBoundary(contentType)
  if (boundary === null || boundary === '')
    throw refused(`the content type ${JSON.stringify(contentType)} names no boundary`)
  const fields: Field[] = []
  try {
    for (const part of parseMultipart(body, { boundary, ...UNLIMITED })) {
      const { name } = part
      if (name === undefined)
        throw refused(
          `part ${fields.length + 1} of the multipart body has no name in its Content-Disposition`,
        )
      fields.push({ name, value: part.bytes })
    }
  } catch (error) {
    if (error instanceof MultipartParseError) throw refused(`the multipart body is broken: ${error.message}`)
    // The headers of a part are no UTF-8.
    if (error instanceof TypeError)
      throw refused(`a header of part ${fields.length + 1} of the multipart body is not well-formed UTF-8`)
    throw error
  }
  return fields
}

/** A body of these fields and its content type. Throws a PushAPIException for a name that no header can carry. */
export function writeMultipart(fields: readonly Field[]): {
  contentType: string
  body: Uint8Array<ArrayBuffer>
} {
  const boundary = `indexsim-${crypto.randomUUID()}`
  const encoder = new TextEncoder()
  const chunks = fields.flatMap(({ name, value }, index) => [
    encoder.encode(
      `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n`,
    ),
    value,
  ])
  chunks.push(encoder.encode(`${fields.length === 0 ? '' : '\r\n'}--${boundary}--\r\n`))
  const body = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.length
  }
  return { contentType: `multipart/form-data; boundary=${boundary}`, body }
}

/** How much is too much is for the server's door to say. */
const UNLIMITED = {
  maxHeaderSize: Number.POSITIVE_INFINITY,
  maxFileSize: Number.POSITIVE_INFINITY,
  maxParts: Number.POSITIVE_INFINITY,
  maxTotalSize: Number.POSITIVE_INFINITY,
}

function quoted(name: string): string {
  if (/[\r\n]/.test(name))
    throw new PushAPIException(
      `the name ${JSON.stringify(name)} has a line break, which a multipart header cannot carry`,
    )
  return name.replaceAll(/["\\]/g, String.raw`\$&`)
}

function refused(message: string): PushAPIException {
  return new PushAPIException(message, { status: 400 })
}
