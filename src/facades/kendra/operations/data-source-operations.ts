/** The operations on data sources. */
import type { DataSourceDefinition } from '../data-source.ts'
import { isBeingDeleted, type KendraAccount } from '../kendra-account.ts'
import type { DataSourceConfiguration } from '../shapes/connectors/data-source-configuration.ts'
import { isGone } from '../kendra-status.ts'
import { pageOf } from '../paging.ts'
import { ValidationException } from '../service-exception.ts'
import {
  createDataSourceRequest,
  type CreateDataSourceRequest,
  type CreateDataSourceResponse,
  type DataSourceType,
  deleteDataSourceRequest,
  type DeleteDataSourceRequest,
  describeDataSourceRequest,
  type DescribeDataSourceRequest,
  type DescribeDataSourceResponse,
  listDataSourcesRequest,
  type ListDataSourcesRequest,
  type ListDataSourcesResponse,
  updateDataSourceRequest,
  type UpdateDataSourceRequest,
} from '../shapes/data-source-shapes.ts'
import type { Valid } from '../shapes/valid.ts'
import { Tags } from '../tags.ts'
import type { Nothing, Operations } from './operation.ts'

export interface DataSourceShapes {
  CreateDataSource: readonly [CreateDataSourceRequest, CreateDataSourceResponse]
  DescribeDataSource: readonly [DescribeDataSourceRequest, DescribeDataSourceResponse]
  UpdateDataSource: readonly [UpdateDataSourceRequest, Nothing]
  DeleteDataSource: readonly [DeleteDataSourceRequest, Nothing]
  ListDataSources: readonly [ListDataSourcesRequest, ListDataSourcesResponse]
}

export const dataSourceOperations: Operations<DataSourceShapes> = {
  CreateDataSource: {
    schema: createDataSourceRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    resourcesOf: () => [],
    apply: createDataSource,
  },
  DescribeDataSource: {
    schema: describeDataSourceRequest,
    isRead: true,
    indexOf: ({ IndexId }) => IndexId,
    apply: describeDataSource,
  },
  UpdateDataSource: {
    schema: updateDataSourceRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    apply: updateDataSource,
  },
  DeleteDataSource: {
    schema: deleteDataSourceRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    apply: deleteDataSource,
  },
  ListDataSources: {
    schema: listDataSourcesRequest,
    isRead: true,
    indexOf: ({ IndexId }) => IndexId,
    apply: listDataSources,
  },
}

/** English, where nobody says otherwise [doc]. */
const DEFAULT_LANGUAGE = 'en'

function createDataSource(
  account: KendraAccount,
  input: Valid<CreateDataSourceRequest>,
): CreateDataSourceResponse {
  const { IndexId, Type, ClientToken, Tags: tagList, ...definition } = input
  const index = account.activeIndex(IndexId)
  refuseDefinition(Type, definition, 'whole')
  const tags = new Tags(tagList)
  const create = (): string => {
    const id = account.simulation.ids.uuid(`data source ${IndexId} ${input.Name}`)
    const source = account.addDataSource(index, { id, type: Type, definition, tags })
    source.state.begin('CREATING', account.settings.takes.createDataSource)
    return id
  }
  return { Id: index.tokens.once(ClientToken, (id) => index.dataSources.has(id), create) }
}

function describeDataSource(
  account: KendraAccount,
  { Id, IndexId }: Valid<DescribeDataSourceRequest>,
): DescribeDataSourceResponse {
  const { type, definition, state } = account.dataSource(account.index(IndexId), Id)
  return {
    Id,
    IndexId,
    Type: type,
    LanguageCode: DEFAULT_LANGUAGE,
    ...structuredClone(definition),
    Status: state.status,
    CreatedAt: state.createdAt,
    UpdatedAt: state.updatedAt,
  }
}

function updateDataSource(account: KendraAccount, input: Valid<UpdateDataSourceRequest>): Nothing {
  const { Id, IndexId, ...definition } = input
  const source = account.activeDataSource(account.activeIndex(IndexId), Id)
  refuseDefinition(source.type, definition, 'changes')
  source.amend(definition)
  source.state.begin('UPDATING', account.settings.takes.updateDataSource)
  return {}
}

/** A custom data source has no settings of a connector, and every other needs its own and a role [doc]. */
function refuseDefinition(
  type: DataSourceType,
  { Configuration, RoleArn, Schedule }: DataSourceDefinition,
  extent: 'whole' | 'changes',
): void {
  if (type === 'CUSTOM') {
    const given = membersOf({ Configuration, RoleArn, Schedule })
    if (given.length > 0)
      throw new ValidationException(
        `${given.join(' and ')} can't be specified for a data source of type CUSTOM.`,
      )
    return
  }
  if (extent === 'whole') {
    if (Configuration === undefined)
      throw new ValidationException(`Configuration is required for a data source of type ${type}.`)
    if (RoleArn === undefined)
      throw new ValidationException(`RoleArn is required for a data source of type ${type}.`)
  }
  if (Configuration === undefined) return
  const given = membersOf(Configuration)
  const expected = CONFIGURATION_OF[type]
  if (given.length !== 1 || given[0] !== expected)
    throw new ValidationException(
      `Configuration of a data source of type ${type} must have ${expected} and nothing else; it has ${given.join(', ') || 'nothing'}.`,
    )
}

/** The members that are given. */
function membersOf(value: object): string[] {
  return Object.entries(value).flatMap(([member, given]) => (given === undefined ? [] : [member]))
}

type ConnectorType = Exclude<DataSourceType, 'CUSTOM'>

/** The member of Configuration in which each type has its settings [model]. */
const CONFIGURATION_OF: { readonly [type in ConnectorType]: keyof DataSourceConfiguration } = {
  S3: 'S3Configuration',
  SHAREPOINT: 'SharePointConfiguration',
  DATABASE: 'DatabaseConfiguration',
  SALESFORCE: 'SalesforceConfiguration',
  ONEDRIVE: 'OneDriveConfiguration',
  SERVICENOW: 'ServiceNowConfiguration',
  CONFLUENCE: 'ConfluenceConfiguration',
  GOOGLEDRIVE: 'GoogleDriveConfiguration',
  WEBCRAWLER: 'WebCrawlerConfiguration',
  WORKDOCS: 'WorkDocsConfiguration',
  FSX: 'FsxConfiguration',
  SLACK: 'SlackConfiguration',
  BOX: 'BoxConfiguration',
  QUIP: 'QuipConfiguration',
  JIRA: 'JiraConfiguration',
  GITHUB: 'GitHubConfiguration',
  ALFRESCO: 'AlfrescoConfiguration',
  TEMPLATE: 'TemplateConfiguration',
}

/** What the data source has put is deleted with it [doc]. */
function deleteDataSource(account: KendraAccount, { Id, IndexId }: Valid<DeleteDataSourceRequest>): Nothing {
  const index = account.activeIndex(IndexId)
  const source = account.dataSource(index, Id)
  if (isBeingDeleted(`Data source ${Id}`, source.state)) return {}
  account.endJobs(source)
  const { engine } = account.simulation
  for (const row of index.corpus.rows())
    if (account.origins.source(row) === source.number && !isGone(engine.state(row)))
      engine.accept(index.corpus, { id: engine.documents.id(row), operation: 'delete' })
  source.state.begin('DELETING', account.settings.takes.deleteDataSource)
  return {}
}

function listDataSources(
  account: KendraAccount,
  { IndexId, ...request }: Valid<ListDataSourcesRequest>,
): ListDataSourcesResponse {
  const { dataSources } = account.index(IndexId)
  const kind = { name: `ListDataSources ${IndexId}`, order: 'oldest first', most: 100 } as const
  const { items, ...next } = pageOf(kind, [...dataSources.values()], request)
  return {
    SummaryItems: items.map(({ id, type, definition, state }) => ({
      Name: definition.Name,
      Id: id,
      Type: type,
      CreatedAt: state.createdAt,
      UpdatedAt: state.updatedAt,
      Status: state.status,
      LanguageCode: definition.LanguageCode ?? DEFAULT_LANGUAGE,
    })),
    ...next,
  }
}
