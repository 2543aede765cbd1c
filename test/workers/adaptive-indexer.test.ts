import { afterEach, describe, expect, test } from 'vitest'

import type { Analysis, ContentFormat, DocumentPart, Indexer } from '../../src/core/indexer.ts'
import { analyze } from '../../src/workers/analyze.ts'
import { createIndexer } from '../../src/workers/create-indexer.ts'
import { analyseAll, fixture, outcomeOf, part } from './jobs.ts'

const opened: Indexer[] = []

function open(indexer?: URL): Indexer {
  const adaptive = createIndexer({ threads: 'auto', indexer })
  opened.push(adaptive)
  return adaptive
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((indexer) => indexer.close()))
})

function page(bytes: number): readonly DocumentPart[] {
  return [part('<p>Hello</p> '.repeat(bytes / 13), 'html')]
}

describe("threads: 'auto'", () => {
  test.each<[string, readonly DocumentPart[]]>([
    ['a small page', page(2000)],
    ['a large text, which is only hashed', [part('x'.repeat(1_000_000))]],
    ['a large PDF, which is only hashed', [part(`%PDF-${'x'.repeat(1_000_000)}`, 'pdf')]],
    ['what is broken', [part('{', 'json')]],
  ])('analyses %s at once', (_, parts) => {
    expect(open().submit(0, parts)).toEqual(analyze(parts))
  })

  test('analyses a large page when it is needed and no thread has got to it', async () => {
    const indexer = open()
    const parts = page(100_000)
    expect(indexer.submit(0, parts)).toBeUndefined()
    await indexer.ready(0)
    expect(indexer.take(0)).toEqual(analyze(parts))
    expect(() => indexer.take(0)).toThrow('not open')
  })

  test('gives the same results when there is work enough for threads', async () => {
    const formats: readonly ContentFormat[] = ['html', 'csv', 'markdown', 'xml']
    const documents = Array.from({ length: 120 }, (_, index) => [
      part(`<p>${'a word '.repeat(index * 60)}</p>`, formats[index % 4]),
    ])
    const indexer = open()
    const outcomes: (Analysis | undefined)[] = []
    for (const [job, parts] of documents.entries()) {
      outcomes.push(indexer.submit(job, parts))
      if (job % 30 === 0) indexer.kill('crash')
    }
    // From the back, so that threads and this one meet in the middle.
    for (let job = documents.length - 1; job >= 0; job--) {
      await new Promise((resolve) => setImmediate(resolve))
      outcomes[job] ??= (await outcomeOf(indexer, job)) as Analysis
    }
    expect(outcomes).toEqual(documents.map(analyze))
  })

  test('forgets what it has taken on', async () => {
    const indexer = open()
    indexer.submit(0, page(100_000))
    indexer.forget(0)
    await indexer.ready(0)
    expect(() => indexer.take(0)).toThrow('not open')
  })

  test('lets nothing die as long as it has no threads', async () => {
    const indexer = open()
    indexer.kill('crash')
    indexer.kill('hang')
    const parts = page(100_000)
    expect(await analyseAll(indexer, [parts])).toEqual([analyze(parts)])
  })

  test("sends large documents of any format to a user's indexer on threads", async () => {
    const documents = Array.from({ length: 40 }, () => [part('x'.repeat(100_000))])
    const results = await analyseAll(open(fixture('counts-bytes')), documents)
    expect(results).toEqual(
      documents.map(() => expect.objectContaining({ textBytes: 100_000, title: 'text' })),
    )
  })
})
