/**
 * What every facade keeps, whatever its words: one suite, played through each of them by the same small interface.
 * Where a case makes no sense for a facade, its reason stands beside it.
 */

import { describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  type DocumentView,
  Simulator,
  SimulatorClosedError,
  type SimulatorOptions,
} from '../../src/index.ts'

/** One corpus behind a facade. Documents are plain texts with a version of their own. */
interface Face {
  readonly sim: Simulator
  readonly put: (id: string, text?: string, stamp?: string) => Promise<unknown>
  readonly remove: (id: string) => Promise<unknown>
  /** Makes what was accepted safe from a restart, and has it indexed. */
  readonly commit: () => Promise<unknown>
  /** Whether the service knows the document, to a client's question. */
  readonly knows: (id: string) => Promise<boolean>
  readonly seed: (...ids: readonly string[]) => void
  readonly view: (id: string) => DocumentView
  readonly corpus: string
}

type FacadeName = 'kendra' | 'papi'

const DEFAULTS: SimulatorOptions = { indexingMs: 1_000, latencyMs: 10, workers: { threads: 0 } }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function viewIn(sim: Simulator, corpus: string, id: string): DocumentView {
  const view = sim.document(corpus, id)
  if (view === undefined) throw new Error(`there is no document ${id}`)
  return view
}

const faces: { readonly [facade in FacadeName]: (options?: SimulatorOptions) => Face } = {
  kendra: (options) => {
    const sim = new Simulator({ ...DEFAULTS, ...options })
    const corpus = sim.kendra.addIndex()
    return {
      sim,
      corpus,
      put: (Id, text = Id, stamp) => {
        const Attributes = stamp === undefined ? [] : [{ Key: '_version', Value: { StringValue: stamp } }]
        return sim.kendra.batchPutDocument({
          IndexId: corpus,
          Documents: [{ Id, Blob: bytesOf(text), Attributes }],
        })
      },
      remove: (id) => sim.kendra.batchDeleteDocument({ IndexId: corpus, DocumentIdList: [id] }),
      commit: () => Promise.resolve(),
      knows: async (DocumentId) => {
        const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
          IndexId: corpus,
          DocumentInfoList: [{ DocumentId }],
        })
        return DocumentStatusList[0]?.DocumentStatus !== 'NOT_FOUND'
      },
      seed: (...ids) =>
        sim.kendra.seed(
          corpus,
          ids.map((Id) => ({ Id, Blob: bytesOf(Id) })),
        ),
      view: (id) => viewIn(sim, corpus, id),
    }
  },
  papi: (options) => {
    const sim = new Simulator({ ...DEFAULTS, ...options })
    const papi = sim.papi.connector('files')
    return {
      sim,
      corpus: 'files',
      put: (uri, text = uri, stamp) => papi.addDocument({ uri, stamp, parts: [{ bytes: bytesOf(text) }] }),
      remove: (uri) => papi.deleteDocument(uri),
      commit: async () => {
        await papi.sync()
        await papi.triggerIndexingJob()
      },
      knows: async (uri) => (await papi.getDocumentStatus(uri)).isExist(),
      seed: (...uris) => papi.seed(uris.map((uri) => ({ uri, parts: [{ bytes: bytesOf(uri) }] }))),
      view: (uri) => viewIn(sim, 'files', uri),
    }
  },
}

interface Case {
  readonly title: string
  /** Why a facade cannot keep it. */
  readonly not?: { readonly [facade in FacadeName]?: string }
  readonly play: (open: (options?: SimulatorOptions) => Face) => Promise<void>
}

const hostileIds = [
  ' ',
  'a/b///c',
  '\u00e9',
  'e\u0301',
  '😀',
  'a\nb',
  '__proto__',
  'constructor',
  'x'.repeat(2048),
]

const cases: readonly Case[] = [
  {
    title: 'knows a document that was put, and holds what was submitted',
    play: async (open) => {
      const { sim, put, knows, view } = open()
      await put('a', 'the text', 'v1')
      expect(await knows('a')).toBe(true)
      await sim.settle()
      expect(await knows('a')).toBe(true)
      expect(view('a')).toMatchObject({ id: 'a', stamp: 'v1', live: 1, failure: undefined })
      expect(view('a').revisions).toMatchObject([
        {
          revision: 1,
          serial: 1,
          operation: 'put',
          state: 'indexed',
          stamp: 'v1',
          attempts: 1,
          textBytes: 8,
        },
      ])
      expect(view('a').digest).toMatch(/^[0-9a-f]{16}$/)
    },
  },
  {
    title: 'says when each revision was accepted, durable and settled',
    play: async (open) => {
      const { sim, put, commit, view } = open()
      await put('a')
      await commit()
      await sim.settle()
      const [revision] = view('a').revisions
      expect(revision?.acceptedAt).toBeLessThanOrEqual(revision?.durableAt ?? Number.NaN)
      expect(
        (revision?.settledAt ?? Number.NaN) - (revision?.durableAt ?? Number.NaN),
      ).toBeGreaterThanOrEqual(1_000)
    },
  },
  {
    title: 'keeps the old revision live while the new one is indexing, and then replaces it',
    play: async (open) => {
      const { sim, put, commit, view } = open()
      await put('a', 'first', 'v1')
      await sim.settle()
      await put('a', 'second', 'v2')
      await commit()
      expect(view('a')).toMatchObject({ live: 1, stamp: 'v2', digest: undefined })
      await sim.settle()
      expect(view('a')).toMatchObject({ live: 2, stamp: 'v2' })
      expect(view('a').revisions.map(({ revision, state }) => [revision, state])).toEqual([[2, 'updated']])
    },
  },
  {
    title: 'does not know a deleted document, and shows it only when asked for what is gone',
    play: async (open) => {
      const { sim, put, remove, knows, view } = open()
      await put('a')
      await sim.settle()
      await remove('a')
      await sim.settle()
      expect([await knows('a'), view('a').live, sim.documents().length]).toEqual([false, undefined, 0])
      expect(sim.documents({ includeGone: true }).map(({ id }) => id)).toEqual(['a'])
    },
  },
  {
    title: 'makes nothing of the delete of a document that it does not know',
    play: async (open) => {
      const { sim, remove, knows } = open()
      await remove('never')
      await sim.settle()
      expect([await knows('never'), sim.documents({ includeGone: true }).length]).toEqual([false, 0])
    },
  },
  {
    title: 'takes a document again that was deleted, and goes on counting its revisions',
    play: async (open) => {
      const { sim, put, remove, knows, view } = open()
      await put('a')
      await sim.settle()
      await remove('a')
      await sim.settle()
      await put('a')
      await sim.settle()
      expect([await knows('a'), view('a').live]).toEqual([true, 3])
    },
  },
  {
    title: 'ends with the last of many operations that follow one another without a pause',
    play: async (open) => {
      const { sim, put, remove, knows, view } = open()
      await put('a', 'first')
      await remove('a')
      await put('a', 'second')
      await put('b')
      await remove('b')
      await sim.settle()
      expect([await knows('a'), view('a').live, await knows('b')]).toEqual([true, 3, false])
    },
  },
  {
    title: 'keeps the order of a put and a delete that are fired together, with a latency that is fixed',
    play: async (open) => {
      const { sim, put, remove, knows } = open()
      await Promise.all([put('a'), remove('a')])
      await Promise.all([put('b'), remove('b'), put('b')])
      await sim.settle()
      expect([await knows('a'), await knows('b')]).toEqual([false, true])
    },
  },
  {
    title: 'spares what has settled from a restart',
    play: async (open) => {
      const { sim, put, knows, view } = open()
      await put('a', 'text', 'v1')
      await sim.settle()
      const before = view('a')
      sim.restart()
      expect(view('a')).toEqual(before)
      await sim.settle()
      expect([await knows('a'), view('a').live]).toEqual([true, 1])
    },
  },
  {
    title: 'begins again after a restart what was being indexed, as the next attempt',
    play: async (open) => {
      const { sim, put, commit, view } = open()
      await put('a')
      await commit()
      await sim.clock.advance('500ms')
      sim.restart()
      await sim.settle()
      expect(view('a').revisions).toMatchObject([{ state: 'indexed', attempts: 2 }])
    },
  },
  {
    title: 'spares from a restart what was only accepted',
    not: { papi: 'what was pushed and not synced is lost: papi.restart.unsynced-add-lost' },
    play: async (open) => {
      const { sim, put, knows } = open()
      await put('a')
      sim.restart()
      await sim.settle()
      expect(await knows('a')).toBe(true)
    },
  },
  {
    // pins: kendra.restart.calls-reset, papi.restart.calls-reset
    title: 'breaks the connection of calls under way at a restart, and drops what had not taken effect',
    play: async (open) => {
      const { sim, put, knows } = open()
      const late = put('late')
      await sim.clock.sleep(1)
      sim.restart()
      const error: unknown = await late.catch((reason: unknown) => reason)
      expect([error, (error as Error).cause]).toContainEqual(expect.objectContaining({ code: 'ECONNRESET' }))
      await sim.settle()
      expect(await knows('late')).toBe(false)
    },
  },
  {
    title: 'breaks connections before a call has any effect, as a rule says',
    play: async (open) => {
      const { sim, put, knows } = open()
      sim.faults.add({ name: 'gone', when: { skip: 1 }, do: { type: 'reset' }, limit: { fires: 1 } })
      await put('before')
      const error: unknown = await put('during').catch((reason: unknown) => reason)
      expect([error, (error as Error).cause]).toContainEqual(expect.objectContaining({ code: 'ECONNRESET' }))
      expect([await knows('before'), await knows('during')]).toEqual([true, false])
      expect(sim.trace.lines().filter((line) => line.includes('"effect":"reset"'))).toHaveLength(1)
      await put('during')
      expect(await knows('during')).toBe(true)
    },
  },
  {
    title: 'tells why a document was not indexed, as often as the rule says',
    play: async (open) => {
      const { sim, put, view } = open()
      sim.faults.fail('a', { code: 'BAD_PDF', reason: 'cannot parse', times: 1 })
      await put('a')
      await put('b')
      await sim.settle()
      expect(view('a').failure).toEqual({ code: 'BAD_PDF', reason: 'cannot parse', rule: 'fail-1' })
      expect(view('b').failure).toBeUndefined()
      await put('a')
      await sim.settle()
      expect(view('a')).toMatchObject({ failure: undefined, live: 2 })
      sim.faults.assertAllFired()
    },
  },
  {
    title: 'does not know a document that it lost, though it accepted it',
    play: async (open) => {
      const { sim, put, knows, view } = open()
      sim.faults.lose('a', { times: 1 })
      await put('a')
      expect(await knows('a')).toBe(true)
      await sim.settle()
      expect([await knows('a'), view('a').failure?.rule]).toEqual([false, 'lose-1'])
      await put('a')
      await sim.settle()
      expect(await knows('a')).toBe(true)
    },
  },
  {
    // pins: kendra.status.three-attempts
    title: 'tries again what was being indexed when its worker died, and gives up after three attempts',
    play: async (open) => {
      const { sim, put, view } = open()
      sim.faults.add({
        name: 'once',
        on: { document: 'a' },
        do: { type: 'crash' },
        limit: { perDocument: 1 },
      })
      sim.faults.add({ name: 'always', on: { document: 'b' }, do: { type: 'outOfMemory' } })
      await put('a')
      await put('b')
      await sim.settle()
      expect(view('a').revisions).toMatchObject([{ state: 'indexed', attempts: 2 }])
      expect(view('b').revisions).toMatchObject([{ state: 'failed', attempts: 3 }])
      expect(view('b').failure).toMatchObject({ code: 'InternalError', rule: 'always' })
    },
  },
  {
    title: 'spoils deletes only by rules that name one',
    play: async (open) => {
      const { sim, put, remove, knows } = open()
      await put('a')
      await sim.settle()
      sim.faults.fail('a')
      await remove('a')
      await sim.settle()
      expect(await knows('a')).toBe(false)
    },
  },
  {
    title: 'has seeded documents at once, without simulated time, and nothing pending',
    play: async (open) => {
      const { sim, seed, knows, view } = open()
      const start = sim.clock.now()
      seed('a', 'b')
      await sim.settle()
      expect([sim.clock.now(), view('a').live, view('b').live]).toEqual([start, 1, 1])
      expect([await knows('a'), await knows('b')]).toEqual([true, true])
      expect(view('a').digest).toMatch(/^[0-9a-f]{16}$/)
      expect(() => seed('c', 'a')).toThrow(ConfigurationError)
      expect(sim.document(view('a').corpus, 'c')).toBeUndefined()
    },
  },
  {
    title: 'tells ids apart that look alike or mean something to JavaScript',
    play: async (open) => {
      const { sim, put, remove, knows } = open()
      for (const id of hostileIds) await put(id)
      await sim.settle()
      expect(sim.documents().map(({ id }) => id)).toEqual(hostileIds)
      await remove('__proto__')
      await remove('e\u0301')
      await sim.settle()
      const known = []
      for (const id of hostileIds) known.push(await knows(id))
      expect(known).toEqual(hostileIds.map((id) => id !== '__proto__' && id !== 'e\u0301'))
    },
  },
  {
    title: 'has nothing after a reset but its first instant, and runs again as before',
    play: async (open) => {
      const { sim, corpus, put, knows } = open()
      const start = sim.clock.now()
      await put('a')
      await sim.settle()
      const digest = sim.trace.digest()
      sim.reset()
      expect([sim.clock.now(), sim.calls.length, sim.documents({ includeGone: true }).length]).toEqual([
        start,
        0,
        0,
      ])
      if (corpus !== 'files') sim.kendra.addIndex({ id: corpus })
      await put('a')
      await sim.settle()
      expect([sim.trace.digest(), await knows('a')]).toEqual([digest, true])
    },
  },
  {
    title: 'rejects calls under way and later ones when the simulator was closed',
    play: async (open) => {
      const { sim, put } = open()
      const underWay = put('a')
      await sim.close()
      await expect(underWay).rejects.toThrow(SimulatorClosedError)
      await expect(put('b')).rejects.toThrow(SimulatorClosedError)
    },
  },
  {
    title: 'ends a loop that polls without a sleep',
    play: async (open) => {
      const { put, commit, view, knows } = open()
      await put('a')
      await commit()
      let polls = 0
      while (view('a').live === undefined) {
        await knows('a')
        polls++
      }
      expect(polls).toBeGreaterThan(10)
    },
  },
  {
    title: 'logs each call with its input, its output or error, and its time',
    play: async (open) => {
      const { sim, corpus, put, knows } = open()
      await put('a')
      await knows('a')
      expect(sim.calls).toHaveLength(2)
      for (const call of sim.calls) {
        expect(call).toMatchObject({ corpus: expect.stringContaining(corpus), error: undefined })
        expect(call.endedAt - call.startedAt).toBe(10)
      }
    },
  },
]

describe.each(Object.keys(faces) as FacadeName[])('the %s facade', (facade) => {
  it.for(cases)('$title', async ({ not, play }, { skip }) => {
    const reason = not?.[facade]
    skip(reason !== undefined, reason)
    await play(faces[facade])
  })
})
