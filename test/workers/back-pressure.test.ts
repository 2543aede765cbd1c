import { afterEach, describe, expect, test } from 'vitest'

import { SimulatorClosedError } from '../../src/core/errors.ts'
import type { Corpus } from '../../src/core/corpus.ts'
import { Simulation } from '../../src/core/simulation.ts'
import { Simulator } from '../../src/index.ts'
import { NodeEventLoop } from '../../src/host/node-event-loop.ts'
import { ProcessPace } from '../../src/host/process-pace.ts'
import { PooledIndexer } from '../../src/workers/pooled-indexer.ts'
import { analyze } from '../../src/workers/analyze.ts'
import type { Analyze } from '../../src/workers/analyze.ts'
import { part } from './jobs.ts'

const MB = 1024 * 1024
/** What may wait for threads, and the one document that may come on top. One event can bring as much again. */
const MOST_WAITING_BYTES = 16 * MB + MB
const MOST_AFTER_ONE_EVENT = 32 * MB + MB
const PAGE = part(`<p>${'a page of many words, '.repeat(MB)}`.slice(0, MB), 'html')

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()))
})

interface ServiceOptions {
  readonly isPaced?: boolean
  /** Whether documents can be analysed on this thread too. */
  readonly canAnalyse?: boolean
}

/** A service on two threads: the most bytes that were waiting for them after a put, and what was analysed here nevertheless. */
class Service {
  readonly indexer: PooledIndexer
  readonly simulation: Simulation
  readonly corpus: Corpus
  mostWaitingBytes = 0
  analysedHere = 0
  #documents = 0

  constructor({ isPaced = false, canAnalyse = true }: ServiceOptions = {}) {
    const analyzeHere: Analyze = (parts) => {
      this.analysedHere++
      return analyze(parts)
    }
    this.indexer = new PooledIndexer({
      threads: 2,
      batchSize: 32,
      indexer: undefined,
      watchdogMs: 60_000,
      analyze: canAnalyse ? analyzeHere : undefined,
    })
    const loop = new NodeEventLoop()
    const pace = isPaced ? new ProcessPace(1) : undefined
    this.indexer.start()
    this.simulation = new Simulation(
      {
        seed: 1,
        latencyMs: 0,
        indexingMs: 1_000,
        trace: 'digest',
        calls: 'off',
        versionsKept: 4,
        eventsPerInstant: 10_000,
        settleLimitMs: 1_000_000,
        simulatedLimitMs: Infinity,
        stallGraceMs: 1_000,
        externalGraceMs: 1_000,
      },
      {
        sha256: (bytes) => String(bytes.length),
        loop,
        indexer: this.indexer,
        pace: pace && { startAt: pace.startAt, pace },
      },
    )
    this.corpus = this.simulation.engine.addCorpus(
      'kendra',
      'index',
      { durability: 'at-once', unreadable: 'fails' },
      { put: [], delete: [] },
    )
    opened.push(async () => {
      this.simulation.driver.end('the test is over')
      loop.close()
      await this.indexer.close()
    })
  }

  /** One call that puts so many documents of 1 MB. */
  async put(documents: number): Promise<void> {
    const refuse = (): never => {
      throw new Error('nothing is refused here')
    }
    await this.simulation.driver.call({
      facade: 'kendra',
      operation: 'put',
      corpus: this.corpus.label,
      documents: [],
      isRead: false,
      input: undefined,
      identity: undefined,
      recipe: undefined,
      apply: () => {
        for (let document = 0; document < documents; document++) this.#accept('accept')
      },
      refuse,
      disconnected: refuse,
    })
  }

  seed(documents: number): void {
    for (let document = 0; document < documents; document++) this.#accept('seed')
  }

  #accept(how: 'accept' | 'seed'): void {
    const id = `doc-${this.#documents++}`
    this.simulation.engine[how](this.corpus, { id, operation: 'put', parts: [PAGE] })
    this.mostWaitingBytes = Math.max(this.mostWaitingBytes, this.indexer.waitingBytes)
  }

  async indexed(): Promise<number> {
    await this.simulation.driver.settle()
    return this.corpus.liveDocuments
  }
}

describe('what waits for threads stays below what may wait', () => {
  test('when calls come faster than documents are analysed', async () => {
    const service = new Service()
    await Promise.all(Array.from({ length: 20 }, () => service.put(3)))
    expect(service.mostWaitingBytes).toBeLessThanOrEqual(MOST_WAITING_BYTES + 2 * MB)
    expect(service.mostWaitingBytes).toBeGreaterThan(MOST_WAITING_BYTES / 2)
    // Threads would have nothing to do while this one, which serves them, is at work itself.
    expect(service.analysedHere).toBe(0)
    expect(await service.indexed()).toBe(60)
  })

  test('when one call brings more than that', async () => {
    const service = new Service()
    await service.put(50)
    expect(service.mostWaitingBytes).toBeLessThanOrEqual(MOST_AFTER_ONE_EVENT)
    expect(await service.indexed()).toBe(50)
  })

  test('when more than that is seeded', async () => {
    const service = new Service()
    service.seed(50)
    expect(service.mostWaitingBytes).toBeLessThanOrEqual(MOST_AFTER_ONE_EVENT)
    expect(await service.indexed()).toBe(50)
  })

  test('when time follows the process, and no call ever waits for a thread', async () => {
    const service = new Service({ isPaced: true })
    let hasTurned = false
    setImmediate(() => (hasTurned = true))
    for (let call = 0; call < 40; call++) await service.put(1)
    expect(hasTurned).toBe(false)
    expect(service.mostWaitingBytes).toBeLessThanOrEqual(MOST_WAITING_BYTES)
    expect(await service.indexed()).toBe(40)
  })

  test('when time follows the process, and only threads can analyse', async () => {
    const service = new Service({ isPaced: true, canAnalyse: false })
    await Promise.all(Array.from({ length: 40 }, () => service.put(1)))
    expect(service.mostWaitingBytes).toBeLessThanOrEqual(MOST_WAITING_BYTES)
    expect(await service.indexed()).toBe(40)
  })
})

test('a result that nobody needs yet is written down when the next document comes', async () => {
  const service = new Service()
  const openJobs = (): number => service.simulation.save().engine.analyses.jobs.length
  await service.put(5)
  expect(openJobs()).toBe(5)
  await Promise.all([1, 2, 3, 4, 5].map((job) => service.indexer.ready(job)))
  expect(openJobs()).toBe(5)
  await service.put(1)
  expect(openJobs()).toBe(1)
  expect(await service.indexed()).toBe(6)
})

test('who waits for room when the simulator is closed is told so', async () => {
  const sim = new Simulator({ workers: { threads: 1 }, latencyMs: 0, calls: 'off' })
  const IndexId = sim.kendra.addIndex()
  const puts = Array.from({ length: 40 }, (_, n) =>
    sim.kendra.batchPutDocument({
      IndexId,
      Documents: [{ Id: `doc-${n}`, Blob: PAGE.bytes, ContentType: 'HTML' }],
    }),
  )
  const outcomes = Promise.allSettled(puts)
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
  await sim.close()
  const reasons = (await outcomes).map((outcome) => (outcome.status === 'rejected' ? outcome.reason : 'told'))
  expect(reasons).toContainEqual(expect.any(SimulatorClosedError))
})
