import { KendraClient } from '@aws-sdk/client-kendra'
import { runLoad } from 'indexsim'
import { expect, test } from 'indexsim/vitest'
import { scenario } from './load-scenario.ts'

test('brings a hundred documents in by four syncs side by side, in the time of three', async ({ sim }) => {
  const corpus = sim.kendra.addIndex()
  const report = await runLoad(scenario, {
    client: new KendraClient(sim.kendra.clientConfig()),
    simulator: sim,
    corpus,
    stages: [{ clients: 4 }],
    documents: { count: 100 },
  })
  expect(report.units).toMatchObject({ completed: 10, failed: 0, mostAtOnce: 4 })
  expect(report.documents).toMatchObject({ accepted: 100, refused: [] })
  // Documents take 5 seconds at most, and so does the wait for each sync's only poll.
  expect(report.elapsedMs).toBeGreaterThan(15_000)
  expect(report.elapsedMs).toBeLessThan(16_000)
})
