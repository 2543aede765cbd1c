import { KendraClient } from '@aws-sdk/client-kendra'
import { Simulator } from 'indexsim'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sync } from './connector.js'

describe('the connector', () => {
  /** @type {Simulator} */
  let sim
  /** @type {string} */
  let indexId
  /** @type {KendraClient} */
  let client

  beforeEach(() => {
    sim = new Simulator({ seed: 7 })
    indexId = sim.kendra.addIndex()
    client = new KendraClient(sim.kendra.clientConfig())
  })

  afterEach(() => sim.close())

  /** @param {ReadonlyMap<string, string>} source @param {readonly string[]} [gone] */
  const run = (source, gone) => sync(client, indexId, source, gone, (ms) => sim.clock.sleep(ms))
  /** @param {number} count @param {string} [text] */
  const pages = (count, text = 'text') =>
    new Map(Array.from({ length: count }, (_, n) => [`page-${n}`, `${text} ${n}`]))
  const statuses = () => sim.documents().map(({ status }) => status)

  it('indexes everything, and updates what is there already', async () => {
    expect(await run(pages(25))).toEqual(new Map())
    expect(new Set(statuses())).toEqual(new Set(['INDEXED']))
    expect(await run(pages(25, 'changed'), [])).toEqual(new Map())
    expect(new Set(statuses())).toEqual(new Set(['UPDATED']))
  })

  it('deletes what is gone', async () => {
    await run(pages(3))
    await run(new Map(), ['page-1'])
    await sim.settle()
    expect(sim.documents().map(({ id }) => id)).toEqual(['page-0', 'page-2'])
  })

  it('comes through throttling, and tells of documents that cannot be indexed', async () => {
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
  })
})
