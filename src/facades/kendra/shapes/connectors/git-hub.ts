/** The settings of Amazon Kendra's connector to GitHub, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, list, structure, text } from '../constraints.ts'
import { s3Path } from '../document-shapes.ts'
import type { S3Path } from '../document-shapes.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  secretArn,
  stringList,
} from './connector-parts.ts'
import type { DataSourceToIndexFieldMapping, DataSourceVpcConfiguration } from './connector-parts.ts'

interface SaaSConfiguration {
  OrganizationName: string | undefined
  HostUrl: string | undefined
}

interface OnPremiseConfiguration {
  HostUrl: string | undefined
  OrganizationName: string | undefined
  SslCertificateS3Path: S3Path | undefined
}

type Type = 'SAAS' | 'ON_PREMISE'

interface GitHubDocumentCrawlProperties {
  CrawlRepositoryDocuments?: boolean | undefined
  CrawlIssue?: boolean | undefined
  CrawlIssueComment?: boolean | undefined
  CrawlIssueCommentAttachment?: boolean | undefined
  CrawlPullRequest?: boolean | undefined
  CrawlPullRequestComment?: boolean | undefined
  CrawlPullRequestCommentAttachment?: boolean | undefined
}

/** The settings of the connector. */
export interface GitHubConfiguration {
  SaaSConfiguration?: SaaSConfiguration | undefined
  OnPremiseConfiguration?: OnPremiseConfiguration | undefined
  Type?: Type | undefined
  SecretArn: string | undefined
  UseChangeLog?: boolean | undefined
  GitHubDocumentCrawlProperties?: GitHubDocumentCrawlProperties | undefined
  RepositoryFilter?: string[] | undefined
  InclusionFolderNamePatterns?: string[] | undefined
  InclusionFileTypePatterns?: string[] | undefined
  InclusionFileNamePatterns?: string[] | undefined
  ExclusionFolderNamePatterns?: string[] | undefined
  ExclusionFileTypePatterns?: string[] | undefined
  ExclusionFileNamePatterns?: string[] | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  GitHubRepositoryConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  GitHubCommitConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  GitHubIssueDocumentConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  GitHubIssueCommentConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  GitHubIssueAttachmentConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  GitHubPullRequestCommentConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  GitHubPullRequestDocumentConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  GitHubPullRequestDocumentAttachmentConfigurationFieldMappings?: DataSourceToIndexFieldMapping[] | undefined
}

const saaSConfiguration = whenAsked(() =>
  structure({
    OrganizationName: text({ min: 1, max: 60, pattern: '^[A-Za-z0-9_.-]+$' }),
    HostUrl: text({ min: 1, max: 2048, pattern: '^(https?|ftp|file):\\/\\/([^\\s]*)' }),
  }),
)

const onPremiseConfiguration = whenAsked(() =>
  structure({
    HostUrl: text({ min: 1, max: 2048, pattern: '^(https?|ftp|file):\\/\\/([^\\s]*)' }),
    OrganizationName: text({ min: 1, max: 60, pattern: '^[A-Za-z0-9_.-]+$' }),
    SslCertificateS3Path: s3Path(),
  }),
)

const gitHubDocumentCrawlProperties = whenAsked(() =>
  structure({
    CrawlRepositoryDocuments: flag().optional(),
    CrawlIssue: flag().optional(),
    CrawlIssueComment: flag().optional(),
    CrawlIssueCommentAttachment: flag().optional(),
    CrawlPullRequest: flag().optional(),
    CrawlPullRequestComment: flag().optional(),
    CrawlPullRequestCommentAttachment: flag().optional(),
  }),
)

/** The settings of the connector. */
export const gitHubConfiguration: () => z.ZodType<Valid<GitHubConfiguration>, GitHubConfiguration> =
  whenAsked(() =>
    structure({
      SaaSConfiguration: saaSConfiguration().optional(),
      OnPremiseConfiguration: onPremiseConfiguration().optional(),
      Type: choice(['SAAS', 'ON_PREMISE']).optional(),
      SecretArn: secretArn(),
      UseChangeLog: flag().optional(),
      GitHubDocumentCrawlProperties: gitHubDocumentCrawlProperties().optional(),
      RepositoryFilter: list(text({ min: 1, max: 64, pattern: '^[A-Za-z0-9_.-]+$' })).optional(),
      InclusionFolderNamePatterns: stringList().optional(),
      InclusionFileTypePatterns: stringList().optional(),
      InclusionFileNamePatterns: stringList().optional(),
      ExclusionFolderNamePatterns: stringList().optional(),
      ExclusionFileTypePatterns: stringList().optional(),
      ExclusionFileNamePatterns: stringList().optional(),
      VpcConfiguration: dataSourceVpcConfiguration().optional(),
      GitHubRepositoryConfigurationFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      GitHubCommitConfigurationFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      GitHubIssueDocumentConfigurationFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      GitHubIssueCommentConfigurationFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      GitHubIssueAttachmentConfigurationFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      GitHubPullRequestCommentConfigurationFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      GitHubPullRequestDocumentConfigurationFieldMappings: dataSourceToIndexFieldMappingList().optional(),
      GitHubPullRequestDocumentAttachmentConfigurationFieldMappings:
        dataSourceToIndexFieldMappingList().optional(),
    }),
  )
