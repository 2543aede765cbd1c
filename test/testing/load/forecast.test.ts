/** Forecasts: what is best, where throttling bites, and that what is extrapolated agrees with what is run. */
import { describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  type Forecast,
  forecast,
  type ForecastOptions,
  pushToPapi,
  type Simulator,
} from '../../../src/index.ts'

const SERVICE = {
  latencyMs: [40, 120],
  indexingMs: [60_000, 120_000],
  kendra: { quotas: { BatchPutDocument: { rate: 30, burst: 40 } } },
} as const

function forecastOf(more: Partial<ForecastOptions<Simulator['kendra']>> = {}): Promise<Forecast> {
  return forecast({
    documents: 20_000,
    batch: [5, 10],
    clients: [1, 4],
    simulator: SERVICE,
    rehearse: 2_000,
    ...more,
  })
}

describe('a forecast', () => {
  it('finds the best batch and concurrency, and from where on calls are throttled', async () => {
    const { best, throttling, rehearsals, basis, durationMs } = await forecastOf({ basis: 'rehearsal' })
    expect(best).toEqual({ batch: 10, clients: 4 })
    expect(throttling).toEqual([
      { batch: 5, fromClients: 4 },
      { batch: 10, fromClients: 4 },
    ])
    const speeds = rehearsals.map(({ documentsPerSecond }) => documentsPerSecond)
    // One client makes a call in 80 ms at the mean, and the quota lets 30 through in a second.
    expect(speeds[0]).toBeCloseTo(5 / 0.08, -1)
    expect(speeds[2]).toBeCloseTo(10 / 0.08, -1)
    expect(Math.abs((speeds[3] ?? 0) - 300)).toBeLessThan(300 * 0.05)
    expect(basis).toBe('rehearsal')
    // Some 20,000 / 300 s to push, and at most two minutes to index the last.
    expect(durationMs).toBeGreaterThan(60_000 + 60_000)
    expect(durationMs).toBeLessThan(75_000 + 120_000)
  })

  it.each([1, 4, 16])(
    'extrapolates the crawl of %i clients to within 3 per cent of what running all of it takes',
    async (clients) => {
      const options = { batch: 10, clients, documents: 60_000, rehearse: 5_000 }
      const extrapolated = await forecastOf({ ...options, basis: 'rehearsal' })
      const run = await forecastOf({ ...options, basis: 'run' })
      expect([extrapolated.basis, run.basis]).toEqual(['rehearsal', 'run'])
      expect(run.report.documents.accepted).toBeGreaterThan(59_000)
      expect(extrapolated.report.documents.accepted).toBeLessThanOrEqual(5_000)
      expect(Math.abs(extrapolated.durationMs / run.durationMs - 1)).toBeLessThan(0.03)
    },
  )

  it('gives the same forecast, byte for byte, for one seed, and another for another', async () => {
    const small = { documents: 3_000, rehearse: 500, clients: 4 } as const
    const [one, same, threads, other] = [
      await forecastOf(small),
      await forecastOf(small),
      await forecastOf({ ...small, simulator: { ...SERVICE, workers: { threads: 2 } } }),
      await forecastOf({ ...small, simulator: { ...SERVICE, seed: 2 } }),
    ].map((made) => JSON.stringify(made))
    expect(same).toBe(one)
    expect(threads).toBe(one)
    expect(other?.replace(/"seed":2/g, '"seed":1')).not.toBe(one)
  })

  it('runs nothing twice where the rehearsal has all documents', async () => {
    const { basis, rehearsals, durationMs, report } = await forecastOf({ documents: 300, basis: 'rehearsal' })
    expect(basis).toBe('run')
    expect(rehearsals.map(({ documents }) => documents)).toEqual([300, 300, 300, 300])
    expect(durationMs).toBe(Math.max(report.elapsedMs, report.indexing?.endedAtMs ?? 0))
  })

  it("rehearses more than a quota's burst, which would look like speed", async () => {
    const { rehearsals } = await forecastOf({
      batch: 10,
      clients: 8,
      documents: 100_000,
      rehearse: 100,
      basis: 'rehearsal',
      simulator: { ...SERVICE, kendra: { quotas: { BatchPutDocument: { rate: 10, burst: 100 } } } },
    })
    expect(rehearsals[0]?.documents).toBe(4_000)
    expect(Math.abs((rehearsals[0]?.documentsPerSecond ?? 0) - 100)).toBeLessThan(5)
  })

  it('forecasts what is prepared for it', async () => {
    const { report } = await forecast({
      documents: 500,
      batch: 50,
      clients: 2,
      prepare: (sim) => ({ client: sim.papi.connector('docs'), scenario: pushToPapi(), corpus: 'docs' }),
    })
    expect(report.indexing?.outcomes).toMatchObject({ indexed: 500 })
  })

  it('tells no time for what is never accepted, and rejects where nothing is', async () => {
    const { best, rehearsals } = await forecastOf({ documents: 220, batch: [10, 11], clients: 1 })
    expect(best).toEqual({ batch: 10, clients: 1 })
    expect(rehearsals[1]).toMatchObject({
      batch: 11,
      documentsPerSecond: 0,
      durationMs: undefined,
      lostShare: 1,
    })
    await expect(forecastOf({ documents: 220, batch: 11 })).rejects.toThrow(
      /not one document was accepted in any rehearsal; the first failed with ValidationException/,
    )
  })

  it('rejects with the reason of its signal, and tells nothing of a part', async () => {
    const ending = new AbortController()
    const made = forecastOf({ signal: ending.signal, onProgress: () => ending.abort(new Error('enough')) })
    await expect(made).rejects.toThrow('enough')
  })

  it.each([
    [{ documents: 0 }, /documents is 0/],
    [{ clients: [] }, /clients is \[\]/],
    [{ simulator: { clock: 'system' } }, /without a clock/],
    [{ basis: 'guess' }, /basis is "guess"/],
  ])('refuses %j and says what it expects', async (wrong, message) => {
    const made = forecastOf(wrong as Partial<ForecastOptions<Simulator['kendra']>>)
    await expect(made).rejects.toThrow(ConfigurationError)
    await expect(made).rejects.toThrow(message)
  })
})
