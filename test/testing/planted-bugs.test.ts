/** Bugs that connectors have in production, planted: exploration finds each, makes it small, and hands over a line that runs it again. */
import { describe, expect, it } from 'vitest'
import { ExplorationError, explore, type ExploreOptions, type Scenario } from '../../src/index.ts'
import { runProgram } from '../support/child-process.ts'
import * as dropsThrottledBatch from './connectors/drops-throttled-batch.js'
import * as newIdAfterLostReply from './connectors/new-id-after-lost-reply.js'
import * as readsOnePageOfJobs from './connectors/reads-one-page-of-jobs.js'
import * as takesFailedUpdateForDone from './connectors/takes-failed-update-for-done.js'
import * as trustsUnsyncedPushes from './connectors/trusts-unsynced-pushes.js'

interface Planted {
  readonly what: string
  readonly module: string
  readonly connectors: {
    readonly broken: Scenario
    readonly repaired: Scenario
    readonly options?: ExploreOptions
  }
  /** The effects of the rules that are left. */
  readonly culprits: readonly string[]
  /** What the repaired connector is run for: each seed takes a slow one longer. */
  readonly repairedSeeds: number
}

const BUGS: readonly Planted[] = [
  {
    what: 'a document that is there twice after a lost reply',
    module: 'new-id-after-lost-reply',
    connectors: newIdAfterLostReply,
    culprits: ['dropReply'],
    repairedSeeds: 100,
  },
  {
    what: 'an update that failed and is taken for done',
    module: 'takes-failed-update-for-done',
    connectors: takesFailedUpdateForDone,
    culprits: ['fail'],
    repairedSeeds: 100,
  },
  {
    what: 'unsynced pushes that a restart loses',
    module: 'trusts-unsynced-pushes',
    connectors: trustsUnsyncedPushes,
    culprits: ['restart'],
    repairedSeeds: 100,
  },
  {
    what: 'failures beyond the first page of sync jobs',
    module: 'reads-one-page-of-jobs',
    connectors: readsOnePageOfJobs,
    culprits: ['fail'],
    repairedSeeds: 40,
  },
  {
    what: 'a throttled batch that is dropped',
    module: 'drops-throttled-batch',
    connectors: dropsThrottledBatch,
    culprits: ['throttle'],
    repairedSeeds: 100,
  },
]

const SWARM: ExploreOptions = { faults: 'swarm', progress: false }

async function find({ broken, options }: Planted['connectors']): Promise<ExplorationError> {
  const found = explore(broken, { ...options, ...SWARM, seeds: 500 })
  const error: unknown = await found.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ExplorationError)
  return error as ExplorationError
}

describe.each(BUGS)('exploration, for $what', ({ module, connectors, culprits, repairedSeeds }) => {
  it('finds it within 500 seeds, and leaves at most two faults', async () => {
    const { seed, plan, failure } = await find(connectors)
    expect(seed).toBeLessThanOrEqual(500)
    expect(plan.rules.length).toBeLessThanOrEqual(2)
    expect(plan.rules.map((rule) => rule.do.type)).toEqual(culprits)
    expect(failure.kind).toBe('source')
  })

  it('prints a line that leaves the same trace in another process', async () => {
    const found = await find(connectors)
    const line = /^ {2}INDEXSIM_REPLAY=(\S+)$/m.exec(found.message)?.[1]
    const { code, output } = await runProgram(
      `const { broken, options } = await import('./test/testing/connectors/${module}.js')
      const error = await indexsim.explore(broken, options).catch((thrown) => thrown)
      console.log(JSON.stringify({ name: error.name, seed: error.seed, digest: error.digest, trace: error.trace }))`,
      { INDEXSIM_REPLAY: line },
    )
    expect(code).toBe(0)
    const { seed, digest, trace } = found
    expect(JSON.parse(output)).toEqual({ name: 'ExplorationError', seed, digest, trace })
  })

  it(`finds nothing in ${repairedSeeds} seeds once it is repaired`, async () => {
    const { repaired, options } = connectors
    const explored = await explore(repaired, { ...options, ...SWARM, seeds: repairedSeeds })
    expect(explored).toMatchObject({ runs: repairedSeeds })
  })
})
