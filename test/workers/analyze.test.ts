import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { property } from '../support/property.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Analysis, ContentFormat } from '../../src/core/indexer.ts'
import { analyze } from '../../src/workers/analyze.ts'
import { MAX_TEXT_BYTES } from '../../src/workers/formats/extraction.ts'
import { FORMATS, part } from './jobs.ts'

setFlagsFromString('--expose-gc')

const TOO_LARGE: Analysis = {
  kind: 'failed',
  code: 'TEXT_TOO_LARGE',
  reason: 'more than 5242880 bytes of extracted text',
}

/** The analysis that this text, when it is all that was extracted, stands for. */
function indexed(text: string | Uint8Array, title?: string): Analysis {
  const digest = createHash('sha256').update(text).digest()
  return {
    kind: 'indexed',
    textBytes: typeof text === 'string' ? Buffer.byteLength(text) : 0,
    title,
    digestHigh: digest.readUInt32BE(0),
    digestLow: digest.readUInt32BE(4),
  }
}

function failed(code: string, reason: string): Analysis {
  return { kind: 'failed', code, reason }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const ZIP = bytes(0x50, 0x4b, 3, 4, 20, 0, 6, 0)
const COMPOUND = bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0)
const NOT_OFFICE = failed('INVALID_SIGNATURE', 'neither a ZIP archive nor a compound file at the start')

const EXAMPLES: readonly [
  format: ContentFormat,
  what: string,
  source: string | Uint8Array,
  expected: Analysis,
][] = [
  ['text', 'empty', '', indexed('')],
  ['text', 'of one letter', 'a', indexed('a')],
  ['text', 'with white space, kept', ' a\r\n b ', indexed(' a\r\n b ')],
  ['text', 'after a byte order mark', '\ufeffa', indexed('a')],
  ['text', 'with broken UTF-8, repaired', bytes(0x61, 0xff, 0x62), indexed('a\ufffdb')],
  ['text', 'with a mark and broken UTF-8', bytes(0xef, 0xbb, 0xbf, 0xe2, 0x82), indexed('\ufffd')],

  ['html', 'empty', '', indexed('')],
  [
    'html',
    'with what no reader sees',
    '<style>p{}</style><script>x</script><noscript>n</noscript><template>t</template><!-- c -->seen',
    indexed('seen'),
  ],
  ['html', 'with a title', '<title> The \n title </title><h1>Heading</h1>', indexed('Heading', 'The title')],
  [
    'html',
    'with the title of a picture',
    '<svg><title>Picture</title></svg><title>Page</title>',
    indexed('', 'Page'),
  ],
  [
    'html',
    'with blocks and words',
    '<p>in<b>dex</b>ing</p><p>of&nbsp;d&eacute;j&agrave;<br>vu</p>',
    indexed('indexing of\u00a0déjà vu'),
  ],
  ['html', 'that is cut off', '<div><p>half <a href="', indexed('half')],
  ['html', 'that is none', 'a < b & c', indexed('a < b & c')],
  ['html', 'with an unclosed script', 'a<script>while (true) {', indexed('a')],
  [
    'html',
    'nested beyond reason',
    '<div>'.repeat(200_000),
    failed('UNREADABLE', 'HTML elements nested more than 4096 deep'),
  ],

  ['xml', 'empty', '', failed('INVALID_XML', 'not well-formed XML at line 1, column 0')],
  ['xml', 'with records', '<r><a>one</a><b>two</b></r>', indexed('one two')],
  [
    'xml',
    'with a title',
    '<d:doc xmlns:d="u"><d:title>A <i>b</i></d:title><title>c</title></d:doc>',
    indexed('A b c', 'A b'),
  ],
  [
    'xml',
    'with a CDATA section and references',
    '<a><![CDATA[<x>]]> &lt;y&gt; &#65;</a>',
    indexed('<x> <y> A'),
  ],
  ['xml', 'after a declaration and a mark', '\ufeff<?xml version="1.0"?>\n<a>b</a>', indexed('b')],
  [
    'xml',
    'with tags that do not match',
    '<a>\n<b></a>',
    failed('INVALID_XML', 'not well-formed XML at line 2, column 7'),
  ],
  ['xml', 'that is cut off', '<a><b>', failed('INVALID_XML', 'not well-formed XML at line 1, column 6')],
  [
    'xml',
    'with an unknown entity',
    '<a>&bomb;</a>',
    failed('INVALID_XML', 'not well-formed XML at line 1, column 9'),
  ],
  [
    'xml',
    'with entities of its own, which are not expanded',
    '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
    failed('INVALID_XML', 'not well-formed XML at line 1, column 37'),
  ],
  ['xml', 'nested deeply', '<a>'.repeat(50_000) + 'deep' + '</a>'.repeat(50_000), indexed('deep')],

  ['json', 'empty', '', failed('INVALID_JSON', 'not well-formed JSON')],
  [
    'json',
    'with values of all kinds',
    '{"a":"one","b":[2,true,null,{"c":"three"}],"title":"T"}',
    indexed('one\n2\nthree\nT', 'T'),
  ],
  ['json', 'that is a string', '"\\ud800 alone"', indexed('\ufffd alone')],
  ['json', 'with a title that is no string', '{"title":7}', indexed('7')],
  [
    'json',
    'with keys that objects inherit',
    '{"__proto__":{"title":"no"},"constructor":"c"}',
    indexed('no\nc'),
  ],
  ['json', 'after a mark', '\ufeff[1]', indexed('1')],
  ['json', 'with a comma too many', '[1,]', failed('INVALID_JSON', 'not well-formed JSON')],
  ['json', 'nested deeply', '['.repeat(200_000) + '"deep"' + ']'.repeat(200_000), indexed('deep')],
  ['json', 'nested deeply and cut off', '['.repeat(200_000), failed('INVALID_JSON', 'not well-formed JSON')],

  ['csv', 'empty', '', indexed('')],
  ['csv', 'with quotation marks', 'a,"b, ""c"""\r\nd,e\r\n', indexed('a\tb, "c"\nd\te')],
  ['csv', 'with records of unequal length', 'a,b\nc\n\nd,e,f', indexed('a\tb\nc\nd\te\tf')],
  ['csv', 'after a mark', '\ufeff"a",b', indexed('a\tb')],
  ['csv', 'with an open quotation mark', 'a,b\nc,"d', failed('INVALID_CSV', 'not well-formed CSV at line 2')],
  [
    'csv',
    'with a quotation mark inside',
    'a,b\nc,d"e',
    failed('INVALID_CSV', 'not well-formed CSV at line 2'),
  ],

  ['markdown', 'empty', '', indexed('')],
  [
    'markdown',
    'with a heading',
    'Intro\n\n# The *title* `x`\n\nText',
    indexed('Intro\nThe title x\nText', 'The title x'),
  ],
  ['markdown', 'with markup', '**a** _b_ [c](http://x "t") ![d](e.png) ~~f~~ \\*', indexed('a b c d f *')],
  ['markdown', 'with lists and quotations', '- a\n  - b\n> c\n\n1. d', indexed('a\nb\nc\nd')],
  ['markdown', 'with code', '```js\nlet x\n```\n', indexed('let x')],
  ['markdown', 'with a table', '|a|b|\n|-|-|\n|*c*|d|', indexed('a\tb\nc\td')],
  ['markdown', 'with HTML', '<div>a<script>b</script></div>\n\nc <b>d</b>', indexed('a\nc d')],
  ['markdown', 'nested beyond reason', '> '.repeat(40) + 'deep', indexed('> '.repeat(8) + 'deep')],

  ['pdf', 'empty', '', failed('INVALID_SIGNATURE', 'no PDF header within the first 1024 bytes')],
  ['pdf', 'with its header', '%PDF-1.7', indexed(Buffer.from('%PDF-1.7'))],
  [
    'pdf',
    'with its header late',
    ' '.repeat(1019) + '%PDF-',
    indexed(Buffer.from(' '.repeat(1019) + '%PDF-')),
  ],
  [
    'pdf',
    'with its header too late',
    ' '.repeat(1020) + '%PDF-',
    failed('INVALID_SIGNATURE', 'no PDF header within the first 1024 bytes'),
  ],
  ['rtf', 'with its header', '{\\rtf1 a}', indexed(Buffer.from('{\\rtf1 a}'))],
  ['rtf', 'that is plain text', 'rtf', failed('INVALID_SIGNATURE', 'no RTF header at the start')],
  ['word', 'of today', ZIP, indexed(ZIP)],
  ['word', 'of before 2007', COMPOUND, indexed(COMPOUND)],
  ['word', 'that is plain text', 'Dear Sir', NOT_OFFICE],
  ['powerpoint', 'of today', ZIP, indexed(ZIP)],
  ['powerpoint', 'that is empty', '', NOT_OFFICE],
  ['excel', 'of before 2007', COMPOUND, indexed(COMPOUND)],
  ['excel', 'that is cut off in its header', bytes(0x50, 0x4b), NOT_OFFICE],
  ['binary', 'empty', '', indexed(bytes())],
  ['binary', 'of any bytes', bytes(0, 255), indexed(bytes(0, 255))],
]

describe('analyze', () => {
  test.each(EXAMPLES)('reads %s %s', (format, _, source, expected) => {
    expect(analyze([part(source, format)])).toEqual(expected)
  })

  test.each([
    ['text', 'a'.repeat(MAX_TEXT_BYTES), ''],
    ['html', 'a'.repeat(MAX_TEXT_BYTES), ''],
    ['xml', `<x>${'a'.repeat(MAX_TEXT_BYTES)}`, '</x>'],
    ['json', `"${'a'.repeat(MAX_TEXT_BYTES)}`, '"'],
    ['csv', 'a'.repeat(MAX_TEXT_BYTES), ''],
    ['markdown', 'a'.repeat(MAX_TEXT_BYTES), ''],
  ] as const)('takes 5 MB of text from %s and not a byte more', (format, start, end) => {
    expect(analyze([part(start + end, format)])).toMatchObject({ kind: 'indexed', textBytes: MAX_TEXT_BYTES })
    expect(analyze([part(`${start}a${end}`, format)])).toEqual(TOO_LARGE)
  })

  test('counts the bytes of the text, not its characters', () => {
    const text = '€'.repeat(Math.floor(MAX_TEXT_BYTES / 3) + 1)
    expect(analyze([part(JSON.stringify(text), 'json')])).toEqual(TOO_LARGE)
  })

  test('joins the texts of several parts by line feeds', () => {
    const parts = [part('<title>T</title><p>a</p>', 'html'), part(''), part('{"title":"U","b":"b"}', 'json')]
    expect(analyze(parts)).toEqual(indexed('a\n\nU\nb', 'T'))
    expect(analyze([part('a\nb')])).toEqual(analyze([part('a'), part('b')]))
  })

  test('has the bytes of parts without text in the digest, but not in the length', () => {
    const parts = [part('a'), part(bytes(1, 2), 'binary'), part('b')]
    expect(analyze(parts)).toEqual({ ...indexed('a\n\x01\x02\nb'), textBytes: 3 })
    expect(analyze([part(bytes(1), 'binary'), part(bytes(2), 'binary')])).toMatchObject({ textBytes: 0 })
  })

  test('finds a document without parts empty', () => {
    expect(analyze([])).toEqual(indexed(''))
  })

  test('leaves out a part that cannot be read, and names the first', () => {
    const leftOut = { part: 2, code: 'INVALID_JSON', reason: 'part 2 of 4: not well-formed JSON' }
    expect(analyze([part('a'), part('{', 'json'), part('<', 'xml'), part('b')])).toEqual({
      ...indexed('a\nb'),
      leftOut,
    })
    expect(analyze([part('{', 'json'), part('a')])).toMatchObject({ ...indexed('a'), leftOut: { part: 1 } })
  })

  test('fails by the first part where none can be read', () => {
    expect(analyze([part('{', 'json'), part('<', 'xml')])).toEqual(
      failed('INVALID_JSON', 'part 1 of 2: not well-formed JSON'),
    )
  })

  test('counts the text of all parts together', () => {
    const half = part('a'.repeat(MAX_TEXT_BYTES / 2))
    expect(analyze([half, half, part('{"a":1}', 'json')])).toMatchObject({
      kind: 'indexed',
      leftOut: { part: 2, code: 'TEXT_TOO_LARGE' },
    })
    expect(analyze([part('a'.repeat(MAX_TEXT_BYTES + 1)), part('<', 'xml')])).toMatchObject({
      kind: 'failed',
      code: 'TEXT_TOO_LARGE',
    })
  })

  test('reads views into larger buffers, Buffers and plain arrays alike', () => {
    const source = Buffer.from('xx{"title":"T"}xx')
    expect(analyze([part(source.subarray(2, -2), 'json')])).toEqual(indexed('T', 'T'))
    expect(analyze([part(new Uint8Array(source).subarray(2, -2), 'json')])).toEqual(indexed('T', 'T'))
  })

  const pieces = [
    '<',
    '>',
    '/',
    '<a>',
    '</a>',
    '<!--',
    '<![CDATA[',
    '&',
    ';',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\\',
    '\n',
    '\t',
    ' ',
    '*',
    '_',
    '#',
    '- ',
    '> ',
    '`',
    '|',
    '![',
    '](',
    '\ufeff',
    '%PDF-',
    '{\\rtf',
    'PK\x03\x04',
    '€',
    '\0',
    'true',
    '1e5',
    'title',
    '<title>',
    '<?xml?>',
  ]
  const hostile = fc.array(fc.constantFrom(...pieces)).map((chosen) => Buffer.from(chosen.join('')))
  const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), hostile)
  const anyParts = fc.array(fc.record({ bytes: anyBytes, format: fc.constantFrom(...FORMATS) }), {
    maxLength: 3,
  })

  property.prop([anyParts], { numRuns: 3000 })('gives one result for any bytes in any format', (parts) => {
    const result = analyze(parts)
    expect(analyze(parts)).toEqual(result)
    if (result.kind === 'failed') expect(result.reason).toMatch(/^[\w ,.:-]+$/)
    else expect(result.textBytes).toBeGreaterThanOrEqual(0)
  })
})

describe('a page in HTML', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<p>',
      '</p>',
      '<b class="x">',
      '</b>',
      '<br/>',
      '<script>',
      '</script>',
      '<title>',
      '</title>',
    ),
    fc.constantFrom(
      '<textarea>',
      '</textarea>',
      '<xmp>',
      '</xmp>',
      '<plaintext>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
    ),
    fc.constantFrom(
      '<a href="',
      '">',
      "'",
      '<',
      '>',
      '</',
      '<?pi',
      '<!doctype html>',
      '=',
      '\n',
      '\0',
      '\ud800',
    ),
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('&', '')),
    fc.constant('x'.repeat(70_000)),
  )

  property.prop([fc.array(piece, { maxLength: 30 })], { numRuns: 300 })(
    'reads alike whether or not there is something to decode',
    (pieces) => {
      const page = pieces.join('')
      // What is decoded here stands where nobody reads it.
      expect(analyze([part(`<script>&</script>${page}`, 'html')])).toEqual(
        analyze([part(`<script> </script>${page}`, 'html')]),
      )
    },
  )
})

test('what was found keeps nothing of the document in memory', () => {
  const collect = runInNewContext('gc') as () => void
  const found: Analysis[] = []
  const inUseMb = (): number => {
    collect()
    return process.memoryUsage().heapUsed / 2 ** 20
  }
  const before = inUseMb()
  const rest = '</title><p>' + 'many words '.repeat(100_000)
  for (let page = 0; page < 40; page++)
    found.push(analyze([part(`<title>A title of some length, ${page}${rest}`, 'html')]))
  expect(inUseMb() - before).toBeLessThan(10)
  expect(found[39]).toMatchObject({ title: 'A title of some length, 39' })
})
