/** What a simulated Kendra was told to be like: the choices that nobody outside knows, and the spans of time. */
import type { CapacityOfUnit } from './capacity.ts'
import type { StatusWhileDeleting } from './kendra-status.ts'
import type { Quota } from './quotas.ts'
import type { S3Buckets } from './s3-objects.ts'

/** How long the resources take, in simulated milliseconds. */
export interface KendraSpans {
  readonly createIndex: number
  readonly updateIndex: number
  readonly deleteIndex: number
  readonly createDataSource: number
  readonly updateDataSource: number
  readonly deleteDataSource: number
  readonly principalMapping: number
  /** The run of one of Amazon's own connectors, which crawls nothing here. */
  readonly crawl: number
  /** Until such a run has been broken off. */
  readonly stopCrawl: number
}

export interface KendraSettings {
  readonly statusWhileDeleting: StatusWhileDeleting
  /** Whether a sync job may start while the one before it is SYNCING_INDEXING. */
  readonly startWhileIndexing: 'refused' | 'accepted'
  /** What becomes of documents with the same id in one put. */
  readonly duplicatesInBatch: 'last-wins' | 'rejected'
  /** Other texts for our failures, by our code. */
  readonly failureTexts: Readonly<Record<string, FailureText>>
  readonly capacity: CapacityOfUnit
  readonly takes: KendraSpans
  readonly quotas: Readonly<Record<string, Quota | undefined>>
  readonly s3: S3Buckets
}

export interface FailureText {
  readonly code?: string | undefined
  readonly reason?: string | undefined
}
