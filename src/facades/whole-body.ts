/** The body of a request, whole. */
import { connectionReset } from '../core/connection-errors.ts'
import type { Simulation } from '../core/simulation.ts'
import { fetchFailed, type HttpRequest } from './http-exchange.ts'

/**
 * All of the body; an error where it broke off. Simulated time stands still while it comes in: how long that takes must not
 * decide the run. Rejects as `fetch` does when the services restart meanwhile.
 */
export async function readWholeBody(
  { driver, engine }: Simulation,
  request: HttpRequest,
  what: string,
): Promise<Uint8Array | Error> {
  if (request.whole !== undefined) return request.whole
  if (request.body === null) return new Uint8Array()
  const { restarts } = engine
  const body = await driver.external(
    request.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      (cause: unknown) => new Error('the body of the request broke off', { cause }),
    ),
    `the body of ${what}`,
  )
  if (engine.restarts !== restarts) throw fetchFailed(connectionReset())
  return body
}
