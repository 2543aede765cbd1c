/** A request over HTTP and its reply as the wires of the services see them, whatever brought the request: `fetch` in process, or a socket. */
import type { ConnectionError } from '../core/connection-errors.ts'
import type { LostReplyForm } from '../core/fault-rule.ts'

/** A request. One of the web's has this form too. */
export interface HttpRequest {
  readonly method: string
  /** An absolute URL. Its host does not matter. */
  readonly url: string
  readonly headers: { get(name: string): string | null }
  /** The body where all of it is there already, as with a server that has read it. */
  readonly whole?: Uint8Array | undefined
  /** Null where there is no body. */
  readonly body: unknown
  arrayBuffer(): Promise<ArrayBuffer>
}

export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Texts that come one after the other go on until somebody ends them. */
  readonly body: string | Uint8Array | AsyncIterable<string>
  /** The reply is lost, and in this form: what of it comes to the caller depends on what is between. */
  readonly lostAs?: LostReplyForm | undefined
}

/** A wire of a service. Rejects where there is no reply: with a TypeError as `fetch` has it, or with an error of the simulator's own. */
export type HttpWire = (request: HttpRequest) => Promise<HttpReply>

/** As `fetch` rejects where the connection breaks. */
export function fetchFailed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause })
}

/** What kept a request from its reply, where that was the connection. */
export function connectionErrorIn(error: unknown): ConnectionError | undefined {
  const cause = error instanceof TypeError ? error.cause : undefined
  return cause instanceof Error && 'syscall' in cause ? (cause as ConnectionError) : undefined
}
