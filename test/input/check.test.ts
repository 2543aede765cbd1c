import { expect, it } from 'vitest'
import { z } from 'zod'
import { check, show } from '../../src/input/check.ts'

it.each<[string, unknown, string]>([
  ['bytes by their number', new Uint8Array(1e6), '1000000 bytes'],
  ['bytes in an object too', { Id: 'a', Blob: Buffer.from('abc') }, '{"Id":"a","Blob":"3 bytes"}'],
  ['the beginning of a long text', 'x'.repeat(1e6), `"${'x'.repeat(76)}...`],
  ['an invalid date as one', new Date(Number.NaN), 'Invalid Date'],
  [
    'no secret of an object',
    { credentials: { secretAccessKey: 'key' }, password: 'pass' },
    '{"credentials":{"secretAccessKey":"not shown"},"password":"not shown"}',
  ],
  ['no login of a URL', new URL('https://me:pass@server/base'), '"https://...@server/base"'],
])('shows %s', (_, value, shown) => {
  expect(show(value)).toBe(shown)
})

it('shows no secret at the place of an issue or above it', () => {
  const schema = z.object({ password: z.string('a text') })
  expect(() => check(schema, { password: 12345 }, 'login')).toThrow(
    'login.password is not shown; expected a text',
  )
  const none = schema.refine(() => false, 'another')
  expect(() => check(none, { password: 'pass' }, 'login')).toThrow(
    'login is {"password":"not shown"}; expected another',
  )
})
