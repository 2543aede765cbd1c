/** Clocks that follow the process: a test runner's fake timers, and real time at some rate. */
import { BatchPutDocumentCommand, KendraClient } from '@aws-sdk/client-kendra'
import { setTimeout as realTime } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  ConfigurationError,
  SimulationLimitError,
  Simulator,
  type SimulatorOptions,
  type Snapshot,
} from '../src/index.ts'
import { type KendraDriver, openIndex } from './support/kendra-driver.ts'
import { expectSameRun, type Run, runOf } from './support/traces.ts'

const NOON = Date.parse('2030-05-01T12:00:00Z')

let sim: Simulator
const begin = (options: SimulatorOptions = {}): KendraDriver => {
  sim = new Simulator({ clock: 'system', indexingMs: 1_000, workers: { threads: 0 }, ...options })
  return openIndex(sim)
}
afterEach(() => sim.close())

describe('under the fake timers of a test runner', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOON }))
  afterEach(() => void vi.useRealTimers())

  it('the clock is that of the process', () => {
    begin()
    expect(sim.clock.now()).toBe(NOON)
    vi.advanceTimersByTime(1_500)
    expect(sim.clock.now()).toBe(NOON + 1_500)
  })

  it('calls resolve without a timer, and documents are indexed as the fake time goes on', async () => {
    const index = begin()
    await index.put('a')
    expect(vi.getTimerCount()).toBe(0)
    expect(await index.status('a')).toBe('PROCESSING')
    vi.advanceTimersByTime(999)
    expect(await index.status('a')).toBe('PROCESSING')
    vi.advanceTimersByTime(1)
    expect(await index.status('a')).toBe('INDEXED')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('views, calls and trace show what is due, although nobody has called meanwhile', async () => {
    const index = begin()
    await index.put('a')
    vi.advanceTimersByTime(5_000)
    expect(sim.document(index.indexId, 'a')).toMatchObject({
      status: 'INDEXED',
      revisions: [{ acceptedAt: NOON, settledAt: NOON + 1_000 }],
    })
    await index.put('b')
    vi.advanceTimersByTime(5_000)
    expect(sim.documents().map(({ status }) => status)).toEqual(['INDEXED', 'INDEXED'])
    await index.put('c')
    vi.advanceTimersByTime(5_000)
    expect(sim.trace.lines().at(-1)).toMatch(/"at":11000,.*"document":"c"/)
    expect(sim.calls.map(({ startedAt }) => startedAt - NOON)).toEqual([0, 5_000, 10_000])
  })

  it('a connector that polls on setTimeout sees its documents through', async () => {
    const index = begin({ indexingMs: 60_000 })
    const connector = async (): Promise<number> => {
      await index.put('a')
      for (let polls = 1; ; polls++) {
        if ((await index.status('a')) === 'INDEXED') return polls
        await new Promise((resolve) => setTimeout(resolve, 5_000))
      }
    }
    const done = connector()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await done).toBe(13)
  })

  it('sleep and the back-off of the SDK wait on the fake timers', async () => {
    const { indexId } = begin()
    sim.faults.throttle('BatchPutDocument', { times: 2 })
    const client = new KendraClient(sim.kendra.clientConfig())
    let isDone = false
    const Documents = [{ Id: 'a', Blob: Buffer.from('a') }]
    const put = client.send(new BatchPutDocumentCommand({ IndexId: indexId, Documents }))
    void put.then(() => (isDone = true))
    const slept = sim.clock.sleep('1h').then(() => sim.clock.now())
    await vi.advanceTimersByTimeAsync(10_000)
    expect([isDone, sim.calls.length]).toEqual([true, 3])
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(await slept).toBe(NOON + 3_600_000)
  })

  it('latency that was asked for, and slow replies, take fake time', async () => {
    const index = begin({ latencyMs: 200 })
    let isDone = false
    const put = index.put('a').then(() => (isDone = true))
    await vi.advanceTimersByTimeAsync(199)
    expect(isDone).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await put).toBe(true)
  })

  it('advance and settle jump ahead of the process, and time goes on from there', async () => {
    const index = begin()
    await index.put('a')
    await sim.clock.advance(400)
    expect(sim.clock.now()).toBe(NOON + 400)
    vi.advanceTimersByTime(100)
    expect(sim.clock.now()).toBe(NOON + 500)
    await sim.settle()
    expect([await index.status('a'), sim.clock.now()]).toEqual(['INDEXED', NOON + 1_000])
    vi.advanceTimersByTime(100)
    expect(sim.clock.now()).toBe(NOON + 1_100)
  })

  it('never runs back, whatever is done to the clock', () => {
    begin()
    vi.advanceTimersByTime(1_000)
    expect(sim.clock.now()).toBe(NOON + 1_000)
    vi.setSystemTime(NOON - 86_400_000)
    expect(sim.clock.now()).toBe(NOON + 1_000)
    vi.advanceTimersByTime(10)
    expect(sim.clock.now()).toBe(NOON + 1_010)
  })

  it('the Push API syncs and indexes by itself', async () => {
    begin()
    const connector = sim.papi.connector('files')
    await connector.addDocument({ uri: 'a', stamp: 'v1', parts: [{ bytes: Buffer.from('a') }] })
    vi.advanceTimersByTime(60_000)
    expect(await connector.countSyncedEntries('', 'RECURSIVE_DOCUMENTS')).toBe(1)
    vi.advanceTimersByTime(61_000)
    expect(sim.document('files', 'a')?.status).toBe('searchable')
  })

  it('a restart loses what was not durable at that instant', async () => {
    begin()
    const connector = sim.papi.connector('files')
    await connector.addDocument({ uri: 'a' })
    vi.advanceTimersByTime(60_000)
    await connector.addDocument({ uri: 'b' })
    sim.restart()
    const list = await connector.getDocumentStatusList(['a', 'b'])
    expect(list.map((status) => status.isExist())).toEqual([true, false])
  })

  it('a snapshot keeps its instants, and goes on with the clock of the process', async () => {
    const index = begin({ indexingMs: 60_000 })
    await index.put('a')
    vi.advanceTimersByTime(10_000)
    const saved = JSON.parse(JSON.stringify(sim.snapshot())) as Snapshot
    await sim.close()
    vi.advanceTimersByTime(20_000)
    sim = Simulator.restore(saved)
    expect(sim.clock.now()).toBe(NOON + 30_000)
    vi.advanceTimersByTime(29_999)
    expect(sim.document(index.indexId, 'a')?.status).toBe('PROCESSING')
    vi.advanceTimersByTime(1)
    expect(sim.document(index.indexId, 'a')).toMatchObject({
      status: 'INDEXED',
      revisions: [{ acceptedAt: NOON, settledAt: NOON + 60_000 }],
    })
  })

  it('settle has its limit', async () => {
    begin({ limits: { settle: '1m' }, indexingMs: 61_000 })
    await openIndex(sim).put('a')
    await expect(sim.settle()).rejects.toThrow(SimulationLimitError)
  })

  it('close ends what waits', async () => {
    begin()
    const slept = sim.clock.sleep('1h')
    await sim.close()
    await expect(slept).rejects.toThrow(/clock.sleep of 3600000 ms was under way/)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('one trace comes of it for any number of threads', async () => {
    let first: Run | undefined
    for (const threads of [0, 1, 2, 'auto'] as const) {
      vi.setSystemTime(NOON)
      const { indexId } = begin({ workers: { threads }, indexingMs: [100, 3_000] })
      for (let round = 0; round < 3; round++) {
        const Documents = Array.from({ length: 10 }, (_, n) => ({
          Id: `doc-${n}`,
          Blob: Buffer.from(n === 3 ? '{ broken' : JSON.stringify({ text: 'word '.repeat(n * 1000) })),
          ContentType: 'JSON' as const,
        }))
        await sim.kendra.batchPutDocument({ IndexId: indexId, Documents })
        await vi.advanceTimersByTimeAsync(1_700)
      }
      await sim.settle()
      const run = runOf(sim)
      await sim.close()
      expectSameRun(run, (first ??= run), `with ${threads} threads`)
    }
  })
})

describe('on real time', () => {
  it('a rate makes time go faster', async () => {
    begin({ clock: { rate: 60_000 } })
    const start = sim.clock.now()
    await sim.clock.sleep('10m')
    expect(sim.clock.now() - start).toBeGreaterThanOrEqual(600_000)
  })

  it('content that has to be fetched holds up what comes after it, and nobody is told too early', async () => {
    const fetched = async (): Promise<Uint8Array> => {
      await realTime(20)
      return Buffer.from('from the bucket')
    }
    const { indexId } = begin({ clock: { rate: 1_000 }, kendra: { s3: { bucket: fetched } } })
    const Documents = [{ Id: 'a', S3Path: { Bucket: 'bucket', Key: 'a' } }]
    await sim.kendra.batchPutDocument({ IndexId: indexId, Documents })
    await sim.settle()
    expect(sim.document(indexId, 'a')).toMatchObject({ status: 'INDEXED', revisions: [{ textBytes: 15 }] })
  })

  it('an indexer that breaks ends what waits, with its own error', async () => {
    begin({ clock: { rate: 1_000 }, indexingMs: () => Number.NaN })
    await expect(openIndex(sim).put('a')).rejects.toThrow(ConfigurationError)
  })
})

it('a clock that is none is refused', () => {
  begin()
  expect(() => new Simulator({ clock: 'real' as never })).toThrow(
    /options.clock is "real"; expected 'virtual', 'system', or \{ rate \}/,
  )
  expect(() => new Simulator({ clock: { rate: 0 } })).toThrow(ConfigurationError)
})
