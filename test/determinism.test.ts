/** One seed and the same calls give one run, whatever the machine does meanwhile. */
import { setTimeout as realTime } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type FaultRuleInput, Simulator, type SimulatorOptions } from '../src/index.ts'
import { openIndex } from './support/kendra-driver.ts'
import { REAL_FILES, REAL_WORK } from './support/real-work.ts'
import { expectSameRun, type Run, runOf } from './support/traces.ts'

/** Runs the scenario in a simulator of its own. */
async function simulate(
  scenario: (sim: Simulator) => Promise<unknown>,
  options: SimulatorOptions = {},
): Promise<Run> {
  const sim = new Simulator({ seed: 7, workers: { threads: 0 }, ...options })
  try {
    await scenario(sim)
    await sim.settle()
    return runOf(sim)
  } finally {
    await sim.close()
  }
}

/** A bit of everything over both facades: documents good and bad, put again, deleted, asked for, and a restart. */
async function mixedWork(sim: Simulator): Promise<void> {
  const indexId = sim.kendra.addIndex()
  sim.kendra.seed(indexId, [{ Id: 'old', Blob: Buffer.from('there from the start') }])
  const connector = sim.papi.connector('crawler')
  const document = (n: number): { Id: string; Blob: Uint8Array; ContentType: 'JSON' | 'HTML' } => ({
    Id: `doc-${n}`,
    Blob: Buffer.from(n % 5 === 0 ? '{ broken' : `{"title":"<h1>${n}</h1>","text":"${'word '.repeat(n)}"}`),
    ContentType: n % 3 === 0 ? 'HTML' : 'JSON',
  })
  for (let batch = 0; batch < 4; batch++) {
    const Documents = Array.from({ length: 8 }, (_, i) => document(batch * 6 + i))
    await sim.kendra.batchPutDocument({ IndexId: indexId, Documents })
    await connector.addDocumentList(
      Documents.map(({ Id, Blob }) => ({ uri: Id, stamp: `v${batch}`, parts: [{ bytes: Blob }] })),
    )
    await sim.clock.advance(700)
  }
  await connector.sync()
  await sim.kendra.batchDeleteDocument({ IndexId: indexId, DocumentIdList: ['doc-1', 'old', 'no-such'] })
  await connector.deleteDocument('doc-2')
  await connector.triggerIndexingJob()
  await sim.clock.sleep('2s')
  sim.restart()
  await connector.getDocumentStatusList(['doc-1', 'doc-2', 'doc-3'])
}

/** Five connectors side by side, each with documents of its own, that really read files between their calls. */
async function fiveLoops(sim: Simulator): Promise<void> {
  const indexId = sim.kendra.addIndex()
  const connector = sim.papi.connector('crawler')
  const index = openIndex(sim, indexId)
  await Promise.all(
    Array.from({ length: 5 }, async (_, loop) => {
      for (let round = 0; round < 6; round++) {
        const work = REAL_WORK[(loop * 3 + round) % REAL_WORK.length]!
        await work(REAL_FILES[(loop + round) % REAL_FILES.length]!)
        if (loop % 2 === 0) await index.putText(`doc-${loop}-${round % 4}`, `round ${round}`)
        else await connector.addDocument({ uri: `doc-${loop}-${round % 4}`, stamp: `v${round}` })
        const other = REAL_WORK[(loop * 2 + round) % REAL_WORK.length]!
        await other(REAL_FILES[(loop + round + 1) % REAL_FILES.length]!)
        await sim.clock.sleep(round * 137)
        if (loop % 2 === 0) await index.status(`doc-${loop}-0`)
        else await connector.getDocumentStatus(`doc-${loop}-0`)
      }
    }),
  )
}

const FLAKY: FaultRuleInput = {
  name: 'flaky',
  when: { probability: 0.4 },
  do: { type: 'fail' },
}

/** Three connectors with data sources and sync jobs of their own, and one with neither; some of their documents lie in S3. */
async function syncJobs(sim: Simulator): Promise<void> {
  const IndexId = sim.kendra.addIndex({ fields: { size: 'LONG_VALUE' } })
  sim.kendra.seed(IndexId, [{ Id: 'old', S3Path: { Bucket: 'slow', Key: 'old' } }])
  const { kendra } = sim
  const realWork = (n: number): Promise<Uint8Array> =>
    REAL_WORK[n % REAL_WORK.length]!(REAL_FILES[n % REAL_FILES.length]!)
  const connect = async (loop: number): Promise<void> => {
    const source = loop === 0 ? undefined : kendra.addDataSource(IndexId)
    const Attributes = source && [{ Key: '_data_source_id', Value: { StringValue: source } }]
    for (let round = 0; round < 3; round++) {
      await realWork(loop * 3 + round)
      const here = { Id: source ?? '', IndexId }
      if (source !== undefined) await kendra.startDataSourceSyncJob(here)
      await kendra.batchPutDocument({
        IndexId,
        Documents: Array.from({ length: 6 }, (_, n) => ({
          Id: `doc-${loop}-${n}`,
          ...(n < 3
            ? {
                S3Path: {
                  Bucket: n === 0 ? 'files' : 'slow',
                  Key: `missing-${round}-${n}`.slice(n === 2 ? 0 : 8),
                },
              }
            : {
                Blob: Buffer.from(n === 3 ? '{ broken' : `{"round": ${round}}`),
                ContentType: 'JSON' as const,
              }),
          ...(Attributes && { Attributes }),
        })),
      })
      await realWork(loop + round * 2)
      await kendra.batchDeleteDocument({
        IndexId,
        DocumentIdList: [`doc-${loop}-4`, `doc-${loop}-5`],
        ...(source !== undefined && { DataSourceSyncJobMetricTarget: { DataSourceId: source } }),
      })
      if (source === undefined) continue
      await kendra.stopDataSourceSyncJob(here)
      let status: string | undefined
      do {
        await sim.clock.sleep('1s')
        await realWork(round)
        status = (await kendra.listDataSourceSyncJobs(here)).History?.[0]?.Status
      } while (status === 'SYNCING_INDEXING')
    }
  }
  await Promise.all([0, 1, 2, 3].map(connect))
}

/** Content comes after real delays, which are never twice the same. */
function slowBuckets(): SimulatorOptions['kendra'] {
  let asked = 0
  return {
    s3: {
      files: new URL('.', import.meta.url),
      slow: (key) =>
        key.startsWith('missing') ? undefined : realTime((asked++ * 7) % 11, Buffer.from(`<p>${key}</p>`)),
    },
  }
}

const REAL_DEATHS: readonly FaultRuleInput[] = [
  {
    name: 'crashing',
    on: { facade: 'kendra' },
    when: { probability: 0.3 },
    do: { type: 'crash' },
    limit: { fires: 6 },
  },
  { name: 'hanging', on: { document: 'doc-4' }, do: { type: 'hang' }, limit: { fires: 2 } },
  { name: 'hungry', on: { document: 'doc-7', attempt: 1 }, do: { type: 'outOfMemory' }, limit: { fires: 1 } },
]

/** Each starts a thread anew, which takes its time: where many runs repeat, three have to do. */
const FEW_DEATHS: FaultRuleInput = {
  name: 'crashing',
  on: { facade: 'kendra' },
  when: { probability: 0.3 },
  do: { type: 'crash' },
  limit: { fires: 3 },
}

describe('one seed gives one run', () => {
  it('run after run', async () => {
    const first = await simulate(mixedWork)
    expect(first.lines.length).toBeGreaterThan(100)
    for (let again = 1; again <= 10; again++) expectSameRun(await simulate(mixedWork), first, `run ${again}`)
  })

  it('with ten calls at once', async () => {
    const tenCalls = async (sim: Simulator): Promise<void> => {
      const index = openIndex(sim)
      const connector = sim.papi.connector('crawler')
      for (let round = 0; round < 5; round++)
        await Promise.all(
          Array.from({ length: 10 }, (_, i) =>
            i % 2 === 0 ? index.put(`doc-${i}`, `more-${i}`) : connector.addDocument({ uri: `doc-${i}` }),
          ),
        )
    }
    const first = await simulate(tenCalls)
    for (let again = 1; again <= 5; again++) expectSameRun(await simulate(tenCalls), first, `run ${again}`)
  })

  it('with five connector loops that read real files between their calls', async () => {
    const first = await simulate(fiveLoops)
    for (let again = 1; again <= 15; again++) expectSameRun(await simulate(fiveLoops), first, `run ${again}`)
  })

  it('with loops that share documents, when their reading holds time', async () => {
    const sharing = async (sim: Simulator): Promise<void> => {
      const index = openIndex(sim)
      await Promise.all(
        Array.from({ length: 5 }, async (_, loop) => {
          for (let round = 0; round < 4; round++) {
            const work = REAL_WORK[(loop * 3 + round) % REAL_WORK.length]!
            await sim.external(work(REAL_FILES[(loop + round) % REAL_FILES.length]!))
            await index.putText('shared', `loop ${loop}, round ${round}`)
            await index.status('shared')
            await index.put(`own-${loop}`)
          }
        }),
      )
    }
    const first = await simulate(sharing)
    for (let again = 1; again <= 10; again++) expectSameRun(await simulate(sharing), first, `run ${again}`)
  })

  it('with loops that poll the same document', async () => {
    const polling = async (sim: Simulator): Promise<void> => {
      const index = openIndex(sim)
      await index.put('shared')
      await Promise.all(
        Array.from({ length: 5 }, async (_, loop) => {
          for (let round = 0; round < 4; round++) {
            const work = REAL_WORK[(loop * 3 + round) % REAL_WORK.length]!
            await work(REAL_FILES[(loop + round) % REAL_FILES.length]!)
            await index.status('shared')
            await index.put(`own-${loop}`)
          }
        }),
      )
    }
    const first = await simulate(polling)
    for (let again = 1; again <= 15; again++) expectSameRun(await simulate(polling), first, `run ${again}`)
  })
})

describe('the machinery does not show', () => {
  const threads = [0, 1, 2, 4, 'auto'] as const

  it.each(threads)('with threads %s', async (threads) => {
    expectSameRun(
      await simulate(mixedWork, { workers: { threads } }),
      await simulate(mixedWork),
      `threads ${threads}`,
    )
  })

  it.each([1, 16, 64])('with batches of %i', async (batchSize) => {
    expectSameRun(
      await simulate(mixedWork, { workers: { threads: 2, batchSize } }),
      await simulate(mixedWork),
      `batches of ${batchSize}`,
    )
  })

  it('with more documents than may wait for threads, which die', async () => {
    const page = Buffer.from(`<p>${'a page of many words, '.repeat(40_000)}`)
    const manyBytes = async (sim: Simulator): Promise<void> => {
      const IndexId = sim.kendra.addIndex()
      const calls = Array.from({ length: 10 }, async (_, call) => {
        for (const round of [1, 2, 3]) {
          const Id = `doc-${call}-${round}`
          await sim.kendra.batchPutDocument({
            IndexId,
            Documents: [{ Id, Blob: page, ContentType: 'HTML' }, { Id: `small-${Id}` }],
          })
          await sim.clock.sleep(round * 10)
          await sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: Id }] })
        }
      })
      await Promise.all(calls)
    }
    const without = await simulate(manyBytes, { faults: REAL_DEATHS })
    expect(without.lines.filter((line) => line.includes('"kind":"died"')).length).toBeGreaterThan(3)
    for (const threads of [1, 2, 'auto'] as const)
      expectSameRun(
        await simulate(manyBytes, { faults: REAL_DEATHS, workers: { threads } }),
        without,
        `threads ${threads}`,
      )
  })

  it('with five loops on threads', async () => {
    expectSameRun(
      await simulate(fiveLoops, { workers: { threads: 2 } }),
      await simulate(fiveLoops),
      'threads 2',
    )
  })

  it.each([1, 2, 'auto'] as const)('with workers that really die, on threads %s', async (threads) => {
    const without = await simulate(mixedWork, { faults: REAL_DEATHS })
    expect(without.lines.filter((line) => line.includes('"kind":"died"')).length).toBeGreaterThan(5)
    expectSameRun(
      await simulate(mixedWork, { faults: REAL_DEATHS, workers: { threads } }),
      without,
      `threads ${threads}`,
    )
  })

  it.each([
    [0, 32],
    [1, 1],
    [2, 16],
    ['auto', 64],
  ] as const)(
    'with sync jobs and slow buckets, on threads %s with batches of %i',
    async (threads, batchSize) => {
      const options = { faults: [FEW_DEATHS, FLAKY] }
      const first = await simulate(syncJobs, { ...options, kendra: slowBuckets() })
      for (const kind of ['"died"', '"failed"', '"superseded"', 'INCOMPLETE', 'S3ObjectUnavailable'])
        expect([kind, first.lines.some((line) => line.includes(kind))]).toEqual([kind, true])
      for (let again = 1; again <= 10; again++)
        expectSameRun(
          await simulate(syncJobs, { ...options, kendra: slowBuckets(), workers: { threads, batchSize } }),
          first,
          `run ${again} on threads ${threads}`,
        )
    },
  )

  it('with two simulators side by side', async () => {
    const alone = await simulate(fiveLoops)
    const other = await simulate(mixedWork, { seed: 8 })
    const [first, second, third] = await Promise.all([
      simulate(fiveLoops),
      simulate(mixedWork, { seed: 8, workers: { threads: 1 } }),
      simulate(fiveLoops, { workers: { threads: 1 } }),
    ])
    expectSameRun(first, alone, 'the first of three')
    expectSameRun(second, other, 'the second of three')
    expectSameRun(third, alone, 'the third of three')
  })

  it('with a trace that keeps no lines', async () => {
    const { digest } = await simulate(mixedWork)
    const sim = new Simulator({ seed: 7, trace: 'digest', calls: 'off' })
    await mixedWork(sim)
    await sim.settle()
    expect(sim.trace.digest()).toBe(digest)
    await sim.close()
  })

  it('with a digest that is read all the time', async () => {
    const expected = await simulate(mixedWork)
    const sim = new Simulator({ seed: 7, workers: { threads: 0 } })
    const work = mixedWork(sim).then(() => sim.settle())
    let isOver = false
    void work.then(() => (isOver = true))
    while (!isOver) {
      sim.trace.digest()
      await realTime(1)
    }
    expectSameRun(runOf(sim), expected, 'digest read all the time')
    await sim.close()
  })
})

describe('other seeds', () => {
  it('give other runs: a hundred neighbours, a hundred digests', async () => {
    const digests = new Set<string>()
    for (let seed = 0; seed < 100; seed++) {
      const run = await simulate((sim) => openIndex(sim, sim.kendra.addIndex({ id: INDEX })).put('a', 'b'), {
        seed,
      })
      digests.add(run.digest)
    }
    expect(digests.size).toBe(100)
  })
})

describe('what is drawn for one document', () => {
  const fateOf = (sim: Simulator, corpus: string, id: string): unknown => {
    const revisions = sim.document(corpus, id)?.revisions ?? []
    return revisions.map(({ acceptedAt, settledAt, state, failure }) => ({
      tookMs: settledAt === undefined ? undefined : settledAt - acceptedAt,
      state,
      failure,
    }))
  }

  it('stays the same with other documents around it', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `doc-${i}`)
    const alone = new Map<string, unknown>()
    for (const id of ids)
      await simulate(
        async (sim) => {
          const index = openIndex(sim, sim.kendra.addIndex({ id: INDEX }))
          await index.put(id)
          await sim.settle()
          alone.set(id, fateOf(sim, INDEX, id))
        },
        { faults: [FLAKY] },
      )
    await simulate(
      async (sim) => {
        const index = openIndex(sim, sim.kendra.addIndex({ id: INDEX }))
        const others = openIndex(sim)
        await Promise.all([
          ...ids.map((id) => index.put(id, `${id}-sibling`)),
          ...ids.map((id) => others.put(id)),
          ...ids.map((id) => sim.papi.connector('crawler').addDocument({ uri: id })),
        ])
        await sim.settle()
        for (const id of ids) expect([id, fateOf(sim, INDEX, id)]).toEqual([id, alone.get(id)])
      },
      { faults: [FLAKY] },
    )
    expect(JSON.stringify([...alone.values()])).toContain('"failed"')
    expect(JSON.stringify([...alone.values()])).toContain('"indexed"')
  })

  it('differs between documents, revisions, corpora and facades', async () => {
    await simulate(
      async (sim) => {
        const first = openIndex(sim)
        const second = openIndex(sim)
        await Promise.all([first.put('a', 'b'), second.put('a')])
        await sim.settle()
        const took = [
          [first.indexId, 'a'],
          [first.indexId, 'b'],
          [second.indexId, 'a'],
        ].map(([corpus, id]) => JSON.stringify(fateOf(sim, corpus!, id!)))
        await first.put('a')
        await sim.settle()
        took.push(JSON.stringify(fateOf(sim, first.indexId, 'a')).replace('updated', 'indexed'))
        expect(new Set(took).size).toBe(4)
      },
      { indexingMs: [0, 1_000_000] },
    )
  })
})

describe('a rule that never fires', () => {
  it.each<[string, FaultRuleInput]>([
    ['no document', { name: 'idle', on: { document: 'no-such' }, do: { type: 'fail' } }],
    ['a window that never comes', { name: 'idle', when: { from: '100d' }, do: { type: 'lose' } }],
    ['a probability of 0', { name: 'idle', when: { probability: 0 }, do: { type: 'crash' } }],
    ['more matches than there are', { name: 'idle', when: { skip: 10_000 }, do: { type: 'throttle' } }],
  ])('leaves the run as it was: %s', async (_, rule) => {
    expectSameRun(await simulate(mixedWork, { faults: [rule] }), await simulate(mixedWork), 'with the rule')
  })
})

const INDEX = '0'.repeat(36)
