/**
 * One exchange of awsJson1_1 [wire]: the target and the text of a request in, the reply of the service out. Every door of the
 * wire has it behind itself: the SDK's request handler, `sim.fetch`, and a socket.
 */
import type { ServiceError } from '../../../core/call.ts'
import type { ConnectionError } from '../../../core/connection-errors.ts'
import type { KendraOperation } from '../operation-names.ts'
import { isKendraOperation, kendraOperations } from '../operations/operations.ts'
import { KendraServiceException } from '../service-exception.ts'
import { type Decoder, decoderOf } from './json-codec.ts'
import { whereNoNumber } from './no-number.ts'
import type { KendraCaller, KendraService } from './kendra-service.ts'
import { errorReply, outputReply, type WireError, type WireReply } from './reply.ts'
import { SerializationException } from './serialization-exception.ts'

/** A request that could be read. Its input is whatever the client sent. */
export interface ReadRequest {
  readonly kind: 'read'
  readonly operation: KendraOperation
  readonly input: object
}

/** A request whose body stands for no object. */
export interface UnreadableRequest {
  readonly kind: 'unreadable'
  readonly operation: KendraOperation
  readonly why: string
}

const decoders = new Map<KendraOperation, Decoder>()

/** Undefined as a body: it was in no form that a body can have. */
export function readRequest(
  operation: KendraOperation,
  text: string | undefined,
): ReadRequest | UnreadableRequest {
  const body = text === undefined ? 'The body is no text, no bytes and no stream.' : readBody(text)
  if (typeof body === 'string') return { kind: 'unreadable', operation, why: body }
  return { kind: 'read', operation, input: decoderFor(operation)(body) as object }
}

/** The reply of the service, an error of the service too. Rejects where there is none. */
export async function exchange(
  service: KendraService,
  request: ReadRequest | UnreadableRequest,
  caller: KendraCaller,
): Promise<WireReply> {
  try {
    if (request.kind === 'unreadable') return await service.refuseBody(request.operation, request.why, caller)
    const { $metadata, ...output } = await service.call(request.operation, request.input, caller)
    return outputReply(request.operation, output, $metadata.requestId)
  } catch (error) {
    if (isWireError(error)) return errorReply(error)
    throw error
  }
}

/** The reply that was lost, as it would have been. */
export function lostReplyOf(operation: KendraOperation, { lost }: ConnectionError): WireReply | undefined {
  if (lost === undefined) return undefined
  const { outcome } = lost
  if ('error' in outcome) return isWireError(outcome.error) ? errorReply(outcome.error) : undefined
  const { $metadata, ...output } = outcome.reply as { $metadata: { requestId: string } }
  return outputReply(operation, output, $metadata.requestId)
}

const TARGET = 'AWSKendraFrontendService.'

/** The operation that a target names, or what is wrong with it. */
export function readTarget(
  target: string,
):
  | { readonly operation: KendraOperation }
  | { readonly kind: 'not-modelled' | 'unknown'; readonly why: string } {
  const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : ''
  if (isKendraOperation(name)) return { operation: name }
  const known = Object.keys(kendraOperations).join(', ')
  // What could be an operation of Kendra's is one that the simulator has not.
  if (/^[A-Z][A-Za-z]{2,60}$/.test(name))
    return { kind: 'not-modelled', why: `${name} is not modelled; there are ${known}` }
  return { kind: 'unknown', why: `${JSON.stringify(target)} is no operation of Kendra; there are ${known}` }
}

function isWireError(error: unknown): error is ServiceError & WireError {
  return error instanceof SerializationException || error instanceof KendraServiceException
}

function decoderFor(operation: KendraOperation): Decoder {
  let decode = decoders.get(operation)
  if (decode === undefined)
    decoders.set(operation, (decode = decoderOf(kendraOperations[operation].schema())))
  return decode
}

/** The object that the text stands for, or what is wrong with it. */
function readBody(text: string): object | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Node's own text is another in each version.
    return `The body is no JSON${whereNoNumber(text)}.`
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : 'The body is no JSON object.'
}
