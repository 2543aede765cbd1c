/** The whole life of a custom data source, driven by the real client of the SDK, with no socket and no real waiting. */
import { Socket } from 'node:net'
import {
  BatchDeleteDocumentCommand,
  BatchGetDocumentStatusCommand,
  BatchPutDocumentCommand,
  CreateDataSourceCommand,
  CreateIndexCommand,
  type DataSourceSyncJob,
  DescribeDataSourceCommand,
  DescribeIndexCommand,
  KendraClient,
  ListDataSourceSyncJobsCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  StartDataSourceSyncJobCommand,
  StopDataSourceSyncJobCommand,
  ThrottlingException,
  UpdateIndexCommand,
  ValidationException,
} from '@aws-sdk/client-kendra'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Simulator } from '../../../src/index.ts'

beforeEach(() => {
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('a socket was opened')
  })
})

afterEach(() => {
  vi.restoreAllMocks()
})

const ROLE = 'arn:aws:iam::123456789012:role/kendra'

interface Flow {
  readonly digest: string
  readonly words: readonly string[]
  readonly jobs: readonly DataSourceSyncJob[]
  /** The delays of all real timers that were set. */
  readonly delays: readonly number[]
}

/** Creates an index and a data source, puts in a job, puts again in the next, deletes in a third. */
async function run(seed: number): Promise<Flow> {
  const timers = vi.spyOn(globalThis, 'setTimeout')
  const sim = new Simulator({ seed, workers: { threads: 0 } })
  const client = new KendraClient(sim.kendra.clientConfig())
  const words: string[] = []

  const created = await client.send(new CreateIndexCommand({ Name: 'site', RoleArn: ROLE }))
  const IndexId = created.Id as string
  await until(async () => (await client.send(new DescribeIndexCommand({ Id: IndexId }))).Status === 'ACTIVE')
  await client.send(
    new UpdateIndexCommand({
      Id: IndexId,
      DocumentMetadataConfigurationUpdates: [{ Name: 'city', Type: 'STRING_VALUE' }],
    }),
  )
  await until(async () => (await client.send(new DescribeIndexCommand({ Id: IndexId }))).Status === 'ACTIVE')
  const { Id } = await client.send(new CreateDataSourceCommand({ IndexId, Name: 'pages', Type: 'CUSTOM' }))
  const source = { Id: Id as string, IndexId }
  await until(async () => (await client.send(new DescribeDataSourceCommand(source))).Status === 'ACTIVE')

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await sim.clock.sleep('1m')
  }

  async function inJob(work: (job: string) => Promise<unknown>): Promise<DataSourceSyncJob> {
    const { ExecutionId } = await client.send(new StartDataSourceSyncJobCommand(source))
    await expect(client.send(new StartDataSourceSyncJobCommand(source))).rejects.toBeInstanceOf(
      ResourceInUseException,
    )
    await work(ExecutionId as string)
    await client.send(new StopDataSourceSyncJobCommand(source))
    const last = async (): Promise<DataSourceSyncJob> => {
      const { History } = await client.send(new ListDataSourceSyncJobsCommand(source))
      return History?.[0] as DataSourceSyncJob
    }
    await until(async () => (await last()).EndTime !== undefined)
    return last()
  }

  async function put(job: string, text: string): Promise<void> {
    const Documents = ['a', 'b', 'c'].map((id) => ({
      Id: id,
      Blob: Buffer.from(`${text} ${id}`),
      Attributes: [
        { Key: '_data_source_id', Value: { StringValue: source.Id } },
        { Key: '_data_source_sync_job_execution_id', Value: { StringValue: job } },
        { Key: 'city', Value: { StringValue: 'Rome' } },
        { Key: '_last_updated_at', Value: { DateValue: new Date(sim.clock.now()) } },
      ],
    }))
    const { FailedDocuments } = await client.send(new BatchPutDocumentCommand({ IndexId, Documents }))
    expect(FailedDocuments).toEqual([])
  }

  async function word(): Promise<void> {
    const command = new BatchGetDocumentStatusCommand({ IndexId, DocumentInfoList: [{ DocumentId: 'a' }] })
    const { DocumentStatusList } = await client.send(command)
    words.push(String(DocumentStatusList?.[0]?.DocumentStatus))
  }

  const jobs: DataSourceSyncJob[] = []
  await word()
  jobs.push(await inJob((job) => put(job, 'first').then(word)))
  await word()
  sim.faults.throttle('BatchPutDocument', { times: 2 })
  jobs.push(await inJob((job) => put(job, 'second').then(word)))
  sim.faults.assertAllFired()
  await word()
  jobs.push(
    await inJob(async (job) => {
      const DataSourceSyncJobMetricTarget = { DataSourceId: source.Id, DataSourceSyncJobId: job }
      const command = new BatchDeleteDocumentCommand({
        IndexId,
        DocumentIdList: ['a', 'b', 'never'],
        DataSourceSyncJobMetricTarget,
      })
      const { FailedDocuments } = await client.send(command)
      expect(FailedDocuments?.map((failed) => failed.Id)).toEqual(['never'])
      await word()
    }),
  )
  await word()
  const { IndexStatistics } = await client.send(new DescribeIndexCommand({ Id: IndexId }))
  expect(IndexStatistics?.TextDocumentStatistics).toEqual({
    IndexedTextDocumentsCount: 1,
    IndexedTextBytes: 'second c'.length,
  })
  const digest = sim.trace.digest()
  await sim.close()
  client.destroy()
  const delays = timers.mock.calls.map(([, delay]) => delay ?? 0)
  timers.mockRestore()
  return { digest, words, jobs, delays }
}

describe('the real client of the SDK', () => {
  it('goes through the whole life of a custom data source', async () => {
    const { words, jobs } = await run(7)
    expect(words).toEqual([
      'NOT_FOUND',
      'PROCESSING',
      'INDEXED',
      'PROCESSING',
      'UPDATED',
      'PROCESSING',
      'NOT_FOUND',
    ])
    const counts = {
      DocumentsAdded: '0',
      DocumentsModified: '0',
      DocumentsDeleted: '0',
      DocumentsFailed: '0',
    }
    expect(jobs.map(({ Status, Metrics }) => [Status, Metrics])).toEqual([
      ['SUCCEEDED', { ...counts, DocumentsAdded: '3' }],
      ['SUCCEEDED', { ...counts, DocumentsModified: '3' }],
      ['SUCCEEDED', { ...counts, DocumentsDeleted: '2' }],
    ])
  })

  it('gives one trace in ten runs, and sets no real timer that waits', async () => {
    const flows: Flow[] = []
    for (let n = 0; n < 10; n++) flows.push(await run(7))
    expect(new Set(flows.map(({ digest }) => digest)).size).toBe(1)
    expect(flows.flatMap(({ delays }) => delays.filter((delay) => delay > 0))).toEqual([])
    expect((await run(8)).digest).not.toBe(flows[0]?.digest)
  })

  it('meets errors of its own classes', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    const client = new KendraClient(sim.kendra.clientConfig())
    const IndexId = sim.kendra.addIndex()
    const put = new BatchPutDocumentCommand({ IndexId, Documents: [{ Id: 'a', Blob: Buffer.from('x') }] })
    sim.faults.throttle('BatchPutDocument')
    await expect(client.send(put)).rejects.toBeInstanceOf(ThrottlingException)
    await expect(client.send(new DescribeIndexCommand({ Id: 'short' }))).rejects.toBeInstanceOf(
      ValidationException,
    )
    await expect(client.send(new DescribeIndexCommand({ Id: 'x'.repeat(36) }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    )
    await sim.close()
  })
})
