/** The settings of Amazon Kendra's connector to Box, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { flag, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

/** The settings of the connector. */
export interface BoxConfiguration {
  EnterpriseId: string | undefined
  SecretArn: string | undefined
  UseChangeLog?: boolean | undefined
  CrawlComments?: boolean | undefined
  CrawlTasks?: boolean | undefined
  CrawlWebLinks?: boolean | undefined
  FileFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  TaskFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  CommentFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  WebLinkFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
}

/** The settings of the connector. */
export const boxConfiguration: () => z.ZodType<Valid<BoxConfiguration>, BoxConfiguration> = whenAsked(() =>
  structure({
    EnterpriseId: text({ min: 1, max: 64, pattern: '^[A-Z0-9]*$' }),
    SecretArn: secretArn(),
    UseChangeLog: flag().optional(),
    CrawlComments: flag().optional(),
    CrawlTasks: flag().optional(),
    CrawlWebLinks: flag().optional(),
    FileFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    TaskFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    CommentFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    WebLinkFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    VpcConfiguration: dataSourceVpcConfiguration().optional(),
  }),
)
