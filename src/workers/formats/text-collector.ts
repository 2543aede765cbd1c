/**
 * Gathers extracted text piece by piece and knows when there is too much of it, so that a reader can stop early:
 * a hostile file costs no more memory than the text that is allowed.
 */
import { MAX_TEXT_BYTES, TEXT_TOO_LARGE } from './extraction.ts'
import type { Extraction } from './extraction.ts'
import { encodeUtf8 } from './utf8.ts'

// White space as HTML and XML define it. JavaScript's \s would follow the Unicode tables of the engine.
const WHITE_SPACE = /[\t\n\f\r ]+/g
/** What a text has none of where all its white space is single spaces. */
const TO_BE_COLLAPSED = ['  ', '\n', '\t', '\r', '\f']

export class TextCollector {
  readonly #pieces: string[] = []
  #length = 0
  #last = ''

  /** Adds a piece as it is. */
  add(piece: string): void {
    if (this.isFull || piece === '') return
    this.#pieces.push(piece)
    this.#length += piece.length
    this.#last = piece.charAt(piece.length - 1)
  }

  /** Adds a piece with each run of white space as one space, also across pieces, as a browser shows it. */
  addCollapsed(piece: string): void {
    const collapsed = hasRuns(piece) ? piece.replace(WHITE_SPACE, ' ') : piece
    const follows = this.#last !== ' ' && this.#last !== ''
    this.add(!follows && collapsed.startsWith(' ') ? collapsed.slice(1) : collapsed)
  }

  /** Has what comes next begin on a line of its own; makes no empty lines. */
  endLine(): void {
    if (this.#last !== '\n' && this.#last !== '') this.add('\n')
  }

  /** There is too much text for certain: a UTF-16 unit never takes less than a byte of UTF-8, and one space may go at the end. */
  get isFull(): boolean {
    return this.#length > MAX_TEXT_BYTES + 1
  }

  /** All that was added. */
  toString(): string {
    return this.#pieces.join('')
  }

  /** All that was added, without the space that collapsing may have left at the end. */
  toTrimmedString(): string {
    const text = this.toString()
    return text.endsWith(' ') ? text.slice(0, -1) : text
  }
}

/** Most pieces have only single spaces: looking for anything else is many times faster than replacing each. */
function hasRuns(piece: string): boolean {
  return TO_BE_COLLAPSED.some((run) => piece.includes(run))
}

/** The text as what a reader gives back, unless it is too much. */
export function extractionOf(text: string, title: string | undefined): Extraction {
  if (text.length > MAX_TEXT_BYTES) return TEXT_TOO_LARGE
  const utf8 = encodeUtf8(text)
  return utf8.byteLength > MAX_TEXT_BYTES ? TEXT_TOO_LARGE : { kind: 'text', utf8, title }
}
