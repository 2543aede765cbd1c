/** The settings of Amazon Kendra's connector to WorkDocs, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { flag, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping } from './connector-parts.ts'

/** The settings of the connector. */
export interface WorkDocsConfiguration {
  OrganizationId: string | undefined
  CrawlComments?: boolean | undefined
  UseChangeLog?: boolean | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

/** The settings of the connector. */
export const workDocsConfiguration: () => z.ZodType<Valid<WorkDocsConfiguration>, WorkDocsConfiguration> =
  whenAsked(() =>
    structure({
      OrganizationId: text({ min: 12, max: 12, pattern: 'd-[0-9a-fA-F]{10}' }),
      CrawlComments: flag().optional(),
      UseChangeLog: flag().optional(),
      InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      FieldMappings: dataSourceToIndexFieldMappingList().optional(),
    }),
  )
