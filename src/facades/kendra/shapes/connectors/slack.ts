/** The settings of Amazon Kendra's connector to Slack, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, list, structure, text, wholeNumber } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

type SlackEntity = 'PUBLIC_CHANNEL' | 'PRIVATE_CHANNEL' | 'GROUP_MESSAGE' | 'DIRECT_MESSAGE'

/** The settings of the connector. */
export interface SlackConfiguration {
  TeamId: string | undefined
  SecretArn: string | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  SlackEntityList: SlackEntity[] | undefined
  UseChangeLog?: boolean | undefined
  CrawlBotMessage?: boolean | undefined
  ExcludeArchived?: boolean | undefined
  SinceCrawlDate: string | undefined
  LookBackPeriod?: number | undefined
  PrivateChannelFilter?: string[] | undefined
  PublicChannelFilter?: string[] | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

/** The settings of the connector. */
export const slackConfiguration: () => z.ZodType<Valid<SlackConfiguration>, SlackConfiguration> = whenAsked(
  () =>
    structure({
      TeamId: text({ min: 1, max: 64, pattern: '[A-Z0-9]*' }),
      SecretArn: secretArn(),
      VpcConfiguration: dataSourceVpcConfiguration().optional(),
      SlackEntityList: list(
        choice(['PUBLIC_CHANNEL', 'PRIVATE_CHANNEL', 'GROUP_MESSAGE', 'DIRECT_MESSAGE']),
        {
          min: 1,
          max: 4,
        },
      ),
      UseChangeLog: flag().optional(),
      CrawlBotMessage: flag().optional(),
      ExcludeArchived: flag().optional(),
      SinceCrawlDate: text({
        min: 10,
        max: 10,
        pattern: '(20\\d{2})-(0?[1-9]|1[0-2])-(0?[1-9]|1\\d|2\\d|3[01])',
      }),
      LookBackPeriod: wholeNumber({ min: 0, max: 168 }).optional(),
      PrivateChannelFilter: list(text({ min: 1, max: 2048 })).optional(),
      PublicChannelFilter: list(text({ min: 1, max: 2048 })).optional(),
      InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
      FieldMappings: dataSourceToIndexFieldMappingList().optional(),
    }),
)
