/**
 * Markdown: the text without its markup, blocks on lines of their own, raw HTML as a browser would show it; the title is the
 * first heading. Anything is Markdown, so nothing is refused.
 */
import type { MarkedToken, Token, Tokens, TokensList } from 'marked'

import { whenAsked } from '../../core/when-asked.ts'
import type { Extraction } from './extraction.ts'
import { visibleText } from './html.ts'
import { markdown } from './late-packages.ts'
import { TextCollector, extractionOf } from './text-collector.ts'
import { decodeUtf8 } from './utf8.ts'

/** Quotations and lists, or emphasis, inside each other. What lies deeper is left as it stands; nobody nests that much by hand. */
const MAX_DEPTH = 32

/** Some patterns for inline markup take more than quadratic time; a longer paragraph is left as it stands. */
const MAX_INLINE_LENGTH = 8192

export function readMarkdown(bytes: Uint8Array): Extraction {
  // Options of our own: without any, the lexer would use defaults that `marked.use` changes for the whole process.
  const BoundedLexer = boundedLexer()
  const tokens = new BoundedLexer({ gfm: true }).lex(decodeUtf8(bytes))
  const heading = tokens.find((token) => token.type === 'heading')
  const text = new TextCollector()
  collect(tokens, text)
  return extractionOf(trimmed(text), heading === undefined ? undefined : plainText(heading))
}

/** The library calls itself for what is nested. Bounds of our own keep the outcome apart from the size of a thread's stack. */
const boundedLexer = whenAsked(
  () =>
    class extends markdown().Lexer {
      #depth = 0

      override blockTokens(source: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[]
      override blockTokens(source: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList
      override blockTokens(source: string, tokens: Token[] = [], lastParagraphClipped?: boolean): Token[] {
        return this.#nested(source, tokens, () => super.blockTokens(source, tokens, lastParagraphClipped))
      }

      override inlineTokens(source: string, tokens: Token[] = []): Token[] {
        if (source.length > MAX_INLINE_LENGTH) return asItStands(source, tokens)
        return this.#nested(source, tokens, () => super.inlineTokens(source, tokens))
      }

      #nested(source: string, tokens: Token[], lex: () => Token[]): Token[] {
        if (this.#depth >= MAX_DEPTH) return asItStands(source, tokens)
        this.#depth++
        try {
          return lex()
        } finally {
          this.#depth--
        }
      }
    },
)

function asItStands(source: string, tokens: Token[]): Token[] {
  tokens.push({ type: 'text', raw: source, text: source })
  return tokens
}

function collect(tokens: readonly Token[], text: TextCollector): void {
  for (const token of tokens) collectToken(token as MarkedToken, text)
}

function collectToken(token: MarkedToken, text: TextCollector): void {
  switch (token.type) {
    case 'space':
    case 'hr':
    case 'def':
    case 'checkbox':
      return
    case 'br':
      return text.endLine()
    case 'codespan':
    case 'escape':
    case 'image':
      return text.add(token.text)
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
      return collect(token.tokens, text)
    case 'text':
      // Of the text in a line, or of a list's item, which is a block.
      return token.tokens === undefined ? text.add(token.text) : collectBlock(token.tokens, text)
    case 'html':
      // An inline tag comes alone, its text beside it; only a block holds text of its own.
      if (!token.block) return
      text.add(visibleText(token.text))
      return text.endLine()
    case 'code':
      text.add(token.text)
      return text.endLine()
    case 'blockquote':
    case 'heading':
    case 'paragraph':
    case 'list_item':
      return collectBlock(token.tokens, text)
    case 'list':
      return collect(token.items, text)
    case 'table':
      for (const row of [token.header, ...token.rows]) collectRow(row, text)
  }
}

function collectBlock(tokens: readonly Token[], text: TextCollector): void {
  collect(tokens, text)
  text.endLine()
}

function collectRow(row: readonly Tokens.TableCell[], text: TextCollector): void {
  for (const [index, cell] of row.entries()) {
    if (index > 0) text.add('\t')
    collect(cell.tokens, text)
  }
  text.endLine()
}

function plainText(token: Token): string {
  const text = new TextCollector()
  collectToken(token as MarkedToken, text)
  return trimmed(text)
}

function trimmed(text: TextCollector): string {
  return text.toString().replace(/\s+$/, '')
}
