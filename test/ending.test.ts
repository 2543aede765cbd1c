/** How simulations end: waits that are given up, close and reset. */
import { setTimeout as realTime } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { Simulator, SimulatorClosedError } from '../src/index.ts'
import { listen } from '../src/server.ts'
import { openIndex } from './support/kendra-driver.ts'
import { expectSameRun, type Run, runOf } from './support/traces.ts'

let sim: Simulator
const begin = (): Simulator => (sim = new Simulator({ workers: { threads: 0 } }))
afterEach(() => sim.close())

/** A document that is seeded is pending until its content has been looked at. */
const beginBusy = (): void =>
  begin()
    .papi.connector('crawler')
    .seed([{ uri: 'a' }])

const never = (): Promise<never> => new Promise(() => {})

/** One of each kind of wait. */
const WAITS: { readonly [name: string]: (sim: Simulator, indexId: string) => Promise<unknown> } = {
  'a Kendra call': (sim, IndexId) =>
    sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: 'a' }] }),
  'a PAPI call': (sim) => sim.papi.connector('crawler').getDocumentStatus('a'),
  'clock.sleep': (sim) => sim.clock.sleep('1h'),
  'clock.advance': (sim) => sim.clock.advance('1h'),
  settle: (sim) => sim.settle(),
  external: (sim) => sim.external(never()),
}

describe.each(Object.entries(WAITS))('%s', (_, wait) => {
  it('ends with a SimulatorClosedError when the simulator is closed', async () => {
    beginBusy()
    const waiting = wait(sim, sim.kendra.addIndex())
    const closing = sim.close()
    await expect(waiting).rejects.toThrow(SimulatorClosedError)
    await expect(waiting).rejects.toThrow('the simulator was closed')
    await closing
  })

  it('ends with a SimulatorClosedError when the simulator is reset', async () => {
    beginBusy()
    const waiting = wait(sim, sim.kendra.addIndex())
    sim.reset()
    await expect(waiting).rejects.toThrow('the simulator was reset')
  })

  it('is refused after close', async () => {
    beginBusy()
    const indexId = sim.kendra.addIndex()
    await sim.close()
    await expect(wait(sim, indexId)).rejects.toThrow(SimulatorClosedError)
  })

  it('leaves the process its turns in a loop that overlooks the refusal', async () => {
    begin()
    const indexId = sim.kendra.addIndex()
    await sim.close()
    let isOver = false
    const loop = async (): Promise<void> => {
      while (!isOver) await wait(sim, indexId).catch(() => {})
    }
    const looping = loop()
    // In a loop of promises alone no timer would ever come.
    await realTime(5)
    isOver = true
    await looping
  })

  it('is no unhandled rejection when its owner gave it up', async () => {
    beginBusy()
    const unhandled: unknown[] = []
    const note = (error: unknown): unknown => unhandled.push(error)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', note)
    try {
      void wait(sim, sim.kendra.addIndex())
      await sim.close()
      await realTime(5)
    } finally {
      process.removeListener('unhandledRejection', note)
      for (const listener of others) process.on('unhandledRejection', listener)
    }
    expect(unhandled).toEqual([])
  })
})

describe('close', () => {
  it('may be called again', async () => {
    begin()
    await sim.close()
    await expect(sim.close()).resolves.toBeUndefined()
  })

  it('leaves what can be read', async () => {
    begin()
    const index = openIndex(sim)
    await index.put('a')
    await sim.settle()
    await sim.close()
    expect(sim.document(index.indexId, 'a')?.status).toBe('INDEXED')
    expect(sim.trace.lines()).not.toEqual([])
    expect(sim.calls).toHaveLength(1)
  })

  it.each<[string, (indexId: string) => unknown]>([
    ['reset', () => sim.reset()],
    ['restart', () => sim.restart()],
    ['snapshot', () => sim.snapshot()],
    ['resume', () => sim.resume({} as never)],
    ['kendra.addIndex', () => sim.kendra.addIndex()],
    ['kendra.addDataSource', (indexId) => sim.kendra.addDataSource(indexId)],
    ['kendra.seed', (indexId) => sim.kendra.seed(indexId, [])],
    ['kendra.clientConfig', () => sim.kendra.clientConfig()],
    ['papi.seed', () => sim.papi.connector('crawler').seed([])],
    ['faults.add', () => sim.faults.lose('a')],
    ['listen', () => listen(sim)],
  ])('refuses %s afterwards', async (what, act) => {
    begin()
    const indexId = sim.kendra.addIndex()
    await sim.close()
    const attempt = async (): Promise<unknown> => act(indexId)
    await expect(attempt).rejects.toThrow(SimulatorClosedError)
    await expect(attempt).rejects.toThrow(`${what}: the simulator was closed`)
  })

  it('is what `await using` does', async () => {
    const inner = begin()
    await inner[Symbol.asyncDispose]()
    await expect(inner.settle()).rejects.toThrow(SimulatorClosedError)
  })
})

describe('reset', () => {
  const run = async (): Promise<string> => {
    const index = openIndex(sim)
    await index.put('a', 'b')
    await sim.papi.connector('crawler').addDocument({ uri: 'a' })
    await sim.settle()
    return sim.trace.digest()
  }

  it.each([0, 1])(
    'comes back to the first instant: the same run follows, with %i threads',
    async (threads) => {
      sim = new Simulator({ workers: { threads } })
      const first = await run()
      sim.reset()
      expect(sim.documents({ includeGone: true })).toEqual([])
      expect(sim.calls).toEqual([])
      expect(sim.trace.lines()).toEqual([])
      await expect(run()).resolves.toBe(first)
    },
  )

  it.each([0, 1])('forgets work that was under way, with %i threads', async (threads) => {
    sim = new Simulator({ workers: { threads } })
    const first = await run()
    sim.reset()
    await openIndex(sim).put('x', 'y', 'z')
    sim.reset()
    await expect(run()).resolves.toBe(first)
  })

  it('comes back to the rules that it was given', () => {
    sim = new Simulator({ faults: [{ name: 'given', do: { type: 'fail' } }] })
    sim.faults.fail('a')
    sim.reset()
    expect(sim.faults.rules.map(({ rule }) => rule.name)).toEqual(['given'])
  })
})

describe('a wait that nobody has awaited', () => {
  it('is named when the simulator is closed, each in an error of its own', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    const IndexId = sim.kendra.addIndex()
    const outcomes = Promise.allSettled([
      sim.kendra.batchDeleteDocument({ IndexId, DocumentIdList: ['a'] }),
      sim.clock.sleep('5s'),
    ])
    await sim.close()
    const errors = (await outcomes).map((outcome) => (outcome as PromiseRejectedResult).reason as Error)
    expect(errors.map(({ message }) => message)).toEqual([
      `kendra BatchDeleteDocument on kendra:${IndexId} was under way when the simulator was closed; is an await missing?`,
      'clock.sleep of 5000 ms was under way when the simulator was closed; is an await missing?',
    ])
    const late = await sim.clock.sleep(1).catch((error: unknown) => error)
    const later = await sim.clock.sleep(1).catch((error: unknown) => error)
    expect(late).toEqual(later)
    expect(late).not.toBe(later)
  })
})

it('refuses a run after close, and leaves the timers of the process alone', async () => {
  begin()
  await sim.close()
  const own = setTimeout
  const runs = [1, 2].map(() => sim.run(() => {}))
  const during = setTimeout
  for (const run of runs) await expect(run).rejects.toThrow(SimulatorClosedError)
  expect(during).toBe(own)
})

it('leaves one trace, whatever the threads, where a rule closes the simulator in the middle of a call', async () => {
  const run = async (threads: number | 'auto'): Promise<Run> => {
    const closed = new Simulator({ workers: { threads } })
    const where = (): boolean => {
      void closed.close()
      return false
    }
    closed.faults.add({ name: 'closing', on: { where }, do: { type: 'reset' } })
    const documents = Array.from({ length: 9 }, (_, n) => ({
      uri: `${n}`,
      parts: [{ bytes: Buffer.alloc(9_000, 'a') }],
    }))
    await expect(closed.papi.connector('crawler').addDocumentList(documents)).rejects.toThrow(
      SimulatorClosedError,
    )
    return runOf(closed)
  }
  const expected = await run(0)
  expect(expected.lines.length).toBeGreaterThan(5)
  for (const threads of [1, 2, 'auto'] as const)
    expectSameRun(await run(threads), expected, `threads ${threads}`)
})
