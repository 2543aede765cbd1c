/** The settings of Amazon Kendra's connector to Quip, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { flag, list, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

/** The settings of the connector. */
export interface QuipConfiguration {
  Domain: string | undefined
  SecretArn: string | undefined
  CrawlFileComments?: boolean | undefined
  CrawlChatRooms?: boolean | undefined
  CrawlAttachments?: boolean | undefined
  FolderIds?: string[] | undefined
  ThreadFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  MessageFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  AttachmentFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
}

/** The settings of the connector. */
export const quipConfiguration: () => z.ZodType<Valid<QuipConfiguration>, QuipConfiguration> = whenAsked(() =>
  structure({
    Domain: text({ min: 1, max: 63, pattern: '^(?!-)[A-Za-z0-9-].*(?<!-)$' }),
    SecretArn: secretArn(),
    CrawlFileComments: flag().optional(),
    CrawlChatRooms: flag().optional(),
    CrawlAttachments: flag().optional(),
    FolderIds: list(text({ min: 1, max: 500 })).optional(),
    ThreadFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    MessageFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    AttachmentFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    VpcConfiguration: dataSourceVpcConfiguration().optional(),
  }),
)
