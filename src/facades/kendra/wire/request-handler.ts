/**
 * The end of the wire that a client of the SDK holds: a request handler that opens no socket. It has the SDK's form and
 * imports nothing of it.
 */
import { ConfigurationError } from '../../../core/errors.ts'
import { connectionError } from '../connection-error.ts'
import type { KendraOperation } from '../operation-names.ts'
import { abortErrorOf, type RequestSignal, untilAborted } from './abort.ts'
import { exchange, readRequest, readTarget } from './json-exchange.ts'
import type { KendraService } from './kendra-service.ts'
import type { WireReply } from './reply.ts'
import { isWhole, streamedText, textOf } from './request-body.ts'
import type { FailedAttempt, Retries } from './retries.ts'

/** Of a request, what the service looks at: no signature is checked. */
export interface WireRequest {
  readonly headers: Readonly<Record<string, string>>
  /** Text, bytes, or a stream of either. */
  readonly body?: unknown
}

export interface WireOptions {
  readonly abortSignal?: RequestSignal | undefined
}

/** Given to a client as `requestHandler`. */
export class KendraRequestHandler {
  readonly metadata: { readonly handlerProtocol: string } = { handlerProtocol: 'http/1.1' }
  readonly #service: KendraService
  readonly #retries: Retries

  constructor(service: KendraService, retries: Retries) {
    this.#service = service
    this.#retries = retries
  }

  /**
   * The reply of the service, an error of the service too. Rejects where there is no reply: with an AbortError at once
   * when the signal says so (the call goes on at the service), with ECONNRESET when the service restarts, and with the
   * simulator's own errors, which the SDK never retries. A ConfigurationError: the operation is not modelled.
   */
  handle(request: WireRequest, { abortSignal }: WireOptions = {}): Promise<{ response: WireReply }> {
    const answer = this.#answer(request, abortSignal)
    return abortSignal === undefined || abortSignal.aborted ? answer : untilAborted(answer, abortSignal)
  }

  /** Clients call this when they are destroyed; others may still use the handler. */
  destroy(): void {}

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {}
  }

  async #answer(request: WireRequest, signal: RequestSignal | undefined): Promise<{ response: WireReply }> {
    if (typeof request?.headers !== 'object')
      throw new ConfigurationError('kendra.requestHandler was given no request: expected { headers, body }')
    if (signal?.aborted === true) throw abortErrorOf(signal)
    this.#retries.arrive(headerOf(request, 'amz-sdk-invocation-id'))
    const operation = operationOf(request)
    const text = isWhole(request.body) ? textOf(request.body) : await streamedText(request.body)
    const read = readRequest(operation, text)
    const note = (carrier: object): void => {
      if (read.kind === 'read')
        this.#retries.note(carrier, attemptOf(request, operation, read.input, signal, this.#service.account))
    }
    try {
      const isGivenUp = signal && ((): boolean => signal.aborted)
      const reply = await exchange(this.#service, read, { disconnected: connectionError, isGivenUp })
      if (reply.statusCode >= 400) note(reply)
      return { response: reply }
    } catch (error) {
      note(error as Error)
      throw error
    }
  }
}

/** An operation that is not modelled is never a simulated failure. */
function operationOf(request: WireRequest): KendraOperation {
  const target = headerOf(request, 'x-amz-target') ?? ''
  if (target === '')
    throw new ConfigurationError(
      'kendra.requestHandler was given a request without the header x-amz-target, which names the operation',
    )
  const read = readTarget(target)
  if ('operation' in read) return read.operation
  throw new ConfigurationError(`kendra.requestHandler: ${read.why}`)
}

function attemptOf(
  request: WireRequest,
  operation: KendraOperation,
  input: object,
  signal: RequestSignal | undefined,
  account: string,
): FailedAttempt {
  const allowed = /\bmax=(\d+)/.exec(headerOf(request, 'amz-sdk-request') ?? '')?.[1]
  return {
    operation,
    input,
    account,
    invocation: headerOf(request, 'amz-sdk-invocation-id'),
    maxAttempts: allowed === undefined ? undefined : Number(allowed),
    signal: signal instanceof AbortSignal ? signal : undefined,
  }
}

/** The SDK's own headers are in lower case; those of others may be in any. */
function headerOf({ headers }: WireRequest, name: string): string | undefined {
  const value = headers[name]
  if (value !== undefined) return value
  for (const key in headers) if (key.length === name.length && key.toLowerCase() === name) return headers[key]
  return undefined
}
