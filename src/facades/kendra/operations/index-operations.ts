/** The operations on indices. */
import { capacityOf, MOST_UNITS } from '../capacity.ts'
import { isBeingDeleted, type KendraAccount } from '../kendra-account.ts'
import type { IndexDefinition, KendraIndex } from '../kendra-index.ts'
import { pageOf } from '../paging.ts'
import { ServiceQuotaExceededException, ValidationException } from '../service-exception.ts'
import {
  createIndexRequest,
  type CreateIndexRequest,
  type CreateIndexResponse,
  deleteIndexRequest,
  type DeleteIndexRequest,
  describeIndexRequest,
  type DescribeIndexRequest,
  type DescribeIndexResponse,
  type DocumentMetadataConfiguration,
  type IndexEdition,
  listIndicesRequest,
  type ListIndicesRequest,
  type ListIndicesResponse,
  updateIndexRequest,
  type UpdateIndexRequest,
} from '../shapes/index-shapes.ts'
import type { Valid } from '../shapes/valid.ts'
import { Tags } from '../tags.ts'
import type { Nothing, Operations } from './operation.ts'

export interface IndexShapes {
  CreateIndex: readonly [CreateIndexRequest, CreateIndexResponse]
  DescribeIndex: readonly [DescribeIndexRequest, DescribeIndexResponse]
  UpdateIndex: readonly [UpdateIndexRequest, Nothing]
  DeleteIndex: readonly [DeleteIndexRequest, Nothing]
  ListIndices: readonly [ListIndicesRequest, ListIndicesResponse]
}

export const indexOperations: Operations<IndexShapes> = {
  CreateIndex: {
    schema: createIndexRequest,
    isRead: false,
    indexOf: () => undefined,
    resourcesOf: () => [],
    apply: createIndex,
  },
  DescribeIndex: {
    schema: describeIndexRequest,
    isRead: true,
    indexOf: ({ Id }) => Id,
    apply: describeIndex,
  },
  UpdateIndex: {
    schema: updateIndexRequest,
    isRead: false,
    indexOf: ({ Id }) => Id,
    apply: updateIndex,
  },
  DeleteIndex: {
    schema: deleteIndexRequest,
    isRead: false,
    indexOf: ({ Id }) => Id,
    apply: deleteIndex,
  },
  ListIndices: {
    schema: listIndicesRequest,
    isRead: true,
    indexOf: () => undefined,
    apply: listIndices,
  },
}

/** The most fields that can be added to the built-in ones [doc]. */
const MOST_ADDED_FIELDS = 500

function createIndex(account: KendraAccount, input: Valid<CreateIndexRequest>): CreateIndexResponse {
  const { ClientToken, Edition = 'ENTERPRISE_EDITION', Tags: tagList, ...definition } = input
  refuseUserContext(Edition, definition)
  const tags = new Tags(tagList)
  const create = (): string => {
    const id = account.simulation.ids.uuid(`index ${account.region} ${account.accountId} ${input.Name}`)
    const index = account.addIndex(id, Edition, definition, tags)
    index.state.begin('CREATING', account.settings.takes.createIndex)
    return id
  }
  return { Id: account.tokens.once(ClientToken, (id) => account.indices.has(id), create) }
}

function describeIndex(account: KendraAccount, { Id }: Valid<DescribeIndexRequest>): DescribeIndexResponse {
  const { edition, definition, state, configurations, corpus, capacityUnits } = account.index(Id)
  return {
    Id,
    Edition: edition,
    UserContextPolicy: 'ATTRIBUTE_FILTER',
    ...structuredClone(definition),
    Status: state.status,
    CreatedAt: state.createdAt,
    UpdatedAt: state.updatedAt,
    DocumentMetadataConfigurations: structuredClone(configurations),
    IndexStatistics: {
      FaqStatistics: { IndexedQuestionAnswersCount: 0 },
      TextDocumentStatistics: {
        IndexedTextDocumentsCount: corpus.liveDocuments,
        IndexedTextBytes: corpus.liveTextBytes,
      },
    },
    CapacityUnits: { ...capacityUnits },
  }
}

/** All of an update takes effect, or nothing of it. */
function updateIndex(account: KendraAccount, input: Valid<UpdateIndexRequest>): Nothing {
  const { Id, DocumentMetadataConfigurationUpdates = [], CapacityUnits, ...definition } = input
  const index = account.activeIndex(Id)
  const { now } = account.simulation.clock
  refuseUserContext(index.edition, definition)
  refuseFields(index, DocumentMetadataConfigurationUpdates)
  if (CapacityUnits !== undefined) {
    refuseCapacity(account, index, CapacityUnits)
    refuseCapacityChange(index, now)
    index.changeCapacity(CapacityUnits, now)
  }
  for (const field of DocumentMetadataConfigurationUpdates) index.configure(field)
  index.amend(definition)
  index.state.begin('UPDATING', account.settings.takes.updateIndex)
  return {}
}

/** A GenAI index filters by attributes alone [doc]. */
function refuseUserContext(
  edition: IndexEdition,
  { UserTokenConfigurations, UserContextPolicy, UserGroupResolutionConfiguration }: IndexDefinition,
): void {
  if (edition !== 'GEN_AI_ENTERPRISE_EDITION') return
  if (UserTokenConfigurations !== undefined)
    throw new ValidationException(`UserTokenConfigurations can't be specified for a ${edition} index.`)
  if (UserContextPolicy === 'USER_TOKEN')
    throw new ValidationException(`UserContextPolicy can't be USER_TOKEN for a ${edition} index.`)
  if (UserGroupResolutionConfiguration !== undefined)
    throw new ValidationException(
      `UserGroupResolutionConfiguration can't be specified for a ${edition} index.`,
    )
}

/** Fields are added and never removed, and their types never change [doc]. */
function refuseFields(index: KendraIndex, fields: readonly Valid<DocumentMetadataConfiguration>[]): void {
  const types = new Map(index.fields)
  for (const { Name, Type } of fields) {
    const type = types.get(Name) ?? Type
    if (type !== Type)
      throw new ValidationException(`The field ${Name} is of type ${type}; it can't be changed to ${Type}.`)
    types.set(Name, Type)
  }
  const added = index.addedFields + types.size - index.fields.size
  if (added > MOST_ADDED_FIELDS)
    throw new ServiceQuotaExceededException(
      `An index can have ${MOST_ADDED_FIELDS} added fields at most; this one would have ${added}.`,
    )
}

/** Only an Enterprise index can have more units, up to 100, and never fewer than its documents need [doc]. */
function refuseCapacity(
  { settings }: KendraAccount,
  { edition, corpus }: KendraIndex,
  units: Valid<UpdateIndexRequest>['CapacityUnits'] & {},
): void {
  const { StorageCapacityUnits, QueryCapacityUnits } = units
  if (edition === 'DEVELOPER_EDITION' && StorageCapacityUnits + QueryCapacityUnits > 0)
    throw new ValidationException('A DEVELOPER_EDITION index has no additional capacity units.')
  if (Math.max(StorageCapacityUnits, QueryCapacityUnits) > MOST_UNITS)
    throw new ServiceQuotaExceededException(`An index can have ${MOST_UNITS} additional units at most.`)
  const { documents, textBytes } = capacityOf(edition, units, settings.capacity)
  const within = `with ${StorageCapacityUnits} additional storage units it would hold`
  if (corpus.documentsHeld > documents)
    throw new ValidationException(`The index has ${corpus.documentsHeld} documents; ${within} ${documents}.`)
  if (corpus.liveTextBytes > textBytes)
    throw new ValidationException(
      `The index has ${corpus.liveTextBytes} bytes of extracted text; ${within} ${textBytes}.`,
    )
}

/** The capacity can be changed so many times a day [doc]; a day is the 24 hours before [assumed]. */
const MOST_CAPACITY_CHANGES = 5
const DAY_MS = 86_400_000

function refuseCapacityChange({ id, capacityChanges }: KendraIndex, now: number): void {
  if (capacityChanges.filter((at) => at > now - DAY_MS).length >= MOST_CAPACITY_CHANGES)
    throw new ServiceQuotaExceededException(
      `The capacity of index ${id} was changed ${MOST_CAPACITY_CHANGES} times within a day.`,
    )
}

function deleteIndex(account: KendraAccount, { Id }: Valid<DeleteIndexRequest>): Nothing {
  const { state } = account.index(Id)
  if (isBeingDeleted(`Index ${Id}`, state)) return {}
  state.begin('DELETING', account.settings.takes.deleteIndex)
  return {}
}

function listIndices(account: KendraAccount, request: Valid<ListIndicesRequest>): ListIndicesResponse {
  const { region, accountId } = account
  const kind = { name: `ListIndices ${region} ${accountId}`, order: 'oldest first', most: 100 } as const
  const { items, ...next } = pageOf(kind, [...account.indices.values()], request)
  return {
    IndexConfigurationSummaryItems: items.map(({ id, edition, definition, state }) => ({
      Name: definition.Name,
      Id: id,
      Edition: edition,
      CreatedAt: state.createdAt,
      UpdatedAt: state.updatedAt,
      Status: state.status,
    })),
    ...next,
  }
}
