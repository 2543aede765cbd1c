/** What DescribeIndex counts, held against a recount of everything that is there. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Simulator } from '../../../src/index.ts'
import { property } from '../../support/property.ts'
import { brokenDocument, openIndex, textDocument } from './open-index.ts'

async function counted(sim: Simulator, Id: string): Promise<[documents: number, bytes: number]> {
  const { IndexStatistics } = await sim.kendra.describeIndex({ Id })
  const { IndexedTextDocumentsCount, IndexedTextBytes } = IndexStatistics!.TextDocumentStatistics!
  return [IndexedTextDocumentsCount!, IndexedTextBytes!]
}

/** The documents with a live revision, and the bytes of that revision's text. */
function recounted(sim: Simulator, corpus: string): [documents: number, bytes: number] {
  const live = sim.documents({ corpus }).flatMap((view) => {
    const revision = view.revisions.find(({ revision: ordinal }) => ordinal === view.live)
    return revision === undefined ? [] : [revision.textBytes ?? 0]
  })
  return [live.length, live.reduce((sum, bytes) => sum + bytes, 0)]
}

describe('the statistics of an index', () => {
  it('[kendra.index.statistics] count a document from its indexing to its delete, and the bytes of its text', async () => {
    const { sim, indexId, put, remove } = openIndex()
    const seen: [number, number][] = []
    const look = async () => void seen.push(await counted(sim, indexId))
    await put(textDocument('a', undefined, 'four'), textDocument('b', undefined, 'größer'))
    await look()
    await sim.settle()
    await look()
    await put(textDocument('a', undefined, 'a longer text'))
    await look()
    await sim.settle()
    await look()
    await put(brokenDocument('a'), brokenDocument('c'))
    await sim.settle()
    await look()
    await remove('a')
    await look()
    await sim.settle()
    await look()
    expect(seen).toEqual([
      [0, 0],
      [2, 4 + 8],
      [2, 4 + 8],
      [2, 13 + 8],
      [2, 13 + 8],
      [2, 13 + 8],
      [1, 8],
    ])
  })

  it('[kendra.index.statistics] count seeded documents, and none that was lost', async () => {
    const { sim, indexId, put } = openIndex()
    sim.kendra.seed(indexId, [textDocument('a', undefined, 'four'), textDocument('b', undefined, 'five!')])
    expect(await counted(sim, indexId)).toEqual([2, 9])
    sim.faults.add({ name: 'loss', on: { document: 'a' }, do: { type: 'lose' } })
    await put('a')
    await sim.settle()
    expect(await counted(sim, indexId)).toEqual([1, 5])
  })

  it('[kendra.index.statistics-bytes] count the bytes of the extracted text, not of the document', async () => {
    const { sim, indexId, put } = openIndex()
    await put({ Id: 'a', ContentType: 'HTML', Blob: Buffer.from('<p>four</p>') })
    await sim.settle()
    const [documents, bytes] = await counted(sim, indexId)
    expect([documents, bytes]).toEqual([1, sim.documents()[0]!.revisions[0]!.textBytes])
    expect(bytes).toBeLessThan('<p>four</p>'.length)
  })
})

const ids = ['a', 'b', 'c', 'd', 'e'] as const
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('put', 'put', 'put', 'break', 'delete', 'seed', 'wait', 'settle', 'restart'),
    id: fc.constantFrom(...ids),
    length: fc.integer({ min: 1, max: 40 }),
  }),
  { maxLength: 40 },
)
const threads = fc.constantFrom(0, 0, 0, 1)

property.prop([steps, threads, fc.integer({ min: 1, max: 1_000 })], { numRuns: 150 })(
  '[kendra.index.statistics] are what a recount of the live documents gives, at every instant',
  async (all, threadCount, seed) => {
    const { sim, indexId, put, remove } = openIndex({
      seed,
      workers: { threads: threadCount },
      latencyMs: 0,
      indexingMs: [0, 3_000],
      faults: [
        { name: 'losing', on: { facade: 'kendra' }, when: { probability: 0.15 }, do: { type: 'lose' } },
        { name: 'failing', on: { facade: 'kendra' }, when: { probability: 0.15 }, do: { type: 'fail' } },
        { name: 'crashing', on: { facade: 'kendra' }, when: { probability: 0.1 }, do: { type: 'crash' } },
        {
          name: 'stuck',
          on: { operation: 'BatchDeleteDocument' },
          when: { probability: 0.2 },
          do: { type: 'fail' },
        },
      ],
    })
    await using _ = sim
    const play = async (kind: string, id: string, length: number): Promise<unknown> => {
      switch (kind) {
        case 'put':
          return put(textDocument(id, undefined, 'x'.repeat(length)))
        case 'break':
          return put(brokenDocument(id))
        case 'delete':
          return remove(id)
        case 'seed':
          return sim.kendra.seed(indexId, [
            textDocument(`seed-${sim.calls.length}`, undefined, 'y'.repeat(length)),
          ])
        case 'wait':
          return sim.clock.advance(length * 50)
        case 'restart':
          return sim.restart()
        default:
          return sim.settle()
      }
    }
    const seeds = new Set<number>()
    for (const { kind, id, length } of all) {
      // One seed between two calls, for it is named by their count.
      if (kind === 'seed' && seeds.has(sim.calls.length)) continue
      if (kind === 'seed') seeds.add(sim.calls.length)
      await play(kind, id, length)
      const statistics = await counted(sim, indexId)
      expect(statistics).toEqual(recounted(sim, indexId))
    }
  },
)
