import { property } from '../../../support/property.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../../src/core/errors.ts'
import { DocumentStatus } from '../../../../src/facades/papi/document-status.ts'
import { formatStatusLines, parseStatusLines } from '../../../../src/facades/papi/wire/status-lines.ts'

const known = (uri: string, stamp?: string): DocumentStatus => DocumentStatus.known(uri, stamp)
const unknown = (uri: string): DocumentStatus => DocumentStatus.unknown(uri)

describe('DocumentStatus', () => {
  it('[papi.status.methods-and-properties] says URI, stamp and existence by method and by property', () => {
    const status = known('site/a.txt', 'v1')
    expect([status.getUri(), status.getStamp(), status.isExist()]).toEqual(['site/a.txt', 'v1', true])
    expect(JSON.parse(JSON.stringify(status))).toEqual({ uri: 'site/a.txt', stamp: 'v1', exist: true })
  })

  it('[papi.status.stamp-absent] gives no stamp for a document pushed without one, and an empty one as it is', () => {
    expect(known('a').getStamp()).toBeUndefined()
    expect(known('a', '').getStamp()).toBe('')
  })

  it('[papi.status.unknown-does-not-exist] gives no stamp for an unknown URI, which does not exist', () => {
    expect([unknown('a').getStamp(), unknown('a').isExist()]).toEqual([undefined, false])
  })

  it('cannot be changed', () => {
    expect(() => Object.assign(known('a'), { uri: 'b' })).toThrow(TypeError)
  })
})

describe('formatStatusLines', () => {
  it('[papi.lines.known] writes D, the URI and the stamp of a document that exists', () => {
    expect(formatStatusLines([known('doc', 'v1')])).toBe('D doc v1\n')
  })

  it('[papi.lines.unknown] writes M and the URI of one that does not', () => {
    expect(formatStatusLines([unknown('doc')])).toBe('M doc\n')
  })

  it('[papi.lines.no-stamp] ends a known line without a stamp in the space that would precede it', () => {
    expect(formatStatusLines([known('doc')])).toBe('D doc \n')
  })

  it('[papi.lines.order-and-duplicates] writes one line for each status, in order, duplicates too', () => {
    expect(formatStatusLines([unknown('b'), known('a', '1'), unknown('b')])).toBe('M b\nD a 1\nM b\n')
    expect(formatStatusLines([])).toBe('')
  })

  it.each([
    ['my doc', 'my+doc'],
    ['a/b', 'a%2Fb'],
    ['a&b=c', 'a%26b%3Dc'],
    ['a+b', 'a%2Bb'],
    ['100%', '100%25'],
    ['été', '%C3%A9t%C3%A9'],
    ['😀', '%F0%9F%98%80'],
    ['a\nb', 'a%0Ab'],
    ["*-._~!'()", '*-._%7E%21%27%28%29'],
    ['\ufeffa', '%EF%BB%BFa'],
  ])('[papi.lines.form-encoding] writes the URI %j as %s', (uri, encoded) => {
    expect(formatStatusLines([unknown(uri)])).toBe(`M ${encoded}\n`)
  })

  it('[papi.lines.stamp-verbatim] writes a stamp as it is, spaces and non-ASCII too', () => {
    expect(formatStatusLines([known('doc', '  v 1+%20é')])).toBe('D doc   v 1+%20é\n')
  })

  it('[papi.lines.stamp-escape] writes CR and LF in a stamp as backslash and letter, and a backslash as it is', () => {
    expect(formatStatusLines([known('doc', 'a\r\nb\\c')])).toBe('D doc a\\r\\nb\\c\n')
  })

  it('refuses a URI that is not well-formed Unicode', () => {
    expect(() => formatStatusLines([known('a\ud800b')])).toThrow(ConfigurationError)
    expect(() => formatStatusLines([unknown('\udc00')])).toThrow(/"\\udc00" has half a surrogate pair/)
  })
})

describe('parseStatusLines', () => {
  it('[papi.lines.known] reads D, a URI and a stamp as a document that exists', () => {
    expect(parseStatusLines('D a%2Fb v1\n')).toEqual([known('a/b', 'v1')])
  })

  it('[papi.lines.unknown] reads M and a URI as one that does not', () => {
    expect(parseStatusLines('M a\nM b\n')).toEqual([unknown('a'), unknown('b')])
  })

  it('[papi.lines.no-stamp] reads a known line without a stamp the same with and without the space', () => {
    expect(parseStatusLines('D doc \nD doc\n')).toEqual([known('doc'), known('doc')])
  })

  it('[papi.lines.one-space] takes every space after the first as part of the stamp', () => {
    expect(parseStatusLines('D doc  v 1 \n')).toEqual([known('doc', ' v 1 ')])
  })

  it('[papi.lines.form-decoding] reads + and %20 alike as a space', () => {
    expect(parseStatusLines('M a+b\nM a%20b\nM a%2Bb\n')).toEqual([
      unknown('a b'),
      unknown('a b'),
      unknown('a+b'),
    ])
  })

  it('[papi.lines.stamp-not-unescaped] gives an escaped stamp as it is written', () => {
    expect(parseStatusLines('D doc a\\r\\nb\n')).toEqual([known('doc', 'a\\r\\nb')])
  })

  it('[papi.lines.nothing-known] reads an empty text as no status', () => {
    expect(parseStatusLines('')).toEqual([])
  })

  it.each([
    ['M a\nX b\n', 2, 'expected "D ", a URI, a space and a stamp, or "M " and a URI; got "X b"'],
    ['\n', 1, 'expected "D ", a URI'],
    ['D\n', 1, 'expected "D ", a URI'],
    ['d a v1\n', 1, 'expected "D ", a URI'],
    ['<?xml version="1.0"?>\n', 1, 'got "<?xml version=\\"1.0\\"?>"'],
    ['M a\nM b\nM c', 3, 'expected a line feed at its end; the reply may be cut off; got "M c"'],
    ['M a b\n', 1, 'expected nothing after the URI; a space in a URI is written + or %20'],
    ['D a%2 v\n', 1, 'expected a form-encoded UTF-8 URI, not "a%2"'],
    ['D a%FF v\n', 1, 'expected a form-encoded UTF-8 URI, not "a%FF"'],
    ['M a\r\n', 1, 'expected no carriage return; lines end in LF alone'],
  ])('refuses %j and names line %i', (text, lineNumber, expected) => {
    expect(() => parseStatusLines(text)).toThrow(ConfigurationError)
    expect(() => parseStatusLines(text)).toThrow(`Line ${lineNumber} of the status lines is malformed: `)
    expect(() => parseStatusLines(text)).toThrow(expected)
  })

  it('cuts a long line in its message', () => {
    expect(() => parseStatusLines(`X${'a'.repeat(10_000)}\n`)).toThrow(/^.{1,400}$/)
  })
})

describe('formatting and parsing', () => {
  const uris = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.webPath())
  const stamps = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', ' ', '\\', '\\n', 'a\r\nb'),
  )
  const plainStamps = stamps.filter((stamp) => stamp !== '' && !/[\r\n]/.test(stamp))
  const statuses = (stamp: fc.Arbitrary<string | undefined>): fc.Arbitrary<DocumentStatus[]> =>
    fc.array(
      fc.oneof(
        fc.tuple(uris, stamp).map(([uri, value]) => known(uri, value)),
        uris.map(unknown),
      ),
    )

  property.prop([statuses(fc.option(plainStamps, { nil: undefined }))])(
    'gives back every URI, and every stamp that is not empty and has neither CR nor LF',
    (list) => {
      expect(parseStatusLines(formatStatusLines(list))).toEqual(list)
    },
  )

  property.prop([statuses(fc.option(stamps, { nil: undefined }))])(
    '[papi.lines.stamp-escape-is-lossy] loses nothing but CR and LF, and whether a stamp was absent or empty',
    (list) => {
      const received = list.map(({ uri, stamp, exist }) =>
        exist ? known(uri, asReceived(stamp)) : unknown(uri),
      )
      expect(parseStatusLines(formatStatusLines(list))).toEqual(received)
    },
  )

  property.prop([statuses(stamps)])('writes what is read the same way again', (list) => {
    const text = formatStatusLines(list)
    expect(formatStatusLines(parseStatusLines(text))).toBe(text)
  })

  it('[papi.lines.stamp-escape-is-lossy] writes a line feed and the two characters backslash and n alike', () => {
    expect(formatStatusLines([known('a', '\n')])).toBe(formatStatusLines([known('a', '\\n')]))
  })

  it('[papi.lines.absent-stamp-reads-as-empty] writes an absent and an empty stamp alike, and reads both as absent', () => {
    expect(formatStatusLines([known('a', '')])).toBe(formatStatusLines([known('a')]))
    expect(parseStatusLines(formatStatusLines([known('a', '')]))).toEqual([known('a')])
  })

  function asReceived(stamp: string | undefined): string | undefined {
    if (stamp === undefined || stamp === '') return undefined
    return stamp.replaceAll('\r', '\\r').replaceAll('\n', '\\n')
  }
})
