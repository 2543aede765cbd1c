/** Who moves simulated time: nobody but those who wait on it, and not further than they ask. */
import { setTimeout as realTime } from 'node:timers/promises'
import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { ConfigurationError, SimulationLimitError, Simulator, type SimulatorOptions } from '../src/index.ts'
import { openIndex } from './support/kendra-driver.ts'

let sim: Simulator
const begin = (options: SimulatorOptions = {}): number => {
  sim = new Simulator({ workers: { threads: 0 }, ...options })
  return sim.clock.now()
}
afterEach(() => sim.close())

describe('the clock', () => {
  it('starts at the same instant in every run', () => {
    expect(new Date(begin()).toISOString()).toBe('2026-01-01T00:00:00.000Z')
  })

  it('does not move by being read, nor with real time', async () => {
    const start = begin()
    await realTime(20)
    expect(sim.clock.now()).toBe(start)
  })

  it('stands while documents are under way and nobody waits', async () => {
    begin({ indexingMs: 1000 })
    const index = openIndex(sim)
    await index.put('a')
    const answered = sim.clock.now()
    await realTime(20)
    expect(sim.clock.now()).toBe(answered)
    expect(sim.document(index.indexId, 'a')?.status).toBe('PROCESSING')
  })

  it('moves by the latency of a call', async () => {
    const start = begin({ latencyMs: 7 })
    await openIndex(sim).put('a')
    expect(sim.clock.now() - start).toBe(7)
  })

  it.each([
    ['advance', '1h 30m', 5_400_000],
    ['advance', 250, 250],
    ['advance', 0, 0],
    ['sleep', '1d', 86_400_000],
    ['sleep', 1, 1],
    ['sleep', 0, 0],
  ] as const)('moves by what %s is given: %s', async (method, duration, ms) => {
    const start = begin()
    await sim.clock[method](duration)
    expect(sim.clock.now() - start).toBe(ms)
  })

  it('stands at the instant that somebody waited for when that one goes on', async () => {
    const start = begin()
    const seen: number[] = []
    await Promise.all(
      [30, 10, 20, 10].map(async (ms) => {
        await sim.clock.sleep(ms)
        seen.push(sim.clock.now() - start)
      }),
    )
    expect(seen).toEqual([10, 10, 20, 30])
  })

  it('has moved as far as the longest of several waits', async () => {
    const start = begin()
    await Promise.all([sim.clock.sleep('3s'), sim.clock.advance('5s'), sim.clock.sleep('4s')])
    expect(sim.clock.now() - start).toBe(5_000)
  })
})

describe('advance', () => {
  it('includes what happens at its last instant', async () => {
    begin({ latencyMs: 0, indexingMs: 1000 })
    const index = openIndex(sim)
    await index.put('a')
    await sim.clock.advance(999)
    expect(sim.document(index.indexId, 'a')?.status).toBe('PROCESSING')
    await sim.clock.advance(1)
    expect(sim.document(index.indexId, 'a')?.status).toBe('INDEXED')
  })

  it('includes what follows at its last instant from what happens there', async () => {
    begin({ latencyMs: 0, indexingMs: 0, papi: { syncAfter: '10s', indexAfter: 0 } })
    const connector = sim.papi.connector('crawler')
    await connector.addDocument({ uri: 'a' })
    await sim.clock.advance('10s')
    expect(sim.document('crawler', 'a')?.status).toBe('searchable')
  })

  it('includes calls of others that are answered at its last instant', async () => {
    begin({ latencyMs: 10 })
    const index = openIndex(sim)
    let isAnswered = false
    void index.put('a').then(() => (isAnswered = true))
    await sim.clock.advance(10)
    expect(isAnswered).toBe(true)
  })
})

describe('settle', () => {
  it('runs until no document is under way', async () => {
    begin({ indexingMs: [1, 60_000] })
    const index = openIndex(sim)
    await index.put('a', 'b', 'c')
    await index.delete('b')
    await sim.settle()
    expect(sim.documents({ includeGone: true }).map(({ status }) => status)).toEqual([
      'INDEXED',
      'NOT_FOUND',
      'INDEXED',
    ])
  })

  it('runs through the automatic sync and the indexing job of a connector', async () => {
    const start = begin({ latencyMs: 0, indexingMs: 5, papi: { syncAfter: '1m', indexAfter: '2m' } })
    await sim.papi.connector('crawler').addDocument({ uri: 'a' })
    await sim.settle()
    expect(sim.document('crawler', 'a')?.status).toBe('searchable')
    expect(sim.clock.now() - start).toBe(180_005)
  })

  it('leaves a connector without automatic sync as it is', async () => {
    const start = begin({ latencyMs: 0, papi: { syncAfter: false } })
    await sim.papi.connector('crawler').addDocument({ uri: 'a' })
    await sim.settle()
    expect(sim.document('crawler', 'a')?.status).toBe('pushed')
    expect(sim.clock.now()).toBe(start)
  })

  it('stands where it is when nothing is pending', async () => {
    const start = begin()
    await sim.settle()
    expect(sim.clock.now()).toBe(start)
  })

  it('does not wait for the sleeps of others', async () => {
    const start = begin({ latencyMs: 0, indexingMs: 100 })
    await openIndex(sim).put('a')
    const sleep = sim.clock.sleep('1h')
    await sim.settle()
    expect(sim.clock.now() - start).toBe(100)
    await sleep
    expect(sim.clock.now() - start).toBe(3_600_000)
  })

  it('waits for what others submit meanwhile', async () => {
    begin({ latencyMs: 0, indexingMs: 100 })
    const index = openIndex(sim)
    await index.put('a')
    const other = sim.clock.sleep(50).then(() => index.put('b'))
    await sim.settle()
    await other
    expect(sim.document(index.indexId, 'b')?.status).toBe('INDEXED')
  })

  it('gives up at its limit, and simulated time can still go on', async () => {
    begin({ latencyMs: 0, indexingMs: 5_000, limits: { settle: '1s' } })
    const index = openIndex(sim)
    await index.put('a')
    await expect(sim.settle()).rejects.toThrow(SimulationLimitError)
    await expect(sim.settle()).rejects.toThrow(/1 things? (is|are) still pending/)
    await sim.clock.advance('5s')
    expect(sim.document(index.indexId, 'a')?.status).toBe('INDEXED')
  })

  it('refuses a span of time, which it would not keep to, and says what does', async () => {
    begin()
    const settle = sim.settle.bind(sim) as (span: unknown) => Promise<void>
    await expect(settle('1h')).rejects.toThrow(
      /^settle\("1h"\): settle takes nothing, .* for a span of time there is clock\.advance, and the option limits\.settle/,
    )
    await expect(settle({ limit: 5 })).rejects.toThrow(ConfigurationError)
    await expect(settle(undefined)).resolves.toBeUndefined()
  })

  it('ends for all who wait for it', async () => {
    begin({ latencyMs: 0, indexingMs: 100 })
    await openIndex(sim).put('a')
    await expect(Promise.all([sim.settle(), sim.settle(), sim.settle()])).resolves.toHaveLength(3)
  })
})

describe('a loop that polls without sleeping', () => {
  it('ends, since every call takes simulated time', async () => {
    begin()
    const index = openIndex(sim)
    await index.put('a')
    let polls = 0
    while ((await index.status('a')) === 'PROCESSING') polls++
    expect(polls).toBeGreaterThan(10)
  })

  it('ends with a named error where calls take none', async () => {
    begin({ latencyMs: 0, limits: { eventsPerInstant: 200 } })
    const index = openIndex(sim)
    await index.put('a')
    const poll = async (): Promise<void> => {
      while ((await index.status('a')) === 'PROCESSING');
    }
    await expect(poll()).rejects.toThrow(SimulationLimitError)
    await expect(index.status('a')).rejects.toThrow(/more than 200 events at 00:00:00\.000/)
  })
})

describe('an abort signal', () => {
  it('ends a sleep with its reason, and time stays where it is', async () => {
    const start = begin()
    const controller = new AbortController()
    const sleep = sim.clock.sleep('1h', { signal: controller.signal })
    controller.abort(new RangeError('enough'))
    await expect(sleep).rejects.toThrow(new RangeError('enough'))
    expect(sim.clock.now()).toBe(start)
  })

  it('ends a sleep in the middle', async () => {
    const start = begin()
    const controller = new AbortController()
    const sleep = sim.clock.sleep('1h', { signal: controller.signal })
    const other = sim.clock.sleep('1m').then(() => controller.abort())
    await expect(sleep).rejects.toThrow('This operation was aborted')
    await other
    expect(sim.clock.now() - start).toBe(60_000)
  })

  it('that was given already refuses the sleep', async () => {
    const start = begin()
    await expect(sim.clock.sleep(5, { signal: AbortSignal.abort() })).rejects.toThrow(
      'This operation was aborted',
    )
    expect(sim.clock.now()).toBe(start)
  })

  it('is let go of once the sleep is over', async () => {
    begin()
    const { signal } = new AbortController()
    await sim.clock.sleep(5, { signal })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
