/** What an account holds in one region of one simulated world. */
import type { Simulation } from '../../core/simulation.ts'
import { ClientTokens } from './client-tokens.ts'
import type { DataSource } from './data-source.ts'
import { DocumentOrigins } from './document-origins.ts'
import { type IndexDefinition, KendraIndex } from './kendra-index.ts'
import type { KendraSettings } from './kendra-settings.ts'
import { Quotas } from './quotas.ts'
import { ConflictException, ResourceNotFoundException } from './service-exception.ts'
import type { IndexEdition } from './shapes/index-shapes.ts'
import { SyncJob } from './sync-job.ts'
import type { Tags } from './tags.ts'

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
    const { simulation, settings } = this
    const index: KendraIndex = new KendraIndex({
      simulation,
      id,
      number: this.nextNumber(),
      edition,
      definition,
      tags,
      mappingTakesMs: settings.takes.principalMapping,
      end: () => this.#dropIndex(index),
    })
    const { revisions } = simulation.engine
    index.corpus.observer = {
      settled: (row, revision) => {
        const job = revisions.takeGroup(revision)
        if (job !== undefined) this.#jobs.get(job)?.settled(row, revisions.phase(revision))
      },
    }
    this.indices.set(id, index)
    return index
  }

  /** Starts a run of the data source. */
  startJob(index: KendraIndex, source: DataSource): SyncJob {
    const { simulation, settings } = this
    const { crawl: takesMs, stopCrawl: stopMs } = settings.takes
    const job: SyncJob = new SyncJob({
      simulation,
      corpus: index.corpus.label,
      id: simulation.ids.uuid(`sync job of ${source.id}`),
      number: ++this.#lastJob,
      crawl: source.type === 'CUSTOM' ? undefined : { takesMs, stopMs },
      end: () => this.#jobs.delete(job.number),
    })
    this.#jobs.set(job.number, job)
    source.jobs.push(job)
    return job
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
