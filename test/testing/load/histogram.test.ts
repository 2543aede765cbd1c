/** The histogram tells percentiles of known distributions to within its promise, and corrects for coordinated omission. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../src/testing/load/histogram.ts'

const PROMISE = 1 / 128

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

function exactPercentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1] as number
}

describe('a histogram', () => {
  it('tells small values exactly', () => {
    const histogram = histogramOf(Array.from({ length: 200 }, (_, n) => n + 1))
    expect([0, 50, 90, 99, 99.9, 100].map((percent) => histogram.percentile(percent))).toEqual([
      1, 100, 180, 198, 200, 200,
    ])
    expect({ min: histogram.min, mean: histogram.mean, max: histogram.max }).toEqual({
      min: 1,
      mean: 100.5,
      max: 200,
    })
  })

  it('tells each percentile of any values from below by less than 0.8 per cent, and none above the largest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 2 ** 50 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0, 1, 25, 50, 75, 90, 99, 99.9, 100),
        (values, percent) => {
          const exact = exactPercentile(values, percent)
          const told = histogramOf(values).percentile(percent)
          expect(told).toBeGreaterThanOrEqual(exact)
          expect(told).toBeLessThanOrEqual(Math.min(exact * (1 + PROMISE), Math.max(...values)))
        },
      ),
    )
  })

  it('is empty at first, and says 0 of everything', () => {
    const { count, min, mean, max } = new Histogram()
    expect({ count, min, mean, max, p50: new Histogram().percentile(50) }).toEqual({
      count: 0,
      min: 0,
      mean: 0,
      max: 0,
      p50: 0,
    })
  })

  it('is the same put together from parts', () => {
    const whole = histogramOf([1, 1_000, 1_000_000, 5, 70_000])
    const parts = histogramOf([1, 1_000])
    parts.addAll(histogramOf([1_000_000, 5, 70_000]))
    expect(parts).toEqual(whole)
  })

  it('adds what was not sent during a stall, as one value at a time would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 700 }),
        (values, interval) => {
          const missed = values.flatMap((value) => {
            // The correction works on what the histogram tells of a value.
            const told = Math.min(histogramOf([value, 2 ** 40]).percentile(50), Math.max(...values))
            const steps = Math.max(0, Math.floor(told / interval) - 1)
            return Array.from({ length: steps }, (_, n) => told - (n + 1) * interval)
          })
          const expected = histogramOf([...values, ...missed])
          const corrected = histogramOf(values).corrected(interval)
          expect(corrected.count).toBe(expected.count)
          for (const percent of [0, 10, 50, 90, 99])
            expect(corrected.percentile(percent)).toBe(expected.percentile(percent))
          expect(corrected.mean).toBeCloseTo(expected.mean, 6)
        },
      ),
    )
  })

  it('corrects a stall of a day at a microsecond without counting up to it', () => {
    const corrected = histogramOf([86_400_000_000]).corrected(1)
    expect(corrected.count).toBe(86_400_000_000)
    const half = corrected.percentile(50) / 43_200_000_000
    expect(half).toBeGreaterThanOrEqual(1 - PROMISE)
    expect(half).toBeLessThanOrEqual(1 + PROMISE)
  })

  it('changes nothing where nothing was expected, or nothing took long', () => {
    const histogram = histogramOf([10, 20, 30])
    expect(histogram.corrected(0)).toEqual(histogram)
    expect(histogram.corrected(100)).toEqual(histogram)
  })
})
