/** `sim.fetch`: one function with the form of `fetch` over the wires of all facades, with no socket between. */
import { abandonable } from '../../core/waits.ts'

export type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>

/** A wire, and the beginning of the paths that are its. */
export interface Wire {
  readonly path: string
  readonly answer: (request: Request) => Promise<Response>
}

/** A path may stand for a URL: the host does not matter. */
export function createFetch(wires: readonly Wire[]): Fetch {
  const answer: Fetch = async (input, init) => {
    const url = typeof input === 'string' ? new URL(input, 'http://localhost') : input
    const request = new Request(url, init)
    request.signal.throwIfAborted()
    // Some clients begin with `OPTIONS *`, to see whether anybody is there.
    if (request.method === 'OPTIONS') return new Response('', { status: 200, headers: OPTIONS_HEADERS })
    const { pathname } = new URL(request.url)
    const wire = wires.find(({ path }) => pathname.startsWith(path))
    if (wire === undefined) return nothingHere(pathname, wires)
    return untilAborted(wire.answer(request), request.signal)
  }
  return (input, init) => abandonable(answer(input, init))
}

const OPTIONS_HEADERS = { allow: 'GET, POST, OPTIONS', 'cache-control': 'no-cache' }

function nothingHere(pathname: string, wires: readonly Wire[]): Response {
  const known = wires.map(({ path }) => path).join(', ')
  return new Response(`There is nothing at ${pathname}; there is ${known}\n`, { status: 404 })
}

/** What the response comes to after the caller gave it up is nobody's any more; the service goes on with the request. */
function untilAborted(response: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    response.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
