/** Documents in columns: rows that grow and stay what they were, and what they point to. */
import { describe, expect, it } from 'vitest'
import { type DocumentRow, DocumentTable } from '../../src/core/document-table.ts'
import { UNKNOWN } from '../../src/core/life-cycle.ts'
import { NO_REVISION } from '../../src/core/revision-table.ts'

/** What the document points to: its newest, durable, settled and live revision. */
const pointersOf = (table: DocumentTable, row: DocumentRow): number[] => [
  table.newest(row),
  table.durable(row),
  table.settled(row),
  table.live(row),
]

describe('a new document', () => {
  it('is in the first state, has no revision and points to none', () => {
    const table = new DocumentTable()
    const row = table.add(3, 'a')
    expect([table.id(row), table.corpus(row), table.state(row), table.size]).toEqual(['a', 3, UNKNOWN, 1])
    expect(pointersOf(table, row)).toEqual([NO_REVISION, NO_REVISION, NO_REVISION, NO_REVISION])
    expect(table.nextOrdinal(row)).toBe(1)
  })
})

describe('a document', () => {
  it('points to its durable revision as its newest, until one is accepted that is not durable', () => {
    const table = new DocumentTable()
    const [row, other] = [table.add(0, 'a'), table.add(0, 'b')]
    table.pointDurable(row, 7)
    expect(pointersOf(table, row)).toEqual([7, 7, 0, 0])
    table.pointNewest(row, 8)
    expect(pointersOf(table, row)).toEqual([8, 7, 0, 0])
    table.pointNewest(row, NO_REVISION)
    expect(pointersOf(table, row)).toEqual([7, 7, 0, 0])
    expect(pointersOf(table, other)).toEqual([0, 0, 0, 0])
  })

  it('rests on what is live, or on what failed since', () => {
    const table = new DocumentTable()
    const [row, other] = [table.add(0, 'a'), table.add(0, 'b')]
    table.pointLive(row, 7)
    expect(pointersOf(table, row)).toEqual([0, 0, 7, 7])
    table.pointSettled(row, 8)
    expect(pointersOf(table, row)).toEqual([0, 0, 8, 7])
    table.pointLive(row, 9)
    expect(pointersOf(table, row)).toEqual([0, 0, 9, 9])
    table.pointSettled(row, 10)
    table.pointLive(row, NO_REVISION)
    expect(pointersOf(table, row)).toEqual([0, 0, 0, 0])
    expect(pointersOf(table, other)).toEqual([0, 0, 0, 0])
  })

  it('knows the revisions that it points to, and no others', () => {
    const table = new DocumentTable()
    const [row, other] = [table.add(0, 'a'), table.add(0, 'b')]
    table.pointLive(row, 1)
    table.pointSettled(row, 2)
    table.pointDurable(row, 3)
    table.pointNewest(row, 4)
    expect([1, 2, 3, 4, 5].map((revision) => table.pointsTo(row, revision))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
    expect([1, 2, 3, 4, 5].filter((revision) => table.pointsTo(other, revision))).toEqual([])
  })
})

describe('a table of many documents', () => {
  it('keeps every row as it grows', () => {
    const table = new DocumentTable()
    const COUNT = 10_000
    for (let n = 0; n < COUNT; n++) {
      const row = table.add(n % 1_000, `doc-${n}`)
      table.setState(row, n % 75)
      table.pointDurable(row, n * 4 + 1)
      table.pointLive(row, n * 4 + 2)
      if (n % 2 === 0) table.pointSettled(row, n * 4 + 3)
      if (n % 3 === 0 && n > 100) table.pointNewest(row, n * 4 + 4)
      for (let ordinal = 0; ordinal < n % 3; ordinal++) table.nextOrdinal(row)
    }
    const expected = (n: number): number[] => [
      n * 4 + (n % 3 === 0 && n > 100 ? 4 : 1),
      n * 4 + 1,
      n * 4 + (n % 2 === 0 ? 3 : 2),
      n * 4 + 2,
    ]
    const wrong = Array.from({ length: COUNT }, (_, n) => n).filter(
      (n) =>
        table.id(n) !== `doc-${n}` ||
        table.corpus(n) !== n % 1_000 ||
        table.state(n) !== n % 75 ||
        pointersOf(table, n).join() !== expected(n).join() ||
        table.nextOrdinal(n) !== (n % 3) + 1,
    )
    expect([table.size, wrong]).toEqual([COUNT, []])
  })
})
