import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { checkTrace, type FaultRuleInput, Simulator, type TraceLine } from '../../src/index.ts'
import { IDS, OPTIONS, plans, play } from '../support/any-plan.ts'
import { property } from '../support/property.ts'

/** What a client does beside what `play` does. */
const mischief = fc.array(fc.constantFrom('delete', 'restart', 'sync', 'index', 'sleep', 'drop', 'seed'), {
  maxLength: 8,
})

/** A run with faults, deletes and restarts in it, up to any point. */
async function linesOf(
  seed: number,
  faults: readonly FaultRuleInput[],
  steps: readonly string[],
): Promise<string[]> {
  const sim = new Simulator({ ...OPTIONS, seed, faults: [...faults] })
  const api = sim.papi.connector('c')
  const letGo = (call: Promise<unknown>): Promise<unknown> => call.catch(() => {})
  let IndexId = sim.kendra.addIndex()
  try {
    for (const step of steps) {
      await play(sim, true)
      if (step === 'restart') sim.restart()
      else if (step === 'sync') await letGo(api.sync())
      else if (step === 'index') await letGo(api.triggerIndexingJob())
      else if (step === 'sleep') await sim.clock.sleep('7m')
      else if (step === 'seed') sim.papi.connector('other').seed([{ uri: `${sim.clock.now()}` }])
      else if (step === 'drop') {
        await letGo(sim.kendra.deleteIndex({ Id: IndexId }))
        await sim.clock.sleep('11m')
        IndexId = sim.kendra.addIndex()
      } else {
        // Side by side, and left alone.
        void letGo(sim.kendra.batchDeleteDocument({ IndexId, DocumentIdList: [...IDS] }))
        void letGo(api.deleteDocumentList(IDS))
      }
    }
    await play(sim, true)
    return sim.trace.lines()
  } finally {
    await sim.close()
  }
}

property.prop([fc.nat(1000), plans, mischief], { numRuns: 60 })(
  'every run of both facades leaves a well-formed trace, whatever its faults',
  async (seed, faults, steps) => {
    expect(checkTrace(await linesOf(seed, faults, steps))).toBeUndefined()
  },
)

const golden = readFileSync(path.resolve(import.meta.dirname, '../golden/first-run.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')

describe('damage to a trace is found', () => {
  it('which is well formed without it', () => {
    expect(checkTrace(golden)).toBeUndefined()
    expect(checkTrace([])).toBeUndefined()
  })

  const ONCE: ReadonlySet<string> = new Set<TraceLine['kind']>([
    'called',
    'replied',
    'accepted',
    'seeded',
    'synced',
    'superseded',
    'indexed',
    'deleted',
    'failed',
    'lost',
    'died',
  ])
  const kindOf = (line: string): string => (JSON.parse(line) as TraceLine).kind

  it('when any line of what happens once comes twice', () => {
    const overlooked: string[] = []
    for (const [n, line] of golden.entries()) {
      const twice = golden.toSpliced(n, 0, line)
      if (ONCE.has(kindOf(line)) && checkTrace(twice) === undefined) overlooked.push(line)
    }
    expect(overlooked).toEqual([])
  })

  it('when lines of two instants change places', () => {
    for (let n = 1; n < golden.length; n++) {
      const [before, after] = [golden[n - 1] as string, golden[n] as string]
      const { sequence } = JSON.parse(before) as TraceLine
      if ((JSON.parse(after) as TraceLine).sequence === sequence) continue
      expect(checkTrace(golden.with(n - 1, after).with(n, before))).toMatch(/^line \d+: /)
    }
  })

  it('when a line without which others make no sense is missing', () => {
    const without = (kind: string): string[] => golden.filter((line) => kindOf(line) !== kind)
    for (const kind of ['called', 'accepted', 'synced', 'superseded', 'fault'])
      expect(checkTrace(without(kind))).toMatch(/^line \d+: /)
  })

  const at = (sequence: number, more: object): string => {
    const event = { at: sequence, sequence, ...more }
    return JSON.stringify(Object.fromEntries(Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1))))
  }
  const on = (document: string, revision = 1, corpus = 'kendra:x'): object => ({ corpus, document, revision })
  const put = (n: number, document = 'd', revision = 1, corpus = 'kendra:x', operation = 'put'): string[] => [
    at(n, { kind: 'accepted', ...on(document, revision, corpus), operation, serial: n }),
    at(n, { kind: 'called', call: n, corpus, documents: [document], operation: 'some' }),
  ]
  const indexed = (n: number, revision = 1, corpus = 'kendra:x'): string =>
    at(n, { kind: 'indexed', ...on('d', revision, corpus), digest: '0123456789abcdef', textBytes: 1 })
  const fault = (n: number, effect: string): string => at(n, { kind: 'fault', ...on('d'), effect, rule: 'r' })
  const failed = (n: number): string =>
    at(n, { kind: 'failed', ...on('d'), code: 'C', reason: 'R', rule: 'r' })
  const died = (n: number, attempt: number): string =>
    at(n, { kind: 'died', ...on('d'), attempt, death: 'crash', rule: 'r' })
  const synced = (n: number, serial: number): string => at(n, { kind: 'synced', corpus: 'papi:x', serial })

  it.each<[what: string, lines: string[], flaw: string]>([
    ['no JSON', ['{'], 'line 1: it is not JSON: {'],
    ['no object', ['[]'], 'line 1: it is not an object'],
    ['an unknown event', [at(1, { kind: 'fell' })], 'there is no event "fell"'],
    [
      'a missing member',
      [at(1, { kind: 'replied' })],
      'its call is left out; expected a whole number from 0',
    ],
    ['a wrong member', [at(1, { kind: 'replied', call: -1 })], 'its call is -1'],
    ['a bad digest', [indexed(1).replace('0123', 'XYZ0')], 'expected 16 hexadecimal digits'],
    ['one member too many', [at(1, { kind: 'restarted', why: '' })], 'no event restarted has a member why'],
    ['no canonical JSON', ['{"kind":"restarted","at":1,"sequence":1}'], 'it is not canonical JSON'],
    [
      'time that runs back',
      [at(2, { kind: 'restarted' }), at(1, { kind: 'restarted' })],
      'line 2: time runs back, from 2 to 1',
    ],
    [
      'a sequence that runs back',
      [at(2, { kind: 'restarted' }), at(2, { kind: 'restarted', sequence: 1 })],
      'line 2: the sequence runs back, from 2 to 1',
    ],
    [
      'a reply without a call',
      [at(1, { kind: 'replied', call: 1 })],
      'call 1 is answered, and was never made',
    ],
    [
      'a reply after a restart',
      [...put(1), at(2, { kind: 'restarted' }), at(3, { kind: 'replied', call: 1 })],
      'line 4: call 1 is answered, and its reply was there or cut off',
    ],
    ['a call that takes effect twice', [put(1)[1]!, put(1)[1]!], 'takes effect a second time'],
    [
      'a fault on no call',
      [at(1, { kind: 'fault', call: 1, effect: 'throttle', rule: 'r' })],
      'a rule fires on call 1',
    ],
    [
      'a put without a call',
      [put(1)[0]!, at(2, { kind: 'restarted' })],
      'line 1: a put is accepted, and no call',
    ],
    [
      'a revision left out',
      [...put(1), ...put(2, 'd', 3)],
      'revision 3 of "d" in kendra:x is accepted after revision 1',
    ],
    [
      'a serial that was given',
      [
        ...put(1),
        ...put(2)
          .map((line) => line.replace('"serial":2', '"serial":1'))
          .map((line) => line.replace('"d"', '"e"')),
      ],
      'has serial 1, and 1 was given before',
    ],
    [
      'a document indexed that was never put',
      [indexed(1)],
      'revision 1 of "d" in kendra:x is indexed, and it is not under way',
    ],
    ['a document indexed twice', [...put(1), indexed(2), indexed(3)], 'line 4: revision 1 of "d"'],
    [
      'a document indexed before it is synced',
      [...put(1, 'd', 1, 'papi:x'), indexed(2, 1, 'papi:x')],
      'is indexed, and it is not under way',
    ],
    [
      'a document indexed after it was superseded',
      [...put(1), ...put(2, 'd', 2).toSpliced(1, 0, at(2, { kind: 'superseded', ...on('d') })), indexed(3)],
      'line 6: revision 1 of "d" in kendra:x is indexed, and it is not under way',
    ],
    [
      'a document that was synced when the service was restarted, and was not',
      [...put(1, 'd', 1, 'papi:x'), at(2, { kind: 'restarted' }), synced(3, 1)],
      'papi:x is synced, and nothing in it was waiting for that',
    ],
    [
      'a sync that leaves something out',
      [...put(1, 'd', 1, 'papi:x'), synced(2, 0)],
      'synced up to serial 0, and 1 was accepted',
    ],
    [
      'a revision whose end is not told',
      [...put(1), ...put(2, 'd', 2), indexed(3, 2)],
      'revision 1 of "d" in kendra:x was to be superseded before this',
    ],
    ['the same at the end', [...put(1), ...put(2, 'd', 2)], 'was to be superseded'],
    [
      'a revision superseded by none',
      [...put(1), at(2, { kind: 'superseded', ...on('d') })],
      'no newer revision takes its place',
    ],
    [
      'a delete that is indexed',
      [...put(1, 'd', 1, 'kendra:x', 'delete'), indexed(2)],
      'is indexed, and it is a delete',
    ],
    [
      'a put that is deleted',
      [...put(1), at(2, { kind: 'deleted', ...on('d') })],
      'is deleted, and it is a put',
    ],
    [
      'a loss without a fault',
      [...put(1), at(2, { kind: 'lost', ...on('d'), rule: 'r' })],
      'lost by rule r, and no line says that it fired',
    ],
    ['a failure without a fault', [...put(1), failed(2)], 'failed by rule r, and no line says that it fired'],
    [
      'a death without a fault',
      [...put(1), fault(1, 'hang'), died(2, 1)],
      'died by rule r, and no line says that it fired',
    ],
    [
      'an attempt that comes again',
      [...put(1), fault(1, 'crash'), died(2, 2), died(3, 2)],
      'a worker died over attempt 2 of revision 1 of "d" in kendra:x after attempt 2',
    ],
    [
      'a death over nothing',
      [died(2, 1)],
      'a worker died over revision 1 of "d" in kendra:x, and it is not under way',
    ],
    [
      'a fault on nothing',
      [fault(1, 'fail')],
      'rule r fires on revision 1 of "d" in kendra:x, and it is not under way',
    ],
    [
      'a document seeded over',
      [...put(1), at(2, { kind: 'seeded', ...on('d'), digest: '0123456789abcdef' })],
      'a seeded document has no revision before',
    ],
  ])('as %s', (_what, lines, flaw) => {
    expect(checkTrace(lines)).toContain(flaw)
  })

  it('and none where there is none', () => {
    const lines = [
      ...put(1),
      fault(1, 'crash'),
      died(2, 1),
      died(3, 2),
      failed(4),
      ...put(5, 'd', 1, 'papi:x'),
      ...put(6, 'd', 2, 'papi:x', 'delete'),
      synced(7, 6),
      at(7, { kind: 'superseded', ...on('d', 1, 'papi:x') }),
      at(8, { kind: 'deleted', ...on('d', 2, 'papi:x') }),
      at(9, { kind: 'resource', corpus: 'kendra:x', resource: 'index', state: 'DELETED' }),
      ...put(10),
    ]
    expect(checkTrace(lines)).toBeUndefined()
  })
})
