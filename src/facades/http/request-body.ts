/** The body of a request as it comes in over a socket: read whole before the service hears of it, up to a limit. */
import type { IncomingMessage } from 'node:http'

export type ReadBody =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The client is gone. */
  | { readonly kind: 'broken-off' }

/** Resolves as soon as it is known what becomes of the body; of one that is too large, nothing is kept. */
export function readBody(message: IncomingMessage, limit: number): Promise<ReadBody> {
  const length = Number(message.headers['content-length'] ?? 0)
  if (length > limit) {
    discard(message)
    return Promise.resolve({ kind: 'too-large' })
  }
  const isEmpty = length === 0 && message.headers['transfer-encoding'] === undefined
  if (isEmpty) return Promise.resolve({ kind: 'whole', bytes: NOTHING })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= limit) return
      message.off('data', take)
      chunks.length = 0
      discard(message)
      resolve({ kind: 'too-large' })
    }
    message.on('data', take)
    message.on('end', () => resolve({ kind: 'whole', bytes: joined(chunks, size) }))
    message.on('error', () => resolve({ kind: 'broken-off' }))
    message.on('close', () => resolve({ kind: 'broken-off' }))
  })
}

const NOTHING = new Uint8Array()

function joined(chunks: readonly Buffer[], size: number): Uint8Array {
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)
}

/** What a client may send of a body that is refused already. */
const MOST_DISCARDED = 256 * 2 ** 20

/** Lets the client send on for a while, so that it comes to read the refusal: cut off at once, it would see a broken connection. */
function discard(message: IncomingMessage): void {
  let size = 0
  message.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MOST_DISCARDED) message.destroy()
  })
  message.on('error', () => {})
}
