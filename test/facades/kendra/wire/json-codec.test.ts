/** The values of the wire, read and written by the shapes of the operations. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { kendraOperations, isKendraOperation } from '../../../../src/facades/kendra/operations/operations.ts'
import {
  blob,
  list,
  map,
  structure,
  text,
  timestamp,
  wholeNumber,
} from '../../../../src/facades/kendra/shapes/constraints.ts'
import { decoderOf, encode } from '../../../../src/facades/kendra/wire/json-codec.ts'
import { property } from '../../../support/property.ts'
import { listPositions, operations, shapes } from '../service-model.ts'

/** A shape with everything that the wire writes differently, in every kind of place. */
const sample = z.compile(
  structure({
    At: timestamp().optional(),
    Bytes: blob().optional(),
    Name: text().optional(),
    Count: wholeNumber().optional(),
    Dates: list(timestamp()).optional(),
    Parts: list(structure({ Blob: blob(), Name: text().optional() })).optional(),
    ByName: map(text(), structure({ At: timestamp() })).optional(),
  }),
)

/** What the wire makes of an input. */
function carried(schema: z.core.$ZodType, input: object): unknown {
  return decoderOf(schema)(JSON.parse(encode(input)))
}

const dates = fc.date({ noInvalidDate: true, min: new Date(-1e14), max: new Date('9999-12-31T23:59:59Z') })
const bytes = fc.uint8Array()
const inputs = fc.record(
  {
    At: dates,
    Bytes: bytes,
    Name: fc.string({ unit: 'grapheme' }),
    Count: fc.maxSafeInteger(),
    Dates: fc.array(dates),
    Parts: fc.array(fc.record({ Blob: bytes, Name: fc.string() }, { requiredKeys: ['Blob'] })),
    ByName: fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.record({ At: dates }),
    ),
  },
  { requiredKeys: [] },
)

describe('the JSON codec', () => {
  property.prop([inputs], { numRuns: 300 })(
    'gives back what was sent, to the millisecond and the byte',
    (input) => {
      expect(plain(carried(sample, input))).toEqual(plain(input))
    },
  )

  it('[kendra.wire.timestamps] reads epoch seconds with fractions and base64', () => {
    const read = decoderOf(sample)
    expect(read({ At: 1700000000.123 })).toEqual({ At: new Date(1700000000123) })
    expect(read({ At: 0 })).toEqual({ At: new Date(0) })
    expect(read({ At: -1.5 })).toEqual({ At: new Date(-1500) })
    expect(read({ Bytes: '' })).toEqual({ Bytes: Buffer.alloc(0) })
    expect(read({ Bytes: 'AP+A' })).toEqual({ Bytes: Buffer.from([0, 255, 128]) })
  })

  it.each(['a', 'abc', 'aGk', 'aGk==', 'aG k', 'aG-_', 'a===', '====', 'aGk=aGk=', 'äöüß', '{"a":1}='])(
    'leaves %j, which is no base64, as it is',
    (text) => {
      expect(decoderOf(sample)({ Bytes: text })).toEqual({ Bytes: text })
    },
  )

  it.each([[5], [true], [[1, 2]], [{}], [null]])('leaves bytes that are %j as they are', (value) => {
    expect(decoderOf(sample)({ Bytes: value })).toEqual({ Bytes: value })
  })

  it.each([['2024-01-01'], ['NaN'], [true], [null], [[0]], [{}]])(
    'leaves a date that is %j as it is',
    (value) => {
      expect(decoderOf(sample)({ At: value })).toEqual({ At: value })
    },
  )

  it.each([1_700_000_000_000, 253_402_300_800, Number.MAX_VALUE, Infinity])(
    'turns %d seconds, after the year 9999, into words instead of a date',
    (seconds) => {
      expect(decoderOf(sample)({ At: seconds })).toEqual({
        At: expect.stringMatching(/^\S+ seconds, after the year 9999; .* milliseconds$/),
      })
    },
  )

  it('does not mind lists, structures and maps that are something else', () => {
    const odd = { Dates: {}, Parts: [1, null, [2], { Blob: 3 }], ByName: [4, { At: 'x' }] }
    expect(decoderOf(sample)(structuredClone(odd))).toEqual(odd)
    expect(decoderOf(sample)(null)).toBeNull()
    expect(decoderOf(sample)([])).toEqual([])
  })

  it('leaves a key __proto__ of a map alone', () => {
    const input: unknown = JSON.parse('{"ByName":{"__proto__":{"At":1},"a":{"At":1}}}')
    const { ByName } = decoderOf(sample)(input) as { ByName: object }
    expect(Object.getPrototypeOf(ByName)).toBe(Object.prototype)
    expect(ByName).toHaveProperty('a.At', new Date(1000))
  })

  it('gives back a shape without dates and bytes untouched', () => {
    const input = { Name: 'a', List: ['b'] }
    expect(decoderOf(structure({ Name: text(), List: list(text()) }))(input)).toBe(input)
  })

  it('writes dates as seconds and bytes as base64, drops what is undefined, and changes nothing of the value', () => {
    const output = { At: new Date(1500), Items: [{ Bytes: bytesOf('hi'), Gone: undefined }, { Name: 'a' }] }
    const before = structuredClone(output)
    expect(encode(output)).toBe('{"At":1.5,"Items":[{"Bytes":"aGk="},{"Name":"a"}]}')
    expect(output).toEqual(before)
  })
})

describe.each(Object.keys(kendraOperations))('the shape of %s', (name) => {
  const positions = listPositions(name)
    .map(({ path, shape, inputWith }) => ({ path, kind: shapes[shape]!.type, inputWith }))
    .filter(({ kind }) => kind === 'timestamp' || kind === 'blob')

  it(`is read wherever the model has a date or bytes: ${positions.length} places`, () => {
    const schema = isKendraOperation(name) ? kendraOperations[name].schema() : z.never()
    for (const { path, kind, inputWith } of positions) {
      const value = kind === 'timestamp' ? new Date(1_700_000_000_123) : bytesOf('some bytes')
      const read = path.reduce<unknown>(
        (inner, key) => (inner as Record<PropertyKey, unknown>)[key],
        carried(schema, inputWith(value) as object),
      )
      expect({ path, read: plain(read) }).toEqual({ path, read: plain(value) })
    }
  })

  it('is in the model', () => {
    expect(operations).toHaveProperty(name)
  })
})

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Bytes as plain lists, so that a Buffer equals a Uint8Array; an object without prototype equals one with it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] }
  if (value instanceof Date || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
}
