/** The body of an error: XML with an element `message`, anywhere in it. */
import { xml } from './late-packages.ts'

export function writeErrorDocument(message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<error><message>${escapeXml(message)}</message></error>\n`
}

/** The text of the first element `message`, whatever is around it; undefined where the body is no XML or has none. */
export function readErrorDocument(body: string): string | undefined {
  let message: string | undefined
  let isInside = false
  let isWhole = false
  const { SaxesParser } = xml()
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    if (isWhole || name.replace(/^.*:/, '') !== 'message') return
    isInside = true
    message = ''
  })
  parser.on('closetag', ({ name }) => {
    if (!isInside || name.replace(/^.*:/, '') !== 'message') return
    isInside = false
    isWhole = true
  })
  const take = (text: string): void => {
    if (isInside) message += text
  }
  parser.on('text', take)
  parser.on('cdata', take)
  // What comes after the message need not be read.
  parser.on('error', () => {})
  parser.write(body).close()
  return isWhole ? message : undefined
}

function escapeXml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // A parser would make a line feed of it.
      .replaceAll('\r', '&#13;')
      // XML 1.0 has no place for other control characters, not even escaped.
      .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
  )
}
