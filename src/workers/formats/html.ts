/**
 * HTML: the text that a browser would show, and the document's title. Only absurd nesting is refused: browsers refuse nothing.
 * The parser is fed in slices, so that reading can stop where the text or the nesting becomes absurd.
 */
import { TEXT_TOO_LARGE, failed } from './extraction.ts'
import type { Extraction } from './extraction.ts'
import { html as htmlPackage } from './late-packages.ts'
import { TextCollector, extractionOf } from './text-collector.ts'
import { decodeUtf8 } from './utf8.ts'

const HIDDEN_ELEMENTS: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'noframes',
  'noembed',
  'iframe',
  'object',
  'head',
  'title',
  'datalist',
])

/** Elements that do not end a word: "<b>in</b>dex" is one. All others stand apart from what surrounds them. */
const INLINE_ELEMENTS: ReadonlySet<string> = new Set([
  'a',
  'abbr',
  'acronym',
  'b',
  'bdi',
  'bdo',
  'big',
  'cite',
  'code',
  'data',
  'del',
  'dfn',
  'em',
  'font',
  'i',
  'ins',
  'kbd',
  'label',
  'mark',
  'q',
  's',
  'samp',
  'small',
  'span',
  'strike',
  'strong',
  'sub',
  'sup',
  'time',
  'tt',
  'u',
  'var',
  'wbr',
])

/** The parser's stack costs time in proportion to its depth for every element. Browsers stop nesting at 512. */
const MAX_DEPTH = 4096

const SLICE_LENGTH = 65_536

export function readHtml(bytes: Uint8Array): Extraction {
  const page = new VisiblePage()
  return (
    page.read(decodeUtf8(bytes)) ?? extractionOf(page.text.toTrimmedString(), page.title?.toTrimmedString())
  )
}

/** The visible text of a piece of HTML inside another format; empty where it makes no sense. */
export function visibleText(html: string): string {
  const page = new VisiblePage()
  return page.read(html) === undefined ? page.text.toTrimmedString() : ''
}

class VisiblePage {
  readonly text: TextCollector = new TextCollector()
  title: TextCollector | undefined
  #depth = 0
  #deepest = 0
  #hidden = 0
  #foreign = 0
  #isInTitle = false

  /** Reads all of it; gives the failure where it had to stop. */
  read(html: string): Extraction | undefined {
    const { Parser } = htmlPackage()
    const parser = new Parser(
      {
        onopentagname: (name) => this.#open(name),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#add(text),
      },
      // Without anything to decode, the parser leaps from tag to tag instead of looking at every character.
      { decodeEntities: html.includes('&') },
    )
    for (let at = 0; at < html.length; at += SLICE_LENGTH) {
      parser.write(html.slice(at, at + SLICE_LENGTH))
      if (this.text.isFull) return TEXT_TOO_LARGE
      if (this.#deepest > MAX_DEPTH)
        return failed('UNREADABLE', `HTML elements nested more than ${MAX_DEPTH} deep`)
    }
    parser.end()
    return this.text.isFull ? TEXT_TOO_LARGE : undefined
  }

  #open(name: string): void {
    this.#deepest = Math.max(this.#deepest, ++this.#depth)
    if (name === 'svg' || name === 'math') this.#foreign++
    // A picture's title is not the document's, and only the first counts.
    if (name === 'title' && this.#foreign === 0 && this.title === undefined) {
      this.title = new TextCollector()
      this.#isInTitle = true
    }
    if (HIDDEN_ELEMENTS.has(name)) this.#hidden++
    this.#separate(name)
  }

  #close(name: string): void {
    this.#depth--
    if (name === 'svg' || name === 'math') this.#foreign--
    if (name === 'title') this.#isInTitle = false
    if (HIDDEN_ELEMENTS.has(name)) this.#hidden--
    this.#separate(name)
  }

  #separate(name: string): void {
    if (this.#hidden === 0 && !INLINE_ELEMENTS.has(name)) this.text.addCollapsed(' ')
  }

  #add(text: string): void {
    if (this.#isInTitle) this.title?.addCollapsed(text)
    else if (this.#hidden === 0) this.text.addCollapsed(text)
  }
}
