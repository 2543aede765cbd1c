/**
 * One run of a data source. A custom one takes documents until it is stopped, and has ended when all of them have come
 * to their end; one of Amazon's own connectors ends by itself, and crawls nothing here.
 */
import type { Alarm } from '../../core/alarms.ts'
import type { DocumentRow } from '../../core/document-table.ts'
import type { Phase } from '../../core/revision-table.ts'
import type { Simulation } from '../../core/simulation.ts'
import { JobMarks, type SavedJobMarks } from './job-marks.ts'
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
  /** A run of one of Amazon's own connectors; undefined for a custom data source. */
  readonly crawl: Crawl | undefined
  /** Called when it has come to its end. */
  readonly end: () => void
}

/** How many simulated milliseconds a crawl takes until it ends by itself, and until it has been broken off. */
export interface Crawl {
  readonly takesMs: number
  readonly stopMs: number
}

export interface SavedSyncJob {
  readonly id: string
  readonly number: number
  /** Of a crawl that has not ended. */
  readonly alarm: number | undefined
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly status: DataSourceSyncJobStatus
  readonly pending: number
  readonly marks: SavedJobMarks
}

export class SyncJob {
  readonly id: string
  readonly number: number
  readonly #parts: SyncJobParts
  /** Ends a crawl. */
  readonly #alarm: Alarm | undefined
  readonly #startedAt: number
  #endedAt: number | undefined
  #status: DataSourceSyncJobStatus = 'SYNCING'
  /** Revisions that have not come to their end. */
  #pending = 0
  readonly #marks = new JobMarks()

  constructor(parts: SyncJobParts, saved?: SavedSyncJob) {
    this.id = parts.id
    this.number = parts.number
    this.#parts = parts
    this.#startedAt = saved?.startedAt ?? parts.simulation.clock.now
    if (saved !== undefined) this.#load(saved)
    else this.#enter('SYNCING')
    this.#alarm = this.#addAlarm(saved)
    if (saved === undefined && parts.crawl !== undefined) this.#alarm?.arm(parts.crawl.takesMs)
  }

  save(): SavedSyncJob {
    return {
      id: this.id,
      number: this.number,
      alarm: this.hasEnded ? undefined : this.#alarm?.number,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      status: this.#status,
      pending: this.#pending,
      marks: this.#marks.save(),
    }
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

  /** One more revision belongs to the job. */
  take(): void {
    this.#pending++
  }

  /** A custom job takes no more documents; a crawl is broken off. */
  stop(): void {
    if (this.#status !== 'SYNCING') return
    const { crawl } = this.#parts
    if (crawl === undefined) {
      this.#enter('SYNCING_INDEXING')
      this.#endWhenSettled()
    } else {
      this.#alarm?.disarm()
      this.#enter('STOPPING')
      this.#alarm?.arm(crawl.stopMs)
    }
  }

  /** The data source is no more. */
  abort(): void {
    if (this.hasEnded) return
    this.#alarm?.drop()
    this.#enter('ABORTED')
  }

  /** A revision of the job has come to its end. */
  settled(row: DocumentRow, phase: Phase): void {
    this.#pending--
    this.#marks.settled(row, phase)
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
    const { added, modified, deleted, failed } = this.#marks.counts
    return {
      DocumentsAdded: String(added),
      DocumentsModified: String(modified),
      DocumentsDeleted: String(deleted),
      DocumentsFailed: String(failed),
      ...(this.#parts.crawl && { DocumentsScanned: '0' }),
    }
  }

  #load({ endedAt, status, pending, marks }: SavedSyncJob): void {
    this.#endedAt = endedAt
    this.#status = status
    this.#pending = pending
    this.#marks.load(marks)
  }

  #addAlarm(saved: SavedSyncJob | undefined): Alarm | undefined {
    const { crawl, simulation } = this.#parts
    if (crawl === undefined || this.hasEnded) return undefined
    return simulation.engine.alarms.add(() => this.#endCrawl(), { as: saved?.alarm })
  }

  #endCrawl(): void {
    this.#alarm?.drop()
    this.#enter(this.#status === 'STOPPING' ? 'ABORTED' : 'SUCCEEDED')
  }

  #endWhenSettled(): void {
    if (this.#status !== 'SYNCING_INDEXING' || this.#pending > 0) return
    this.#enter(this.#marks.counts.failed > 0 ? 'INCOMPLETE' : 'SUCCEEDED')
  }

  #enter(status: DataSourceSyncJobStatus): void {
    const { simulation, corpus } = this.#parts
    this.#status = status
    if (ENDS.has(status)) {
      this.#endedAt = simulation.clock.now
      this.#marks.close()
      this.#parts.end()
    }
    simulation.engine.record.entered(corpus, `sync job ${this.id}`, status)
  }
}

/** The name under which calls say that they are about the jobs of a data source. */
export function syncJobsOf(dataSource: string): string {
  return `sync jobs of ${dataSource}`
}

const ENDS: ReadonlySet<DataSourceSyncJobStatus> = new Set<DataSourceSyncJobStatus>([
  'SUCCEEDED',
  'INCOMPLETE',
  'FAILED',
  'ABORTED',
])
