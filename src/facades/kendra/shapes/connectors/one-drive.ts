/** The settings of Amazon Kendra's connector to OneDrive, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { flag, list, structure, text } from '../constraints.ts'
import { s3Path } from '../document-shapes.ts'
import type { S3Path } from '../document-shapes.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping } from './connector-parts.ts'

interface OneDriveUsers {
  OneDriveUserList?: string[] | undefined
  OneDriveUserS3Path?: S3Path | undefined
}

/** The settings of the connector. */
export interface OneDriveConfiguration {
  TenantDomain: string | undefined
  SecretArn: string | undefined
  OneDriveUsers: OneDriveUsers | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  DisableLocalGroups?: boolean | undefined
}

const oneDriveUsers = whenAsked(() =>
  structure({
    OneDriveUserList: list(
      text({ min: 1, max: 256, pattern: '^(?!\\s).+@([a-zA-Z0-9_\\-\\.]+)\\.([a-zA-Z]{2,5})$' }),
      { min: 1, max: 100 },
    ).optional(),
    OneDriveUserS3Path: s3Path().optional(),
  }),
)

/** The settings of the connector. */
export const oneDriveConfiguration: () => z.ZodType<Valid<OneDriveConfiguration>, OneDriveConfiguration> =
  whenAsked(() =>
    structure({
      TenantDomain: text({ min: 1, max: 256, pattern: '^([a-zA-Z0-9]+(-[a-zA-Z0-9]+)*\\.)+[a-z]{2,}$' }),
      SecretArn: secretArn(),
      OneDriveUsers: oneDriveUsers(),
      InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      FieldMappings: dataSourceToIndexFieldMappingList().optional(),
      DisableLocalGroups: flag().optional(),
    }),
  )
