/** The settings that a data source of each type can have, one member a connector. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { structure } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import { alfrescoConfiguration } from './alfresco.ts'
import type { AlfrescoConfiguration } from './alfresco.ts'
import { boxConfiguration } from './box.ts'
import type { BoxConfiguration } from './box.ts'
import { confluenceConfiguration } from './confluence.ts'
import type { ConfluenceConfiguration } from './confluence.ts'
import { databaseConfiguration } from './database.ts'
import type { DatabaseConfiguration } from './database.ts'
import { fsxConfiguration } from './fsx.ts'
import type { FsxConfiguration } from './fsx.ts'
import { gitHubConfiguration } from './git-hub.ts'
import type { GitHubConfiguration } from './git-hub.ts'
import { googleDriveConfiguration } from './google-drive.ts'
import type { GoogleDriveConfiguration } from './google-drive.ts'
import { jiraConfiguration } from './jira.ts'
import type { JiraConfiguration } from './jira.ts'
import { oneDriveConfiguration } from './one-drive.ts'
import type { OneDriveConfiguration } from './one-drive.ts'
import { quipConfiguration } from './quip.ts'
import type { QuipConfiguration } from './quip.ts'
import { s3DataSourceConfiguration } from './s3.ts'
import type { S3DataSourceConfiguration } from './s3.ts'
import { salesforceConfiguration } from './salesforce.ts'
import type { SalesforceConfiguration } from './salesforce.ts'
import { serviceNowConfiguration } from './service-now.ts'
import type { ServiceNowConfiguration } from './service-now.ts'
import { sharePointConfiguration } from './share-point.ts'
import type { SharePointConfiguration } from './share-point.ts'
import { slackConfiguration } from './slack.ts'
import type { SlackConfiguration } from './slack.ts'
import { templateConfiguration } from './template.ts'
import type { TemplateConfiguration } from './template.ts'
import { webCrawlerConfiguration } from './web-crawler.ts'
import type { WebCrawlerConfiguration } from './web-crawler.ts'
import { workDocsConfiguration } from './work-docs.ts'
import type { WorkDocsConfiguration } from './work-docs.ts'

/** The settings of Amazon's own connectors, checked for their form: the simulator crawls nothing. CUSTOM sources have none. */
export interface DataSourceConfiguration {
  S3Configuration?: S3DataSourceConfiguration | undefined
  SharePointConfiguration?: SharePointConfiguration | undefined
  DatabaseConfiguration?: DatabaseConfiguration | undefined
  SalesforceConfiguration?: SalesforceConfiguration | undefined
  OneDriveConfiguration?: OneDriveConfiguration | undefined
  ServiceNowConfiguration?: ServiceNowConfiguration | undefined
  ConfluenceConfiguration?: ConfluenceConfiguration | undefined
  GoogleDriveConfiguration?: GoogleDriveConfiguration | undefined
  WebCrawlerConfiguration?: WebCrawlerConfiguration | undefined
  WorkDocsConfiguration?: WorkDocsConfiguration | undefined
  FsxConfiguration?: FsxConfiguration | undefined
  SlackConfiguration?: SlackConfiguration | undefined
  BoxConfiguration?: BoxConfiguration | undefined
  QuipConfiguration?: QuipConfiguration | undefined
  JiraConfiguration?: JiraConfiguration | undefined
  GitHubConfiguration?: GitHubConfiguration | undefined
  AlfrescoConfiguration?: AlfrescoConfiguration | undefined
  TemplateConfiguration?: TemplateConfiguration | undefined
}

/** The settings of Amazon's own connectors, checked for their form: the simulator crawls nothing. CUSTOM sources have none. */
export const dataSourceConfiguration: () => z.ZodType<
  Valid<DataSourceConfiguration>,
  DataSourceConfiguration
> = whenAsked(() =>
  structure({
    S3Configuration: s3DataSourceConfiguration().optional(),
    SharePointConfiguration: sharePointConfiguration().optional(),
    DatabaseConfiguration: databaseConfiguration().optional(),
    SalesforceConfiguration: salesforceConfiguration().optional(),
    OneDriveConfiguration: oneDriveConfiguration().optional(),
    ServiceNowConfiguration: serviceNowConfiguration().optional(),
    ConfluenceConfiguration: confluenceConfiguration().optional(),
    GoogleDriveConfiguration: googleDriveConfiguration().optional(),
    WebCrawlerConfiguration: webCrawlerConfiguration().optional(),
    WorkDocsConfiguration: workDocsConfiguration().optional(),
    FsxConfiguration: fsxConfiguration().optional(),
    SlackConfiguration: slackConfiguration().optional(),
    BoxConfiguration: boxConfiguration().optional(),
    QuipConfiguration: quipConfiguration().optional(),
    JiraConfiguration: jiraConfiguration().optional(),
    GitHubConfiguration: gitHubConfiguration().optional(),
    AlfrescoConfiguration: alfrescoConfiguration().optional(),
    TemplateConfiguration: templateConfiguration().optional(),
  }),
)
