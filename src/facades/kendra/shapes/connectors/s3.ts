/** The settings of Amazon Kendra's connector to S3, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import { dataSourceInclusionsExclusionsStrings } from './connector-parts.ts'

interface DocumentsMetadataConfiguration {
  S3Prefix?: string | undefined
}

interface AccessControlListConfiguration {
  KeyPath?: string | undefined
}

/** The settings of the connector. */
export interface S3DataSourceConfiguration {
  BucketName: string | undefined
  InclusionPrefixes?: string[] | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  DocumentsMetadataConfiguration?: DocumentsMetadataConfiguration | undefined
  AccessControlListConfiguration?: AccessControlListConfiguration | undefined
}

const documentsMetadataConfiguration = whenAsked(() =>
  structure({
    S3Prefix: text({ min: 1, max: 1024 }).optional(),
  }),
)

const accessControlListConfiguration = whenAsked(() =>
  structure({
    KeyPath: text({ min: 1, max: 1024 }).optional(),
  }),
)

/** The settings of the connector. */
export const s3DataSourceConfiguration: () => z.ZodType<
  Valid<S3DataSourceConfiguration>,
  S3DataSourceConfiguration
> = whenAsked(() =>
  structure({
    BucketName: text({ min: 3, max: 63, pattern: '[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9]' }),
    InclusionPrefixes: dataSourceInclusionsExclusionsStrings().optional(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    DocumentsMetadataConfiguration: documentsMetadataConfiguration().optional(),
    AccessControlListConfiguration: accessControlListConfiguration().optional(),
  }),
)
