/** Sync jobs: their states, their history, and the data sources of another type. */

import { describe, expect, it } from 'vitest'
import type { DataSourceSyncJobStatus } from '../../../src/facades/kendra/shapes/sync-job-shapes.ts'
import type { SimulatorOptions } from '../../../src/index.ts'
import { openIndex, textDocument } from './open-index.ts'
import { openSource, sourceOf } from './open-source.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('a sync job', () => {
  it('[kendra.job.execution-id] is named by a lower-case UUID, each by its own', async () => {
    const { start, stop } = openSource()
    const first = await start()
    await stop()
    const second = await start()
    expect([first, second]).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)])
    expect(second).not.toBe(first)
  })

  it('[kendra.job.states] is SYNCING until it is stopped, SYNCING_INDEXING until its documents are settled, then SUCCEEDED', async () => {
    const { sim, start, stop, putHere, job } = openSource()
    const ExecutionId = await start()
    const StartTime = new Date(sim.clock.now() - 5)
    await putHere('a')
    await sim.settle()
    await putHere('b')
    expect(await job()).toMatchObject({ ExecutionId, Status: 'SYNCING', StartTime })
    await stop()
    expect(await job()).toMatchObject({ ExecutionId, Status: 'SYNCING_INDEXING', StartTime })
    await sim.settle()
    expect(await job()).toMatchObject({ ExecutionId, Status: 'SUCCEEDED', StartTime })
  })

  it('[kendra.job.states] has its EndTime from the instant at which its last document is settled', async () => {
    const { sim, start, stop, putHere, job } = openSource({
      indexingMs: ({ document }) => (document === 'slow' ? 60_000 : 1_000),
    })
    await start()
    await putHere('quick', 'slow')
    const acceptedAt = sim.clock.now() - 5
    expect(await job()).not.toHaveProperty('EndTime')
    await stop()
    await sim.clock.advance('30s')
    expect(await job()).not.toHaveProperty('EndTime')
    await sim.clock.advance('1d')
    expect(await job()).toMatchObject({ Status: 'SUCCEEDED', EndTime: new Date(acceptedAt + 60_000) })
  })

  it('[kendra.job.incomplete] ends INCOMPLETE where a document of it failed', async () => {
    const { sim, start, stop, putHere, account } = openSource()
    await start()
    await putHere('a', '!b')
    await stop()
    await sim.settle()
    expect(await account()).toBe('INCOMPLETE +1 ~0 -0 !1')
  })

  it('[kendra.job.incomplete] ends INCOMPLETE where a delete failed', async () => {
    const { sim, start, stop, putHere, removeHere, account } = openSource()
    await putHere('a')
    await sim.settle()
    sim.faults.add({ name: 'no delete', on: { operation: 'BatchDeleteDocument' }, do: { type: 'fail' } })
    await start()
    await removeHere(['a'])
    await stop()
    await sim.settle()
    expect(await account()).toBe('INCOMPLETE +0 ~0 -0 !1')
  })

  it('[kendra.job.incomplete] ends SUCCEEDED where documents were refused at the call', async () => {
    const { sim, start, stop, put, source, account } = openSource()
    await start()
    const { FailedDocuments } = await put({ ...textDocument('a', { _data_source_id: source, city: 'Rome' }) })
    expect(FailedDocuments).toHaveLength(1)
    await stop()
    await sim.settle()
    expect(await account()).toBe('SUCCEEDED +0 ~0 -0 !0')
  })

  it('[kendra.job.one-at-a-time] is refused with ResourceInUseException while another of the data source runs', async () => {
    const index = openSource()
    const other = sourceOf(index)
    const ExecutionId = await index.start()
    await expect(index.start()).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Sync job ${ExecutionId} of data source ${index.source} is SYNCING; another can't be started.`,
    })
    expect(await index.history()).toHaveLength(1)
    expect(await other.start()).toMatch(UUID)
    await index.stop()
    expect(await index.start()).not.toBe(ExecutionId)
  })

  it.each(['refused', 'accepted'] as const)(
    '[kendra.job.start-while-indexing] is %s while the last one is SYNCING_INDEXING, as the option says',
    async (startWhileIndexing) => {
      const { sim, start, stop, putHere, job, history } = openSource({ kendra: { startWhileIndexing } })
      await start()
      await putHere('a')
      await stop()
      expect((await job()).Status).toBe('SYNCING_INDEXING')
      if (startWhileIndexing === 'accepted') expect(await start()).toMatch(UUID)
      else await expect(start()).rejects.toMatchObject({ name: 'ResourceInUseException' })
      await sim.settle()
      expect((await history()).map(({ Status }) => Status)).toEqual(
        startWhileIndexing === 'accepted' ? ['SYNCING', 'SUCCEEDED'] : ['SUCCEEDED'],
      )
      if (startWhileIndexing === 'refused') expect(await start()).toMatch(UUID)
    },
  )

  it('[kendra.job.stop-without-job] may be stopped where none runs: nothing happens', async () => {
    const { start, stop, history } = openSource()
    await stop()
    expect(await history()).toEqual([])
    await start()
    await stop()
    const ended = await history()
    await stop()
    expect(await history()).toEqual(ended)
  })

  it('[kendra.job.states] without documents is SUCCEEDED as soon as it is stopped', async () => {
    const { sim, start, stop, job } = openSource()
    await start()
    await sim.clock.advance('1h')
    await stop()
    expect(await job()).toMatchObject({
      Status: 'SUCCEEDED',
      EndTime: new Date(sim.clock.now() - 15),
      Metrics: { DocumentsAdded: '0', DocumentsModified: '0', DocumentsDeleted: '0', DocumentsFailed: '0' },
    })
    expect(
      sim.trace
        .lines()
        .filter((line) => line.includes('"sync job'))
        .map(stateOf),
    ).toEqual(['SYNCING', 'SYNCING_INDEXING', 'SUCCEEDED'])
  })

  it('[kendra.job.states] ends when the last of its documents is superseded by a put of no job', async () => {
    const { sim, start, stop, putHere, job } = openSource()
    await start()
    await putHere('a')
    await stop()
    expect((await job()).Status).toBe('SYNCING_INDEXING')
    await putHere('a')
    expect((await job()).Status).toBe('SUCCEEDED')
    await sim.settle()
  })

  it('goes on over a restart of the service', async () => {
    const { sim, start, stop, putHere, account } = openSource()
    await start()
    await putHere('a')
    await stop()
    await sim.clock.advance(500)
    sim.restart()
    await sim.clock.advance(800)
    expect(await account()).toBe('SYNCING_INDEXING +0 ~0 -0 !0')
    await sim.settle()
    expect(await account()).toBe('SUCCEEDED +1 ~0 -0 !0')
  })

  it('does not keep settle waiting while it is open, and does while it is SYNCING_INDEXING', async () => {
    const { sim, start, stop, putHere, job } = openSource()
    await start()
    const before = sim.clock.now()
    await sim.settle()
    expect(sim.clock.now()).toBe(before)
    await putHere('a')
    await stop()
    await sim.settle()
    expect((await job()).EndTime).toEqual(new Date(sim.clock.now() - 10))
  })

  it('[kendra.job.deleted-data-source] is ABORTED when its data source is deleted', async () => {
    const { sim, indexId, source, start, putHere, job, history, word } = openSource()
    await start()
    await putHere('a')
    await sim.kendra.deleteDataSource({ Id: source, IndexId: indexId })
    const endedAt = sim.clock.now() - 5
    expect(await job()).toMatchObject({ Status: 'ABORTED', EndTime: new Date(endedAt) })
    await sim.settle()
    expect(await word('a')).toBe('NOT_FOUND')
    await expect(history()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('goes with its index, whatever runs', async () => {
    const { sim, indexId, start, putHere } = openSource()
    await start()
    await putHere('a', 'b')
    await sim.kendra.deleteIndex({ Id: indexId })
    await sim.settle()
    await expect(start()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const states = sim.trace
      .lines()
      .filter((line) => line.includes('"sync job'))
      .map(stateOf)
    expect(states).toEqual(['SYNCING', 'ABORTED'])
    expect(sim.documents()).toEqual([])
  })

  it('needs an index and a data source that are there', async () => {
    const { sim, indexId, source } = openSource()
    const nowhere = sim.kendra.addIndex()
    const { kendra } = sim
    for (const call of [
      'startDataSourceSyncJob',
      'stopDataSourceSyncJob',
      'listDataSourceSyncJobs',
    ] as const) {
      for (const at of [
        { Id: 'none', IndexId: indexId },
        { Id: source, IndexId: nowhere },
        { Id: source, IndexId: '0'.repeat(36) },
      ])
        await expect(kendra[call](at)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    }
  })
})

describe('the history of a data source', () => {
  it('[kendra.job.newest-first] has the newest job first', async () => {
    const { start, stop, history } = openSource()
    const ids = []
    for (let n = 0; n < 3; n++) {
      ids.unshift(await start())
      await stop()
    }
    expect((await history()).map(({ ExecutionId }) => ExecutionId)).toEqual(ids)
  })

  it('[kendra.job.ten-a-page] comes in pages of ten at most, none twice and none left out', async () => {
    const { sim, indexId, source, start, stop } = openSource()
    const ids: string[] = []
    for (let n = 0; n < 23; n++) {
      ids.unshift(await start())
      await stop()
    }
    for (const MaxResults of [undefined, 1, 7, 10]) {
      const pages: string[][] = []
      let NextToken: string | undefined
      do {
        const page = await sim.kendra.listDataSourceSyncJobs({
          Id: source,
          IndexId: indexId,
          ...(MaxResults !== undefined && { MaxResults }),
          ...(NextToken !== undefined && { NextToken }),
        })
        pages.push((page.History ?? []).map(({ ExecutionId }) => ExecutionId as string))
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      const size = MaxResults ?? 10
      expect(pages.flat()).toEqual(ids)
      expect(pages.slice(0, -1).every(({ length }) => length === size)).toBe(true)
    }
    for (const MaxResults of [0, 11])
      await expect(
        sim.kendra.listDataSourceSyncJobs({ Id: source, IndexId: indexId, MaxResults }),
      ).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('goes on where a page ended although a newer job has come meanwhile', async () => {
    const { sim, indexId, source, start, stop } = openSource()
    const list = { Id: source, IndexId: indexId, MaxResults: 1 }
    const first = await start()
    await stop()
    await start()
    await stop()
    const { NextToken } = await sim.kendra.listDataSourceSyncJobs(list)
    await start()
    const rest = await sim.kendra.listDataSourceSyncJobs({ ...list, NextToken })
    expect(rest.History?.map(({ ExecutionId }) => ExecutionId)).toEqual([first])
    expect(rest).not.toHaveProperty('NextToken')
  })

  it('[kendra.job.filters] is only what a filter lets through: a status, or a span of start times with both its ends', async () => {
    const { sim, start, stop, putHere, history } = openSource()
    const startedAt: Date[] = []
    const ids: string[] = []
    for (const id of ['a', '!b', 'c']) {
      ids.push(await start())
      startedAt.push(new Date(sim.clock.now() - 5))
      await putHere(id)
      await stop()
      await sim.settle()
    }
    ids.push(await start())
    const found = async (request: Parameters<typeof history>[0]): Promise<number[]> =>
      (await history(request)).map(({ ExecutionId }) => ids.indexOf(ExecutionId as string))
    expect(await found({ StatusFilter: 'SUCCEEDED' })).toEqual([2, 0])
    expect(await found({ StatusFilter: 'INCOMPLETE' })).toEqual([1])
    expect(await found({ StatusFilter: 'SYNCING' })).toEqual([3])
    expect(await found({ StatusFilter: 'FAILED' })).toEqual([])
    const [, second, third] = startedAt
    expect(await found({ StartTimeFilter: { StartTime: second, EndTime: third } })).toEqual([2, 1])
    expect(await found({ StartTimeFilter: { StartTime: new Date(second!.getTime() + 1) } })).toEqual([3, 2])
    expect(await found({ StartTimeFilter: { EndTime: second } })).toEqual([1, 0])
    expect(await found({ StartTimeFilter: { EndTime: second }, StatusFilter: 'SUCCEEDED' })).toEqual([0])
    expect(await found({ StartTimeFilter: {} })).toEqual([3, 2, 1, 0])
  })

  it('[kendra.job.filters] takes the token of a page only with the filter of that page', async () => {
    const { start, stop, sim, indexId, source } = openSource()
    for (let n = 0; n < 2; n++) {
      await start()
      await stop()
    }
    const list = { Id: source, IndexId: indexId, MaxResults: 1 }
    const { NextToken } = await sim.kendra.listDataSourceSyncJobs({ ...list, StatusFilter: 'SUCCEEDED' })
    const next = { ...list, NextToken }
    expect(NextToken).toBeDefined()
    await expect(
      sim.kendra.listDataSourceSyncJobs({ ...next, StatusFilter: 'FAILED' }),
    ).rejects.toMatchObject({ name: 'ValidationException' })
    const { History } = await sim.kendra.listDataSourceSyncJobs({ ...next, StatusFilter: 'SUCCEEDED' })
    expect(History).toHaveLength(1)
  })
})

describe('a job of a data source that is not custom', () => {
  const openCrawl = async (options: SimulatorOptions = {}) => {
    const index = openIndex(options)
    const { Id } = await index.sim.kendra.createDataSource({
      IndexId: index.indexId,
      Name: 'crawled',
      Type: 'S3',
      RoleArn: 'arn:aws:iam::123456789012:role/kendra',
      Configuration: { S3Configuration: { BucketName: 'documents' } },
    })
    await index.sim.settle()
    const source = { Id: Id as string, IndexId: index.indexId }
    const job = async () => (await index.sim.kendra.listDataSourceSyncJobs(source)).History?.[0]
    return { ...index, source, job }
  }

  it('[kendra.job.crawl] ends by itself when the crawl is over, and settle waits for it', async () => {
    const { sim, source, job } = await openCrawl({ kendra: { takes: { crawl: '3h' } } })
    await sim.kendra.startDataSourceSyncJob(source)
    const startedAt = sim.clock.now() - 5
    expect(await job()).toMatchObject({ Status: 'SYNCING', Metrics: { DocumentsScanned: '0' } })
    await expect(sim.kendra.startDataSourceSyncJob(source)).rejects.toMatchObject({
      name: 'ResourceInUseException',
    })
    await sim.settle()
    expect(await job()).toMatchObject({
      Status: 'SUCCEEDED',
      EndTime: new Date(startedAt + 3 * 3_600_000),
      Metrics: {
        DocumentsAdded: '0',
        DocumentsModified: '0',
        DocumentsDeleted: '0',
        DocumentsFailed: '0',
        DocumentsScanned: '0',
      },
    })
    expect(await sim.kendra.startDataSourceSyncJob(source)).toHaveProperty('ExecutionId')
  })

  it('[kendra.job.crawl] is STOPPING when it is stopped, and then ABORTED', async () => {
    const { sim, source, job } = await openCrawl({ kendra: { takes: { crawl: '3h', stopCrawl: '10m' } } })
    await sim.kendra.startDataSourceSyncJob(source)
    await sim.clock.advance('1h')
    await sim.kendra.stopDataSourceSyncJob(source)
    const stoppedAt = sim.clock.now() - 5
    expect(await job()).toMatchObject({ Status: 'STOPPING' })
    expect(await job()).not.toHaveProperty('EndTime')
    await expect(sim.kendra.startDataSourceSyncJob(source)).rejects.toMatchObject({
      name: 'ResourceInUseException',
    })
    await sim.kendra.stopDataSourceSyncJob(source)
    await sim.settle()
    expect(await job()).toMatchObject({ Status: 'ABORTED', EndTime: new Date(stoppedAt + 600_000) })
    // The instant at which the crawl would have ended means nothing any more.
    await sim.clock.advance('3h')
    expect(await job()).toMatchObject({ Status: 'ABORTED', EndTime: new Date(stoppedAt + 600_000) })
  })

  it('[kendra.put.custom-source] takes no documents of a put or a delete', async () => {
    const { sim, source, put, indexId } = await openCrawl()
    const { ExecutionId } = await sim.kendra.startDataSourceSyncJob(source)
    const ErrorMessage = `Data source ${source.Id} is of type S3; only a data source of type CUSTOM takes documents.`
    const entry = { Id: 'a', DataSourceId: source.Id, ErrorCode: 'InvalidRequest', ErrorMessage }
    expect(await put(textDocument('a', { _data_source_id: source.Id }))).toEqual({ FailedDocuments: [entry] })
    await put('a')
    const deleted = await sim.kendra.batchDeleteDocument({
      IndexId: indexId,
      DocumentIdList: ['a'],
      DataSourceSyncJobMetricTarget: { DataSourceId: source.Id, DataSourceSyncJobId: ExecutionId },
    })
    expect(deleted).toEqual({ FailedDocuments: [entry] })
  })

  it('[kendra.job.deleted-data-source] is ABORTED with its data source, and nothing is left to wait for', async () => {
    const { sim, source, job } = await openCrawl({
      kendra: { takes: { crawl: '3h', deleteDataSource: '1m' } },
    })
    await sim.kendra.startDataSourceSyncJob(source)
    await sim.kendra.deleteDataSource(source)
    const deletedAt = sim.clock.now() - 5
    expect(await job()).toMatchObject({ Status: 'ABORTED' })
    await sim.settle()
    expect(sim.clock.now()).toBe(deletedAt + 60_000)
  })
})

/** The state in a line of the trace that tells of a resource. */
function stateOf(line: string): DataSourceSyncJobStatus {
  return (JSON.parse(line) as { state: DataSourceSyncJobStatus }).state
}

describe('calls that nobody has awaited', () => {
  it('[kendra.job.order-of-calls] keep their order beside the start and the stop of a job', async () => {
    const { sim, indexId } = openIndex()
    const source = { Id: sim.kendra.addDataSource(indexId), IndexId: indexId }
    const put = (id: string): Promise<unknown> =>
      sim.kendra.batchPutDocument({
        IndexId: indexId,
        Documents: [textDocument(id, { _data_source_id: source.Id })],
      })
    const remove = (id: string): Promise<unknown> =>
      sim.kendra.batchDeleteDocument({
        IndexId: indexId,
        DocumentIdList: [id],
        DataSourceSyncJobMetricTarget: { DataSourceId: source.Id },
      })
    await put('old')
    await sim.settle()
    await Promise.all([
      put('before'),
      sim.kendra.startDataSourceSyncJob(source),
      put('in'),
      remove('old'),
      sim.kendra.stopDataSourceSyncJob(source),
      put('after'),
    ])
    await sim.settle()
    const { History } = await sim.kendra.listDataSourceSyncJobs(source)
    expect(History).toMatchObject([
      { Status: 'SUCCEEDED', Metrics: { DocumentsAdded: '1', DocumentsDeleted: '1' } },
    ])
  })
})
