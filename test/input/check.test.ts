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
    { keyId: 'AK', of: { secretAccessKey: 'key' }, password: 5 },
    '{"keyId":"AK","of":{"secretAccessKey":"not shown"},"password":"not shown"}',
  ],
  [
    'nothing of credentials in a text or a list',
    { credentials: ['me', 'pass'] },
    '{"credentials":"not shown"}',
  ],
  [
    'no password that is misspelt',
    { pasword: 'pass', passwd: 'pass', passowrd: 'pass', parsed: 1 },
    '{"pasword":"not shown","passwd":"not shown","passowrd":"not shown","parsed":1}',
  ],
  ['no login of a URL', new URL('https://me:pass@server/base'), '"https://...@server/base"'],
  ['no login before a host without a scheme', 'me:pa/s"s@server', '"...@server"'],
  ['the path of a scoped package', String.raw`C:\@a\b`, String.raw`"C:\\@a\\b"`],
  ['an address for mail', 'mailto:jo@example.org', '"mailto:jo@example.org"'],
  [
    'no token of a query that is quoted',
    "a URL, 'http://server/?token=pass'",
    `"a URL, 'http://server/?token=...'"`,
  ],
  ['no token of a query', 'http://server/?page=2&token=pass#top', '"http://server/?page=2&token=...#top"'],
  [
    'ids as they are',
    { Id: 'mail:1', Key: '_category', next: 'a@b' },
    '{"Id":"mail:1","Key":"_category","next":"a@b"}',
  ],
  // Neither pattern may take a time that grows with the square of the length.
  ['the beginning of a long text that looks like logins', 'ab:'.repeat(1e6), `"${'ab:'.repeat(25)}a...`],
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

it.each([
  ['a text', 'me:pass'],
  ['a list', ['me', 'pass']],
])('shows no credentials that are %s', (_, credentials) => {
  const schema = z.object({ credentials: z.object({ login: z.string() }, 'credentials { login }') })
  expect(() => check(schema, { credentials }, 'options')).toThrow(
    /^options\.credentials is (not shown|a text of 7 characters); expected credentials { login }$/,
  )
})

it('shows the id of credentials that are wrong, which is no secret', () => {
  const schema = z.object({ credentials: z.object({ accessKeyId: z.string('a text') }) })
  expect(() => check(schema, { credentials: { accessKeyId: 5 } }, 'client')).toThrow(
    'client.credentials.accessKeyId is 5; expected a text',
  )
})

it('tells the length of a text in place of an object with secrets, which may be one of them', () => {
  const schema = z.object({ password: z.string() }, 'a login')
  expect(() => check(schema, 'pass', 'client')).toThrow('client is a text of 4 characters; expected a login')
  expect(() => check(z.object({}, 'a rule'), 'late', 'rule')).toThrow('rule is "late"; expected a rule')
})
