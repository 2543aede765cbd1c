import { KendraClient } from '@aws-sdk/client-kendra'
import type { Simulator } from 'indexsim'
import { expect, test } from 'indexsim/vitest'
import { type Source, sync } from './connector.ts'

const pages = (count: number, text = 'text'): Source =>
  new Map(Array.from({ length: count }, (_, n) => [`page-${n}`, `${text} ${n}`]))
const documentsOf = (source: Source): { id: string; content: string }[] =>
  [...source].map(([id, content]) => ({ id, content }))

/** The connector on the simulator: the SDK's own client, and one clock for both, so that its polling takes no time. */
function connect(sim: Simulator): {
  id: string
  run: (source: Source, gone?: string[]) => Promise<Map<string, string>>
} {
  const id = sim.kendra.addIndex()
  const client = new KendraClient(sim.kendra.clientConfig())
  return { id, run: (source, gone) => sim.run(() => sync(client, id, source, gone)) }
}

test('indexes everything, and updates what is there already', async ({ sim }) => {
  const { id, run } = connect(sim)
  expect(await run(pages(25))).toEqual(new Map())
  expect(sim).toHaveStatus(id, 'page-24', 'INDEXED')
  expect(await run(pages(25, 'changed'))).toEqual(new Map())
  expect(sim).toHaveStatus(id, 'page-24', 'UPDATED')
  expect(sim).toMatchSource(id, documentsOf(pages(25, 'changed')))
})

test('deletes what is gone', async ({ sim }) => {
  const { id, run } = connect(sim)
  await run(pages(3))
  await run(new Map(), ['page-2'])
  await sim.settle()
  expect(sim).toMatchSource(id, documentsOf(pages(2)))
})

test('comes through throttling, and tells of documents that cannot be indexed', async ({ sim }) => {
  const { run } = connect(sim)
  sim.faults.throttle('BatchPutDocument', { times: 2 })
  sim.faults.fail('page-3', { reason: 'cannot parse' })
  sim.faults.lose('page-4')
  expect(await run(pages(12))).toEqual(
    new Map([
      ['page-3', 'cannot parse'],
      ['page-4', 'NOT_FOUND'],
    ]),
  )
  sim.faults.assertAllFired()
  expect(sim.audit()).toEqual([])
})
