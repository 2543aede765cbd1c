/** The writer of trace lines: JSON texts and whole numbers as bytes, in one buffer that grows. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineWriter, piece, RepeatedPiece } from '../../src/core/line-writer.ts'
import { property } from '../support/property.ts'

const written = (write: (writer: LineWriter) => unknown): string => {
  const writer = new LineWriter()
  write(writer)
  return Buffer.from(writer.view()).toString()
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\0', '\u001f', '\u007f', '\ud800', '\udc00', '\u2028', 'a'),
  }),
)

describe('a number', () => {
  it.each([
    0,
    1,
    9,
    10,
    99,
    100,
    12_345,
    999_999_999,
    2 ** 30 - 1,
    2 ** 30,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
  ])('is written in decimal digits: %d', (value) => {
    expect(written((writer) => writer.number(value))).toBe(String(value))
  })

  property.prop([fc.array(fc.oneof(fc.maxSafeNat(), fc.nat(2 ** 30)), { maxLength: 50 })])(
    'keeps its digits next to others',
    (values) => {
      expect(
        written((writer) => {
          for (const value of values) writer.number(value).raw(piece(','))
        }),
      ).toBe(values.map((value) => `${value},`).join(''))
    },
  )
})

describe('a hexadecimal number', () => {
  it.each([
    [0, '00000000'],
    [1, '00000001'],
    [0xab_cdef, '00abcdef'],
    [0x7fff_ffff, '7fffffff'],
    [0x8000_0000, '80000000'],
    [0xffff_ffff, 'ffffffff'],
  ])('has eight digits: %d', (value, digits) => {
    expect(written((writer) => writer.hex(value))).toBe(digits)
  })

  property.prop([fc.nat(0xffff_ffff)])('is padded with zeros', (value) => {
    expect(written((writer) => writer.hex(value))).toBe(value.toString(16).padStart(8, '0'))
  })
})

describe('a text', () => {
  property.prop([anyText])('is written as JSON writes it', (text) => {
    expect(written((writer) => writer.quoted(text))).toBe(JSON.stringify(text))
  })

  property.prop([fc.array(fc.constantFrom('', 'kendra:a', 'kendra:ä', 'papi:"'))])(
    'stands in a repeated piece as it is, whatever stood there before',
    (texts) => {
      const corpus = new RepeatedPiece('<', '>')
      expect(
        written((writer) => {
          for (const text of texts) writer.raw(corpus.with(text))
        }),
      ).toBe(texts.map((text) => `<${JSON.stringify(text)}>`).join(''))
    },
  )

  it.each([
    ['of plain letters', 'x'],
    ['of characters of three bytes', '語'],
    ['of escapes of six', '\u0001'],
    ['of surrogate pairs', '😀'],
    ['of lone surrogates', '\udfff'],
  ])('may be longer than the buffer: %s', (_, unit) => {
    const text = unit.repeat(100_000)
    expect(written((writer) => writer.quoted('before').quoted(text).quoted('after'))).toBe(
      `"before"${JSON.stringify(text)}"after"`,
    )
  })
})

describe('the buffer', () => {
  it('grows at any place of a line', () => {
    const expected: string[] = []
    const writer = new LineWriter()
    for (let n = 0; n < 20_000; n++) {
      writer.number(n).hex(n).quoted(`doc-${n}`).raw(piece('\n'))
      expected.push(`${n}${n.toString(16).padStart(8, '0')}"doc-${n}"\n`)
    }
    expect(Buffer.from(writer.view()).toString()).toBe(expected.join(''))
  })

  it('is used again once it is cleared', () => {
    const writer = new LineWriter()
    writer.quoted('a long text that is gone')
    writer.clear()
    expect(writer.view()).toHaveLength(0)
    writer.quoted('b')
    expect(Buffer.from(writer.view()).toString()).toBe('"b"')
  })
})
