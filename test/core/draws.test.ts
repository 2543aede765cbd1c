/** Keyed draws: functions of seed, purpose and key, and of nothing else. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Draws, type Key, type Purpose } from '../../src/core/draws.ts'
import { property } from '../support/property.ts'

/** Runs of a seed are stored in bug reports and tests: a patch release may not change any of these. */
const GOLDEN: readonly [
  seed: number,
  purpose: Purpose,
  key: readonly Key[],
  bits: number,
  uniform: number,
][] = [
  [0, 'latency', [], 2352466934, 0.5477263912425784],
  [1, 'latency', ['kendra', 'BatchPutDocument', 'kendra:x', 123456789, 1], 2211579076, 0.5149233855307395],
  [1, 'indexing', ['kendra:x', 'doc-1', 1, 1], 1053449312, 0.24527528462773063],
  [2, 'indexing', ['kendra:x', 'doc-1', 1, 1], 3631470746, 0.8455176665436928],
  [1, 'indexing', ['papi:crawler', 'site/ä/😀.txt', 3, 2], 2570721512, 0.5985427433687298],
  [-1, 'retry', ['a', -1, 9007199254740991], 342578559, 0.07976278233675282],
  [9007199254740991, 'fault', ['flaky', '', '\ud800'], 535754944, 0.12474016869215898],
  [7, 'id', ['index', 1, 0], 102687849, 0.02390888259043422],
  [1, 'session', ['papi:crawler', 1], 558468776, 0.13002865007803222],
]

describe('draws', () => {
  it.each(GOLDEN)('with seed %d for %s of %j are what they were', (seed, purpose, key, bits, uniform) => {
    const draws = new Draws(seed)
    expect([draws.bits(purpose, ...key), draws.uniform(purpose, ...key)]).toEqual([bits, uniform])
  })

  const keys = fc.array(fc.oneof(fc.string({ maxLength: 12 }), fc.maxSafeInteger()), { maxLength: 4 })

  property.prop([fc.maxSafeInteger(), keys, keys])('depend on no draw before them', (seed, key, other) => {
    const fresh = new Draws(seed).uniform('fault', ...key)
    const used = new Draws(seed)
    used.uniform('latency', ...other)
    used.bits('fault', ...other)
    expect(used.uniform('fault', ...key)).toBe(fresh)
    expect(used.uniform('fault', ...key)).toBe(fresh)
  })

  property.prop([fc.maxSafeInteger(), fc.string(), keys, keys])(
    'of a scope are those of the whole key, however they are mixed with others',
    (seed, beginning, key, other) => {
      const draws = new Draws(seed)
      const scope = draws.scope('indexing', beginning)
      const elsewhere = draws.scope('indexing', `${beginning}!`)
      elsewhere.uniform(...other)
      expect(scope.uniform(...key)).toBe(draws.uniform('indexing', beginning, ...key))
      expect(scope.bits(...key)).toBe(draws.bits('indexing', beginning, ...key))
      expect(scope.span([0, 999], ...key)).toBe(draws.span([0, 999], 'indexing', beginning, ...key))
      expect(elsewhere.uniform(...other)).toBe(draws.uniform('indexing', `${beginning}!`, ...other))
    },
  )

  property.prop([fc.maxSafeInteger(), fc.nat(1000), fc.nat(1000), keys])(
    'of a span are whole numbers within it',
    (seed, min, length, key) => {
      const drawn = new Draws(seed).span([min, min + length], 'indexing', ...key)
      expect(Number.isInteger(drawn)).toBe(true)
      expect(drawn).toBeGreaterThanOrEqual(min)
      expect(drawn).toBeLessThanOrEqual(min + length)
    },
  )

  it('of a span reach both of its ends', () => {
    const draws = new Draws(1)
    const drawn = Array.from({ length: 200 }, (_, n) => draws.span([3, 6], 'latency', n))
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([3, 4, 5, 6])
  })

  it('of a span that is fixed are its value', () => {
    expect(new Draws(1).span(42, 'latency', 'a')).toBe(42)
    expect(new Draws(1).span([42, 42], 'latency', 'a')).toBe(42)
  })

  it.each<[string, readonly Key[], readonly Key[]]>([
    ['where one part ends', ['ab', 'c'], ['a', 'bc']],
    ['where a part is empty', ['a', ''], ['', 'a']],
    ['how many parts there are', ['a'], ['a', '']],
    ['parts in another order', ['a', 'b'], ['b', 'a']],
    ['a text from a number', ['1'], [1]],
    ['a number from its negative', [1], [-1]],
    ['numbers that differ above 32 bits', [1], [2 ** 32 + 1]],
    ['numbers that differ in the last bit of 53', [2 ** 53 - 1], [2 ** 53 - 2]],
    ['case', ['a'], ['A']],
    ['ways of composing one character', ['\u00e9'], ['e\u0301']],
    ['halves of different surrogate pairs', ['\ud800'], ['\ud801']],
    ['a character from two that have its bytes', ['\u0101'], ['\u0001\u0001']],
  ])('tell apart %s', (_, one, other) => {
    const draws = new Draws(1)
    expect(draws.bits('id', ...one)).not.toBe(draws.bits('id', ...other))
    expect(draws.uniform('id', ...one)).not.toBe(draws.uniform('id', ...other))
  })

  it('tell purposes apart', () => {
    const draws = new Draws(1)
    const purposes: Purpose[] = ['latency', 'indexing', 'retry', 'fault', 'id', 'session']
    expect(new Set(purposes.map((purpose) => draws.uniform(purpose, 'a'))).size).toBe(purposes.length)
  })
})

/** Pearson's correlation: near 0 where one says nothing of the other. */
function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(xs), mean(ys)]
  let [xy, xx, yy] = [0, 0, 0]
  for (const [i, x] of xs.entries()) {
    const y = ys[i] as number
    xy += (x - mx) * (y - my)
    xx += (x - mx) ** 2
    yy += (y - my) ** 2
  }
  return xy / Math.sqrt(xx * yy)
}

describe('many draws', () => {
  const COUNT = 10_000
  const ofDocuments = (seed: number, shift = 0): number[] => {
    const draws = new Draws(seed)
    return Array.from({ length: COUNT }, (_, n) =>
      draws.uniform('indexing', 'kendra:x', `doc-${n + shift}`, 1, 1),
    )
  }
  // Of 10 000 pairs that are unrelated, one in fifteen thousand or so lies further from 0 than 4 / sqrt(10 000).
  const UNRELATED = 0.04

  it.each([
    [0, 1],
    [1, 2],
    [7, 8],
    [-1, 0],
    [2 ** 31 - 1, 2 ** 31],
    [2 ** 32 - 1, 2 ** 32],
    [1, 2 ** 32 + 1],
    [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER],
  ])('of the seeds %d and %d are unrelated', (one, other) => {
    expect(Math.abs(correlation(ofDocuments(one), ofDocuments(other)))).toBeLessThan(UNRELATED)
  })

  it('of documents that follow one another are unrelated', () => {
    expect(Math.abs(correlation(ofDocuments(1), ofDocuments(1, 1)))).toBeLessThan(UNRELATED)
  })

  it('of the first key of many seeds that follow one another are unrelated', () => {
    const first = Array.from({ length: COUNT + 1 }, (_, seed) => new Draws(seed).uniform('latency', 'a'))
    expect(Math.abs(correlation(first.slice(0, -1), first.slice(1)))).toBeLessThan(UNRELATED)
  })

  it.each([0, 1, 2, 1_000_003])('are spread evenly with seed %d', (seed) => {
    const BINS = 20
    const counts = Array.from({ length: BINS }, () => 0)
    for (const drawn of ofDocuments(seed)) counts[Math.floor(drawn * BINS)]!++
    const expected = COUNT / BINS
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // With 19 degrees of freedom, even draws exceed 43.8 once in a thousand.
    expect(chiSquare).toBeLessThan(43.8)
  })

  it('hardly ever meet: a hundred thousand keys give a hundred thousand draws', () => {
    const draws = new Draws(1)
    const drawn = new Set<number>()
    for (let n = 0; n < 100_000; n++) drawn.add(draws.uniform('id', 'document', n))
    expect(drawn.size).toBe(100_000)
  })
})
