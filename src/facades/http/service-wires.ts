/** The wires of the services, as doors hold them: which requests are theirs, and what a refusal looks like that never reached them. */
import { Kendra } from '../kendra/kendra.ts'
import { createKendraHandler } from '../kendra/wire/http-handler.ts'
import { errorReply } from '../kendra/wire/reply.ts'
import type { PushServer } from '../papi/push-server.ts'
import { createPapiHandler, errorResponse } from '../papi/wire/papi-handler.ts'
import type { Wire } from './create-fetch.ts'

export function kendraWire(kendra: Kendra): Wire {
  return {
    place: 'POST / (Kendra)',
    takes: (method, pathname) => method === 'POST' && pathname === '/',
    answer: createKendraHandler((name) => {
      const { region = kendra.region, accountId = kendra.accountId } = name
      const isThisOne = region === kendra.region && accountId === kendra.accountId
      return Kendra.serviceOf(isThisOne ? kendra : kendra.in(name))
    }),
    refuse: ({ status, name, message }) => {
      const { statusCode, headers, body } = errorReply({
        name,
        message,
        // Of nobody's request: the service has not seen it.
        $metadata: { httpStatusCode: status, requestId: '00000000-0000-4000-8000-000000000000' },
      })
      return { status: statusCode, headers, body }
    },
  }
}

export function papiWire(server: PushServer): Wire {
  return {
    place: '/papi/',
    takes: (_method, pathname) => pathname.startsWith('/papi/'),
    answer: createPapiHandler(server),
    refuse: ({ status, message }) => errorResponse(status, message),
  }
}
