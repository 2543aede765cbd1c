/** What a connection that fails looks like to its caller, in Node's own words. */
import type { LostReplyForm } from './fault-rule.ts'

export interface ConnectionError extends Error {
  readonly code: string
  readonly syscall: string
  /** Where the service did reply, and the reply is lost on its way: for a socket, which has to show it. */
  lost?: LostReply
}

export interface LostReply {
  readonly form: LostReplyForm
  /** What the caller would have heard. */
  readonly outcome: { readonly reply: unknown } | { readonly error: Error }
}

/** The server has crashed, or cut the connection. */
export function connectionReset(): ConnectionError {
  return socketError('read', 'ECONNRESET')
}

/** The connection breaks under a reply. */
export function replyLost(lost: LostReply): ConnectionError {
  // Out of sight of whoever looks at the error: it is nothing that a caller could know.
  return Object.defineProperty(connectionReset(), 'lost', { value: lost })
}

/** Nobody listens. */
export function connectionRefused(): ConnectionError {
  return socketError('connect', 'ECONNREFUSED')
}

/** Nothing came for too long. */
export function connectionTimedOut(): ConnectionError {
  return socketError('connect', 'ETIMEDOUT')
}

function socketError(syscall: string, code: string): ConnectionError {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
}
