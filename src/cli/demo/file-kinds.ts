/** Which files are documents, and what each service is told that they are. */
import path from 'node:path'
import type { Document } from '../../index.ts'

export interface FileKind {
  /** For Kendra. */
  readonly contentType: NonNullable<Document['ContentType']>
  /** For the Push API. */
  readonly mime: string
}

export const PLAIN_TEXT: FileKind = { contentType: 'PLAIN_TEXT', mime: 'text/plain' }

const HTML: FileKind = { contentType: 'HTML', mime: 'text/html' }
const MARKDOWN: FileKind = { contentType: 'MD', mime: 'text/markdown' }
const OFFICE = 'application/vnd.openxmlformats-officedocument'

const KINDS: ReadonlyMap<string, FileKind> = new Map<string, FileKind>([
  ['.txt', PLAIN_TEXT],
  ['.text', PLAIN_TEXT],
  ['.html', HTML],
  ['.htm', HTML],
  ['.md', MARKDOWN],
  ['.markdown', MARKDOWN],
  ['.json', { contentType: 'JSON', mime: 'application/json' }],
  ['.xml', { contentType: 'XML', mime: 'application/xml' }],
  ['.xsl', { contentType: 'XSLT', mime: 'application/xml' }],
  ['.xslt', { contentType: 'XSLT', mime: 'application/xml' }],
  ['.csv', { contentType: 'CSV', mime: 'text/csv' }],
  ['.pdf', { contentType: 'PDF', mime: 'application/pdf' }],
  ['.rtf', { contentType: 'RTF', mime: 'application/rtf' }],
  ['.doc', { contentType: 'MS_WORD', mime: 'application/msword' }],
  ['.docx', { contentType: 'MS_WORD', mime: `${OFFICE}.wordprocessingml.document` }],
  ['.ppt', { contentType: 'PPT', mime: 'application/vnd.ms-powerpoint' }],
  ['.pptx', { contentType: 'PPT', mime: `${OFFICE}.presentationml.presentation` }],
  ['.xls', { contentType: 'MS_EXCEL', mime: 'application/vnd.ms-excel' }],
  ['.xlsx', { contentType: 'MS_EXCEL', mime: `${OFFICE}.spreadsheetml.sheet` }],
])

/** By the extension of the name; undefined for one that says nothing of a document. */
export function kindOf(name: string): FileKind | undefined {
  return KINDS.get(path.extname(name).toLowerCase())
}
