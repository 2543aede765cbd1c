/**
 * Any page of the web can have a browser send a request here, a form to the Push API or an image's address: what comes from a
 * page of another origin than the server's own is refused. Clients that are no browsers say nothing of where they come from.
 */
import type { HttpRequest } from '../http-exchange.ts'
import type { Refusal } from './create-fetch.ts'

/** What a page is told; undefined where the request is of no page, or of one of the server's own. */
export function refusalOfPage({ url, headers }: HttpRequest): Refusal | undefined {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const own = hostOf(`http://${headers.get('host') ?? new URL(url).host}`)
  const isForeign = origin !== null && (own === undefined || hostOf(origin) !== own)
  if (!isForeign && site !== 'cross-site' && site !== 'same-site') return undefined
  return {
    status: 403,
    name: 'Forbidden',
    code: 'INDEXSIM_FOREIGN_PAGE',
    message: `a web page ${origin === null ? 'of another origin' : `of ${origin}`} may not use the simulator${own === undefined ? '' : ` at ${own}`}; a client that is no page sends no Origin`,
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
