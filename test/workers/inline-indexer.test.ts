import { expect, test } from 'vitest'

import { WorkerPoolError } from '../../src/core/errors.ts'
import { analyze } from '../../src/workers/analyze.ts'
import { InlineIndexer } from '../../src/workers/inline-indexer.ts'
import { part } from './jobs.ts'

test('gives the result at once, for any document', () => {
  const indexer = new InlineIndexer(analyze)
  expect(indexer.submit(0, [part('a')])).toEqual(analyze([part('a')]))
  expect(indexer.submit(1, [part('{', 'json')])).toMatchObject({ kind: 'failed' })
})

test('has nothing open afterwards', async () => {
  const indexer = new InlineIndexer(analyze)
  indexer.submit(0, [part('a')])
  await indexer.ready(0)
  expect(() => indexer.take(0)).toThrow('job 0 was taken that is not open')
})

test('takes no notice of planned deaths', () => {
  const indexer = new InlineIndexer(analyze)
  indexer.kill()
  expect(indexer.submit(0, [part('a')])).toMatchObject({ kind: 'indexed' })
})

test('throws from take what the analysis throws, once', async () => {
  const indexer = new InlineIndexer(() => {
    throw new WorkerPoolError('no')
  })
  expect(indexer.submit(0, [])).toBeUndefined()
  await indexer.ready(0)
  expect(() => indexer.take(0)).toThrow(WorkerPoolError)
  expect(() => indexer.take(0)).toThrow('not open')
  indexer.submit(1, [])
  indexer.forget(1)
  expect(() => indexer.take(1)).toThrow('not open')
})

test('takes jobs on while its analysis is loading', async () => {
  let load = (): void => undefined
  const indexer = new InlineIndexer(analyze, new Promise((resolve) => (load = resolve)))
  indexer.submit(0, [part('early')])
  indexer.submit(1, [part('forgotten')])
  indexer.forget(1)
  expect(indexer.take(0)).toBeUndefined()
  load()
  await indexer.ready(0)
  expect(indexer.take(0)).toEqual(analyze([part('early')]))
  expect(indexer.submit(2, [part('late')])).toEqual(analyze([part('late')]))
})

test('is full, until its analysis is loaded, with more than 16 MB to be analysed', async () => {
  let load = (): void => undefined
  const indexer = new InlineIndexer(analyze, new Promise((resolve) => (load = resolve)))
  const large = [part(new Uint8Array(9 * 1024 * 1024))]
  indexer.submit(0, large)
  expect(indexer.isFull).toBe(false)
  indexer.submit(1, large)
  expect(indexer.isFull).toBe(true)
  load()
  await indexer.room()
  expect(indexer.isFull).toBe(false)
})
