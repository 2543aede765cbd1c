import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  compareToSource,
  ConfigurationError,
  describeComparison,
  matchesSource,
  Simulator,
  type SourceDocument,
} from '../../src/index.ts'
import { type KendraDriver, openIndex } from '../support/kendra-driver.ts'

let sim: Simulator
let index: KendraDriver

beforeEach(() => {
  sim = new Simulator({ workers: { threads: 0 } })
  index = openIndex(sim)
})
afterEach(() => sim.close())

const contentOf = (id: string): SourceDocument => ({ id, content: `content of ${id}` })

async function sentences(source: readonly SourceDocument[], corpus = index.indexId): Promise<string[]> {
  await sim.settle()
  return describeComparison(compareToSource(sim, corpus, source))
}

async function putVersion(id: string, version: string, text = `content of ${id}`): Promise<void> {
  const Attributes = [{ Key: '_version', Value: { StringValue: version } }]
  const Documents = [{ Id: id, Blob: Buffer.from(text), Attributes }]
  await sim.kendra.batchPutDocument({ IndexId: index.indexId, Documents })
}

describe('a corpus held against its source', () => {
  it('matches when every document is live with its content', async () => {
    await index.put('b', 'a')
    await sim.settle()
    const comparison = compareToSource(sim, index.indexId, [contentOf('a'), contentOf('b')])
    expect(comparison).toEqual({ missing: [], extra: [], outdated: [], excused: [] })
    expect(matchesSource(comparison)).toBe(true)
  })

  it('tells what is missing and why, in the order of the ids', async () => {
    await index.put('z', 'deleted')
    await sim.settle()
    await index.delete('deleted')
    await index.putText('broken', 'x')
    const Documents = [{ Id: 'json', Blob: Buffer.from('{'), ContentType: 'JSON' as const }]
    await sim.kendra.batchPutDocument({ IndexId: index.indexId, Documents })
    await sim.settle()
    await index.put('late')
    const source = ['z', 'never', 'late', 'json', 'deleted'].map((id) => ({ id }))
    const { missing } = compareToSource(sim, index.indexId, source)
    expect(missing.map(({ id, why }) => [id, why])).toEqual([
      ['deleted', 'it was deleted'],
      ['json', expect.stringMatching(/^it could not be indexed \(INVALID_JSON: /)],
      ['late', 'its status is PROCESSING'],
      ['never', 'it was never accepted'],
    ])
  })

  it('tells what is extra, and whether its deletion is under way', async () => {
    await index.put('a', 'b', 'c')
    await sim.settle()
    await index.delete('c')
    expect(describeComparison(compareToSource(sim, index.indexId, [contentOf('a')]))).toEqual([
      '"b" is extra: it was never deleted.',
      '"c" is extra: its deletion is under way.',
    ])
  })

  it('tells an old stamp and other content, and what becomes of a newer one', async () => {
    await putVersion('a', '1')
    await putVersion('b', '2', 'something else')
    await putVersion('c', '1')
    await sim.settle()
    await putVersion('c', '2')
    const source = ['a', 'b', 'c'].map((id) => ({ ...contentOf(id), stamp: '2' }))
    expect(describeComparison(compareToSource(sim, index.indexId, source))).toEqual([
      '"a" is outdated: its stamp is "1", in the source "2".',
      '"b" is outdated: its content is not that of the source.',
      '"c" is outdated: its stamp is "1", in the source "2", and a newer put is PROCESSING.',
    ])
    expect(await sentences([...source.slice(1, 2), { id: 'a' }, { id: 'c' }])).toEqual([
      '"b" is outdated: its content is not that of the source.',
    ])
  })

  it('compares content as the service reads its format, bytes or text', async () => {
    const Blob = Buffer.from('<title>T</title><p>Same words')
    const Documents = [{ Id: 'a', Blob, ContentType: 'HTML' as const }]
    await sim.kendra.batchPutDocument({ IndexId: index.indexId, Documents })
    expect(await sentences([{ id: 'a', content: new Uint8Array(Blob), format: 'html' }])).toEqual([])
    expect(await sentences([{ id: 'a', content: '<p>Other words', format: 'html' }])).toHaveLength(1)
    expect(await sentences([{ id: 'a', content: Blob }])).toHaveLength(1)
  })

  it('compares stamps and parts of a connector of the Push API, by what is searchable', async () => {
    const papi = sim.papi.connector('share')
    const parts = [
      { name: 'master', bytes: Buffer.from('one') },
      { name: 'second', bytes: Buffer.from('{'), directives: { mime: 'application/json' } },
    ]
    papi.seed([{ uri: 'seeded', stamp: 's', parts: [{ bytes: Buffer.from('text') }] }])
    await papi.addDocument({ uri: 'a', stamp: 'v1', parts })
    await papi.addDocument({ uri: 'unreadable', parts: parts.slice(1) })
    await sim.settle()
    const source: SourceDocument[] = [
      {
        id: 'a',
        stamp: 'v1',
        parts: [
          { bytes: Buffer.from('one'), format: 'text' },
          { bytes: Buffer.from('{'), format: 'json' },
        ],
      },
      { id: 'seeded', stamp: 's', content: 'text' },
      { id: 'unreadable', content: '{', format: 'json' },
    ]
    expect(await sentences(source, 'share')).toEqual([])
    await papi.addDocument({ uri: 'b', stamp: 'v1', parts })
    const comparison = compareToSource(sim, 'share', [...source, { id: 'b' }])
    expect(describeComparison(comparison)).toEqual(['"b" is missing: its status is pushed.'])
    sim.restart()
    expect(await sentences([...source, { id: 'b' }], 'share')).toHaveLength(1)
  })

  it('says that seeded content has to be settled first', () => {
    sim.kendra.seed(index.indexId, [{ Id: 'a', Blob: Buffer.from('content of a') }])
    const { outdated } = compareToSource(sim, index.indexId, [contentOf('a')])
    expect(outdated).toEqual([
      { kind: 'outdated', id: 'a', why: 'nobody has read its content yet; settle first' },
    ])
  })

  it('excuses content that cannot be indexed, where the source has it so', async () => {
    const Documents = [{ Id: 'a', Blob: Buffer.from('{'), ContentType: 'JSON' as const }]
    await sim.kendra.batchPutDocument({ IndexId: index.indexId, Documents })
    await sim.settle()
    const { missing, excused } = compareToSource(sim, index.indexId, [
      { id: 'a', content: '{', format: 'json' },
    ])
    expect(missing).toEqual([])
    expect(excused).toMatchObject([{ id: 'a', excuse: { kind: 'content', code: 'INVALID_JSON' } }])
    // The connector has said JSON of a text.
    expect(compareToSource(sim, index.indexId, [{ id: 'a', content: '{' }]).missing).toHaveLength(1)
  })

  it.each<[string, () => readonly SourceDocument[], RegExp]>([
    ['an id twice', () => [{ id: 'a' }, { id: 'a' }], /has "a" twice/],
    ['parts beside content', () => [{ id: 'a', content: '', parts: [] }], /has parts beside content/],
  ])('refuses a source with %s', (_what, source, message) => {
    expect(() => compareToSource(sim, index.indexId, source())).toThrow(ConfigurationError)
    expect(() => compareToSource(sim, index.indexId, source())).toThrow(message)
    expect(() => compareToSource(sim, 'nowhere', [])).toThrow(ConfigurationError)
  })
})

describe('a fault rule', () => {
  const KEPT_OUT = ['fail', 'lose', 'stall'] as const

  it.each(KEPT_OUT)('that has not ended excuses the document with its name: %s', async (effect) => {
    sim.faults[effect]('a')
    await index.put('a')
    await sim.settle()
    const { missing, excused } = compareToSource(sim, index.indexId, [contentOf('a'), { id: 'b' }])
    expect(missing.map(({ id }) => id)).toEqual(['b'])
    expect(excused).toMatchObject([
      { kind: 'missing', id: 'a', excuse: { kind: 'rule', rule: `${effect}-1`, effect } },
    ])
    expect(await sentences([{ id: 'a' }])).toEqual([
      expect.stringMatching(
        new RegExp(
          `; excused: that is the work of fault rule ${effect}-1 \\(${effect}\\), which has not ended\\.$`,
        ),
      ),
    ])
  })

  it.each(KEPT_OUT)('that has ended does not: %s', async (effect) => {
    const [times, window, perDocument] = ['t', 'w', 'p'].map((id) => `doc-${id}`) as [string, string, string]
    const { name } = sim.faults[effect](times, { times: 1 })
    sim.faults.add({ name: 'w', on: { document: window }, when: { until: '1m' }, do: { type: effect } })
    sim.faults.add({
      name: 'p',
      on: { document: perDocument },
      do: { type: effect },
      limit: { perDocument: 1 },
    })
    const removed = sim.faults[effect]('removed')
    await index.put(times, window, perDocument, 'removed')
    await sim.clock.sleep('2m')
    sim.faults.remove(removed.name)
    const source = [times, window, perDocument, 'removed'].map((id) => ({ id }))
    expect(compareToSource(sim, index.indexId, source).excused).toEqual([])
    expect(sim.faults.canStillFire(name)).toBe(false)
    expect(sim.faults.canStillFire('p')).toBe(true)
    // Nor is there an excuse for one that could have been sent again: sent again, they are all there.
    await index.put(times, window, perDocument, 'removed')
    expect(await sentences(source)).toEqual([])
  })

  it('excuses what was said last alone: the right stamp, and a put or a delete', async () => {
    sim.faults.fail({ glob: '*' })
    await putVersion('a', '1')
    await putVersion('b', '2')
    await index.put('c')
    await sim.settle()
    await index.delete('c')
    await sim.settle()
    const { missing, excused } = compareToSource(
      sim,
      index.indexId,
      ['a', 'b', 'c'].map((id) => ({ id, stamp: '2' })),
    )
    expect(missing.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(excused.map(({ id }) => id)).toEqual(['b'])
  })

  it('excuses a document that stays when its deletion fails or is stalled, and no other', async () => {
    await index.put('a', 'b', 'c')
    await sim.settle()
    for (const [document, type] of [
      ['a', 'fail'],
      ['b', 'stall'],
    ] as const)
      sim.faults.add({ name: type, on: { document, operation: 'BatchDeleteDocument' }, do: { type } })
    await index.delete('a', 'b')
    await sim.settle()
    const { extra, excused } = compareToSource(sim, index.indexId, [])
    expect(extra.map(({ id }) => id)).toEqual(['c'])
    expect(excused.map(({ id, kind, excuse }) => [id, kind, 'rule' in excuse && excuse.rule])).toEqual([
      ['a', 'extra', 'fail'],
      ['b', 'extra', 'stall'],
    ])
  })

  it('excuses a document whose update fails for good: it is outdated', async () => {
    await putVersion('a', '1')
    await sim.settle()
    sim.faults.fail('a')
    await putVersion('a', '2')
    expect(await sentences([{ id: 'a', stamp: '2' }])).toEqual([
      '"a" is outdated: its stamp is "1", in the source "2", and the newer put failed (SimulatedFailure: Simulated by fault rule fail-1.); excused: that is the work of fault rule fail-1 (fail), which has not ended.',
    ])
  })

  it('that delays a document does not excuse it', async () => {
    sim.faults.delay('a', '1h')
    await index.put('a')
    await sim.clock.sleep('1m')
    expect(compareToSource(sim, index.indexId, [{ id: 'a' }])).toMatchObject({
      missing: [{ id: 'a', why: 'its status is PROCESSING' }],
      excused: [],
    })
  })

  it('excuses a document that is refused at every put, though it was never accepted', async () => {
    sim.faults.add({ name: 'no a', on: { document: 'a' }, do: { type: 'reject' } })
    sim.faults.add({
      name: 'no b',
      on: { document: 'b' },
      do: { type: 'reject' },
      when: { probability: 0.99 },
    })
    await index.put('a', 'b')
    const { missing, excused } = compareToSource(sim, index.indexId, [{ id: 'a' }, { id: 'b' }])
    // Trying again may help b.
    expect(missing).toEqual([{ kind: 'missing', id: 'b', why: 'it was never accepted' }])
    expect(excused).toMatchObject([
      { id: 'a', why: 'it was never accepted', excuse: { rule: 'no a', effect: 'reject' } },
    ])
    expect(sim.faultsOn(index.indexId, 'a')).toMatchObject([{ rule: 'no a', effect: 'reject' }])
  })

  it('that refuses something else does not excuse a document', async () => {
    sim.faults.add({ name: 'blind', on: { operation: 'BatchGetDocumentStatus' }, do: { type: 'reset' } })
    await index.status('a').catch(() => {})
    expect(sim.faultsOn(index.indexId, 'a')).toHaveLength(1)
    expect(compareToSource(sim, index.indexId, [{ id: 'a' }]).excused).toEqual([])
  })

  it('excuses on the Push API as on Kendra, and never what a restart has lost', async () => {
    sim.faults.lose('lost')
    const papi = sim.papi.connector('share')
    await papi.addDocumentList([{ uri: 'lost', stamp: '1' }, { uri: 'fine' }])
    await sim.settle()
    await papi.addDocument({ uri: 'unsynced' })
    sim.restart()
    const source = ['lost', 'fine', 'unsynced'].map((id) => ({ id }))
    const { missing, excused } = compareToSource(sim, 'papi:share', source)
    expect(missing.map(({ id }) => id)).toEqual(['unsynced'])
    expect(excused.map(({ id }) => id)).toEqual(['lost'])
  })
})
