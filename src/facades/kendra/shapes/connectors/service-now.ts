/** The settings of Amazon Kendra's connector to ServiceNow, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping } from './connector-parts.ts'

type ServiceNowBuildVersionType = 'LONDON' | 'OTHERS'

interface ServiceNowKnowledgeArticleConfiguration {
  CrawlAttachments?: boolean | undefined
  IncludeAttachmentFilePatterns?: string[] | undefined
  ExcludeAttachmentFilePatterns?: string[] | undefined
  DocumentDataFieldName: string | undefined
  DocumentTitleFieldName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  FilterQuery?: string | undefined
}

interface ServiceNowServiceCatalogConfiguration {
  CrawlAttachments?: boolean | undefined
  IncludeAttachmentFilePatterns?: string[] | undefined
  ExcludeAttachmentFilePatterns?: string[] | undefined
  DocumentDataFieldName: string | undefined
  DocumentTitleFieldName?: string | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

type ServiceNowAuthenticationType = 'HTTP_BASIC' | 'OAUTH2'

/** The settings of the connector. */
export interface ServiceNowConfiguration {
  HostUrl: string | undefined
  SecretArn: string | undefined
  ServiceNowBuildVersion: ServiceNowBuildVersionType | undefined
  KnowledgeArticleConfiguration?: ServiceNowKnowledgeArticleConfiguration | undefined
  ServiceCatalogConfiguration?: ServiceNowServiceCatalogConfiguration | undefined
  AuthenticationType?: ServiceNowAuthenticationType | undefined
}

const serviceNowKnowledgeArticleConfiguration = whenAsked(() =>
  structure({
    CrawlAttachments: flag().optional(),
    IncludeAttachmentFilePatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExcludeAttachmentFilePatterns: dataSourceInclusionsExclusionsStrings().optional(),
    DocumentDataFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }),
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
    FilterQuery: text({ min: 1, max: 2048, pattern: '^\\P{C}*$' }).optional(),
  }),
)

const serviceNowServiceCatalogConfiguration = whenAsked(() =>
  structure({
    CrawlAttachments: flag().optional(),
    IncludeAttachmentFilePatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExcludeAttachmentFilePatterns: dataSourceInclusionsExclusionsStrings().optional(),
    DocumentDataFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }),
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
  }),
)

/** The settings of the connector. */
export const serviceNowConfiguration: () => z.ZodType<
  Valid<ServiceNowConfiguration>,
  ServiceNowConfiguration
> = whenAsked(() =>
  structure({
    HostUrl: text({
      min: 1,
      max: 2048,
      pattern: '^(?!(^(https?|ftp|file):\\/\\/))[a-z0-9-]+(\\.service-now\\.com)$',
    }),
    SecretArn: secretArn(),
    ServiceNowBuildVersion: choice(['LONDON', 'OTHERS']),
    KnowledgeArticleConfiguration: serviceNowKnowledgeArticleConfiguration().optional(),
    ServiceCatalogConfiguration: serviceNowServiceCatalogConfiguration().optional(),
    AuthenticationType: choice(['HTTP_BASIC', 'OAUTH2']).optional(),
  }),
)
