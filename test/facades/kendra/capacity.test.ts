/** How much an index holds: documents and extracted text, by its edition, its units and the option. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capacityOf } from '../../../src/facades/kendra/capacity.ts'
import type { IndexEdition } from '../../../src/facades/kendra/shapes/index-shapes.ts'
import type { DocumentView, KendraOptions } from '../../../src/index.ts'
import { property } from '../../support/property.ts'
import { brokenDocument, openIndex, type OpenIndex, textDocument } from './open-index.ts'

const openSmall = (capacity: KendraOptions['capacity']): OpenIndex => openIndex({ kendra: { capacity } })

/** The ids in FailedDocuments. */
async function refusedOf(answer: ReturnType<OpenIndex['put']>): Promise<(string | undefined)[]> {
  return (await answer).FailedDocuments.map(({ Id }) => Id)
}

describe('the documents of an index', () => {
  it('[kendra.capacity.documents] are refused one by one where they are beyond what the index holds', async () => {
    const { sim, put, word } = openSmall({ documents: 3 })
    expect(await put('a', 'b', 'c', 'd', 'e')).toEqual({
      FailedDocuments: ['d', 'e'].map((Id) => ({
        Id,
        ErrorCode: 'InvalidRequest',
        ErrorMessage: 'The index holds 3 documents, and 3 is its limit.',
      })),
    })
    await sim.settle()
    expect(await refusedOf(put('d'))).toEqual(['d'])
    expect([await word('c'), await word('d')]).toEqual(['INDEXED', 'NOT_FOUND'])
  })

  it('[kendra.capacity.documents] may be updated in a full index', async () => {
    const { sim, put, word } = openSmall({ documents: 2 })
    await put('a', 'b')
    expect(await refusedOf(put('a', 'new', 'b'))).toEqual(['new'])
    await sim.settle()
    expect(await refusedOf(put(brokenDocument('a'), 'b'))).toEqual([])
    await sim.settle()
    // What is live while its update failed is held as well.
    expect(await word('a')).toBe('UPDATE_FAILED')
    expect(await refusedOf(put('new', 'a'))).toEqual(['new'])
  })

  it('[kendra.capacity.documents] count once where a batch has one of them twice', async () => {
    const { put } = openSmall({ documents: 2 })
    expect(await refusedOf(put('a', 'a', 'b', 'c', 'b'))).toEqual(['c'])
  })

  it('[kendra.capacity.places-come-back] give their place back when their first put fails, or is lost', async () => {
    const { sim, put } = openSmall({ documents: 2 })
    sim.faults.lose('lost')
    await put(brokenDocument('a'), 'lost')
    expect(await refusedOf(put('b'))).toEqual(['b'])
    await sim.settle()
    expect(await refusedOf(put('b', 'a', 'c'))).toEqual(['c'])
  })

  it('[kendra.capacity.places-come-back] give their place back when they are deleted, and not before', async () => {
    const { sim, put, remove } = openSmall({ documents: 1 })
    await put('a')
    await sim.settle()
    await remove('a')
    expect(await refusedOf(put('b'))).toEqual(['b'])
    await sim.settle()
    expect(await refusedOf(put('b'))).toEqual([])
    // What was never live has nothing to give up but its place.
    await remove('b')
    expect(await refusedOf(put('c'))).toEqual([])
  })

  it('[kendra.capacity.places-come-back] keep their place while a put follows the pending delete', async () => {
    const { sim, put, remove } = openSmall({ documents: 1 })
    await put('a')
    await sim.settle()
    await remove('a')
    await put('a')
    await sim.settle()
    expect(await refusedOf(put('b'))).toEqual(['b'])
    await remove('a')
    await sim.settle()
    expect(await refusedOf(put('b'))).toEqual([])
  })

  it('are counted through a restart, an index each', async () => {
    const { sim, put } = openSmall({ documents: 2 })
    await put('a')
    const other = sim.kendra.addIndex()
    const answer = await sim.kendra.batchPutDocument({
      IndexId: other,
      Documents: [textDocument('x'), textDocument('y')],
    })
    expect(answer).toEqual({ FailedDocuments: [] })
    sim.restart()
    expect(await refusedOf(put('b', 'c'))).toEqual(['c'])
    await sim.settle()
    expect(await refusedOf(put('c'))).toEqual(['c'])
  })

  it('[kendra.capacity.documents] count seeded ones too', async () => {
    const { sim, indexId, put } = openSmall({ documents: 2 })
    sim.kendra.seed(indexId, [textDocument('a'), textDocument('b')])
    expect(await refusedOf(put('a', 'c'))).toEqual(['c'])
  })

  it('[kendra.capacity.documents] may be more with each storage unit that is added', async () => {
    const { sim, indexId, put } = openSmall({ documents: 2 })
    await put('a', 'b')
    await sim.kendra.updateIndex({
      Id: indexId,
      CapacityUnits: { StorageCapacityUnits: 1, QueryCapacityUnits: 0 },
    })
    await sim.settle()
    expect(await refusedOf(put('c', 'd', 'e'))).toEqual(['e'])
  })
})

describe('the extracted text of an index', () => {
  const text = (id: string, length: number) => textDocument(id, undefined, 'x'.repeat(length))

  it('[kendra.capacity.text] is full: a call is refused with ServiceQuotaExceededException, and nothing of it is taken', async () => {
    const { sim, put, word } = openSmall({ textBytes: 100 })
    await put(text('a', 60), text('b', 40))
    // Nobody knows yet how much text it will be.
    expect(await refusedOf(put(text('c', 10)))).toEqual([])
    await sim.settle()
    const expected = {
      name: 'ServiceQuotaExceededException',
      message: 'The index holds 110 bytes of extracted text; its limit is 100.',
    }
    await expect(put(text('d', 1))).rejects.toMatchObject(expected)
    await expect(put(text('a', 1))).rejects.toMatchObject(expected)
    expect([await word('a'), await word('d')]).toEqual(['INDEXED', 'NOT_FOUND'])
  })

  it('[kendra.capacity.text] is what is live: it goes with what is updated, deleted and lost', async () => {
    const { sim, indexId, put, remove } = openSmall({ textBytes: 100 })
    const held = async (): Promise<number | undefined> => {
      const { IndexStatistics } = await sim.kendra.describeIndex({ Id: indexId })
      return IndexStatistics?.TextDocumentStatistics?.IndexedTextBytes
    }
    await put(text('a', 50), text('b', 30))
    expect(await held()).toBe(0)
    await sim.settle()
    expect(await held()).toBe(80)
    await put(text('a', 20), brokenDocument('b'))
    await sim.settle()
    expect(await held()).toBe(50)
    await put(text('c', 80))
    await sim.settle()
    await expect(put('d')).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' })
    await remove('c')
    await sim.settle()
    sim.faults.lose('a')
    await put(text('a', 90))
    await sim.settle()
    expect(await held()).toBe(30)
  })

  it('[kendra.capacity.text] is full with the text of seeded documents', async () => {
    const { sim, indexId, put } = openSmall({ textBytes: 100 })
    sim.kendra.seed(indexId, [text('a', 100)])
    await expect(put('b')).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' })
  })

  it('does not hinder deletes and statuses', async () => {
    const { sim, put, remove, word } = openSmall({ textBytes: 1 })
    await put('a')
    await sim.settle()
    await remove('a')
    await sim.settle()
    expect(await word('a')).toBe('NOT_FOUND')
  })
})

type Step =
  | { readonly kind: 'put'; readonly ids: readonly string[]; readonly isBroken: boolean }
  | { readonly kind: 'delete'; readonly ids: readonly string[] }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'restart' }

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const anyIds = fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 4 })
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put'),
      ids: anyIds,
      isBroken: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete'), ids: anyIds }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('advance'), ms: fc.constantFrom(0, 400, 600, 5_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
)

describe('any sequence of puts, deletes, losses and restarts', () => {
  const LIMIT = 3

  property.prop<[Step[]]>([fc.array(anyStep, { minLength: 5, maxLength: 40 })], { numRuns: 300 })(
    '[kendra.capacity.places-come-back] leaves the index with what is live and on its way there',
    async (steps) => {
      const { sim, indexId, put, remove } = openIndex({
        latencyMs: 0,
        kendra: { capacity: { documents: LIMIT } },
        faults: [{ name: 'losing', when: { probability: 0.2 }, do: { type: 'lose' } }],
      })
      for (const [n, step] of steps.entries()) {
        const held = new Set(
          sim
            .documents()
            .filter(isHeld)
            .map(({ id }) => id),
        )
        switch (step.kind) {
          case 'put': {
            const { ids, isBroken } = step
            const refused = ids.filter((id) => !held.has(id) && (held.size === LIMIT || !held.add(id)))
            const text = 'x'.repeat(n + 1)
            const answer = put(
              ...ids.map((id) => (isBroken ? brokenDocument(id) : textDocument(id, undefined, text))),
            )
            expect(await refusedOf(answer)).toEqual(refused)
            break
          }
          case 'delete':
            await remove(...step.ids)
            break
          case 'advance':
            await sim.clock.advance(step.ms)
            break
          case 'restart':
            sim.restart()
        }
        const live = sim.documents().flatMap(({ live, revisions }) => {
          const revision = revisions.find(({ revision }) => revision === live)
          return revision === undefined ? [] : [revision]
        })
        const { IndexStatistics } = await sim.kendra.describeIndex({ Id: indexId })
        expect(IndexStatistics?.TextDocumentStatistics).toEqual({
          IndexedTextDocumentsCount: live.length,
          IndexedTextBytes: live.reduce((sum, { textBytes = NaN }) => sum + textBytes, 0),
        })
      }
    },
  )

  /** A document that is live, or whose newest put is under way. */
  function isHeld({ live, revisions }: DocumentView): boolean {
    const newest = revisions.at(-1)
    return live !== undefined || (newest?.operation === 'put' && newest.settledAt === undefined)
  }
})

describe('the capacity of an edition', () => {
  it.each<[IndexEdition, number, number, number]>([
    ['DEVELOPER_EDITION', 0, 10_000, 3e9],
    ['ENTERPRISE_EDITION', 0, 100_000, 30e9],
    ['ENTERPRISE_EDITION', 100, 10_100_000, 3_030e9],
    ['GEN_AI_ENTERPRISE_EDITION', 0, 100_000, 30e9],
  ])('[kendra.capacity.editions] %s with %i more units', (edition, units, documents, textBytes) => {
    expect(capacityOf(edition, { StorageCapacityUnits: units }, {})).toEqual({ documents, textBytes })
  })

  it('[kendra.capacity.conventions] is the same for a GenAI index as for an Enterprise one', () => {
    const none = { StorageCapacityUnits: 0 }
    expect(capacityOf('GEN_AI_ENTERPRISE_EDITION', none, {})).toEqual({ documents: 100_000, textBytes: 30e9 })
  })

  it('[kendra.capacity.editions] is ten thousand documents in a Developer index', async () => {
    const { sim, indexId, put } = openIndex({ trace: 'off', calls: 'off' }, { edition: 'DEVELOPER_EDITION' })
    const documents = Array.from({ length: 9_999 }, (_, n) => textDocument(`doc-${n}`))
    sim.kendra.seed(indexId, documents)
    expect(await refusedOf(put('doc-0', 'last', 'beyond'))).toEqual(['beyond'])
  })
})
