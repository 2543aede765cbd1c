import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { property } from '../support/property.ts'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { WorkerPoolError } from '../../src/core/errors.ts'
import type { Analysis, DocumentPart, Indexer } from '../../src/core/indexer.ts'
import { analyze } from '../../src/workers/analyze.ts'
import { createIndexer } from '../../src/workers/create-indexer.ts'
import type { IndexerOptions } from '../../src/workers/create-indexer.ts'
import { PooledIndexer } from '../../src/workers/pooled-indexer.ts'
import { FORMATS, analyseAll, fixture, outcomeOf, part } from './jobs.ts'

const opened: Indexer[] = []

function open(options: Partial<IndexerOptions> = {}): Indexer {
  const indexer = createIndexer({ threads: 2, ...options })
  opened.push(indexer)
  return indexer
}

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(opened.splice(0).map((indexer) => indexer.close()))
})

/** Of all formats and sizes, some of them broken. */
const DOCUMENTS: readonly (readonly DocumentPart[])[] = Array.from({ length: 100 }, (_, index) => {
  const text = `<title>${index}</title>{"a": "${'word '.repeat((index * 37) % 5000)}"}`
  const first = part(text, FORMATS[index % FORMATS.length])
  return index % 9 === 0 ? [first, part(`and ${index}`)] : [first]
})
const ANALYSES: readonly Analysis[] = DOCUMENTS.map(analyze)

describe('the pool', () => {
  test.each([
    [1, 1],
    [1, 32],
    [2, 7],
    [2, 64],
    [3, 1000],
  ])('gives the results of the inline path with %i threads and batches of %i', async (threads, batchSize) => {
    expect(await analyseAll(open({ threads, batchSize }), DOCUMENTS)).toEqual(ANALYSES)
  })

  const anyDocuments = fc.array(
    fc.array(fc.record({ bytes: fc.uint8Array({ maxLength: 300 }), format: fc.constantFrom(...FORMATS) }), {
      maxLength: 3,
    }),
    { maxLength: 50 },
  )
  property.prop([anyDocuments], { numRuns: 50 })(
    'gives the results of the inline path for any bytes',
    async (documents) => {
      expect(await analyseAll(open(), documents)).toEqual(await analyseAll(open({ threads: 0 }), documents))
    },
  )

  test('finishes what came first first', async () => {
    const indexer = open({ threads: 1, batchSize: 5 })
    for (const [job, parts] of DOCUMENTS.entries()) indexer.submit(job, parts)
    const finished: number[] = []
    await Promise.all(DOCUMENTS.map(async (_, job) => indexer.ready(job).then(() => finished.push(job))))
    expect(finished).toEqual(DOCUMENTS.map((_, job) => job))
  })

  test.each(['crash', 'hang', 'outOfMemory'] as const)(
    'loses nothing when threads %s as planned',
    async (death) => {
      const indexer = open({ batchSize: 8 })
      for (const [job, parts] of DOCUMENTS.entries()) {
        indexer.submit(job, parts)
        if (job % 40 === 20) indexer.kill(death)
      }
      expect(await Promise.all(DOCUMENTS.map((_, job) => outcomeOf(indexer, job)))).toEqual(ANALYSES)
    },
  )

  test('survives a planned death with nothing to do', async () => {
    const indexer = open({ threads: 1 })
    indexer.kill('crash')
    indexer.kill('hang')
    expect(await analyseAll(indexer, DOCUMENTS)).toEqual(ANALYSES)
  })

  test('survives more planned deaths than a document may cause unplanned', async () => {
    const indexer = open({ threads: 1 })
    indexer.submit(0, [part('a')])
    for (let death = 0; death < 5; death++) indexer.kill('crash')
    expect(await outcomeOf(indexer, 0)).toEqual(analyze([part('a')]))
  })

  test('gives a result once', async () => {
    const indexer = open()
    expect(indexer.submit(7, [part('a')])).toBeUndefined()
    expect(indexer.take(7)).toBeUndefined()
    await indexer.ready(7)
    await indexer.ready(7)
    expect(indexer.take(7)).toEqual(analyze([part('a')]))
    expect(() => indexer.take(7)).toThrow('job 7 was taken that is not open')
    await indexer.ready(7)
  })

  test('sends large shipments while more documents come in, and has the next one ready', async () => {
    const indexer = new PooledIndexer({ threads: 1, indexer: undefined, batchSize: 32, watchdogMs: 60_000 })
    opened.push(indexer)
    indexer.start()
    indexer.submit(0, [part('the thread is there')])
    await indexer.ready(0)
    const page = [part(new Uint8Array(100_000), 'html')]
    for (let job = 1; job <= 20; job++) indexer.submit(job, page)
    // Three have been sent when six were there, and three more were put together when six were there again.
    expect([indexer.waitingBytes, indexer.isWaiting(6), indexer.isWaiting(7)]).toEqual([
      1_400_000,
      false,
      true,
    ])
  })

  test('gives what nobody has taken all at once, and once', async () => {
    const indexer = open({ threads: 1 })
    for (const job of [0, 1, 2]) indexer.submit(job, [part(`text ${job}`)])
    expect(indexer.takeDone()).toEqual(new Map())
    for (const job of [0, 1, 2]) await indexer.ready(job)
    expect(indexer.take(1)).toEqual(analyze([part('text 1')]))
    indexer.submit(3, [part('text 3')])
    expect(indexer.takeDone()).toEqual(
      new Map([
        [0, analyze([part('text 0')])],
        [2, analyze([part('text 2')])],
      ]),
    )
    expect(indexer.takeDone()).toEqual(new Map())
    expect(() => indexer.take(0)).toThrow('not open')
    expect(await outcomeOf(indexer, 3)).toEqual(analyze([part('text 3')]))
  })

  test('drops what is forgotten, before it is sent, on its way and when it is there', async () => {
    const indexer = open({ threads: 1, batchSize: 1 })
    for (const [job, parts] of DOCUMENTS.entries()) indexer.submit(job, parts)
    indexer.forget(1)
    await indexer.ready(0)
    indexer.forget(0)
    indexer.forget(2)
    for (const job of [0, 1, 2]) {
      await indexer.ready(job)
      expect(() => indexer.take(job)).toThrow('not open')
    }
    expect(await outcomeOf(indexer, 3)).toEqual(ANALYSES[3])
  })

  test('wakes who waits when it is closed, and closes once', async () => {
    const indexer = open()
    indexer.submit(0, [part('a')])
    const ready = indexer.ready(0)
    await Promise.all([indexer.close(), indexer.close()])
    await ready
    expect(() => indexer.take(0)).toThrow(WorkerPoolError)
    await indexer.close()
  })

  test('serves several indexers, and those that are left when one closes', async () => {
    const [first, second, third] = [open(), open(), open()]
    const closed = analyseAll(first, DOCUMENTS)
    const results = Promise.all([analyseAll(second, DOCUMENTS), analyseAll(third, DOCUMENTS)])
    await first.close()
    for (const outcome of await closed) expect(outcome).toBeInstanceOf(WorkerPoolError)
    expect(await results).toEqual([ANALYSES, ANALYSES])
  })

  test('works while the timers of the process are fake', async () => {
    vi.useFakeTimers()
    expect(await analyseAll(open({ threads: 3 }), DOCUMENTS)).toEqual(ANALYSES)
    const indexer = open({ threads: 3 })
    indexer.kill('crash')
    expect(await analyseAll(indexer, DOCUMENTS)).toEqual(ANALYSES)
  })
})

describe('with an indexer of the user', () => {
  const troubled = fixture('troubled')

  test('documents that are worth two shipments are analysed on two threads at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'indexsim-'))
    const place = (name: string): string => join(folder, name)
    const meeting = (own: string, other: string): readonly DocumentPart[] => [
      part(JSON.stringify({ own: place(own), other: place(other) }).padEnd(40_000)),
    ]
    const outcomes = await analyseAll(open({ threads: 2, indexer: fixture('meets') }), [
      meeting('a', 'b'),
      meeting('b', 'a'),
    ])
    expect(outcomes).toEqual([
      expect.objectContaining({ textBytes: 40_000 }),
      expect.objectContaining({ textBytes: 40_000 }),
    ])
    await rm(folder, { recursive: true })
  })

  test('a document whose result can never come throws, and is not among those that are done', async () => {
    const indexer = open({ threads: 1, indexer: troubled })
    indexer.submit(0, [part('throw')])
    indexer.submit(1, [part('fine')])
    await Promise.all([indexer.ready(0), indexer.ready(1)])
    expect([...indexer.takeDone().keys()]).toEqual([1])
    expect(() => indexer.take(0)).toThrow('not this one')
  })

  test('a document that keeps killing its thread is named, and the others are fine', async () => {
    const sources = ['a', 'b', 'exit', 'c', 'exit', 'd']
    const outcomes = await analyseAll(
      open({ indexer: troubled }),
      sources.map((source) => [part(source)]),
    )
    for (const [index, outcome] of outcomes.entries()) {
      if (sources[index] === 'exit') {
        expect(outcome).toBeInstanceOf(WorkerPoolError)
        expect(outcome).toHaveProperty(
          'message',
          expect.stringMatching(/4 bytes .* its worker thread died 3 times/),
        )
      } else {
        expect(outcome).toEqual({ kind: 'indexed', textBytes: 1, title: 'text', digestHigh: 1, digestLow: 0 })
      }
    }
  })

  test('a document that never ends is given up by the watchdog alone, and the others are fine', async () => {
    const outcomes = await analyseAll(
      open({ threads: 1, indexer: troubled, watchdogMs: 500 }),
      ['a', 'hang', 'b'].map((source) => [part(source)]),
    )
    expect(outcomes[1]).toBeInstanceOf(WorkerPoolError)
    expect(outcomes[1]).toHaveProperty('message', expect.stringContaining('no answer within 500 ms'))
    expect([outcomes[0], outcomes[2]]).toEqual([
      expect.objectContaining({ textBytes: 1 }),
      expect.objectContaining({ textBytes: 1 }),
    ])
  })

  test.each(['exits-at-load', 'loads-never'])(
    'a worker whose module %s is an error and not a hang',
    async (name) => {
      const options = { indexer: fixture(name), watchdogMs: 600 }
      const documents = [[part('a')], [part('b')]]
      for (const threads of [1, 2]) {
        for (const outcome of await analyseAll(open({ ...options, threads }), documents)) {
          expect(outcome).toBeInstanceOf(WorkerPoolError)
          expect(outcome).toHaveProperty(
            'message',
            expect.stringContaining('A worker thread of the indexer cannot be started'),
          )
        }
      }
    },
  )

  test('a pool that is broken already tells so', async () => {
    const indexer = open({ indexer: fixture('exits-at-load') })
    expect(await analyseAll(indexer, [[part('a')]])).toEqual([expect.any(WorkerPoolError)])
    indexer.kill('crash')
    indexer.submit(1, [part('b')])
    expect(await outcomeOf(indexer, 1)).toBeInstanceOf(WorkerPoolError)
  })
})

describe('a look at a job', () => {
  test.each([0, 1, 'auto'] as const)(
    'gives its parts or what it found, and changes nothing, with %s threads',
    async (threads) => {
      const indexer = open({ threads })
      const documents = [...DOCUMENTS.slice(0, 20), [part('a "large" one,\n'.repeat(2_000), 'csv')]]
      const given = documents.map((parts, job) => indexer.submit(job, parts))
      const openJobs = [...documents.keys()].filter((job) => given[job] === undefined)
      for (const job of openJobs) expect(indexer.look(job)).toEqual({ kind: 'open', parts: documents[job] })
      for (const job of openJobs) {
        await indexer.ready(job)
        const work = indexer.look(job)
        const found = work.kind === 'analysed' ? work.analysis : analyze(work.parts)
        expect([found, await outcomeOf(indexer, job)]).toEqual([analyze(documents[job]!), found])
      }
    },
  )

  test('throws where its result can never come, and so does `take` then', async () => {
    const indexer = open({ threads: 1, indexer: fixture('throws-at-load') })
    indexer.submit(1, [part('text')])
    await indexer.ready(1)
    expect(() => indexer.look(1)).toThrow(WorkerPoolError)
    expect(await outcomeOf(indexer, 1)).toBeInstanceOf(WorkerPoolError)
  })
})
