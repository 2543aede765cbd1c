/** Pushed, synced, searchable: how far an operation has come, and what a restart of the server leaves of it. */

import { describe, expect, it } from 'vitest'
import { openConnector, textDocument } from './open-connector.ts'

describe('the automatic sync', () => {
  it('[papi.sync.automatic] comes a minute after the first unsynced operation', async () => {
    const { sim, papi, word } = openConnector({ latencyMs: 0 })
    await papi.addDocument(textDocument('a'))
    await sim.clock.advance('30s')
    await papi.addDocument(textDocument('b'))
    await sim.clock.advance('29999ms')
    expect([word('a'), word('b')]).toEqual(['pushed', 'pushed'])
    await sim.clock.advance(1)
    expect([word('a'), word('b')]).toEqual(['synced', 'synced'])
  })

  it('[papi.sync.automatic] comes as soon as the option syncAfter says', async () => {
    const { sim, papi, word, view } = openConnector({ latencyMs: 0, papi: { syncAfter: '5s' } })
    papi.seed([textDocument('b')])
    await papi.deleteDocument('b')
    await papi.addDocument(textDocument('a'))
    await sim.clock.advance('4999ms')
    expect(word('a')).toBe('pushed')
    await sim.clock.advance(1)
    expect([word('a'), view('a').revisions[0]?.durableAt]).toEqual(['synced', sim.clock.now()])
  })

  it('[papi.sync.automatic] never comes with syncAfter: false, and settle does not wait for it', async () => {
    const { sim, papi, word } = openConnector({ papi: { syncAfter: false } })
    await papi.addDocument(textDocument('a'))
    await sim.settle()
    await sim.clock.advance('7d')
    expect(word('a')).toBe('pushed')
    await papi.sync()
    await sim.settle()
    expect(word('a')).toBe('searchable')
  })

  it('is armed by an operation: nothing is pending before and after', async () => {
    const { sim, papi } = openConnector()
    const start = sim.clock.now()
    await sim.settle()
    expect(sim.clock.now()).toBe(start)
    await papi.addDocument(textDocument('a'))
    await sim.settle()
    const settled = sim.clock.now()
    await sim.settle()
    expect(sim.clock.now()).toBe(settled)
  })
})

describe('the automatic indexing job', () => {
  it('[papi.sync.automatic-indexing] comes a minute after the first synced operation', async () => {
    const { sim, papi, word } = openConnector({ latencyMs: 0 })
    await papi.addDocument(textDocument('a'))
    await papi.sync()
    await sim.clock.advance('60s')
    expect(word('a')).toBe('synced')
    await sim.clock.advance('1s')
    expect(word('a')).toBe('searchable')
  })

  it('[papi.sync.automatic-indexing] comes as soon as the option indexAfter says', async () => {
    const { sim, papi, word } = openConnector({ latencyMs: 0, papi: { indexAfter: '5s' } })
    await papi.addDocument(textDocument('a'))
    await papi.sync()
    await sim.clock.advance('5999ms')
    expect(word('a')).toBe('synced')
    await sim.clock.advance(1)
    expect(word('a')).toBe('searchable')
  })

  it('[papi.sync.automatic-indexing] never comes with indexAfter: false, and settle does not wait for it', async () => {
    const { sim, papi, word } = openConnector({ papi: { indexAfter: false } })
    await papi.addDocument(textDocument('a'))
    await sim.settle()
    await sim.clock.advance('7d')
    expect(word('a')).toBe('synced')
    await papi.triggerIndexingJob()
    await sim.settle()
    expect(word('a')).toBe('searchable')
  })
})

describe('sync', () => {
  it('[papi.sync.flushes] makes durable all that is pending, adds and deletes, and nothing of other connectors', async () => {
    const { sim, papi, known, word } = openConnector({ papi: { syncAfter: false, indexAfter: false } })
    const other = sim.papi.connector('other')
    papi.seed([textDocument('gone', 'v1')])
    await papi.addDocumentList([textDocument('a', 'v1'), textDocument('b', 'v1')])
    await papi.deleteDocument('gone')
    await other.addDocument(textDocument('a', 'v1'))
    await papi.sync()
    expect([word('a'), word('b')]).toEqual(['synced', 'synced'])
    expect(sim.document('other', 'a')?.status).toBe('pushed')
    sim.restart()
    expect([await known('a'), await known('b'), await known('gone')]).toEqual(['v1', 'v1', 'unknown'])
    expect(await other.getDocumentStatus('a')).toMatchObject({ exist: false })
  })

  it('with nothing pending does nothing', async () => {
    const { sim, papi } = openConnector()
    await papi.sync()
    await papi.triggerIndexingJob()
    await sim.settle()
    expect(sim.documents({ includeGone: true })).toEqual([])
  })
})

describe('triggerIndexingJob', () => {
  it('[papi.sync.triggered-indexing] has what is synced indexed, and leaves alone what is only pushed', async () => {
    const { sim, papi, word, view } = openConnector({ papi: { syncAfter: false, indexAfter: false } })
    await papi.addDocument(textDocument('a'))
    await papi.sync()
    await papi.addDocument(textDocument('b'))
    await papi.triggerIndexingJob()
    expect([word('a'), view('a').live, word('b')]).toEqual(['synced', undefined, 'pushed'])
    await sim.settle()
    expect([word('a'), view('a').live, word('b')]).toEqual(['searchable', 1, 'pushed'])
  })

  it('keeps the older revision searchable while the newer one is pushed, synced and indexed', async () => {
    const { sim, papi, word, view } = openConnector({ papi: { syncAfter: false, indexAfter: false } })
    papi.seed([textDocument('a', 'v1')])
    await papi.addDocument(textDocument('a', 'v2'))
    expect([word('a'), view('a').live]).toEqual(['pushed', 1])
    await papi.sync()
    await papi.triggerIndexingJob()
    expect([word('a'), view('a').live]).toEqual(['synced', 1])
    await sim.settle()
    expect([word('a'), view('a').live]).toEqual(['searchable', 2])
  })
})

describe('a restart', () => {
  it('[papi.restart.unsynced-add-lost] loses a document that was only pushed', async () => {
    const { sim, papi, known, word } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    sim.restart()
    expect([await known('a'), word('a')]).toEqual(['unknown', 'unknown'])
    await sim.settle()
    expect(await known('a')).toBe('unknown')
    await papi.addDocument(textDocument('a', 'v2'))
    await sim.settle()
    expect([await known('a'), word('a')]).toEqual(['v2', 'searchable'])
  })

  it.each([
    ['searchable', false],
    ['synced', true],
  ])(
    '[papi.restart.unsynced-update-undone] gives back the old stamp of a %s document',
    async (state, isPushed) => {
      const { sim, papi, known, word } = openConnector()
      if (isPushed) {
        await papi.addDocument(textDocument('a', 'v1'))
        await papi.sync()
      } else papi.seed([textDocument('a', 'v1')])
      await papi.addDocument(textDocument('a', 'v2'))
      await papi.addDocument(textDocument('a', 'v3'))
      expect(await known('a')).toBe('v3')
      sim.restart()
      expect([await known('a'), word('a')]).toEqual(['v1', state])
      await sim.settle()
      expect([await known('a'), word('a')]).toEqual(['v1', 'searchable'])
    },
  )

  it('[papi.restart.unsynced-delete-undone] brings back a document whose delete was only pushed, with its old stamp', async () => {
    const { sim, papi, known, word } = openConnector()
    papi.seed([textDocument('a', 'v1')])
    await papi.addDocument(textDocument('a', 'v2'))
    await papi.deleteDocument('a')
    expect(await known('a')).toBe('unknown')
    sim.restart()
    expect([await known('a'), word('a')]).toEqual(['v1', 'searchable'])
  })

  it('[papi.restart.synced-kept] keeps what was synced and what was searchable, deletes too', async () => {
    const { sim, papi, known, word } = openConnector()
    papi.seed([textDocument('gone', 'v1'), textDocument('there', 'v1')])
    await papi.addDocument(textDocument('a', 'v1'))
    await papi.deleteDocument('gone')
    await papi.sync()
    sim.restart()
    expect([await known('a'), word('a')]).toEqual(['v1', 'synced'])
    expect([await known('gone'), await known('there')]).toEqual(['unknown', 'v1'])
    await sim.settle()
    expect([word('a'), await known('gone')]).toEqual(['searchable', 'unknown'])
  })

  it('[papi.restart.indexing-begins-again] begins again the indexing that was under way', async () => {
    const { sim, papi, word, view } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    await papi.sync()
    await papi.triggerIndexingJob()
    await sim.clock.advance('500ms')
    sim.restart()
    await sim.clock.advance('800ms')
    expect(word('a')).toBe('synced')
    await sim.clock.advance('300ms')
    expect([word('a'), view('a').revisions[0]?.attempts]).toEqual(['searchable', 2])
  })

  it('a connector that does not push again what was unsynced loses it: the vendor’s own test by hand', async () => {
    const { sim, papi } = openConnector()
    const source = Array.from({ length: 20 }, (_, n) => `doc-${n}`)
    await papi.addDocumentList(source.slice(0, 10).map((uri) => textDocument(uri, 'v1')))
    await papi.sync()
    await papi.addDocumentList(source.slice(10).map((uri) => textDocument(uri, 'v1')))
    sim.restart()
    await sim.settle()
    const missing = async (): Promise<string[]> =>
      (await papi.getDocumentStatusList(source)).filter(({ exist }) => !exist).map(({ uri }) => uri)
    expect(await missing()).toEqual(source.slice(10))
    await papi.addDocumentList((await missing()).map((uri) => textDocument(uri, 'v1')))
    expect(await missing()).toEqual([])
  })
})
