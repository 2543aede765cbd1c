/** An index: its definition, its fields and what belongs to it. */
import type { Corpus } from '../../core/corpus.ts'
import type { Simulation } from '../../core/simulation.ts'
import { amended } from './amended.ts'
import { ClientTokens, type SavedClientTokens } from './client-tokens.ts'
import type { DataSource, SavedDataSource } from './data-source.ts'
import { BUILT_IN_FIELDS, type DocumentAttributeValueType, type PutOrigin } from './document-attributes.ts'
import { KENDRA_OPERATIONS } from './operation-names.ts'
import { PrincipalMappings, type SavedPrincipalMappings } from './principal-mappings.ts'
import { ResourceState, type SavedResourceState } from './resource-state.ts'
import type {
  CapacityUnitsConfiguration,
  DocumentMetadataConfiguration,
  IndexEdition,
  Search,
  ServerSideEncryptionConfiguration,
  UserContextPolicy,
  UserGroupResolutionConfiguration,
  UserTokenConfiguration,
} from './shapes/index-shapes.ts'
import type { Valid } from './shapes/valid.ts'
import type { SavedTags, Tags } from './tags.ts'

/** What CreateIndex and UpdateIndex say of an index. */
export interface IndexDefinition {
  Name?: string | undefined
  RoleArn?: string | undefined
  Description?: string | undefined
  ServerSideEncryptionConfiguration?: Valid<ServerSideEncryptionConfiguration> | undefined
  UserTokenConfigurations?: Valid<UserTokenConfiguration>[] | undefined
  UserContextPolicy?: UserContextPolicy | undefined
  UserGroupResolutionConfiguration?: Valid<UserGroupResolutionConfiguration> | undefined
}

export interface IndexParts {
  readonly simulation: Simulation
  readonly id: string
  /** The how-manieth resource of the account. */
  readonly number: number
  readonly edition: IndexEdition
  readonly definition: IndexDefinition
  readonly tags: Tags
  /** How long a put or delete of a principal mapping is being processed, in simulated milliseconds. */
  readonly mappingTakesMs: number
  /** Called when the index has been deleted. */
  readonly end: () => void
}

export interface SavedIndex {
  readonly id: string
  readonly number: number
  readonly edition: IndexEdition
  readonly definition: IndexDefinition
  readonly tags: SavedTags
  readonly state: SavedResourceState
  readonly mappings: SavedPrincipalMappings
  readonly tokens: SavedClientTokens
  readonly configurations: readonly Valid<DocumentMetadataConfiguration>[]
  readonly capacityUnits: Valid<CapacityUnitsConfiguration>
  readonly capacityChanges: readonly number[]
  readonly dataSources: readonly SavedDataSource[]
}

const MODE = { durability: 'at-once', unreadable: 'fails' } as const

export class KendraIndex {
  readonly id: string
  readonly number: number
  readonly edition: IndexEdition
  readonly corpus: Corpus
  readonly state: ResourceState
  readonly dataSources: Map<string, DataSource> = new Map()
  readonly mappings: PrincipalMappings
  readonly tags: Tags
  /** Of the data sources. */
  readonly tokens: ClientTokens = new ClientTokens()
  /** Built-in fields and those that were added, with their types. */
  readonly fields: Map<string, DocumentAttributeValueType> = new Map(BUILT_IN_FIELDS)
  readonly #configurations = new Map<string, Valid<DocumentMetadataConfiguration>>()
  #definition: IndexDefinition
  #capacityUnits: Valid<CapacityUnitsConfiguration> = { StorageCapacityUnits: 0, QueryCapacityUnits: 0 }
  /** The instants at which the capacity was changed, the oldest first. */
  readonly capacityChanges: number[] = []

  /** The corpus of a saved one is there already, and its data sources are its account's to load. */
  constructor(
    { simulation, id, number, edition, definition, tags, mappingTakesMs, end }: IndexParts,
    saved?: SavedIndex,
  ) {
    const { engine } = simulation
    this.id = id
    this.number = number
    this.edition = edition
    this.#definition = amended({}, definition)
    this.tags = tags
    this.corpus =
      saved === undefined
        ? engine.addCorpus('kendra', id, MODE, KENDRA_OPERATIONS)
        : engine.loadedCorpus('kendra', id)
    const { label } = this.corpus
    this.mappings = new PrincipalMappings(simulation, label, mappingTakesMs, saved?.mappings)
    this.state = new ResourceState({ simulation, corpus: label, name: 'index', end }, saved?.state)
    for (const [Name, Type] of BUILT_IN_FIELDS) this.configure({ Name, Type })
    if (saved !== undefined) this.#load(saved)
  }

  save(): SavedIndex {
    return {
      id: this.id,
      number: this.number,
      edition: this.edition,
      definition: this.#definition,
      tags: this.tags.save(),
      state: this.state.save(),
      mappings: this.mappings.save(),
      tokens: this.tokens.save(),
      configurations: this.configurations,
      capacityUnits: this.#capacityUnits,
      capacityChanges: this.capacityChanges,
      dataSources: Array.from(this.dataSources.values(), (source) => source.save()),
    }
  }

  get definition(): Readonly<IndexDefinition> {
    return this.#definition
  }

  get capacityUnits(): Readonly<Valid<CapacityUnitsConfiguration>> {
    return this.#capacityUnits
  }

  /** Takes over what an update says. */
  amend(definition: IndexDefinition): void {
    this.#definition = amended(this.#definition, definition)
  }

  changeCapacity(units: Valid<CapacityUnitsConfiguration>, now: number): void {
    this.#capacityUnits = { ...units }
    this.capacityChanges.push(now)
  }

  #load({ tokens, configurations, capacityUnits, capacityChanges }: SavedIndex): void {
    this.tokens.load(tokens)
    // Every configuration is whole, and those of the built-in fields are the first.
    for (const configuration of configurations) this.configure(configuration)
    this.#capacityUnits = capacityUnits
    for (const at of capacityChanges) this.capacityChanges.push(at)
  }

  /** The definitions of all fields. */
  get configurations(): Valid<DocumentMetadataConfiguration>[] {
    return [...this.#configurations.values()]
  }

  /** How many fields were added to the built-in ones. */
  get addedFields(): number {
    return this.fields.size - BUILT_IN_FIELDS.size
  }

  /** The data source through which a document comes, if it names one that is there. */
  dataSourceOf({ dataSource }: Pick<PutOrigin, 'dataSource'>): DataSource | undefined {
    return dataSource === undefined ? undefined : this.dataSources.get(dataSource)
  }

  /** Adds a field, or tunes one that is there. */
  configure({ Name, Type, Relevance, Search }: Valid<DocumentMetadataConfiguration>): void {
    const before = this.#configurations.get(Name)
    this.fields.set(Name, Type)
    this.#configurations.set(Name, {
      Name,
      Type,
      Relevance: amended(before?.Relevance ?? {}, Relevance ?? {}),
      Search: amended(before?.Search ?? defaultSearch(Type), Search ?? {}),
    })
  }
}

/** A field can be displayed, and searched where it is text, unless its definition says otherwise [doc]. */
function defaultSearch(type: DocumentAttributeValueType): Search {
  const isText = type === 'STRING_VALUE' || type === 'STRING_LIST_VALUE'
  return { Facetable: false, Searchable: isText, Displayable: true, Sortable: false }
}

/** An index as a test asks for it: it is ACTIVE at once. */
export interface NewIndex {
  /** 36 characters; drawn from the seed where left out. */
  readonly id?: string | undefined
  /** Fields beyond the built-in ones, with their types. */
  readonly fields?: Readonly<Record<string, DocumentAttributeValueType>> | undefined
  readonly edition?: IndexEdition | undefined
}

export interface NewDataSource {
  readonly id?: string | undefined
  readonly name?: string | undefined
}
