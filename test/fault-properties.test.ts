/** What holds for any plan of faults. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type EffectInput,
  type FaultRuleInput,
  FaultPlan,
  PushAPIException,
  Simulator,
  type SimulatorOptions,
  type TraceLine,
} from '../src/index.ts'
import { property } from './support/property.ts'

/** Faults end with the first ten minutes. */
const END_MS = 600_000
const MINUTE = 60_000

const spans = fc.integer({ min: 0, max: MINUTE }).map((max): [number, number] => [0, max])
const effects: fc.Arbitrary<readonly [EffectInput, ('response' | 'index')?]> = fc.oneof(
  ...(
    [
      'throttle',
      'reset',
      'dropReply',
      'duplicate',
      'reject',
      'statusError',
      'stale',
      'hide',
      'dropStamp',
      'stall',
    ] as const
  ).map((type) => fc.constant<readonly [EffectInput]>([{ type }])),
  ...(['fail', 'crash', 'hang', 'outOfMemory', 'lose', 'outage'] as const).map((type) =>
    fc.constant<readonly [EffectInput]>([{ type }]),
  ),
  fc.constant<readonly [EffectInput]>([{ type: 'error', error: 'InternalServerException' }]),
  fc.constant<readonly [EffectInput]>([{ type: 'error', error: 'PushAPIException' }]),
  fc.integer({ min: 1, max: MINUTE }).map((after): readonly [EffectInput] => [{ type: 'timeout', after }]),
  fc.integer({ min: 1, max: MINUTE }).map((within): readonly [EffectInput] => [{ type: 'reorder', within }]),
  fc
    .integer({ min: MINUTE, max: END_MS })
    .map((period): readonly [EffectInput] => [{ type: 'restart', period }]),
  spans.map((by): readonly [EffectInput] => [{ type: 'delay', by }]),
  spans.map((by): readonly [EffectInput] => [{ type: 'late', by }]),
  fc.tuple(
    spans.map((by): EffectInput => ({ type: 'slow', by })),
    fc.constantFrom('response' as const, 'index' as const),
  ),
)

const rules: fc.Arbitrary<Omit<FaultRuleInput, 'name'>> = fc
  .record({
    effect: effects,
    document: fc.option(
      fc.constantFrom<FaultRuleInput['on'] & object>({ document: 'a' }, { document: { glob: '[b-c]' } }),
    ),
    from: fc.integer({ min: 0, max: MINUTE }),
    until: fc.integer({ min: MINUTE + 1, max: END_MS }),
    probability: fc.constantFrom(undefined, 0.3, 0.7),
    skip: fc.constantFrom(undefined, 0, 2),
    every: fc.constantFrom(undefined, 1, 3),
  })
  .map(({ effect: [effect, phase], document, from, until, probability, skip, every }) => ({
    on: effect.type === 'restart' ? {} : { ...document, phase },
    when: { from, until, probability, skip, every },
    do: effect,
  }))

const plans = fc
  .array(rules, { maxLength: 8 })
  .map((all): FaultRuleInput[] => all.map((rule, n) => ({ name: `rule ${n}`, ...rule })))

const IDS = ['a', 'b', 'c', 'd']
const OPTIONS: SimulatorOptions = { workers: { threads: 0 }, papi: { syncAfter: '10s', indexAfter: '10s' } }

/** Both services, with puts, looks and waits; whatever is refused is let go. */
async function play(sim: Simulator, isEnded = false): Promise<void> {
  const IndexId =
    sim.documents({ includeGone: true }).find(({ facade }) => facade === 'kendra')?.corpus ??
    sim.kendra.addIndex()
  const api = sim.papi.connector('c')
  const letGo = (call: Promise<unknown>): Promise<unknown> => call.catch(() => {})
  for (let round = 0; round < (isEnded ? 1 : 3); round++) {
    const text = Buffer.from(`round ${round}`)
    await Promise.all(
      IDS.flatMap((id) => [
        letGo(sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: id, Blob: text }] })),
        letGo(api.addDocument({ uri: id, stamp: `v${round}`, parts: [{ bytes: text }] })),
      ]),
    )
    await sim.clock.sleep('45s')
    await letGo(
      sim.kendra.batchGetDocumentStatus({
        IndexId,
        DocumentInfoList: IDS.map((DocumentId) => ({ DocumentId })),
      }),
    )
    await letGo(api.getDocumentStatusList(IDS))
  }
}

const parsed = (sim: Simulator): TraceLine[] => sim.trace.lines().map((line) => JSON.parse(line) as TraceLine)

describe('any plan', () => {
  property.prop([plans, fc.integer({ min: 0, max: 1000 })], { numRuns: 10 })(
    'gives one run for any number of threads, and the same when it is stored and loaded',
    async (plan, seed) => {
      const digests = new Set<string>()
      for (const faults of [
        plan,
        new FaultPlan(JSON.parse(JSON.stringify(new FaultPlan(plan).rules)) as FaultRuleInput[]),
      ]) {
        const threads = faults instanceof FaultPlan ? 1 : 0
        const sim = new Simulator({ ...OPTIONS, seed, faults, workers: { threads } })
        await play(sim)
        await sim.settle()
        digests.add(sim.trace.digest())
        await sim.close()
      }
      expect(digests.size).toBe(1)
    },
  )

  property.prop([plans, fc.integer({ min: 0, max: 8 })], { numRuns: 60 })(
    'is the same with a rule that never fires, wherever it stands',
    async (plan, place) => {
      const idle: FaultRuleInput[] = [
        { name: 'idle', on: { document: 'nobody' }, do: { type: 'fail' } },
        { name: 'unlucky', when: { probability: 0 }, do: { type: 'reset' } },
        { name: 'too late', when: { from: '1d' }, do: { type: 'stall' } },
      ]
      const traces = []
      for (const faults of [plan, plan.toSpliced(place, 0, ...idle)]) {
        const sim = new Simulator({ ...OPTIONS, faults })
        await play(sim)
        traces.push(sim.trace.digest())
        await sim.close()
      }
      expect(traces[0]).toBe(traces[1])
    },
  )

  property.prop([rules, rules], { numRuns: 60 })(
    'of two rules for different documents leaves the firings of one alone when the other goes',
    async (one, other) => {
      const about = (rule: Omit<FaultRuleInput, 'name'>, name: string, document: string): FaultRuleInput => ({
        ...rule,
        name,
        on: { ...rule.on, document },
      })
      // What cuts everybody off is about no document.
      fc.pre(![one, other].some((rule) => rule.do.type === 'restart' || rule.do.type === 'outage'))
      const firings = []
      for (const faults of [[about(one, 'one', 'a')], [about(other, 'other', 'd'), about(one, 'one', 'a')]]) {
        const sim = new Simulator({ ...OPTIONS, faults, latencyMs: 10, calls: 'off' })
        const IndexId = sim.kendra.addIndex()
        const put = async (Id: string): Promise<void> => {
          for (let n = 0; n < 6; n++) {
            const at = sim.clock.now()
            await sim.kendra
              .batchPutDocument({ IndexId, Documents: [{ Id, Blob: Buffer.from(`${n}`) }] })
              .catch(() => {})
            await sim.kendra
              .batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: Id }] })
              .catch(() => {})
            await sim.clock.sleep(at + 3 * MINUTE - sim.clock.now())
          }
        }
        await Promise.all([put('a'), put('d')])
        firings.push(
          parsed(sim).flatMap((line) =>
            'rule' in line && line.rule === 'one'
              ? [[line.at, line.kind, 'effect' in line ? line.effect : '']]
              : [],
          ),
        )
        await sim.close()
      }
      expect(firings[1]).toEqual(firings[0])
    },
  )

  property.prop([plans, fc.integer({ min: 0, max: 1000 })], { numRuns: 100 })(
    'converges when its faults have ended: what is put again is indexed',
    async (plan, seed) => {
      const sim = new Simulator({ ...OPTIONS, seed, faults: plan })
      const IndexId = sim.kendra.addIndex()
      const api = sim.papi.connector('c')
      await play(sim)
      await sim.clock.sleep(Math.max(0, END_MS - (sim.clock.now() - 1_767_225_600_000)))
      const documents = IDS.map((Id) => ({ Id, Blob: Buffer.from('in the end') }))
      const { FailedDocuments } = await sim.kendra.batchPutDocument({ IndexId, Documents: documents })
      expect(FailedDocuments).toEqual([])
      await api.addDocumentList(
        IDS.map((uri) => ({ uri, stamp: 'last', parts: [{ bytes: Buffer.from('in the end') }] })),
      )
      await sim.settle()
      const DocumentInfoList = IDS.map((DocumentId) => ({ DocumentId }))
      const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
        IndexId,
        DocumentInfoList,
      })
      for (const { DocumentStatus } of DocumentStatusList)
        expect(['INDEXED', 'UPDATED']).toContain(DocumentStatus)
      expect((await api.getDocumentStatusList(IDS)).map(({ stamp }) => stamp)).toEqual(IDS.map(() => 'last'))
      expect(IDS.map((id) => sim.document('c', id)?.status)).toEqual(IDS.map(() => 'searchable'))
      await sim.close()
    },
  )
})

describe('workers that really die over 10,000 documents', () => {
  const run = async (
    threads: number,
  ): Promise<{ digest: string; statuses: Record<string, number>; died: number }> => {
    const sim = new Simulator({ seed: 5, workers: { threads }, calls: 'off', trace: 'full' })
    const IndexId = sim.kendra.addIndex()
    for (const type of ['crash', 'hang', 'outOfMemory'] as const)
      sim.faults.add({ name: type, when: { probability: 0.01 }, do: { type }, limit: { fires: 6 } })
    sim.faults.crashWorker('doc-77')
    sim.faults.lose('doc-88')
    sim.faults.stall('doc-99')
    const ids = Array.from({ length: 10_000 }, (_, n) => `doc-${n}`)
    for (let n = 0; n < ids.length; n += 10) {
      const Documents = ids.slice(n, n + 10).map((Id) => ({ Id, Blob: Buffer.from(`text of ${Id}`) }))
      await sim.kendra.batchPutDocument({ IndexId, Documents })
    }
    await sim.settle()
    const statuses: Record<string, number> = {}
    for (const { status } of sim.documents({ includeGone: true }))
      statuses[status] = (statuses[status] ?? 0) + 1
    const indexed = parsed(sim).filter(({ kind }) => kind === 'indexed')
    expect(new Set(indexed.map((line) => 'document' in line && line.document)).size).toBe(indexed.length)
    const ats = parsed(sim).map(({ at }) => at)
    expect(ats).toEqual(ats.toSorted((a, b) => a - b))
    const died = parsed(sim).filter(({ kind }) => kind === 'died').length
    const digest = sim.trace.digest()
    await sim.close()
    return { digest, statuses, died }
  }

  it('leave every document where its rule says, and the digest as with no threads', async () => {
    const inline = await run(0)
    expect(inline.statuses).toEqual({ INDEXED: 9_997, FAILED: 1, NOT_FOUND: 1, PROCESSING: 1 })
    expect(inline.died).toBe(21)
    expect(await run(2)).toEqual(inline)
  })
})

it('a refused call over the Push API is one error class, whatever the fault', async () => {
  for (const type of ['reset', 'timeout', 'dropReply', 'outage'] as const) {
    const sim = new Simulator({ faults: [{ name: type, do: { type } }] })
    await expect(sim.papi.connector('c').sync()).rejects.toThrow(PushAPIException)
  }
})
