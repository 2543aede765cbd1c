import { expect, it } from 'vitest'
import { whereNoNumber } from '../../../../src/facades/kendra/wire/no-number.ts'

it.each([
  ['{"A":[1,{"B":NaN}]}', "NaN at 'a.2.member.b'"],
  ['{"A":{"B":-Infinity,"C":NaN}}', "-Infinity at 'a.b'"],
  [String.raw`{"A":"\"B\":NaN","C":":NaN","D":NaN}`, "NaN at 'd'"],
  [`{"A":"${'x'.repeat(20_000_000)}","B":NaN}`, "NaN at 'b'"],
  ['NaN', "NaN at 'input'"],
])('finds the word that is no number: case %#', (text, place) => {
  expect(whereNoNumber(text)).toBe(`: it has ${place}, as clients write a Date or a number that is none`)
})

it.each(['', '{', '{"A":NaN', '{"A":NaNs}', '{"NaN"}', '['.repeat(100_000)])(
  'says nothing where something else is wrong: case %#',
  (text) => {
    expect(whereNoNumber(text)).toBe('')
  },
)
