/** What rules ask of a history, against its plain definition over all calls. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AuditedCall, isAfter } from '../../src/audit/audited-call.ts'
import {
  createHistory,
  firstRetryOf,
  type History,
  isSentAgain,
  lastPutBefore,
} from '../../src/audit/history.ts'
import { property } from '../support/property.ts'

const IDS = ['a', 'b', 'c', 'd']
const ids = fc.array(fc.constantFrom(...IDS), { maxLength: 3 })

interface Drawn {
  readonly operation: string
  readonly puts: readonly string[]
  readonly deletes: readonly string[]
  readonly asks: readonly string[]
  /** Since the answer before. */
  readonly passedMs: number
  readonly tookMs: number
}

const drawnCalls: fc.Arbitrary<Drawn[]> = fc.array(
  fc.record({
    operation: fc.constantFrom('Put', 'Ask'),
    puts: ids,
    deletes: ids,
    asks: ids,
    passedMs: fc.nat({ max: 3 }),
    tookMs: fc.nat({ max: 6 }),
  }),
  { maxLength: 25 },
)

function callsOf(drawn: readonly Drawn[], countRead: () => void = () => {}): AuditedCall[] {
  let endedAt = 0
  return drawn.map(({ operation, puts, deletes, asks, passedMs, tookMs }, place) => {
    endedAt += passedMs
    const record = {
      facade: 'kendra',
      corpus: 'files',
      operation,
      input: undefined,
      output: undefined,
      error: undefined,
      startedAt: endedAt - tookMs,
      endedAt,
      session: undefined,
      superseded: [],
    }
    return {
      record,
      place,
      isOk: true,
      get puts() {
        countRead()
        return puts
      },
      deletes,
      asks,
      rejected: [],
      statuses: new Map(),
    }
  })
}

function historyOf(calls: readonly AuditedCall[]): History {
  return createHistory({ facade: 'kendra', corpus: 'files', calls, faultsOn: () => [] })
}

function documentsOf({ puts, deletes, asks }: AuditedCall): string[] {
  return [...puts, ...deletes, ...asks]
}

describe('a history', () => {
  property.prop([drawnCalls], { numRuns: 300 })('answers as a search through all its calls does', (drawn) => {
    const calls = callsOf(drawn)
    const history = historyOf(calls)
    for (const call of calls) {
      for (const id of IDS) {
        expect(isSentAgain(history, id, call)).toBe(
          calls.some(
            (later) => (later.puts.includes(id) || later.deletes.includes(id)) && isAfter(later, call),
          ),
        )
        expect(lastPutBefore(history, id, call)).toBe(
          calls.findLast((put) => put.puts.includes(id) && isAfter(call, put)),
        )
      }
      const about = documentsOf(call)
      expect(firstRetryOf(history, call)).toBe(
        calls.find(
          (later) =>
            isAfter(later, call) &&
            later.record.operation === call.record.operation &&
            (about.length === 0 || documentsOf(later).some((id) => about.includes(id))),
        ),
      )
    }
  })

  it('does not look at every call for each document that is asked about', () => {
    let reads = 0
    const drawn = Array.from({ length: 1000 }, (_, n) => ({
      operation: 'Put',
      puts: [`doc-${n % 500}`],
      deletes: [],
      asks: [],
      passedMs: 1,
      tookMs: 1,
    }))
    const calls = callsOf(drawn, () => void reads++)
    const history = historyOf(calls)
    for (const [n, call] of calls.entries()) {
      const id = `doc-${n % 500}`
      expect(isSentAgain(history, id, call)).toBe(n < 500)
      expect(lastPutBefore(history, id, call)).toBe(calls[n - 500])
      expect(firstRetryOf(history, call)).toBe(calls[n + 500])
    }
    expect(reads).toBeLessThan(calls.length * 10)
  })
})
