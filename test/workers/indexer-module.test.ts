import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { ConfigurationError, WorkerPoolError } from '../../src/core/errors.ts'
import type { Analysis, Indexer } from '../../src/core/indexer.ts'
import { createIndexer } from '../../src/workers/create-indexer.ts'
import type { IndexerOptions } from '../../src/workers/create-indexer.ts'
import { analyseAll, fixture, part } from './jobs.ts'

const COUNTED: Analysis = { kind: 'indexed', textBytes: 3, title: 'text html', digestHigh: 2, digestLow: 0 }

async function using<T>(options: IndexerOptions, use: (indexer: Indexer) => Promise<T>): Promise<T> {
  const indexer = createIndexer(options)
  try {
    return await use(indexer)
  } finally {
    await indexer.close()
  }
}

describe.each(['auto', 0, 2] as const)('an indexer of the user with %s threads', (threads) => {
  const small = [part('a'), part('bc', 'html')]

  test.each([
    ['a file URL', fixture('counts-bytes')],
    ['the text of one', fixture('counts-bytes').href],
    ['a path', fileURLToPath(fixture('counts-bytes'))],
  ])('is found by %s', async (_, indexer) => {
    const results = await using({ threads, indexer }, (open) => analyseAll(open, [small, small]))
    expect(results).toEqual([COUNTED, COUNTED])
  })

  test('may be a default export', async () => {
    const results = await using({ threads, indexer: fixture('default-export') }, (open) =>
      analyseAll(open, [small]),
    )
    expect(results).toEqual([{ kind: 'failed', code: 'NEVER', reason: 'as a default export' }])
  })

  test('takes large documents and, once it is loaded, small ones as well', async () => {
    const large = [part('x'.repeat(100_000))]
    await using({ threads, indexer: fixture('counts-bytes') }, async (open) => {
      for (const parts of [small, large, small]) {
        expect(await analyseAll(open, [parts])).toEqual([expect.objectContaining({ kind: 'indexed' })])
      }
    })
  })

  test('may do with its bytes what it likes, and harms no other document', async () => {
    const sizes = [1, 300, 5_000, 60_000, 5_000, 300, 1]
    const documents = sizes.map((size) => [part('a'.repeat(size)), part('b'.repeat(size), 'html')])
    const results = await using({ threads, indexer: fixture('takes-bytes-away') }, (open) =>
      analyseAll(open, [...documents, ...documents]),
    )
    const sums = sizes.map((size) => expect.objectContaining({ textBytes: size * (0x61 + 0x62) }) as unknown)
    expect(results).toEqual([...sums, ...sums])
  })

  test.each([
    ['throw', 'troubled.js threw on a document: not this one'],
    [
      'nonsense',
      'troubled.js returned something else than an Analysis: textBytes is -1; expected a whole number of bytes. Its',
    ],
    ['promise', 'troubled.js returned something else than an Analysis: it is a promise. Its'],
    ['nothing', 'Analysis: it is undefined; expected an object. Its'],
    ['{"kind":"index"}', `Analysis: kind is 'index'; expected 'indexed' or 'failed'. Its`],
    ['{"kind":"failed","code":"X"}', 'Analysis: reason is undefined; expected a text. Its'],
    [
      '{"kind":"indexed","textBytes":1,"digestHigh":4294967296,"digestLow":0}',
      'Analysis: digestHigh is 4294967296; expected an unsigned whole number of 32 bits. Its',
    ],
    [
      '{"kind":"indexed","textBytes":1,"digestHigh":0,"digestLow":0,"leftOut":{"part":0,"code":"X","reason":"y"}}',
      'Analysis: leftOut.part is 0; expected the number of a part, from 1. Its',
    ],
  ])('that answers with %s is an error for that document alone', async (source, message) => {
    await using({ threads, indexer: fixture('troubled') }, async (open) => {
      for (let round = 0; round < 2; round++) {
        const [bad, good] = await analyseAll(open, [[part(source)], [part('fine')]])
        expect(bad).toBeInstanceOf(WorkerPoolError)
        expect(bad).toHaveProperty('message', expect.stringContaining(message))
        expect(good).toMatchObject({ kind: 'indexed', textBytes: 4 })
      }
    })
  })

  test.each([
    ['throws-at-load', 'there is nothing here'],
    ['exports-nothing', 'exports no function'],
  ])('that %s is an error', async (name, message) => {
    const [outcome] = await using({ threads, indexer: fixture(name) }, (open) => analyseAll(open, [small]))
    expect(outcome).toBeInstanceOf(WorkerPoolError)
    expect(outcome).toHaveProperty('message', expect.stringContaining(message))
  })

  test('that does not exist is an error', async () => {
    const [outcome] = await using({ threads, indexer: './no/such/indexer.js' }, (open) =>
      analyseAll(open, [small]),
    )
    expect(outcome).toBeInstanceOf(WorkerPoolError)
    expect(outcome).toHaveProperty('message', expect.stringContaining('/no/such/indexer.js cannot be loaded'))
  })

  test('wakes who waits for it when it is closed', async () => {
    await using({ threads, indexer: fixture('counts-bytes') }, async (open) => {
      open.submit(0, small)
      const ready = open.ready(0)
      await open.close()
      await ready
      expect(() => open.take(0)).toThrow(WorkerPoolError)
    })
  })
})

test('a module that never loads is an error inline too', async () => {
  await using({ threads: 0, indexer: fixture('loads-never'), watchdogMs: 100 }, async (open) => {
    const [outcome] = await analyseAll(open, [[part('a')]])
    expect(outcome).toHaveProperty('message', expect.stringContaining('has not loaded within 100 ms'))
  })
})

test.each([{ threads: -1 }, { threads: 1.5 }, { threads: 1, batchSize: 0 }, { threads: 0, watchdogMs: 0 }])(
  'refuses %o',
  (options) => {
    expect(() => createIndexer(options)).toThrow(ConfigurationError)
  },
)
