/** Plans of faults of every kind, and a client that plays against them. */
import fc from 'fast-check'
import type { EffectInput, FaultRuleInput, Simulator, SimulatorOptions } from '../../src/index.ts'

/** Faults end with the first ten minutes. */
export const END_MS = 600_000
export const MINUTE = 60_000

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

export const rules: fc.Arbitrary<Omit<FaultRuleInput, 'name'>> = fc
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

export const plans: fc.Arbitrary<FaultRuleInput[]> = fc
  .array(rules, { maxLength: 8 })
  .map((all): FaultRuleInput[] => all.map((rule, n) => ({ name: `rule ${n}`, ...rule })))

export const IDS: readonly string[] = ['a', 'b', 'c', 'd']
export const OPTIONS: SimulatorOptions = {
  workers: { threads: 0 },
  papi: { syncAfter: '10s', indexAfter: '10s' },
}

/** Both services, with puts, looks and waits; whatever is refused is let go. */
export async function play(sim: Simulator, isEnded = false): Promise<void> {
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
