/** Exploration: which seeds it runs, what counts as a finding and what does not, and how a finding is told. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  compareToSource,
  ConfigurationError,
  ExplorationError,
  explore,
  type ExploreOptions,
  type FaultRuleInput,
  type Scenario,
  type Simulator,
  WorkerPoolError,
} from '../../src/index.ts'
import { runProgram } from '../support/child-process.ts'

const QUIET: ExploreOptions = { faults: [], progress: false }

async function find(scenario: Scenario, options: ExploreOptions = {}): Promise<ExplorationError> {
  const error: unknown = await explore(scenario, { ...QUIET, ...options }).catch((thrown: unknown) => thrown)
  if (!(error instanceof ExplorationError)) throw new Error('nothing was found', { cause: error })
  return error
}

/** Pushes each document once, whatever comes back. */
const pushOnce: Scenario = async (sim, context) => {
  const documents = context.documents(8)
  context.source('files', documents)
  const api = sim.papi.connector('files')
  for (const { id, stamp, content } of documents)
    await api.addDocument({ uri: id, stamp, parts: [{ bytes: content }] }).catch(() => {})
}

const RESET: FaultRuleInput = {
  name: 'reset',
  do: { type: 'reset' },
  when: { until: '10m', probability: 0.3 },
}
const SLOW: FaultRuleInput = {
  name: 'slow',
  on: { phase: 'response' },
  when: { until: '10m' },
  do: { type: 'slow', by: ['1s', '2s'] },
}

describe('explore', () => {
  it('runs the seeds from 1, each in a simulator of its own', async () => {
    const sims = new Map<Simulator, number>()
    const result = await explore((sim, { seed }) => void sims.set(sim, seed), { ...QUIET, seeds: 5 })
    expect([...sims.values()]).toEqual([1, 2, 3, 4, 5])
    expect([...sims.keys()].map((sim) => sim.seed)).toEqual([1, 2, 3, 4, 5])
    expect(result).toEqual({ runs: 5, faultsFired: 0, excused: 0, invariants: 0, sources: 0 })
  })

  it('says what was checked, and on standard error where nothing was but what the scenario itself throws', async () => {
    const said: unknown[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(text) > 0)
    try {
      const options: ExploreOptions = { faults: [], seeds: 2 }
      const invariants = { holds: () => true }
      const source = { corpus: 'files', documents: [] }
      expect(
        await explore((sim) => void sim.papi.connector('files'), { ...options, invariants, source }),
      ).toEqual({ runs: 2, faultsFired: 0, excused: 0, invariants: 1, sources: 2 })
      await explore(() => {}, { ...options, progress: false })
      expect(said).toEqual([])
      await explore(() => {}, options)
      expect(said).toEqual([
        'explore: no seed fails; checked was only that the scenario does not throw: there are no invariants, and it names no source\n',
      ])
    } finally {
      write.mockRestore()
    }
  })

  it('shares seeds so that each is of one shard', async () => {
    const shards: number[][] = []
    for (const shard of ['1/3', '2/3', '3/3']) {
      const seeds: number[] = []
      await explore((_, { seed }) => void seeds.push(seed), {
        ...QUIET,
        seeds: { from: -2, count: 10 },
        shard,
      })
      shards.push(seeds)
    }
    expect(shards).toEqual([
      [-2, 1, 4, 7],
      [-1, 2, 5],
      [0, 3, 6],
    ])
  })

  it('gives a scenario the same documents and choices for the same seed, and others for another', async () => {
    const drawn = async (seed: number): Promise<string> => {
      let text = ''
      await explore(
        (_, { documents, draw }) => {
          const all = [...documents(3), ...documents(2, { prefix: 'page', version: 2, bytes: [5, 9] })]
          text = JSON.stringify([
            all.map(({ id, stamp, content }) => [id, stamp, String(content)]),
            draw('a', 1),
          ])
        },
        { ...QUIET, seeds: { from: seed, count: 1 } },
      )
      return text
    }
    expect(await drawn(7)).toBe(await drawn(7))
    expect(await drawn(7)).not.toBe(await drawn(8))
    expect(await drawn(7)).toContain('"page-2"')
  })

  it('reports what a scenario throws, with the error as its cause', async () => {
    const boom = new TypeError('boom')
    const error = await find((_, { seed }) => {
      if (seed === 4) throw boom
    })
    expect(error).toMatchObject({ seed: 4, cause: boom, failure: { kind: 'scenario' } })
    expect(error.message).toContain('Seed 4 fails (run 4 of 100;')
    expect(error.message).toContain('The scenario failed with TypeError: boom')
    expect(error.message).toContain('It fails without any fault.')
  })

  it('reports the first invariant that is broken, when the faults have ended and all is settled', async () => {
    const seen: string[] = []
    const error = await find(pushOnce, {
      faults: [SLOW],
      shrinkRuns: 0,
      invariants: {
        holds: (sim) => void seen.push(sim.document('files', 'doc-1')?.status ?? 'none'),
        'is told': () => 'a text says what is wrong',
        'comes later': () => false,
      },
    })
    expect(error.failure).toMatchObject({ kind: 'invariant', invariant: 'is told' })
    expect(error.message).toContain('The invariant "is told" is broken: Error: a text says what is wrong')
    expect(new Set(seen)).toEqual(new Set(['searchable']))
  })

  it.each([0, 7, null, [], { findings: 1 }])('refuses an invariant that returns %j', async (answer) => {
    const refused = explore(() => {}, { ...QUIET, invariants: { 'no gaps': async () => answer as never } })
    await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
    await expect(refused).rejects.toThrow(
      `explore.invariants: "no gaps" has returned ${JSON.stringify(answer)}; expected true or nothing`,
    )
  })

  it('takes the audit for an invariant, as the guide shows it', async () => {
    const clean = (sim: Simulator): string | true =>
      sim
        .audit()
        .map(({ message }) => message)
        .join('\n') || true
    expect(await explore(() => {}, { ...QUIET, seeds: 2, invariants: { clean } })).toMatchObject({ runs: 2 })
    const error = await find(
      async (sim) => {
        const IndexId = sim.kendra.addIndex()
        for (let n = 0; n < 40; n++)
          await sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a', Blob: Buffer.from('a') }] })
      },
      { invariants: { clean }, shrinkRuns: 0 },
    )
    expect(error.failure).toMatchObject({ kind: 'invariant', invariant: 'clean' })
  })

  it('compares with a source that an option names', async () => {
    const error = await find((sim) => void sim.papi.connector('files'), {
      source: (sim, { documents }) => ({ corpus: sim.papi.connector('files').name, documents: documents(2) }),
      shrinkRuns: 0,
    })
    expect(error.failure).toMatchObject({ kind: 'source', corpus: 'files' })
    expect(error.message).toContain('"doc-1" is missing: it was never accepted')
  })

  it('lets documents go that a rule has lost or stalled for good, and counts them', async () => {
    for (const type of ['lose', 'stall'] as const) {
      const faults = [
        { name: type, on: { document: 'doc-3' }, when: { until: '10m' }, do: { type } } as const,
      ]
      expect(await explore(pushOnce, { ...QUIET, faults, seeds: 3 })).toMatchObject({ excused: 3 })
    }
  })

  it('shrinks to the one rule and the one document that it takes, weak as they can be', async () => {
    const stalls: FaultRuleInput[] = ['delay', 'late'].map((type) => ({
      name: type,
      when: { until: '10m' },
      do: { type: type as 'delay', by: '1s' },
    }))
    const error = await find(pushOnce, { faults: [SLOW, ...stalls, RESET], seeds: 20 })
    expect(error.plan.rules.map(({ name, limit }) => [name, limit.fires])).toEqual([['reset', 1]])
    expect(error.documents).toHaveLength(1)
    expect(error.message).toMatch(/made smaller by \d+ more runs/)
    expect(error.message).toContain('The faults that it takes, 1 of 4, with 1 of 8 documents:')
  })

  it('shrinks in the same way each time', async () => {
    const [first, second] = [
      await find(pushOnce, { faults: 'swarm' }),
      await find(pushOnce, { faults: 'swarm' }),
    ]
    expect(first.message).toBe(second.message)
  })

  it('does not wander to a failure of another kind', async () => {
    // Without the reset it fails otherwise, and sooner.
    const error = await find(
      async (sim) => {
        const api = sim.papi.connector('files')
        const pushed = await api.addDocument({ uri: 'a' }).then(
          () => true,
          () => false,
        )
        throw new Error(pushed ? 'another kind' : 'the push failed')
      },
      { faults: [{ name: 'reset', do: { type: 'reset' } }, SLOW] },
    )
    expect(error.cause.message).toBe('the push failed')
    expect(error.plan.rules.map(({ name }) => name)).toEqual(['reset'])
  })

  it('leaves a failure as it is for shrinkRuns 0, and stops at its limit', async () => {
    const asFound = await find(pushOnce, { faults: [SLOW, RESET], shrinkRuns: 0 })
    expect(asFound.plan.rules).toHaveLength(2)
    const cut = await find(pushOnce, { faults: [SLOW, RESET], shrinkRuns: 1 })
    expect(cut.message).toContain('made smaller by 1 more runs, and cut off there')
  })

  it.each([
    ['passes', (run: number) => run > 1],
    ['fails with another trace', () => false],
  ])('says so where the same seed %s when it is run again, and does not shrink it', async (_, passes) => {
    let runs = 0
    const error = await find(
      async (sim) => {
        await sim.papi.connector('files').addDocument({ uri: `document-${++runs}` })
        if (!passes(runs)) throw new Error('found')
      },
      { faults: [SLOW] },
    )
    expect(error.message).toContain(
      'Seed 1 fails (run 1 of 100; not made smaller: the same seed did not fail alike when it was run again: the scenario is not deterministic).',
    )
    expect({ runs, rules: error.plan.rules.length }).toEqual({ runs: 2, rules: 1 })
  })

  it('ends a scenario that goes on for ever in simulated time, as a finding', async () => {
    const error = await find(async (sim) => {
      for (;;) await sim.clock.sleep('1h')
    })
    expect(error.cause.name).toBe('SimulationLimitError')
    expect(error.message).toContain('limits.simulated')
  })

  it('ends a scenario that waits for something real for too long, as a finding', async () => {
    const error = await find(() => new Promise(() => {}), { timeout: 50 })
    expect(error.failure.kind).toBe('timeout')
    expect(error.message).toContain('after 50 ms of real time')
  })

  it('does so too where nothing else keeps the process alive', async () => {
    const { code, output } = await runProgram(`
      const hang = () => new Promise(() => {})
      await indexsim.explore(hang, { faults: [], timeout: 50 }).catch((error) => console.log(error.failure.kind))`)
    expect({ code, output }).toEqual({ code: 0, output: 'timeout\n' })
  })

  /** Work in the background that never ends; what it rejects with would end a process. */
  const HEARTBEAT = "void (async () => { for (;;) await sim.clock.sleep('1h') })()"

  it.each([
    ['a run that passes', "await sim.clock.sleep('5h')", 'passed'],
    ['a run that fails', "await sim.clock.sleep('5h'); throw new Error('found')", 'found'],
    [
      'a run that is closed early',
      "await sim.clock.sleep('5h'); setTimeout(() => sim.kendra.listIndices({}), 20); await real(5)",
      'passed',
    ],
    [
      'a run on its own clock',
      "await sim.run(async () => { await real(60_000); throw new Error('found') })",
      'found',
    ],
    ['a run that is out of time', 'await new Promise(() => {})', 'after 500 ms of real time'],
    ['a run that goes on for ever', "for (;;) await sim.clock.sleep('1h')", 'limits.simulated'],
    [
      'a run whose external work does not end',
      'await sim.external(new Promise(() => {}))',
      'simulated time stands at',
    ],
    [
      'a run whose check goes on for ever',
      "sim.faults.add({ name: 'late', on: { document: 'a' }, do: { type: 'delay', by: '30d' } }); await sim.papi.connector('files').addDocument({ uri: 'a' })",
      'limits.simulated',
    ],
  ])('leaves work in the background alone at the end of %s', async (_, does, told) => {
    const { code, output } = await runProgram(`
      const real = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
      const scenario = async (sim) => { ${HEARTBEAT}; ${does} }
      const limits = { external: 20, simulated: '${told === 'limits.simulated' ? '9d' : '90000d'}', settle: '90d' }
      const options = { faults: [], seeds: 2, timeout: 500, shrinkRuns: 0, simulator: { limits } }
      const told = await indexsim.explore(scenario, options).then(() => 'passed', (error) => error.message)
      console.log(told)
      setTimeout(() => process.exit(0), 40)`)
    expect(output).toContain(told)
    expect(code).toBe(0)
  })

  it('gives the timers of the process back when a run on its own clock is out of time', async () => {
    const { code, output } = await runProgram(`
      const own = setTimeout
      const scenario = async (sim) => { void sim.run(() => sim.external(new Promise(() => {}))); await new Promise(() => {}) }
      const hang = (sim) => scenario(sim)
      await indexsim.explore(hang, { faults: [], timeout: 50 }).catch((error) => console.log(error.failure.kind))
      console.log(own === setTimeout)`)
    expect({ code, output }).toEqual({ code: 0, output: 'timeout\ntrue\n' })
  })

  it('never takes trouble of its own for a finding', async () => {
    const pool = new WorkerPoolError('no thread loads')
    await expect(explore(() => Promise.reject(pool), QUIET)).rejects.toBe(pool)
    const bug = new Error('indexsim has a bug: something. Please report it.')
    await expect(explore(() => Promise.reject(bug), QUIET)).rejects.toBe(bug)
    await expect(explore((sim) => void sim.document('nowhere', 'a'), QUIET)).rejects.toThrow(
      'there is no corpus "nowhere"',
    )
    const indexer = new URL('../workers/fixtures/throws-at-load.js', import.meta.url)
    await expect(
      explore(pushOnce, { ...QUIET, simulator: { workers: { indexer, threads: 0 } } }),
    ).rejects.toBeInstanceOf(WorkerPoolError)
  })

  it.each([
    [
      'a call that is not awaited',
      `void sim.papi.connector('files').addDocument({ uri: 'a' })
      await sim.clock.sleep('1m')`,
      'a rejection that nobody handled: PushAPIException:',
    ],
    [
      'a call that is not awaited at the very end',
      `void Promise.reject(new TypeError('boom'))`,
      'a rejection that nobody handled: TypeError: boom',
    ],
    [
      'a callback that throws',
      `await new Promise((resolve) => setTimeout(resolve, 5).unref() && process.nextTick(() => { throw 'text' }))`,
      'an exception that nobody handled: text',
    ],
    [
      'an exception that leaves it waiting',
      `await new Promise(() => process.nextTick(() => { throw new TypeError('boom') }))`,
      'an exception that nobody handled: TypeError: boom',
    ],
  ])('finds %s, where no test runner hears it', async (_, body, message) => {
    const { code, output } = await runProgram(`
      const scenario = async (sim) => {
        ${body}
      }
      const faults = [{ name: 'reset', on: { facade: 'papi' }, do: { type: 'reset' } }]
      const found = await indexsim.explore(scenario, { faults, timeout: 300, seeds: 3 }).catch((error) => error)
      const again = await indexsim.replay(scenario, found.token, { timeout: 300 }).catch((error) => error)
      console.log(found.message)
      console.log(found.failure.kind, found.digest === again.digest, process.listenerCount('unhandledRejection'))`)
    expect(output).toContain(`The scenario failed with ${message}`)
    expect(output).toMatch(/\nscenario true 0\n$/)
    expect(code).toBe(0)
  })

  it('does not count what the end of the simulator calls off', async () => {
    const { code, output } = await runProgram(`
      const scenario = (sim) => {
        void (async () => {
          await sim.clock.sleep('30d')
        })()
        void sim.clock.sleep('30d').catch(() => Promise.reject(new Error('too late')))
      }
      const { runs } = await indexsim.explore(scenario, { faults: [], seeds: 3, progress: false })
      console.log(runs)`)
    expect({ code, output }).toEqual({ code: 0, output: '3\n' })
  })

  it('leaves what nobody handles to those who listen already', async () => {
    const { code, output } = await runProgram(`
      process.on('unhandledRejection', ({ message }) => console.log('heard', message))
      const scenario = () => void Promise.reject(new Error('boom'))
      const { runs } = await indexsim.explore(scenario, { faults: [], seeds: 1, progress: false })
      console.log(runs)`)
    expect({ code, output }).toEqual({ code: 0, output: 'heard boom\n1\n' })
  })

  it('gives connector and service one clock where it is asked to', async () => {
    let waited = 0
    await explore(
      async (sim) => {
        const before = sim.clock.now()
        await new Promise((resolve) => setTimeout(resolve, 60_000))
        waited = sim.clock.now() - before
      },
      { ...QUIET, seeds: 2, clock: 'shared' },
    )
    expect(waited).toBe(60_000)
  })

  it.each([
    [{ seeds: 0 }, 'explore.seeds is 0; expected a number of seeds from 1, or { from, count }'],
    [{ shard: '3/2' }, `explore.shard is "3/2"; expected i/n with i from 1 to n, such as '2/8'`],
    [{ faults: 'swram' }, 'explore.faults is "swram"; expected a list of fault rules'],
    [{ faults: () => 7, seeds: 1 }, 'explore.faults has returned 7 for seed 1'],
    [{ simulator: { seed: 3 } }, 'explore.simulator is {"seed":3}; expected options of a simulator without'],
    [{ timeout: 'soon' }, 'explore.timeout is "soon"'],
    [{ seed: 3 }, 'explore: unknown member seed'],
  ])('refuses the options %j', async (options, message) => {
    const refused = explore(() => {}, options as ExploreOptions)
    await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
    await expect(explore(() => {}, options as ExploreOptions)).rejects.toThrow(message)
  })
})

describe('the documents of a source', () => {
  it.each([
    [[{ uri: 'a' }], 'document 0 is {"uri":"a"}; expected a text id'],
    [[{ id: 'a' }, { id: 7 }], 'document 1 is {"id":7}; expected a text id'],
    [[null], 'of stamp, content, format and parts'],
    ['all', 'the documents are "all"; expected a list'],
  ])('are refused where they are %j', async (documents, message) => {
    const refused = explore((_, context) => context.source('files', documents as never), QUIET)
    await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
    await expect(refused).rejects.toThrow(`context.source: ${message.startsWith('of') ? '' : message}`)
    const compare = (sim: Simulator): void => {
      sim.papi.connector('files')
      compareToSource(sim, 'files', documents as never)
    }
    await expect(explore(compare, QUIET)).rejects.toThrow(message)
  })
})

describe('the arguments of explore', () => {
  it.each([
    [[undefined], 'explore: the scenario is undefined; expected a function of sim and context'],
    [[{ seeds: 3 }, () => {}], 'as in explore(scenario, options); the arguments are swapped'],
  ])('are refused where they are %j', async (given, message) => {
    const refused = explore(...(given as unknown as Parameters<typeof explore>))
    await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
    await expect(refused).rejects.toThrow(message)
  })
})

describe('a finding', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'indexsim-explore-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is written to a file with its trace', async () => {
    const output = path.join(folder, 'failure.json')
    const { seed, trace, digest } = await find(pushOnce, { faults: [RESET], output })
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
      indexsim: 'failure 1',
      seed,
      trace,
      digest,
      rules: [{ name: 'reset' }],
    })
  })

  it('is refused a file that cannot be written before the first seed', async () => {
    let runs = 0
    for (const output of [path.join(folder, 'nowhere', 'x.json'), tmpdir()]) {
      const refused = explore(() => void runs++, { ...QUIET, output })
      await expect(refused).rejects.toBeInstanceOf(ConfigurationError)
      await expect(refused).rejects.toThrow(`explore.output cannot be written to ${output}: `)
    }
    expect(runs).toBe(0)
  })

  it('is told all the same where its file cannot be written any more', async () => {
    const gone = mkdtempSync(path.join(tmpdir(), 'indexsim-gone-'))
    const scenario = (): void => {
      rmSync(gone, { recursive: true, force: true })
      throw new Error('found')
    }
    const error = await find(scenario, { output: path.join(gone, 'failure.json') })
    expect(error.cause.message).toBe('found')
    expect(error.unsaved).toMatchObject({ code: 'ENOENT' })
    expect(error.message).toMatch(/INDEXSIM_REPLAY=\S+\nIt could not be written to a file: ENOENT/)
  })

  it('has no token where a rule has a predicate', async () => {
    const faults: FaultRuleInput[] = [{ ...RESET, on: { where: () => true } }]
    const error = await find(pushOnce, { faults })
    expect(error.token).toBeUndefined()
    expect(error.message).toContain('A rule has a predicate in on.where')
  })
})

describe('an exploration that takes long', () => {
  it('says how far it is, on standard error', async () => {
    const { code, output } = await runProgram(`
      const turn = () => new Promise((resolve) => setTimeout(resolve, 700))
      await indexsim.explore(turn, { seeds: 7, faults: [] })`)
    expect(code).toBe(0)
    expect(output).toMatch(/^explore: \d of 7 \(seeds\)\n/)
  })
})
