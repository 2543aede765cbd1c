/** The machinery that indexes is broken, or is the user's own: an error of ours and never a hang, or results of theirs. */
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { Simulator, type SimulatorOptions, WorkerPoolError } from '../src/index.ts'
import { type KendraDriver, openIndex } from './support/kendra-driver.ts'
import { expectSameRun, type Run, runOf } from './support/traces.ts'

const fixture = (name: string): URL => new URL(`workers/fixtures/${name}.js`, import.meta.url)

let sim: Simulator
const begin = (workers: SimulatorOptions['workers']): KendraDriver => {
  sim = new Simulator({ workers })
  return openIndex(sim)
}
afterEach(() => sim.close())

const THREADS = [0, 1, 2, 'auto'] as const

describe.each(THREADS)('an indexer that cannot be loaded, with threads %s', (threads) => {
  it.each([
    ['no such file', '/nonexistent.js'],
    ['a module that throws', fixture('throws-at-load')],
    ['a module that exports nothing', fixture('exports-nothing')],
  ])('is a WorkerPoolError for all who wait: %s', async (_, indexer) => {
    const index = begin({ threads, indexer })
    await index.put('a')
    const waits = [
      sim.settle(),
      sim.clock.advance('1d'),
      sim.clock.sleep('1d'),
      index.status('a').then(() => sim.settle()),
    ]
    const errors = await Promise.all(waits.map((wait) => wait.catch((error: unknown) => error)))
    expect(errors[0]).toBeInstanceOf(WorkerPoolError)
    expect(errors[0]).toMatchObject({ name: 'WorkerPoolError', code: 'INDEXSIM_WORKER_POOL' })
    for (const error of errors) expect(error).toBe(errors[0])
  })

  it('is one for a connector of the Push API and for seeded documents too', async () => {
    begin({ threads, indexer: '/nonexistent.js' })
    const papi = sim.papi.connector('crawler')
    papi.seed([{ uri: 'a', parts: [{ bytes: Buffer.from('a') }] }])
    await expect(sim.settle()).rejects.toThrow(WorkerPoolError)
  })

  it('rejects whatever follows with the same error, until a reset', async () => {
    const index = begin({ threads, indexer: '/nonexistent.js' })
    await index.put('a')
    const error: unknown = await sim.settle().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(WorkerPoolError)
    for (let again = 0; again < 2; again++) {
      await expect(index.put('b')).rejects.toBe(error)
      await expect(index.status('a')).rejects.toBe(error)
      await expect(sim.papi.connector('crawler').getDocumentStatus('a')).rejects.toBe(error)
      await expect(sim.settle()).rejects.toBe(error)
      await expect(sim.clock.sleep(1)).rejects.toBe(error)
      await expect(sim.external(Promise.resolve(1))).rejects.toBe(error)
    }
    sim.reset()
    await sim.clock.sleep(1)
    const after = openIndex(sim)
    await after.put('a')
    await expect(after.status('a')).resolves.toBe('PROCESSING')
    await expect(sim.settle()).rejects.toThrow(WorkerPoolError)
  })

  it('never shows as a document that failed', async () => {
    const index = begin({ threads, indexer: '/nonexistent.js' })
    await index.put('a')
    await expect(sim.settle()).rejects.toThrow(WorkerPoolError)
    expect(sim.document(index.indexId, 'a')).toMatchObject({ status: 'PROCESSING', failure: undefined })
    expect(sim.trace.lines().filter((line) => line.includes('"failed"'))).toEqual([])
  })

  it('does no harm where nothing is analysed', async () => {
    const index = begin({ threads, indexer: '/nonexistent.js' })
    await expect(index.status('a')).resolves.toBe('NOT_FOUND')
    await index.delete('a')
    await sim.settle()
  })
})

describe.each(THREADS)('an indexer that breaks on a document, with threads %s', (threads) => {
  it.each(['throw', 'nonsense', 'promise'])(
    'is a WorkerPoolError and no failed document: %s',
    async (text) => {
      const index = begin({ threads, indexer: fixture('troubled') })
      await index.putText('good', 'fine')
      await sim.settle()
      await expect(index.status('good')).resolves.toBe('INDEXED')
      await index.putText('bad', text)
      await expect(sim.settle()).rejects.toThrow(/troubled\.js/)
      await expect(sim.settle()).rejects.toThrow(WorkerPoolError)
      expect(sim.document(index.indexId, 'bad')?.status).toBe('PROCESSING')
    },
  )
})

it('an indexer that cannot be loaded is a WorkerPoolError where the work is worth threads', async () => {
  const index = begin({ threads: 'auto', indexer: '/nonexistent.js' })
  for (let n = 0; n < 4; n++) await index.putText(`doc-${n}`, 'x'.repeat(1024 * 1024))
  await expect(sim.settle()).rejects.toThrow(WorkerPoolError)
})

it('a document that keeps killing its thread is a WorkerPoolError, not a FAILED one', async () => {
  const index = begin({ threads: 1, indexer: fixture('troubled') })
  await index.putText('bad', 'exit')
  await expect(sim.settle()).rejects.toThrow(/4 bytes could not be analysed: its worker thread died 3 times/)
})

describe('an indexer of the user that works', () => {
  const textOf = (n: number): string => 'word '.repeat(n * 40)

  /** Documents small and large, so that `auto` takes both of its ways. */
  async function run(threads: 0 | 1 | 2 | 'auto', indexer: string | URL): Promise<Run> {
    const index = begin({ threads, indexer })
    for (let n = 0; n < 30; n++) await index.putText(`doc-${n}`, textOf(n))
    await sim.papi.connector('crawler').addDocument({
      uri: 'a',
      parts: [
        { bytes: Buffer.from('one') },
        { name: 'second', bytes: Buffer.from('two'), directives: { mime: 'text/html' } },
      ],
    })
    await sim.settle()
    const views = sim.documents()
    // The fixture counts: its digest is the number of parts, its title their formats.
    expect(views.map(({ digest, title }) => [digest, title])).toEqual([
      ...Array.from({ length: 30 }, () => ['0000000100000000', 'text']),
      ['0000000200000000', 'text html'],
    ])
    expect(views.map(({ revisions }) => revisions[0]?.textBytes)).toEqual([
      ...Array.from({ length: 30 }, (_, n) => textOf(n).length),
      6,
    ])
    const left = runOf(sim)
    await sim.close()
    return left
  }

  it('is what documents are indexed with, and gives one run for any number of threads', async () => {
    const inline = await run(0, fixture('counts-bytes'))
    expect(inline.lines.filter((line) => line.includes('"digest":"0000000100000000"'))).toHaveLength(30)
    for (const threads of [1, 2, 'auto'] as const)
      expectSameRun(await run(threads, fixture('counts-bytes')), inline, `threads ${threads}`)
  })

  it('is found by its URL, the text of that, and its path', async () => {
    const url = fixture('counts-bytes')
    const byUrl = await run(1, url)
    expectSameRun(await run(1, url.href), byUrl, 'the text of the URL')
    expectSameRun(await run(1, fileURLToPath(url)), byUrl, 'the path')
  })

  it('says by data what cannot be indexed', async () => {
    for (const threads of [0, 1] as const) {
      const index = begin({ threads, indexer: fixture('default-export') })
      await index.put('a')
      await sim.settle()
      expect(sim.document(index.indexId, 'a')).toMatchObject({
        status: 'FAILED',
        failure: { code: 'NEVER', reason: 'as a default export' },
      })
      await sim.close()
    }
  })
})
