/** How the parts of a document are to be read, by their directives. */
import type { ContentFormat, DocumentPart } from '../../core/indexer.ts'
import type { CheckedPart } from './papi-document.ts'

/** The parts as the indexer reads them. Without a MIME type a part is plain text [assumed]. */
export function partsOf(parts: readonly CheckedPart[]): DocumentPart[] {
  return parts.map(({ bytes, directives }) => {
    const mime = directives?.['certifiedMime'] ?? directives?.['mime'] ?? directives?.['mimeHint']
    return { bytes, format: mime === undefined ? 'text' : formatOf(mime) }
  })
}

const FORMATS: ReadonlyMap<string, ContentFormat> = new Map<string, ContentFormat>([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/xml', 'xml'],
  ['application/xml', 'xml'],
  ['application/json', 'json'],
  ['text/csv', 'csv'],
  ['text/markdown', 'markdown'],
  ['application/pdf', 'pdf'],
  ['text/rtf', 'rtf'],
  ['application/rtf', 'rtf'],
  ['application/msword', 'word'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'word'],
  ['application/vnd.ms-powerpoint', 'powerpoint'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'powerpoint'],
  ['application/vnd.ms-excel', 'excel'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'excel'],
])

function formatOf(mime: string): ContentFormat {
  const type = (mime.split(';')[0] as string).trim().toLowerCase()
  return FORMATS.get(type) ?? (type.startsWith('text/') ? 'text' : 'binary')
}
