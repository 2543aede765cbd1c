/** The shapes of the operations on indices. */

import type { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { choice, flag, list, map, structure, text, wholeNumber } from './constraints.ts'
import type { DocumentAttributeValueType } from '../document-attributes.ts'
import { indexId, roleArn } from './document-shapes.ts'
import { tagList } from './tag-shapes.ts'
import type { Tag } from './tag-shapes.ts'
import type { Valid } from './valid.ts'

/** The editions of an index. */
export type IndexEdition = 'DEVELOPER_EDITION' | 'ENTERPRISE_EDITION' | 'GEN_AI_ENTERPRISE_EDITION'

/** The key that encrypts an index. Its id never enters a message. */
export interface ServerSideEncryptionConfiguration {
  KmsKeyId?: string | undefined
}

/** Where the key of a token lies. */
export type KeyLocation = 'URL' | 'SECRET_MANAGER'

/** How a signed token is checked, and which fields of it are read. */
export interface JwtTokenTypeConfiguration {
  KeyLocation: KeyLocation | undefined
  URL?: string | undefined
  SecretManagerArn?: string | undefined
  UserNameAttributeField?: string | undefined
  GroupAttributeField?: string | undefined
  Issuer?: string | undefined
  ClaimRegex?: string | undefined
}

/** Which fields of an unsigned token are read. */
export interface JsonTokenTypeConfiguration {
  UserNameAttributeField: string | undefined
  GroupAttributeField: string | undefined
}

/** How the tokens of users are read: one of the two ways. */
export interface UserTokenConfiguration {
  JwtTokenTypeConfiguration?: JwtTokenTypeConfiguration | undefined
  JsonTokenTypeConfiguration?: JsonTokenTypeConfiguration | undefined
}

/** How results are filtered for users. */
export type UserContextPolicy = 'ATTRIBUTE_FILTER' | 'USER_TOKEN'

/** Where the groups of users come from. */
export type UserGroupResolutionMode = 'AWS_SSO' | 'NONE'

/** Where the groups of users come from. */
export interface UserGroupResolutionConfiguration {
  UserGroupResolutionMode: UserGroupResolutionMode | undefined
}

/** The input of CreateIndex. */
export interface CreateIndexRequest {
  Name: string | undefined
  Edition?: IndexEdition | undefined
  RoleArn: string | undefined
  ServerSideEncryptionConfiguration?: ServerSideEncryptionConfiguration | undefined
  Description?: string | undefined
  ClientToken?: string | undefined
  Tags?: Tag[] | undefined
  UserTokenConfigurations?: UserTokenConfiguration[] | undefined
  UserContextPolicy?: UserContextPolicy | undefined
  UserGroupResolutionConfiguration?: UserGroupResolutionConfiguration | undefined
}

/** The output of CreateIndex. */
export interface CreateIndexResponse {
  Id?: string | undefined
}

/** The input of DescribeIndex. */
export interface DescribeIndexRequest {
  Id: string | undefined
}

/** The states of an index. */
export type IndexStatus = 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING' | 'SYSTEM_UPDATING'

/** Which end of a field ranks higher. */
export type Order = 'ASCENDING' | 'DESCENDING'

/** How a field weighs in ranking. */
export interface Relevance {
  Freshness?: boolean | undefined
  Importance?: number | undefined
  Duration?: string | undefined
  RankOrder?: Order | undefined
  ValueImportanceMap?: Record<string, number> | undefined
}

/** What a field can be used for. */
export interface Search {
  Facetable?: boolean | undefined
  Searchable?: boolean | undefined
  Displayable?: boolean | undefined
  Sortable?: boolean | undefined
}

/** The definition of a field of the index. */
export interface DocumentMetadataConfiguration {
  Name: string | undefined
  Type: DocumentAttributeValueType | undefined
  Relevance?: Relevance | undefined
  Search?: Search | undefined
}

/** Questions and answers in an index. */
export interface FaqStatistics {
  IndexedQuestionAnswersCount: number | undefined
}

/** Documents in an index, and the bytes of their extracted text. */
export interface TextDocumentStatistics {
  IndexedTextDocumentsCount: number | undefined
  IndexedTextBytes: number | undefined
}

/** What is in an index. */
export interface IndexStatistics {
  FaqStatistics: FaqStatistics | undefined
  TextDocumentStatistics: TextDocumentStatistics | undefined
}

/** Capacity beyond what the edition has. */
export interface CapacityUnitsConfiguration {
  StorageCapacityUnits: number | undefined
  QueryCapacityUnits: number | undefined
}

/** The output of DescribeIndex. */
export interface DescribeIndexResponse {
  Name?: string | undefined
  Id?: string | undefined
  Edition?: IndexEdition | undefined
  RoleArn?: string | undefined
  ServerSideEncryptionConfiguration?: ServerSideEncryptionConfiguration | undefined
  Status?: IndexStatus | undefined
  Description?: string | undefined
  CreatedAt?: Date | undefined
  UpdatedAt?: Date | undefined
  DocumentMetadataConfigurations?: DocumentMetadataConfiguration[] | undefined
  IndexStatistics?: IndexStatistics | undefined
  ErrorMessage?: string | undefined
  CapacityUnits?: CapacityUnitsConfiguration | undefined
  UserTokenConfigurations?: UserTokenConfiguration[] | undefined
  UserContextPolicy?: UserContextPolicy | undefined
  UserGroupResolutionConfiguration?: UserGroupResolutionConfiguration | undefined
}

/** The input of UpdateIndex. */
export interface UpdateIndexRequest {
  Id: string | undefined
  Name?: string | undefined
  RoleArn?: string | undefined
  Description?: string | undefined
  DocumentMetadataConfigurationUpdates?: DocumentMetadataConfiguration[] | undefined
  CapacityUnits?: CapacityUnitsConfiguration | undefined
  UserTokenConfigurations?: UserTokenConfiguration[] | undefined
  UserContextPolicy?: UserContextPolicy | undefined
  UserGroupResolutionConfiguration?: UserGroupResolutionConfiguration | undefined
}

/** The input of DeleteIndex. */
export interface DeleteIndexRequest {
  Id: string | undefined
}

/** The input of ListIndices. */
export interface ListIndicesRequest {
  NextToken?: string | undefined
  MaxResults?: number | undefined
}

/** One index of a list. */
export interface IndexConfigurationSummary {
  Name?: string | undefined
  Id?: string | undefined
  Edition?: IndexEdition | undefined
  CreatedAt: Date | undefined
  UpdatedAt: Date | undefined
  Status: IndexStatus | undefined
}

/** The output of ListIndices. */
export interface ListIndicesResponse {
  IndexConfigurationSummaryItems?: IndexConfigurationSummary[] | undefined
  NextToken?: string | undefined
}

const serverSideEncryptionConfiguration = whenAsked(() =>
  structure({
    KmsKeyId: text({ min: 1, max: 2048 }).optional(),
  }),
)

const jwtTokenTypeConfiguration = whenAsked(() =>
  structure({
    KeyLocation: choice(['URL', 'SECRET_MANAGER']),
    URL: text({ min: 1, max: 2048, pattern: '^(https?|ftp|file):\\/\\/([^\\s]*)' }).optional(),
    SecretManagerArn: roleArn().optional(),
    UserNameAttributeField: text({ min: 1, max: 100, pattern: '^\\P{C}*$' }).optional(),
    GroupAttributeField: text({ min: 1, max: 100, pattern: '^\\P{C}*$' }).optional(),
    Issuer: text({ min: 1, max: 65, pattern: '^\\P{C}*$' }).optional(),
    ClaimRegex: text({ min: 1, max: 100, pattern: '^\\P{C}*$' }).optional(),
  }),
)

const jsonTokenTypeConfiguration = whenAsked(() =>
  structure({
    UserNameAttributeField: text({ min: 1, max: 2048 }),
    GroupAttributeField: text({ min: 1, max: 2048 }),
  }),
)

const userTokenConfiguration = whenAsked(() =>
  structure({
    JwtTokenTypeConfiguration: jwtTokenTypeConfiguration().optional(),
    JsonTokenTypeConfiguration: jsonTokenTypeConfiguration().optional(),
  }),
)

const userGroupResolutionConfiguration = whenAsked(() =>
  structure({
    UserGroupResolutionMode: choice(['AWS_SSO', 'NONE']),
  }),
)

/** What `validate` checks the input of CreateIndex against. */
export const createIndexRequest: () => z.ZodType<Valid<CreateIndexRequest>> = whenAsked(() =>
  structure({
    Name: text({ min: 1, max: 1000, pattern: '[a-zA-Z0-9][a-zA-Z0-9_-]*' }),
    Edition: choice(['DEVELOPER_EDITION', 'ENTERPRISE_EDITION', 'GEN_AI_ENTERPRISE_EDITION']).optional(),
    RoleArn: roleArn(),
    ServerSideEncryptionConfiguration: serverSideEncryptionConfiguration().optional(),
    Description: text({ max: 1000, pattern: '^\\P{C}*$' }).optional(),
    ClientToken: text({ min: 1, max: 100 }).optional(),
    Tags: tagList().optional(),
    UserTokenConfigurations: list(userTokenConfiguration(), { max: 1 }).optional(),
    UserContextPolicy: choice(['ATTRIBUTE_FILTER', 'USER_TOKEN']).optional(),
    UserGroupResolutionConfiguration: userGroupResolutionConfiguration().optional(),
  }),
)

/** What `validate` checks the input of DescribeIndex against. */
export const describeIndexRequest: () => z.ZodType<Valid<DescribeIndexRequest>> = whenAsked(() =>
  structure({
    Id: indexId(),
  }),
)

const relevance = whenAsked(() =>
  structure({
    Freshness: flag().optional(),
    Importance: wholeNumber({ min: 1, max: 10 }).optional(),
    Duration: text({ min: 1, max: 10, pattern: '[0-9]+[s]' }).optional(),
    RankOrder: choice(['ASCENDING', 'DESCENDING']).optional(),
    ValueImportanceMap: map(text({ min: 1, max: 50 }), wholeNumber({ min: 1, max: 10 })).optional(),
  }),
)

const search = whenAsked(() =>
  structure({
    Facetable: flag().optional(),
    Searchable: flag().optional(),
    Displayable: flag().optional(),
    Sortable: flag().optional(),
  }),
)

const documentMetadataConfiguration = whenAsked(() =>
  structure({
    Name: text({ min: 1, max: 30 }),
    Type: choice(['STRING_VALUE', 'STRING_LIST_VALUE', 'LONG_VALUE', 'DATE_VALUE']),
    Relevance: relevance().optional(),
    Search: search().optional(),
  }),
)

const capacityUnitsConfiguration = whenAsked(() =>
  structure({
    StorageCapacityUnits: wholeNumber({ min: 0 }),
    QueryCapacityUnits: wholeNumber({ min: 0 }),
  }),
)

/** What `validate` checks the input of UpdateIndex against. */
export const updateIndexRequest: () => z.ZodType<Valid<UpdateIndexRequest>> = whenAsked(() =>
  structure({
    Id: indexId(),
    Name: text({ min: 1, max: 1000, pattern: '[a-zA-Z0-9][a-zA-Z0-9_-]*' }).optional(),
    RoleArn: roleArn().optional(),
    Description: text({ max: 1000, pattern: '^\\P{C}*$' }).optional(),
    DocumentMetadataConfigurationUpdates: list(documentMetadataConfiguration(), { max: 500 }).optional(),
    CapacityUnits: capacityUnitsConfiguration().optional(),
    UserTokenConfigurations: list(userTokenConfiguration(), { max: 1 }).optional(),
    UserContextPolicy: choice(['ATTRIBUTE_FILTER', 'USER_TOKEN']).optional(),
    UserGroupResolutionConfiguration: userGroupResolutionConfiguration().optional(),
  }),
)

/** What `validate` checks the input of DeleteIndex against. */
export const deleteIndexRequest: () => z.ZodType<Valid<DeleteIndexRequest>> = whenAsked(() =>
  structure({
    Id: indexId(),
  }),
)

/** What `validate` checks the input of ListIndices against. */
export const listIndicesRequest: () => z.ZodType<Valid<ListIndicesRequest>> = whenAsked(() =>
  structure({
    NextToken: text({ min: 1, max: 800 }).optional(),
    MaxResults: wholeNumber({ min: 1, max: 100 }).optional(),
  }),
)
