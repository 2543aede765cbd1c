/** A data source of an index, and its sync jobs. */
import { amended } from './amended.ts'
import { ResourceState, type ResourceParts, type SavedResourceState } from './resource-state.ts'
import type { DataSourceType, UpdateDataSourceRequest } from './shapes/data-source-shapes.ts'
import type { Valid } from './shapes/valid.ts'
import type { SavedSyncJob, SyncJob } from './sync-job.ts'
import type { SavedTags, Tags } from './tags.ts'

/** What CreateDataSource and UpdateDataSource say of a data source. */
export type DataSourceDefinition = Omit<Valid<UpdateDataSourceRequest>, 'Id' | 'IndexId'>

export interface DataSourceParts extends Omit<ResourceParts, 'name'> {
  readonly id: string
  /** The how-manieth resource of the account; 0 stands for none. */
  readonly number: number
  readonly type: DataSourceType
  readonly definition: DataSourceDefinition
  readonly tags: Tags
}

export interface SavedDataSource {
  readonly id: string
  readonly number: number
  readonly type: DataSourceType
  readonly definition: DataSourceDefinition
  readonly tags: SavedTags
  readonly state: SavedResourceState
  readonly jobs: readonly SavedSyncJob[]
}

export class DataSource {
  readonly id: string
  readonly number: number
  readonly type: DataSourceType
  readonly state: ResourceState
  readonly tags: Tags
  /** The oldest first. */
  readonly jobs: SyncJob[] = []
  #definition: DataSourceDefinition

  /** The jobs of a saved one are its account's to load. */
  constructor({ id, number, type, definition, tags, ...parts }: DataSourceParts, saved?: SavedResourceState) {
    this.id = id
    this.number = number
    this.type = type
    this.#definition = amended({}, definition)
    this.tags = tags
    this.state = new ResourceState({ ...parts, name: `data source ${id}` }, saved)
  }

  save(): SavedDataSource {
    return {
      id: this.id,
      number: this.number,
      type: this.type,
      definition: this.#definition,
      tags: this.tags.save(),
      state: this.state.save(),
      jobs: this.jobs.map((job) => job.save()),
    }
  }

  get definition(): Readonly<DataSourceDefinition> {
    return this.#definition
  }

  /** Takes over what an update says. */
  amend(definition: DataSourceDefinition): void {
    this.#definition = amended(this.#definition, definition)
  }

  /** The job that takes documents now. */
  get runningJob(): SyncJob | undefined {
    const last = this.jobs.at(-1)
    return last?.status === 'SYNCING' ? last : undefined
  }
}
