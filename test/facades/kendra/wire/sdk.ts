/** A client of the real SDK on a simulated Kendra, with short forms for its tests. */

import {
  BatchPutDocumentCommand,
  type BatchPutDocumentCommandOutput,
  KendraClient,
  type KendraClientConfig,
} from '@aws-sdk/client-kendra'
import type { ClientOptions } from '../../../../src/facades/kendra/wire/client-config.ts'
import type { WireOptions, WireRequest } from '../../../../src/facades/kendra/wire/request-handler.ts'
import type { WireReply } from '../../../../src/facades/kendra/wire/reply.ts'
import type { Simulator, SimulatorOptions } from '../../../../src/index.ts'
import { bytesOf, openIndex } from '../open-index.ts'

export interface OpenClient {
  readonly sim: Simulator
  readonly indexId: string
  readonly client: KendraClient
  /** What has reached the request handler so far. */
  readonly requests: WireRequest[]
  readonly put: (id: string, options?: SendOptions) => Promise<BatchPutDocumentCommandOutput>
}

export interface SendOptions {
  readonly abortSignal?: AbortSignal
}

/** A call takes ten milliseconds. `settings` are the client's own, over those of `clientConfig`. */
export function openClient(
  options: SimulatorOptions = {},
  { config = {}, settings = {} }: { config?: ClientOptions; settings?: KendraClientConfig } = {},
): OpenClient {
  const { sim, indexId } = openIndex(options)
  const requests: WireRequest[] = []
  const client = new KendraClient({
    ...sim.kendra.clientConfig(config),
    requestHandler: watched(sim, requests),
    ...settings,
  })
  return {
    sim,
    indexId,
    client,
    requests,
    put: (id, sendOptions) => client.send(putOf(indexId, id), sendOptions),
  }
}

export function putOf(indexId: string, id: string): BatchPutDocumentCommand {
  return new BatchPutDocumentCommand({ IndexId: indexId, Documents: [{ Id: id, Blob: bytesOf(id) }] })
}

/** The simulator's own handler behind one that notes what comes in and may touch the reply. */
export function watched(
  sim: Simulator,
  requests: WireRequest[],
  touch: (reply: WireReply) => void = () => {},
): { handle(request: WireRequest, options?: WireOptions): Promise<{ response: WireReply }> } {
  return {
    async handle(request, options) {
      requests.push(request)
      const answer = await sim.kendra.requestHandler.handle(request, options)
      touch(answer.response)
      return answer
    },
  }
}

/** What a call came to: its output, or the name, message and HTTP status of its error. */
export async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return { output: await call }
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
    return { name, message, status: $metadata?.httpStatusCode }
  }
}

/** The error with which a call rejects. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    return error
  }
  throw new Error('the call was not refused')
}
