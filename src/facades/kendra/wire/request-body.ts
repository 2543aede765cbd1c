/** The body of a request in the forms that clients give it: text, bytes, nothing, or a stream of either. */

/** A body that is there at once. */
export function isWhole(body: unknown): body is string | ArrayBufferView | null | undefined {
  return typeof body === 'string' || ArrayBuffer.isView(body) || body === undefined || body === null
}

/** The text of a body that is there at once; none is the empty one. */
export function textOf(body: string | ArrayBufferView | null | undefined): string {
  if (typeof body === 'string') return body
  // The SDK's bytes are of a class of its own, with another `toString`.
  return body ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8') : ''
}

/** The text of a stream, of Node's or of the web's. Undefined for what is none. */
export async function streamedText(body: unknown): Promise<string | undefined> {
  if (!isIterable(body)) return undefined
  const chunks: Buffer[] = []
  for await (const chunk of body) {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
    else return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}

function isIterable(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}
