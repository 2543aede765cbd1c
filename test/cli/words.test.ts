/** Numbers, spans and names as the account writes them. */
import { describe, expect, it } from 'vitest'
import { count, counted, endOf, instant, printable, size, wrap } from '../../src/cli/demo/words.ts'

describe('the words of the account', () => {
  it('groups thousands', () => {
    expect([0, 999, 1_000, 1_234_567].map((n) => count(n))).toEqual(['0', '999', '1,000', '1,234,567'])
    expect([counted(1, 'file'), counted(2, 'file')]).toEqual(['1 file', '2 files'])
    expect([size(999), size(1_500), size(8_100_000)]).toEqual(['999 bytes', '1.5 kB', '8.1 MB'])
  })

  it('writes instants with days only where there are some', () => {
    expect([0, 59_999, 3_723_004, 90_000_001].map((ms) => instant(ms))).toEqual([
      '0:00:00.000',
      '0:00:59.999',
      '1:02:03.004',
      '1d 1:00:00.001',
    ])
  })

  it('keeps the end of a name that is too long', () => {
    expect([endOf('a/b/c.txt', 9), endOf('a/b/c.txt', 8), endOf('\u{1f600}\u{1f600}', 2)]).toEqual([
      'a/b/c.txt',
      '...c.txt',
      '\u{1f600}\u{1f600}',
    ])
  })

  it('spells out what would steer a terminal', () => {
    expect(printable('a\u001b[0m\u202eb\r')).toBe('a\\u{1b}[0m\\u{202e}b\\u{d}')
  })

  it('breaks lines between words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('incomprehensible', 7)).toEqual(['incomprehensible'])
  })
})
