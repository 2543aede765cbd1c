/** The shapes of the operations on sync jobs. */

import type { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { choice, structure, text, timestamp, wholeNumber } from './constraints.ts'
import { dataSourceId, indexId } from './document-shapes.ts'
import type { ErrorCode } from './document-shapes.ts'
import type { Valid } from './valid.ts'

/** The input of StartDataSourceSyncJob. */
export interface StartDataSourceSyncJobRequest {
  Id: string | undefined
  IndexId: string | undefined
}

/** The output of StartDataSourceSyncJob. */
export interface StartDataSourceSyncJobResponse {
  ExecutionId?: string | undefined
}

/** The input of StopDataSourceSyncJob. */
export interface StopDataSourceSyncJobRequest {
  Id: string | undefined
  IndexId: string | undefined
}

/** A span of time, open at the ends that are not given. */
export interface TimeRange {
  StartTime?: Date | undefined
  EndTime?: Date | undefined
}

/** The states of a sync job. There is no COMPLETE; INCOMPLETE is an end. */
export type DataSourceSyncJobStatus =
  | 'FAILED'
  | 'SUCCEEDED'
  | 'SYNCING'
  | 'INCOMPLETE'
  | 'STOPPING'
  | 'ABORTED'
  | 'SYNCING_INDEXING'

/** The input of ListDataSourceSyncJobs. */
export interface ListDataSourceSyncJobsRequest {
  Id: string | undefined
  IndexId: string | undefined
  NextToken?: string | undefined
  MaxResults?: number | undefined
  StartTimeFilter?: TimeRange | undefined
  StatusFilter?: DataSourceSyncJobStatus | undefined
}

/** What a job did to documents. The numbers are strings; DocumentsScanned is absent for custom sources [doc]. */
export interface DataSourceSyncJobMetrics {
  DocumentsAdded?: string | undefined
  DocumentsModified?: string | undefined
  DocumentsDeleted?: string | undefined
  DocumentsFailed?: string | undefined
  DocumentsScanned?: string | undefined
}

/** One run of a data source. The history of a data source lists the newest first. */
export interface DataSourceSyncJob {
  ExecutionId?: string | undefined
  StartTime?: Date | undefined
  EndTime?: Date | undefined
  Status?: DataSourceSyncJobStatus | undefined
  ErrorMessage?: string | undefined
  ErrorCode?: ErrorCode | undefined
  DataSourceErrorCode?: string | undefined
  Metrics?: DataSourceSyncJobMetrics | undefined
}

/** The output of ListDataSourceSyncJobs. */
export interface ListDataSourceSyncJobsResponse {
  History?: DataSourceSyncJob[] | undefined
  NextToken?: string | undefined
}

/** What `validate` checks the input of StartDataSourceSyncJob against. */
export const startDataSourceSyncJobRequest: () => z.ZodType<Valid<StartDataSourceSyncJobRequest>> = whenAsked(
  () =>
    structure({
      Id: dataSourceId(),
      IndexId: indexId(),
    }),
)

/** What `validate` checks the input of StopDataSourceSyncJob against. */
export const stopDataSourceSyncJobRequest: () => z.ZodType<Valid<StopDataSourceSyncJobRequest>> = whenAsked(
  () =>
    structure({
      Id: dataSourceId(),
      IndexId: indexId(),
    }),
)

const timeRange = whenAsked(() =>
  structure({
    StartTime: timestamp().optional(),
    EndTime: timestamp().optional(),
  }),
)

/** What `validate` checks the input of ListDataSourceSyncJobs against. */
export const listDataSourceSyncJobsRequest: () => z.ZodType<Valid<ListDataSourceSyncJobsRequest>> = whenAsked(
  () =>
    structure({
      Id: dataSourceId(),
      IndexId: indexId(),
      NextToken: text({ min: 1, max: 800 }).optional(),
      MaxResults: wholeNumber({ min: 1, max: 10 }).optional(),
      StartTimeFilter: timeRange().optional(),
      StatusFilter: choice([
        'FAILED',
        'SUCCEEDED',
        'SYNCING',
        'INCOMPLETE',
        'STOPPING',
        'ABORTED',
        'SYNCING_INDEXING',
      ]).optional(),
    }),
)
