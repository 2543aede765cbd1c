/**
 * One run of a data source. A custom one takes documents until it is stopped, and has ended when all of them have come
 * to their end; one of Amazon's own connectors ends by itself, and crawls nothing here.
 */
import type { Alarm } from '../../core/alarms.ts'
import type { DocumentRow } from '../../core/document-table.ts'
import type { Phase } from '../../core/revision-table.ts'
import type { Simulation } from '../../core/simulation.ts'
import type { DocumentOrigins, JobMark } from './document-origins.ts'
import type {
  DataSourceSyncJob,
  DataSourceSyncJobMetrics,
  DataSourceSyncJobStatus,
} from './shapes/sync-job-shapes.ts'

export interface SyncJobParts {
  readonly simulation: Simulation
  readonly corpus: string
  readonly id: string
  /** The how-manieth job of the account, from 1: the group of its revisions. */
  readonly number: number
  readonly isCustom: boolean
  readonly origins: DocumentOrigins
}

export class SyncJob {
  readonly id: string
  readonly number: number
  readonly #parts: SyncJobParts
  readonly #alarm: Alarm
  readonly #startedAt: number
  #endedAt: number | undefined
  #status: DataSourceSyncJobStatus = 'SYNCING'
  /** Revisions that have not come to their end. */
  #pending = 0
  readonly #counts: { [mark in JobMark]: number } = { added: 0, modified: 0, deleted: 0, failed: 0 }

  constructor(parts: SyncJobParts) {
    this.id = parts.id
    this.number = parts.number
    this.#parts = parts
    this.#startedAt = parts.simulation.clock.now
    this.#alarm = parts.simulation.engine.alarms.add(() =>
      this.#enter(this.#status === 'STOPPING' ? 'ABORTED' : 'SUCCEEDED'),
    )
    this.#enter('SYNCING')
  }

  get status(): DataSourceSyncJobStatus {
    return this.#status
  }

  get startedAt(): number {
    return this.#startedAt
  }

  get hasEnded(): boolean {
    return this.#endedAt !== undefined
  }

  /** The run of one of Amazon's connectors: it ends by itself after so many simulated milliseconds. */
  crawl(takesMs: number): void {
    this.#alarm.arm(takesMs)
  }

  /** One more revision belongs to the job. */
  take(): void {
    this.#pending++
  }

  /** A custom job takes no more documents; one of Amazon's connectors is broken off after so many milliseconds. */
  stop(takesMs: number): void {
    if (this.#status !== 'SYNCING') return
    if (this.#parts.isCustom) {
      this.#enter('SYNCING_INDEXING')
      this.#endWhenSettled()
    } else {
      this.#alarm.disarm()
      this.#enter('STOPPING')
      this.#alarm.arm(takesMs)
    }
  }

  /** The data source is no more. */
  abort(): void {
    this.#alarm.disarm()
    if (!this.hasEnded) this.#enter('ABORTED')
  }

  /** A revision of the job has come to its end. */
  settled(row: DocumentRow, phase: Phase): void {
    this.#pending--
    const { origins } = this.#parts
    const before = origins.mark(row, this.number)
    const mark = markAfter(phase, before)
    if (mark !== before && mark !== undefined) {
      if (before !== undefined) this.#counts[before]--
      this.#counts[mark]++
      origins.setMark(row, this.number, mark)
    }
    this.#endWhenSettled()
  }

  /** The job as ListDataSourceSyncJobs tells of it. */
  describe(): DataSourceSyncJob {
    return {
      ExecutionId: this.id,
      StartTime: new Date(this.#startedAt),
      ...(this.#endedAt !== undefined && { EndTime: new Date(this.#endedAt) }),
      Status: this.#status,
      Metrics: this.#metrics(),
    }
  }

  /** The numbers are strings, and only a crawl scans [doc, wire]. */
  #metrics(): DataSourceSyncJobMetrics {
    const { added, modified, deleted, failed } = this.#counts
    return {
      DocumentsAdded: String(added),
      DocumentsModified: String(modified),
      DocumentsDeleted: String(deleted),
      DocumentsFailed: String(failed),
      ...(!this.#parts.isCustom && { DocumentsScanned: '0' }),
    }
  }

  #endWhenSettled(): void {
    if (this.#status !== 'SYNCING_INDEXING' || this.#pending > 0) return
    this.#enter(this.#counts.failed > 0 ? 'INCOMPLETE' : 'SUCCEEDED')
  }

  #enter(status: DataSourceSyncJobStatus): void {
    const { simulation, corpus } = this.#parts
    this.#status = status
    if (ENDS.has(status)) this.#endedAt = simulation.clock.now
    simulation.engine.record.entered(corpus, `sync job ${this.id}`, status)
  }
}

const ENDS: ReadonlySet<DataSourceSyncJobStatus> = new Set<DataSourceSyncJobStatus>([
  'SUCCEEDED',
  'INCOMPLETE',
  'FAILED',
  'ABORTED',
])

/** How a document counts when one more of its revisions has come to its end. What the job added stays added. */
function markAfter(phase: Phase, before: JobMark | undefined): JobMark | undefined {
  switch (phase) {
    case 'indexed':
      return 'added'
    case 'updated':
      return before === 'added' ? 'added' : 'modified'
    case 'deleted':
      return 'deleted'
    case 'failed':
    case 'update-failed':
    case 'delete-failed':
      return 'failed'
    case 'lost':
    case 'superseded':
    case 'forgotten':
    case 'accepted':
    case 'durable':
    case 'indexing':
      return before
  }
}
