/** What once went wrong, each as small as it could be made. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  SimulationLimitError,
  Simulator,
  SimulatorClosedError,
  type SimulatorOptions,
} from '../src/index.ts'
import { runProgram } from './support/child-process.ts'
import { openIndex } from './support/kendra-driver.ts'

let sim: Simulator
const begin = (options: SimulatorOptions = {}): Simulator =>
  (sim = new Simulator({ workers: { threads: 0 }, latencyMs: 1, ...options }))
afterEach(() => sim.close())

describe('waiting for requests of the machine', () => {
  it('is over at once where a synchronous request was made meanwhile', async () => {
    begin()
    const startedAt = performance.now()
    const sleep = sim.clock.sleep(5)
    readFile('package.json', () => randomBytes(8))
    await sleep
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('does not keep a process alive whose simulators were closed', async () => {
    const startedAt = performance.now()
    const ended = await runProgram(`import { pbkdf2 } from 'node:crypto'
      const sim = new Simulator()
      void sim.clock.sleep(5)
      pbkdf2('password', 'salt', 300_000, 8, 'sha256', () => {})
      setTimeout(() => sim.close(), 10)`)
    expect(ended).toEqual({ code: 0, output: '' })
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })

  it('is no leak of listeners where many simulators wait', async () => {
    const ended = await runProgram(`const sims = Array.from({ length: 12 }, () => new Simulator())
      const work = new Promise((resolve) => setTimeout(resolve, 20))
      await Promise.all(sims.map((sim) => sim.external(work)))`)
    expect(ended).toEqual({ code: 0, output: '' })
  })

  it('bears a grace that is longer than any timer', async () => {
    begin({ limits: { external: '30d' } })
    const work = new Promise((resolve) => setTimeout(resolve, 20, 'done'))
    await expect(sim.external(work)).resolves.toBe('done')
  })
})

describe('a call that is answered at the instant at which the run breaks down', () => {
  // Each poll is two tasks, and the put before was two: the limit is passed by an effect, or by a reply.
  it.each([200, 201])(
    'is answered, and the next is refused, with a limit of %i',
    async (eventsPerInstant) => {
      begin({ latencyMs: 0, limits: { eventsPerInstant } })
      const index = openIndex(sim)
      await index.put('a')
      const poll = async (): Promise<void> => {
        while ((await index.status('a')) === 'PROCESSING');
      }
      await expect(poll()).rejects.toThrow(SimulationLimitError)
    },
  )
})

describe('a loop that polls without sleeping', () => {
  it.each([1, 2, 3])('ends where a latency of 0 can be drawn, with seed %i', async (seed) => {
    begin({ seed, latencyMs: [0, 20], limits: { eventsPerInstant: 1_000 } })
    const index = openIndex(sim)
    await index.put('a')
    let status = 'PROCESSING'
    while (status === 'PROCESSING') status = await index.status('a')
    expect(status).toBe('INDEXED')
  })
})

describe('the limit on events at one instant', () => {
  it('lets more documents than that be seeded, and be indexed at once', async () => {
    begin({ indexingMs: 1_000, limits: { eventsPerInstant: 20 } })
    const index = openIndex(sim)
    const Documents = Array.from({ length: 100 }, (_, n) => ({
      Id: `seeded-${n}`,
      Blob: Buffer.from('text'),
    }))
    sim.kendra.seed(index.indexId, Documents)
    for (let n = 0; n < 30; n += 10) await index.put(...Array.from({ length: 10 }, (_, i) => `put-${n + i}`))
    await sim.settle()
    expect(sim.documents().every(({ status }) => status === 'INDEXED')).toBe(true)
  })
})

describe('an automatic sync', () => {
  it('comes its whole time after the operation that armed it, however often it was armed before', async () => {
    begin({ papi: { syncAfter: '60s' } })
    const connector = sim.papi.connector('crawler')
    for (let n = 0; n < 256; n++) {
      await connector.addDocument({ uri: `early-${n}` })
      await connector.sync()
    }
    await sim.clock.sleep('30s')
    await connector.addDocument({ uri: 'late' })
    await sim.clock.advance('59s')
    expect(sim.document('crawler', 'late')?.status).toBe('pushed')
    await sim.clock.advance('1s')
    expect(sim.document('crawler', 'late')?.status).toBe('synced')
  })
})

describe('a document that was indexed again after a restart', () => {
  it('shows what was found while the end of its first attempt is still to come', async () => {
    begin({ indexingMs: ({ attempt }) => (attempt === 1 ? 5_000 : 500) })
    const index = openIndex(sim)
    await index.putText('a', 'hello')
    sim.restart()
    await sim.settle()
    expect(sim.document(index.indexId, 'a')).toMatchObject({ status: 'INDEXED', digest: '2cf24dba5fb0a30e' })
    expect(sim.document(index.indexId, 'a')?.revisions[0]?.textBytes).toBe(5)
  })
})

describe('a function that computes milliseconds', () => {
  const BAD: readonly [what: string, compute: () => number, message: string][] = [
    ['NaN', () => Number.NaN, 'has returned NaN'],
    ['a negative number', () => -1, 'has returned -1'],
    ['a fraction', () => 1.5, 'has returned 1.5'],
    ['no end', () => Infinity, 'has returned Infinity'],
    ['a text', () => '5' as unknown as number, 'has returned "5"'],
    ['a promise', (() => Promise.resolve(5)) as unknown as () => number, 'has returned {}'],
    [
      'an error',
      () => {
        throw new TypeError('boom')
      },
      'has thrown: TypeError: boom',
    ],
  ]

  it.each(
    BAD.flatMap((row) => (['latencyMs', 'indexingMs'] as const).map((option) => [option, ...row] as const)),
  )('as %s and gives %s is named to everybody who waits', async (option, _, compute, message) => {
    begin({ [option]: compute })
    const index = openIndex(sim)
    void index.status('abandoned').catch(() => {})
    const expected = expect.objectContaining({
      name: 'ConfigurationError',
      message: expect.stringContaining(`options.${option} ${message}`) as string,
    }) as Error
    await expect(index.put('a')).rejects.toEqual(expected)
    await expect(sim.settle()).rejects.toEqual(expected)
  })

  it('sees of a call what its type says, and nothing else', async () => {
    const seen: object[] = []
    begin({ latencyMs: (call) => seen.push(call) })
    const indexId = 'i'.repeat(36)
    await openIndex(sim, indexId)
      .status('a')
      .catch(() => {})
    expect(seen).toEqual([{ facade: 'kendra', operation: 'BatchGetDocumentStatus', corpus: indexId }])
  })
})

describe('fault rules of one name', () => {
  it('are refused as an option too', () => {
    const rule = { name: 'twin', do: { type: 'fail' } } as const
    expect(() => begin({ faults: [rule, rule] })).toThrow(ConfigurationError)
    expect(() => begin({ faults: [rule, rule] })).toThrow('options.faults[1].name is "twin"')
    begin()
  })
})

describe('identical calls side by side', () => {
  it('share the draws of a rule, for which of them is first would be chance', async () => {
    const run = async (names: readonly string[]): Promise<string> => {
      begin({
        seed: 3,
        faults: [
          {
            name: 'flaky',
            on: { operation: 'BatchGetDocumentStatus' },
            when: { probability: 0.5 },
            do: { type: 'throttle' },
          },
        ],
      })
      const index = openIndex(sim)
      const loop = async (name: string): Promise<void> => {
        for (let n = 0; n < 5; n++) await index.status('shared').catch(() => index.put(name))
      }
      await Promise.all(names.map(loop))
      await sim.close()
      return sim.trace.digest()
    }
    expect(await run(['a', 'b'])).toBe(await run(['b', 'a']))
  })
})

describe('closing', () => {
  it('leaves nobody without an answer whose wait was over already', async () => {
    // The sleep is over at the instant at which the end of the indexing is due, and that has to wait for a thread.
    begin({ latencyMs: 0, indexingMs: 0, workers: { threads: 1 } })
    const IndexId = sim.kendra.addIndex()
    const Blob = Buffer.from('some,cells,of,a,table\n'.repeat(100_000))
    const put = sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a', Blob, ContentType: 'CSV' }] })
    const sleep = sim.clock.sleep(0)
    while (sim.trace.lines().length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    await sim.close()
    await expect(put).rejects.toThrow(SimulatorClosedError)
    await expect(sleep).resolves.toBeUndefined()
  })
})
