import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { fixture } from './jobs.ts'

/** Runs a module in a process of its own that has an indexer on two threads, and gives what it prints. It must end by itself. */
async function run(body: string): Promise<string> {
  const dist = new URL('../../dist/workers/', import.meta.url)
  const script = `
    import { createIndexer } from '${new URL('create-indexer.js', dist).href}'
    const parts = [{ bytes: new TextEncoder().encode('hello'), format: 'text' }]
    async function result(indexer, job) { indexer.submit(job, parts); await indexer.ready(job); return indexer.take(job).textBytes }
    ${body}`
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    {
      timeout: 50_000,
    },
  )
  expect(stderr).toBe('')
  return stdout.trim()
}

test('a process ends by itself with a pool that nobody has closed', async () => {
  expect(await run(`console.log(await result(createIndexer({ threads: 2 }), 1))`)).toBe('5')
})

test('a process ends by itself with a pool that nobody has used', async () => {
  expect(await run(`createIndexer({ threads: 2 }); console.log('made')`)).toBe('made')
})

test('threads really die as planned, and the process ends by itself afterwards', async () => {
  const body = `
    let threads = 0
    process.on('worker', () => threads++)
    const indexer = createIndexer({ threads: 2 })
    for (const [job, death] of ['crash', 'hang', 'outOfMemory'].entries()) {
      indexer.kill(death)
      console.log(await result(indexer, job))
    }
    console.log(threads, 'threads')
    await indexer.close()`
  // Two at first, and one for each that has died.
  expect(await run(body)).toBe('5\n5\n5\n5 threads')
})

test('a process ends by itself when its indexer cannot be loaded', async () => {
  const body = `
    const indexer = createIndexer({ threads: 2, indexer: '${fixture('exits-at-load').href}' })
    console.log(await result(indexer, 0).catch((error) => error.code))`
  expect(await run(body)).toBe('INDEXSIM_WORKER_POOL')
})
