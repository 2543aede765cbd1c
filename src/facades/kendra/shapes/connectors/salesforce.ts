/** The settings of Amazon Kendra's connector to Salesforce, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, list, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping } from './connector-parts.ts'

type SalesforceStandardObjectName =
  | 'ACCOUNT'
  | 'CAMPAIGN'
  | 'CASE'
  | 'CONTACT'
  | 'CONTRACT'
  | 'DOCUMENT'
  | 'GROUP'
  | 'IDEA'
  | 'LEAD'
  | 'OPPORTUNITY'
  | 'PARTNER'
  | 'PRICEBOOK'
  | 'PRODUCT'
  | 'PROFILE'
  | 'SOLUTION'
  | 'TASK'
  | 'USER'

interface SalesforceStandardObjectConfiguration {
  Name: SalesforceStandardObjectName | undefined
  DocumentDataFieldName: string | undefined
  DocumentTitleFieldName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

type SalesforceKnowledgeArticleState = 'DRAFT' | 'PUBLISHED' | 'ARCHIVED'

interface SalesforceStandardKnowledgeArticleTypeConfiguration {
  DocumentDataFieldName: string | undefined
  DocumentTitleFieldName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

interface SalesforceCustomKnowledgeArticleTypeConfiguration {
  Name: string | undefined
  DocumentDataFieldName: string | undefined
  DocumentTitleFieldName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

interface SalesforceKnowledgeArticleConfiguration {
  IncludedStates: SalesforceKnowledgeArticleState[] | undefined
  StandardKnowledgeArticleTypeConfiguration?: SalesforceStandardKnowledgeArticleTypeConfiguration | undefined
  CustomKnowledgeArticleTypeConfigurations?: SalesforceCustomKnowledgeArticleTypeConfiguration[] | undefined
}

type SalesforceChatterFeedIncludeFilterType = 'ACTIVE_USER' | 'STANDARD_USER'

interface SalesforceChatterFeedConfiguration {
  DocumentDataFieldName: string | undefined
  DocumentTitleFieldName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  IncludeFilterTypes?: SalesforceChatterFeedIncludeFilterType[] | undefined
}

interface SalesforceStandardObjectAttachmentConfiguration {
  DocumentTitleFieldName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

/** The settings of the connector. */
export interface SalesforceConfiguration {
  ServerUrl: string | undefined
  SecretArn: string | undefined
  StandardObjectConfigurations?: SalesforceStandardObjectConfiguration[] | undefined
  KnowledgeArticleConfiguration?: SalesforceKnowledgeArticleConfiguration | undefined
  ChatterFeedConfiguration?: SalesforceChatterFeedConfiguration | undefined
  CrawlAttachments?: boolean | undefined
  StandardObjectAttachmentConfiguration?: SalesforceStandardObjectAttachmentConfiguration | undefined
  IncludeAttachmentFilePatterns?: string[] | undefined
  ExcludeAttachmentFilePatterns?: string[] | undefined
}

const salesforceStandardObjectConfiguration = whenAsked(() =>
  structure({
    Name: choice([
      'ACCOUNT',
      'CAMPAIGN',
      'CASE',
      'CONTACT',
      'CONTRACT',
      'DOCUMENT',
      'GROUP',
      'IDEA',
      'LEAD',
      'OPPORTUNITY',
      'PARTNER',
      'PRICEBOOK',
      'PRODUCT',
      'PROFILE',
      'SOLUTION',
      'TASK',
      'USER',
    ]),
    DocumentDataFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }),
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
  }),
)

const salesforceStandardKnowledgeArticleTypeConfiguration = whenAsked(() =>
  structure({
    DocumentDataFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }),
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
  }),
)

const salesforceCustomKnowledgeArticleTypeConfiguration = whenAsked(() =>
  structure({
    Name: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    DocumentDataFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }),
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
  }),
)

const salesforceKnowledgeArticleConfiguration = whenAsked(() =>
  structure({
    IncludedStates: list(choice(['DRAFT', 'PUBLISHED', 'ARCHIVED']), { min: 1, max: 3 }),
    StandardKnowledgeArticleTypeConfiguration:
      salesforceStandardKnowledgeArticleTypeConfiguration().optional(),
    CustomKnowledgeArticleTypeConfigurations: list(salesforceCustomKnowledgeArticleTypeConfiguration(), {
      min: 1,
      max: 10,
    }).optional(),
  }),
)

const salesforceChatterFeedConfiguration = whenAsked(() =>
  structure({
    DocumentDataFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }),
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
    IncludeFilterTypes: list(choice(['ACTIVE_USER', 'STANDARD_USER']), { min: 1, max: 2 }).optional(),
  }),
)

const salesforceStandardObjectAttachmentConfiguration = whenAsked(() =>
  structure({
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
  }),
)

/** The settings of the connector. */
export const salesforceConfiguration: () => z.ZodType<
  Valid<SalesforceConfiguration>,
  SalesforceConfiguration
> = whenAsked(() =>
  structure({
    ServerUrl: text({ min: 1, max: 2048, pattern: '^(https?|ftp|file):\\/\\/([^\\s]*)' }),
    SecretArn: secretArn(),
    StandardObjectConfigurations: list(salesforceStandardObjectConfiguration(), {
      min: 1,
      max: 17,
    }).optional(),
    KnowledgeArticleConfiguration: salesforceKnowledgeArticleConfiguration().optional(),
    ChatterFeedConfiguration: salesforceChatterFeedConfiguration().optional(),
    CrawlAttachments: flag().optional(),
    StandardObjectAttachmentConfiguration: salesforceStandardObjectAttachmentConfiguration().optional(),
    IncludeAttachmentFilePatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExcludeAttachmentFilePatterns: dataSourceInclusionsExclusionsStrings().optional(),
  }),
)
