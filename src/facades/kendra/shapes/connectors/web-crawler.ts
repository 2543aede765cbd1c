/** The settings of Amazon Kendra's connector to the web, checked for their form: the simulator crawls nothing. */

import type { z } from 'zod'
import { whenAsked } from '../../../../core/when-asked.ts'
import { choice, decimal, list, structure, text, wholeNumber } from '../constraints.ts'
import type { Valid } from '../valid.ts'
import { dataSourceInclusionsExclusionsStrings, proxyConfiguration, secretArn } from './connector-parts.ts'
import type { ProxyConfiguration } from './connector-parts.ts'

type WebCrawlerMode = 'HOST_ONLY' | 'SUBDOMAINS' | 'EVERYTHING'

interface SeedUrlConfiguration {
  SeedUrls: string[] | undefined
  WebCrawlerMode?: WebCrawlerMode | undefined
}

interface SiteMapsConfiguration {
  SiteMaps: string[] | undefined
}

interface Urls {
  SeedUrlConfiguration?: SeedUrlConfiguration | undefined
  SiteMapsConfiguration?: SiteMapsConfiguration | undefined
}

interface BasicAuthenticationConfiguration {
  Host: string | undefined
  Port: number | undefined
  Credentials: string | undefined
}

interface AuthenticationConfiguration {
  BasicAuthentication?: BasicAuthenticationConfiguration[] | undefined
}

/** The settings of the connector. */
export interface WebCrawlerConfiguration {
  Urls: Urls | undefined
  CrawlDepth?: number | undefined
  MaxLinksPerPage?: number | undefined
  MaxContentSizePerPageInMegaBytes?: number | undefined
  MaxUrlsPerMinuteCrawlRate?: number | undefined
  UrlInclusionPatterns?: string[] | undefined
  UrlExclusionPatterns?: string[] | undefined
  ProxyConfiguration?: ProxyConfiguration | undefined
  AuthenticationConfiguration?: AuthenticationConfiguration | undefined
}

const seedUrlConfiguration = whenAsked(() =>
  structure({
    SeedUrls: list(text({ min: 1, max: 2048, pattern: '^(https?):\\/\\/([^\\s]*)' }), { max: 100 }),
    WebCrawlerMode: choice(['HOST_ONLY', 'SUBDOMAINS', 'EVERYTHING']).optional(),
  }),
)

const siteMapsConfiguration = whenAsked(() =>
  structure({
    SiteMaps: list(text({ min: 1, max: 2048, pattern: '^(https?):\\/\\/([^\\s]*)' }), { max: 3 }),
  }),
)

const urls = whenAsked(() =>
  structure({
    SeedUrlConfiguration: seedUrlConfiguration().optional(),
    SiteMapsConfiguration: siteMapsConfiguration().optional(),
  }),
)

const basicAuthenticationConfiguration = whenAsked(() =>
  structure({
    Host: text({ min: 1, max: 253, pattern: '([^\\s]*)' }),
    Port: wholeNumber({ min: 1, max: 65535 }),
    Credentials: secretArn(),
  }),
)

const authenticationConfiguration = whenAsked(() =>
  structure({
    BasicAuthentication: list(basicAuthenticationConfiguration(), { max: 10 }).optional(),
  }),
)

/** The settings of the connector. */
export const webCrawlerConfiguration: () => z.ZodType<
  Valid<WebCrawlerConfiguration>,
  WebCrawlerConfiguration
> = whenAsked(() =>
  structure({
    Urls: urls(),
    CrawlDepth: wholeNumber({ min: 0, max: 10 }).optional(),
    MaxLinksPerPage: wholeNumber({ min: 1, max: 1000 }).optional(),
    MaxContentSizePerPageInMegaBytes: decimal({ min: 1e-6, max: 50 }).optional(),
    MaxUrlsPerMinuteCrawlRate: wholeNumber({ min: 1, max: 300 }).optional(),
    UrlInclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    UrlExclusionPatterns: dataSourceInclusionsExclusionsStrings().optional(),
    ProxyConfiguration: proxyConfiguration().optional(),
    AuthenticationConfiguration: authenticationConfiguration().optional(),
  }),
)
