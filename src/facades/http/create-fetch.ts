/** `sim.fetch`: one function with the form of `fetch` over the wires of all facades, with no socket between. */
import { connectionReset } from '../../core/connection-errors.ts'
import { abandonable } from '../../core/waits.ts'
import { fetchFailed, type HttpReply, type HttpWire } from '../http-exchange.ts'
import { refusalOfPage } from './foreign-pages.ts'

export type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>

/** A wire, and which requests are its. */
export interface Wire {
  /** What there is, for those who look in the wrong place. */
  readonly place: string
  takes(method: string, pathname: string): boolean
  readonly answer: HttpWire
  /** A refusal by whatever stands before the service, in the service's form. */
  refuse(refusal: Refusal): HttpReply
}

export interface Refusal {
  readonly status: number
  readonly name: string
  readonly message: string
  /** Of an error of the simulator's own. */
  readonly code?: string | undefined
}

const wiresOf = new WeakMap<Fetch, () => readonly Wire[]>()

/** A path may stand for a URL: the host does not matter. `refuseWhenClosed` throws where the wires lead nowhere any more. */
export function createFetch(wires: readonly Wire[], refuseWhenClosed: () => void): Fetch {
  const answer: Fetch = async (input, init) => {
    const url = typeof input === 'string' ? new URL(input, 'http://localhost') : input
    const request = new Request(url, init)
    request.signal.throwIfAborted()
    const { pathname } = new URL(request.url)
    return untilAborted(responseOf(exchangeOver(wires, request, pathname)), request.signal)
  }
  const fetch: Fetch = (input, init) => abandonable(answer(input, init))
  wiresOf.set(fetch, () => {
    refuseWhenClosed()
    return wires
  })
  return fetch
}

/** The wires behind a fetch, for a server that has no use for the web's requests and responses. Undefined: it is another fetch. */
export function wiresBehind(fetch: Fetch): readonly Wire[] | undefined {
  return wiresOf.get(fetch)?.()
}

/** The reply of the wire whose request it is; of the server itself where it is nobody's. */
export function exchangeOver(
  wires: readonly Wire[],
  request: Parameters<HttpWire>[0],
  pathname: string,
): Promise<HttpReply> {
  // Some clients begin with `OPTIONS *`, to see whether anybody is there.
  if (request.method === 'OPTIONS')
    return Promise.resolve({ status: 200, headers: OPTIONS_HEADERS, body: '' })
  const wire = wireFor(wires, request.method, pathname)
  if (wire === undefined) return Promise.resolve(nothingHere(pathname, wires))
  const refusal = refusalOfPage(request)
  return refusal === undefined ? wire.answer(request) : Promise.resolve(refuse(wire, refusal))
}

/** A refusal in the form of the wire whose request it is; a header tells a machine where it is the simulator's own. */
export function refuse(wire: Wire | undefined, refusal: Refusal): HttpReply {
  const { status, message, code } = refusal
  const reply = wire?.refuse(refusal) ?? { status, headers: TEXT, body: `${message}\n` }
  return code === undefined ? reply : { ...reply, headers: { ...reply.headers, 'x-indexsim-error': code } }
}

export function wireFor(wires: readonly Wire[], method: string, pathname: string): Wire | undefined {
  return wires.find((wire) => wire.takes(method, pathname))
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' }
const OPTIONS_HEADERS = { allow: 'GET, POST, OPTIONS', 'cache-control': 'no-cache' }

function nothingHere(pathname: string, wires: readonly Wire[]): HttpReply {
  const known = wires.map(({ place }) => place).join(', ')
  return {
    status: 404,
    headers: TEXT,
    body: `There is nothing at ${pathname}; there is ${known}\n`,
  }
}

async function responseOf(exchange: Promise<HttpReply>): Promise<Response> {
  const { status, headers, body, lostAs } = await exchange
  // Without a socket, every form of a lost reply is a broken connection.
  if (lostAs !== undefined) throw fetchFailed(connectionReset())
  const isStream = typeof body === 'object' && Symbol.asyncIterator in body
  return new Response(isStream ? streamOf(body) : body, { status, headers })
}

function streamOf(texts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from(texts).pipeThrough(new TextEncoderStream())
}

/** What the response comes to after the caller gave it up is nobody's any more; the service goes on with the request. */
function untilAborted(response: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    response.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
