/** Where two traces part, by their lines and by what fits into a token. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDivergence, markTrace } from '../../src/testing/trace-marks.ts'
import { property } from '../support/property.ts'

const digestOf = (lines: readonly string[]): string =>
  createHash('sha256').update(lines.join('\n')).digest('hex')
const trace = (length: number): string[] => Array.from({ length }, (_, n) => `line ${n + 1}`)

describe('findDivergence', () => {
  it('finds nothing in the same trace', () => {
    const lines = trace(50)
    expect(findDivergence(markTrace(lines, digestOf(lines)), lines, digestOf(lines))).toBeUndefined()
  })

  property.prop([fc.integer({ min: 1, max: 300 }), fc.nat(299), fc.string({ minLength: 1 })], { seed: 1 })(
    'finds by the lines the first that differs, and by the marks one that is hardly ever later',
    (length, place, other) => {
      const recorded = trace(length)
      const lines = recorded.with(place % length, other)
      const marks = markTrace(recorded, digestOf(recorded))
      const line = (place % length) + 1
      expect(findDivergence({ ...marks, text: recorded }, lines, digestOf(lines))).toMatchObject({
        line,
        expected: recorded[line - 1],
        actual: other,
      })
      // One in 256 marks is the same by chance.
      const found = findDivergence(marks, lines, digestOf(lines))?.line ?? 0
      expect(found - line).toBeGreaterThanOrEqual(0)
      expect(found - line).toBeLessThanOrEqual(3)
    },
  )

  it('finds the part of a long trace, with marks that are apart', () => {
    const recorded = trace(5_000)
    const lines = recorded.with(3_333, 'other')
    const marks = markTrace(recorded, digestOf(recorded))
    expect(marks.marks.length).toBeLessThanOrEqual(1024)
    const found = findDivergence(marks, lines, digestOf(lines))
    expect(found?.line).toBeLessThanOrEqual(3_334)
    expect(found?.before).toBeGreaterThan(3_334)
  })

  it('finds the end of a trace that is shorter, and the line after one that is longer', () => {
    const recorded = trace(10)
    const marks = markTrace(recorded, digestOf(recorded))
    expect(findDivergence(marks, trace(7), digestOf(trace(7)))).toMatchObject({ line: 8, actual: undefined })
    expect(findDivergence(marks, trace(12), digestOf(trace(12)))).toMatchObject({
      line: 11,
      actual: 'line 11',
    })
  })
})
