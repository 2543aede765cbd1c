/** Kendra through `sim.fetch`: requests of awsJson1_1 as any HTTP client sends them. */
import { describe, expect, it } from 'vitest'
import { ConfigurationError, Simulator, SimulatorClosedError } from '../../../../src/index.ts'
import { openIndex } from '../open-index.ts'

function post(
  sim: Simulator,
  operation: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return sim.fetch('/', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSKendraFrontendService.${operation}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

function signature(region: string, key = 'AKIAEXAMPLE', service = 'kendra'): Record<string, string> {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`,
  }
}

describe('Kendra over fetch', () => {
  it('takes a put and answers with the status, as the SDK’s request handler does', async () => {
    const { sim, indexId } = openIndex()
    const put = await post(sim, 'BatchPutDocument', {
      IndexId: indexId,
      Documents: [{ Id: 'a', Blob: Buffer.from('text').toString('base64') }],
    })
    expect([put.status, await put.json()]).toEqual([200, { FailedDocuments: [] }])
    await sim.settle()
    const ask = JSON.stringify({ IndexId: indexId, DocumentInfoList: [{ DocumentId: 'a' }] })
    const read = await post(sim, 'BatchGetDocumentStatus', ask)
    expect([...read.headers]).toEqual([
      ['content-type', 'application/x-amz-json-1.1'],
      ['x-amzn-requestid', expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ])
    const { response } = await sim.kendra.requestHandler.handle({
      headers: { 'x-amz-target': 'AWSKendraFrontendService.BatchGetDocumentStatus' },
      body: ask,
    })
    expect(await read.text()).toBe(new TextDecoder().decode(response.body))
  })

  it('gives one run whichever door the calls come through', async () => {
    const digests = new Set<string>()
    for (const door of ['fetch', 'handler'] as const) {
      const sim = new Simulator({ seed: 3, workers: { threads: 0 } })
      const IndexId = sim.kendra.addIndex()
      const send = async (operation: string, input: object): Promise<void> => {
        if (door === 'fetch') await post(sim, operation, input)
        else
          await sim.kendra.requestHandler.handle({
            headers: { 'x-amz-target': `AWSKendraFrontendService.${operation}` },
            body: JSON.stringify(input),
          })
      }
      const puts = ['a', 'b', 'a'].map((Id, n) =>
        send('BatchPutDocument', {
          IndexId,
          Documents: [{ Id, Blob: Buffer.from(`${n}`).toString('base64') }],
        }),
      )
      await Promise.all([...puts, send('BatchDeleteDocument', { IndexId, DocumentIdList: ['b'] })])
      await send('BatchPutDocument', { IndexId, Documents: [] })
      await sim.settle()
      digests.add(sim.trace.digest())
      await sim.close()
    }
    expect(digests.size).toBe(1)
  })

  it('[kendra.wire.scope] is in the region and of the account that the signature names', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    const elsewhere = sim.kendra.in({ region: 'eu-west-1' }).addIndex()
    const others = sim.kendra.in({ accountId: '999999999999' }).addIndex()
    const own = sim.kendra.addIndex()
    const seenBy = async (headers: Record<string, string>): Promise<string[]> => {
      const reply = await post(sim, 'ListIndices', {}, headers)
      const { IndexConfigurationSummaryItems: items } = (await reply.json()) as {
        IndexConfigurationSummaryItems: { Id: string }[]
      }
      return items.map(({ Id }) => Id)
    }
    expect(await seenBy({})).toEqual([own])
    expect(await seenBy(signature('us-east-1'))).toEqual([own])
    expect(await seenBy(signature('eu-west-1'))).toEqual([elsewhere])
    expect(await seenBy(signature('us-east-1', '999999999999'))).toEqual([others])
    // What is no signature for Kendra says nothing.
    expect(await seenBy(signature('eu-west-1', 'AKIA', 's3'))).toEqual([own])
    expect(await seenBy({ authorization: 'Basic Zm9vOmJhcg==' })).toEqual([own])
  })

  it.each([
    '',
    'AWSKendraFrontendService.',
    'ListIndices',
    'AWSKendraFrontendService.__proto__',
    'x'.repeat(1000),
  ])('[kendra.wire.unknown-operation] refuses the target %j as the service does', async (target) => {
    const { sim } = openIndex()
    const reply = await sim.fetch('/', { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' })
    expect([reply.status, await reply.json()]).toEqual([
      400,
      { __type: 'UnknownOperationException', Message: expect.stringContaining('is no operation of Kendra') },
    ])
  })

  it('rejects with a ConfigurationError for an operation of Kendra that is not modelled', async () => {
    const { sim } = openIndex()
    await expect(post(sim, 'Query', {})).rejects.toThrow(ConfigurationError)
  })

  it('answers the service’s errors by name, with what to wait', async () => {
    const { sim, indexId } = openIndex()
    sim.faults.throttle('BatchGetDocumentStatus', { times: 1, retryAfter: '3s' })
    const ask = { IndexId: indexId, DocumentInfoList: [{ DocumentId: 'a' }] }
    const reply = await post(sim, 'BatchGetDocumentStatus', ask)
    expect([reply.status, reply.headers.get('retry-after'), await reply.json()]).toEqual([
      400,
      '3',
      { __type: 'ThrottlingException', Message: 'Rate exceeded' },
    ])
  })

  it.each(['', '{', '[]', 'null', '"text"'])('refuses a body that is %j', async (body) => {
    const { sim } = openIndex()
    const reply = await post(sim, 'ListIndices', body)
    expect([reply.status, ((await reply.json()) as { __type: string }).__type]).toEqual([
      400,
      'SerializationException',
    ])
  })

  it('rejects as fetch does where the connection breaks, in whatever form a reply is lost', async () => {
    for (const as of ['reset', 'half', 'endless', 'slow', 'garbage'] as const) {
      const { sim, indexId } = openIndex()
      sim.faults.add({ name: 'lost', do: { type: 'dropReply', as } })
      const put = post(sim, 'BatchPutDocument', {
        IndexId: indexId,
        Documents: [{ Id: 'a', Blob: 'YQ==' }],
      })
      await expect(put).rejects.toThrow(TypeError)
      await expect(put).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
      await sim.settle()
      expect(sim.document(indexId, 'a')?.status).toBe('INDEXED')
    }
  })

  it('rejects with the simulator’s own errors', async () => {
    const { sim } = openIndex()
    await sim.close()
    await expect(post(sim, 'ListIndices', {})).rejects.toThrow(SimulatorClosedError)
  })

  it('holds time while a body comes in, and keeps the order of issue', async () => {
    const { sim, indexId } = openIndex({ latencyMs: 10 })
    const text = JSON.stringify({ IndexId: indexId, Documents: [{ Id: 'a', Blob: 'YQ==' }] })
    const slowly = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (const byte of Buffer.from(text)) {
          controller.enqueue(Uint8Array.of(byte))
          if (byte === 0x22) await new Promise((resolve) => setTimeout(resolve, 1))
        }
        controller.close()
      },
    })
    const put = sim.fetch('/', {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSKendraFrontendService.BatchPutDocument' },
      body: slowly,
      duplex: 'half',
    } as RequestInit)
    const gone = sim.kendra.batchDeleteDocument({ IndexId: indexId, DocumentIdList: ['a'] })
    expect((await put).status).toBe(200)
    expect((await gone).FailedDocuments).toEqual([])
    expect(sim.calls.map(({ operation }) => operation)).toEqual(['BatchPutDocument', 'BatchDeleteDocument'])
  })
})
