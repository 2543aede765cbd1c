/** The trace and its digest, recomputed from the lines by nothing but SHA-256. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Trace, type TraceLevel } from '../../src/core/trace.ts'
import { ConfigurationError } from '../../src/index.ts'
import { property } from '../support/property.ts'

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
const BLOCK = 1024

function traceOf(
  count: number,
  level: TraceLevel = 'full',
  look: (trace: Trace, n: number) => void = () => {},
): Trace {
  const trace = new Trace(level, sha256)
  for (let n = 0; n < count; n++) {
    look(trace, n)
    trace.record({
      at: n * 3,
      sequence: n,
      kind: 'accepted',
      corpus: 'papi:crawler',
      document: n % 7 === 0 ? `dökument "${n}"` : `doc-${n}`,
      revision: 1,
      operation: 'put',
      serial: n + 1,
      stamp: undefined,
    })
  }
  return trace
}

/** d(k) = SHA-256(d(k-1) and the k-th block), d(0) empty; the block that is open ends at the end. */
function digestOf(lines: readonly string[]): string {
  let digest = ''
  for (let from = 0; ; from += BLOCK) {
    const block = lines.slice(from, from + BLOCK)
    digest = sha256(digest + block.map((line) => `${line}\n`).join(''))
    if (block.length < BLOCK) return digest
  }
}

describe('the digest', () => {
  it.each([0, 1, 2, 1023, 1024, 1025, 2047, 2048, 2049, 5000])(
    'is the chain over the blocks of %d lines',
    (count) => {
      const trace = traceOf(count)
      expect(trace.lines()).toHaveLength(count)
      expect(trace.digest()).toBe(digestOf(trace.lines()))
    },
  )

  it.each([0, 1, 1024, 3333])('is the same without the lines: %d of them', (count) => {
    expect(traceOf(count, 'digest').digest()).toBe(traceOf(count).digest())
  })

  property.prop([fc.uniqueArray(fc.nat(2_600), { maxLength: 30 })], { numRuns: 20 })(
    'does not depend on when it, or the lines, are read',
    (reads) => {
      const when = new Set(reads)
      const read = traceOf(2_600, 'full', (trace, n) => {
        if (!when.has(n)) return
        trace.digest()
        if (n % 2 === 0) trace.lines()
      })
      expect(read.digest()).toBe(traceOf(2_600).digest())
      expect(read.digest()).toBe(read.digest())
      expect(read.lines()).toEqual(traceOf(2_600).lines())
    },
  )

  it('of each moment is that of the lines so far', () => {
    const wrong: number[] = []
    traceOf(2_100, 'full', (trace, n) => {
      if (n % 97 === 0 && trace.digest() !== digestOf(trace.lines())) wrong.push(n)
    })
    expect(wrong).toEqual([])
  })

  it('differs with a line more or less, at the end of a block too', () => {
    const digests = [0, 1, 1023, 1024, 1025, 2048].map((count) => traceOf(count, 'digest').digest())
    expect(new Set(digests).size).toBe(digests.length)
  })
})

describe('the levels', () => {
  it('count events at each of them', () => {
    const levels: TraceLevel[] = ['full', 'digest', 'off']
    expect(levels.map((level) => traceOf(1_500, level).length)).toEqual([1_500, 1_500, 1_500])
  })

  it('give no lines but at full', () => {
    const message = (level: string): string =>
      `trace.lines() needs option trace: 'full', and this simulator has '${level}'`
    expect(() => traceOf(3, 'digest').lines()).toThrow(new ConfigurationError(message('digest')))
    expect(() => traceOf(3, 'off').lines()).toThrow(new ConfigurationError(message('off')))
  })

  it('give no digest at off', () => {
    expect(() => traceOf(3, 'off').digest()).toThrow(
      new ConfigurationError(
        "trace.digest() needs option trace: 'full' or 'digest', and this simulator has 'off'",
      ),
    )
  })
})
