/** The shapes of the operations on the members of groups. */

import type { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { list, structure, text, wholeNumber } from './constraints.ts'
import { dataSourceId, indexId, roleArn, s3Path } from './document-shapes.ts'
import type { S3Path } from './document-shapes.ts'
import type { Valid } from './valid.ts'

/** A group inside a group. */
export interface MemberGroup {
  GroupId: string | undefined
  DataSourceId?: string | undefined
}

/** A user in a group. */
export interface MemberUser {
  UserId: string | undefined
}

/** Who belongs to a group. */
export interface GroupMembers {
  MemberGroups?: MemberGroup[] | undefined
  MemberUsers?: MemberUser[] | undefined
  S3PathforGroupMembers?: S3Path | undefined
}

/** The input of PutPrincipalMapping. */
export interface PutPrincipalMappingRequest {
  IndexId: string | undefined
  DataSourceId?: string | undefined
  GroupId: string | undefined
  GroupMembers: GroupMembers | undefined
  OrderingId?: number | undefined
  RoleArn?: string | undefined
}

/** The input of DeletePrincipalMapping. */
export interface DeletePrincipalMappingRequest {
  IndexId: string | undefined
  DataSourceId?: string | undefined
  GroupId: string | undefined
  OrderingId?: number | undefined
}

/** The input of DescribePrincipalMapping. */
export interface DescribePrincipalMappingRequest {
  IndexId: string | undefined
  DataSourceId?: string | undefined
  GroupId: string | undefined
}

/** The states of a change of a mapping. */
export type PrincipalMappingStatus = 'FAILED' | 'SUCCEEDED' | 'PROCESSING' | 'DELETING' | 'DELETED'

/** What became of one change of a mapping. */
export interface GroupOrderingIdSummary {
  Status?: PrincipalMappingStatus | undefined
  LastUpdatedAt?: Date | undefined
  ReceivedAt?: Date | undefined
  OrderingId?: number | undefined
  FailureReason?: string | undefined
}

/** The output of DescribePrincipalMapping. */
export interface DescribePrincipalMappingResponse {
  IndexId?: string | undefined
  DataSourceId?: string | undefined
  GroupId?: string | undefined
  GroupOrderingIdSummaries?: GroupOrderingIdSummary[] | undefined
}

/** The input of ListGroupsOlderThanOrderingId. */
export interface ListGroupsOlderThanOrderingIdRequest {
  IndexId: string | undefined
  DataSourceId?: string | undefined
  OrderingId: number | undefined
  NextToken?: string | undefined
  MaxResults?: number | undefined
}

/** A group with the ordering id of its last change. */
export interface GroupSummary {
  GroupId?: string | undefined
  OrderingId?: number | undefined
}

/** The output of ListGroupsOlderThanOrderingId. */
export interface ListGroupsOlderThanOrderingIdResponse {
  GroupsSummaries?: GroupSummary[] | undefined
  NextToken?: string | undefined
}

const memberGroup = whenAsked(() =>
  structure({
    GroupId: text({ min: 1, max: 1024, pattern: '^\\P{C}*$' }),
    DataSourceId: dataSourceId().optional(),
  }),
)

const memberUser = whenAsked(() =>
  structure({
    UserId: text({ min: 1, max: 1024, pattern: '^\\P{C}*$' }),
  }),
)

const groupMembers = whenAsked(() =>
  structure({
    MemberGroups: list(memberGroup(), { min: 1, max: 1000 }).optional(),
    MemberUsers: list(memberUser(), { min: 1, max: 1000 }).optional(),
    S3PathforGroupMembers: s3Path().optional(),
  }),
)

/** What `validate` checks the input of PutPrincipalMapping against. */
export const putPrincipalMappingRequest: () => z.ZodType<Valid<PutPrincipalMappingRequest>> = whenAsked(() =>
  structure({
    IndexId: indexId(),
    DataSourceId: dataSourceId().optional(),
    GroupId: text({ min: 1, max: 1024, pattern: '^\\P{C}*$' }),
    GroupMembers: groupMembers(),
    OrderingId: wholeNumber({ min: 0, max: 32535158400000 }).optional(),
    RoleArn: roleArn().optional(),
  }),
)

/** What `validate` checks the input of DeletePrincipalMapping against. */
export const deletePrincipalMappingRequest: () => z.ZodType<Valid<DeletePrincipalMappingRequest>> = whenAsked(
  () =>
    structure({
      IndexId: indexId(),
      DataSourceId: dataSourceId().optional(),
      GroupId: text({ min: 1, max: 1024, pattern: '^\\P{C}*$' }),
      OrderingId: wholeNumber({ min: 0, max: 32535158400000 }).optional(),
    }),
)

/** What `validate` checks the input of DescribePrincipalMapping against. */
export const describePrincipalMappingRequest: () => z.ZodType<Valid<DescribePrincipalMappingRequest>> =
  whenAsked(() =>
    structure({
      IndexId: indexId(),
      DataSourceId: dataSourceId().optional(),
      GroupId: text({ min: 1, max: 1024, pattern: '^\\P{C}*$' }),
    }),
  )

/** What `validate` checks the input of ListGroupsOlderThanOrderingId against. */
export const listGroupsOlderThanOrderingIdRequest: () => z.ZodType<
  Valid<ListGroupsOlderThanOrderingIdRequest>
> = whenAsked(() =>
  structure({
    IndexId: indexId(),
    DataSourceId: dataSourceId().optional(),
    OrderingId: wholeNumber({ min: 0, max: 32535158400000 }),
    NextToken: text({ min: 1, max: 800 }).optional(),
    MaxResults: wholeNumber({ min: 1, max: 10 }).optional(),
  }),
)
