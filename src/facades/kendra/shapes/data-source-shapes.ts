/** The shapes of the operations on data sources. */

import type { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { dataSourceVpcConfiguration } from './connectors/connector-parts.ts'
import type { DataSourceVpcConfiguration } from './connectors/connector-parts.ts'
import { dataSourceConfiguration } from './connectors/data-source-configuration.ts'
import type { DataSourceConfiguration } from './connectors/data-source-configuration.ts'
import { choice, structure, text, wholeNumber } from './constraints.ts'
import { customDocumentEnrichmentConfiguration, dataSourceId, indexId, roleArn } from './document-shapes.ts'
import type { CustomDocumentEnrichmentConfiguration } from './document-shapes.ts'
import { tagList } from './tag-shapes.ts'
import type { Tag } from './tag-shapes.ts'
import type { Valid } from './valid.ts'

/** The connectors; CUSTOM is what a connector of your own uses. */
export type DataSourceType =
  | 'S3'
  | 'SHAREPOINT'
  | 'DATABASE'
  | 'SALESFORCE'
  | 'ONEDRIVE'
  | 'SERVICENOW'
  | 'CUSTOM'
  | 'CONFLUENCE'
  | 'GOOGLEDRIVE'
  | 'WEBCRAWLER'
  | 'WORKDOCS'
  | 'FSX'
  | 'SLACK'
  | 'BOX'
  | 'QUIP'
  | 'JIRA'
  | 'GITHUB'
  | 'ALFRESCO'
  | 'TEMPLATE'

/** The input of CreateDataSource. */
export interface CreateDataSourceRequest {
  Name: string | undefined
  IndexId: string | undefined
  Type: DataSourceType | undefined
  Configuration?: DataSourceConfiguration | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  Description?: string | undefined
  Schedule?: string | undefined
  RoleArn?: string | undefined
  Tags?: Tag[] | undefined
  ClientToken?: string | undefined
  LanguageCode?: string | undefined
  CustomDocumentEnrichmentConfiguration?: CustomDocumentEnrichmentConfiguration | undefined
}

/** The output of CreateDataSource. */
export interface CreateDataSourceResponse {
  Id: string | undefined
}

/** The input of DescribeDataSource. */
export interface DescribeDataSourceRequest {
  Id: string | undefined
  IndexId: string | undefined
}

/** The states of a data source. */
export type DataSourceStatus = 'CREATING' | 'DELETING' | 'FAILED' | 'UPDATING' | 'ACTIVE'

/** The output of DescribeDataSource. */
export interface DescribeDataSourceResponse {
  Id?: string | undefined
  IndexId?: string | undefined
  Name?: string | undefined
  Type?: DataSourceType | undefined
  Configuration?: DataSourceConfiguration | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  CreatedAt?: Date | undefined
  UpdatedAt?: Date | undefined
  Description?: string | undefined
  Status?: DataSourceStatus | undefined
  Schedule?: string | undefined
  RoleArn?: string | undefined
  ErrorMessage?: string | undefined
  LanguageCode?: string | undefined
  CustomDocumentEnrichmentConfiguration?: CustomDocumentEnrichmentConfiguration | undefined
}

/** The input of UpdateDataSource. */
export interface UpdateDataSourceRequest {
  Id: string | undefined
  Name?: string | undefined
  IndexId: string | undefined
  Configuration?: DataSourceConfiguration | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  Description?: string | undefined
  Schedule?: string | undefined
  RoleArn?: string | undefined
  LanguageCode?: string | undefined
  CustomDocumentEnrichmentConfiguration?: CustomDocumentEnrichmentConfiguration | undefined
}

/** The input of DeleteDataSource. */
export interface DeleteDataSourceRequest {
  Id: string | undefined
  IndexId: string | undefined
}

/** The input of ListDataSources. */
export interface ListDataSourcesRequest {
  IndexId: string | undefined
  NextToken?: string | undefined
  MaxResults?: number | undefined
}

/** One data source of a list. */
export interface DataSourceSummary {
  Name?: string | undefined
  Id?: string | undefined
  Type?: DataSourceType | undefined
  CreatedAt?: Date | undefined
  UpdatedAt?: Date | undefined
  Status?: DataSourceStatus | undefined
  LanguageCode?: string | undefined
}

/** The output of ListDataSources. */
export interface ListDataSourcesResponse {
  SummaryItems?: DataSourceSummary[] | undefined
  NextToken?: string | undefined
}

/** The name of a data source. */
export const dataSourceName: () => z.ZodType<string, string> = whenAsked(() =>
  text({
    min: 1,
    max: 1000,
    pattern: '[a-zA-Z0-9][a-zA-Z0-9_-]*',
  }),
)

/** What `validate` checks the input of CreateDataSource against. */
export const createDataSourceRequest: () => z.ZodType<Valid<CreateDataSourceRequest>> = whenAsked(() =>
  structure({
    Name: dataSourceName(),
    IndexId: indexId(),
    Type: choice([
      'S3',
      'SHAREPOINT',
      'DATABASE',
      'SALESFORCE',
      'ONEDRIVE',
      'SERVICENOW',
      'CUSTOM',
      'CONFLUENCE',
      'GOOGLEDRIVE',
      'WEBCRAWLER',
      'WORKDOCS',
      'FSX',
      'SLACK',
      'BOX',
      'QUIP',
      'JIRA',
      'GITHUB',
      'ALFRESCO',
      'TEMPLATE',
    ]),
    Configuration: dataSourceConfiguration().optional(),
    VpcConfiguration: dataSourceVpcConfiguration().optional(),
    Description: text({ max: 1000, pattern: '^\\P{C}*$' }).optional(),
    Schedule: text().optional(),
    RoleArn: roleArn().optional(),
    Tags: tagList().optional(),
    ClientToken: text({ min: 1, max: 100 }).optional(),
    LanguageCode: text({ min: 2, max: 10, pattern: '[a-zA-Z-]*' }).optional(),
    CustomDocumentEnrichmentConfiguration: customDocumentEnrichmentConfiguration().optional(),
  }),
)

/** What `validate` checks the input of DescribeDataSource against. */
export const describeDataSourceRequest: () => z.ZodType<Valid<DescribeDataSourceRequest>> = whenAsked(() =>
  structure({
    Id: dataSourceId(),
    IndexId: indexId(),
  }),
)

/** What `validate` checks the input of UpdateDataSource against. */
export const updateDataSourceRequest: () => z.ZodType<Valid<UpdateDataSourceRequest>> = whenAsked(() =>
  structure({
    Id: dataSourceId(),
    Name: dataSourceName().optional(),
    IndexId: indexId(),
    Configuration: dataSourceConfiguration().optional(),
    VpcConfiguration: dataSourceVpcConfiguration().optional(),
    Description: text({ max: 1000, pattern: '^\\P{C}*$' }).optional(),
    Schedule: text().optional(),
    RoleArn: roleArn().optional(),
    LanguageCode: text({ min: 2, max: 10, pattern: '[a-zA-Z-]*' }).optional(),
    CustomDocumentEnrichmentConfiguration: customDocumentEnrichmentConfiguration().optional(),
  }),
)

/** What `validate` checks the input of DeleteDataSource against. */
export const deleteDataSourceRequest: () => z.ZodType<Valid<DeleteDataSourceRequest>> = whenAsked(() =>
  structure({
    Id: dataSourceId(),
    IndexId: indexId(),
  }),
)

/** What `validate` checks the input of ListDataSources against. */
export const listDataSourcesRequest: () => z.ZodType<Valid<ListDataSourcesRequest>> = whenAsked(() =>
  structure({
    IndexId: indexId(),
    NextToken: text({ min: 1, max: 800 }).optional(),
    MaxResults: wholeNumber({ min: 1, max: 100 }).optional(),
  }),
)
