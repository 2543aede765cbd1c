/** What tests prepare with: indices, data sources and documents that are there already. */

import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../src/index.ts'
import { bytesOf, openIndex, textDocument, versionIn, inJob } from './open-index.ts'

describe('addIndex', () => {
  it('adds an index that takes documents at once, without simulated time', async () => {
    const { sim } = openIndex()
    const before = sim.clock.now()
    const indexId = sim.kendra.addIndex()
    expect([sim.clock.now(), indexId]).toEqual([
      before,
      expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    ])
    await sim.kendra.batchPutDocument({ IndexId: indexId, Documents: [textDocument('a')] })
    expect(sim.documents({ corpus: indexId })).toHaveLength(1)
  })

  it('draws ids from the seed', () => {
    const idsOf = (seed: number) => {
      const { sim, indexId } = openIndex({ seed })
      return [indexId, sim.kendra.addIndex(), sim.kendra.addDataSource(indexId)]
    }
    expect(idsOf(1)).toEqual(idsOf(1))
    expect(new Set([...idsOf(1), ...idsOf(2)]).size).toBe(6)
  })

  it('takes an id, fields and an edition', async () => {
    const { sim, put, indexId } = openIndex(
      {},
      { id: 'my-index'.padEnd(36, '0'), fields: { city: 'STRING_VALUE' }, edition: 'DEVELOPER_EDITION' },
    )
    expect(indexId).toBe('my-index0000000000000000000000000000')
    expect(await put(textDocument('a', { city: 'Rome' }))).toEqual({ FailedDocuments: [] })
    expect(sim.documents({ corpus: indexId })).toHaveLength(1)
  })

  it.each<[string, unknown, string]>([
    ['an id of a wrong length', { id: 'short' }, 'kendra.addIndex.id'],
    [
      'a field name of 31 characters',
      { fields: { ['x'.repeat(31)]: 'STRING_VALUE' } },
      'the key is not a field name of',
    ],
    [
      'a field name with a hyphen at its start',
      { fields: { '-x': 'STRING_VALUE' } },
      'kendra.addIndex.fields.-x: the key is not a field name',
    ],
    ['a field of an unknown type', { fields: { city: 'STRING' } }, 'kendra.addIndex.fields.city'],
    ['a built-in field', { fields: { _category: 'LONG_VALUE' } }, 'kendra.addIndex.fields'],
    ['an unknown edition', { edition: 'ENTERPRISE' }, 'kendra.addIndex.edition'],
    ['an unknown option', { name: 'x' }, 'kendra.addIndex: unknown member name'],
    ['null', null, 'kendra.addIndex is null; expected options { id, fields, edition }'],
    ['a text', 'wiki', 'kendra.addIndex is "wiki"; expected options { id, fields, edition }'],
  ])('refuses %s and names the place', (_, options, place) => {
    const { sim } = openIndex()
    expect(() => sim.kendra.addIndex(options as object)).toThrow(ConfigurationError)
    expect(() => sim.kendra.addIndex(options as object)).toThrow(place)
  })

  it('refuses an id that an index has', () => {
    const { sim, indexId } = openIndex()
    expect(() => sim.kendra.addIndex({ id: indexId })).toThrow(`index ${indexId} exists already`)
  })
})

describe('addDataSource', () => {
  it('adds a data source to one index', async () => {
    const { sim, indexId, put } = openIndex()
    const source = sim.kendra.addDataSource(indexId, { name: 'wiki' })
    expect(await put(textDocument('a', { _data_source_id: source }))).toEqual({ FailedDocuments: [] })
  })

  it.each<[string, unknown, string]>([
    ['an empty id', { id: '' }, 'kendra.addDataSource.id'],
    ['an id of 101 characters', { id: 'x'.repeat(101) }, 'kendra.addDataSource.id'],
    ['an empty name', { name: '' }, 'kendra.addDataSource.name'],
    [
      'a name with a space',
      { name: 'my wiki' },
      'kendra.addDataSource.name is "my wiki"; Member must satisfy',
    ],
    ['an unknown option', { type: 'CUSTOM' }, 'kendra.addDataSource: unknown member type'],
    ['null', null, 'kendra.addDataSource is null; expected options { id, name }'],
  ])('refuses %s and names the place', (_, options, place) => {
    const { sim, indexId } = openIndex()
    expect(() => sim.kendra.addDataSource(indexId, options as object)).toThrow(ConfigurationError)
    expect(() => sim.kendra.addDataSource(indexId, options as object)).toThrow(place)
  })

  it('refuses an index that is not there, and an id that a data source of the index has', () => {
    const { sim, indexId } = openIndex()
    expect(() => sim.kendra.addDataSource('nowhere')).toThrow('there is no index "nowhere"')
    const source = sim.kendra.addDataSource(indexId)
    expect(() => sim.kendra.addDataSource(indexId, { id: source })).toThrow('exists already')
    expect(sim.kendra.addDataSource(sim.kendra.addIndex(), { id: source })).toBe(source)
  })
})

describe('seed', () => {
  it('makes documents INDEXED at once, without simulated time and without a call', async () => {
    const { sim, indexId, word, view } = openIndex()
    const before = sim.clock.now()
    sim.kendra.seed(indexId, [textDocument('a'), textDocument('b')])
    expect([sim.clock.now(), sim.calls.length]).toEqual([before, 0])
    expect(view('a')).toMatchObject({ status: 'INDEXED', live: 1 })
    expect([await word('a'), await word('b')]).toEqual(['INDEXED', 'INDEXED'])
  })

  it('makes documents that a put updates and a delete removes', async () => {
    const { sim, indexId, put, remove, word } = openIndex()
    sim.kendra.seed(indexId, [textDocument('a'), textDocument('b')])
    await put('a')
    await remove('b')
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['UPDATED', 'NOT_FOUND'])
  })

  it('takes more than ten documents, with attributes, versions and access lists', async () => {
    const { sim, indexId, word, view } = openIndex()
    const source = sim.kendra.addDataSource(indexId)
    const AccessControlList = [{ Name: 'ada', Type: 'USER' as const, Access: 'ALLOW' as const }]
    sim.kendra.seed(
      indexId,
      Array.from({ length: 11 }, (_, n) => ({
        ...textDocument(`doc-${n}`, inJob(source, 'job-1')),
        AccessControlList,
      })),
    )
    expect(view('doc-10')).toMatchObject({
      attributes: { _data_source_id: source },
      accessList: AccessControlList,
    })
    expect(await word('doc-10', versionIn(source, 'job-1'))).toBe('INDEXED')
  })

  it('copies the bytes', async () => {
    const { sim, indexId, put, view } = openIndex({ workers: { threads: 1 } })
    const Blob = bytesOf('first text')
    sim.kendra.seed(indexId, [{ Id: 'a', Blob }])
    Blob.fill(0x78)
    await put(textDocument('b', undefined, 'first text'))
    await sim.settle()
    expect(view('a').digest).toBe(view('b').digest)
    await sim.close()
  })

  it.each<[string, unknown, string]>([
    [
      'no list',
      textDocument('a'),
      'kendra.seed is {"Id":"a","Blob":"13 bytes"}; expected a list of documents',
    ],
    ['nothing', undefined, 'kendra.seed is undefined; expected a list of documents'],
    ['an empty id', [textDocument('')], 'kendra.seed[0].Id is ""; Member must have length'],
    [
      'a document that is none',
      [textDocument('a'), 'b'],
      'kendra.seed[1] is "b"; Member must be a structure',
    ],
    [
      'content that is no bytes',
      [{ Id: 'a', Blob: 'text' }],
      'kendra.seed[0].Blob is "text"; Member must be a Uint8Array',
    ],
    ['an attribute without a field', [textDocument('a', { city: 'Rome' })], 'attribute key  city'],
    ['an unknown data source', [textDocument('a', { _data_source_id: 'none' })], 'Data source none'],
    ['two documents of one id', [textDocument('a'), textDocument('a')], 'already'],
    ['a document that is there', [textDocument('b'), textDocument('there')], 'already'],
  ])('refuses %s, and takes nothing of it', async (_, documents, place) => {
    const { sim, indexId } = openIndex()
    sim.kendra.seed(indexId, [textDocument('there')])
    expect(() => sim.kendra.seed(indexId, documents as never)).toThrow(ConfigurationError)
    expect(() => sim.kendra.seed(indexId, documents as never)).toThrow(place)
    expect(sim.documents().map(({ id }) => id)).toEqual(['there'])
  })

  it('refuses an index that is not there', () => {
    const { sim } = openIndex()
    expect(() => sim.kendra.seed('nowhere', [])).toThrow('kendra.seed: there is no index "nowhere"')
  })
})

it('forgets indices, data sources and documents at a reset', async () => {
  const { sim, indexId, put } = openIndex()
  await put('a')
  sim.reset()
  await expect(put('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect(sim.kendra.addIndex()).toBe(indexId)
  expect(sim.documents({ includeGone: true })).toEqual([])
})
