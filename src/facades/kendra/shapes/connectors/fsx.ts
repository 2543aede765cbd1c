/** The settings of Amazon Kendra's connector to FSx, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

type FsxFileSystemType = 'WINDOWS'

/** The settings of the connector. */
export interface FsxConfiguration {
  FileSystemId: string | undefined
  FileSystemType: FsxFileSystemType | undefined
  VpcConfiguration: DataSourceVpcConfiguration | undefined
  SecretArn?: string | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

/** The settings of the connector. */
export const fsxConfiguration: () => z.ZodType<Valid<FsxConfiguration>, FsxConfiguration> = whenAsked(() =>
  structure({
    FileSystemId: text({ min: 11, max: 21, pattern: '^(fs-[0-9a-f]{8,})$' }),
    FileSystemType: choice(['WINDOWS']),
    VpcConfiguration: dataSourceVpcConfiguration(),
    SecretArn: secretArn().optional(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
  }),
)
