/** Writes a reply on a socket: as it is, or in the form in which it is lost. */
import type { ServerResponse } from 'node:http'
import { clearTimeout, setTimeout } from 'node:timers'
import type { LostReplyForm } from '../../core/fault-rule.ts'
import type { HttpReply } from '../http-exchange.ts'

// A named import alone is a live binding, which can be replaced together with the globals.
const startTimer = setTimeout
const stopTimer = clearTimeout

export async function writeReply(
  response: ServerResponse,
  { status, headers, body, lostAs }: HttpReply,
  isHead: boolean,
): Promise<void> {
  if (response.destroyed) return
  if (lostAs !== undefined) return loseReply(response, { status, headers, body }, lostAs)
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    response.writeHead(status, headers)
    // Where only the head was asked for, nobody begins to read the texts.
    return isHead ? void response.end() : writeTexts(response, body)
  }
  const bytes = bytesOf(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.byteLength })
  if (isHead) response.end()
  else if (bytes.byteLength > LARGE) response.end(bytes)
  // As a text of single bytes it goes out with its head, in one piece.
  else
    response.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), 'latin1')
}

/** Above this, in bytes, a copy costs more than a second piece. */
const LARGE = 65_536

/** Nobody waits for a reply any more, or nobody is to get one. */
export function cut(response: ServerResponse): void {
  const { socket } = response
  if (socket === null) response.destroy()
  else socket.resetAndDestroy()
}

async function writeTexts(response: ServerResponse, texts: AsyncIterable<string>): Promise<void> {
  const iterator = texts[Symbol.asyncIterator]() as AsyncIterator<string, undefined>
  const end = (): void => void iterator.return?.()
  response.on('close', end)
  response.flushHeaders()
  for (;;) {
    const next: IteratorResult<string, undefined> = await iterator.next()
    if (next.done === true || response.destroyed) break
    if (!response.write(next.value)) await drained(response)
  }
  response.off('close', end)
  end()
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const goOn = (): void => {
      response.off('drain', goOn)
      response.off('close', goOn)
      resolve()
    }
    response.on('drain', goOn)
    response.on('close', goOn)
  })
}

/** Real milliseconds between two bytes of a reply that comes too slowly. */
const SLOW_MS = 100

function loseReply(
  response: ServerResponse,
  { status, headers, body }: HttpReply,
  form: LostReplyForm,
): void {
  const bytes = bytesOf(body as string | Uint8Array)
  // A reply without a body would be there with its head.
  if (bytes.byteLength === 0 && form !== 'endless') return cut(response)
  switch (form) {
    case 'reset':
      return cut(response)
    case 'half':
      response.writeHead(status, { ...headers, 'content-length': bytes.byteLength })
      // Out before the end: a reset would throw away what still waits to be sent.
      response.write(bytes.subarray(0, Math.floor(bytes.byteLength / 2)), () =>
        response.socket?.destroySoon(),
      )
      response.flushHeaders()
      return
    case 'endless':
      // In chunks, of which there is never a last one.
      response.writeHead(status, headers)
      response.flushHeaders()
      if (bytes.byteLength > 0) response.write(bytes)
      return
    case 'slow':
      response.writeHead(status, { ...headers, 'content-length': bytes.byteLength })
      response.flushHeaders()
      return trickle(response, bytes)
    case 'garbage':
      response.writeHead(status, { ...headers, 'content-length': bytes.byteLength })
      response.end(bytes.map((byte) => byte ^ GARBLE))
      return
  }
}

/** Makes of text what is neither text nor JSON, and the same each time. */
const GARBLE = 0b1010_0101

/** All but the last byte, and then the connection breaks. */
function trickle(response: ServerResponse, bytes: Uint8Array): void {
  let sent = 0
  const next = (): void => {
    if (sent >= bytes.byteLength - 1) return cut(response)
    response.write(bytes.subarray(sent, ++sent))
    timer = startTimer(next, SLOW_MS)
  }
  let timer = startTimer(next, SLOW_MS)
  response.on('close', () => stopTimer(timer))
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : body
}
