/** Loads on simulated and on real time: what they count, how they time it, and that they repeat. */
import { describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  type Duration,
  type LoadOptions,
  type LoadReport,
  type LoadScenario,
  type LoadStage,
  pushToKendra,
  pushToPapi,
  runLoad,
  Simulator,
  type SimulatorOptions,
} from '../../../src/index.ts'

/** Each unit takes a millisecond, but for one that takes a second. */
const stalling: LoadScenario<null> = (_client, { sleep, number }) => sleep(number === 5_000 ? '1s' : 1)

async function loadWithStall(stage: LoadStage, more: Partial<LoadOptions<null>> = {}): Promise<LoadReport> {
  const sim = new Simulator()
  const options = { client: null, simulator: sim, batch: 0, stages: [stage], mostUnits: 10_000, ...more }
  const report = await runLoad(stalling, options)
  await sim.close()
  return report
}

async function loadKendra(
  options: SimulatorOptions,
  load: Partial<LoadOptions<Simulator['kendra']>> = {},
): Promise<LoadReport> {
  const sim = new Simulator(options)
  try {
    const indexId = sim.kendra.addIndex()
    return await runLoad(pushToKendra({ indexId }), {
      client: sim.kendra,
      simulator: sim,
      corpus: indexId,
      stages: [{ clients: 4 }],
      documents: {
        count: 400,
        bytes: [20, 3_000],
        formats: { text: 2, html: 1, json: 1, csv: 1, markdown: 1 },
      },
      ...load,
    })
  } finally {
    await sim.close()
  }
}

describe('coordinated omission', () => {
  it('hides a stall of a second from a client that waits for its answers, and the correction shows it', async () => {
    const { latencyMs, corrections } = await loadWithStall({ for: '1h', clients: 1 })
    expect(corrections).toEqual([{ kind: 'interval', expectedMs: 1, isMedian: true }])
    expect(latencyMs.measured).toMatchObject({ count: 10_000, p50: 1, p99: 1, p999: 1, max: 1_000 })
    // A thousand calls were not sent, and would have waited for 1 to 999 ms: 999 more, the last hundredth of all from 890 ms.
    expect(latencyMs.corrected.count).toBe(10_999)
    expect(latencyMs.corrected.p99).toBeGreaterThan(880)
    expect(latencyMs.corrected.p99).toBeLessThan(900)
  })

  it('counts from when a unit was due where units have a rate', async () => {
    const { latencyMs, corrections, units } = await loadWithStall(
      { for: '12s', rate: 1_000 },
      { mostAtOnce: 1 },
    )
    expect(corrections).toEqual([{ kind: 'due' }])
    expect(latencyMs.measured).toMatchObject({ p50: 1, p99: 1, max: 1_000 })
    // One call at a time takes all its time for one a millisecond: after the stall each comes a second late.
    expect(latencyMs.corrected.p99).toBeGreaterThan(990)
    expect(units.mostAtOnce).toBe(1)
    expect(units.held).toBeGreaterThan(4_000)
  })

  it('counts from when a unit was due where clients have a pace', async () => {
    const { latencyMs, corrections } = await loadWithStall({ for: '1h', clients: 1, every: 10 })
    expect(corrections).toEqual([{ kind: 'due' }])
    expect(latencyMs.measured).toMatchObject({ p99: 1, max: 1_000 })
    // A hundred were due during the stall, and each of these waits 9 ms less than the one before.
    expect(latencyMs.corrected.p99).toBeGreaterThan(50)
    expect(latencyMs.corrected.max).toBe(1_000)
  })

  it('takes the interval that it is given', async () => {
    const { corrections, latencyMs } = await loadWithStall({ for: '1h', clients: 1 }, { expectedMs: 100 })
    expect(corrections).toEqual([{ kind: 'interval', expectedMs: 100, isMedian: false }])
    expect(latencyMs.corrected.count).toBe(10_009)
  })
})

describe('stages', () => {
  /** When the units of stages begin, and how many of them are under way then. */
  async function play(
    stages: readonly LoadStage[],
    takes: Duration = 0,
  ): Promise<{ starts: number[]; underWay: number[] }> {
    const sim = new Simulator()
    const beganAt = sim.clock.now()
    const starts: number[] = []
    const underWay: number[] = []
    let now = 0
    const scenario: LoadScenario<null> = async (_client, { sleep }) => {
      starts.push(sim.clock.now() - beganAt)
      underWay.push(++now)
      await sleep(takes)
      now--
    }
    await runLoad(scenario, { client: null, simulator: sim, batch: 0, stages })
    await sim.close()
    return { starts, underWay }
  }

  it('begins units at the rate, whatever became of those before', async () => {
    const { starts, underWay } = await play([{ for: '1s', rate: 4 }], '1m')
    expect(starts).toEqual([0, 250, 500, 750])
    expect(underWay).toEqual([1, 2, 3, 4])
  })

  it('lets a rate rise and fall evenly, one stage after the other', async () => {
    const { starts } = await play([
      { for: '2s', rate: [0, 4] },
      { for: '2s', rate: [4, 0] },
    ])
    // Under a rate that rises by 2 a second each second, n units begin within the square root of n seconds.
    expect(starts.slice(0, 4)).toEqual([0, 1_000, 1_415, 1_733])
    expect(starts.slice(4)).toEqual([2_000, 2_268, 2_586, 3_000])
  })

  it('keeps as many clients busy as there are, more of them as the ramp rises', async () => {
    const { starts, underWay } = await play([{ for: '4s', clients: [1, 3] }], '1s')
    expect(starts).toEqual([0, 1_000, 1_000, 2_000, 2_000, 3_000, 3_000, 3_000])
    expect(Math.max(...underWay)).toBe(3)
  })

  it('drops what was due and could not begin in its stage, and tells its wait', async () => {
    const report = await loadWithStall({ for: '500ms', rate: 1_000 }, { mostAtOnce: 1, mostUnits: 10_000 })
    expect(report.units).toMatchObject({ started: 500, missed: 0 })
    const sim = new Simulator()
    const slow = await runLoad((_client, { sleep }) => sleep('2s'), {
      client: null,
      simulator: sim,
      batch: 0,
      stages: [{ for: '3s', rate: 2 }],
      mostAtOnce: 1,
    })
    await sim.close()
    // Due at 0, 0.5, 1, 1.5, 2 and 2.5 s; one begins at 0, one at 2 s, and the rest waits in vain from then to 4 s.
    expect(slow.units).toMatchObject({ started: 2, completed: 2, held: 2, missed: 4 })
    expect(slow.latencyMs.measured).toMatchObject({ count: 2, max: 2_000 })
    expect(slow.latencyMs.corrected).toMatchObject({ count: 6, min: 1_500, max: 3_500 })
  })

  it('lets a client begin at its pace, or as soon as it can', async () => {
    expect((await play([{ for: '1s', clients: 1, every: 300 }], 100)).starts).toEqual([0, 300, 600, 900])
    expect((await play([{ for: '1s', clients: 1, every: 300 }], 450)).starts).toEqual([0, 450, 900])
  })
})

describe('a load', () => {
  it('accounts for each document and each unit', async () => {
    const { units, documents, indexing, errors, retries, time } = await loadKendra({ seed: 3 })
    expect(time).toBe('simulated')
    expect(units).toMatchObject({ started: 40, completed: 40, failed: 0, held: 0, mostAtOnce: 4 })
    expect(documents).toMatchObject({ batch: 10, accepted: 400, refused: [] })
    expect({ errors, retries }).toEqual({ errors: [], retries: [] })
    expect(indexing).toMatchObject({
      watched: 400,
      outcomes: { indexed: 400, failed: 0, lost: 0, pending: 0 },
    })
    // Documents take 0.5 to 5 simulated seconds, the default.
    expect(indexing?.latencyMs.min).toBeGreaterThanOrEqual(500)
    expect(indexing?.latencyMs.max).toBeLessThanOrEqual(5_000)
    expect(indexing?.counts.at(-1)).toMatchObject({ pending: 0, indexed: 400, failed: 0 })
    expect(Math.max(...(indexing?.counts ?? []).map(({ pending }) => pending))).toBeGreaterThan(300)
  })

  it('counts what was throttled, refused, failed and lost by its name', async () => {
    const { units, documents, errors, retries, indexing, windows } = await loadKendra({
      kendra: { quotas: { BatchPutDocument: { rate: 20 } } },
      faults: [
        {
          name: 'refused',
          on: { document: 'doc-3' },
          do: { type: 'reject', code: 'InvalidRequest', message: 'no' },
        },
        { name: 'failing', on: { document: 'doc-4' }, do: { type: 'fail', code: 'BAD', reason: 'bad' } },
        { name: 'lost', on: { document: 'doc-5' }, do: { type: 'lose' } },
        {
          name: 'denied',
          on: { operation: 'BatchPutDocument' },
          when: { skip: 9 },
          limit: { fires: 1 },
          do: { type: 'error', error: 'AccessDeniedException', message: 'go away' },
        },
      ],
    })
    expect(units).toMatchObject({ started: 40, completed: 39, failed: 1 })
    expect(errors).toEqual([{ name: 'AccessDeniedException', count: 1, message: 'go away' }])
    expect(documents.refused).toMatchObject([{ name: 'InvalidRequest', count: 1 }])
    expect(documents.accepted).toBe(389)
    expect(retries).toMatchObject([{ name: 'ThrottlingException' }])
    const throttled = windows.reduce((sum, { failures }) => sum + (failures['ThrottlingException'] ?? 0), 0)
    expect(throttled).toBe(retries[0]?.count)
    expect(indexing?.outcomes).toEqual({ indexed: 387, failed: 1, lost: 1, pending: 0 })
  })

  it('gives the same report, byte for byte, for one seed and any number of threads', async () => {
    const options = {
      faults: 'flaky-network',
      kendra: { quotas: { BatchPutDocument: { rate: 50 } } },
    } as const
    const reports = []
    for (const threads of [0, 1, 2, 0])
      reports.push(
        JSON.stringify(await loadKendra({ ...options, seed: 5, workers: { threads } }, { seed: 5 })),
      )
    expect(new Set(reports).size).toBe(1)
    const other = await loadKendra({ ...options, seed: 6 }, { seed: 6 })
    expect(JSON.stringify(other)).not.toBe(reports[0]?.replace('"seed":5', '"seed":6'))
  })

  it('puts the Push API under load, and tells when documents can be found', async () => {
    const sim = new Simulator()
    const report = await runLoad(pushToPapi(), {
      client: sim.papi.connector('docs'),
      simulator: sim,
      corpus: 'docs',
      stages: [{ for: '10s', rate: [0, 10] }],
    })
    await sim.close()
    expect(report.units.started).toBe(50)
    expect(report.indexing?.outcomes).toMatchObject({ indexed: 500 })
    // The sync and the indexing job come a minute after what needs them.
    expect(report.indexing?.latencyMs.max).toBeGreaterThan(60_000)
  })

  it('watches a sample where there are many documents, which tells of all', async () => {
    const { indexing } = await loadKendra(
      {
        trace: 'off',
        calls: 'off',
        faults: [
          {
            name: 'sevens',
            on: { document: { glob: '*7' } },
            do: { type: 'fail', code: 'BAD', reason: 'bad' },
          },
        ],
      },
      { documents: { count: 30_000, bytes: 1 }, batch: 10 },
    )
    expect(indexing?.watched).toBeGreaterThan(5_000)
    expect(indexing?.watched).toBeLessThan(10_000)
    const { pending, indexed = 0, failed = 0 } = indexing?.counts.at(-1) ?? {}
    expect(pending).toBe(0)
    // A tenth of all, and what chance does in so large a sample: less than a sixth of it.
    expect(failed).toBeGreaterThan(2_500)
    expect(failed).toBeLessThan(3_500)
    expect(indexed + failed).toBeCloseTo(30_000, -1)
  })

  it('runs on the real clock, and asks how documents stand where nobody can look', async () => {
    const sim = new Simulator({ clock: 'system', indexingMs: 50 })
    const IndexId = sim.kendra.addIndex()
    const report = await runLoad(pushToKendra({ indexId: IndexId }), {
      client: sim.kendra,
      stages: [{ for: '300ms', rate: 100 }],
      states: async (ids) => {
        const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
          IndexId,
          DocumentInfoList: ids.map((DocumentId) => ({ DocumentId })),
        })
        return DocumentStatusList.map(({ DocumentStatus }) =>
          DocumentStatus === 'PROCESSING' ? 'pending' : 'indexed',
        )
      },
      documents: { count: 100 },
    })
    await sim.close()
    expect(report.time).toBe('real')
    expect(report.documents.accepted).toBe(100)
    expect(report.indexing?.outcomes).toEqual({ indexed: 100, failed: 0, lost: 0, pending: 0 })
  })

  it('ends early by its signal, and reports what there was', async () => {
    const sim = new Simulator()
    const ending = new AbortController()
    const report = await runLoad(
      async (_client, context) => {
        await context.sleep('1s')
        if (context.number === 4) ending.abort()
      },
      { client: null, simulator: sim, stages: [{ for: '1d', clients: 1 }], signal: ending.signal },
    )
    await sim.close()
    expect(report.stopped).toBe('by its signal')
    expect(report.units.started).toBe(5)
  })

  it('begins no unit without documents where the last were taken in the same instant', async () => {
    const sim = new Simulator()
    const sizes: number[] = []
    await runLoad(async (_client, { documents }) => sizes.push(documents.length), {
      client: null,
      simulator: sim,
      stages: [{ clients: 8 }],
      documents: { count: 25 },
    })
    await sim.close()
    expect(sizes).toEqual([10, 10, 5])
  })

  it('tells a unit where its documents go, and breaks off where it asks and the load does not know', async () => {
    const sim = new Simulator()
    const corpora = new Set<string>()
    const scenario: LoadScenario<null> = async (_client, { corpus }) => void corpora.add(corpus)
    const options = { client: null, simulator: sim, stages: [{ clients: 1 }], documents: { count: 20 } }
    sim.papi.connector('docs')
    await runLoad(scenario, { ...options, corpus: 'docs' })
    expect([...corpora]).toEqual(['docs'])
    await expect(runLoad(scenario, options)).rejects.toThrow(
      'context.corpus: the load does not know where its documents go; give runLoad its option corpus',
    )
    await sim.close()
  })

  it("never counts the simulator's own trouble as an answer", async () => {
    const sim = new Simulator()
    await expect(
      runLoad(() => sim.clock.sleep('ever' as '1s'), {
        client: null,
        simulator: sim,
        stages: [{ for: '1s', clients: 2 }],
      }),
    ).rejects.toThrow(ConfigurationError)
    await sim.close()
  })

  it.each([
    [{ stages: [] }, /stages/],
    [{ stages: [{ clients: 1 }] }, /stages\[0\]\.for is undefined; expected a span, as there is no number/],
    [{ stages: [{ for: '1s', rate: -1 }] }, /stages\[0\]\.rate is -1; expected a number of units/],
    [{ stages: [{ for: 0, rate: 1 }] }, /stages\[0\]\.for is 0; expected a span above 0/],
    [{ stages: [{ for: '0s', clients: 1 }] }, /stages\[0\]\.for is "0s"; expected a span above 0/],
    [{ stages: [{ for: '1s', rate: 1, pace: 2 }] }, /stages\[0\]/],
    [{ stages: [{ rate: [1, 2] }], documents: { count: 3 } }, /the span over which the ramp goes/],
    [{ time: 'simulated' }, /time is "simulated"; expected 'real'/],
    [
      { documents: { bytes: [5, 1] } },
      /documents\.bytes is \[5,1\]; expected a range .* with min not above max/,
    ],
    [{ corpus: 'docs' }, /corpus is "docs"; expected a simulator/],
    [{ lod: 1 }, /unknown member lod/],
  ])('refuses %j and says what it expects', async (wrong, message) => {
    const options = { client: null, stages: [{ for: 1, clients: 1 }], ...wrong } as LoadOptions<null>
    await expect(runLoad(async () => {}, options)).rejects.toThrow(message)
  })
})
