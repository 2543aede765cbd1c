/** A crash of the services in the middle of everything, and calls that are on their way together. */
import { afterEach, describe, expect, it } from 'vitest'
import { type PapiConnector, Simulator, type SimulatorOptions } from '../src/index.ts'
import { type KendraDriver, openIndex } from './support/kendra-driver.ts'

let sim: Simulator
let index: KendraDriver
let papi: PapiConnector
function begin(options: SimulatorOptions = {}): void {
  sim = new Simulator({ workers: { threads: 0 }, latencyMs: 10, indexingMs: 1_000, ...options })
  index = openIndex(sim)
  papi = sim.papi.connector('crawler')
}
afterEach(() => sim.close())

/** Whether each of the documents exists, with its stamp. */
const known = async (...uris: string[]): Promise<(string | undefined)[]> =>
  (await papi.getDocumentStatusList(uris)).map((status) => (status.isExist() ? status.getStamp() : 'unknown'))

const CONNECTION_RESET = { code: 'ECONNRESET', message: 'read ECONNRESET' }
const UNREACHABLE = {
  name: 'PushAPIException',
  status: undefined,
  cause: expect.objectContaining(CONNECTION_RESET) as unknown,
}

describe('calls under way at a restart', () => {
  it('lose their connection, on both facades, at the instant of the restart', async () => {
    begin()
    const start = sim.clock.now()
    const calls = [
      index.put('a'),
      index.status('a'),
      papi.addDocument({ uri: 'a', stamp: 'v1' }),
      papi.getDocumentStatus('a'),
      papi.sync(),
    ]
    const ends = [CONNECTION_RESET, CONNECTION_RESET, UNREACHABLE, UNREACHABLE, UNREACHABLE]
    const errors = Promise.all(calls.map((call) => call.catch((error: unknown) => error)))
    await sim.clock.sleep(3)
    sim.restart()
    expect(await errors).toEqual(ends.map((end) => expect.objectContaining(end) as unknown))
    expect(sim.calls.map(({ error, output, endedAt }) => [error, output, endedAt - start])).toEqual(
      ends.map((end) => [expect.objectContaining(end), undefined, 3]),
    )
  })

  it('that had not taken effect never do', async () => {
    begin()
    const put = index.put('a')
    const add = papi.addDocument({ uri: 'a', stamp: 'v1' })
    await sim.clock.sleep(4)
    sim.restart()
    await expect(put).rejects.toMatchObject(CONNECTION_RESET)
    await expect(add).rejects.toMatchObject(UNREACHABLE)
    await sim.settle()
    await sim.clock.advance('1d')
    expect(sim.documents({ includeGone: true })).toEqual([])
    expect(sim.trace.lines().filter((line) => !line.includes('"restarted"'))).toEqual([])
  })

  it('that had taken effect have done so, though their callers see an error', async () => {
    begin()
    const put = index.put('a')
    await sim.clock.sleep(6)
    sim.restart()
    await expect(put).rejects.toMatchObject(CONNECTION_RESET)
    await sim.settle()
    await expect(index.status('a')).resolves.toBe('INDEXED')
  })

  it('that had not even left lose their connection too', async () => {
    begin()
    const put = index.put('a')
    sim.restart()
    await expect(put).rejects.toMatchObject(CONNECTION_RESET)
    await sim.settle()
    expect(sim.documents({ includeGone: true })).toEqual([])
  })

  it('are no unhandled rejection of the simulator, and can be made again', async () => {
    begin()
    const put = index.put('a').catch(() => index.put('a'))
    await sim.clock.sleep(2)
    sim.restart()
    await put
    await sim.settle()
    await expect(index.status('a')).resolves.toBe('INDEXED')
  })

  it('are calls alone: sleeps and settles go on', async () => {
    begin()
    await index.put('a')
    const start = sim.clock.now()
    const waits = Promise.all([sim.clock.sleep('5s'), sim.clock.advance('6s'), sim.settle()])
    await sim.clock.sleep('500ms')
    sim.restart()
    await waits
    expect(sim.clock.now() - start).toBe(6_000)
  })
})

describe('what the Push API had not synced', () => {
  it('is gone where it was added, back where it was deleted, old again where it was replaced', async () => {
    begin()
    papi.seed(['deleted', 'replaced', 'kept'].map((uri) => ({ uri, stamp: 'v1' })))
    await papi.addDocument({ uri: 'added', stamp: 'v2' })
    await papi.deleteDocument('deleted')
    await papi.addDocument({ uri: 'replaced', stamp: 'v2' })
    const uris = ['added', 'deleted', 'replaced', 'kept']
    expect(await known(...uris)).toEqual(['v2', 'unknown', 'v2', 'v1'])
    sim.restart()
    expect(await known(...uris)).toEqual(['unknown', 'v1', 'v1', 'v1'])
    await sim.settle()
    expect(await known(...uris)).toEqual(['unknown', 'v1', 'v1', 'v1'])
  })

  it('is forgotten down to the newest synced operation, whatever came after that', async () => {
    begin()
    await papi.addDocument({ uri: 'a', stamp: 'v1' })
    await papi.sync()
    for (const stamp of ['v2', 'v3', 'v4']) await papi.addDocument({ uri: 'a', stamp })
    await papi.deleteDocument('a')
    await papi.addDocument({ uri: 'a', stamp: 'v5' })
    sim.restart()
    expect(await known('a')).toEqual(['v1'])
    await sim.settle()
    expect(await known('a')).toEqual(['v1'])
    expect(sim.document('crawler', 'a')?.status).toBe('searchable')
  })

  it('leaves nothing pending: neither a sync nor an indexing job comes of it', async () => {
    begin()
    await papi.addDocument({ uri: 'a', stamp: 'v1' })
    sim.restart()
    const start = sim.clock.now()
    await sim.settle()
    expect(sim.clock.now()).toBe(start)
    await sim.clock.advance('1h')
    expect(sim.trace.lines().filter((line) => line.includes('"synced"'))).toEqual([])
  })

  it('begins to count anew: the sync comes a minute after the first operation since the restart', async () => {
    begin({ latencyMs: 0 })
    await papi.addDocument({ uri: 'a', stamp: 'v1' })
    await sim.clock.advance('40s')
    sim.restart()
    await papi.addDocument({ uri: 'b', stamp: 'v1' })
    await sim.clock.advance('59s')
    expect(sim.document('crawler', 'b')?.status).toBe('pushed')
    await sim.clock.advance('1s')
    expect(sim.document('crawler', 'b')?.status).toBe('synced')
  })

  it('is not what is synced and waits for its indexing job, which still comes', async () => {
    begin({ latencyMs: 0 })
    await papi.addDocument({ uri: 'a', stamp: 'v1' })
    await papi.sync()
    sim.restart()
    expect(sim.document('crawler', 'a')?.status).toBe('synced')
    const start = sim.clock.now()
    await sim.settle()
    expect(sim.document('crawler', 'a')?.status).toBe('searchable')
    expect(sim.clock.now() - start).toBe(61_000)
  })
})

describe('what was being indexed', () => {
  const attempts = (): (number | undefined)[] => [
    sim.document(index.indexId, 'a')?.revisions.at(-1)?.attempts,
    sim.document('crawler', 'a')?.revisions.at(-1)?.attempts,
  ]

  it('begins again as the next attempt, and takes its whole time from there', async () => {
    begin({ latencyMs: 0 })
    await index.put('a')
    await papi.addDocument({ uri: 'a', stamp: 'v1' })
    await papi.sync()
    await papi.triggerIndexingJob()
    await sim.clock.advance(900)
    sim.restart()
    const start = sim.clock.now()
    expect([await index.status('a'), ...attempts()]).toEqual(['PROCESSING', 2, 2])
    await sim.clock.advance(999)
    expect(await index.status('a')).toBe('PROCESSING')
    await sim.settle()
    expect([await index.status('a'), ...attempts()]).toEqual(['INDEXED', 2, 2])
    expect(sim.clock.now() - start).toBe(1_000)
  })

  it('ends once, however often the services crash', async () => {
    begin({ latencyMs: 0 })
    await index.put('a', 'b')
    await papi.addDocument({ uri: 'a', stamp: 'v1' })
    await papi.sync()
    await papi.triggerIndexingJob()
    for (let crash = 1; crash <= 10; crash++) {
      await sim.clock.advance(500)
      sim.restart()
    }
    await index.delete('b')
    sim.restart()
    sim.restart()
    await sim.settle()
    expect([await index.status('a'), await index.status('b'), ...attempts()]).toEqual([
      'INDEXED',
      'NOT_FOUND',
      13,
      13,
    ])
    const ends = sim.trace.lines().filter((line) => /"kind":"(indexed|deleted|failed)"/.test(line))
    expect(ends).toHaveLength(3)
  })

  it('goes on being indexed after more attempts than a byte counts', async () => {
    begin({ latencyMs: 0 })
    await index.put('a')
    for (let crash = 1; crash <= 600; crash++) {
      await sim.clock.advance(1)
      sim.restart()
    }
    await sim.settle()
    await expect(index.status('a')).resolves.toBe('INDEXED')
  })

  it('draws how long it takes anew', async () => {
    begin({ latencyMs: 0, indexingMs: [0, 1_000_000] })
    await index.put('a')
    const start = sim.clock.now()
    sim.restart()
    await sim.settle()
    const second = sim.clock.now() - start
    sim.reset()
    await openIndex(sim, sim.kendra.addIndex({ id: index.indexId })).put('a')
    await sim.settle()
    expect(sim.clock.now() - start).not.toBe(second)
  })

  it('is held against the rules anew', async () => {
    begin()
    sim.faults.add({ name: 'first', on: { attempt: 1 }, do: { type: 'fail' } })
    await index.put('a')
    sim.restart()
    await sim.settle()
    await expect(index.status('a')).resolves.toBe('INDEXED')
  })

  it('keeps count of the workers that died over it', async () => {
    begin({ latencyMs: 0 })
    sim.faults.add({ name: 'deadly', on: { document: 'a' }, do: { type: 'crash' } })
    await index.put('a')
    const deaths = (): number => sim.trace.lines().filter((line) => line.includes('"died"')).length
    while (deaths() < 2) await sim.clock.advance(500)
    sim.restart()
    await sim.settle()
    expect(deaths()).toBe(3)
    await expect(index.status('a')).resolves.toBe('FAILED')
  })
})

describe('calls under way together', () => {
  /** In which order the documents were accepted. */
  const accepted = (): string[] =>
    sim.trace.lines().flatMap((line) => /"document":"([^"]*)","kind":"accepted"/.exec(line)?.[1] ?? [])

  it('may overtake each other where their latency is drawn from a range', async () => {
    begin({ latencyMs: [0, 1_000] })
    const ids = Array.from({ length: 10 }, (_, n) => `doc-${n}`)
    await Promise.all(ids.map((id) => index.put(id)))
    expect(accepted()).not.toEqual(ids)
    expect([...accepted()].sort()).toEqual(ids)
  })

  it('may overtake each other even about one document', async () => {
    const orders = new Set<string>()
    for (let seed = 0; seed < 20; seed++) {
      begin({ seed, latencyMs: [0, 1_000] })
      await Promise.all([
        papi.addDocument({ uri: 'a', stamp: 'v1' }),
        papi.addDocument({ uri: 'a', stamp: 'v2' }),
      ])
      orders.add((await known('a')).join())
      await sim.close()
    }
    expect([...orders].sort()).toEqual(['v1', 'v2'])
  })

  it.each([0, 10])(
    'keep their order about one document where their latency is fixed: %d ms',
    async (latencyMs) => {
      begin({ latencyMs })
      const stamps = Array.from({ length: 20 }, (_, n) => `v${n}`)
      await Promise.all(stamps.map((stamp) => papi.addDocument({ uri: 'a', stamp })))
      expect(await known('a')).toEqual(['v19'])
      const lines = sim.trace.lines().filter((line) => line.includes('"accepted"'))
      expect(lines.map((line) => /"stamp":"(\w+)"/.exec(line)?.[1])).toEqual(stamps)
    },
  )

  it.each([0, 10])('do not swap a put and a delete that are fired together: %d ms', async (latencyMs) => {
    begin({ latencyMs })
    await Promise.all([
      index.put('put-then-deleted'),
      index.delete('put-then-deleted'),
      index.put('put-again'),
      index.delete('put-again'),
      index.put('put-again'),
      papi.addDocument({ uri: 'z', stamp: 'v1' }),
      papi.deleteDocument('z'),
      papi.deleteDocument('a'),
      papi.addDocument({ uri: 'a', stamp: 'v1' }),
    ])
    await sim.settle()
    expect([await index.status('put-then-deleted'), await index.status('put-again')]).toEqual([
      'NOT_FOUND',
      'INDEXED',
    ])
    expect(await known('z', 'a')).toEqual(['unknown', 'v1'])
  })

  it('keep a sync behind what was added before it, and before what was added after', async () => {
    begin()
    await Promise.all([
      papi.addDocument({ uri: 'z', stamp: 'v1' }),
      papi.sync(),
      papi.addDocument({ uri: 'a', stamp: 'v1' }),
    ])
    sim.restart()
    expect(await known('z', 'a')).toEqual(['v1', 'unknown'])
  })
})
