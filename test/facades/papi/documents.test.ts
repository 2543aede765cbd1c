/** What a Push API server makes of documents, URIs and stamps, and of what is no document at all. */

import { property } from '../../support/property.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, PushAPIException } from '../../../src/index.ts'
import { bytesOf, CONNECTOR, openConnector, textDocument } from './open-connector.ts'

describe('a document', () => {
  it('[papi.document.replaced] is replaced by an add of its URI, stamp included', async () => {
    const { sim, papi, known, view } = openConnector()
    await papi.addDocument({ ...textDocument('a', 'v1'), metas: { author: 'Ada' } })
    await papi.addDocument(textDocument('a', 'v2'))
    expect(await known('a')).toBe('v2')
    await papi.addDocument(textDocument('a'))
    expect(await known('a')).toBe('no stamp')
    await sim.settle()
    expect(await known('a')).toBe('no stamp')
    expect(view('a')).toMatchObject({ live: 3, attributes: {} })
  })

  it('[papi.document.replaced] is replaced in each of its states', async () => {
    const { sim, papi, known, word } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    await papi.sync()
    await papi.addDocument(textDocument('a', 'v2'))
    expect([await known('a'), word('a')]).toEqual(['v2', 'pushed'])
    await sim.settle()
    await papi.addDocument(textDocument('a', 'v3'))
    expect([await known('a'), word('a')]).toEqual(['v3', 'pushed'])
    await papi.deleteDocument('a')
    await papi.addDocument(textDocument('a', 'v4'))
    expect(await known('a')).toBe('v4')
    await sim.settle()
    expect([await known('a'), word('a')]).toEqual(['v4', 'searchable'])
  })

  it('[papi.document.replaced] is the last of two of one URI in one list', async () => {
    const { papi, known } = openConnector()
    await papi.addDocumentList([textDocument('a', 'v1'), textDocument('a', 'v2')])
    expect(await known('a')).toBe('v2')
  })

  it('[papi.document.uri-per-connector] of one URI may be in two connectors', async () => {
    const { sim, papi, known } = openConnector()
    const other = sim.papi.connector('other')
    await papi.addDocument(textDocument('a', 'v1'))
    expect(await other.getDocumentStatus('a')).toMatchObject({ exist: false })
    await other.addDocument(textDocument('a', 'v2'))
    await papi.deleteDocument('a')
    expect([await known('a'), (await other.getDocumentStatus('a')).getStamp()]).toEqual(['unknown', 'v2'])
  })

  it('may have no parts, no stamp and no metas', async () => {
    const { sim, papi, known, word } = openConnector()
    await papi.addDocument({ uri: 'a' })
    await sim.settle()
    expect([await known('a'), word('a')]).toEqual(['no stamp', 'searchable'])
  })

  it('keeps its metas, each as a list that is not empty', async () => {
    const { papi, view } = openConnector()
    await papi.addDocument({ uri: 'a', metas: { author: 'Ada', group: ['x', 'y'], none: [] } })
    expect(view('a').attributes).toEqual({ author: ['Ada'], group: ['x', 'y'] })
  })

  it('is read as the MIME type of its parts says, and as plain text without one', async () => {
    const { sim, papi, view } = openConnector()
    const html = bytesOf('<title>A page</title><p>Text')
    await papi.addDocumentList([
      { uri: 'html', parts: [{ bytes: html, directives: { mime: 'text/html; charset=utf-8' } }] },
      { uri: 'certified', parts: [{ bytes: html, directives: { certifiedMime: 'text/html', mime: 'x/y' } }] },
      { uri: 'text', parts: [{ bytes: html }] },
    ])
    await sim.settle()
    expect([view('html').title, view('certified').title, view('text').title]).toEqual([
      'A page',
      'A page',
      undefined,
    ])
  })

  it.each([
    ['a Uint8Array', (text: string) => bytesOf(text)],
    ['a Buffer', (text: string) => Buffer.from(text)],
    ['a part of a larger buffer', (text: string) => Buffer.from(`....${text}....`).subarray(4, -4)],
  ])('is copied at the call from %s, so that a connector may use its buffer again', async (_, make) => {
    const { sim, papi, view } = openConnector()
    const bytes = make('first text')
    const metas = { group: ['x'] }
    const added = papi.addDocument({ uri: 'a', metas, parts: [{ bytes }] })
    bytes.fill(0x78)
    metas.group.push('y')
    await added
    await papi.addDocument(textDocument('b', undefined, 'first text'))
    await sim.settle()
    expect(view('a')).toMatchObject({ digest: view('b').digest, attributes: { group: ['x'] } })
  })
})

describe('a URI', () => {
  const hostile = [
    ' ',
    'a b',
    'a+b',
    'a%20b',
    'a/b///doc',
    'a/b/doc',
    'A/B/DOC',
    '/a/b/doc',
    'a/./b/../doc',
    '\u00e9',
    'e\u0301',
    '\ufeffa',
    '😀',
    'a\nb',
    'a\r\nb',
    'a\0b',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(100_000),
  ]

  it('[papi.document.uri-opaque] is opaque: those that differ in any character are different documents', async () => {
    const { sim, papi } = openConnector()
    await papi.addDocumentList(hostile.map((uri, n) => textDocument(uri, `stamp ${n}`)))
    await sim.settle()
    const statuses = await papi.getDocumentStatusList(hostile)
    expect(statuses.map(({ uri, stamp }) => [uri, stamp])).toEqual(
      hostile.map((uri, n) => [uri, `stamp ${n}`]),
    )
    await papi.deleteDocumentList(hostile.filter((_, n) => n % 2 === 0))
    await sim.settle()
    expect((await papi.getDocumentStatusList(hostile)).map(({ exist }) => exist)).toEqual(
      hostile.map((_, n) => n % 2 === 1),
    )
  })

  it.each(['\ud800', 'a\udc00b'])('is refused with half a character, as in %j', async (uri) => {
    const { papi } = openConnector()
    const message = 'expected well-formed Unicode'
    await expect(papi.addDocument({ uri })).rejects.toThrow(message)
    await expect(papi.deleteDocument(uri)).rejects.toThrow(message)
    await expect(papi.getDocumentStatus(uri)).rejects.toThrow(message)
  })

  it('[papi.document.uri-empty] is refused where it is empty, and is unknown', async () => {
    const { papi, known } = openConnector()
    const message = 'is ""; expected a text that is not empty'
    await expect(papi.addDocument({ uri: '' })).rejects.toThrow(message)
    await expect(papi.updateDocument({ uri: '' })).rejects.toThrow(message)
    expect(() => papi.seed([{ uri: '' }])).toThrow(ConfigurationError)
    expect(() => papi.seed([{ uri: '' }])).toThrow(message)
    await papi.deleteDocument('')
    expect(await known('')).toBe('unknown')
  })
})

describe('a stamp', () => {
  const stamps = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '\n', '007'))

  property.prop([fc.array(stamps, { maxLength: 10 })], { numRuns: 50 })(
    '[papi.document.stamp-opaque] comes back as it was pushed, whatever it is',
    async (list) => {
      const { papi } = openConnector()
      await papi.addDocumentList(list.map((stamp, n) => textDocument(`doc-${n}`, stamp)))
      const statuses = await papi.getDocumentStatusList(list.map((_, n) => `doc-${n}`))
      expect(statuses.map(({ stamp }) => stamp)).toEqual(list)
    },
  )
})

describe('a delete', () => {
  it('[papi.delete.unknown-ignored] of an unknown URI is ignored, and so is one of a URI that is deleted', async () => {
    const { sim, papi, view } = openConnector()
    papi.seed([textDocument('a')])
    await papi.deleteDocumentList(['never', 'a', 'a'])
    await papi.deleteDocument('a')
    await papi.deleteDocumentList([])
    await sim.settle()
    expect(sim.documents({ includeGone: true }).map(({ id }) => id)).toEqual(['a'])
    // Seeded, deleted once, added: the deletes that were ignored are no operations.
    await papi.addDocument(textDocument('a'))
    expect(view('a').revisions.at(-1)).toMatchObject({ revision: 3, serial: 3 })
  })

  it('takes away what was only pushed', async () => {
    const { sim, papi, known } = openConnector()
    await papi.addDocument(textDocument('a', 'v1'))
    await papi.deleteDocument('a')
    expect(await known('a')).toBe('unknown')
    await sim.settle()
    expect(await known('a')).toBe('unknown')
  })

  it('[papi.delete.failed] that fails when it is indexed brings the document back', async () => {
    const { sim, papi, known, word } = openConnector()
    papi.seed([textDocument('a', 'v1')])
    sim.faults.add({ name: 'no delete', on: { operation: 'deleteDocument' }, do: { type: 'fail' } })
    await papi.deleteDocument('a')
    expect(await known('a')).toBe('unknown')
    await sim.settle()
    expect([await known('a'), word('a')]).toEqual(['v1', 'searchable'])
  })
})

describe('a bad argument', () => {
  it.each<[string, (papi: ReturnType<typeof openConnector>['papi']) => Promise<unknown>, string]>([
    ['no document', (papi) => papi.addDocument(undefined as never), 'a document { uri'],
    [
      'a document without a URI',
      (papi) => papi.addDocument({} as never),
      'uri is undefined; expected a text',
    ],
    ['a stamp that is a number', (papi) => papi.addDocument({ uri: 'a', stamp: 7 as never }), 'stamp'],
    [
      'a part that is a text',
      (papi) => papi.addDocument({ uri: 'a', parts: [{ bytes: 'text' as never }] }),
      'parts[0].bytes is "text"; expected a Uint8Array',
    ],
    [
      'a meta that is a number',
      (papi) => papi.addDocument({ uri: 'a', metas: { size: 7 as never } }),
      'metas.size is 7; expected a text or a list of texts',
    ],
    [
      'the second of two documents',
      (papi) => papi.addDocumentList([textDocument('b'), { uri: 7 as never }]),
      'argument[1].uri is 7; expected a text',
    ],
    ['no list', (papi) => papi.addDocumentList(textDocument('b') as never), 'expected a list of documents'],
    ['no URI', (papi) => papi.getDocumentStatus(undefined as never), 'expected a text'],
    ['no list of URIs', (papi) => papi.getDocumentStatusList('b' as never), 'expected a list of URIs'],
    ['a URI that is a number', (papi) => papi.deleteDocumentList(['there', 7 as never]), 'argument[1]'],
  ])(
    '[papi.error.bad-argument] is refused where it is %s, names the place and loses nothing',
    async (_, act, place) => {
      const { sim, papi } = openConnector()
      papi.seed([textDocument('there', 'v1')])
      const answer = act(papi)
      await expect(answer).rejects.toThrow(PushAPIException)
      await expect(answer).rejects.toThrow(place)
      await sim.settle()
      expect(sim.documents({ corpus: CONNECTOR, includeGone: true }).map(({ id }) => id)).toEqual(['there'])
      expect(await papi.getDocumentStatus('there')).toMatchObject({ exist: true, stamp: 'v1' })
      expect(sim.calls[0]).toMatchObject({ facade: 'papi', error: { name: 'PushAPIException' } })
    },
  )

  it.each([[''], ['\ud800'], [7 as never], [undefined as never]])(
    'is no connector name where it is %j',
    (name) => {
      const { sim } = openConnector()
      expect(() => sim.papi.connector(name)).toThrow(ConfigurationError)
    },
  )
})

describe('an error of the server', () => {
  it('[papi.error.server] is a PushAPIException, and the call has no effect', async () => {
    const { sim, papi, known } = openConnector()
    sim.faults.add({
      name: 'disk full',
      on: { facade: 'papi', operation: 'addDocument' },
      do: { type: 'error', error: 'PushAPIException', message: 'The disk is full' },
      limit: { fires: 1 },
    })
    const answer = papi.addDocument(textDocument('a', 'v1'))
    await expect(answer).rejects.toThrow(PushAPIException)
    await expect(answer).rejects.toThrow('The disk is full')
    expect(await known('a')).toBe('unknown')
    await papi.addDocument(textDocument('a', 'v1'))
    expect(await known('a')).toBe('v1')
  })

  it('is no throttling: nothing is known of one', () => {
    const { sim } = openConnector()
    expect(() => sim.faults.throttle('addDocument' as never)).toThrow(ConfigurationError)
  })
})

describe('seed', () => {
  it('makes documents searchable at once, without simulated time and without a call', async () => {
    const { sim, papi, known, word, view } = openConnector()
    const before = sim.clock.now()
    papi.seed([textDocument('a', 'v1'), { uri: 'b' }])
    expect([sim.clock.now(), sim.calls.length]).toEqual([before, 0])
    expect([word('a'), view('a').live]).toEqual(['searchable', 1])
    expect([await known('a'), await known('b')]).toEqual(['v1', 'no stamp'])
  })

  it('makes documents that a restart spares', async () => {
    const { sim, papi, known } = openConnector()
    papi.seed([textDocument('a', 'v1')])
    sim.restart()
    expect(await known('a')).toBe('v1')
  })

  it('takes many documents', () => {
    const { sim, papi } = openConnector()
    papi.seed(Array.from({ length: 20_000 }, (_, n) => ({ uri: `doc-${n}` })))
    expect(sim.documents()).toHaveLength(20_000)
  })

  it.each<[string, unknown, string]>([
    [
      'no list',
      textDocument('a'),
      'papi.seed: the argument is an object with uri, stamp, parts; expected a list of documents',
    ],
    [
      'a URI that is none',
      [textDocument('a'), { uri: 7 }],
      'papi.seed: argument[1].uri is 7; expected a text',
    ],
    ['two documents of one URI', [textDocument('a'), textDocument('a')], 'already'],
    ['a document that is there', [textDocument('b'), textDocument('there')], 'already'],
  ])('refuses %s, and takes nothing of it', (_, documents, place) => {
    const { sim, papi } = openConnector()
    papi.seed([textDocument('there')])
    expect(() => papi.seed(documents as never)).toThrow(ConfigurationError)
    expect(() => papi.seed(documents as never)).toThrow(place)
    expect(sim.documents().map(({ id }) => id)).toEqual(['there'])
  })
})

it('gives one connector for one name, and forgets its documents at a reset', async () => {
  const { sim, papi, known } = openConnector()
  expect(sim.papi.connector(CONNECTOR)).toBe(papi)
  await papi.addDocument(textDocument('a'))
  sim.reset()
  expect(await known('a')).toBe('unknown')
})
