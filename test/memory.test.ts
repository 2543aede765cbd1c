/** The memory of documents is used again when nobody reads them any more, and not a moment before: a run is the same without. */
import { describe, expect, it } from 'vitest'
import { type FaultRuleInput, Simulator, type SimulatorOptions } from '../src/index.ts'
import { randomOf } from './support/random.ts'
import { expectSameRun, type Run, runOf } from './support/traces.ts'

/** Whatever sends a document twice, has it read later, or never. */
const FAULTS: readonly FaultRuleInput[] = [
  { name: 'twice', when: { probability: 0.3 }, do: { type: 'duplicate', after: ['1ms', '8s'] } },
  { name: 'lost', when: { probability: 0.1 }, do: { type: 'dropReply' } },
  {
    name: 'slow',
    on: { phase: 'response' },
    when: { probability: 0.2 },
    do: { type: 'slow', by: ['1ms', '3s'] },
  },
  { name: 'refused', when: { probability: 0.1 }, do: { type: 'throttle' } },
  { name: 'rejected', on: { facade: 'kendra' }, when: { probability: 0.1 }, do: { type: 'reject' } },
  { name: 'flaky', when: { probability: 0.1 }, do: { type: 'fail' }, limit: { perDocument: 1 } },
  { name: 'deadly', when: { probability: 0.02 }, do: { type: 'crash' }, limit: { fires: 3 } },
]

const ROUNDS = 40
const MOST_BYTES = 90_000

/** Its connectors fill one buffer again and again, as those that read files do. */
async function push(sim: Simulator, seed: number): Promise<void> {
  const random = randomOf(seed)
  const below = (count: number): number => Math.floor(random() * count)
  const IndexId = sim.kendra.addIndex()
  const connector = sim.papi.connector('crawler')
  const buffer = Buffer.alloc(4 * MOST_BYTES)
  const page = (at: number): Buffer => {
    const bytes = buffer.subarray(at * MOST_BYTES, at * MOST_BYTES + 3_000 + below(MOST_BYTES - 3_000))
    bytes.fill(`<p>${below(1e9)} of ${seed}</p> `)
    return bytes
  }
  const calls: Promise<unknown>[] = []
  /** Whatever comes of it. */
  const begin = (...begun: Promise<unknown>[]): void => {
    for (const call of begun) calls.push(call.catch(() => {}))
  }
  for (let round = 0; round < ROUNDS; round++) {
    const pages = [0, 1, 2, 3].map(page)
    const put = pages.map((Blob) => ({ Id: `doc-${below(200)}`, Blob, ContentType: 'HTML' as const }))
    const added = pages.map((bytes, n) => ({
      uri: `${below(50)}-${n}`,
      stamp: `v${round}`,
      parts: [
        { bytes, directives: { mimeType: 'text/html' } },
        { name: 'notes', bytes: bytes.subarray(0, 6_000) },
      ],
    }))
    begin(
      sim.kendra.batchPutDocument({ IndexId, Documents: put }),
      connector.addDocumentList(added),
      connector.updateDocument({ uri: `${below(50)}-0`, stamp: `u${round}` }),
    )
    buffer.fill('overwritten')
    if (below(3) === 0)
      begin(sim.kendra.batchDeleteDocument({ IndexId, DocumentIdList: [`doc-${below(200)}`] }))
    if (below(6) === 0) await sim.clock.sleep(below(4_000))
    if (round === 25) sim.restart()
    if (calls.length > 20) await Promise.all(calls.splice(0))
  }
  await Promise.all(calls)
  await sim.settle()
}

async function runWith(seed: number, options: SimulatorOptions): Promise<Run> {
  const sim = new Simulator({ seed, faults: FAULTS, latencyMs: [0, 60], indexingMs: [0, 900], ...options })
  try {
    await push(sim, seed)
    return runOf(sim)
  } finally {
    await sim.close()
  }
}

describe('the memory of documents', () => {
  it.each([1, 2, 3])('is used again without a trace: seed %i', async (seed) => {
    // A log that keeps inputs whole leaves nothing to be used again.
    const expected = await runWith(seed, { calls: 'full', workers: { threads: 0 } })
    expect(expected.lines.filter((line) => line.includes('"digest":')).length).toBeGreaterThan(100)
    for (const calls of ['off', 'summary'] as const)
      for (const threads of [0, 2, 'auto'] as const)
        expectSameRun(
          await runWith(seed, { calls, workers: { threads } }),
          expected,
          `calls ${calls}, threads ${threads}`,
        )
  })

  it.each(['request', 'response'] as const)(
    'is left alone where a rule restarts the service: %s',
    async (phase) => {
      const run = async (calls: 'full' | 'off' | 'summary', threads: number | 'auto'): Promise<Run> => {
        let isArmed = false
        const sim = new Simulator({
          calls,
          workers: { threads },
          papi: { syncAfter: '5s', indexAfter: '1s' },
        })
        const where = (): boolean => {
          if (!isArmed) return false
          isArmed = false
          sim.restart()
          return true
        }
        const effect =
          phase === 'request' ? ({ type: 'reset' } as const) : ({ type: 'duplicate', after: '30s' } as const)
        sim.faults.add({ name: 'restarting', on: { where, phase }, do: effect })
        const connector = sim.papi.connector('crawler')
        const IndexId = sim.kendra.addIndex()
        const page = (of: string): Buffer => Buffer.alloc(200_000, `<p>${of}</p> `)
        const names = Array.from({ length: 9 }, (_, n) => `mine ${n}`)
        isArmed = true
        await connector
          .addDocumentList(
            names.map((uri) => ({ uri, parts: [{ bytes: page(uri), directives: { mime: 'text/html' } }] })),
          )
          .catch(() => {})
        isArmed = true
        await sim.kendra
          .batchPutDocument({
            IndexId,
            Documents: names.map((Id) => ({ Id, Blob: page(Id), ContentType: 'HTML' })),
          })
          .catch(() => {})
        for (let n = 0; n < 30; n++)
          await connector
            .addDocument({ uri: `other ${n}`, parts: [{ bytes: page(`other ${n}`) }] })
            .catch(() => {})
        await sim.settle()
        const outcome = runOf(sim)
        await sim.close()
        return outcome
      }
      const expected = await run('full', 0)
      for (const calls of ['off', 'summary'] as const)
        for (const threads of [0, 2, 'auto'] as const)
          expectSameRun(await run(calls, threads), expected, `calls ${calls}, threads ${threads}`)
    },
  )

  it('is left alone where a log keeps the calls whole', async () => {
    const sim = new Simulator({ calls: 'full', workers: { threads: 0 } })
    const IndexId = sim.kendra.addIndex()
    const page = (n: number): Buffer => Buffer.alloc(50_000, `page ${n} `)
    const count = 100
    for (let n = 0; n < count; n++)
      await sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: `doc-${n}`, Blob: page(n) }] })
    await sim.settle()
    const kept = sim.calls.map(
      ({ input }) => (input as { Documents: [{ Blob: Uint8Array }] }).Documents[0].Blob,
    )
    expect(kept.filter((blob, n) => Buffer.compare(blob, page(n)) === 0)).toHaveLength(count)
    await sim.close()
  })

  it('is left alone where a simulator is closed under way', async () => {
    const sim = new Simulator({ calls: 'off', workers: { threads: 2 } })
    const IndexId = sim.kendra.addIndex()
    const Documents = [{ Id: 'doc', Blob: Buffer.alloc(50_000, 'a') }]
    const calls = [1, 2, 3].map(() => sim.kendra.batchPutDocument({ IndexId, Documents }))
    const outcomes = Promise.allSettled(calls)
    await sim.close()
    await outcomes
    const seed = 4
    const expected = await runWith(seed, { calls: 'full', workers: { threads: 0 } })
    expectSameRun(await runWith(seed, { calls: 'off', workers: { threads: 2 } }), expected, 'after a close')
  })
})
