/** Read-only views of what an account holds beside its documents: indices, data sources and sync jobs. */
import type { DataSource } from './data-source.ts'
import type { KendraIndex } from './kendra-index.ts'
import type { ResourceStatus } from './resource-state.ts'
import type { DataSourceType } from './shapes/data-source-shapes.ts'
import type { IndexEdition } from './shapes/index-shapes.ts'
import type { DataSourceSyncJob } from './shapes/sync-job-shapes.ts'

export interface DataSourceView {
  readonly id: string
  readonly name: string | undefined
  readonly type: DataSourceType
  readonly status: ResourceStatus
  /** The oldest first, each as ListDataSourceSyncJobs tells of it. */
  readonly jobs: readonly DataSourceSyncJob[]
}

export interface IndexView {
  readonly id: string
  readonly name: string | undefined
  readonly edition: IndexEdition
  readonly status: ResourceStatus
  readonly dataSources: readonly DataSourceView[]
}

export function viewIndex({ id, definition, edition, state, dataSources }: KendraIndex): IndexView {
  return {
    id,
    name: definition.Name,
    edition,
    status: state.status,
    dataSources: [...dataSources.values()].map(viewDataSource),
  }
}

function viewDataSource({ id, definition, type, state, jobs }: DataSource): DataSourceView {
  return {
    id,
    name: definition.Name,
    type,
    status: state.status,
    jobs: jobs.map((job) => job.describe()),
  }
}
