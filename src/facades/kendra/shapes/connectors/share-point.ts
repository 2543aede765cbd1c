/** The settings of Amazon Kendra's connector to SharePoint, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, flag, list, structure, text } from '../constraints.ts'
import { s3Path } from '../document-shapes.ts'
import type { S3Path } from '../document-shapes.ts'
import type { Valid } from '../valid.ts'
import {
  dataSourceInclusionsExclusionsStrings,
  dataSourceToIndexFieldMappingList,
  dataSourceVpcConfiguration,
  proxyConfiguration,
  secretArn,
} from './connector-parts.ts'
import type {
  DataSourceToIndexFieldMapping,
  DataSourceVpcConfiguration,
  ProxyConfiguration,
} from './connector-parts.ts'

type SharePointVersion = 'SHAREPOINT_2013' | 'SHAREPOINT_2016' | 'SHAREPOINT_ONLINE' | 'SHAREPOINT_2019'

type SharePointOnlineAuthenticationType = 'HTTP_BASIC' | 'OAUTH2'

/** The settings of the connector. */
export interface SharePointConfiguration {
  SharePointVersion: SharePointVersion | undefined
  Urls: string[] | undefined
  SecretArn: string | undefined
  CrawlAttachments?: boolean | undefined
  UseChangeLog?: boolean | undefined
  InclusionPatterns?: string[] | undefined
  ExclusionPatterns?: string[] | undefined
  VpcConfiguration?: DataSourceVpcConfiguration | undefined
  FieldMappings?: DataSourceToIndexFieldMapping[] | undefined
  DocumentTitleFieldName?: string | undefined
  DisableLocalGroups?: boolean | undefined
  SslCertificateS3Path?: S3Path | undefined
  AuthenticationType?: SharePointOnlineAuthenticationType | undefined
  ProxyConfiguration?: ProxyConfiguration | undefined
}

/** The settings of the connector. */
export const sharePointConfiguration: () => z.ZodType<
  Valid<SharePointConfiguration>,
  SharePointConfiguration
> = whenAsked(() =>
  structure({
    SharePointVersion: choice(['SHAREPOINT_2013', 'SHAREPOINT_2016', 'SHAREPOINT_ONLINE', 'SHAREPOINT_2019']),
    Urls: list(text({ min: 1, max: 2048, pattern: '^(https?|ftp|file):\\/\\/([^\\s]*)' }), {
      min: 1,
      max: 100,
    }),
    SecretArn: secretArn(),
    CrawlAttachments: flag().optional(),
    UseChangeLog: flag().optional(),
    InclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    VpcConfiguration: dataSourceVpcConfiguration().optional(),
    FieldMappings: dataSourceToIndexFieldMappingList().optional(),
    DocumentTitleFieldName: text({ min: 1, max: 100, pattern: '^[a-zA-Z][a-zA-Z0-9_.]*$' }).optional(),
    DisableLocalGroups: flag().optional(),
    SslCertificateS3Path: s3Path().optional(),
    AuthenticationType: choice(['HTTP_BASIC', 'OAUTH2']).optional(),
    ProxyConfiguration: proxyConfiguration().optional(),
  }),
)
