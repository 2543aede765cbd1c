/** The operations on sync jobs. */
import type { KendraAccount } from '../kendra-account.ts'
import { pageOf } from '../paging.ts'
import { ResourceInUseException } from '../service-exception.ts'
import {
  type DataSourceSyncJobStatus,
  listDataSourceSyncJobsRequest,
  type ListDataSourceSyncJobsRequest,
  type ListDataSourceSyncJobsResponse,
  startDataSourceSyncJobRequest,
  type StartDataSourceSyncJobRequest,
  type StartDataSourceSyncJobResponse,
  stopDataSourceSyncJobRequest,
  type StopDataSourceSyncJobRequest,
  type TimeRange,
} from '../shapes/sync-job-shapes.ts'
import type { Valid } from '../shapes/valid.ts'
import { syncJobsOf } from '../sync-job.ts'
import type { Nothing, Operations } from './operation.ts'

export interface SyncJobShapes {
  StartDataSourceSyncJob: readonly [StartDataSourceSyncJobRequest, StartDataSourceSyncJobResponse]
  StopDataSourceSyncJob: readonly [StopDataSourceSyncJobRequest, Nothing]
  ListDataSourceSyncJobs: readonly [ListDataSourceSyncJobsRequest, ListDataSourceSyncJobsResponse]
}

export const syncJobOperations: Operations<SyncJobShapes> = {
  StartDataSourceSyncJob: {
    schema: startDataSourceSyncJobRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    resourcesOf: ({ Id }) => [syncJobsOf(Id)],
    apply: startJob,
  },
  StopDataSourceSyncJob: {
    schema: stopDataSourceSyncJobRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    resourcesOf: ({ Id }) => [syncJobsOf(Id)],
    apply: stopJob,
  },
  ListDataSourceSyncJobs: {
    schema: listDataSourceSyncJobsRequest,
    isRead: true,
    indexOf: ({ IndexId }) => IndexId,
    resourcesOf: ({ Id }) => [syncJobsOf(Id)],
    apply: listJobs,
  },
}

/** One at a time [doc]; whether the next may start while the last is SYNCING_INDEXING is an option. */
function startJob(
  account: KendraAccount,
  { Id, IndexId }: Valid<StartDataSourceSyncJobRequest>,
): StartDataSourceSyncJobResponse {
  const index = account.activeIndex(IndexId)
  const source = account.activeDataSource(index, Id)
  const { startWhileIndexing } = account.settings
  const last = source.jobs.at(-1)
  const isOver = last === undefined || last.hasEnded
  if (!isOver && (last.status !== 'SYNCING_INDEXING' || startWhileIndexing === 'refused'))
    throw new ResourceInUseException(
      `Sync job ${last.id} of data source ${Id} is ${last.status}; another can't be started.`,
    )
  return { ExecutionId: account.startJob(index, source).id }
}

/** Where none runs it does nothing and succeeds [code]. */
function stopJob(account: KendraAccount, { Id, IndexId }: Valid<StopDataSourceSyncJobRequest>): Nothing {
  account.dataSource(account.index(IndexId), Id).runningJob?.stop()
  return {}
}

function listJobs(
  account: KendraAccount,
  { Id, IndexId, StartTimeFilter, StatusFilter, ...request }: Valid<ListDataSourceSyncJobsRequest>,
): ListDataSourceSyncJobsResponse {
  const { jobs } = account.dataSource(account.index(IndexId), Id)
  const asked = jobs.filter(
    ({ status, startedAt }) => hasStatus(status, StatusFilter) && isIn(startedAt, StartTimeFilter),
  )
  // The page of a filtered list is one of that filter.
  const name = JSON.stringify(['ListDataSourceSyncJobs', IndexId, Id, StatusFilter, StartTimeFilter])
  const { items, ...next } = pageOf({ name, order: 'newest first', most: 10 }, asked, request)
  return { History: items.map((job) => job.describe()), ...next }
}

function hasStatus(status: DataSourceSyncJobStatus, filter: DataSourceSyncJobStatus | undefined): boolean {
  return filter === undefined || status === filter
}

/** Both ends included [assumed]. */
function isIn(instant: number, range: Valid<TimeRange> | undefined): boolean {
  const from = range?.StartTime?.getTime() ?? -Infinity
  const until = range?.EndTime?.getTime() ?? Infinity
  return from <= instant && instant <= until
}
