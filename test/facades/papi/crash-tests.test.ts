/** The tests that the vendor's guide has connectors pass by hand: a restart in the middle, the network gone, the source gone. */

import { describe, expect, it } from 'vitest'
import { createHttpPushApi, Simulator } from '../../../src/index.ts'
import { type Connector, correctConnector, naiveConnector, sourceOf } from './connectors.ts'
import { textDocument } from './open-connector.ts'

const DOCUMENTS = Array.from({ length: 12 }, (_, n) => textDocument(`site/${n}`, `v${n}`, `${n}`))

type Trouble = (sim: Simulator) => void

/** The documents that the connector takes for pushed and that are not searchable in the end. */
async function lostBy(
  connector: Connector,
  seed: number,
  trouble: Trouble,
  isOverHttp = false,
): Promise<string[]> {
  const sim = new Simulator({
    seed,
    workers: { threads: 0 },
    indexingMs: [10, 100],
    papi: { syncAfter: 100 },
  })
  const object = sim.papi.connector('files')
  const api = isOverHttp
    ? createHttpPushApi({ baseUrl: 'http://sim', connector: 'files', fetch: sim.fetch })
    : object
  trouble(sim)
  await connector(api, sourceOf(sim, DOCUMENTS), sim)
  await sim.settle()
  const lost = DOCUMENTS.filter(({ uri, stamp }) => {
    const document = sim.document('files', uri)
    return document?.status !== 'searchable' || document.stamp !== stamp
  })
  await sim.close()
  return lost.map(({ uri }) => uri)
}

const restartAfter =
  (ms: number): Trouble =>
  (sim) =>
    void sim.clock.sleep(ms).then(() => sim.restart())

const networkGone =
  (from: number, until: number): Trouble =>
  (sim) =>
    void sim.faults.add({
      name: 'network gone',
      on: { facade: 'papi' },
      when: { from, until },
      do: { type: 'reset' },
    })

/** An instant of the run, another for each seed. */
const instantOf = (seed: number): number => (seed * 7919) % 200

describe('a restart in the middle of indexing', () => {
  it('loses documents of a naive connector, and says which', async () => {
    expect(await lostBy(naiveConnector, 1, restartAfter(100))).toEqual([
      'site/0',
      'site/1',
      'site/2',
      'site/3',
      'site/4',
      'site/5',
    ])
  })

  it('loses none of a correct connector, for 1,000 seeds of when it hits', async () => {
    const lost = new Map<number, string[]>()
    for (let seed = 1; seed <= 1_000; seed++) {
      const uris = await lostBy(correctConnector, seed, restartAfter(instantOf(seed)), seed % 4 === 0)
      if (uris.length > 0) lost.set(seed, uris)
    }
    expect(lost).toEqual(new Map())
  })

  it('loses documents of a naive connector for most instants', async () => {
    let losses = 0
    for (let seed = 1; seed <= 100; seed++)
      if ((await lostBy(naiveConnector, seed, restartAfter(instantOf(seed)))).length > 0) losses++
    expect(losses).toBeGreaterThan(60)
  })

  it('loses none of a correct connector when it hits again and again', async () => {
    const restarts: Trouble = (sim) => {
      for (const ms of [40, 90, 130, 300, 310, 450]) restartAfter(ms)(sim)
    }
    for (let seed = 1; seed <= 20; seed++) expect(await lostBy(correctConnector, seed, restarts)).toEqual([])
  })
})

describe('the network gone', () => {
  it.each([
    ['naive', naiveConnector],
    ['correct', correctConnector],
  ] as const)('for a while loses nothing of a %s connector that tries again', async (_name, connector) => {
    for (let seed = 1; seed <= 20; seed++) {
      const from = instantOf(seed)
      expect(await lostBy(connector, seed, networkGone(from, from + 5_000))).toEqual([])
    }
  })
})

describe('the source gone', () => {
  it('deletes what is there by a connector that takes it for empty, and nothing by one that does not', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    const api = sim.papi.connector('files')
    api.seed(DOCUMENTS)
    const read = (): Promise<never> => Promise.reject(new Error('the share is not mounted'))
    await expect(correctConnector(api, { read }, sim)).rejects.toThrow('not mounted')
    await sim.settle()
    expect(await api.countSyncedEntries('', 'RECURSIVE_DOCUMENTS')).toBe(DOCUMENTS.length)

    const found = await read().catch(() => [])
    const entries = await api.enumerateSyncedEntries('', 'RECURSIVE_DOCUMENTS')
    await api.deleteDocumentList(entries.map(({ uri }) => uri).filter((uri) => !found.includes(uri as never)))
    await sim.settle()
    expect(sim.documents({ includeGone: true }).map(({ status }) => status)).toEqual(
      DOCUMENTS.map(() => 'unknown'),
    )
    await sim.close()
  })
})
