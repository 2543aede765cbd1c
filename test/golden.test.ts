/**
 * One small run as it has always been. A difference here means that runs of a seed have changed, which users' recorded
 * runs notice. Where it is meant: npx vitest run test/golden.test.ts --update, and say so in the changelog.
 */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type FaultRuleInput, Simulator, type TraceLine } from '../src/index.ts'

const FAULTS: readonly FaultRuleInput[] = [
  {
    name: 'busy',
    on: { operation: 'BatchPutDocument' },
    when: { skip: 1 },
    do: { type: 'throttle' },
    limit: { fires: 1 },
  },
  {
    name: 'bad-pdf',
    on: { document: { glob: '*.pdf' } },
    do: { type: 'fail', code: 'BAD_PDF', reason: 'cannot parse' },
  },
  { name: 'lossy', on: { facade: 'papi', document: 'c.txt' }, do: { type: 'lose' }, limit: { fires: 1 } },
  {
    name: 'deadly',
    on: { facade: 'kendra', document: 'd.json' },
    do: { type: 'crash' },
    limit: { fires: 2 },
  },
  {
    name: 'flaky',
    on: { facade: 'papi' },
    when: { probability: 0.4 },
    do: { type: 'hang' },
    limit: { perDocument: 2 },
  },
]

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function firstRun(threads: number): Promise<{ text: string; digest: string }> {
  await using sim = new Simulator({ seed: 2026, faults: FAULTS, workers: { threads } })
  const IndexId = sim.kendra.addIndex({ id: 'golden00-0000-4000-8000-000000000000' })
  sim.kendra.seed(IndexId, [{ Id: 'old.txt', Blob: bytesOf('there from the start') }])
  const papi = sim.papi.connector('sharepoint')
  papi.seed([{ uri: 'old.txt', stamp: 'v0', parts: [{ bytes: bytesOf('there from the start') }] }])

  await sim.kendra.batchPutDocument({
    IndexId,
    Documents: [
      { Id: 'a.txt', Blob: bytesOf('Alpha') },
      { Id: 'b.pdf', Blob: bytesOf('%PDF-1.7'), ContentType: 'PDF' },
      { Id: 'd.json', Blob: bytesOf('{"title": "Δ \\"quoted\\""}'), ContentType: 'JSON' },
      { Id: 'e.json', Blob: bytesOf('{"broken": '), ContentType: 'JSON' },
    ],
  })
  const again = { IndexId, Documents: [{ Id: 'old.txt', Blob: bytesOf('newer') }] }
  await sim.kendra.batchPutDocument(again).catch(() => sim.clock.sleep('1s'))
  await sim.kendra.batchPutDocument(again)
  await sim.kendra.batchPutDocument({ ...again, Documents: [{ Id: 'old.txt', Blob: bytesOf('newest') }] })
  await Promise.all([
    papi.addDocumentList([
      { uri: 'site/ä "1".txt', stamp: 'v1', parts: [{ bytes: bytesOf('Alpha') }] },
      { uri: 'c.txt', stamp: 'v1', parts: [{ bytes: bytesOf('Gamma') }] },
    ]),
    papi.deleteDocument('old.txt'),
    sim.kendra.batchDeleteDocument({ IndexId, DocumentIdList: ['a.txt', 'unknown'] }),
  ])
  await papi.sync()
  await papi.addDocument({ uri: 'unsynced.txt', stamp: 'v1' })
  await papi.triggerIndexingJob()
  await sim.clock.advance('2s')
  sim.restart()
  await sim.settle()
  await papi.getDocumentStatusList(['c.txt', 'old.txt', 'unsynced.txt'])
  await sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: 'b.pdf' }] })
  sim.faults.assertAllFired()
  return { text: sim.trace.lines().join('\n') + '\n', digest: sim.trace.digest() }
}

describe('the first run', () => {
  it.each([0, 1])('leaves the trace that it always left, with %i threads', async (threads) => {
    const { text } = await firstRun(threads)
    await expect(text).toMatchFileSnapshot('golden/first-run.jsonl')
  })

  it('has the digest that sha256sum gives the file, which is less than one block', async () => {
    const { text, digest } = await firstRun(0)
    expect(digest).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('shows every kind of event', async () => {
    const { text } = await firstRun(0)
    const kinds = new Set(
      text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as TraceLine).kind),
    )
    expect([...kinds].sort()).toEqual(
      ['accepted', 'called', 'deleted', 'died', 'failed', 'fault', 'indexed', 'lost'].concat([
        'replied',
        'restarted',
        'seeded',
        'superseded',
        'synced',
      ]),
    )
  })
})
