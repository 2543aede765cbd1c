/**
 * The packages that read formats. Each is run when the first document of its format comes: their tables and patterns take
 * longer than the analysis of many documents. At once, as an analysis waits for nothing.
 */
import { createRequire } from 'node:module'
import type * as Csv from 'csv-parse/sync'
import type * as Html from 'htmlparser2'
import type * as Markdown from 'marked'
import type * as Xml from 'saxes'
import { whenAsked } from '../../core/when-asked.ts'

// In what is shipped each package is a file of its own, with all that it needs.
const require = createRequire(import.meta.url)

export const csv: () => typeof Csv = whenAsked(() => require('csv-parse/sync') as typeof Csv)
export const html: () => typeof Html = whenAsked(() => require('htmlparser2') as typeof Html)
export const markdown: () => typeof Markdown = whenAsked(() => require('marked') as typeof Markdown)
export const xml: () => typeof Xml = whenAsked(() => require('saxes') as typeof Xml)
