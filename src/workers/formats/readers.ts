/**
 * Which reader reads which format: total, so that a new format of the core does not compile before somebody decides.
 */
import type { ContentFormat } from '../../core/indexer.ts'
import { readCsv } from './csv.ts'
import type { Reader } from './extraction.ts'
import { readHtml } from './html.ts'
import { readJson } from './json.ts'
import { readMarkdown } from './markdown.ts'
import { readBinary, readOffice, readPdf, readRtf } from './signature.ts'
import { readText } from './text.ts'
import { readXml } from './xml.ts'

export const READERS: Readonly<Record<ContentFormat, Reader>> = {
  text: readText,
  html: readHtml,
  xml: readXml,
  json: readJson,
  csv: readCsv,
  markdown: readMarkdown,
  pdf: readPdf,
  rtf: readRtf,
  word: readOffice,
  powerpoint: readOffice,
  excel: readOffice,
  binary: readBinary,
}
