/** What becomes of everything that is under way in an index at the instant at which it has been deleted. */
import { describe, expect, it } from 'vitest'
import type { Corpus } from '../../../src/core/corpus.ts'
import { Simulation } from '../../../src/core/simulation.ts'
import { NodeEventLoop } from '../../../src/host/node-event-loop.ts'
import { createIndexer } from '../../../src/workers/create-indexer.ts'
import type { Simulator, SimulatorOptions } from '../../../src/index.ts'
import { openSimulator, outcomeOf, ROLE, sourceStatusOf } from './open-account.ts'
import { brokenDocument, bytesOf, inJob, openIndex, type OpenIndex, textDocument } from './open-index.ts'

const SOON = { kendra: { takes: { deleteIndex: '10s' } } } as const

/** Waits until the index is no more, and for a while after. */
async function deleteAndSettle({ sim, indexId }: OpenIndex): Promise<void> {
  await sim.kendra.deleteIndex({ Id: indexId })
  await sim.settle()
}

/** The lines of the trace that tell of anything after the delete of the index. */
function linesAfterDelete(sim: Simulator): string[] {
  const lines = sim.trace.lines()
  const deleted = lines.findIndex((line) => line.includes('"state":"DELETED"'))
  expect(deleted).toBeGreaterThan(0)
  return lines.slice(deleted + 1)
}

describe.each([0, 2])('with %i threads, the delete of an index', (threads) => {
  const open = (options: SimulatorOptions = {}): OpenIndex =>
    openIndex({ workers: { threads }, ...SOON, ...options })

  it('[kendra.index.delete-ends-all] takes its documents with it, whatever has become of them', async () => {
    await using sim = openSimulator({ workers: { threads }, ...SOON })
    const index = openIndexIn(sim)
    const other = openIndexIn(sim)
    await other.put('other')
    sim.kendra.seed(index.indexId, [textDocument('seeded')])
    await index.put('live', 'updated', brokenDocument('failed'), 'deleted')
    await sim.settle()
    await index.put('updated', brokenDocument('live'))
    await sim.kendra.batchDeleteDocument({ IndexId: index.indexId, DocumentIdList: ['deleted'] })
    await sim.settle()
    expect(sim.documents({ corpus: index.indexId })).toHaveLength(4)
    await deleteAndSettle(index)
    expect(sim.documents().map(({ id }) => id)).toEqual(['other'])
    expect(() => sim.documents({ corpus: index.indexId })).toThrow('there is no corpus')
    for (const view of sim.documents({ includeGone: true }).filter(({ id }) => id !== 'other'))
      expect(view).toMatchObject({
        corpus: index.indexId,
        status: 'NOT_FOUND',
        live: undefined,
        revisions: [],
      })
    expect(await outcomeOf(index.put('a'))).toBe('ResourceNotFoundException')
  })

  it('[kendra.index.delete-ends-all] ends the indexing that is under way, and settles', async () => {
    const index = open({ indexingMs: 60_000 })
    await using sim = index.sim
    await index.put('a', 'b', brokenDocument('c'), { ...textDocument('d'), ContentType: 'HTML' })
    await index.put('a')
    await index.remove('b')
    const before = sim.clock.now()
    await deleteAndSettle(index)
    // Not a second longer than the delete takes.
    expect(sim.clock.now() - before).toBeLessThan(10_100)
    expect(sim.documents()).toEqual([])
    await sim.clock.advance('5m')
    expect(linesAfterDelete(sim)).toEqual([])
  })

  it.each(['crash', 'hang', 'outOfMemory', 'fail'] as const)(
    '[kendra.index.delete-ends-all] ends the indexing that a %s would spoil, or has spoiled',
    async (type) => {
      const rule = { name: type, on: { facade: 'kendra' }, do: { type } } as const
      const index = open({
        faults: [rule],
        indexingMs: ({ document }) => (document === 'late' ? 60_000 : 9_500),
      })
      await using sim = index.sim
      await sim.kendra.deleteIndex({ Id: index.indexId }).then(() => sim.clock.advance('11s'))
      const again = openIndexIn(sim, index.indexId)
      // The first is spoiled and waits to be tried again when its index goes; the other is not spoiled yet.
      await again.put('early', 'late')
      await deleteAndSettle(again)
      expect(sim.documents()).toEqual([])
      await sim.clock.advance('10m')
      const states = sim.trace.lines().filter((line) => line.includes('"state":"DELETED"'))
      expect(states).toHaveLength(2)
      expect(sim.trace.lines().at(-1)).toContain('"state":"DELETED"')
    },
  )

  it('[kendra.index.delete-ends-all] leaves nothing to an index that is added with its id', async () => {
    const index = open({ indexingMs: ({ revision }) => (revision === 1 ? 30_000 : 1_000) })
    await using sim = index.sim
    const source = sim.kendra.addDataSource(index.indexId)
    const { ExecutionId } = await sim.kendra.startDataSourceSyncJob({ IndexId: index.indexId, Id: source })
    await index.put('a', 'b', textDocument('c', inJob(source, ExecutionId!, '7')))
    await deleteAndSettle(index)
    sim.kendra.addIndex({ id: index.indexId })
    expect([await index.word('a'), await outcomeOf(index.remove('a'))]).toEqual(['NOT_FOUND', 'success'])
    expect(await index.word('c', { dataSourceId: source, jobExecutionId: ExecutionId!, version: '7' })).toBe(
      'NOT_FOUND',
    )
    expect((await index.remove('a')).FailedDocuments).toHaveLength(1)
    const { IndexStatistics } = await sim.kendra.describeIndex({ Id: index.indexId })
    expect(IndexStatistics!.TextDocumentStatistics).toEqual({
      IndexedTextDocumentsCount: 0,
      IndexedTextBytes: 0,
    })
    expect(await outcomeOf(sourceStatusOf(sim, index.indexId, source))).toBe('ResourceNotFoundException')
    await index.put('a')
    await sim.settle()
    expect(sim.documents().map(({ id, status, live }) => [id, status, live])).toEqual([['a', 'INDEXED', 1]])
    const described = await sim.kendra.describeIndex({ Id: index.indexId })
    expect(described.IndexStatistics!.TextDocumentStatistics!.IndexedTextDocumentsCount).toBe(1)
  })

  it('[kendra.index.delete-ends-all] ends its data sources, sync jobs and mappings wherever they are', async () => {
    const index = open({
      indexingMs: 3_600_000,
      kendra: { takes: { deleteIndex: '10s', createDataSource: '1h' } },
    })
    await using sim = index.sim
    const { indexId: IndexId } = index
    const custom = sim.kendra.addDataSource(IndexId)
    const place = { IndexId, Id: custom }
    const { ExecutionId } = await sim.kendra.startDataSourceSyncJob(place)
    await index.put(textDocument('a', inJob(custom, ExecutionId!)))
    await sim.kendra.stopDataSourceSyncJob(place)
    const s3 = {
      Type: 'S3',
      RoleArn: ROLE,
      Configuration: { S3Configuration: { BucketName: 'bucket' } },
    } as const
    await sim.kendra.createDataSource({ IndexId, Name: 's3', ...s3 })
    const dying = sim.kendra.addDataSource(IndexId)
    await sim.kendra.deleteDataSource({ IndexId, Id: dying })
    await sim.kendra.putPrincipalMapping({ IndexId, GroupId: 'staff', GroupMembers: {} })
    const before = sim.clock.now()
    await deleteAndSettle(index)
    expect(sim.clock.now() - before).toBeLessThan(10_100)
    await sim.clock.advance('2h')
    // What belongs to the index is told of as ended with it, and never again.
    const states = linesAfterDelete(sim).map((line) => (JSON.parse(line) as { state?: string }).state)
    expect(states).toEqual(['ABORTED'])
    await sim.settle()
  })

  it('survives a restart of the service before and after', async () => {
    const index = open({ indexingMs: 60_000 })
    await using sim = index.sim
    await index.put('a')
    await sim.kendra.deleteIndex({ Id: index.indexId })
    await sim.clock.advance('5s')
    sim.restart()
    await sim.settle()
    expect([sim.documents(), await outcomeOf(index.put('a'))]).toEqual([[], 'ResourceNotFoundException'])
    sim.restart()
    await sim.settle()
    const again = openIndexIn(sim, index.indexId)
    await again.put('a')
    await sim.settle()
    expect(sim.documents().map(({ id, status }) => `${id} ${status}`)).toEqual(['a INDEXED'])
  })

  it('frees the rows of its revisions once, so that others can use them', async () => {
    const index = open({ indexingMs: ({ document }) => (document.startsWith('slow') ? 20_000 : 500) })
    await using sim = index.sim
    for (let round = 0; round < 3; round++) {
      const source = sim.kendra.addDataSource(index.indexId)
      const { ExecutionId } = await sim.kendra.startDataSourceSyncJob({ IndexId: index.indexId, Id: source })
      for (const version of ['1', '2', '3'])
        await index.put(
          textDocument('named', inJob(source, ExecutionId!, version)),
          textDocument('slow', inJob(source, ExecutionId!, version)),
          'plain',
        )
      const other = openIndexIn(sim)
      await sim.kendra.deleteIndex({ Id: index.indexId })
      await sim.clock.advance('9s')
      for (let n = 0; n < 4; n++) await other.put(`a-${n}`, `slow-${n}`)
      await sim.settle()
      for (let n = 0; n < 4; n++) await other.put(`b-${n}`, `a-${n}`)
      await sim.settle()
      const views = sim.documents({ corpus: other.indexId })
      expect(views.map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual(
        ['a', 'b', 'slow'].flatMap((name) =>
          Array.from({ length: 4 }, (_, n) => `${name}-${n} ${name === 'a' ? 'UPDATED' : 'INDEXED'}`),
        ),
      )
      sim.kendra.addIndex({ id: index.indexId })
    }
  })

  it('gives one trace in every run', async () => {
    const run = async (): Promise<string> => {
      const index = open({
        latencyMs: [5, 50],
        indexingMs: [500, 30_000],
        faults: [
          { name: 'crashing', on: { facade: 'kendra' }, when: { probability: 0.3 }, do: { type: 'crash' } },
        ],
      })
      await using sim = index.sim
      await Promise.all(
        Array.from({ length: 6 }, (_, n) => index.put(`a-${n}`, `b-${n}`, brokenDocument(`c-${n}`))),
      )
      await deleteAndSettle(index)
      sim.kendra.addIndex({ id: index.indexId })
      await index.put('a-1', 'a-2')
      await sim.settle()
      return sim.trace.digest()
    }
    expect(await run()).toBe(await run())
  })
})

it('[kendra.index.delete-ends-all] waits for no content that is still being fetched, and minds no trouble with it', async () => {
  let breakDown = (): void => {}
  const s3 = {
    bucket: (key: string) =>
      new Promise<Uint8Array>((_, reject) => {
        if (key === 'broken') breakDown = () => reject(new Error('too late'))
      }),
  }
  const index = openIndex({ indexingMs: 60_000, kendra: { ...SOON.kendra, s3 } })
  const { sim } = index
  const at = (Key: string) => ({ Id: Key, S3Path: { Bucket: 'bucket', Key } })
  await index.put(at('never'), at('broken'))
  await deleteAndSettle(index)
  breakDown()
  await sim.clock.advance('5m')
  expect([sim.documents(), linesAfterDelete(sim)]).toEqual([[], []])
})

it('does not depend on the threads', async () => {
  const digests: string[] = []
  for (const threads of [0, 1, 2]) {
    const index = openIndex({ workers: { threads }, indexingMs: [500, 30_000], ...SOON })
    await using sim = index.sim
    await Promise.all(Array.from({ length: 5 }, (_, n) => index.put(`a-${n}`, brokenDocument(`b-${n}`))))
    sim.kendra.seed(index.indexId, [textDocument('seeded')])
    await deleteAndSettle(index)
    digests.push(sim.trace.digest())
  }
  expect(new Set(digests).size).toBe(1)
})

describe.each([0, 1])('with %i threads, the engine', (threads) => {
  it('forgets a seed whose content nobody has looked at when its corpus is dropped', async () => {
    const indexer = createIndexer({ threads, batchSize: 1 })
    const loop = new NodeEventLoop()
    const simulation = new Simulation(
      {
        seed: 1,
        latencyMs: 0,
        indexingMs: 1_000,
        trace: 'full',
        calls: 'off',
        versionsKept: 4,
        eventsPerInstant: 1_000,
        settleLimitMs: 1_000_000,
        simulatedLimitMs: Infinity,
        stallGraceMs: 1_000,
        externalGraceMs: 1_000,
      },
      { sha256: (bytes) => String(bytes.length), loop, indexer },
    )
    const { engine, driver, trace } = simulation
    const add = (): Corpus =>
      engine.addCorpus(
        'kendra',
        'index',
        { durability: 'at-once', unreadable: 'fails' },
        { put: [], delete: [] },
      )
    const parts = [{ bytes: bytesOf('text'), format: 'text' }] as const
    const first = add()
    engine.seed(first, { id: 'a', operation: 'put', parts })
    engine.dropCorpus(first)
    const second = add()
    engine.accept(second, { id: 'a', operation: 'put', parts })
    await driver.settle()
    const lines = trace.lines()
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(['accepted', 'indexed'])
    expect([engine.pending, second.liveDocuments, second.liveTextBytes]).toEqual([0, 1, 4])
    driver.end('the test is over')
    loop.close()
    await indexer.close()
  })
})

/** An index of a simulator that is there, in the short words of `openIndex`. */
function openIndexIn(sim: Simulator, id?: string): OpenIndex {
  const indexId = sim.kendra.addIndex(id === undefined ? {} : { id })
  const put: OpenIndex['put'] = (...documents) =>
    sim.kendra.batchPutDocument({
      IndexId: indexId,
      Documents: documents.map((document) =>
        typeof document === 'string' ? textDocument(document) : document,
      ),
    })
  const refused = (): never => {
    throw new Error('not for these tests')
  }
  return { sim, indexId, put, remove: refused, status: refused, word: refused, view: refused }
}

describe('an index that comes after others have gone', () => {
  it('draws as if they had never been', async () => {
    const takesMs = async (others: number): Promise<number> => {
      const sim = openSimulator({ indexingMs: [500, 5_000], ...SOON })
      for (let n = 0; n < others; n++) {
        const IndexId = sim.kendra.addIndex()
        sim.kendra.addDataSource(IndexId)
        await sim.kendra.batchPutDocument({ IndexId, Documents: [textDocument('a')] })
        await sim.kendra.deleteIndex({ Id: IndexId })
        await sim.settle()
        expect(sim.documents({ includeGone: true })).toEqual([])
      }
      const IndexId = sim.kendra.addIndex({ id: 'last'.padEnd(36, '0') })
      await sim.kendra.batchPutDocument({ IndexId, Documents: [textDocument('a')] })
      await sim.settle()
      const [revision] = sim.document(IndexId, 'a')!.revisions
      return revision!.settledAt! - revision!.acceptedAt
    }
    expect(await takesMs(3)).toBe(await takesMs(0))
  })
})
