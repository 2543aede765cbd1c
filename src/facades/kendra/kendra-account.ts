/** What an account holds in one region of one simulated world. */
import type { Simulation } from '../../core/simulation.ts'
import { ClientTokens, type SavedClientTokens } from './client-tokens.ts'
import { DataSource } from './data-source.ts'
import { DocumentOrigins, type SavedDocumentOrigins } from './document-origins.ts'
import { type IndexDefinition, KendraIndex, type SavedIndex } from './kendra-index.ts'
import type { KendraSettings } from './kendra-settings.ts'
import { Quotas, type SavedQuotas } from './quotas.ts'
import type { SavedResourceState } from './resource-state.ts'
import { ConflictException, ResourceNotFoundException } from './service-exception.ts'
import type { IndexEdition } from './shapes/index-shapes.ts'
import { type SavedSyncJob, SyncJob, type SyncJobParts } from './sync-job.ts'
import { Tags } from './tags.ts'

export class KendraAccount {
  readonly simulation: Simulation
  readonly settings: KendraSettings
  readonly region: string
  readonly accountId: string
  readonly indices: Map<string, KendraIndex> = new Map()
  readonly origins: DocumentOrigins = new DocumentOrigins()
  readonly quotas: Quotas
  /** Of the indices. */
  readonly tokens: ClientTokens = new ClientTokens()
  /** Those that have not ended, by their numbers. */
  readonly #jobs = new Map<number, SyncJob>()
  #lastJob = 0
  #resources = 0

  constructor(simulation: Simulation, settings: KendraSettings, { region, accountId }: AccountName) {
    this.simulation = simulation
    this.settings = settings
    this.region = region
    this.accountId = accountId
    this.quotas = new Quotas(settings.quotas)
  }

  /** The index, in whatever state it is. Throws a ResourceNotFoundException. */
  index(id: string): KendraIndex {
    const index = this.indices.get(id)
    if (index === undefined) throw new ResourceNotFoundException(`Index ${id} doesn't exist.`)
    return index
  }

  /** An index that can be worked with. Throws a ConflictException for one in another state [assumed]. */
  activeIndex(id: string): KendraIndex {
    const index = this.index(id)
    refuseUnlessActive(`Index ${id}`, index.state)
    return index
  }

  /** The data source, in whatever state it is. */
  dataSource({ id: indexId, dataSources }: KendraIndex, id: string): DataSource {
    const source = dataSources.get(id)
    if (source === undefined)
      throw new ResourceNotFoundException(`Data source ${id} doesn't exist in index ${indexId}.`)
    return source
  }

  /** A data source that can be worked with. */
  activeDataSource(index: KendraIndex, id: string): DataSource {
    const source = this.dataSource(index, id)
    refuseUnlessActive(`Data source ${id}`, source.state)
    return source
  }

  addIndex(id: string, edition: IndexEdition, definition: IndexDefinition, tags: Tags): KendraIndex {
    return this.#keepIndex({ id, number: this.nextNumber(), edition, definition, tags })
  }

  /** A data source that is ACTIVE at once. */
  addDataSource(index: KendraIndex, parts: NewDataSourceParts): DataSource {
    return this.#keepDataSource(index, { ...parts, number: this.nextNumber() })
  }

  /** Starts a run of the data source. */
  startJob(index: KendraIndex, source: DataSource): SyncJob {
    const id = this.simulation.ids.uuid(`sync job of ${source.id}`)
    return this.#keepJob(index, source, { id, number: ++this.#lastJob })
  }

  /** The data source is no more. */
  dropDataSource(index: KendraIndex, source: DataSource): void {
    this.endJobs(source)
    index.mappings.forget(source.id)
    index.dataSources.delete(source.id)
  }

  /** The runs of the data source take no more documents, and hear nothing more of those that they took. */
  endJobs(source: DataSource): void {
    source.jobs.at(-1)?.abort()
    for (const job of source.jobs) this.#jobs.delete(job.number)
  }

  /** The number of a new resource, never given twice. */
  nextNumber(): number {
    return ++this.#resources
  }

  save(): SavedAccount {
    return {
      indices: Array.from(this.indices.values(), (index) => index.save()),
      origins: this.origins.save(),
      quotas: this.quotas.save(),
      tokens: this.tokens.save(),
      lastJob: this.#lastJob,
      resources: this.#resources,
    }
  }

  load(saved: SavedAccount): void {
    for (const index of saved.indices) this.#loadIndex(index)
    this.origins.load(saved.origins)
    this.quotas.load(saved.quotas)
    this.tokens.load(saved.tokens)
    this.#lastJob = saved.lastJob
    this.#resources = saved.resources
  }

  #keepIndex(parts: NewIndexParts, saved?: SavedIndex): KendraIndex {
    const { simulation, settings } = this
    const index: KendraIndex = new KendraIndex(
      {
        simulation,
        ...parts,
        mappingTakesMs: settings.takes.principalMapping,
        end: () => this.#dropIndex(index),
      },
      saved,
    )
    const { revisions } = simulation.engine
    index.corpus.observer = {
      settled: (row, revision) => {
        const job = revisions.takeGroup(revision)
        if (job !== undefined) this.#jobs.get(job)?.settled(row, revisions.phase(revision))
      },
    }
    this.indices.set(index.id, index)
    return index
  }

  #keepDataSource(
    index: KendraIndex,
    parts: NewDataSourceParts & { readonly number: number },
    saved?: SavedResourceState,
  ): DataSource {
    const end = (): void => this.dropDataSource(index, source)
    const { simulation } = this
    const source: DataSource = new DataSource(
      { simulation, corpus: index.corpus.label, ...parts, end },
      saved,
    )
    index.dataSources.set(source.id, source)
    return source
  }

  #keepJob(
    index: KendraIndex,
    source: DataSource,
    { id, number }: Pick<SyncJobParts, 'id' | 'number'>,
    saved?: SavedSyncJob,
  ): SyncJob {
    const { simulation, settings } = this
    const { crawl: takesMs, stopCrawl: stopMs } = settings.takes
    const job: SyncJob = new SyncJob(
      {
        simulation,
        corpus: index.corpus.label,
        id,
        number,
        crawl: source.type === 'CUSTOM' ? undefined : { takesMs, stopMs },
        end: () => this.#jobs.delete(number),
      },
      saved,
    )
    if (!job.hasEnded) this.#jobs.set(number, job)
    source.jobs.push(job)
    return job
  }

  #loadIndex(saved: SavedIndex): void {
    const { id, number, edition, definition } = saved
    const index = this.#keepIndex({ id, number, edition, definition, tags: new Tags(saved.tags) }, saved)
    for (const { state, jobs, tags, ...parts } of saved.dataSources) {
      const source = this.#keepDataSource(index, { ...parts, tags: new Tags(tags) }, state)
      for (const job of jobs) this.#keepJob(index, source, job, job)
    }
  }

  #dropIndex(index: KendraIndex): void {
    for (const source of index.dataSources.values()) {
      source.state.abandon()
      this.endJobs(source)
    }
    index.mappings.abandon()
    this.simulation.engine.dropCorpus(index.corpus)
    this.indices.delete(index.id)
  }
}

export interface SavedAccount {
  readonly indices: readonly SavedIndex[]
  readonly origins: SavedDocumentOrigins
  readonly quotas: SavedQuotas
  readonly tokens: SavedClientTokens
  readonly lastJob: number
  readonly resources: number
}

type NewIndexParts = Pick<KendraIndex, 'id' | 'number' | 'edition' | 'tags'> & {
  readonly definition: IndexDefinition
}
type NewDataSourceParts = Pick<DataSource, 'id' | 'type' | 'definition' | 'tags'>

/** Which account it is. */
export interface AccountName {
  readonly region: string
  readonly accountId: string
}

/** Deleting what is being deleted is no error [model]. Throws a ConflictException for what is neither that nor ACTIVE [assumed]. */
export function isBeingDeleted(what: string, { status }: { readonly status: string }): boolean {
  if (status !== 'DELETING' && status !== 'ACTIVE')
    throw new ConflictException(`${what} is ${status}; it can be deleted when it is ACTIVE.`)
  return status === 'DELETING'
}

function refuseUnlessActive(what: string, { status }: { readonly status: string }): void {
  if (status !== 'ACTIVE')
    throw new ConflictException(`${what} is ${status}; the operation needs it to be ACTIVE.`)
}
