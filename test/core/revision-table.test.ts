/** Revisions in columns: rows that grow, are used again, and then know nothing of what they were. */
import { describe, expect, it } from 'vitest'
import { NO_REVISION, PHASES, type Revision, RevisionTable } from '../../src/core/revision-table.ts'

/** All that a row says. */
function said(table: RevisionTable, revision: Revision): unknown {
  return {
    document: table.document(revision),
    ordinal: table.ordinal(revision),
    serial: table.serial(revision),
    operation: table.operation(revision),
    phase: table.phase(revision),
    acceptedAt: table.acceptedAt(revision),
    durableAt: table.durableAt(revision),
    settledAt: table.settledAt(revision),
    attempt: table.attempt(revision),
    stamp: table.stamp(revision),
    textBytes: table.textBytes(revision),
    digest: [table.digestHigh(revision), table.digestLow(revision)],
    title: table.title(revision),
    failure: table.failure(revision),
    submission: table.submission(revision),
    version: table.version(revision),
    isPinned: table.isPinned(revision),
    isScheduled: table.isScheduled(revision),
  }
}

/** Writes every column of a row. */
function fill(table: RevisionTable, revision: Revision, n: number): void {
  table.setStamp(revision, `stamp-${n}`)
  table.setTitle(revision, `title-${n}`)
  table.setFailure(revision, { code: `code-${n}`, reason: 'because' })
  table.setSubmission(revision, { attributes: { n } })
  table.setVersion(revision, `version-${n}`)
  table.setAnalysis(revision, n, 0xffff_ffff, n)
  table.setPinned(revision, true)
  table.becomeDurable(revision, n + 10)
  table.beginAttempt(revision)
  table.settle(revision, 'updated', n + 20)
}

const FRESH = {
  phase: 'accepted',
  durableAt: undefined,
  settledAt: undefined,
  attempt: 0,
  stamp: undefined,
  textBytes: 0,
  digest: [0, 0],
  title: undefined,
  failure: undefined,
  submission: undefined,
  version: undefined,
  isPinned: false,
  isScheduled: false,
}

describe('a new revision', () => {
  it('has nothing but what it was added with', () => {
    const table = new RevisionTable()
    const revision = table.add(4, 2, 9, 'delete', 1_000)
    expect(revision).not.toBe(NO_REVISION)
    expect(said(table, revision)).toEqual({
      ...FRESH,
      document: 4,
      ordinal: 2,
      serial: 9,
      operation: 'delete',
      acceptedAt: 1_000,
    })
  })

  it('has nothing of the one whose row it has', () => {
    const table = new RevisionTable()
    const before = table.add(1, 1, 1, 'delete', 5)
    fill(table, before, 3)
    table.free(before)
    const after = table.add(4, 2, 9, 'put', 1_000)
    expect(after).toBe(before)
    expect(said(table, after)).toEqual({
      ...FRESH,
      document: 4,
      ordinal: 2,
      serial: 9,
      operation: 'put',
      acceptedAt: 1_000,
    })
  })
})

describe('a row', () => {
  it('is used again once, however often it was freed', () => {
    const table = new RevisionTable()
    const first = table.add(0, 1, 1, 'put', 0)
    table.free(first)
    table.free(first)
    const [second, third] = [table.add(1, 1, 2, 'put', 0), table.add(2, 1, 3, 'put', 0)]
    expect(second).toBe(first)
    expect(third).not.toBe(first)
    expect([table.document(second), table.document(third)]).toEqual([1, 2])
  })

  it('is never given to two revisions, however they come and go', () => {
    const table = new RevisionTable()
    const held = new Map<Revision, number>()
    for (let n = 0; n < 5_000; n++) {
      const revision = table.add(n, 1, n, 'put', n)
      expect(held.has(revision)).toBe(false)
      held.set(revision, n)
      const victim = [...held.keys()][(n * 7) % held.size]
      if (n % 3 !== 0 && victim !== undefined) {
        table.free(victim)
        held.delete(victim)
      }
    }
    for (const [revision, n] of held) expect(table.document(revision)).toBe(n)
  })
})

describe('a table of many revisions', () => {
  it('keeps every row as it grows', () => {
    const COUNT = 3_000
    const expected: unknown[] = []
    const table = new RevisionTable()
    const rows = Array.from({ length: COUNT }, (_, n) => {
      const revision = table.add(n * 2, n % 5, n * 3, n % 2 === 0 ? 'put' : 'delete', n * 100.5)
      if (n % 3 === 0) fill(table, revision, n)
      if (n % 4 === 0) table.schedule(revision)
      expected.push(said(table, revision))
      return revision
    })
    expect(new Set(rows).size).toBe(COUNT)
    expect(rows.map((revision) => said(table, revision))).toEqual(expected)
  })
})

describe('what a revision says', () => {
  it.each(PHASES)('is the phase that it entered: %s', (phase) => {
    const table = new RevisionTable()
    const [before, revision] = [table.add(0, 1, 1, 'put', 0), table.add(1, 1, 2, 'put', 0)]
    table.enter(revision, phase)
    expect([table.phase(before), table.phase(revision)]).toEqual(['accepted', phase])
  })

  it('is durable from the instant that it was made so', () => {
    const table = new RevisionTable()
    const [atOnce, later, never] = [5, 5, 5].map((at, n) => table.add(n, 1, n, 'put', at)) as [
      number,
      number,
      number,
    ]
    table.becomeDurable(atOnce, 5)
    table.becomeDurable(later, 65)
    expect([atOnce, later, never].map((revision) => table.durableAt(revision))).toEqual([5, 65, undefined])
  })

  it('counts attempts, and events of it that are queued', () => {
    const table = new RevisionTable()
    const revision = table.add(0, 1, 1, 'put', 0)
    expect([table.beginAttempt(revision), table.beginAttempt(revision), table.attempt(revision)]).toEqual([
      1, 2, 2,
    ])
    table.schedule(revision)
    table.schedule(revision)
    table.unschedule(revision)
    expect(table.isScheduled(revision)).toBe(true)
    table.unschedule(revision)
    expect(table.isScheduled(revision)).toBe(false)
  })
})

describe('the group of a revision', () => {
  it('is given once', () => {
    const table = new RevisionTable()
    const [alone, grouped] = [table.add(0, 1, 1, 'put', 0), table.add(1, 1, 2, 'put', 0)]
    expect(table.takeGroup(alone)).toBe(undefined)
    table.setGroup(grouped, 0xffff_ffff)
    expect([table.takeGroup(alone), table.takeGroup(grouped)]).toEqual([undefined, 0xffff_ffff])
    expect(table.takeGroup(grouped)).toBe(undefined)
  })

  it('stays with its row as the table grows, and is not that of the next one in the row', () => {
    const table = new RevisionTable()
    const rows = Array.from({ length: 100 }, (_, n) => {
      const revision = table.add(n, 1, n + 1, 'put', 0)
      if (n % 2 === 0) table.setGroup(revision, n + 1)
      return revision
    })
    table.free(rows[0]!)
    const again = table.add(0, 2, 101, 'put', 0)
    expect(again).toBe(rows[0])
    expect(table.takeGroup(again)).toBe(undefined)
    expect(rows.slice(1).map((revision) => table.takeGroup(revision))).toEqual(
      rows.slice(1).map((_, n) => (n % 2 === 1 ? n + 2 : undefined)),
    )
  })
})
