/** A run that was saved at any moment and restored is the run that never stopped. */
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect } from 'vitest'
import { type FaultRuleInput, Simulator, type SimulatorOptions, type Snapshot } from '../src/index.ts'
import { runProgram } from './support/child-process.ts'
import { play, prepare, type Step } from './support/play-steps.js'
import { property } from './support/property.ts'
import { expectSameRun, runOf } from './support/traces.ts'

const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e/f'), { minLength: 1, maxLength: 3 })
/** Broken, small, and so large that a thread is given it. */
const texts = fc.constantFrom(
  '{ broken',
  '{"title":"one"}',
  '{"title":"two"}',
  JSON.stringify({ text: 'x '.repeat(4_000) }),
)
const source = fc.constantFrom(0, 1)
const ms = fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 120_000 }))

const effects = fc.constantFrom<FaultRuleInput['do']>(
  { type: 'throttle' },
  { type: 'reset' },
  { type: 'dropReply' },
  { type: 'duplicate', after: ['1s', '1m'] },
  { type: 'reject' },
  { type: 'stall' },
  { type: 'delay', by: ['1s', '1m'] },
  { type: 'reorder', within: '20s' },
  { type: 'fail' },
  { type: 'crash' },
  { type: 'late', by: ['1s', '1m'] },
  { type: 'lose' },
  { type: 'hide' },
  { type: 'stale' },
  { type: 'outage', up: '10s', down: '5s' },
  { type: 'restart', period: '90s' },
)

const rules = fc
  .record({
    do: effects,
    name: fc.constantFrom('one', 'two', 'three'),
    document: fc.constantFrom(undefined, 'a', { glob: '[b-d]' }),
    when: fc.record({
      from: fc.constantFrom(undefined, 20_000),
      skip: fc.constantFrom(undefined, 2),
      every: fc.constantFrom(undefined, 2),
      probability: fc.constantFrom(undefined, 0.5),
    }),
    limit: fc.record({ fires: fc.constantFrom(undefined, 3), perDocument: fc.constantFrom(undefined, 1) }),
  })
  .map(({ document, ...rule }): FaultRuleInput => {
    if (rule.do.type === 'restart') return { name: rule.name, do: rule.do, when: { from: rule.when.from } }
    const { perDocument, ...limit } = rule.limit
    return rule.do.type === 'outage'
      ? { ...rule, limit }
      : { ...rule, on: { document }, limit: { ...limit, perDocument } }
  })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      ids,
      text: texts,
      source: fc.option(source, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), ids }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('status' as const), ids }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'startJob' as const,
        'stopJob' as const,
        'jobs' as const,
        'createSource' as const,
        'deleteSource' as const,
      ),
      source,
    }),
  },
  fc.record({ kind: fc.constant('createIndex' as const), token: fc.constantFrom('s', 't') }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('map' as const),
      group: fc.constantFrom('g', 'h'),
      order: fc.constantFrom(undefined, 1, 2),
    }),
  },
  fc.record({ kind: fc.constant('unmap' as const), group: fc.constantFrom('g', 'h') }),
  fc.record({
    kind: fc.constant('tag' as const),
    key: fc.constantFrom('k', 'l'),
    value: fc.constantFrom('1', '2'),
  }),
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'look' as const,
        'session' as const,
        'endSession' as const,
        'sync' as const,
        'index' as const,
        'settle' as const,
        'restart' as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('push' as const),
      uris: ids,
      stamp: fc.constantFrom('v1', 'v2'),
      text: texts,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      uri: fc.constantFrom('a', 'b'),
      stamp: fc.constant('v3'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pull' as const), uris: ids }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('checkpoint' as const),
      value: fc.constantFrom('p', 'q'),
      sync: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stamps' as const), uris: ids }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fault' as const), rule: rules }) },
  fc.record({ kind: fc.constant('heal' as const), name: fc.constantFrom('one', 'two', 'three') }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('sleeper' as const), ms }) },
)

const scenario = fc.record({
  seed: fc.nat(),
  faults: fc.constantFrom<SimulatorOptions['faults']>(
    undefined,
    undefined,
    'swarm',
    'swarm',
    'rolling-restart',
    'flaky-network',
    'bad-documents',
  ),
  before: fc.array(step, { maxLength: 25 }),
  after: fc.array(step, { maxLength: 15 }),
})

const OPTIONS: SimulatorOptions = {
  kendra: {
    quotas: { BatchPutDocument: { rate: 1, burst: 5 }, BatchGetDocumentStatus: { rate: 0.3, burst: 2 } },
    versionsKept: 2,
    takes: { createIndex: '2m', deleteDataSource: '1m' },
  },
  papi: { syncAfter: '20s', indexAfter: '20s' },
}

/** Everything that anybody can see of a run. */
function everything(sim: Simulator): unknown {
  return {
    now: sim.clock.now(),
    calls: [...sim.calls],
    documents: sim.documents({ includeGone: true }),
    rules: sim.faults.rules,
  }
}

describe('a run that is restored from a snapshot', () => {
  for (const [savedWith, restoredWith] of [
    [0, 0],
    [0, 2],
    [2, 0],
    [2, 2],
  ] as const)
    property.prop([scenario], { numRuns: savedWith + restoredWith === 0 ? 150 : 25 })(
      `goes on as if it had never stopped, saved with ${savedWith} threads and restored with ${restoredWith}`,
      async ({ seed, faults, before, after }) => {
        const rest = [...after, { kind: 'settle' as const }]
        const open = (threads: number): Simulator =>
          new Simulator({ ...OPTIONS, seed, faults, workers: { threads } })
        const never = open(0)
        const saved = open(savedWith)
        let restored: Simulator | undefined
        try {
          prepare(never)
          await play(never, [...before, ...rest])
          // At once, for a sleeper of the test lets time go on.
          const [itsRun, expected] = [runOf(never), everything(never)]
          prepare(saved)
          await play(saved, before)
          const snapshot = JSON.stringify(saved.snapshot())
          await play(saved, rest)
          expectSameRun(runOf(saved), itsRun, 'taking a snapshot changes nothing')
          restored = Simulator.restore(JSON.parse(snapshot) as Snapshot, {
            workers: { threads: restoredWith },
          })
          await play(restored, rest)
          expectSameRun(runOf(restored), itsRun, 'a restored run goes on')
          expect(everything(restored)).toEqual(expected)
          restored.reset()
          prepare(restored)
          await play(restored, [...before, ...rest])
          expectSameRun(runOf(restored), itsRun, 'a restored run begins anew')
        } finally {
          await Promise.all([never.close(), saved.close(), restored?.close()])
        }
      },
    )

  const folder = mkdtempSync(path.join(os.tmpdir(), 'indexsim-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  property.prop([fc.array(scenario, { minLength: 8, maxLength: 8 })], { numRuns: 2 })(
    'goes on in another process',
    async (scenarios) => {
      const parts: { snapshot: Snapshot; rest: Step[] }[] = []
      const digests: string[] = []
      for (const { seed, faults, before, after } of scenarios) {
        const sim = new Simulator({ ...OPTIONS, seed, faults })
        const rest = [...after, { kind: 'settle' as const }]
        prepare(sim)
        await play(sim, before)
        parts.push({ snapshot: sim.snapshot(), rest })
        await play(sim, rest)
        digests.push(sim.trace.digest())
        await sim.close()
      }
      const file = path.join(folder, 'snapshots.json')
      writeFileSync(file, JSON.stringify(parts))
      const player = pathToFileURL(path.join(import.meta.dirname, 'support/play-steps.js'))
      const ended = await runProgram(`
        import { readFileSync } from 'node:fs'
        const { play } = await import(${JSON.stringify(player)})
        for (const { snapshot, rest } of JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'))) {
          const sim = Simulator.restore(snapshot)
          await play(sim, rest)
          console.log(sim.trace.digest())
        }`)
      expect(ended).toEqual({ code: 0, output: digests.map((digest) => `${digest}\n`).join('') })
    },
  )
})
