/**
 * Kendra over HTTP: a request of awsJson1_1 to the reply of the account that its signature names. Whatever a request is, it
 * is answered as the service answers.
 */
import type { ConnectionError } from '../../../core/connection-errors.ts'
import { ConfigurationError } from '../../../core/errors.ts'
import {
  connectionErrorIn,
  fetchFailed,
  type HttpReply,
  type HttpRequest,
  type HttpWire,
} from '../../http-exchange.ts'
import { readWholeBody } from '../../whole-body.ts'
import type { AccountName } from '../kendra-account.ts'
import { metadataOf } from '../service-exception.ts'
import { exchange, lostReplyOf, readRequest, readTarget } from './json-exchange.ts'
import type { KendraCaller, KendraService } from './kendra-service.ts'
import { errorReply, type WireReply } from './reply.ts'

/**
 * Answers `POST /`. Rejects where there is no reply: with a TypeError as `fetch` has it, and with the simulator's own
 * errors, among them a ConfigurationError for an operation that is not modelled.
 */
export function createKendraHandler(serviceOf: (name: Partial<AccountName>) => KendraService): HttpWire {
  return async (request) => {
    const { headers } = request
    const service = serviceOf(readScope(headers.get('authorization') ?? ''))
    const { driver, ids } = service.world.simulation
    const target = readTarget(headers.get('x-amz-target') ?? '')
    if (!('operation' in target)) {
      if (target.kind === 'not-modelled') throw new ConfigurationError(`kendra: ${target.why}`)
      return httpReply(unknownOperation(target.why, ids.uuid('request')))
    }
    const { operation } = target
    // Before anything is waited for: a body must not let later requests overtake this one.
    const caller: KendraCaller = { ticket: driver.reserve(), disconnected: fetchFailed }
    const body = request.whole ?? (await readBody(service, request))
    const text = body === undefined ? undefined : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    try {
      return httpReply(await exchange(service, readRequest(operation, text?.toString('utf8') ?? ''), caller))
    } catch (error) {
      const cut = connectionErrorIn(error)
      const reply = cut && lostReplyOf(operation, cut)
      if (reply === undefined) throw error
      return { ...httpReply(reply), lostAs: (cut as Required<ConnectionError>).lost.form }
    }
  }
}

/** A body that broke off is read as none, as one that says nothing. */
async function readBody({ world }: KendraService, request: HttpRequest): Promise<Uint8Array | undefined> {
  const body = await readWholeBody(world.simulation, request, 'POST to Kendra')
  return body instanceof Error ? undefined : body
}

function httpReply({ statusCode, headers, body }: WireReply): HttpReply {
  return { status: statusCode, headers, body }
}

/** The form of AWS's JSON services [wire]; for this one it is assumed (ledger: kendra.wire.unknown-operation). */
function unknownOperation(message: string, requestId: string): WireReply {
  return errorReply({ name: 'UnknownOperationException', message, $metadata: metadataOf(requestId, 400) })
}

const SCOPE = /\bCredential=([^/,\s]+)\/\d{8}\/([a-z]{2}(?:-[a-z]{1,12}){1,3}-\d)\/kendra\/aws4_request\b/

/**
 * The account of a signature, which nobody verifies: its region, and the access key where that is an account number, as other
 * simulators of AWS have it. What it does not tell is as with `sim.kendra` itself (ledger: kendra.wire.scope).
 */
function readScope(authorization: string): Partial<AccountName> {
  const [, key = '', region] = SCOPE.exec(authorization) ?? []
  return {
    ...(region !== undefined && { region }),
    ...(/^\d{12}$/.test(key) && { accountId: key }),
  }
}
