/** The settings of Amazon Kendra's connector to Google Drive, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { list, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping } from './connector-parts.ts'

/** The settings of the connector. */
export interface GoogleDriveConfiguration {
  SecretArn: string | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  ExcludeMimeTypes?: string[] | undefined
  ExcludeUserAccounts?: string[] | undefined
  ExcludeSharedDrives?: string[] | undefined
}

/** The settings of the connector. */
export const googleDriveConfiguration: () => z.ZodType<
  Valid<GoogleDriveConfiguration>,
  GoogleDriveConfiguration
> = whenAsked(() =>
  structure({
    SecretArn: secretArn(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
    ExcludeMimeTypes: list(text({ min: 1, max: 256, pattern: '^\\P{C}*$' }), { max: 30 }).optional(),
    ExcludeUserAccounts: list(text({ min: 1, max: 256, pattern: '^\\P{C}*$' }), { max: 100 }).optional(),
    ExcludeSharedDrives: list(text({ min: 1, max: 256, pattern: '^\\P{C}*$' }), { max: 100 }).optional(),
  }),
)
