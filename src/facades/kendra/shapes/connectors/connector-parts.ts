/** What the settings of several connectors have in common. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { list, structure, text, wholeNumber } from '../constraints.ts'
import type { Valid } from '../valid.ts'

/** The private network in which a data source is reached. */
export interface DataSourceVpcConfiguration {
  SubnetIds: string[] | undefined
  SecurityGroupIds: string[] | undefined
}

/** A field of a data source, and the field of the index that takes it. */
export interface DataSourceToIndexFieldMapping {
  DataSourceFieldName: string | undefined
  DateFieldFormat?: string | undefined
  IndexFieldName: string | undefined
}

/** A proxy on the way to a data source. */
export interface ProxyConfiguration {
  Host: string | undefined
  Port: number | undefined
  Credentials?: string | undefined
}

/** The private network in which a data source is reached. */
export const dataSourceVpcConfiguration: () => z.ZodType<
  Valid<DataSourceVpcConfiguration>,
  DataSourceVpcConfiguration
> = whenAsked(() =>
  structure({
    SubnetIds: list(text({ min: 1, max: 200, pattern: '[\\-0-9a-zA-Z]+' }), { min: 1, max: 6 }),
    SecurityGroupIds: list(text({ min: 1, max: 200, pattern: '[-0-9a-zA-Z]+' }), { min: 1, max: 10 }),
  }),
)

const dataSourceToIndexFieldMapping = whenAsked(() =>
  structure({
    DataSourceFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }),
    DateFieldFormat: text({ min: 4, max: 40, pattern: '^(?!\\s).*(?<!\\s)$' }).optional(),
    IndexFieldName: text({ min: 1, max: 30, pattern: '^\\P{C}*$' }),
  }),
)

/** Which field of the index takes which field of the data source. */
export const dataSourceToIndexFieldMappingList: () => z.ZodType<
  Valid<DataSourceToIndexFieldMapping[]>,
  DataSourceToIndexFieldMapping[]
> = whenAsked(() => list(dataSourceToIndexFieldMapping(), { min: 1, max: 100 }))

/** Expressions that take in, or leave out, what is crawled. */
export const dataSourceInclusionsExclusionsStrings: () => z.ZodType<string[], string[]> = whenAsked(() =>
  list(text({ min: 1, max: 300 }), { max: 250 }),
)

/** The ARN of a secret. */
export const secretArn: () => z.ZodType<string, string> = whenAsked(() =>
  text({
    min: 1,
    max: 1284,
    pattern: 'arn:[a-z0-9-\\.]{1,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[^/].{0,1023}',
  }),
)

/** A proxy on the way to a data source. */
export const proxyConfiguration: () => z.ZodType<Valid<ProxyConfiguration>, ProxyConfiguration> = whenAsked(
  () =>
    structure({
      Host: text({ min: 1, max: 253, pattern: '([^\\s]*)' }),
      Port: wholeNumber({ min: 1, max: 65535 }),
      Credentials: secretArn().optional(),
    }),
)

/** Strings of 1..2048 characters. */
export const stringList: () => z.ZodType<string[], string[]> = whenAsked(() =>
  list(text({ min: 1, max: 2048 })),
)
