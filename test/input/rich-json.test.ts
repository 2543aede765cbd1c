/** Values that JSON has no form for, there and back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromJson, type Json, toJson } from '../../src/input/rich-json.ts'
import { property } from '../support/property.ts'

const names = fc.oneof(
  fc.string(),
  fc.constantFrom('$map', '$bytes', '$metadata', '$object', '$undefined', '__proto__', '1'),
)
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constantFrom<unknown>(null, undefined, new Date(Number.NaN), -0, 10n ** 30n),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.uint16Array(),
    fc.uint32Array(),
    fc.float64Array(),
    fc.array(tie('value')),
    fc.array(fc.tuple(names, tie('value'))).map((entries) => Object.fromEntries(entries)),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('value')).map((items) => new Set(items)),
  ),
}))

property.prop([values], { numRuns: 2_000 })('anything comes back as it was', (value) => {
  const text = JSON.stringify(toJson(value, []))
  const json = JSON.parse(text) as Json
  expect(JSON.stringify(json)).toBe(text)
  expect(fromJson(json, [])).toEqual(value)
})

describe('what JSON cannot tell', () => {
  it('is told in words', () => {
    const within: Record<string, unknown> = { also: [1] }
    within['self'] = within
    const value = {
      call: () => 1,
      mark: Symbol('x'),
      within,
      expression: /a/,
      again: [within['also'], within['also']],
    }
    expect(fromJson(toJson(value, []), [])).toEqual({
      call: '(a function)',
      mark: '(a symbol)',
      within: { also: [1], self: '(an object within itself)' },
      expression: '([object RegExp])',
      again: [[1], [1]],
    })
  })

  it('leaves out members that are undefined, and keeps what errors have', () => {
    const cause = Object.assign(new Error('below'), { code: 'E', name: 'Odd' })
    const back = fromJson(toJson({ gone: undefined, error: new Error('above', { cause }) }, []), []) as {
      error: Error
    }
    expect(Object.keys(back)).toEqual(['error'])
    expect(back.error).toEqual(new Error('above', { cause }))
    expect(back.error.cause).toMatchObject({ name: 'Odd', code: 'E', message: 'below' })
  })

  it('refuses a kind of value that it does not know', () => {
    expect(() => fromJson({ $elephant: 1 }, [])).toThrow('there is no kind of value "elephant"')
  })
})
