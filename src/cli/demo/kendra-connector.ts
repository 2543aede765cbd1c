/**
 * A connector for Kendra as one would write it: a sync job for each crawl, batches of 10, several at once; it tries again
 * when it is throttled, and asks for the statuses of what it pushed until nothing is being processed any more.
 */
import type { DataSourceSyncJob, Document, Simulator, Status } from '../../index.ts'
import { batchesOf, sideBySide } from './batches.ts'
import type { SourceFile } from './gather-files.ts'
import type { Progress } from '../../testing/progress.ts'
import { Retry } from './retry.ts'

/** The most documents that one call takes. */
export const BATCH_SIZE = 10
const CALLS_AT_ONCE = 4
const POLL_EVERY = '2s'

export class KendraConnector {
  readonly retry: Retry
  readonly indexId: string
  /** Why documents were refused at the call, by their ids. */
  readonly refused: Map<string, string> = new Map()
  readonly #sim: Simulator
  readonly #dataSourceId: string
  readonly #progress: Progress

  constructor(sim: Simulator, progress: Progress) {
    this.#sim = sim
    this.#progress = progress
    this.indexId = sim.kendra.addIndex()
    this.#dataSourceId = sim.kendra.addDataSource(this.indexId, { name: 'files' })
    this.retry = new Retry(sim)
  }

  /** Pushes and deletes in a sync job of its own, and waits until the service has dealt with all of it. */
  async crawl(puts: readonly SourceFile[], deletes: readonly string[] = []): Promise<void> {
    const { kendra } = this.#sim
    const source = { Id: this.#dataSourceId, IndexId: this.indexId }
    const { ExecutionId: job = '' } = await this.retry.run(() => kendra.startDataSourceSyncJob(source))
    try {
      await sideBySide(CALLS_AT_ONCE, batchesOf(puts, BATCH_SIZE), (batch) => this.#put(job, batch))
      await sideBySide(CALLS_AT_ONCE, batchesOf(deletes, BATCH_SIZE), (batch) => this.#delete(job, batch))
    } finally {
      // A job that stays open is in the way of the next crawl.
      await this.retry.run(() => kendra.stopDataSourceSyncJob(source))
    }
    await this.#waitFor([...puts.map(({ id }) => id), ...deletes])
  }

  /** The sync jobs of the crawls, the oldest first, and what each did. */
  async jobs(): Promise<DataSourceSyncJob[]> {
    const source = { Id: this.#dataSourceId, IndexId: this.indexId }
    const { History = [] } = await this.retry.run(() => this.#sim.kendra.listDataSourceSyncJobs(source))
    return History.toReversed()
  }

  /** What the service says of each document, in the order of the ids. */
  async statuses(ids: readonly string[]): Promise<Status[]> {
    const answers: Status[] = []
    for (const batch of batchesOf(ids, BATCH_SIZE)) {
      const { DocumentStatusList } = await this.retry.run(() =>
        this.#sim.kendra.batchGetDocumentStatus({
          IndexId: this.indexId,
          DocumentInfoList: batch.map((DocumentId) => ({ DocumentId })),
        }),
      )
      answers.push(...DocumentStatusList)
    }
    return answers
  }

  async #put(job: string, batch: readonly SourceFile[]): Promise<void> {
    const Documents = batch.map((file) => this.#documentOf(file, job))
    const { FailedDocuments } = await this.retry.run(() =>
      this.#sim.kendra.batchPutDocument({ IndexId: this.indexId, Documents }),
    )
    for (const { Id, ErrorMessage } of FailedDocuments) this.refused.set(Id ?? '', ErrorMessage ?? '')
  }

  #documentOf({ id, bytes, stamp, kind }: SourceFile, job: string): Document {
    const text = (Key: string, StringValue: string) => ({ Key, Value: { StringValue } })
    return {
      Id: id,
      Blob: bytes,
      ContentType: kind.contentType,
      Attributes: [
        text('_data_source_id', this.#dataSourceId),
        text('_data_source_sync_job_execution_id', job),
        text('_version', stamp),
      ],
    }
  }

  async #delete(job: string, batch: readonly string[]): Promise<void> {
    const { FailedDocuments } = await this.retry.run(() =>
      this.#sim.kendra.batchDeleteDocument({
        IndexId: this.indexId,
        DocumentIdList: [...batch],
        DataSourceSyncJobMetricTarget: {
          DataSourceId: this.#dataSourceId,
          DataSourceSyncJobId: job,
        },
      }),
    )
    for (const { Id, ErrorMessage } of FailedDocuments) this.refused.set(Id ?? '', ErrorMessage ?? '')
  }

  async #waitFor(ids: readonly string[]): Promise<void> {
    for (let pending = ids; pending.length > 0;) {
      await this.#sim.clock.sleep(POLL_EVERY)
      const statuses = await this.statuses(pending)
      const processing = statuses
        .filter(({ DocumentStatus }) => DocumentStatus === 'PROCESSING')
        .map(({ DocumentId }) => DocumentId)
      this.#progress.step(pending.length - processing.length)
      pending = processing
    }
  }
}
