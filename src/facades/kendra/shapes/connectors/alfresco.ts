/** The settings of Amazon Kendra's connector to Alfresco, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, list, structure, text } from '../constraints.ts'
import { s3Path } from '../document-shapes.ts'
import type { S3Path } from '../document-shapes.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

type AlfrescoEntity = 'wiki' | 'blog' | 'documentLibrary'

/** The settings of the connector. */
export interface AlfrescoConfiguration {
  SiteUrl: string | undefined
  SiteId: string | undefined
  SecretArn: string | undefined
  SslCertificateS3Path: S3Path | undefined
  CrawlSystemFolders?: boolean | undefined
  CrawlComments?: boolean | undefined
  EntityFilter?: AlfrescoEntity[] | undefined
  DocumentLibraryFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  BlogFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  WikiFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
}

/** The settings of the connector. */
export const alfrescoConfiguration: () => z.ZodType<Valid<AlfrescoConfiguration>, AlfrescoConfiguration> =
  whenAsked(() =>
    structure({
      SiteUrl: text({ min: 1, max: 2048, pattern: '^https:\\/\\/[a-zA-Z0-9_\\-\\.]+$' }),
      SiteId: text({ min: 1, max: 128, pattern: '^[A-Za-z0-9-]+$' }),
      SecretArn: secretArn(),
      SslCertificateS3Path: s3Path(),
      CrawlSystemFolders: flag().optional(),
      CrawlComments: flag().optional(),
      EntityFilter: list(choice(['wiki', 'blog', 'documentLibrary']), { min: 1, max: 3 }).optional(),
      DocumentLibraryFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      BlogFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      WikiFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      VpcConfiguration: dataSourceVpcConfiguration().optional(),
    }),
  )
