/** BatchPutDocument: what it rejects at once, what it accepts, and what becomes of a put over every state. */

import { describe, expect, it } from 'vitest'
import type {
  ContentType,
  Document,
  DocumentAttribute,
} from '../../../src/facades/kendra/shapes/document-shapes.ts'
import {
  attributesOf,
  brokenDocument,
  bytesOf,
  inJob,
  openIndex,
  type OpenIndex,
  textDocument,
} from './open-index.ts'
import { shapes } from './service-model.ts'

/** The one FailedDocuments entry of a put. */
async function rejection({ put }: OpenIndex, document: Document): Promise<object> {
  const { FailedDocuments } = await put(document)
  expect(FailedDocuments).toHaveLength(1)
  return FailedDocuments[0] as object
}

describe('the answer of a put', () => {
  it('[kendra.put.failed-documents-present] carries FailedDocuments, empty or not; that of a delete too', async () => {
    const { put, remove } = openIndex()
    expect(await put('a')).toEqual({ FailedDocuments: [] })
    expect((await put({ Id: 'b' })).FailedDocuments).toHaveLength(1)
    expect(await remove('a')).toEqual({ FailedDocuments: [] })
    expect((await remove('never')).FailedDocuments).toHaveLength(1)
  })

  it('[kendra.put.failed-document-shape] has Id, DataSourceId, ErrorCode and ErrorMessage for each rejected document', async () => {
    const entry = await rejection(openIndex(), textDocument('a', inJob('no-source', 'job-1')))
    expect(entry).toEqual({
      Id: 'a',
      DataSourceId: 'no-source',
      ErrorCode: 'InvalidRequest',
      ErrorMessage: expect.stringMatching(/./),
    })
    const { members } = shapes['BatchPutDocumentResponseFailedDocument'] ?? {}
    expect(Object.keys(entry).sort()).toEqual(Object.keys(members ?? {}).sort())
    expect(Object.keys(await rejection(openIndex(), { Id: 'b' })).sort()).toEqual([
      'ErrorCode',
      'ErrorMessage',
      'Id',
    ])
  })

  it('[kendra.put.rest-goes-on] rejects some documents of a batch and accepts the rest', async () => {
    const { sim, put, word } = openIndex()
    const { FailedDocuments } = await put('a', { Id: 'b' }, 'c', textDocument('d', { city: 'Rome' }))
    expect(FailedDocuments.map(({ Id }) => Id)).toEqual(['b', 'd'])
    await sim.settle()
    const words = []
    for (const id of ['a', 'b', 'c', 'd']) words.push(await word(id))
    expect(words).toEqual(['INDEXED', 'NOT_FOUND', 'INDEXED', 'NOT_FOUND'])
  })
})

describe('the attributes of a put', () => {
  it('[kendra.put.undefined-attribute] are rejected where the index does not define them, in the words of the service', async () => {
    expect(await rejection(openIndex(), textDocument('a', { city: 'Rome' }))).toEqual({
      Id: 'a',
      ErrorCode: 'InvalidRequest',
      // Two spaces: so does the service.
      ErrorMessage: 'No document metadata configuration found for document attribute key  city.',
    })
  })

  it('[kendra.put.undefined-attribute] are accepted where it does', async () => {
    const { put, view } = openIndex({}, { fields: { city: 'STRING_VALUE', visits: 'LONG_VALUE' } })
    const attributes: DocumentAttribute[] = [
      { Key: 'city', Value: { StringValue: 'Rome' } },
      { Key: 'visits', Value: { LongValue: 7 } },
    ]
    expect(await put(textDocument('a', attributes))).toEqual({ FailedDocuments: [] })
    expect(view('a').attributes).toEqual({ city: 'Rome', visits: 7 })
  })

  it('[kendra.put.built-in-fields] need no definition where a field is built in', async () => {
    const { sim, indexId, put, view } = openIndex()
    const source = sim.kendra.addDataSource(indexId)
    const instant = new Date(0)
    const attributes: DocumentAttribute[] = [
      ...attributesOf({
        _category: 'c',
        _data_source_id: source,
        _document_title: 't',
        _faq_id: 'f',
        _file_type: 'TXT',
        _language_code: 'en',
        _source_uri: 'https://example.org',
        _tenant_id: 'x',
        _version: '1',
      }),
      { Key: '_authors', Value: { StringListValue: ['Ada', 'Grace'] } },
      { Key: '_created_at', Value: { DateValue: instant } },
      { Key: '_last_updated_at', Value: { DateValue: instant } },
      { Key: '_excerpt_page_number', Value: { LongValue: 1 } },
      { Key: '_view_count', Value: { LongValue: 2 } },
    ]
    expect(attributes).toHaveLength(14)
    expect(await put(textDocument('a', attributes))).toEqual({ FailedDocuments: [] })
    expect(view('a').attributes).toMatchObject({ _authors: ['Ada', 'Grace'], _created_at: instant })
  })

  it('[kendra.put.title] are looked at beside the Title, which the view of the document shows', async () => {
    const { sim, put, view } = openIndex()
    const page = { Blob: bytesOf('<title>In the page</title>x'), ContentType: 'HTML' } as const
    await put({ Id: 'titled', Title: 'Given', ...page }, { Id: 'untitled', ...page })
    expect(view('titled').title).toBe('Given')
    await sim.settle()
    expect([view('titled').title, view('untitled').title]).toEqual(['Given', 'In the page'])
  })

  it('[kendra.put.job-attribute] may name a sync job, which is no field', async () => {
    const { sim, indexId, put } = openIndex()
    const source = sim.kendra.addDataSource(indexId)
    const { ExecutionId } = await sim.kendra.startDataSourceSyncJob({ Id: source, IndexId: indexId })
    expect(await put(textDocument('a', inJob(source, ExecutionId!)))).toEqual({ FailedDocuments: [] })
  })

  it('[kendra.put.unknown-data-source] are rejected where they name a data source that the index does not have', async () => {
    const index = openIndex()
    const elsewhere = index.sim.kendra.addDataSource(index.sim.kendra.addIndex())
    expect(await rejection(index, textDocument('a', { _data_source_id: elsewhere }))).toEqual({
      Id: 'a',
      DataSourceId: elsewhere,
      ErrorCode: 'InvalidRequest',
      ErrorMessage: `Data source ${elsewhere} doesn't exist in index ${index.indexId}.`,
    })
  })

  it.each<[string, DocumentAttribute['Value']]>([
    ['several values', { StringValue: 'x', LongValue: 1 }],
    ['a value of another type than the field', { LongValue: 1 }],
    ['no value', {}],
  ])('[kendra.put.one-value] are rejected with %s', async (_, Value) => {
    expect(await rejection(openIndex(), textDocument('a', [{ Key: '_category', Value }]))).toMatchObject({
      ErrorCode: 'InvalidRequest',
      ErrorMessage: expect.stringContaining('_category'),
    })
  })
})

describe('the content of a put', () => {
  const S3Path = { Bucket: 'bucket', Key: 'folder/key' }

  it('[kendra.put.one-content] is rejected where it comes from two places or from none', async () => {
    expect(await rejection(openIndex(), { Id: 'a' })).toMatchObject({ ErrorCode: 'InvalidRequest' })
    expect(await rejection(openIndex(), { ...textDocument('a'), S3Path })).toMatchObject({
      ErrorCode: 'InvalidRequest',
    })
  })

  it('[kendra.put.one-content] may be no byte at all', async () => {
    const { sim, put, word } = openIndex()
    expect(await put({ Id: 'a', Blob: new Uint8Array() })).toEqual({ FailedDocuments: [] })
    await sim.settle()
    expect(await word('a')).toBe('INDEXED')
  })

  it('[kendra.put.s3-unavailable] fails where nothing resolves its S3Path, and the reason says so', async () => {
    const { sim, put, status } = openIndex()
    expect(await put({ Id: 'a', S3Path })).toEqual({ FailedDocuments: [] })
    await sim.settle()
    expect(await status('a')).toEqual({
      DocumentId: 'a',
      DocumentStatus: 'FAILED',
      FailureCode: 'S3ObjectUnavailable',
      FailureReason: 'No content for s3://bucket/folder/key: the option kendra.s3 has no bucket bucket.',
    })
  })

  it('[kendra.put.size-limit] is rejected where it has more than 50 MB', async () => {
    const { put } = openIndex({ calls: 'off' })
    const Blob = new Uint8Array(50 * 1024 * 1024 + 1)
    const { FailedDocuments } = await put(
      { Id: 'a', Blob, ContentType: 'PDF' },
      { Id: 'b', Blob: Blob.subarray(1), ContentType: 'PDF' },
    )
    expect(FailedDocuments).toEqual([
      {
        Id: 'a',
        ErrorCode: 'InvalidRequest',
        ErrorMessage: 'The document has 52428801 bytes; the maximum is 52428800.',
      },
    ])
  })

  it('[kendra.put.enrichment-not-run] is not changed by an enrichment, which is only checked', async () => {
    const { sim, indexId, put, view } = openIndex()
    const enriched = (TargetDocumentAttributeKey: string) =>
      sim.kendra.batchPutDocument({
        IndexId: indexId,
        Documents: [textDocument('a')],
        CustomDocumentEnrichmentConfiguration: {
          InlineConfigurations: [{ Target: { TargetDocumentAttributeKey }, DocumentContentDeletion: true }],
        },
      })
    await expect(enriched('')).rejects.toMatchObject({ name: 'ValidationException' })
    await enriched('_category')
    await put(textDocument('b', undefined, 'The text of a'))
    await sim.settle()
    expect(view('a')).toMatchObject({ attributes: {}, digest: view('b').digest })
  })

  it('[kendra.put.text-limit] is accepted and fails where it has more than 5 MB of text', async () => {
    const { sim, put, status, word } = openIndex()
    const atLimit = new Uint8Array(5 * 1024 * 1024).fill(0x61)
    await put({ Id: 'a', Blob: atLimit }, { Id: 'b', Blob: new Uint8Array(atLimit.length + 1).fill(0x61) })
    await sim.settle()
    expect(await word('a')).toBe('INDEXED')
    expect(await status('b')).toMatchObject({ DocumentStatus: 'FAILED', FailureCode: 'TEXT_TOO_LARGE' })
  })

  it('[kendra.put.default-content-type] is plain text without a ContentType', async () => {
    const { sim, put, view } = openIndex()
    const text = '<p>{"not": parsed'
    await put(textDocument('a', undefined, text), {
      ...textDocument('b', undefined, text),
      ContentType: 'PLAIN_TEXT',
    })
    await sim.settle()
    expect(view('a')).toMatchObject({ status: 'INDEXED', digest: view('b').digest })
    expect(view('a').revisions[0]?.textBytes).toBe(bytesOf(text).length)
  })

  it.each<[ContentType, string, string]>([
    ['JSON', '{', 'INVALID_JSON'],
    ['XML', '<a>', 'INVALID_XML'],
    ['PDF', 'no PDF', 'INVALID_SIGNATURE'],
    ['MS_WORD', 'no Word', 'INVALID_SIGNATURE'],
  ])('is read as its ContentType %s says, and fails where it is none', async (ContentType, text, code) => {
    const { sim, put, status } = openIndex()
    await put({ ...textDocument('a', undefined, text), ContentType })
    await sim.settle()
    expect(await status('a')).toMatchObject({ DocumentStatus: 'FAILED', FailureCode: code })
  })

  it.each([
    ['a Uint8Array', (text: string) => bytesOf(text)],
    ['a Buffer', (text: string) => Buffer.from(text)],
    ['a part of a larger buffer', (text: string) => Buffer.from(`....${text}....`).subarray(4, -4)],
  ])('is copied at the call from %s, so that a connector may use its buffer again', async (_, make) => {
    const { sim, put, view } = openIndex()
    const bytes = make('first text')
    const answered = put({ Id: 'a', Blob: bytes })
    bytes.fill(0x78)
    await answered
    await put(textDocument('b', undefined, 'first text'))
    await sim.settle()
    expect(view('a').digest).toBe(view('b').digest)
  })
})

describe('a put over what was there', () => {
  it('[kendra.put.duplicate-ids] accepts both of two documents with one id in a batch, and the last one wins', async () => {
    const { sim, put, word, view } = openIndex()
    expect(await put(brokenDocument('a'), 'b', textDocument('a', undefined, 'last'))).toEqual({
      FailedDocuments: [],
    })
    await sim.settle()
    await put(textDocument('c', undefined, 'last'))
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['INDEXED', 'INDEXED'])
    expect(view('a')).toMatchObject({ live: 2, digest: view('c').digest })
  })

  it('[kendra.put.duplicate-ids] refuses all but the first of one id in a batch where the option says so', async () => {
    const { sim, put, word, view } = openIndex({ kendra: { duplicatesInBatch: 'rejected' } })
    const first = textDocument('a', undefined, 'first')
    expect(await put(first, 'b', textDocument('a', undefined, 'second'), brokenDocument('a'))).toEqual({
      FailedDocuments: [1, 2].map(() => ({
        Id: 'a',
        ErrorCode: 'InvalidRequest',
        ErrorMessage: 'Document a is in the batch more than once.',
      })),
    })
    await put(textDocument('c', undefined, 'first'))
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['INDEXED', 'INDEXED'])
    expect(view('a')).toMatchObject({ live: 1, digest: view('c').digest })
    // Another batch is another matter.
    expect(await put('a')).toEqual({ FailedDocuments: [] })
  })

  it('[kendra.put.duplicate-ids] takes the second of one id where the first says something wrong of itself', async () => {
    const { put, view } = openIndex({ kendra: { duplicatesInBatch: 'rejected' } })
    const { FailedDocuments } = await put({ Id: 'a' }, 'a', 'a')
    expect(FailedDocuments.map(({ ErrorMessage }) => ErrorMessage)).toEqual([
      'One of Blob and S3Path must be specified for a document.',
      'Document a is in the batch more than once.',
    ])
    expect(view('a').status).toBe('PROCESSING')
  })

  it('[kendra.put.over-failed] over FAILED with nothing live ends INDEXED or FAILED', async () => {
    const { sim, put, word } = openIndex()
    await put(brokenDocument('a'), brokenDocument('b'))
    await sim.settle()
    await put(textDocument('a'), brokenDocument('b'))
    expect([await word('a'), await word('b')]).toEqual(['PROCESSING', 'PROCESSING'])
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['INDEXED', 'FAILED'])
  })

  it('[kendra.put.over-update-failed] over UPDATE_FAILED ends UPDATED or UPDATE_FAILED', async () => {
    const { sim, put, word, view } = openIndex()
    for (const document of [textDocument, brokenDocument]) {
      await put(document('a'), document('b'))
      await sim.settle()
    }
    expect([await word('a'), await word('b')]).toEqual(['UPDATE_FAILED', 'UPDATE_FAILED'])
    await put(textDocument('a'), brokenDocument('b'))
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['UPDATED', 'UPDATE_FAILED'])
    expect([view('a').live, view('b').live]).toEqual([3, 1])
  })

  it('[kendra.put.over-pending-delete] over the pending delete of a live document ends UPDATED', async () => {
    const { sim, put, remove, word, view } = openIndex()
    await put('a')
    await sim.settle()
    await remove('a')
    await put('a')
    expect([await word('a'), view('a').live]).toEqual(['PROCESSING', 1])
    await sim.settle()
    expect([await word('a'), view('a').live]).toEqual(['UPDATED', 3])
  })

  it('[kendra.put.after-delete] over a delete that is done ends INDEXED', async () => {
    const { sim, put, remove, word, view } = openIndex()
    await put('a')
    await sim.settle()
    await remove('a')
    await sim.settle()
    await put('a')
    await sim.settle()
    expect([await word('a'), view('a').live]).toEqual(['INDEXED', 3])
  })

  it('[kendra.put.supersedes] over a pending put supersedes it, and its late completion changes nothing', async () => {
    // The first revision takes a minute, the second a second.
    const { sim, put, word, view } = openIndex({
      indexingMs: ({ revision }) => (revision === 1 ? 60_000 : 1_000),
    })
    await put(brokenDocument('a'))
    await put('a')
    await sim.clock.advance('2s')
    expect([await word('a'), view('a').live]).toEqual(['INDEXED', 2])
    await sim.clock.advance('2m')
    await sim.settle()
    expect([await word('a'), view('a').live, view('a').failure]).toEqual(['INDEXED', 2, undefined])
  })
})
