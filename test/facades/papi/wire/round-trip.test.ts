/** What goes to a server over HTTP arrives as through the connector object, and comes back but for what the format loses. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createHttpPushApi,
  type EnumerationMode,
  type PapiConnector,
  type PapiDocument,
  type PapiUpdate,
  type PushApi,
  PushAPIException,
  type Simulator,
} from '../../../../src/index.ts'
import { property } from '../../../support/property.ts'
import { bytesOf, CONNECTOR, openConnector } from '../open-connector.ts'
import { documentsOf } from './wire-requests.ts'

interface BothWays {
  readonly sim: Simulator
  readonly papi: PapiConnector
  /** The same connector over HTTP. */
  readonly http: PushApi
}

function openBothWays(connector = CONNECTOR, maxUrlLength?: number): BothWays {
  const { sim } = openConnector({ latencyMs: 0, trace: 'off' })
  const papi = sim.papi.connector(connector)
  return {
    sim,
    papi,
    http: createHttpPushApi({ baseUrl: 'http://sim', connector, fetch: sim.fetch, maxUrlLength }),
  }
}

/** The inputs that the server records for the same calls through the object and over HTTP. */
async function inputsOf(
  act: (api: PushApi) => Promise<unknown>,
): Promise<{ object: unknown; http: unknown }> {
  // Lists in several requests are several calls, as is shown below.
  const { sim, papi, http } = openBothWays(CONNECTOR, 10_000_000)
  // A call that the server refuses has an input all the same.
  await act(papi).catch(() => {})
  const direct = sim.calls.map(({ input }) => readable(input))
  await act(http).catch(() => {})
  return { object: direct, http: sim.calls.slice(direct.length).map(({ input }) => readable(input)) }
}

/** Bytes as a text, which is compared faster by far. */
function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('latin1')}`
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readable(member)]))
}

async function expectSameInput(act: (api: PushApi) => Promise<unknown>): Promise<void> {
  const { object, http } = await inputsOf(act)
  expect(object).not.toEqual([])
  expect(http).toStrictEqual(object)
}

const HOSTILE = [
  ['\r', '\n', '\r\n', '\\', '\\n', '\\"', '"', "'", ' ', '\t', '\0', '\x07', '\x7f', '\u0085', '\u00a0'],
  ['+', '%', '%20', '%2F', '%FF', '%u0041', '&', '&amp;', '=', '/', '//', ':', ';', ',', '?', '#', '<', '>'],
  ['\ufeff', '\ufffe', '\uffff', '\ufffd', '\u2028', '\u2029', 'é', 'e\u0301', '😀', '\u{10ffff}', '\u200f'],
  [
    '--',
    '--indexsim-',
    'name=',
    'filename*=',
    '; name="x"',
    'PAPI_0:uri',
    'PAPI_',
    '__proto__',
    'a',
    'D ',
    'M ',
  ],
].flat()
const texts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom(...HOSTILE), { maxLength: 6 }).map((all) => all.join('')),
  },
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('', 'x'.repeat(20_000), 'é/'.repeat(3_000)),
)
/** A text that the header of a multipart field can carry. */
const names = texts.map((text) => (text === '__proto__' ? 'a name' : text.replaceAll(/[\r\n]/g, '~')))
const isNotEmpty = (text: string): boolean => text !== ''
const uris = texts.filter(isNotEmpty)
const stamps = fc.option(texts, { nil: undefined })

/** A stamp as it is read from a line. */
function asRead(stamp: string | undefined): string | undefined {
  if (stamp === undefined || stamp === '') return undefined
  return stamp.replaceAll('\r', String.raw`\r`).replaceAll('\n', String.raw`\n`)
}

describe('a document', () => {
  const documents = fc.uniqueArray(fc.record({ uri: uris, stamp: stamps }), {
    selector: ({ uri }) => uri,
    minLength: 1,
    maxLength: 8,
  })

  property.prop([documents], { numRuns: 150 })(
    '[papi.document.uri-opaque] goes there and back with any URI and stamp, but for what a line loses of the stamp',
    async (list) => {
      const { sim, http } = openBothWays()
      await http.addDocumentList(list)
      for (const { uri, stamp } of list) expect(sim.document(CONNECTOR, uri)?.stamp).toBe(stamp)
      const uris = list.flatMap(({ uri }) => [uri, `${uri}?`])
      const known = new Map(list.map(({ uri, stamp }) => [uri, stamp]))
      const statuses = await http.getDocumentStatusList(uris)
      expect(statuses.map(({ uri, exist, stamp }) => [uri, exist, stamp])).toEqual(
        uris.map((uri) => [uri, known.has(uri), asRead(known.get(uri))]),
      )
    },
  )

  property.prop([documents], { numRuns: 50 })('goes there and back one by one', async (list) => {
    const { sim, http } = openBothWays()
    for (const document of list) await http.addDocument(document)
    expect(sim.calls.map(({ input }) => input)).toMatchObject(
      list.map((document) => ({ documents: [document] })),
    )
    for (const { uri, stamp } of list) {
      const status = await http.getDocumentStatus(uri)
      expect([status.getUri(), status.isExist(), status.getStamp()]).toEqual([uri, true, asRead(stamp)])
      await http.deleteDocument(uri)
      expect((await http.getDocumentStatus(uri)).isExist()).toBe(false)
    }
  })

  property.prop([fc.array(uris, { maxLength: 30 }), fc.integer({ min: 1, max: 400 })], { numRuns: 100 })(
    'is asked for in order, duplicates too, in as many requests as the URLs have room for',
    async (uris, maxUrlLength) => {
      const { sim, papi, http } = openBothWays(CONNECTOR, maxUrlLength)
      papi.seed([...new Set(uris.filter((_, n) => n % 2 === 0))].map((uri) => ({ uri })))
      const statuses = await http.getDocumentStatusList(uris)
      expect(statuses).toEqual(await papi.getDocumentStatusList(uris))
      const asked = sim.calls.slice(0, -1).flatMap(({ input }) => (input as { uris: string[] }).uris)
      expect(asked).toEqual(uris)
      await http.deleteDocumentList(uris)
      expect((await papi.getDocumentStatusList(uris)).some(({ exist }) => exist)).toBe(false)
    },
  )

  it('is asked for in one request with 200,000 others, where the URL has room', async () => {
    const { sim, http } = openBothWays(CONNECTOR, 10_000_000)
    const uris = Array.from({ length: 200_000 }, (_, n) => `doc ${n}`)
    const statuses = await http.getDocumentStatusList(uris)
    expect([statuses.length, statuses.at(-1)?.uri, sim.calls.length]).toEqual([200_000, 'doc 199999', 1])
  })
})

describe('everything of a document', () => {
  const dictionaries = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Record<string, Value> | undefined> =>
    fc.option(fc.dictionary(names, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), {
      nil: undefined,
    })
  /** Names that are no part of the format: a colon there is a loss, as is shown below. */
  const plainDictionaries = dictionaries(texts).map(
    (given) =>
      given &&
      Object.fromEntries(Object.entries(given).map(([name, text]) => [name.replaceAll(':', '~'), text])),
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .array(fc.constantFrom(...HOSTILE, '\r\n--indexsim-00000000-0000-4000-8000-000000000000--\r\n'), {
        maxLength: 6,
      })
      .map((all) => bytesOf(all.join(''))),
    fc.constantFrom(
      new Uint8Array(),
      Uint8Array.from({ length: 70_000 }, (_, n) => n * 7),
    ),
  )
  const parts = fc.uniqueArray(
    fc.record(
      { name: fc.option(names, { nil: undefined }), bytes, directives: plainDictionaries },
      { requiredKeys: ['bytes'] },
    ),
    { selector: ({ name = 'master' }) => name, maxLength: 3 },
  )
  const documents: fc.Arbitrary<PapiDocument> = fc.record(
    {
      uri: uris,
      stamp: texts,
      metas: dictionaries(fc.oneof(texts, fc.array(texts, { maxLength: 3 }))).filter(
        // An object of metas that has none left is a loss, as is shown below.
        (metas) =>
          metas === undefined || Object.values(metas).some((values) => values.length > 0 || values === ''),
      ),
      parts,
      directives: dictionaries(texts),
      forcedDid: texts,
      forcedSlice: texts,
    },
    { requiredKeys: ['uri'] },
  )
  const lists = fc.array(documents, { minLength: 1, maxLength: 3 })

  property.prop([lists], { numRuns: 200 })(
    '[papi.wire.document-fields] arrives as through the connector object, one by one and as a list',
    async (list) => {
      await expectSameInput((api) => api.addDocument(list[0] as PapiDocument))
      await expectSameInput((api) => api.addDocumentList(list))
    },
  )

  const updates: fc.Arbitrary<PapiUpdate> = fc
    .tuple(documents, fc.array(texts, { maxLength: 3 }))
    .map(([{ directives, ...document }, fields]) => ({
      ...document,
      fields,
      // The directive `field` is how the fields are written, as is shown below.
      ...(directives && {
        directives: {
          other: 'x',
          ...Object.fromEntries(Object.entries(directives).filter(([name]) => name !== 'field')),
        },
      }),
    }))

  property.prop([fc.array(updates, { minLength: 1, maxLength: 3 })], { numRuns: 100 })(
    '[papi.wire.document-fields] of an update arrives as through the connector object',
    async (list) => {
      await expectSameInput((api) => api.updateDocument(list[0] as PapiUpdate))
      await expectSameInput((api) => api.updateDocumentList(list))
    },
  )

  property.prop([bytes, bytes], { numRuns: 100 })(
    '[papi.wire.part-bytes] arrives byte by byte',
    async (one, other) => {
      const { sim, http } = openBothWays()
      await http.addDocument({ uri: 'a', parts: [{ bytes: one }, { name: 'other', bytes: other }] })
      expect(readable(sim.calls[0]?.input)).toMatchObject({
        documents: [{ parts: [{ bytes: readable(one) }, { name: 'other', bytes: readable(other) }] }],
      })
    },
  )

  it('[papi.wire.part-bytes] arrives with a megabyte of bytes that all begin a boundary', async () => {
    const bytes = bytesOf('\r\n--indexsim-'.repeat(80_000))
    await expectSameInput((api) => api.addDocument({ uri: 'a', parts: [{ bytes }] }))
  })

  it.each([
    '',
    ' ',
    'a ',
    ' a',
    'a\t',
    'a\u00a0',
    'a\ufeff',
    '\ufeffa',
    'a\u2028',
    'a\u2028b',
    'a\u2029b',
    'a\u0085b',
    'a\0b',
    'a"b',
    '"a"',
    '"',
    'a\\',
    'a\\b',
    '\\"',
    '\\\\',
    'a:b',
    ':',
    'a;b',
    '; name="x"',
    'a=b',
    'a%22b',
    'a%0D%0Ab',
    'a,b',
    'é😀',
    'constructor',
    'toString',
    '10',
    '9',
  ])('[papi.wire.quoted-names] has any name without a line break: %j', async (name) => {
    const { sim, http } = openBothWays()
    const mime = { mime: 'text/plain' }
    await http.addDocument({
      uri: 'a',
      metas: { first: 'x', ...own(name, ['v', 'w']) },
      directives: { ...own(name, 'd'), last: 'y' },
      parts: [{ name, bytes: bytesOf('text'), directives: mime }],
    })
    const [document] = documentsOf(sim.calls[0]?.input)
    expect(Object.entries(document?.metas ?? {})).toContainEqual([name, ['v', 'w']])
    expect(Object.entries(document?.directives ?? {})).toContainEqual([name, 'd'])
    expect(document?.parts).toEqual([{ name, bytes: bytesOf('text'), directives: mime }])
    expect(Object.entries(sim.document(CONNECTOR, 'a')?.attributes ?? {})).toContainEqual([name, ['v', 'w']])
  })

  it.each(['metas', 'directives'])('has no name __proto__ among its %s, on either way', async (place) => {
    const { papi, http } = openBothWays()
    for (const api of [papi, http])
      await expect(api.addDocument({ uri: 'a', [place]: own('__proto__', 'x') })).rejects.toThrow(
        `argument[0].${place} has the name __proto__; expected another`,
      )
  })

  it('[papi.wire.quoted-names] has a name of a million characters', async () => {
    const { sim, http } = openBothWays()
    const name = 'a"\\'.repeat(333_333)
    await http.addDocument({ uri: 'a', metas: { [name]: 'v' } })
    expect(sim.document(CONNECTOR, 'a')?.attributes).toEqual({ [name]: ['v'] })
  })

  const lineBreaks = ['\r', '\n', 'a\r\nb', 'a\r\n\r\n--indexsim-']

  it.each<[string, (name: string) => PapiDocument]>([
    ['a meta', (name) => ({ uri: 'a', metas: { [name]: 'v' } })],
    ['a directive', (name) => ({ uri: 'a', directives: { [name]: 'v' } })],
    ['a part', (name) => ({ uri: 'a', parts: [{ name, bytes: new Uint8Array() }] })],
    [
      'a part’s directive',
      (name) => ({ uri: 'a', parts: [{ bytes: new Uint8Array(), directives: { [name]: 'v' } }] }),
    ],
  ])(
    '[papi.wire.quoted-names] is refused by the client where the name of %s has a line break',
    async (_, make) => {
      const { sim, http } = openBothWays()
      for (const name of lineBreaks) {
        for (const answer of [http.addDocument(make(name)), http.updateDocument(make(name))]) {
          await expect(answer).rejects.toThrow(PushAPIException)
          await expect(answer).rejects.toThrow('has a line break, which a multipart header cannot carry')
        }
      }
      expect([sim.calls, sim.documents()]).toEqual([[], []])
    },
  )

  it('has line breaks wherever it is no name', async () => {
    const text = '\r\n\r\n--x\r\n'
    await expectSameInput((api) =>
      api.addDocument({
        uri: text,
        stamp: text,
        metas: { m: [text, text] },
        directives: { d: text },
        parts: [{ bytes: bytesOf(text), directives: { filename: text } }],
      }),
    )
  })
})

describe('what a command is given', () => {
  const modes = fc.constantFrom<EnumerationMode[]>(
    'NOT_RECURSIVE_FOLDERS',
    'NOT_RECURSIVE_DOCUMENTS',
    'NOT_RECURSIVE_ALL',
    'RECURSIVE_DOCUMENTS',
  )

  property.prop([texts, texts, fc.boolean(), modes, fc.maxSafeNat()], { numRuns: 150 })(
    '[papi.wire.parameters] arrives as through the connector object',
    async (text, name, flag, mode, serial) => {
      await expectSameInput(async (api) => {
        await api.ping()
        await api.deleteDocument(text)
        await api.deleteDocumentList([text, name, text])
        await api.deleteDocumentsRootPath(text)
        await api.deleteDocumentsRootPath(text, flag)
        await api.getDocumentStatus(text)
        await api.getDocumentStatusList([text, name])
        await api.setCheckpoint(text)
        await api.setCheckpoint(text, name, flag)
        await api.getCheckpoint()
        await api.getCheckpoint(name, flag)
        await api.enumerateCheckpointsInfo()
        await api.enumerateCheckpointsInfo(flag)
        await api.enumerateSyncedEntries(text, mode)
        await api.countSyncedEntries(text, mode)
        await api.areDocumentsSearchable(String(serial))
        await api.clearAllCheckpoints()
        await api.triggerIndexingJob()
        await api.sync()
      })
    },
  )

  property.prop([texts.filter((name) => !['', '.', '..'].includes(name))], { numRuns: 100 })(
    '[papi.wire.connector-name] goes to the connector of any name',
    async (connector) => {
      const { sim, papi, http } = openBothWays(connector)
      await http.addDocument({ uri: 'a', stamp: 'v1' })
      expect((await papi.getDocumentStatus('a')).getStamp()).toBe('v1')
      expect(sim.calls.map(({ corpus }) => corpus)).toEqual([connector, connector])
    },
  )
})

describe('what is enumerated', () => {
  const segments = fc.oneof(fc.constantFrom('a', 'b', '', ' ', '+', '%2F', 'é', '\n'), texts)
  const uris = fc
    .array(segments, { maxLength: 4 })
    .map((all) => all.join('/'))
    .filter(isNotEmpty)
  const documents = fc.uniqueArray(fc.record({ uri: uris, stamp: stamps }), {
    selector: ({ uri }) => uri,
    minLength: 1,
    maxLength: 10,
  })

  property.prop([documents, fc.nat(), fc.nat()], { numRuns: 100 })(
    'comes back as through the connector object, but for what a line loses of the stamp',
    async (list, which, length) => {
      const { papi, http } = openBothWays()
      papi.seed(list)
      const path = (list[which % list.length] as PapiDocument).uri.split('/')
      const roots = ['', path.slice(0, length % (path.length + 1)).join('/')]
      for (const root of roots) {
        for (const mode of ['NOT_RECURSIVE_ALL', 'RECURSIVE_DOCUMENTS'] as const) {
          const entries = await papi.enumerateSyncedEntries(root, mode)
          const read = entries.map((entry) => ({ ...entry, stamp: asRead(entry.stamp) }))
          expect(await http.enumerateSyncedEntries(root, mode)).toEqual(read)
          expect(await http.countSyncedEntries(root, mode)).toBe(entries.length)
        }
      }
    },
  )

  property.prop([fc.dictionary(texts, texts, { maxKeys: 5 })], { numRuns: 100 })(
    'is every checkpoint with its name, but for what a line loses of the value; one by one it loses nothing',
    async (checkpoints) => {
      const { papi, http } = openBothWays()
      const all = Object.entries(checkpoints)
      for (const [name, value] of all) await http.setCheckpoint(value, name)
      expect(await papi.enumerateCheckpointsInfo(false)).toEqual(
        all.map(([name, value]) => ({ name, value })),
      )
      expect(await http.enumerateCheckpointsInfo(false)).toEqual(
        all.map(([name, value]) => ({ name, value: asRead(value) ?? '' })),
      )
      for (const [name, value] of all)
        expect(await http.getCheckpoint(name, false)).toBe(value === '' ? undefined : value)
      await http.sync()
      for (const [name, value] of all)
        expect(await http.getCheckpoint(name)).toBe(value === '' ? undefined : value)
    },
  )
})

describe('what the format loses', () => {
  const read = async (stamp: string | undefined): Promise<string | undefined> => {
    const { http } = openBothWays()
    await http.addDocument({ uri: 'a', stamp })
    return (await http.getDocumentStatus('a')).getStamp()
  }

  it('[papi.lines.stamp-escape-is-lossy] is whether a stamp has a CR or LF, or a backslash and a letter', async () => {
    expect(await read('a\r\nb')).toBe(String.raw`a\r\nb`)
    expect(await read(String.raw`a\r\nb`)).toBe(String.raw`a\r\nb`)
  })

  it('[papi.lines.absent-stamp-reads-as-empty] is whether a stamp is empty or absent', async () => {
    expect([await read(''), await read(undefined)]).toEqual([undefined, undefined])
  })

  it('[papi.lines.absent-stamp-reads-as-empty] is nothing of that on the way to the server', async () => {
    const { sim, http } = openBothWays()
    await http.addDocumentList([{ uri: 'empty', stamp: '' }, { uri: 'absent' }])
    expect(sim.document(CONNECTOR, 'empty')?.stamp).toBe('')
    expect(sim.document(CONNECTOR, 'absent')?.stamp).toBeUndefined()
  })

  it('is the same of the stamps of an enumeration', async () => {
    const { papi, http } = openBothWays()
    papi.seed([{ uri: 'a', stamp: '\n' }, { uri: 'b', stamp: '' }, { uri: 'c' }])
    const entries = await http.enumerateSyncedEntries('', 'RECURSIVE_DOCUMENTS')
    expect(entries.map(({ stamp }) => stamp)).toEqual([String.raw`\n`, undefined, undefined])
  })

  it('[papi.checkpoint.empty-reads-as-absent] is whether a checkpoint is empty or absent, one by one', async () => {
    const { papi, http } = openBothWays()
    await http.setCheckpoint('', 'empty', true)
    expect([await papi.getCheckpoint('empty'), await papi.getCheckpoint('absent')]).toEqual(['', undefined])
    expect([await http.getCheckpoint('empty'), await http.getCheckpoint('absent')]).toEqual([
      undefined,
      undefined,
    ])
    expect(await http.enumerateCheckpointsInfo()).toEqual([{ name: 'empty', value: '' }])
  })

  it('[papi.wire.checkpoint-lines] is the CR and LF of checkpoints that are enumerated', async () => {
    const { http } = openBothWays()
    await http.setCheckpoint('a\r\nb', 'n\r\n', true)
    expect(await http.enumerateCheckpointsInfo()).toEqual([{ name: 'n\r\n', value: String.raw`a\r\nb` }])
    expect(await http.getCheckpoint('n\r\n')).toBe('a\r\nb')
  })

  it('is whether metas and directives are empty or absent', async () => {
    const { object, http } = await inputsOf((api) =>
      api.addDocument({
        uri: 'a',
        metas: { none: [] },
        directives: {},
        parts: [{ bytes: new Uint8Array(), directives: {} }],
      }),
    )
    expect(object).toMatchObject([
      { documents: [{ metas: {}, directives: {}, parts: [{ directives: {} }] }] },
    ])
    expect(http).toMatchObject([
      { documents: [{ metas: undefined, directives: undefined, parts: [{ directives: undefined }] }] },
    ])
  })

  it('is that an update has a directive `field`, which is how fields are written: it is refused', async () => {
    const { papi, http } = openBothWays()
    for (const api of [papi, http])
      await expect(api.updateDocument({ uri: 'a', directives: { field: 'y' } })).rejects.toThrow(
        'argument[0].directives has the name field; expected the names of metas in fields',
      )
  })

  it('is that a document has two parts of one name: it is refused', async () => {
    const { sim, papi, http } = openBothWays()
    const parts = [{ bytes: bytesOf('one') }, { name: 'master', bytes: bytesOf('two') }]
    for (const api of [papi, http])
      await expect(api.addDocument({ uri: 'a', parts })).rejects.toThrow('expected parts of different names')
    expect(sim.documents()).toEqual([])
  })

  it('is where the name of a part ends, when one of its directives has a colon: it is refused', async () => {
    const { sim, http } = openBothWays()
    const bytes = bytesOf('text')
    const parts = [
      { name: 'p', bytes, directives: { 'a:b': 'v' } },
      { name: 'p:a', bytes },
    ]
    await expect(http.addDocument({ uri: 'a', parts: parts.slice(0, 1) })).rejects.toThrow(PushAPIException)
    await expect(http.addDocument({ uri: 'a', parts })).rejects.toThrow(PushAPIException)
    expect(sim.documents()).toEqual([])
  })
})

/** An object that has this name as its own, `__proto__` too. */
function own<Value>(name: string, value: Value): Record<string, Value> {
  return Object.fromEntries([[name, value]])
}
