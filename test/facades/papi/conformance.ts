/**
 * What a Push API does, whatever it is reached through: one suite for the connector object, for the client over HTTP,
 * and for any server that a simulator stands behind.
 */

import { describe, expect, it } from 'vitest'
import {
  type EnumerationMode,
  type PapiDocument,
  type PushApi,
  PushAPIException,
  PushAPISessionExistsException,
  PushAPISessionNotFoundException,
  Simulator,
  type SimulatorOptions,
} from '../../../src/index.ts'
import { brokenDocument, bytesOf, textDocument } from './open-connector.ts'

export interface PushApiFace {
  readonly name: string
  /** A client of the connector, with a session of its own where it is not the first. */
  readonly connect: (sim: Simulator, connector: string) => PushApi
  /** What the way to the server loses, by the titles of the cases that it cannot pass. */
  readonly skips?: Readonly<Record<string, string>>
}

const CONNECTOR = 'share point'

/** The cases with a face for each to be played through. */
export function describePushApi(face: PushApiFace): void {
  interface Open {
    readonly sim: Simulator
    readonly api: PushApi
    readonly seed: (...documents: readonly PapiDocument[]) => void
    /** The stamp of a document, `'no stamp'` or `'unknown'`. */
    readonly known: (...uris: readonly string[]) => Promise<string[]>
    readonly word: (uri: string) => string | undefined
    /** The uris that an enumeration lists; a folder ends in ` (folder)`. */
    readonly list: (rootPath: string, mode: EnumerationMode) => Promise<string[]>
  }

  function open(options: SimulatorOptions = {}): Open {
    const sim = new Simulator({ indexingMs: 1_000, latencyMs: 10, workers: { threads: 0 }, ...options })
    const connector = sim.papi.connector(CONNECTOR)
    const api = face.connect(sim, CONNECTOR)
    return {
      sim,
      api,
      seed: (...documents) => connector.seed(documents),
      known: async (...uris) =>
        (await api.getDocumentStatusList(uris)).map((status) =>
          status.isExist() ? (status.getStamp() ?? 'no stamp') : 'unknown',
        ),
      word: (uri) => sim.document(CONNECTOR, uri)?.status,
      list: async (rootPath, mode) => {
        const entries = await api.enumerateSyncedEntries(rootPath, mode)
        expect(await api.countSyncedEntries(rootPath, mode)).toBe(entries.length)
        return entries.map(({ uri, kind }) => (kind === 'folder' ? `${uri} (folder)` : uri))
      },
    }
  }

  const UNSYNCED: SimulatorOptions = { papi: { syncAfter: false, indexAfter: false } }

  function plays(title: string, play: () => Promise<void>): void {
    const reason = face.skips?.[title]
    it.skipIf(reason !== undefined)(`${title}${reason === undefined ? '' : ` (${reason})`}`, play)
  }

  describe(`${face.name}: documents`, () => {
    plays(
      'are known from their receipt, with their stamp, and gone from the receipt of their delete',
      async () => {
        const { api, known } = open()
        await api.addDocument(textDocument('a', 'v1'))
        await api.addDocumentList([textDocument('b', 'v2'), textDocument('c')])
        expect(await known('a', 'b', 'c', 'd', 'a')).toEqual(['v1', 'v2', 'no stamp', 'unknown', 'v1'])
        await api.deleteDocument('a')
        await api.deleteDocumentList(['b', 'never there'])
        expect(await known('a', 'b', 'c')).toEqual(['unknown', 'unknown', 'no stamp'])
        expect((await api.getDocumentStatus('c')).getUri()).toBe('c')
      },
    )

    plays('come with all that they have', async () => {
      const { sim, api } = open()
      const part = (name: string, text: string) => ({
        name,
        bytes: bytesOf(text),
        directives: { mime: 'text/plain' },
      })
      await api.addDocument({
        uri: 'ä/ö ü+&%.txt',
        stamp: ' a stamp with spaces ',
        metas: { title: 'Ein Titel', tags: ['one', 'two', 'ärger'] },
        directives: { security: 'on' },
        parts: [part('master', 'first'), part('attachment', 'second')],
      })
      await sim.settle()
      const view = sim.document(CONNECTOR, 'ä/ö ü+&%.txt')
      expect(view).toMatchObject({
        status: 'searchable',
        stamp: ' a stamp with spaces ',
        attributes: { title: ['Ein Titel'], tags: ['one', 'two', 'ärger'] },
      })
      expect(view?.revisions[0]?.textBytes).toBe('first\nsecond'.length)
    })

    plays('[papi.document.replaced] are replaced when they are added again', async () => {
      const { sim, api, known } = open()
      await api.addDocument({ ...textDocument('a', 'v1'), metas: { old: 'yes' } })
      await api.addDocument(textDocument('a', 'v2'))
      await sim.settle()
      expect(await known('a')).toEqual(['v2'])
      expect(sim.document(CONNECTOR, 'a')?.attributes).toEqual({})
    })

    plays('are taken in empty lists, which do nothing', async () => {
      const { sim, api } = open()
      await api.addDocumentList([])
      await api.updateDocumentList([])
      await api.deleteDocumentList([])
      expect(await api.getDocumentStatusList([])).toEqual([])
      expect(sim.documents({ includeGone: true })).toEqual([])
    })

    plays(
      'are refused where an argument is wrong, by place and expectation, and nothing changes',
      async () => {
        const { sim, api } = open()
        const wrong: [Promise<unknown>, RegExp][] = [
          [api.addDocument({ uri: 5 } as never), /argument\[0\]\.uri is 5; expected a text/],
          [api.addDocumentList([textDocument('a'), { uri: '\u{D800}' }]), /argument\[1\]\.uri.*well-formed/],
          [api.updateDocument({ uri: 'a', fields: 'title' } as never), /fields is "title"; expected a list/],
          [api.getDocumentStatusList('a' as never), /the argument is "a"; expected a list of URIs/],
          [api.deleteDocumentsRootPath(undefined as never), /rootPath is undefined; expected a text/],
          [
            api.enumerateSyncedEntries('', 'ALL' as never),
            /mode is "ALL"; expected one of NOT_RECURSIVE_FOLDERS/,
          ],
          [api.setCheckpoint('a', 'b', 'yes' as never), /sync is "yes"; expected true or false/],
          [api.areDocumentsSearchable('-1'), /serial is "-1"; expected a serial/],
        ]
        for (const [call, message] of wrong) {
          await expect(call).rejects.toThrow(PushAPIException)
          await expect(call).rejects.toThrow(message)
        }
        expect(sim.documents({ includeGone: true })).toEqual([])
      },
    )

    plays('gives an empty stamp back as it is', async () => {
      const { api } = open()
      await api.addDocument(textDocument('a', ''))
      expect((await api.getDocumentStatus('a')).getStamp()).toBe('')
    })

    plays('gives line breaks in a stamp back as they are', async () => {
      const { api } = open()
      await api.addDocument(textDocument('a', 'one\r\ntwo'))
      expect((await api.getDocumentStatus('a')).getStamp()).toBe('one\r\ntwo')
    })
  })

  describe(`${face.name}: updates`, () => {
    plays('[papi.document.update-keeps-the-rest] replace what they give and keep the rest', async () => {
      const { sim, api, known } = open()
      await api.addDocument({ ...textDocument('a', 'v1'), metas: { kept: 'k', changed: ['1', '2'] } })
      await sim.settle()
      const digest = sim.document(CONNECTOR, 'a')?.digest
      await api.updateDocument({ uri: 'a', metas: { changed: 'new', added: 'x' } })
      await sim.settle()
      const attributes = { kept: ['k'], changed: ['new'], added: ['x'] }
      expect(sim.document(CONNECTOR, 'a')).toMatchObject({
        status: 'searchable',
        stamp: 'v1',
        digest,
        attributes,
      })
      await api.updateDocument({ uri: 'a', stamp: 'v2', parts: [{ bytes: bytesOf('another text') }] })
      await sim.settle()
      expect(await known('a')).toEqual(['v2'])
      expect(sim.document(CONNECTOR, 'a')?.attributes).toEqual(attributes)
      expect(sim.document(CONNECTOR, 'a')?.digest).not.toBe(digest)
    })

    plays(
      '[papi.document.update-keeps-the-rest] keep what is wrong with the content, whatever a rule did',
      async () => {
        const { sim, api } = open()
        sim.faults.fail('a', { times: 1 })
        await api.addDocument(brokenDocument('a', 'v1'))
        await sim.settle()
        await api.updateDocument({ uri: 'a', stamp: 'v2' })
        await sim.settle()
        expect(sim.document(CONNECTOR, 'a')).toMatchObject({
          stamp: 'v2',
          digest: undefined,
          failure: { code: 'INVALID_JSON' },
        })
      },
    )

    plays('[papi.document.update-keeps-the-rest] keep content that nobody has analysed yet', async () => {
      const { sim, api } = open({ workers: { threads: 1 } })
      await api.addDocument(textDocument('a', 'v1', 'the text'))
      await api.updateDocumentList([
        { uri: 'a', stamp: 'v2' },
        { uri: 'a', metas: { tag: 'x' } },
      ])
      await sim.settle()
      const view = sim.document(CONNECTOR, 'a')
      expect(view).toMatchObject({ stamp: 'v2', attributes: { tag: ['x'] }, failure: undefined })
      expect(view?.revisions.at(-1)?.textBytes).toBe('the text'.length)
      await sim.close()
    })

    plays('[papi.document.update-fields] take away the metas that they name and do not give', async () => {
      const { sim, api } = open()
      await api.addDocument({ ...textDocument('a'), metas: { one: '1', two: '2', three: '3' } })
      await api.updateDocument({ uri: 'a', fields: ['one', 'two'], metas: { two: 'new' } })
      expect(sim.document(CONNECTOR, 'a')?.attributes).toEqual({ two: ['new'], three: ['3'] })
      await api.updateDocument({ uri: 'a', metas: { three: [] } })
      expect(sim.document(CONNECTOR, 'a')?.attributes).toEqual({ two: ['new'] })
    })

    plays(
      '[papi.document.update-unknown] [papi.document.update-list-whole] of unknown documents change nothing',
      async () => {
        const { api, known, seed } = open()
        seed(textDocument('there', 'v1'), textDocument('deleted', 'v1'))
        await api.deleteDocument('deleted')
        await expect(api.updateDocument({ uri: 'never', stamp: 'v2' })).rejects.toThrow(PushAPIException)
        await expect(api.updateDocument({ uri: 'deleted', stamp: 'v2' })).rejects.toMatchObject({
          status: 400,
        })
        const list = [
          { uri: 'there', stamp: 'v2' },
          { uri: 'never', stamp: 'v2' },
        ]
        await expect(api.updateDocumentList(list)).rejects.toThrow(/"never".*no such document/)
        expect(await known('there', 'never', 'deleted')).toEqual(['v1', 'unknown', 'unknown'])
      },
    )

    plays('[papi.document.forced-places] take forced places, which have no effect', async () => {
      const { sim, api } = open()
      await api.addDocument({ ...textDocument('a', 'v1'), forcedDid: '17', forcedSlice: '2' })
      await sim.settle()
      expect(sim.document(CONNECTOR, 'a')?.status).toBe('searchable')
      const { input } = sim.calls.find(({ operation }) => operation === 'addDocument') ?? {}
      expect(input).toMatchObject({ documents: [{ forcedDid: '17', forcedSlice: '2' }] })
    })
  })

  const TREE = ['a', 'a/b', 'a/b/1', 'a/b/2', 'a/bc', 'a/b//3', 'd/4', '/e/5', 'a/b/c/6']
  const tree = (): PapiDocument[] => TREE.map((uri) => textDocument(uri, 'v1'))
  const without = (...gone: readonly string[]): string[] => TREE.filter((uri) => !gone.includes(uri))

  describe(`${face.name}: deletes of many`, () => {
    const left = async ({ api }: Open): Promise<string[]> =>
      (await api.getDocumentStatusList(TREE)).filter(({ exist }) => exist).map(({ uri }) => uri)

    plays(
      '[papi.delete.root-path] [papi.root-path.segments] [papi.root-path.itself] delete what lies under a root path',
      async () => {
        const opened = open(UNSYNCED)
        await opened.api.addDocumentList(tree())
        await opened.api.deleteDocumentsRootPath('a/b')
        expect(await left(opened)).toEqual(without('a/b', 'a/b/1', 'a/b/2', 'a/b//3', 'a/b/c/6'))
        await opened.api.deleteDocumentsRootPath('nothing/here')
        await opened.api.deleteDocumentsRootPath('a/')
        expect(await left(opened)).toEqual(['a', 'a/bc', 'd/4', '/e/5'])
      },
    )

    plays('[papi.root-path.everything] delete everything under the empty root path', async () => {
      const opened = open()
      opened.seed(...tree())
      await opened.api.deleteDocumentsRootPath('', true)
      expect(await left(opened)).toEqual([])
    })

    plays(
      '[papi.delete.root-path-not-recursive] delete only what lies directly under it when told so',
      async () => {
        const opened = open()
        opened.seed(...tree())
        await opened.api.deleteDocumentsRootPath('a/b', false)
        expect(await left(opened)).toEqual(without('a/b', 'a/b/1', 'a/b/2'))
      },
    )

    plays(
      '[papi.root-path.segments] take a root path for a plain prefix with the option rootPath',
      async () => {
        const opened = open({ papi: { rootPath: 'prefix' } })
        opened.seed(...tree())
        await opened.api.deleteDocumentsRootPath('a/b')
        expect(await left(opened)).toEqual(['a', 'd/4', '/e/5'])
      },
    )

    plays('[papi.delete.prefix] delete what begins with a text, wherever a segment ends', async () => {
      const opened = open()
      opened.seed(...tree().slice(3))
      await opened.api.addDocumentList(tree().slice(0, 3))
      await opened.api.deleteDocumentsWithPrefix('a/b/')
      expect(await left(opened)).toEqual(['a', 'a/b', 'a/bc', 'd/4', '/e/5'])
      await opened.api.deleteDocumentsWithPrefix('a/b')
      expect(await left(opened)).toEqual(['a', 'd/4', '/e/5'])
      await opened.api.deleteDocumentsWithPrefix('/')
      await opened.api.deleteDocumentsWithPrefix('nothing')
      expect(await left(opened)).toEqual(['a', 'd/4'])
    })
  })

  describe(`${face.name}: enumerations`, () => {
    plays(
      '[papi.enumeration.modes] [papi.enumeration.count] list folders, documents or both of a path, or all below',
      async () => {
        const { seed, list } = open()
        seed(...tree())
        expect(await list('a', 'NOT_RECURSIVE_FOLDERS')).toEqual(['a/b (folder)'])
        expect(await list('a', 'NOT_RECURSIVE_DOCUMENTS')).toEqual(['a/b', 'a/bc'])
        expect(await list('a', 'NOT_RECURSIVE_ALL')).toEqual(['a/b', 'a/b (folder)', 'a/bc'])
        expect(await list('a', 'RECURSIVE_DOCUMENTS')).toEqual(without('d/4', '/e/5'))
        expect(await list('a/b', 'NOT_RECURSIVE_ALL')).toEqual([
          'a/b/1',
          'a/b/2',
          'a/b/ (folder)',
          'a/b/c (folder)',
        ])
        expect(await list('nothing', 'RECURSIVE_DOCUMENTS')).toEqual([])
      },
    )

    plays('[papi.root-path.empty-names] take slashes in a row for folders with empty names', async () => {
      const { seed, list } = open()
      seed(textDocument('a/b///doc'))
      expect(await list('a', 'NOT_RECURSIVE_ALL')).toEqual(['a/b (folder)'])
      expect(await list('a/b', 'NOT_RECURSIVE_ALL')).toEqual(['a/b/ (folder)'])
      expect(await list('a/b/', 'NOT_RECURSIVE_ALL')).toEqual(['a/b// (folder)'])
      expect(await list('a/b//', 'NOT_RECURSIVE_ALL')).toEqual(['a/b///doc'])
    })

    plays(
      '[papi.root-path.leading-slash] take a slash at the beginning for a part of the first name',
      async () => {
        const { seed, list } = open()
        seed(textDocument('/e/5'), textDocument('/6'))
        expect(await list('', 'NOT_RECURSIVE_ALL')).toEqual(['/e (folder)', '/6'])
        expect(await list('/e', 'NOT_RECURSIVE_ALL')).toEqual(['/e/5'])
      },
    )

    plays(
      '[papi.root-path.everything] list each document once when folders are walked from the root',
      async () => {
        const { api, seed } = open()
        seed(...tree(), textDocument('//f'), textDocument('g//'))
        const walk = async (folder: string): Promise<string[]> => {
          const found: string[] = []
          for (const { kind, uri } of await api.enumerateSyncedEntries(folder, 'NOT_RECURSIVE_ALL'))
            if (kind === 'document') found.push(uri)
            else found.push(...(await walk(uri)))
          return found
        }
        expect((await walk('')).sort()).toEqual([...TREE, '//f', 'g//'].sort())
      },
    )

    plays('[papi.enumeration.order] come in the order of the first push', async () => {
      const { sim, api, list } = open()
      await api.addDocumentList(['z', 'b', 'm', 'a'].map((uri) => textDocument(uri)))
      await api.deleteDocument('b')
      await api.addDocument(textDocument('b'))
      await api.addDocument(textDocument('z', 'v2'))
      await sim.settle()
      expect(await list('', 'RECURSIVE_DOCUMENTS')).toEqual(['z', 'b', 'm', 'a'])
    })

    plays(
      '[papi.enumeration.sees-synced] see what is synced or searchable, and nothing that is only pushed',
      async () => {
        const { sim, api, seed, list } = open(UNSYNCED)
        seed(textDocument('old', 'v1'), textDocument('gone', 'v1'))
        await api.addDocumentList([textDocument('new', 'v1'), textDocument('old', 'v2')])
        await api.deleteDocument('gone')
        const stamps = async (): Promise<unknown> =>
          (await api.enumerateSyncedEntries('', 'RECURSIVE_DOCUMENTS')).map(({ uri, stamp }) => [uri, stamp])
        expect(await stamps()).toEqual([
          ['old', 'v1'],
          ['gone', 'v1'],
        ])
        await api.sync()
        const synced = [
          ['old', 'v2'],
          ['new', 'v1'],
        ]
        expect(await stamps()).toEqual(synced)
        await api.triggerIndexingJob()
        await sim.settle()
        expect(await stamps()).toEqual(synced)
        await api.addDocument(textDocument('new'))
        await api.sync()
        expect(await api.enumerateSyncedEntries('new', 'RECURSIVE_DOCUMENTS')).toEqual([
          { kind: 'document', uri: 'new', stamp: undefined },
        ])
        expect(await list('', 'RECURSIVE_DOCUMENTS')).toEqual(['old', 'new'])
      },
    )
  })

  describe(`${face.name}: checkpoints`, () => {
    plays(
      '[papi.checkpoint.visible-when-synced] [papi.checkpoint.pushed-on-demand] are seen when they are synced, or on demand',
      async () => {
        const { api } = open(UNSYNCED)
        await api.setCheckpoint('one')
        expect(await api.getCheckpoint()).toBeUndefined()
        expect(await api.enumerateCheckpointsInfo()).toEqual([])
        expect(await api.getCheckpoint('', false)).toBe('one')
        expect(await api.enumerateCheckpointsInfo(false)).toEqual([{ name: '', value: 'one' }])
        await api.sync()
        await api.setCheckpoint('two')
        expect([await api.getCheckpoint(), await api.getCheckpoint('', false)]).toEqual(['one', 'two'])
        expect(await api.getCheckpoint('', true)).toBe('one')
      },
    )

    plays('[papi.checkpoint.default-name] have names, of which one is empty', async () => {
      const { api } = open()
      await api.setCheckpoint('1')
      await api.setCheckpoint('2', 'ACL & groups/ä+b')
      await api.setCheckpoint('3', 'ACL & groups/ä+b')
      await api.sync()
      expect([await api.getCheckpoint(''), await api.getCheckpoint('ACL & groups/ä+b')]).toEqual(['1', '3'])
      expect(await api.enumerateCheckpointsInfo()).toEqual([
        { name: '', value: '1' },
        { name: 'ACL & groups/ä+b', value: '3' },
      ])
    })

    plays('[papi.checkpoint.sync-flag] make everything before them durable when told to sync', async () => {
      const { sim, api, known } = open(UNSYNCED)
      await api.addDocument(textDocument('a', 'v1'))
      await api.setCheckpoint('one', 'name', true)
      expect(await api.getCheckpoint('name')).toBe('one')
      sim.restart()
      expect([await known('a'), await api.getCheckpoint('name')]).toEqual([['v1'], 'one'])
    })

    plays(
      '[papi.checkpoint.arms-sync] become durable by the automatic sync, with or without documents',
      async () => {
        const { sim, api } = open({ latencyMs: 0 })
        await api.setCheckpoint('one')
        await sim.clock.advance('59s')
        expect(await api.getCheckpoint()).toBeUndefined()
        await sim.clock.advance('1s')
        expect(await api.getCheckpoint()).toBe('one')
      },
    )

    plays(
      '[papi.restart.unsynced-checkpoint-lost] are lost in a restart unless they are synced',
      async () => {
        const { sim, api } = open(UNSYNCED)
        await api.setCheckpoint('one', '', true)
        await api.setCheckpoint('two')
        await api.setCheckpoint('new', 'other')
        sim.restart()
        expect(await api.enumerateCheckpointsInfo(false)).toEqual([{ name: '', value: 'one' }])
      },
    )

    plays('[papi.checkpoint.clear] are cleared all at once, for good when that is synced', async () => {
      const { sim, api } = open(UNSYNCED)
      await api.setCheckpoint('one')
      await api.setCheckpoint('two', 'other', true)
      await api.clearAllCheckpoints()
      expect(await api.enumerateCheckpointsInfo(false)).toEqual([])
      expect(await api.enumerateCheckpointsInfo()).toHaveLength(2)
      sim.restart()
      expect(await api.enumerateCheckpointsInfo(false)).toHaveLength(2)
      await api.clearAllCheckpoints()
      await api.sync()
      sim.restart()
      expect(await api.enumerateCheckpointsInfo(false)).toEqual([])
    })

    plays('[papi.checkpoint.absent] have no value where there is none', async () => {
      const { api } = open()
      expect([await api.getCheckpoint(), await api.getCheckpoint('never', false)]).toEqual([
        undefined,
        undefined,
      ])
    })

    plays('hold any text', async () => {
      const { api } = open()
      const text = '\u{FEFF} a=b&c+d%20 \\n ä \u{1F600}\n'
      await api.setCheckpoint(text, '', true)
      expect(await api.getCheckpoint()).toBe(text)
    })

    plays('gives an empty checkpoint back as it is', async () => {
      const { api } = open()
      await api.setCheckpoint('', '', true)
      expect(await api.getCheckpoint()).toBe('')
    })
  })

  describe(`${face.name}: what is searchable`, () => {
    plays(
      '[papi.checkpoint.serial] [papi.serial.searchable] is told by the serial of a checkpoint',
      async () => {
        const { sim, api, seed } = open(UNSYNCED)
        seed(textDocument('old'))
        const first = await api.setCheckpoint('before')
        expect([first, await api.areDocumentsSearchable(first)]).toEqual(['1', true])
        await api.addDocumentList([textDocument('a'), textDocument('b')])
        await api.deleteDocument('old')
        const serial = await api.setCheckpoint('after')
        expect(serial).toBe('4')
        expect(await api.areDocumentsSearchable(serial)).toBe(false)
        await api.sync()
        expect(await api.areDocumentsSearchable(serial)).toBe(false)
        await api.triggerIndexingJob()
        expect(await api.areDocumentsSearchable(serial)).toBe(false)
        await sim.settle()
        expect([await api.areDocumentsSearchable(serial), await api.areDocumentsSearchable(first)]).toEqual([
          true,
          true,
        ])
      },
    )

    plays('[papi.serial.searchable] is not what comes after, and waits for the slowest', async () => {
      const { sim, api } = open({
        ...UNSYNCED,
        indexingMs: ({ document }) => (document === 'slow' ? 9_000 : 1_000),
      })
      await api.addDocumentList([textDocument('slow'), textDocument('fast')])
      await api.sync()
      await api.addDocument(textDocument('later'))
      await api.triggerIndexingJob()
      await sim.clock.advance('2s')
      expect(await api.areDocumentsSearchable('2')).toBe(false)
      await sim.clock.advance('8s')
      expect([await api.areDocumentsSearchable('2'), await api.areDocumentsSearchable('3')]).toEqual([
        true,
        false,
      ])
    })

    plays(
      '[papi.serial.unknown] is unknown of a serial that nobody was given, or that a restart lost',
      async () => {
        const { sim, api } = open(UNSYNCED)
        expect([await api.areDocumentsSearchable('0'), await api.areDocumentsSearchable('1')]).toEqual([
          true,
          undefined,
        ])
        expect(await api.areDocumentsSearchable('18446744073709551615')).toBeUndefined()
        await api.addDocument(textDocument('a'))
        await api.sync()
        await api.addDocumentList([textDocument('b'), textDocument('c')])
        sim.restart()
        const answers = async (): Promise<unknown> => [
          await api.areDocumentsSearchable('1'),
          await api.areDocumentsSearchable('2'),
          await api.areDocumentsSearchable('3'),
        ]
        expect(await answers()).toEqual([false, undefined, undefined])
        await api.addDocument(textDocument('d'))
        await api.sync()
        await api.triggerIndexingJob()
        await sim.settle()
        expect(await answers()).toEqual([true, undefined, undefined])
        expect([await api.areDocumentsSearchable('4'), await api.areDocumentsSearchable('5')]).toEqual([
          true,
          undefined,
        ])
      },
    )

    plays('[papi.checkpoint.serial] is told by the last operation that no restart has lost', async () => {
      const { sim, api } = open(UNSYNCED)
      await api.addDocument(textDocument('a'))
      sim.restart()
      expect(await api.setCheckpoint('nothing is left', '', true)).toBe('0')
      expect(await api.areDocumentsSearchable('0')).toBe(true)
      await api.addDocument(textDocument('b'))
      await api.sync()
      await api.addDocumentList([textDocument('c'), textDocument('d')])
      sim.restart()
      sim.restart()
      const serial = await api.setCheckpoint('b is left')
      await api.triggerIndexingJob()
      await sim.settle()
      expect([serial, await api.areDocumentsSearchable(serial)]).toEqual(['2', true])
    })

    plays('[papi.serial.superseded] waits for the operation that took the place of another', async () => {
      const { sim, api } = open({ ...UNSYNCED, indexingMs: 10_000 })
      await api.addDocument(textDocument('a', 'v1'))
      await api.sync()
      await api.triggerIndexingJob()
      await api.addDocumentList([textDocument('a', 'v2'), textDocument('a', 'v3')])
      await api.sync()
      await sim.clock.advance('20s')
      expect([await api.areDocumentsSearchable('1'), await api.areDocumentsSearchable('2')]).toEqual([
        false,
        false,
      ])
      await api.triggerIndexingJob()
      await sim.clock.advance('20s')
      expect([await api.areDocumentsSearchable('1'), await api.areDocumentsSearchable('3')]).toEqual([
        true,
        true,
      ])
    })

    plays('[papi.serial.failed] does not wait for what cannot be indexed, or is lost', async () => {
      const { sim, api } = open()
      sim.faults.fail('failed')
      sim.faults.lose('lost')
      await api.addDocumentList(['failed', 'lost', 'good'].map((uri) => textDocument(uri)))
      const serial = await api.setCheckpoint('x')
      await sim.settle()
      expect(await api.areDocumentsSearchable(serial)).toBe(true)
    })
  })

  describe(`${face.name}: sessions`, () => {
    plays(
      '[papi.session.id] [papi.session.new-at-restart] have a decimal of 63 bits, another after each restart',
      async () => {
        const ids: string[] = []
        const { sim, api } = open()
        for (let restarts = 0; restarts < 3; restarts++) {
          ids.push(await api.startPushSession())
          await api.stopPushSession()
          ids.push(await api.startPushSession())
          await api.stopPushSession()
          sim.restart()
        }
        expect(new Set(ids).size).toBe(3)
        expect([ids[0], ids[2], ids[4]]).toEqual([ids[1], ids[3], ids[5]])
        for (const id of ids) {
          expect(id).toMatch(/^[1-9]\d{18}$/)
          expect(BigInt(id)).toBeLessThan(2n ** 63n)
          expect(String(Number(id)) === id || !Number.isSafeInteger(Number(id))).toBe(true)
        }
        expect(await open({ seed: 2 }).api.startPushSession()).not.toBe(ids[0])
      },
    )

    plays('[papi.session.mismatch] are refused after a restart, and the command has no effect', async () => {
      const { sim, api, known, seed } = open()
      seed(textDocument('a', 'v1'))
      await api.startPushSession()
      await api.addDocument(textDocument('b', 'v1'))
      sim.restart()
      const refused: Promise<unknown>[] = [
        api.addDocument(textDocument('a', 'v2')),
        api.deleteDocument('a'),
        api.getDocumentStatus('a'),
        api.setCheckpoint('x', '', true),
        api.sync(),
        api.ping(),
      ]
      for (const call of refused) {
        await expect(call).rejects.toThrow(PushAPIException)
        await expect(call).rejects.toMatchObject({
          status: 400,
          message: expect.stringMatching(/session .* restarted/) as unknown,
        })
      }
      await api.stopPushSession()
      expect([await known('a', 'b'), await api.getCheckpoint()]).toEqual([['v1', 'unknown'], undefined])
      await api.startPushSession()
      await api.addDocument(textDocument('a', 'v2'))
      expect(await known('a')).toEqual(['v2'])
    })

    plays('[papi.session.mismatch-status] are refused with the status that the option says', async () => {
      const { sim, api } = open({ papi: { sessionMismatchStatus: 409 } })
      await api.startPushSession()
      sim.restart()
      await expect(api.sync()).rejects.toMatchObject({ status: 409 })
    })

    plays(
      '[papi.session.optional] are not needed: a command without one is taken after a restart too',
      async () => {
        const { sim, api, known } = open()
        await api.addDocument(textDocument('a', 'v1'))
        sim.restart()
        await api.addDocument(textDocument('b', 'v1'))
        expect(await known('a', 'b')).toEqual(['unknown', 'v1'])
      },
    )

    plays(
      '[papi.session.started-twice] [papi.session.stopped-twice] are begun once and ended once',
      async () => {
        const { api } = open()
        await expect(api.stopPushSession()).rejects.toThrow(PushAPISessionNotFoundException)
        const starts = [api.startPushSession(), api.startPushSession()]
        await expect(starts[1]).rejects.toThrow(PushAPISessionExistsException)
        await starts[0]
        await expect(api.startPushSession()).rejects.toMatchObject({ name: 'PushAPISessionExistsException' })
        await api.stopPushSession()
        await expect(api.stopPushSession()).rejects.toMatchObject({ name: 'PushAPISessionNotFoundException' })
      },
    )

    plays('are not begun where the server refuses, and can be begun again', async () => {
      const { sim, api } = open()
      sim.faults.add({
        name: 'no',
        on: { operation: 'startPushSession' },
        do: { type: 'error', error: 'PushAPIException' },
        limit: { fires: 1 },
      })
      await expect(api.startPushSession()).rejects.toMatchObject({ name: 'PushAPIException', status: 500 })
      await api.startPushSession()
    })
  })

  describe(`${face.name}: the server`, () => {
    plays('[papi.error.server] answers with an error where a rule says so', async () => {
      const { sim, api, known } = open()
      sim.faults.add({
        name: 'broken',
        on: { operation: 'addDocument', document: 'a' },
        do: { type: 'error', error: 'PushAPIException', message: 'disk <full> & "hot"' },
        limit: { fires: 1 },
      })
      await expect(api.addDocument(textDocument('a', 'v1'))).rejects.toMatchObject({
        name: 'PushAPIException',
        status: 500,
        message: 'disk <full> & "hot"',
      })
      await api.addDocument(textDocument('a', 'v2'))
      expect(await known('a')).toEqual(['v2'])
      sim.faults.assertAllFired()
    })

    plays(
      '[papi.restart.calls-reset] breaks the connection of calls under way when it is restarted',
      async () => {
        const { sim, api, known } = open()
        const call = api.addDocument(textDocument('a', 'v1'))
        await sim.clock.sleep(3)
        sim.restart()
        await expect(call).rejects.toMatchObject({
          name: 'PushAPIException',
          status: undefined,
          message: 'the Push API server cannot be reached: read ECONNRESET',
          cause: expect.objectContaining({ code: 'ECONNRESET' }) as unknown,
        })
        expect(await known('a')).toEqual(['unknown'])
      },
    )

    plays('cannot be reached while a rule breaks the connections', async () => {
      const { sim, api, known } = open()
      const start = sim.clock.now()
      sim.faults.add({
        name: 'network gone',
        on: { facade: 'papi' },
        when: { until: '2s' },
        do: { type: 'reset' },
      })
      await expect(api.addDocument(textDocument('a', 'v1'))).rejects.toMatchObject({
        name: 'PushAPIException',
        status: undefined,
        message: 'the Push API server cannot be reached: read ECONNRESET',
      })
      await sim.clock.sleep(start + 2_000 - sim.clock.now())
      expect(await known('a')).toEqual(['unknown'])
      sim.faults.assertAllFired()
    })

    plays('breaks the connection of a call that was made just before, and it has no effect', async () => {
      const { sim, api, known } = open()
      const call = api.addDocument(textDocument('a', 'v1')).catch((error: unknown) => error)
      sim.restart()
      expect(await call).toMatchObject({ name: 'PushAPIException', status: undefined })
      expect(await known('a')).toEqual(['unknown'])
    })

    plays('lets go of a call that was made just before a reset, and of one before the end', async () => {
      const { sim, api, known } = open()
      const call = api.addDocument(textDocument('a', 'v1')).catch((error: unknown) => error)
      sim.reset()
      expect(await call).toMatchObject({
        name: 'SimulatorClosedError',
        message: expect.stringMatching(
          /was under way when the simulator was reset; is an await missing\?$/,
        ) as unknown,
      })
      sim.papi.connector(CONNECTOR)
      expect([await known('a'), sim.documents({ includeGone: true }), sim.calls.length]).toEqual([
        ['unknown'],
        [],
        1,
      ])
      // Nobody listens to these: an unhandled rejection would fail the run.
      void api.addDocument(textDocument('b'))
      void api.ping()
      void api.startPushSession()
      await sim.close()
      await new Promise((resolve) => setTimeout(resolve, 20))
    })

    plays(
      '[papi.error.bad-argument] answers a bad argument with 400, unless the client sees it first',
      async () => {
        const { api } = open()
        const error: unknown = await api.deleteDocument(7 as never).catch((reason: unknown) => reason)
        expect([undefined, 400]).toContain((error as PushAPIException).status)
      },
    )

    plays('answers a ping', async () => {
      const { sim, api } = open()
      const start = sim.clock.now()
      await api.ping()
      expect(sim.clock.now() - start).toBe(10)
    })

    plays(
      'begins again with nothing when the simulator is reset, sessions of its clients but for those over HTTP',
      async () => {
        const { sim, api } = open()
        await api.addDocument(textDocument('a', 'v1'))
        await api.setCheckpoint('x', '', true)
        sim.reset()
        sim.papi.connector(CONNECTOR)
        expect((await api.getDocumentStatus('a')).isExist()).toBe(false)
        expect(await api.getCheckpoint('', false)).toBeUndefined()
        expect(await api.setCheckpoint('y')).toBe('0')
      },
    )

    plays('holds what each connector has apart', async () => {
      const { sim, api, known } = open()
      const other = face.connect(sim, (sim.papi.connector('other'), 'other'))
      await other.addDocument(textDocument('a', 'v1'))
      await other.setCheckpoint('x', '', true)
      await api.deleteDocumentsRootPath('')
      expect([await known('a'), await api.getCheckpoint()]).toEqual([['unknown'], undefined])
      expect((await other.getDocumentStatus('a')).getStamp()).toBe('v1')
    })
  })
}
