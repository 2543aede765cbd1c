/** The settings of Amazon Kendra's connector to Confluence, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, list, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceVpcConfiguration,
  proxyConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceVpcConfiguration, ProxyConfiguration } from './connector-parts.ts'

type ConfluenceVersion = 'CLOUD' | 'SERVER'

type ConfluenceSpaceFieldName = 'DISPLAY_URL' | 'ITEM_TYPE' | 'SPACE_KEY' | 'URL'

interface ConfluenceSpaceToIndexFieldMapping {
  DataSourceFieldName?: ConfluenceSpaceFieldName | undefined
  DateFieldFormat?: string | undefined
  IndexFieldName?: string | undefined
}

interface ConfluenceSpaceConfiguration {
  CrawlPersonalSpaces?: boolean | undefined
  CrawlArchivedSpaces?: boolean | undefined
  IncludeSpaces?: string[] | undefined
  ExcludeSpaces?: string[] | undefined
  SpaceFieldMappings?: ConfluenceSpaceToIndexFieldMapping[] | undefined
}

type ConfluencePageFieldName =
  | 'AUTHOR'
  | 'CONTENT_STATUS'
  | 'CREATED_DATE'
  | 'DISPLAY_URL'
  | 'ITEM_TYPE'
  | 'LABELS'
  | 'MODIFIED_DATE'
  | 'PARENT_ID'
  | 'SPACE_KEY'
  | 'SPACE_NAME'
  | 'URL'
  | 'VERSION'

interface ConfluencePageToIndexFieldMapping {
  DataSourceFieldName?: ConfluencePageFieldName | undefined
  DateFieldFormat?: string | undefined
  IndexFieldName?: string | undefined
}

interface ConfluencePageConfiguration {
  PageFieldMappings?: ConfluencePageToIndexFieldMapping[] | undefined
}

type ConfluenceBlogFieldName =
  | 'AUTHOR'
  | 'DISPLAY_URL'
  | 'ITEM_TYPE'
  | 'LABELS'
  | 'PUBLISH_DATE'
  | 'SPACE_KEY'
  | 'SPACE_NAME'
  | 'URL'
  | 'VERSION'

interface ConfluenceBlogToIndexFieldMapping {
  DataSourceFieldName?: ConfluenceBlogFieldName | undefined
  DateFieldFormat?: string | undefined
  IndexFieldName?: string | undefined
}

interface ConfluenceBlogConfiguration {
  BlogFieldMappings?: ConfluenceBlogToIndexFieldMapping[] | undefined
}

type ConfluenceAttachmentFieldName =
  | 'AUTHOR'
  | 'CONTENT_TYPE'
  | 'CREATED_DATE'
  | 'DISPLAY_URL'
  | 'FILE_SIZE'
  | 'ITEM_TYPE'
  | 'PARENT_ID'
  | 'SPACE_KEY'
  | 'SPACE_NAME'
  | 'URL'
  | 'VERSION'

interface ConfluenceAttachmentToIndexFieldMapping {
  DataSourceFieldName?: ConfluenceAttachmentFieldName | undefined
  DateFieldFormat?: string | undefined
  IndexFieldName?: string | undefined
}

interface ConfluenceAttachmentConfiguration {
  CrawlAttachments?: boolean | undefined
  AttachmentFieldMappings?: ConfluenceAttachmentToIndexFieldMapping[] | undefined
}

type ConfluenceAuthenticationType = 'HTTP_BASIC' | 'PAT'

/** The settings of the connector. */
export interface ConfluenceConfiguration {
  ServerUrl: string | undefined
  SecretArn: string | undefined
  Version: ConfluenceVersion | undefined
  SpaceConfiguration?: ConfluenceSpaceConfiguration | undefined
  PageConfiguration?: ConfluencePageConfiguration | undefined
  BlogConfiguration?: ConfluenceBlogConfiguration | undefined
  AttachmentConfiguration?: ConfluenceAttachmentConfiguration | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  ProxyConfiguration?: ProxyConfiguration | undefined
  AuthenticationType?: ConfluenceAuthenticationType | undefined
}

const confluenceSpaceToIndexFieldMapping = whenAsked(() =>
  structure({
    DataSourceFieldName: choice(['DISPLAY_URL', 'ITEM_TYPE', 'SPACE_KEY', 'URL']).optional(),
    DateFieldFormat: text({ min: 4, max: 40, pattern: '^(?!\\s).*(?<!\\s)$' }).optional(),
    IndexFieldName: text({ min: 1, max: 30, pattern: '^\\P{C}*$' }).optional(),
  }),
)

const confluenceSpaceConfiguration = whenAsked(() =>
  structure({
    CrawlPersonalSpaces: flag().optional(),
    CrawlArchivedSpaces: flag().optional(),
    IncludeSpaces: list(text({ min: 1, max: 255, pattern: '^\\P{C}*$' }), { min: 1 }).optional(),
    ExcludeSpaces: list(text({ min: 1, max: 255, pattern: '^\\P{C}*$' }), { min: 1 }).optional(),
    SpaceFieldMappings: list(confluenceSpaceToIndexFieldMapping(), { min: 1, max: 4 }).optional(),
  }),
)

const confluencePageToIndexFieldMapping = whenAsked(() =>
  structure({
    DataSourceFieldName: choice([
      'AUTHOR',
      'CONTENT_STATUS',
      'CREATED_DATE',
      'DISPLAY_URL',
      'ITEM_TYPE',
      'LABELS',
      'MODIFIED_DATE',
      'PARENT_ID',
      'SPACE_KEY',
      'SPACE_NAME',
      'URL',
      'VERSION',
    ]).optional(),
    DateFieldFormat: text({ min: 4, max: 40, pattern: '^(?!\\s).*(?<!\\s)$' }).optional(),
    IndexFieldName: text({ min: 1, max: 30, pattern: '^\\P{C}*$' }).optional(),
  }),
)

const confluencePageConfiguration = whenAsked(() =>
  structure({
    PageFieldMappings: list(confluencePageToIndexFieldMapping(), { min: 1, max: 12 }).optional(),
  }),
)

const confluenceBlogToIndexFieldMapping = whenAsked(() =>
  structure({
    DataSourceFieldName: choice([
      'AUTHOR',
      'DISPLAY_URL',
      'ITEM_TYPE',
      'LABELS',
      'PUBLISH_DATE',
      'SPACE_KEY',
      'SPACE_NAME',
      'URL',
      'VERSION',
    ]).optional(),
    DateFieldFormat: text({ min: 4, max: 40, pattern: '^(?!\\s).*(?<!\\s)$' }).optional(),
    IndexFieldName: text({ min: 1, max: 30, pattern: '^\\P{C}*$' }).optional(),
  }),
)

const confluenceBlogConfiguration = whenAsked(() =>
  structure({
    BlogFieldMappings: list(confluenceBlogToIndexFieldMapping(), { min: 1, max: 9 }).optional(),
  }),
)

const confluenceAttachmentToIndexFieldMapping = whenAsked(() =>
  structure({
    DataSourceFieldName: choice([
      'AUTHOR',
      'CONTENT_TYPE',
      'CREATED_DATE',
      'DISPLAY_URL',
      'FILE_SIZE',
      'ITEM_TYPE',
      'PARENT_ID',
      'SPACE_KEY',
      'SPACE_NAME',
      'URL',
      'VERSION',
    ]).optional(),
    DateFieldFormat: text({ min: 4, max: 40, pattern: '^(?!\\s).*(?<!\\s)$' }).optional(),
    IndexFieldName: text({ min: 1, max: 30, pattern: '^\\P{C}*$' }).optional(),
  }),
)

const confluenceAttachmentConfiguration = whenAsked(() =>
  structure({
    CrawlAttachments: flag().optional(),
    AttachmentFieldMappings: list(confluenceAttachmentToIndexFieldMapping(), { min: 1, max: 11 }).optional(),
  }),
)

/** The settings of the connector. */
export const confluenceConfiguration: () => z.ZodType<
  Valid<ConfluenceConfiguration>,
  ConfluenceConfiguration
> = whenAsked(() =>
  structure({
    ServerUrl: text({ min: 1, max: 2048, pattern: '^(https?|ftp|file):\\/\\/([^\\s]*)' }),
    SecretArn: secretArn(),
    Version: choice(['CLOUD', 'SERVER']),
    SpaceConfiguration: confluenceSpaceConfiguration().optional(),
    PageConfiguration: confluencePageConfiguration().optional(),
    BlogConfiguration: confluenceBlogConfiguration().optional(),
    AttachmentConfiguration: confluenceAttachmentConfiguration().optional(),
    VpcConfiguration: dataSourceVpcConfiguration().optional(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ProxyConfiguration: proxyConfiguration().optional(),
    AuthenticationType: choice(['HTTP_BASIC', 'PAT']).optional(),
  }),
)
