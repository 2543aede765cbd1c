/** The operations on the members of groups. */
import type { KendraAccount } from '../kendra-account.ts'
import type { KendraIndex } from '../kendra-index.ts'
import { pageOf } from '../paging.ts'
import { ResourceNotFoundException, ValidationException } from '../service-exception.ts'
import type { PrincipalMapping } from '../principal-mappings.ts'
import {
  deletePrincipalMappingRequest,
  type DeletePrincipalMappingRequest,
  describePrincipalMappingRequest,
  type DescribePrincipalMappingRequest,
  type DescribePrincipalMappingResponse,
  listGroupsOlderThanOrderingIdRequest,
  type ListGroupsOlderThanOrderingIdRequest,
  type ListGroupsOlderThanOrderingIdResponse,
  putPrincipalMappingRequest,
  type PutPrincipalMappingRequest,
} from '../shapes/principal-mapping-shapes.ts'
import type { Valid } from '../shapes/valid.ts'
import type { Nothing, Operations } from './operation.ts'

export interface PrincipalMappingShapes {
  PutPrincipalMapping: readonly [PutPrincipalMappingRequest, Nothing]
  DeletePrincipalMapping: readonly [DeletePrincipalMappingRequest, Nothing]
  DescribePrincipalMapping: readonly [DescribePrincipalMappingRequest, DescribePrincipalMappingResponse]
  ListGroupsOlderThanOrderingId: readonly [
    ListGroupsOlderThanOrderingIdRequest,
    ListGroupsOlderThanOrderingIdResponse,
  ]
}

export const principalMappingOperations: Operations<PrincipalMappingShapes> = {
  PutPrincipalMapping: {
    schema: putPrincipalMappingRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    resourcesOf: groupOf,
    apply: putMapping,
  },
  DeletePrincipalMapping: {
    schema: deletePrincipalMappingRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    resourcesOf: groupOf,
    apply: deleteMapping,
  },
  DescribePrincipalMapping: {
    schema: describePrincipalMappingRequest,
    isRead: true,
    indexOf: ({ IndexId }) => IndexId,
    resourcesOf: groupOf,
    apply: describeMapping,
  },
  ListGroupsOlderThanOrderingId: {
    schema: listGroupsOlderThanOrderingIdRequest,
    isRead: true,
    indexOf: ({ IndexId }) => IndexId,
    apply: listGroups,
  },
}

/** What joins the calls about a group; its members in all data sources are one resource. */
function groupOf({ GroupId }: { readonly GroupId: string }): readonly string[] {
  return [`group ${GroupId}`]
}

function putMapping(
  account: KendraAccount,
  { IndexId, DataSourceId, GroupId, OrderingId }: Valid<PutPrincipalMappingRequest>,
): Nothing {
  const index = account.activeIndex(IndexId)
  refuseUnknownSource(account, index, DataSourceId)
  refuseManyPuts(index, GroupId, DataSourceId)
  index.mappings.submit('put', GroupId, DataSourceId, OrderingId)
  return {}
}

/** So many puts of a group can be under way at once [doc]. */
const MOST_PUTS = 5

function refuseManyPuts(index: KendraIndex, group: string, dataSource: string | undefined): void {
  const { putsUnderWay = 0 } = index.mappings.find(group, dataSource) ?? {}
  if (putsUnderWay >= MOST_PUTS)
    throw new ValidationException(`${putsUnderWay} puts of the group ${group} are being processed already.`)
}

function deleteMapping(
  account: KendraAccount,
  { IndexId, DataSourceId, GroupId, OrderingId }: Valid<DeletePrincipalMappingRequest>,
): Nothing {
  const index = account.activeIndex(IndexId)
  mappingOf(account, index, GroupId, DataSourceId)
  index.mappings.submit('delete', GroupId, DataSourceId, OrderingId)
  return {}
}

function describeMapping(
  account: KendraAccount,
  { IndexId, DataSourceId, GroupId }: Valid<DescribePrincipalMappingRequest>,
): DescribePrincipalMappingResponse {
  const index = account.index(IndexId)
  const mapping = mappingOf(account, index, GroupId, DataSourceId)
  return {
    IndexId,
    ...(DataSourceId !== undefined && { DataSourceId }),
    GroupId,
    GroupOrderingIdSummaries: index.mappings.describe(mapping),
  }
}

function listGroups(
  account: KendraAccount,
  { IndexId, DataSourceId, OrderingId, ...request }: Valid<ListGroupsOlderThanOrderingIdRequest>,
): ListGroupsOlderThanOrderingIdResponse {
  const index = account.index(IndexId)
  refuseUnknownSource(account, index, DataSourceId)
  const name = JSON.stringify(['ListGroupsOlderThanOrderingId', IndexId, DataSourceId, OrderingId])
  const older = index.mappings.groupsOf(DataSourceId).filter(({ orderingId = 0 }) => orderingId < OrderingId)
  const { items, ...next } = pageOf({ name, order: 'oldest first', most: 10 }, older, request)
  return {
    GroupsSummaries: items.map(({ group, orderingId }) => ({ GroupId: group, OrderingId: orderingId })),
    ...next,
  }
}

/** A group that was never put is no resource [assumed]. */
function mappingOf(
  account: KendraAccount,
  index: KendraIndex,
  group: string,
  dataSource: string | undefined,
): PrincipalMapping {
  refuseUnknownSource(account, index, dataSource)
  const mapping = index.mappings.find(group, dataSource)
  if (mapping !== undefined) return mapping
  const where = dataSource === undefined ? '' : ` for data source ${dataSource}`
  throw new ResourceNotFoundException(`Group ${group} has no mapping${where} in index ${index.id}.`)
}

function refuseUnknownSource(
  account: KendraAccount,
  index: KendraIndex,
  dataSource: string | undefined,
): void {
  if (dataSource !== undefined) account.dataSource(index, dataSource)
}
