/** A data source in an index of a simulated Kendra, with short forms for its sync jobs. */
import type {
  BatchDeleteDocumentResponse,
  BatchPutDocumentResponse,
} from '../../../src/facades/kendra/shapes/document-shapes.ts'
import type {
  DataSourceSyncJob,
  ListDataSourceSyncJobsRequest,
} from '../../../src/facades/kendra/shapes/sync-job-shapes.ts'
import type { SimulatorOptions } from '../../../src/index.ts'
import { brokenDocument, openIndex, type OpenIndex, textDocument } from './open-index.ts'

export interface OpenSource extends OpenIndex {
  readonly source: string
  /** Starts a sync job and gives its id. */
  readonly start: () => Promise<string>
  readonly stop: () => Promise<unknown>
  /** Puts documents that name the data source; a broken one where the id begins with an exclamation mark. */
  readonly putHere: (...ids: readonly string[]) => Promise<BatchPutDocumentResponse>
  /** Deletes documents as one of the data source: of this job, or of the one that runs. */
  readonly removeHere: (
    ids: readonly string[],
    DataSourceSyncJobId?: string,
  ) => Promise<BatchDeleteDocumentResponse>
  readonly history: (
    request?: Partial<ListDataSourceSyncJobsRequest>,
  ) => Promise<readonly DataSourceSyncJob[]>
  /** The newest job of the history. */
  readonly job: () => Promise<DataSourceSyncJob>
  /** Its Status, and what it has added, modified, deleted and not managed. */
  readonly account: () => Promise<string>
}

export function openSource(options: SimulatorOptions = {}): OpenSource {
  return sourceOf(openIndex(options))
}

/** One more data source of the index. */
export function sourceOf(index: OpenIndex): OpenSource {
  const { sim, indexId: IndexId, put } = index
  const { kendra } = sim
  const source = kendra.addDataSource(IndexId)
  const here = { Id: source, IndexId }
  const history: OpenSource['history'] = async (request = {}) =>
    (await kendra.listDataSourceSyncJobs({ ...here, ...request })).History ?? []
  const job = async (): Promise<DataSourceSyncJob> => {
    const [newest] = await history()
    if (newest === undefined) throw new Error('there was no sync job')
    return newest
  }
  return {
    ...index,
    source,
    start: async () => (await kendra.startDataSourceSyncJob(here)).ExecutionId as string,
    stop: () => kendra.stopDataSourceSyncJob(here),
    putHere: (...ids) =>
      put(
        ...ids.map((id) =>
          id.startsWith('!')
            ? brokenDocument(id.slice(1), { _data_source_id: source })
            : textDocument(id, { _data_source_id: source }),
        ),
      ),
    removeHere: (ids, DataSourceSyncJobId) =>
      kendra.batchDeleteDocument({
        IndexId,
        DocumentIdList: [...ids],
        DataSourceSyncJobMetricTarget: {
          DataSourceId: source,
          ...(DataSourceSyncJobId !== undefined && { DataSourceSyncJobId }),
        },
      }),
    history,
    job,
    account: async () => accountOf(await job()),
  }
}

/** `SYNCING +1 ~2 -3 !4`: one added, two modified, three deleted, four failed. */
export function accountOf({ Status, Metrics }: DataSourceSyncJob): string {
  const { DocumentsAdded, DocumentsModified, DocumentsDeleted, DocumentsFailed } = Metrics ?? {}
  return `${Status} +${DocumentsAdded} ~${DocumentsModified} -${DocumentsDeleted} !${DocumentsFailed}`
}
