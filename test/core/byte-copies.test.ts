/** Copies of callers' bytes: whose memory is used again, and when. */
import { describe, expect, it } from 'vitest'
import { borrowCopy, copyBytes, holdBytes, releaseBytes } from '../../src/core/byte-copies.ts'

/** Memory that copies of such a length share. */
const SLAB = 1 << 18

/** Unlike any other of these. */
function page(fill: number, length = 50_000): Uint8Array {
  return new Uint8Array(length).fill(fill)
}

/** So many copies, held, that the memory in which the last of them before lie is full. */
function fillUp(): Uint8Array[] {
  return Array.from({ length: Math.ceil(SLAB / 60_000) + 1 }, () => borrowCopy(page(0xee, 60_000)))
}

function release(copies: readonly Uint8Array[]): void {
  for (const copy of copies) releaseBytes(copy)
}

describe('a copy', () => {
  it.each([1, 4_096, 4_097, 50_000, 262_144, 262_145, 3_000_000])(
    'of %i bytes shares nothing with its caller',
    (length) => {
      const bytes = page(1, length)
      const copies = [copyBytes(bytes), copyBytes(bytes), borrowCopy(bytes), borrowCopy(bytes)]
      bytes.fill(2)
      copies[0]?.fill(3)
      expect(Buffer.compare(copies[1]!, page(1, length))).toBe(0)
    },
  )

  it('of a Buffer is no view of it', () => {
    const buffer = Buffer.alloc(50_000, 1)
    const copy = copyBytes(buffer)
    buffer.fill(2)
    expect(Buffer.compare(copy, page(1))).toBe(0)
  })
})

describe('the memory of copies that were borrowed', () => {
  it('is used again when all that lie in it were released', () => {
    const before = fillUp()
    const copy = borrowCopy(page(1))
    const isThere = ({ buffer }: Uint8Array): boolean => buffer === copy.buffer
    const after = fillUp()
    expect(fillUp().some(isThere)).toBe(false)
    release([...before, copy, ...after])
    expect([...fillUp(), ...fillUp()].some(isThere)).toBe(true)
  })

  it('is not used again while one of them is held, by whomever', () => {
    const before = fillUp()
    const copy = borrowCopy(page(1))
    const isThere = ({ buffer }: Uint8Array): boolean => buffer === copy.buffer
    holdBytes(copy)
    release([...before, copy, ...fillUp()])
    expect([...fillUp(), ...fillUp(), ...fillUp()].some(isThere)).toBe(false)
    expect(Buffer.compare(copy, page(1))).toBe(0)
    releaseBytes(copy)
    expect([...fillUp(), ...fillUp()].some(isThere)).toBe(true)
  })

  it('is not used again while there is room for others in it', () => {
    release(fillUp())
    const first = borrowCopy(page(1))
    releaseBytes(first)
    const second = borrowCopy(page(2))
    expect(second.buffer === first.buffer).toBe(true)
    expect(second.byteOffset).toBe(first.byteOffset + first.length)
  })

  it('is not kept by what is much smaller', () => {
    const held = borrowCopy(page(1, 5_000))
    const large = [...fillUp(), borrowCopy(page(1, 200_000))]
    expect(held.buffer.byteLength).toBeLessThanOrEqual(16 * held.length)
    expect(large.some(({ buffer }) => buffer === held.buffer)).toBe(false)
  })

  it.each([
    ['small', borrowCopy(page(1, 100))],
    ['very large', borrowCopy(page(1, 300_000))],
    ['not borrowed', copyBytes(page(1))],
    ['none', page(1)],
  ])("is nobody else's where the copy is %s", (_what, bytes) => {
    releaseBytes(bytes)
    releaseBytes(bytes)
    expect([...fillUp(), borrowCopy(page(2, 100))].some((copy) => overlap(copy, bytes))).toBe(false)
  })
})

function overlap(a: Uint8Array, b: Uint8Array): boolean {
  return (
    a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.length && b.byteOffset < a.byteOffset + a.length
  )
}
