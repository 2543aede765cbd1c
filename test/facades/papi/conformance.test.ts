/** The Push API through each of its doors. */

import { afterAll, describe, expect, it } from 'vitest'
import { createHttpPushApi, type PushApi, Simulator } from '../../../src/index.ts'
import { listen, type Listener } from '../../../src/server.ts'
import { describePushApi, type PushApiFace } from './conformance.ts'
import { textDocument } from './open-connector.ts'

const object: PushApiFace = {
  name: 'the connector object',
  connect: (sim, connector) => sim.papi.connector(connector),
}

const http: PushApiFace = {
  name: 'the client over HTTP',
  connect: (sim, connector) =>
    createHttpPushApi({ baseUrl: 'http://sim:10002/', connector, fetch: sim.fetch }),
  skips: {
    'gives an empty stamp back as it is': 'a status line has no stamp and an empty one written alike',
    'gives line breaks in a stamp back as they are': 'a status line escapes them, and no reader undoes that',
    'gives an empty checkpoint back as it is': 'a reply has no checkpoint and an empty one written alike',
  },
}

/** A server for each simulator, from its first request. */
const servers = new WeakMap<Simulator, Promise<Listener>>()
const open: Promise<Listener>[] = []

function serverOf(sim: Simulator): Promise<Listener> {
  let server = servers.get(sim)
  if (server === undefined) {
    servers.set(sim, (server = listen(sim)))
    open.push(server)
  }
  return server
}

const NOT_THERE_YET = 'over a socket it has not come to the server when its caller goes on'

const socket: PushApiFace = {
  name: 'the client over a socket',
  connect: (sim, connector) =>
    createHttpPushApi({
      baseUrl: 'http://sim/',
      connector,
      fetch: async (request) => {
        const { pathname, search } = new URL(request.url)
        const { url } = await serverOf(sim)
        return fetch(new Request(`${url}${pathname}${search}`, request))
      },
    }),
  skips: {
    ...http.skips,
    'breaks the connection of a call that was made just before, and it has no effect': NOT_THERE_YET,
    'lets go of a call that was made just before a reset, and of one before the end': NOT_THERE_YET,
  },
}

afterAll(async () => {
  for (const server of open) await (await server).close()
})

describePushApi(object)
describePushApi(http)
describePushApi(socket)

describe('both doors', () => {
  /** Something of everything. */
  async function play(
    connect: PushApiFace['connect'],
    threads: number,
  ): Promise<{ digest: string; calls: unknown }> {
    const sim = new Simulator({ seed: 11, workers: { threads } })
    sim.papi.connector('c').seed([textDocument('seeded/1', 'v0')])
    const api: PushApi = connect(sim, 'c')
    await api.ping()
    await api.startPushSession()
    await Promise.all(
      ['a/1', 'a/2', 'b/3'].map((uri) => api.addDocument({ ...textDocument(uri, 'v1'), metas: { n: uri } })),
    )
    await api.addDocumentList([textDocument('a/4'), textDocument('a/1', 'v2')])
    await api.updateDocument({ uri: 'a/2', metas: { n: ['x', 'y'] }, fields: ['m'] })
    await api.updateDocument({ uri: 'never' }).catch(() => {})
    const serial = await api.setCheckpoint('one', 'name', true)
    await Promise.all([
      api.getDocumentStatus('a/1'),
      api.getDocumentStatusList(['a/1', 'x']),
      api.getCheckpoint('name'),
    ])
    await api.deleteDocument('b/3')
    await api.deleteDocumentsRootPath('a', false)
    await api.enumerateSyncedEntries('', 'NOT_RECURSIVE_ALL')
    await api.countSyncedEntries('a', 'RECURSIVE_DOCUMENTS')
    await api.enumerateCheckpointsInfo(false)
    await api.triggerIndexingJob()
    while ((await api.areDocumentsSearchable(serial)) === false) await sim.clock.sleep('3s')
    sim.restart()
    await api.addDocument(textDocument('late')).catch(() => {})
    await api.stopPushSession()
    await api.clearAllCheckpoints()
    await sim.settle()
    const calls = sim.calls.map(({ operation, input, startedAt, endedAt }) => ({
      operation,
      input,
      startedAt,
      endedAt,
    }))
    const digest = sim.trace.digest()
    await sim.close()
    return { digest, calls }
  }

  it('leave the same trace and the same calls, byte for byte, whatever the threads', async () => {
    const reference = await play(object.connect, 0)
    expect(await play(http.connect, 0)).toEqual(reference)
    expect(await play(http.connect, 2)).toEqual(reference)
    expect(await play(object.connect, 2)).toEqual(reference)
  })

  it.each([object, http])('keep the order of issue of calls about the same: $name', async ({ connect }) => {
    const sim = new Simulator({ workers: { threads: 0 }, latencyMs: 10 })
    sim.papi.connector('c')
    const api = connect(sim, 'c')
    const [, first, , second, serial] = await Promise.all([
      api.addDocument(textDocument('a', 'v1')),
      api.getDocumentStatus('a'),
      api.addDocumentList([textDocument('a', 'v2'), textDocument('b')]),
      api.getDocumentStatusList(['a', 'b']),
      api.setCheckpoint('x'),
    ])
    expect([first.stamp, ...second.map(({ exist, stamp }) => [exist, stamp]), serial]).toEqual([
      'v1',
      [true, 'v2'],
      [true, undefined],
      '3',
    ])
  })

  it.each([object, http])(
    '[papi.wire.one-or-list] take a list of one for one document: $name',
    async ({ connect }) => {
      const sim = new Simulator({ workers: { threads: 0 } })
      sim.papi.connector('c')
      const api = connect(sim, 'c')
      sim.faults.add({
        name: 'lists',
        on: { operation: 'addDocumentList' },
        do: { type: 'reset' },
        limit: { fires: 1 },
      })
      sim.faults.add({
        name: 'ones',
        on: { operation: 'deleteDocument' },
        do: { type: 'reset' },
        limit: { fires: 1 },
      })
      await expect(api.addDocumentList([textDocument('a')])).rejects.toThrow('ECONNRESET')
      await expect(api.deleteDocumentList(['a', 'b'])).rejects.toThrow('ECONNRESET')
      expect(sim.calls.map(({ operation }) => operation)).toEqual(['addDocument', 'deleteDocumentList'])
    },
  )

  it('leave the same trace of calls that are cut off', async () => {
    const digests = new Set<string>()
    for (const { connect } of [object, http]) {
      const sim = new Simulator({ workers: { threads: 0 } })
      sim.papi.connector('c')
      sim.faults.add({ name: 'cut', do: { type: 'reset' }, limit: { fires: 1 } })
      await expect(connect(sim, 'c').addDocument(textDocument('a'))).rejects.toThrow('ECONNRESET')
      expect(sim.trace.lines().some((line) => line.includes('"error":"ECONNRESET"'))).toBe(true)
      digests.add(sim.trace.digest())
    }
    expect(digests.size).toBe(1)
  })
})
