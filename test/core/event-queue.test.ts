/** The one queue: by instant, then in the order of pushing, and what is to come last of its instant comes last. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { EventQueue } from '../../src/core/event-queue.ts'
import { property } from '../support/property.ts'

let queue: EventQueue
beforeEach(() => {
  queue = new EventQueue()
})

/** Takes all that is left, as `row@tag`. */
function drain(): string[] {
  const taken: string[] = []
  while (queue.size > 0) {
    queue.pop()
    taken.push(`${queue.row}@${queue.tag}`)
  }
  return taken
}

describe('the event queue', () => {
  it('gives the earliest instant first, whatever the order of pushing', () => {
    for (const at of [50, 10, 40, 0, 30, 20]) queue.push(at, at, 1)
    expect(drain()).toEqual(['0@1', '10@1', '20@1', '30@1', '40@1', '50@1'])
  })

  it('gives the events of one instant in the order of pushing', () => {
    for (let row = 0; row < 20; row++) queue.push(7, row, row % 3)
    expect(drain()).toEqual(Array.from({ length: 20 }, (_, row) => `${row}@${row % 3}`))
  })

  it('forgets what was removed, at any instant, and goes on as if it had never been pushed', () => {
    for (const [at, row] of [
      [7, 1],
      [7, 2],
      [7, 1],
      [9, 3],
      [12, 4],
    ] as const)
      queue.push(at, row, 0)
    queue.remove(9, 3, 0)
    queue.remove(7, 1, 0)
    expect([queue.size, queue.nextAt]).toEqual([3, 7])
    queue.pop()
    queue.remove(7, 2, 0)
    expect([queue.size, queue.nextAt, queue.nextRow]).toEqual([1, 12, 4])
    // What comes to an instant that was left empty is there again.
    queue.push(9, 5, 0)
    queue.push(8, 6, 0)
    queue.remove(12, 4, 0)
    expect(queue.nextAt).toBe(8)
    expect(drain()).toEqual(['6@0', '5@0'])
    expect(queue.nextAt).toBe(Infinity)
    expect(() => queue.remove(7, 1, 0)).toThrow('removed that is not queued')
  })

  property.prop([
    fc.array(fc.record({ at: fc.nat(6), row: fc.nat(3), isRemoved: fc.boolean() }), { maxLength: 40 }),
  ])('is what it would be without what was removed', (events) => {
    const plain = new EventQueue()
    const other = new EventQueue()
    for (const { at, row } of events) other.push(at, row, 0)
    // The last of equal events is the one that goes.
    const gone = new Set<number>()
    events.forEach(({ at, row, isRemoved }) => {
      if (!isRemoved) return
      const place = events.findLastIndex((event, i) => event.at === at && event.row === row && !gone.has(i))
      gone.add(place)
      other.remove(at, row, 0)
    })
    events.forEach(({ at, row }, i) => !gone.has(i) && plain.push(at, row, 0))
    const takeAll = (from: EventQueue): unknown[] => {
      const taken: unknown[] = []
      while (from.size > 0) {
        const { nextAt } = from
        from.pop()
        taken.push([nextAt, from.row])
      }
      return taken
    }
    expect(other.save()).toEqual(plain.save())
    expect(takeAll(other)).toEqual(takeAll(plain))
  })

  it('gives what is to come last after everything else of its instant, even what is pushed later', () => {
    queue.pushLast(7, 1, 0)
    queue.push(7, 2, 0)
    queue.pushLast(7, 3, 0)
    queue.push(8, 4, 0)
    queue.push(7, 5, 0)
    expect(drain()).toEqual(['2@0', '5@0', '1@0', '3@0', '4@0'])
  })

  it('takes events for the instant that is being worked off, before its last ones', () => {
    queue.push(7, 1, 0)
    queue.pushLast(7, 2, 0)
    queue.push(9, 3, 0)
    queue.pop()
    expect([queue.row, queue.isNextLast]).toEqual([1, true])
    queue.push(7, 4, 0)
    expect([queue.nextAt, queue.nextRow, queue.isNextLast]).toEqual([7, 4, false])
    queue.pop()
    expect([queue.row, queue.isNextLast]).toEqual([4, true])
    queue.pop()
    // The last one itself may bring more to its instant.
    queue.push(7, 5, 0)
    expect([queue.row, queue.nextAt, queue.nextRow]).toEqual([2, 7, 5])
    expect(drain()).toEqual(['5@0', '3@0'])
  })

  it('takes events for its last instant after it has run empty', () => {
    queue.push(7, 1, 0)
    expect(drain()).toEqual(['1@0'])
    expect([queue.size, queue.nextAt]).toEqual([0, Infinity])
    queue.push(7, 2, 0)
    queue.push(8, 3, 0)
    expect(drain()).toEqual(['2@0', '3@0'])
  })

  it('refuses an event for an instant that is over', () => {
    queue.push(7, 1, 0)
    queue.pop()
    expect(() => queue.push(6, 2, 0)).toThrow('an event was queued for 6 ms, which is over')
  })

  it('refuses to be taken from when it is empty', () => {
    expect(() => queue.pop()).toThrow('an event was taken from an empty queue')
  })

  it('keeps rows of ten million documents and tags of eleven bits', () => {
    queue.push(0, 10_000_000, 2047)
    queue.push(0, 4_294_967_295, 0)
    expect(drain()).toEqual(['10000000@2047', '4294967295@0'])
  })
})

interface Pushed {
  readonly at: number
  readonly isLast: boolean
  readonly row: number
}

/** The queue as a list that is searched: the least instant, of it what need not come last, of that the oldest. */
function nextOf(model: readonly Pushed[]): Pushed | undefined {
  const at = Math.min(...model.map((event) => event.at))
  const ofInstant = model.filter((event) => event.at === at)
  return ofInstant.find(({ isLast }) => !isLast) ?? ofInstant[0]
}

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), inMs: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('push-last' as const), inMs: fc.nat(6) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('pop' as const), inMs: fc.constant(0) }) },
  ),
  { maxLength: 120 },
)

property.prop([steps], { numRuns: 500 })('gives what a sorted list gives, step by step', (all) => {
  const real = new EventQueue()
  let model: Pushed[] = []
  let now = 0
  for (const [row, { kind, inMs }] of all.entries()) {
    if (kind === 'pop') {
      const expected = nextOf(model)
      if (expected === undefined) continue
      model = model.filter((event) => event !== expected)
      now = expected.at
      real.pop()
      expect(real.row).toBe(expected.row)
    } else {
      const isLast = kind === 'push-last'
      model.push({ at: now + inMs, isLast, row })
      if (isLast) real.pushLast(now + inMs, row, 0)
      else real.push(now + inMs, row, 0)
    }
    const next = nextOf(model)
    expect([real.size, real.nextAt, real.isNextLast]).toEqual([
      model.length,
      next?.at ?? Infinity,
      next?.isLast ?? false,
    ])
    if (next !== undefined) expect(real.nextRow).toBe(next.row)
  }
})
