/** The settings of Amazon Kendra's connector to Jira, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, list, structure, text } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

type IssueSubEntity = 'COMMENTS' | 'ATTACHMENTS' | 'WORKLOGS'

/** The settings of the connector. */
export interface JiraConfiguration {
  JiraAccountUrl: string | undefined
  SecretArn: string | undefined
  UseChangeLog?: boolean | undefined
  Project?: string[] | undefined
  IssueType?: string[] | undefined
  Status?: string[] | undefined
  IssueSubEntityFilter?: IssueSubEntity[] | undefined
  AttachmentFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  CommentFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  IssueFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  ProjectFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  WorkLogFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
}

/** The settings of the connector. */
export const jiraConfiguration: () => z.ZodType<Valid<JiraConfiguration>, JiraConfiguration> = whenAsked(() =>
  structure({
    JiraAccountUrl: text({
      min: 1,
      max: 2048,
      pattern: '^https:\\/\\/[a-zA-Z0-9_\\-\\.]+(\\.atlassian\\.net\\/)$',
    }),
    SecretArn: secretArn(),
    UseChangeLog: flag().optional(),
    Project: list(text({ min: 1, max: 2048 })).optional(),
    IssueType: list(text({ min: 1, max: 2048 })).optional(),
    Status: list(text({ min: 1, max: 2048 })).optional(),
    IssueSubEntityFilter: list(choice(['COMMENTS', 'ATTACHMENTS', 'WORKLOGS']), { max: 3 }).optional(),
    AttachmentFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    CommentFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    IssueFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    ProjectFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    WorkLogFieldMappings: dataSourceToIndexFieldMappingList().optional(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    VpcConfiguration: dataSourceVpcConfiguration().optional(),
  }),
)
