/** Rows of revisions are folded away and used again while a run goes on: no document ever sees another's. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Simulator, type SimulatorOptions } from '../../src/index.ts'
import { openIndex } from '../support/kendra-driver.ts'
import { property } from '../support/property.ts'

const OPTIONS: SimulatorOptions = { workers: { threads: 0 }, latencyMs: 0, indexingMs: 10 }

describe('a row that is folded away', () => {
  it('is freed once: what comes after two replacements settles', async () => {
    const sim = new Simulator(OPTIONS)
    const index = openIndex(sim)
    await index.put('a')
    await sim.settle()
    await index.put('a')
    await sim.settle()
    await index.put('b')
    await index.put('c')
    await sim.settle()
    expect(sim.documents().map(({ id, status, live }) => [id, status, live])).toEqual([
      ['a', 'UPDATED', 2],
      ['b', 'INDEXED', 1],
      ['c', 'INDEXED', 1],
    ])
  })

  it('is not used again while an event of it is queued', async () => {
    const sim = new Simulator({ ...OPTIONS, indexingMs: 1_000 })
    const index = openIndex(sim)
    await index.put('a')
    for (let n = 0; n < 20; n++) await index.put('a', `b-${n}`)
    await index.delete('a')
    await sim.settle()
    expect(sim.documents().map(({ id, status }) => `${id} ${status}`)).toEqual(
      Array.from({ length: 20 }, (_, n) => `b-${n} INDEXED`),
    )
  })
})

const URIS = ['a', 'b', 'c', 'd'] as const
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('add', 'add', 'delete', 'sync', 'index', 'advance', 'restart', 'settle'),
    uri: fc.constantFrom(...URIS),
  }),
  { maxLength: 40 },
)

property.prop([steps], { numRuns: 100 })(
  'no document ever shows the revision of another, nor one of its own twice',
  async (all) => {
    await using sim = new Simulator({
      ...OPTIONS,
      indexingMs: 500,
      papi: { syncAfter: '2s', indexAfter: '1s' },
    })
    const papi = sim.papi.connector('crawler')
    const counts = { a: 0, b: 0, c: 0, d: 0 }
    const play = async (kind: string, uri: (typeof URIS)[number]): Promise<void> => {
      if (kind === 'add') await papi.addDocument({ uri, stamp: `${uri}:${++counts[uri]}` })
      else if (kind === 'delete') await papi.deleteDocument(uri)
      else if (kind === 'sync') await papi.sync()
      else if (kind === 'index') await papi.triggerIndexingJob()
      else if (kind === 'advance') await sim.clock.advance(300)
      else if (kind === 'restart') sim.restart()
      else await sim.settle()
    }
    for (const { kind, uri } of all) {
      await play(kind, uri)
      for (const { id, revisions, live } of sim.documents({ includeGone: true })) {
        const ordinals = revisions.map(({ revision }) => revision)
        expect(ordinals).toEqual([...new Set(ordinals)].sort((a, b) => a - b))
        const strangers = revisions.filter(({ operation, stamp }) =>
          operation === 'put' ? stamp?.startsWith(`${id}:`) !== true : stamp !== undefined,
        )
        expect(strangers).toEqual([])
        if (live !== undefined) expect(ordinals).toContain(live)
      }
    }
    await sim.settle()
    for (const uri of URIS) {
      const last = sim.trace.lines().findLast((line) => line.includes(`"document":"${uri}"`))
      if (last !== undefined) expect(last).toMatch(/"kind":"(indexed|deleted|accepted)"/)
    }
  },
)
