/** getDocumentStatus and getDocumentStatusList as the guide describes them: one test for each sentence that states a behaviour. */

import { describe, expect, it } from 'vitest'
import { brokenDocument, CONNECTOR, openConnector, textDocument } from './open-connector.ts'

describe('getDocumentStatus', () => {
  it('[papi.status.one-document] answers for the one document with this URI', async () => {
    const { papi } = openConnector()
    await papi.addDocumentList([textDocument('a', 'v1'), textDocument('b', 'v2')])
    const status = await papi.getDocumentStatus('b')
    expect([status.getUri(), status.getStamp(), status.isExist()]).toEqual(['b', 'v2', true])
  })

  it('[papi.status.methods-and-properties] says the same by method and by property', async () => {
    const { papi } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    expect(await papi.getDocumentStatus('a')).toMatchObject({ uri: 'a', stamp: 'v1', exist: true })
  })

  it('[papi.status.unknown-does-not-exist] answers for a URI that is unknown, without an error', async () => {
    const { papi } = openConnector()
    const status = await papi.getDocumentStatus('never')
    expect([status.getUri(), status.getStamp(), status.isExist()]).toEqual(['never', undefined, false])
  })

  it('[papi.status.exists-from-receipt] knows a document and its stamp from its receipt, before sync and indexing', async () => {
    const { papi, known, word } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    expect([await known('a'), word('a')]).toEqual(['v1', 'pushed'])
  })

  it('[papi.status.exists-from-receipt] knows it from the receipt, not from the call', async () => {
    const { sim, papi, known } = openConnector({
      latencyMs: ({ operation }) => (operation === 'addDocument' ? 100 : 0),
    })
    const added = papi.addDocument(textDocument('a', 'v1'))
    await sim.clock.sleep(40)
    expect(await known('a')).toBe('unknown')
    await sim.clock.sleep(40)
    expect(await known('a')).toBe('v1')
    await added
  })

  it('[papi.status.sees-synced] knows a document that is synced and not yet searchable', async () => {
    const { papi, known, word } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    await papi.sync()
    expect([await known('a'), word('a')]).toEqual(['v1', 'synced'])
  })

  it('[papi.status.sees-searchable] knows a document that is searchable', async () => {
    const { sim, papi, known, word } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    await sim.settle()
    expect([await known('a'), word('a')]).toEqual(['v1', 'searchable'])
  })

  it('[papi.status.stamp-absent] gives no stamp for a document that was pushed without one', async () => {
    const { sim, papi } = openConnector()
    await papi.addDocument(textDocument('a'))
    expect((await papi.getDocumentStatus('a')).getStamp()).toBeUndefined()
    await sim.settle()
    expect(await papi.getDocumentStatus('a')).toMatchObject({ exist: true, stamp: undefined })
  })

  it('[papi.status.gone-from-receipt-of-delete] does not know a document any more from the receipt of its delete', async () => {
    const { sim, papi, known } = openConnector()
    papi.seed([textDocument('a', 'v1')])
    await papi.deleteDocument('a')
    expect(await known('a')).toBe('unknown')
    await papi.sync()
    expect(await known('a')).toBe('unknown')
    await sim.settle()
    expect(await known('a')).toBe('unknown')
    expect(sim.documents()).toEqual([])
  })

  it('[papi.status.part-not-analysed] knows a document, with its new stamp, whose part cannot be analysed', async () => {
    const { sim, papi, known, word } = openConnector()
    papi.seed([textDocument('there', 'v1')])
    await papi.addDocumentList([brokenDocument('there', 'v2'), brokenDocument('new', 'v3')])
    await sim.settle()
    expect([await known('there'), await known('new')]).toEqual(['v2', 'v3'])
    expect([word('there'), word('new')]).toEqual(['searchable', 'searchable'])
  })

  it('[papi.status.unreadable-part] leaves out a part that cannot be read, and says so in the view', async () => {
    for (const threads of [0, 1]) {
      const { sim, papi } = openConnector({ workers: { threads } })
      const good = { bytes: Buffer.from('good') }
      const broken = { bytes: Buffer.from('{'), directives: { mime: 'application/json' } }
      await papi.addDocumentList([
        { uri: 'a', stamp: 'v1', parts: [good, { ...broken, name: 'attachment' }] },
        { uri: 'good', parts: [good] },
        { uri: 'broken', parts: [broken] },
      ])
      await sim.settle()
      const view = sim.document(CONNECTOR, 'a')
      expect(view).toMatchObject({
        status: 'searchable',
        live: 1,
        digest: sim.document(CONNECTOR, 'good')?.digest,
        failure: { part: 2, code: 'INVALID_JSON', reason: 'part 2 of 2: not well-formed JSON' },
      })
      expect(view?.revisions[0]?.textBytes).toBe('good'.length)
      expect(sim.document(CONNECTOR, 'broken')).toMatchObject({
        status: 'searchable',
        digest: undefined,
        failure: { code: 'INVALID_JSON', reason: 'not well-formed JSON' },
      })
      expect(sim.trace.lines().filter((line) => line.includes('"unread":"INVALID_JSON"'))).toHaveLength(2)
      await sim.close()
    }
  })

  it('[papi.status.text-limit] leaves out a part that is too much text', async () => {
    const { sim, papi, word } = openConnector()
    const text = (name: string, bytes: number) => ({ name, bytes: Buffer.alloc(bytes, 'a') })
    await papi.addDocument({ uri: 'a', parts: [text('small', 10), text('large', 6_000_000)] })
    await sim.settle()
    const view = sim.document(CONNECTOR, 'a')
    expect([word('a'), view?.failure?.code, view?.failure?.part]).toEqual(['searchable', 'TEXT_TOO_LARGE', 2])
    expect(view?.revisions[0]?.textBytes).toBe(10)
  })

  it('[papi.status.lost] does not know a document that the server lost', async () => {
    const { sim, papi, known, word } = openConnector()
    papi.seed([textDocument('there', 'v1')])
    sim.faults.lose('there')
    sim.faults.lose('new')
    await papi.addDocumentList([textDocument('there', 'v2'), textDocument('new', 'v3')])
    expect([await known('there'), await known('new')]).toEqual(['v2', 'v3'])
    await sim.settle()
    expect([await known('there'), await known('new')]).toEqual(['unknown', 'unknown'])
    expect([word('there'), word('new')]).toEqual(['unknown', 'unknown'])
    sim.faults.assertAllFired()
  })
})

describe('getDocumentStatusList', () => {
  it('[papi.status.list] answers for each URI of the list', async () => {
    const { papi } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    expect(await papi.getDocumentStatusList(['a', 'b'])).toMatchObject([
      { uri: 'a', stamp: 'v1', exist: true },
      { uri: 'b', stamp: undefined, exist: false },
    ])
  })

  it('[papi.status.order-kept] keeps the order of the request', async () => {
    const { papi } = openConnector()
    const uris = ['j', 'c', 'unknown', 'a', '10', '9', '1']
    await papi.addDocumentList(uris.filter((uri) => uri !== 'unknown').map((uri) => textDocument(uri)))
    expect((await papi.getDocumentStatusList(uris)).map(({ uri }) => uri)).toEqual(uris)
  })

  it('[papi.status.duplicates-answered] answers a URI that is asked for twice twice', async () => {
    const { papi } = openConnector()
    await papi.addDocument(textDocument('a'))
    const statuses = await papi.getDocumentStatusList(['a', 'b', 'a'])
    expect(statuses.map(({ uri, exist }) => [uri, exist])).toEqual([
      ['a', true],
      ['b', false],
      ['a', true],
    ])
  })

  it('[papi.status.empty-list] answers an empty list with an empty list', async () => {
    const { papi } = openConnector()
    expect(await papi.getDocumentStatusList([])).toEqual([])
  })

  it('takes more URIs than any batch', async () => {
    const { papi } = openConnector()
    const uris = Array.from({ length: 5_000 }, (_, n) => `doc-${n}`)
    await papi.addDocumentList(uris.map((uri) => textDocument(uri, uri)))
    const statuses = await papi.getDocumentStatusList(uris)
    expect(statuses.filter(({ uri, stamp, exist }) => exist && stamp === uri)).toHaveLength(uris.length)
  })
})
