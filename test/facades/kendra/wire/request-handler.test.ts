/** The request handler by itself, as an HTTP server or an older SDK would call it. */

import { Readable } from 'node:stream'
import * as sdk from '@aws-sdk/client-kendra'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { kendraOperations } from '../../../../src/facades/kendra/operations/operations.ts'
import { ThrottlingException } from '../../../../src/facades/kendra/service-exception.ts'
import type {
  KendraRequestHandler,
  WireRequest,
} from '../../../../src/facades/kendra/wire/request-handler.ts'
import { errorReply, outputReply } from '../../../../src/facades/kendra/wire/reply.ts'
import { ConfigurationError, type Simulator, SimulatorClosedError } from '../../../../src/index.ts'
import { openIndex } from '../open-index.ts'
import { errorOf } from './sdk.ts'

function ask(body: unknown, operation = 'BatchGetDocumentStatus'): WireRequest {
  return { headers: { 'x-amz-target': `AWSKendraFrontendService.${operation}` }, body }
}

async function answer(
  sim: Simulator,
  request: WireRequest,
): Promise<{ status: number; headers: object; body: unknown }> {
  const { response } = await sim.kendra.requestHandler.handle(request)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: JSON.parse(new TextDecoder().decode(response.body)),
  }
}

function statusOf(indexId: string): string {
  return JSON.stringify({ IndexId: indexId, DocumentInfoList: [{ DocumentId: 'ä' }] })
}

describe('the request handler', () => {
  it('is a request handler to the types of the SDK', () => {
    expectTypeOf<KendraRequestHandler>().toExtend<
      NonNullable<sdk.KendraClientConfig['requestHandler']> & { handle: unknown }
    >()
    expectTypeOf<KendraRequestHandler>().toExtend<sdk.KendraClient['config']['requestHandler']>()
  })

  it('[kendra.wire.no-date] answers in JSON with the id of the request, and with no date', async () => {
    const { sim, indexId } = openIndex()
    const { response } = await sim.kendra.requestHandler.handle(ask(statusOf(indexId)))
    expect(response).toEqual({
      statusCode: 200,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      body: expect.any(Uint8Array),
    })
  })

  it.each<[string, (text: string) => unknown]>([
    ['text', (text) => text],
    ['bytes', (text) => new TextEncoder().encode(text)],
    ['a stream of bytes', (text) => Readable.from([...Buffer.from(text)].map((byte) => Buffer.of(byte)))],
    ['a stream of texts', (text) => Readable.from([text.slice(0, 5), text.slice(5)])],
    ['a stream of the web', (text) => new Blob([text]).stream()],
  ])('reads a body that is %s', async (_, bodyOf) => {
    const { sim, indexId } = openIndex()
    expect(await answer(sim, ask(bodyOf(statusOf(indexId))))).toMatchObject({
      status: 200,
      body: { DocumentStatusList: [{ DocumentId: 'ä', DocumentStatus: 'NOT_FOUND' }] },
    })
  })

  it.each([
    [undefined],
    [null],
    [''],
    ['{'],
    ['NaN'],
    ['[]'],
    ['null'],
    ['"text"'],
    [5],
    [Readable.from([5])],
  ])(
    '[kendra.wire.bad-body] refuses the body %o with a SerializationException, after the time that a call takes',
    async (body) => {
      const { sim } = openIndex()
      const start = sim.clock.now()
      expect(await answer(sim, ask(body))).toEqual({
        status: 400,
        headers: expect.objectContaining({ 'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/) }),
        body: { __type: 'SerializationException', Message: expect.stringMatching(/^The body is no /) },
      })
      expect(sim.clock.now() - start).toBe(10)
      expect(sim.calls).toMatchObject([
        { operation: 'BatchGetDocumentStatus', error: { name: 'SerializationException' } },
      ])
    },
  )

  it('[kendra.wire.error-reply] answers 500 for an InternalServerException', async () => {
    const { sim } = openIndex()
    sim.faults.add({ name: 'broken', do: { type: 'error', error: 'InternalServerException', message: 'x' } })
    expect(await answer(sim, ask('{}'))).toMatchObject({
      status: 500,
      body: { __type: 'InternalServerException', Message: 'x' },
    })
  })

  it('[kendra.wire.bad-base64] refuses bytes that are no base64', async () => {
    const { sim, indexId } = openIndex()
    const body = JSON.stringify({ IndexId: indexId, Documents: [{ Id: 'a', Blob: 'aGk' }] })
    const headers = { 'x-amz-target': 'AWSKendraFrontendService.BatchPutDocument' }
    expect(await answer(sim, { ...ask(body), headers })).toMatchObject({
      status: 400,
      body: {
        __type: 'ValidationException',
        Message: expect.stringContaining("at 'documents.1.member.blob'"),
      },
    })
  })

  it('throttles a body that nobody can read, where a rule says so', async () => {
    const { sim } = openIndex()
    sim.faults.throttle('BatchGetDocumentStatus', { times: 1 })
    expect(await answer(sim, ask('{'))).toMatchObject({
      status: 400,
      body: { __type: 'ThrottlingException' },
    })
  })

  it('[kendra.wire.error-reply] answers an error of the service as a reply', async () => {
    const { sim } = openIndex()
    expect(await answer(sim, ask('{}'))).toMatchObject({
      status: 400,
      body: {
        __type: 'ValidationException',
        Message: expect.stringMatching(/^2 validation errors detected: .*'indexId'.* must not be null/),
      },
    })
  })

  it('knows the names of headers in any case', async () => {
    const { sim, indexId } = openIndex()
    const { body } = ask(statusOf(indexId))
    const headers = { 'X-Amz-Target': 'AWSKendraFrontendService.BatchGetDocumentStatus' }
    expect(await answer(sim, { headers, body })).toMatchObject({ status: 200 })
  })

  it.each<[string, Record<string, string>, string]>([
    ['an operation that is not modelled', { 'x-amz-target': 'AWSKendraFrontendService.Nothing' }, 'Nothing'],
    ['another service', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '"DynamoDB_20120810.GetItem"'],
    ['a name that objects have', { 'x-amz-target': 'AWSKendraFrontendService.toString' }, 'toString'],
  ])('refuses %s with a ConfigurationError that lists what is there', async (_, headers, subject) => {
    const { sim } = openIndex()
    const refused = sim.kendra.requestHandler.handle({ headers, body: '{}' })
    await expect(refused).rejects.toThrow(ConfigurationError)
    await expect(refused).rejects.toThrow(subject)
    await expect(refused).rejects.toThrow(`there are ${Object.keys(kendraOperations).join(', ')}`)
    expect(sim.calls).toEqual([])
  })

  it.each([[undefined], [null], [{}], [{ headers: {} }]])(
    'refuses %o with a ConfigurationError that names what is missing',
    async (request) => {
      const { sim } = openIndex()
      const refused = sim.kendra.requestHandler.handle(request as never)
      await expect(refused).rejects.toThrow(ConfigurationError)
      await expect(refused).rejects.toThrow(/expected { headers, body }|without the header x-amz-target/)
      expect(sim.calls).toEqual([])
    },
  )

  it('rejects with our own error when the simulator is closed', async () => {
    const { sim, indexId } = openIndex()
    const underWay = sim.kendra.requestHandler.handle(ask(statusOf(indexId)))
    const refused = errorOf(underWay)
    await sim.close()
    expect(await refused).toBeInstanceOf(SimulatorClosedError)
    await expect(sim.kendra.requestHandler.handle(ask(statusOf(indexId)))).rejects.toThrow(
      SimulatorClosedError,
    )
  })

  it('serves the world that begins with a reset', async () => {
    const { sim } = openIndex()
    const { requestHandler } = sim.kendra
    sim.reset()
    const indexId = sim.kendra.addIndex()
    const { response } = await requestHandler.handle(ask(statusOf(indexId)))
    expect(response.statusCode).toBe(200)
  })

  it('is the same handler every time, and can be destroyed by one client while another uses it', async () => {
    const { sim, indexId } = openIndex()
    expect(sim.kendra.requestHandler).toBe(sim.kendra.requestHandler)
    sim.kendra.requestHandler.destroy()
    expect(await answer(sim, ask(statusOf(indexId)))).toMatchObject({ status: 200 })
  })

  it('rejects at once with an AbortError when the signal is aborted already', async () => {
    const { sim, indexId } = openIndex()
    const { requestHandler } = sim.kendra
    for (const reason of [undefined, new Error('enough'), 'enough', 5]) {
      const abortSignal = AbortSignal.abort(reason)
      const aborted = requestHandler.handle(ask(statusOf(indexId)), { abortSignal })
      await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
    }
    expect(sim.calls).toEqual([])
  })

  it('takes a signal of the older kind, which has onabort alone', async () => {
    const { sim, indexId } = openIndex()
    const abortSignal = { aborted: false, onabort: (): void => {} }
    const aborted = sim.kendra.requestHandler.handle(ask(statusOf(indexId)), { abortSignal })
    abortSignal.onabort()
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError', message: 'Request aborted' })
  })
})

describe('replies', () => {
  it.each(Object.keys(kendraOperations))(
    '[kendra.wire.empty-reply] have a body for %s exactly where the SDK expects an output',
    (name) => {
      const Command = sdk[`${name}Command` as 'BatchPutDocumentCommand']
      const { schema } = new Command({} as never) as unknown as { schema: readonly unknown[] }
      const { body } = outputReply(name, {}, '')
      expect(body.length === 0).toBe(schemaOf(schema[5]) === 'unit')
    },
  )

  it('have no body for UpdateIndex', () => {
    expect(outputReply('UpdateIndex', {}, 'id')).toMatchObject({ statusCode: 200, body: Buffer.alloc(0) })
  })

  it.each([
    [7000, '7'],
    [1500, '1.5'],
    [1, '0.001'],
    [0, '0'],
  ])('tell a client in seconds to wait for %d ms', (retryAfterMs, header) => {
    const error = Object.assign(new ThrottlingException('Rate exceeded', 'id'), { retryAfterMs })
    expect(errorReply(error).headers).toMatchObject({ 'retry-after': header, 'x-amzn-requestid': 'id' })
  })
})

function schemaOf(schema: unknown): unknown {
  return typeof schema === 'function' ? (schema as () => unknown)() : schema
}
