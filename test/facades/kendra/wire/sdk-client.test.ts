/** The real SDK as a client of the simulated Kendra, in process. */

import { createHook } from 'node:async_hooks'
import { Socket } from 'node:net'
import * as sdk from '@aws-sdk/client-kendra'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { kendraOperations } from '../../../../src/facades/kendra/operations/operations.ts'
import {
  ConfigurationError,
  type KendraCommand,
  SimulationLimitError,
  SimulationStalledError,
  SimulatorClosedError,
  WorkerPoolError,
} from '../../../../src/index.ts'
import { bytesOf, textDocument } from '../open-index.ts'
import { operations, proposeValues } from '../service-model.ts'
import { openClient, outcomeOf, putOf } from './sdk.ts'

type AnyCommand = sdk.BatchPutDocumentCommand & KendraCommand<object, object>

/** The SDK's command of an operation, with whatever input. */
function commandOf(operation: string, input: unknown): AnyCommand {
  const commands = sdk as unknown as Record<string, new (input: unknown) => AnyCommand>
  return new commands[`${operation}Command`]!(input)
}

/** The smallest input of the model, one with an unknown member, the fullest, and none at all; for this index. */
function inputsOf(operation: string, indexId: string): unknown[] {
  return proposeValues(operations[operation]!.input.shape)
    .slice(0, 4)
    .map((input) => ('IndexId' in (input as object) ? { ...(input as object), IndexId: indexId } : input))
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

describe('the real SDK', () => {
  it('opens no socket', async () => {
    vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('a socket was opened')
    })
    const { put } = openClient()
    expect(await put('a')).toMatchObject({ FailedDocuments: [], $metadata: { attempts: 1 } })
  })

  it('puts, asks and deletes', async () => {
    const { sim, client, indexId, put } = openClient()
    await put('a')
    await sim.settle()
    const ask = new sdk.BatchGetDocumentStatusCommand({
      IndexId: indexId,
      DocumentInfoList: [{ DocumentId: 'a' }, { DocumentId: 'b' }],
    })
    expect(await client.send(ask)).toEqual({
      DocumentStatusList: [
        { DocumentId: 'a', DocumentStatus: 'INDEXED' },
        { DocumentId: 'b', DocumentStatus: 'NOT_FOUND' },
      ],
      Errors: [],
      $metadata: {
        httpStatusCode: 200,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        attempts: 1,
        totalRetryDelay: 0,
      },
    })
    await client.send(new sdk.BatchDeleteDocumentCommand({ IndexId: indexId, DocumentIdList: ['a'] }))
    await sim.settle()
    expect(await client.send(ask)).toMatchObject({
      DocumentStatusList: [{ DocumentStatus: 'NOT_FOUND' }, { DocumentStatus: 'NOT_FOUND' }],
    })
  })

  it.each(Object.keys(kendraOperations))(
    'gets from %s what a command gets without the wire',
    async (name) => {
      const { sim, client, indexId } = openClient({}, { config: { maxAttempts: 1 } })
      const twin = openClient()
      expect(twin.indexId).toBe(indexId)
      for (const input of inputsOf(name, indexId)) {
        const overTheWire = await outcomeOf(client.send(commandOf(name, structuredClone(input))))
        const direct = await outcomeOf(twin.sim.kendra.send(commandOf(name, structuredClone(input))))
        expect(overTheWire).toEqual(direct)
      }
      expect(sim.trace.digest()).toBe(twin.sim.trace.digest())
    },
  )

  it('refuses an operation that is not modelled, and the SDK does not try again', async () => {
    const { client, requests, indexId } = openClient()
    const missing = Object.keys(sdk)
      .filter((name) => /^[A-Z].*Command$/.test(name))
      .map((name) => name.replace(/Command$/, ''))
      .filter((name) => !Object.hasOwn(kendraOperations, name))
    for (const name of missing) {
      const refused = client.send(commandOf(name, { IndexId: indexId }))
      await expect(refused).rejects.toThrow(ConfigurationError)
      await expect(refused).rejects.toThrow(`${name} is not modelled; there are BatchPutDocument, `)
    }
    expect(requests).toHaveLength(missing.length)
  })

  it('rejects with the error classes of the SDK', async () => {
    const { sim, client, indexId, put } = openClient({}, { config: { maxAttempts: 1 } })
    for (const [error, Class] of [
      ['ThrottlingException', sdk.ThrottlingException],
      ['InternalServerException', sdk.InternalServerException],
      ['ConflictException', sdk.ConflictException],
      ['AccessDeniedException', sdk.AccessDeniedException],
    ] as const) {
      sim.faults.add({
        name: error,
        do: { type: 'error', error, message: 'as planned' },
        limit: { fires: 1 },
      })
      const refused = put('a')
      await expect(refused).rejects.toBeInstanceOf(Class)
      await expect(refused).rejects.toMatchObject({ name: error, message: 'as planned' })
    }
    await expect(client.send(putOf(indexId, ''))).rejects.toBeInstanceOf(sdk.ValidationException)
    await expect(client.send(putOf('x'.repeat(36), 'a'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), attempts: 1 },
    })
  })

  it.each([
    new ConfigurationError('one'),
    new SimulationStalledError('one'),
    new SimulationLimitError('one'),
    new SimulatorClosedError('one'),
    new WorkerPoolError('one', { cause: new Error('a thread died') }),
  ])('does not try again after $name', async (error) => {
    let calls = 0
    const handle = (): Promise<never> => {
      calls++
      return Promise.reject(error)
    }
    const { put } = openClient({}, { settings: { requestHandler: { handle } } })
    await expect(put('a')).rejects.toBe(error)
    expect(calls).toBe(1)
  })

  it('talks about its bytes with no warning of the SDK', async () => {
    const warn = vi.spyOn(console, 'warn')
    const { put } = openClient()
    await put('a')
    expect(warn).not.toHaveBeenCalled()
  })

  it('runs to the same trace as the methods do', async () => {
    const { sim, put, client, indexId } = openClient({ seed: 5 })
    const twin = openClient({ seed: 5 })
    await put('a')
    await sim.settle()
    const ask = { IndexId: indexId, DocumentInfoList: [{ DocumentId: 'a' }] }
    await client.send(new sdk.BatchGetDocumentStatusCommand(ask))
    const { kendra } = twin.sim
    await kendra.batchPutDocument({ IndexId: indexId, Documents: [{ Id: 'a', Blob: bytesOf('a') }] })
    await twin.sim.settle()
    await kendra.batchGetDocumentStatus(ask)
    expect(sim.trace.lines()).toEqual(twin.sim.trace.lines())
  })
})

describe('what the SDK puts on the wire', () => {
  const putWith = (value: unknown): sdk.Document =>
    ({
      ...textDocument('a'),
      Attributes: [{ Key: '_created_at', Value: value }],
    }) as sdk.Document
  const at = 'documents.1.member.attributes.1.member.value'

  it.each<[string, unknown]>([
    ['a Date', { DateValue: new Date(1_700_000_000_123) }],
    ['a Date before 1970', { DateValue: new Date(-1) }],
    ['a Date of the year 9999', { DateValue: new Date('9999-12-31T23:59:59Z') }],
    ['seconds', { DateValue: 1_700_000_000 }],
  ])('is accepted: a DateValue that is %s', async (_, value) => {
    const { client, indexId } = openClient()
    const put = new sdk.BatchPutDocumentCommand({ IndexId: indexId, Documents: [putWith(value)] })
    expect(await client.send(put)).toMatchObject({ FailedDocuments: [] })
  })

  it.each<[string, unknown, string]>([
    [
      'milliseconds for a date',
      { DateValue: 1_700_000_000_000 },
      `Value '1700000000000 seconds, after the year 9999; timestamps count seconds, and these look like milliseconds' at '${at}.dateValue' failed to satisfy constraint: Member must be a valid Date`,
    ],
    ['a Date of the year 10000', { DateValue: new Date('+010000-01-01T00:00:00Z') }, 'after the year 9999'],
    ['text for a date', { DateValue: '2024-01-01' }, `'2024-01-01' at '${at}.dateValue'`],
    ['NaN for a date', { DateValue: NaN }, `'NaN' at '${at}.dateValue'`],
    ['a fraction for a long', { LongValue: 1.5 }, `'1.5' at '${at}.longValue'`],
    ['NaN for a long', { LongValue: NaN }, `'NaN' at '${at}.longValue'`],
    ['more than a number holds for a long', { LongValue: 2n ** 60n + 1n }, 'Member must be an integer'],
    ['text for a long', { LongValue: '5' }, `'5' at '${at}.longValue'`],
  ])('[kendra.wire.late-timestamp] is refused: %s', async (_, value, message) => {
    const { client, indexId } = openClient()
    const put = new sdk.BatchPutDocumentCommand({ IndexId: indexId, Documents: [putWith(value)] })
    const refused = client.send(put)
    await expect(refused).rejects.toBeInstanceOf(sdk.ValidationException)
    await expect(refused).rejects.toThrow(message)
  })

  it('is refused: a Date that is none, of which the SDK makes a body that is no JSON', async () => {
    const { client, indexId } = openClient()
    const Documents = [putWith({ StringValue: ':NaN' }), putWith({ DateValue: new Date(NaN) })]
    await expect(
      client.send(new sdk.BatchPutDocumentCommand({ IndexId: indexId, Documents })),
    ).rejects.toMatchObject({
      name: 'SerializationException',
      message:
        "The body is no JSON: it has NaN at 'documents.2.member.attributes.1.member.value.dateValue', as clients write a Date or a number that is none.",
      $metadata: { httpStatusCode: 400, attempts: 1 },
    })
  })

  it('is accepted: a Blob that is text, of which the SDK makes UTF-8', async () => {
    const { sim, client, indexId } = openClient()
    const Documents = [{ Id: 'a', Blob: 'süß' as unknown as Uint8Array }]
    await client.send(new sdk.BatchPutDocumentCommand({ IndexId: indexId, Documents }))
    expect(sim.calls[0]?.input).toMatchObject({ Documents: [{ Blob: bytesOf('süß') }] })
  })

  it.each<[string, unknown]>([
    ['an ArrayBuffer', new ArrayBuffer(3)],
    ['a list of numbers', [1, 2]],
    ['a number', 5],
  ])('is refused: a Blob that is %s', async (_, value) => {
    const { client, indexId } = openClient()
    const Documents = [{ Id: 'a', Blob: value as Uint8Array }]
    const refused = client.send(new sdk.BatchPutDocumentCommand({ IndexId: indexId, Documents }))
    await expect(refused).rejects.toBeInstanceOf(sdk.ValidationException)
    await expect(refused).rejects.toThrow("at 'documents.1.member.blob'")
  })
})

describe('clientConfig', () => {
  it('is a client’s configuration to the types of the SDK', () => {
    const { sim } = openClient()
    const config: sdk.KendraClientConfig = sim.kendra.clientConfig()
    expect(new sdk.Kendra(sim.kendra.clientConfig({ retries: 'sdk' }))).toBeInstanceOf(sdk.KendraClient)
    expect(config).toMatchObject({ region: 'us-east-1', maxAttempts: 3 })
  })

  it('lets a first send ask neither files nor the environment, and set no timer', async () => {
    for (const name of ['AWS_MAX_ATTEMPTS', 'AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])
      vi.stubEnv(name, 'neither a number nor a truth value')
    vi.stubEnv('AWS_ENDPOINT_URL_KENDRA', 'http://elsewhere.invalid')
    vi.stubEnv('AWS_REGION', 'elsewhere')
    const { put, requests } = openClient()
    const begun: string[] = []
    const hook = createHook({ init: (_, type) => void begun.push(type) }).enable()
    await put('a')
    hook.disable()
    expect(begun.filter((type) => /^FS|FILE|Timeout|ADDR|TCP|PIPE|PROCESS/.test(type))).toEqual([])
    expect(requests[0]).toMatchObject({ hostname: 'kendra.us-east-1.amazonaws.com' })
    expect(requests[0]?.headers['authorization']).toContain('/us-east-1/kendra/aws4_request')
  })

  it('takes a region, credentials and a number of attempts', () => {
    const { sim } = openClient()
    const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' }
    expect(sim.kendra.clientConfig({ region: 'eu-west-1', credentials, maxAttempts: 7 })).toMatchObject({
      region: 'eu-west-1',
      endpoint: 'https://kendra.eu-west-1.amazonaws.com',
      credentials,
      maxAttempts: 7,
    })
  })

  it('has the region of the service', () => {
    const { sim } = openClient()
    expect(sim.kendra.in({ region: 'eu-west-1' }).clientConfig()).toMatchObject({ region: 'eu-west-1' })
  })

  it.each<[object, string]>([
    [{ retry: 1 }, 'kendra.clientConfig: unknown member retry'],
    [{ maxAttempts: 0 }, 'kendra.clientConfig.maxAttempts is 0; expected 1 or more'],
    [{ maxAttempts: 1.5 }, 'kendra.clientConfig.maxAttempts is 1.5; expected a whole number'],
    [{ retries: 'none' }, `kendra.clientConfig.retries is "none"; expected 'simulated' or 'sdk'`],
    [{ region: 'EU west' }, 'kendra.clientConfig.region is "EU west"; expected a region such as eu-west-1'],
    [
      { credentials: { accessKeyId: 'a' } },
      'kendra.clientConfig.credentials.secretAccessKey is undefined; expected',
    ],
  ])('refuses %o', (options, message) => {
    const { sim } = openClient()
    expect(() => sim.kendra.clientConfig(options)).toThrow(ConfigurationError)
    expect(() => sim.kendra.clientConfig(options)).toThrow(message)
  })
})
