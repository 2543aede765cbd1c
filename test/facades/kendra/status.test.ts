/** BatchGetDocumentStatus as its reference page describes it: one test for each sentence that states a behaviour. */

import { describe, expect, it } from 'vitest'
import { brokenDocument, openIndex, type OpenIndex, textDocument } from './open-index.ts'
import { shapes } from './service-model.ts'

describe('the status of a document', () => {
  it('[kendra.status.after-put] answers for documents that were submitted with BatchPutDocument', async () => {
    const { sim, put, word } = openIndex()
    await put('a', 'b')
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['INDEXED', 'INDEXED'])
  })

  it('[kendra.status.indexing-is-asynchronous] tells, after the put was answered, how the indexing ended', async () => {
    const { sim, put, word } = openIndex()
    expect(await put('good', brokenDocument('bad'))).toEqual({ FailedDocuments: [] })
    expect([await word('good'), await word('bad')]).toEqual(['PROCESSING', 'PROCESSING'])
    await sim.settle()
    expect([await word('good'), await word('bad')]).toEqual(['INDEXED', 'FAILED'])
  })

  it('[kendra.status.after-delete] answers for documents that were submitted to BatchDeleteDocument', async () => {
    const { sim, put, remove, word } = openIndex()
    await put('a', 'b')
    await sim.settle()
    await remove('a')
    expect([await word('a'), await word('b')]).toEqual(['PROCESSING', 'INDEXED'])
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['NOT_FOUND', 'INDEXED'])
  })

  it('[kendra.status.not-found-after-delete] is NOT_FOUND when the document was deleted from the index', async () => {
    const { sim, put, remove, status, view } = openIndex()
    await put('a')
    await sim.settle()
    await remove('a')
    await sim.settle()
    expect(await status('a')).toEqual({ DocumentId: 'a', DocumentStatus: 'NOT_FOUND' })
    expect(view('a').live).toBeUndefined()
    expect(sim.documents()).toEqual([])
  })

  it('[kendra.status.never-seen] is NOT_FOUND for an id that was never submitted', async () => {
    const { sim, indexId } = openIndex()
    const answer = await sim.kendra.batchGetDocumentStatus({
      IndexId: indexId,
      DocumentInfoList: [{ DocumentId: 'never' }],
    })
    expect(answer).toEqual({
      DocumentStatusList: [{ DocumentId: 'never', DocumentStatus: 'NOT_FOUND' }],
      Errors: [],
    })
  })

  it('[kendra.status.waiting-and-indexing] is PROCESSING while it waits to be indexed and while it is being indexed', async () => {
    const { sim, put, word, view } = openIndex()
    sim.faults.add({ name: 'dies', on: { attempt: 1 }, do: { type: 'crash' } })
    await put('a')
    expect(await word('a')).toBe('PROCESSING')
    // The first attempt dies after a second; the next begins a second after that, or later.
    await sim.clock.advance('1500ms')
    expect([view('a').revisions[0]?.attempts, await word('a')]).toEqual([1, 'PROCESSING'])
    await sim.clock.advance('5s')
    expect(view('a').revisions[0]?.attempts).toBe(2)
    await sim.settle()
    expect(await word('a')).toBe('INDEXED')
  })

  it('[kendra.status.indexed] is INDEXED when the document was indexed for the first time', async () => {
    const { sim, put, status } = openIndex()
    await put('a')
    await sim.settle()
    expect(await status('a')).toEqual({ DocumentId: 'a', DocumentStatus: 'INDEXED' })
  })

  it('[kendra.status.updated] is PROCESSING and then UPDATED when a live document was put again', async () => {
    const { sim, put, word, view } = openIndex()
    await put('a')
    await sim.settle()
    await put(textDocument('a', undefined, 'the second text'))
    expect([await word('a'), view('a').live]).toEqual(['PROCESSING', 1])
    await sim.settle()
    expect([await word('a'), view('a').live]).toEqual(['UPDATED', 2])
  })

  it('[kendra.status.update-failed] is UPDATE_FAILED when that put cannot be indexed, and the older revision stays live', async () => {
    const { sim, put, status, view } = openIndex()
    await put('a')
    await sim.settle()
    const { digest } = view('a')
    await put(brokenDocument('a'))
    await sim.settle()
    expect(await status('a')).toMatchObject({ DocumentStatus: 'UPDATE_FAILED', FailureCode: 'INVALID_JSON' })
    expect(view('a').live).toBe(1)
    expect(view('a').revisions.find(({ revision }) => revision === 1)).toMatchObject({
      state: 'indexed',
      digest,
    })
  })

  it('[kendra.status.lost] is NOT_FOUND when the service lost the document, live before or not', async () => {
    const { sim, put, status, view } = openIndex()
    await put('there')
    await sim.settle()
    sim.faults.lose({ glob: '*' })
    await put('there', 'new')
    expect([(await status('there')).DocumentStatus, (await status('new')).DocumentStatus]).toEqual([
      'PROCESSING',
      'PROCESSING',
    ])
    await sim.settle()
    for (const id of ['there', 'new']) {
      expect(await status(id)).toEqual({ DocumentId: id, DocumentStatus: 'NOT_FOUND' })
      expect(view(id)).toMatchObject({ live: undefined, failure: { code: 'LOST', rule: 'lose-1' } })
    }
  })

  const lifeCycles: Record<string, (index: OpenIndex) => Promise<unknown>> = {
    NOT_FOUND: async () => {},
    PROCESSING: ({ put }) => put('a'),
    INDEXED: async ({ put, sim }) => {
      await put('a')
      await sim.settle()
    },
    UPDATED: async ({ put, sim }) => {
      await put('a')
      await sim.settle()
      await put('a')
      await sim.settle()
    },
    FAILED: async ({ put, sim }) => {
      await put(brokenDocument('a'))
      await sim.settle()
    },
    UPDATE_FAILED: async ({ put, sim }) => {
      await put('a')
      await sim.settle()
      await put(brokenDocument('a'))
      await sim.settle()
    },
  }

  it.each(Object.entries(lifeCycles))('[kendra.status.six-statuses] becomes %s', async (word, live) => {
    const index = openIndex()
    await live(index)
    expect(await index.word('a')).toBe(word)
    expect(index.sim.document(index.indexId, 'a')?.status ?? 'NOT_FOUND').toBe(word)
  })

  it('[kendra.status.six-statuses] has these six words and no other', () => {
    expect(Object.keys(lifeCycles).sort()).toEqual([...(shapes['DocumentStatus']?.enum ?? [])].sort())
  })
})

describe('the reason of a failure', () => {
  it('[kendra.status.failed-says-why] comes with FAILED as FailureCode and FailureReason', async () => {
    const { sim, put, status } = openIndex()
    sim.faults.fail('b', { code: 'BAD_PDF', reason: 'cannot parse' })
    await put(brokenDocument('a'), 'b')
    await sim.settle()
    expect(await status('a')).toEqual({
      DocumentId: 'a',
      DocumentStatus: 'FAILED',
      FailureCode: 'INVALID_JSON',
      FailureReason: expect.stringMatching(/./),
    })
    expect(await status('b')).toEqual({
      DocumentId: 'b',
      DocumentStatus: 'FAILED',
      FailureCode: 'BAD_PDF',
      FailureReason: 'cannot parse',
    })
  })

  it('[kendra.status.failure-only-when-failed] is absent with every other status', async () => {
    const { sim, put, remove, status } = openIndex()
    sim.faults.fail('a', { times: 1 })
    await put('a')
    await sim.settle()
    expect(Object.keys(await status('a'))).toEqual([
      'DocumentId',
      'DocumentStatus',
      'FailureCode',
      'FailureReason',
    ])
    const bare = ['DocumentId', 'DocumentStatus']
    await put('a')
    expect(Object.keys(await status('a'))).toEqual(bare)
    await sim.settle()
    expect(Object.keys(await status('a'))).toEqual(bare)
    await put('a')
    await sim.settle()
    expect(Object.keys(await status('a'))).toEqual(bare)
    await remove('a')
    expect(Object.keys(await status('a'))).toEqual(bare)
    await sim.settle()
    expect(Object.keys(await status('a'))).toEqual(bare)
  })

  it('[kendra.status.failure-texts] is plainly synthetic where the rule gives none', async () => {
    const { sim, put, status } = openIndex()
    sim.faults.fail('a')
    await put('a')
    await sim.settle()
    expect(await status('a')).toMatchObject({
      FailureCode: 'SimulatedFailure',
      FailureReason: 'Simulated by fault rule fail-1.',
    })
  })

  it('[kendra.status.failure-texts] has the texts of the option in place of its own, by its code', async () => {
    const { sim, put, status, view } = openIndex({
      kendra: {
        failureTexts: {
          INVALID_JSON: { code: 'DocumentParseError', reason: 'The document is malformed.' },
          INVALID_XML: { reason: 'Only the reason.' },
          S3ObjectUnavailable: { code: 'OnlyTheCode' },
          SimulatedFailure: { code: 'Spoiled' },
        },
      },
    })
    const S3Path = { Bucket: 'bucket', Key: 'key' }
    await put('updated')
    await sim.settle()
    sim.faults.fail('spoiled')
    await put(
      brokenDocument('json'),
      brokenDocument('updated'),
      { Id: 'xml', Blob: new TextEncoder().encode('<a>'), ContentType: 'XML' },
      { Id: 's3', S3Path },
      'spoiled',
    )
    await sim.settle()
    const malformed = { FailureCode: 'DocumentParseError', FailureReason: 'The document is malformed.' }
    expect(await status('json')).toEqual({ DocumentId: 'json', DocumentStatus: 'FAILED', ...malformed })
    expect(await status('updated')).toEqual({
      DocumentId: 'updated',
      DocumentStatus: 'UPDATE_FAILED',
      ...malformed,
    })
    expect(await status('xml')).toMatchObject({
      FailureCode: 'INVALID_XML',
      FailureReason: 'Only the reason.',
    })
    expect(await status('s3')).toMatchObject({
      FailureCode: 'OnlyTheCode',
      FailureReason: 'No content for s3://bucket/key: the option kendra.s3 has no bucket bucket.',
    })
    // Of a rule too; a view shows ours.
    expect(await status('spoiled')).toMatchObject({ FailureCode: 'Spoiled' })
    expect(view('json').failure).toMatchObject({ code: 'INVALID_JSON' })
  })

  it('[kendra.status.failure-texts] takes any text of 1 to 2048 characters and refuses others', async () => {
    const { sim, put, status } = openIndex()
    const code = 'ß'.repeat(2048)
    sim.faults.fail('a', { code, reason: '\n' })
    await put('a')
    await sim.settle()
    expect(await status('a')).toMatchObject({ FailureCode: code, FailureReason: '\n' })
    for (const text of ['', 'x'.repeat(2049)]) {
      expect(() => sim.faults.fail('b', { code: text })).toThrow('expected a text of 1 to 2048 characters')
      expect(() => sim.faults.fail('b', { reason: text })).toThrow('expected a text of 1 to 2048 characters')
    }
  })
})

describe('the time until a status changes', () => {
  it('[kendra.status.indexing-time] is what the option indexingMs says', async () => {
    const { sim, put, word } = openIndex({
      latencyMs: 0,
      indexingMs: ({ document }) => (document === 'slow' ? 3_600_000 : 10),
    })
    await put('fast', 'slow')
    await sim.clock.advance('59m')
    expect([await word('fast'), await word('slow')]).toEqual(['INDEXED', 'PROCESSING'])
    await sim.clock.advance('1m')
    expect(await word('slow')).toBe('INDEXED')
  })

  it('[kendra.status.indexing-time] is drawn for each document from the range of half a second to five', async () => {
    const { sim, put, view } = openIndex({ indexingMs: undefined })
    const ids = Array.from({ length: 10 }, (_, n) => `doc-${n}`)
    await put(...ids)
    await sim.settle()
    const times = ids.map((id) => {
      const [revision] = view(id).revisions
      return (revision?.settledAt ?? Number.NaN) - (revision?.acceptedAt ?? Number.NaN)
    })
    expect(Math.min(...times)).toBeGreaterThanOrEqual(500)
    expect(Math.max(...times)).toBeLessThanOrEqual(5_000)
    expect(new Set(times).size).toBeGreaterThan(5)
  })

  it('[kendra.status.delete-time] is the same for a delete, and can be set apart', async () => {
    const { sim, put, remove, word } = openIndex({
      latencyMs: 0,
      indexingMs: ({ operation }) => (operation === 'delete' ? 3_600_000 : 10),
    })
    await put('a')
    await sim.settle()
    await remove('a')
    await sim.clock.advance('59m')
    expect(await word('a')).toBe('PROCESSING')
    await sim.clock.advance('1m')
    expect(await word('a')).toBe('NOT_FOUND')
  })
})

describe('the lists of an answer', () => {
  it('[kendra.status.order-kept] keep the order of the request', async () => {
    const { sim, indexId, put } = openIndex()
    const ids = ['j', 'c', 'a', 'unknown', 'b', '10', '9', '1']
    await put(...ids.filter((id) => id !== 'unknown'))
    const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
      IndexId: indexId,
      DocumentInfoList: ids.map((DocumentId) => ({ DocumentId })),
    })
    expect(DocumentStatusList.map(({ DocumentId }) => DocumentId)).toEqual(ids)
  })

  it('[kendra.status.duplicates-answered] answer an id that is asked for twice twice', async () => {
    const { sim, indexId, put } = openIndex()
    await put('a')
    const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
      IndexId: indexId,
      DocumentInfoList: [{ DocumentId: 'a' }, { DocumentId: 'b' }, { DocumentId: 'a' }],
    })
    expect(DocumentStatusList.map(({ DocumentId, DocumentStatus }) => [DocumentId, DocumentStatus])).toEqual([
      ['a', 'PROCESSING'],
      ['b', 'NOT_FOUND'],
      ['a', 'PROCESSING'],
    ])
  })

  it('[kendra.status.both-lists-present] are both there, empty or not', async () => {
    const { sim, indexId } = openIndex()
    const Attributes = [{ Key: 'color', Value: { StringValue: 'red' } }]
    const ask = (...DocumentInfoList: { DocumentId: string; Attributes?: typeof Attributes }[]) =>
      sim.kendra.batchGetDocumentStatus({ IndexId: indexId, DocumentInfoList })
    expect(await ask({ DocumentId: 'a' })).toMatchObject({ DocumentStatusList: [{}], Errors: [] })
    expect(await ask({ DocumentId: 'a', Attributes })).toMatchObject({
      DocumentStatusList: [],
      Errors: [{}],
    })
  })

  it('[kendra.status.errors-list] say in Errors which documents could not be read, and why, and answer the rest', async () => {
    const { sim, indexId, put } = openIndex()
    await put('a', 'b')
    const answer = await sim.kendra.batchGetDocumentStatus({
      IndexId: indexId,
      DocumentInfoList: [
        { DocumentId: 'b' },
        { DocumentId: 'a', Attributes: [{ Key: 'color', Value: { StringValue: 'red' } }] },
      ],
    })
    expect(answer).toEqual({
      DocumentStatusList: [{ DocumentId: 'b', DocumentStatus: 'PROCESSING' }],
      Errors: [
        {
          DocumentId: 'a',
          ErrorCode: 'InvalidRequest',
          ErrorMessage: "Document attribute key color can't be used to select a document status.",
        },
      ],
    })
  })

  it('[kendra.status.errors-shape] give an Errors entry the DataSourceId that was asked with', async () => {
    const { sim, indexId } = openIndex()
    const { Errors } = await sim.kendra.batchGetDocumentStatus({
      IndexId: indexId,
      DocumentInfoList: [
        { DocumentId: 'a', Attributes: [{ Key: 'dataSourceId', Value: { StringValue: 'source-1' } }] },
      ],
    })
    expect(Errors).toEqual([
      {
        DocumentId: 'a',
        DataSourceId: 'source-1',
        ErrorCode: 'InvalidRequest',
        ErrorMessage: 'Document attribute dataSourceId needs the attribute jobExecutionId.',
      },
    ])
    expect(Object.keys(Errors[0] ?? {}).sort()).toEqual(
      Object.keys(shapes['BatchGetDocumentStatusResponseError']?.members ?? {}).sort(),
    )
    expect(shapes['ErrorCode']?.enum).toContain(Errors[0]?.ErrorCode)
  })

  it('[kendra.status.one-to-ten] are asked for with 1 to 10 documents', async () => {
    const { sim, indexId } = openIndex()
    const ask = (count: number) =>
      sim.kendra.batchGetDocumentStatus({
        IndexId: indexId,
        DocumentInfoList: Array.from({ length: count }, (_, n) => ({ DocumentId: `doc-${n}` })),
      })
    expect((await ask(1)).DocumentStatusList).toHaveLength(1)
    expect((await ask(10)).DocumentStatusList).toHaveLength(10)
    await expect(ask(0)).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(ask(11)).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

describe('the status while a delete is pending', () => {
  it('[kendra.status.delete-pending] is PROCESSING', async () => {
    const { sim, put, remove, word, view } = openIndex()
    await put('a')
    await sim.settle()
    await remove('a')
    expect([await word('a'), view('a').status, view('a').live]).toEqual(['PROCESSING', 'PROCESSING', 1])
  })

  it.each([
    ['INDEXED', [textDocument('a')]],
    ['UPDATED', [textDocument('a'), textDocument('a')]],
    ['FAILED', [brokenDocument('a')]],
    ['UPDATE_FAILED', [textDocument('a'), brokenDocument('a')]],
  ])(
    '[kendra.status.delete-pending] stays %s with the option statusWhileDeleting: previous',
    async (expected, puts) => {
      const { sim, put, remove, word, view } = openIndex({ kendra: { statusWhileDeleting: 'previous' } })
      for (const document of puts) {
        await put(document)
        await sim.settle()
      }
      await remove('a')
      expect([await word('a'), view('a').status]).toEqual([expected, expected])
      await sim.settle()
      expect(await word('a')).toBe('NOT_FOUND')
    },
  )
})
