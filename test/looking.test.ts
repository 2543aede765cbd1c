/** What can be looked at: the trace, documents by corpus, calls at their levels; and that nothing of it is the caller's buffer. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, Simulator } from '../src/index.ts'
import { openIndex } from './support/kendra-driver.ts'

describe('sim.trace', () => {
  it('has no lines at level digest', async () => {
    await using sim = new Simulator({ trace: 'digest' })
    await openIndex(sim).put('a')
    expect(() => sim.trace.lines()).toThrow(
      new ConfigurationError("trace.lines() needs option trace: 'full', and this simulator has 'digest'"),
    )
    expect(sim.trace.digest()).toMatch(/^[0-9a-f]{64}$/)
  })

  it('has neither lines nor digest at level off', async () => {
    await using sim = new Simulator({ trace: 'off' })
    await openIndex(sim).put('a')
    expect(() => sim.trace.digest()).toThrow(
      new ConfigurationError(
        "trace.digest() needs option trace: 'full' or 'digest', and this simulator has 'off'",
      ),
    )
    expect(() => sim.trace.lines()).toThrow(ConfigurationError)
  })

  it('has the digest of nothing before anything happens', async () => {
    await using sim = new Simulator()
    expect([sim.trace.lines(), sim.trace.digest()]).toEqual([[], createHash('sha256').digest('hex')])
  })
})

describe('sim.document', () => {
  it('names the corpora that there are where one is unknown', async () => {
    await using sim = new Simulator()
    expect(() => sim.document('x', 'a')).toThrow(
      new ConfigurationError('there is no corpus "x"; there are: none yet'),
    )
    const indexId = sim.kendra.addIndex()
    sim.papi.connector('crawler')
    expect(() => sim.document('x', 'a')).toThrow(
      new ConfigurationError(`there is no corpus "x"; there are: kendra:${indexId}, papi:crawler`),
    )
    expect(() => sim.documents({ corpus: 'x' })).toThrow(ConfigurationError)
  })

  it('wants the facade where both have a corpus of the name', async () => {
    await using sim = new Simulator({ workers: { threads: 0 } })
    const indexId = sim.kendra.addIndex()
    await sim.papi.connector(indexId).addDocument({ uri: 'a', stamp: 'papi' })
    await openIndex(sim, indexId).put('a')
    expect(() => sim.document(indexId, 'a')).toThrow(
      new ConfigurationError(
        `"${indexId}" is a corpus of both facades; say kendra:${indexId} or papi:${indexId}`,
      ),
    )
    expect(sim.document(`kendra:${indexId}`, 'a')?.facade).toBe('kendra')
    expect(sim.document(`papi:${indexId}`, 'a')?.stamp).toBe('papi')
    expect(sim.documents({ corpus: `papi:${indexId}` }).map(({ facade }) => facade)).toEqual(['papi'])
  })

  it('knows nothing of an id that was never accepted', async () => {
    await using sim = new Simulator()
    expect(sim.document(sim.kendra.addIndex(), 'a')).toBeUndefined()
  })
})

const TEXT = 'the content of a'
const SUMMARY = { bytes: TEXT.length, sha256: createHash('sha256').update(TEXT).digest('hex') }

/** One put on each facade, with a buffer that is overwritten as soon as the call is made. */
async function putOnBoth(sim: Simulator): Promise<string> {
  const IndexId = sim.kendra.addIndex()
  const bytes = Buffer.from(TEXT)
  const put = sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a', Blob: bytes }] })
  const add = sim.papi.connector('crawler').addDocument({ uri: 'a', stamp: 'v1', parts: [{ bytes }] })
  bytes.fill(0)
  await Promise.all([put, add])
  await sim.settle()
  return IndexId
}

describe('sim.calls', () => {
  it('keeps what was answered, whatever the caller does with the answer', async () => {
    await using sim = new Simulator()
    const IndexId = sim.kendra.addIndex()
    const DocumentInfoList = [{ DocumentId: 'a' }]
    const answer = await sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList })
    answer.DocumentStatusList.pop()
    expect(sim.calls[0]?.output).toEqual({
      Errors: [],
      DocumentStatusList: [{ DocumentId: 'a', DocumentStatus: 'NOT_FOUND' }],
    })
  })

  it('keeps inputs and outputs whole at level full', async () => {
    await using sim = new Simulator({ calls: 'full', latencyMs: 10 })
    const IndexId = await putOnBoth(sim)
    expect(sim.calls).toHaveLength(2)
    expect(sim.calls[0]).toMatchObject({
      facade: 'kendra',
      operation: 'BatchPutDocument',
      corpus: expect.stringContaining(IndexId),
      output: { FailedDocuments: [] },
      error: undefined,
    })
    const [put, add] = sim.calls.map(({ input }) => input as { Documents: { Blob: Uint8Array }[] }) as [
      { Documents: { Blob: Uint8Array }[] },
      unknown,
    ]
    expect(Buffer.from(put.Documents[0]!.Blob).toString()).toBe(TEXT)
    const { documents } = add as { documents: { parts: { bytes: Uint8Array }[] }[] }
    expect(Buffer.from(documents[0]!.parts[0]!.bytes).toString()).toBe(TEXT)
    expect(sim.calls.map(({ startedAt, endedAt }) => endedAt - startedAt)).toEqual([10, 10])
  })

  it('keeps bytes as their length and hash at level summary', async () => {
    await using sim = new Simulator({ calls: 'summary', latencyMs: 10 })
    const IndexId = await putOnBoth(sim)
    expect(sim.calls.map(({ input }) => input)).toEqual([
      expect.objectContaining({ IndexId, Documents: [expect.objectContaining({ Id: 'a', Blob: SUMMARY })] }),
      {
        documents: [
          expect.objectContaining({
            uri: 'a',
            stamp: 'v1',
            parts: [expect.objectContaining({ bytes: SUMMARY })],
          }),
        ],
      },
    ])
  })

  it('keeps nothing at level off', async () => {
    await using sim = new Simulator({ calls: 'off' })
    await putOnBoth(sim)
    expect(sim.calls).toEqual([])
  })

  it('keeps the error of a call that was refused, at each level', async () => {
    for (const calls of ['full', 'summary'] as const) {
      await using sim = new Simulator({ calls })
      sim.faults.throttle('BatchPutDocument')
      const error: unknown = await openIndex(sim)
        .put('a')
        .catch((reason: unknown) => reason)
      expect(sim.calls.map((call) => call.error)).toEqual([error])
      expect(sim.calls[0]?.output).toBeUndefined()
    }
  })

  it('cannot be changed by who looks', async () => {
    await using sim = new Simulator()
    await openIndex(sim).put('a')
    expect(() => Object.assign(sim.calls[0]!, { operation: 'x' })).toThrow(TypeError)
  })
})

describe('a buffer that its owner uses again right after the call', () => {
  const digestOf = (sim: Simulator, corpus: string): string | undefined => sim.document(corpus, 'a')?.digest

  it.each([0, 1, 'auto'] as const)(
    'is indexed as it was, on both facades, with threads %s',
    async (threads) => {
      await using sim = new Simulator({ workers: { threads } })
      const indexId = await putOnBoth(sim)
      const expected = SUMMARY.sha256.slice(0, 16)
      expect([digestOf(sim, indexId), digestOf(sim, 'crawler')]).toEqual([expected, expected])
    },
  )

  it.each([0, 1])('is seeded as it was, on both facades, with %i threads', async (threads) => {
    await using sim = new Simulator({ workers: { threads } })
    const indexId = sim.kendra.addIndex()
    const bytes = Buffer.from(TEXT)
    sim.kendra.seed(indexId, [{ Id: 'a', Blob: bytes }])
    sim.papi.connector('crawler').seed([{ uri: 'a', parts: [{ bytes }] }])
    bytes.fill(0)
    await sim.settle()
    const expected = SUMMARY.sha256.slice(0, 16)
    expect([digestOf(sim, indexId), digestOf(sim, 'crawler')]).toEqual([expected, expected])
  })

  it('leaves lists and attributes as they were too', async () => {
    await using sim = new Simulator({ workers: { threads: 0 }, latencyMs: 10 })
    const indexId = sim.kendra.addIndex()
    const values = ['one']
    const document = {
      Id: 'a',
      Blob: Buffer.from(TEXT),
      Attributes: [{ Key: '_authors', Value: { StringListValue: values } }],
    }
    const documents = [document]
    const metas = { author: ['one'] }
    const put = sim.kendra.batchPutDocument({ IndexId: indexId, Documents: documents })
    const add = sim.papi.connector('crawler').addDocument({ uri: 'a', metas })
    values.push('two')
    metas.author.push('two')
    document.Id = 'b'
    documents.pop()
    await Promise.all([put, add])
    await sim.settle()
    expect(sim.documents().map(({ id, attributes }) => [id, attributes])).toEqual([
      ['a', { _authors: ['one'] }],
      ['a', { author: ['one'] }],
    ])
  })
})

describe('arguments of helpers', () => {
  it('are refused where they are not known', async () => {
    await using sim = new Simulator({ workers: { threads: 0 } })
    expect(() => sim.documents('index' as never)).toThrow('documents is "index"; expected a filter')
    expect(() => sim.documents({ index: 'x' } as never)).toThrow('documents: unknown member index')
    await expect(sim.clock.sleep('1h', { abortSignal: 1 } as never)).rejects.toThrow(
      'clock.sleep: unknown member abortSignal',
    )
    await expect(sim.clock.sleep('1h', new AbortController().signal as never)).rejects.toThrow('clock.sleep')
    expect(sim.clock.now()).toBe(Date.UTC(2026, 0, 1))
  })
})
