/**
 * XML: the text between the tags, of a document that is well formed; any other is refused with the place of its first error.
 * The text of neighbouring elements is kept apart, as in records; the title is that of the first element called "title".
 */
import { TEXT_TOO_LARGE, failed } from './extraction.ts'
import type { Extraction } from './extraction.ts'
import { xml } from './late-packages.ts'
import { TextCollector, extractionOf } from './text-collector.ts'
import { decodeUtf8 } from './utf8.ts'

const SLICE_LENGTH = 65_536

export function readXml(bytes: Uint8Array): Extraction {
  const source = decodeUtf8(bytes)
  const text = new TextCollector()
  let title: TextCollector | undefined
  let depth = 0
  let titleDepth = 0
  let brokenAt: { readonly line: number; readonly column: number } | undefined

  const { SaxesParser } = xml()
  const parser = new SaxesParser()
  parser.on('error', () => (brokenAt ??= { line: parser.line, column: parser.column }))
  parser.on('opentag', ({ name }) => {
    depth++
    if (title === undefined && localName(name) === 'title') {
      title = new TextCollector()
      titleDepth = depth
    }
    text.addCollapsed(' ')
  })
  parser.on('closetag', () => {
    if (depth === titleDepth) titleDepth = 0
    depth--
    text.addCollapsed(' ')
  })
  const addText = (piece: string): void => {
    if (titleDepth > 0) title?.addCollapsed(piece)
    text.addCollapsed(piece)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)

  for (let at = 0; at < source.length && brokenAt === undefined; at += SLICE_LENGTH) {
    parser.write(source.slice(at, at + SLICE_LENGTH))
    if (brokenAt === undefined && text.isFull) return TEXT_TOO_LARGE
  }
  if (brokenAt === undefined) parser.close()
  if (brokenAt !== undefined) {
    return failed('INVALID_XML', `not well-formed XML at line ${brokenAt.line}, column ${brokenAt.column}`)
  }
  return extractionOf(text.toTrimmedString(), title?.toTrimmedString())
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
