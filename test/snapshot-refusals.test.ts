/** When no snapshot is taken, and what is not restored. */
import fc from 'fast-check'
import { pathToFileURL } from 'node:url'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  type FaultRuleInput,
  type Simulator,
  type SimulatorOptions,
  type Snapshot,
  SnapshotError,
} from '../src/index.ts'
import { openIndex } from './support/kendra-driver.ts'
import { openedHere } from './support/opened.ts'
import { property } from './support/property.ts'

const { open, restore } = openedHere()

/** The error with which something is refused. */
function refusal(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('it was not refused')
}

describe('no snapshot is taken', () => {
  it('while calls, a settle, an advance or external work are in flight, and they are named', async () => {
    const sim = open()
    const index = openIndex(sim)
    await sim.clock.advance('1s')
    let finish = (): void => {}
    const all = [
      index.put('a'),
      sim.papi.connector('c').addDocument({ uri: 'u' }),
      sim.settle(),
      sim.clock.advance('1m'),
      sim.clock.sleep('2m'),
      sim.external(new Promise<void>((resolve) => (finish = resolve))),
    ]
    const { name, message, ...rest } = refusal(() => sim.snapshot())
    expect({ name, message, ...rest }).toEqual({
      name: 'SnapshotError',
      code: 'INDEXSIM_SNAPSHOT',
      message: [
        'a snapshot cannot hold what is in flight; await it first:',
        `kendra BatchPutDocument on kendra:${index.indexId}, since 00:00:01.000`,
        'papi addDocument on papi:c, since 00:00:01.000',
        'settle, since 00:00:01.000',
        'clock.advance by 60000 ms, since 00:00:01.000',
        'external work that has not come to its end, since 00:00:01.000',
      ].join('\n  '),
    })
    finish()
    await Promise.all(all)
    expect(sim.snapshot().format).toBe('indexsim-snapshot')
  })

  it('by a function that is asked in the middle of a step', async () => {
    const refusals: Error[] = []
    const sim: Simulator = open({
      indexingMs: () => {
        refusals.push(refusal(() => sim.snapshot()))
        return 5
      },
    })
    await sim.papi.connector('c').addDocument({ uri: 'u' })
    void sim.clock.sleep('1h')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(refusals.map(({ message }) => message)).toEqual([
      'a function that is asked in the middle of a step can take no snapshot',
    ])
  })

  it('of a run that has broken down, or was closed', async () => {
    const sim = open({
      latencyMs: () => {
        throw new Error('a mistake')
      },
    })
    await openIndex(sim)
      .put('a')
      .catch(() => {})
    expect(refusal(() => sim.snapshot())).toMatchObject({
      name: 'SnapshotError',
      message: expect.stringContaining('options.latencyMs has thrown'),
      cause: expect.any(ConfigurationError),
    })
    await sim.close()
    expect(() => sim.snapshot()).toThrow('snapshot: the simulator was closed')
  })

  it('where a document cannot be analysed by the fault of its indexer', async () => {
    const indexer = pathToFileURL(path.join(import.meta.dirname, 'workers/fixtures/throws-at-load.js'))
    const sim = open({ workers: { threads: 1, indexer } })
    sim.kendra.seed(sim.kendra.addIndex(), [{ Id: 'a', Blob: Buffer.from('text') }])
    await sim.settle().catch(() => {})
    expect(refusal(() => sim.snapshot())).toMatchObject({
      name: 'SnapshotError',
      cause: { name: 'WorkerPoolError' },
    })
  })
})

describe('no run is restored', () => {
  const sample = (): Snapshot => {
    const sim = open({ faults: 'swarm' })
    const indexId = sim.kendra.addIndex()
    sim.kendra.seed(indexId, [{ Id: 'a', Blob: Buffer.from('text'), Title: 'A' }])
    sim.papi.connector('c').seed([{ uri: 'a', stamp: 'v1' }])
    return JSON.parse(JSON.stringify(sim.snapshot())) as Snapshot
  }

  it.each<[string, (saved: Snapshot) => unknown, string]>([
    ['nothing', () => undefined, 'snapshot is undefined; expected an object, as sim.snapshot() gives it'],
    ['null', () => null, 'snapshot is null; expected an object'],
    ['its own text', (saved) => JSON.stringify(saved), 'expected an object, as sim.snapshot() gives it'],
    ['a list', (saved) => [saved], 'expected an object'],
    ['another thing', () => ({ format: 'zip' }), 'snapshot.format is "zip"; expected \'indexsim-snapshot\''],
    [
      'another format',
      (saved) => ({ ...saved, version: 2 }),
      'snapshot.version is 2; expected 1: this indexsim restores snapshots of no other format',
    ],
    [
      'a member that is missing',
      (saved) => ({ ...saved, world: undefined }),
      'snapshot.world is undefined; expected an object',
    ],
    ['a member too many', (saved) => ({ ...saved, more: 1 }), 'snapshot: unknown member more'],
    [
      'no checksum',
      (saved) => ({ ...saved, checksum: 'x' }),
      'snapshot.checksum is "x"; expected 64 hexadecimal digits',
    ],
    [
      'another checksum',
      (saved) => ({ ...saved, checksum: '0'.repeat(64) }),
      'it was changed or cut off after it was taken',
    ],
    [
      'a world that is empty',
      (saved) => ({ ...saved, world: {} }),
      'it was changed or cut off after it was taken',
    ],
  ])('from %s', (_, spoil, message) => {
    const error = refusal(() => restore(spoil(sample())))
    expect(error).toBeInstanceOf(SnapshotError)
    expect(error.message).toContain(message)
  })

  property.prop([fc.infiniteStream(fc.nat()), fc.jsonValue()], { numRuns: 200 })(
    'from a snapshot in which any one thing was changed, or was left out',
    (choices, value) => {
      const saved = sample()
      let place: Record<string, unknown> = saved as never
      for (const choice of choices) {
        const names = Object.keys(place)
        const name = names[choice % names.length]
        if (name === undefined) return
        const inner = place[name]
        if (choice % 3 > 0 && typeof inner === 'object' && inner !== null) {
          place = inner as never
          continue
        }
        if (JSON.stringify(inner) === JSON.stringify(value)) return
        if (choice % 2 === 0) delete place[name]
        else place[name] = value
        break
      }
      // What was left out at the end of a list of one leaves a hole, which JSON tells as null.
      expect(refusal(() => restore(saved))).toBeInstanceOf(SnapshotError)
    },
  )

  it('that was made of nonsense with care', () => {
    for (const nonsense of nonsenses(sample())) {
      const error = refusal(() => restore(nonsense))
      expect(error).toBeInstanceOf(SnapshotError)
      expect(error.message).toContain('snapshot.world cannot be restored: ')
    }
  })

  it('without the functions that it had, which are all named', async () => {
    const where = (): boolean => true
    const rule: FaultRuleInput = { name: 'by hand', on: { where }, do: { type: 'fail' } }
    const later: FaultRuleInput = { name: 'later', on: { where, document: /^a/i }, do: { type: 'lose' } }
    const indexer = pathToFileURL(path.join(import.meta.dirname, 'workers/fixtures/counts-bytes.js'))
    const given = {
      latencyMs: () => 5,
      indexingMs: () => 100,
      workers: { threads: 0, indexer },
      kendra: { s3: { 'my-bucket': () => undefined } },
    }
    const sim = open({ ...given, faults: [rule] })
    sim.faults.add(later)
    const saved = sim.snapshot()
    const { name, message } = refusal(() => restore(saved))
    expect([name, message]).toEqual([
      'SnapshotError',
      [
        'the run of seed 7 had what no snapshot can hold; restore(snapshot, options) needs again:',
        'latencyMs: a function',
        'indexingMs: a function',
        'workers.indexer: a module',
        'kendra.s3["my-bucket"]: a function',
        'faults: rule "by hand" with its on.where',
        'faults: rule "later" with its on.where',
      ].join('\n  '),
    ])
    expect(refusal(() => restore(saved, { ...given, faults: [rule] })).message).toMatch(
      /needs again:\n {2}faults: rule "later"[^\n]*$/,
    )
    const again = restore(saved, { ...given, faults: [rule, later] })
    expect(again.faults.rules).toEqual(sim.faults.rules)
    expect(again.faults.rules[1]!.rule.on.where).toBe(where)
    again.reset()
    expect(again.faults.rules.map((one) => one.rule)).toEqual([sim.faults.rules[0]!.rule])
  })

  it.each<[string, SimulatorOptions, string]>([
    [
      'another seed',
      { seed: 8 },
      'options.seed is 8; expected 7, as in the snapshot: what has happened depends on it',
    ],
    ['another latency', { latencyMs: [1, 2] }, 'options.latencyMs is [1,2]; expected 10, as in the snapshot'],
    ['a function for a number', { indexingMs: () => 5 }, 'options.indexingMs is "a function"; expected 1000'],
    ['other spans', { kendra: { takes: { crawl: 5 } } }, 'options.kendra.takes.crawl is 5; expected 60000'],
    ['another sync', { papi: { syncAfter: false } }, 'options.papi.syncAfter is false; expected 60000'],
    [
      'new credentials',
      { papi: { credentials: { login: 'a', password: 'b' } } },
      'options.papi.credentials is not shown; expected undefined, as in the snapshot',
    ],
    [
      'an indexer where there was none',
      { workers: { indexer: './mine.js' } },
      'options.workers.indexer is "a module"; expected "ours"',
    ],
    [
      'rules of its own',
      { faults: [{ name: 'new', do: { type: 'reset' } }] },
      'options.faults has rule "new", and no rule',
    ],
    ['more of a trace', { trace: 'full' }, 'options.trace is "full"; expected "digest" or less'],
    ['more of the calls', { calls: 'full' }, 'options.calls is "full"; expected "summary" or less'],
  ])('with what contradicts the snapshot: %s', (_, options, message) => {
    const saved = open({ trace: 'digest', calls: 'summary' }).snapshot()
    const error = refusal(() => restore(saved, options))
    expect(error).toBeInstanceOf(SnapshotError)
    expect(error.message).toContain(message)
  })

  it.each<[string, unknown, string]>([
    ['no options', null, 'options is null; expected an object'],
    ['an option that is none', { sed: 7 }, 'options: unknown member sed'],
    ['a wrong value', { workers: { threads: -1 } }, 'options.workers.threads is -1; expected'],
  ])('with options that no simulator takes: %s', (_, options, message) => {
    const saved = sample()
    const error = refusal(() => restore(saved, options as SimulatorOptions))
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error.message).toContain(message)
  })
})

/** Snapshots with checksums that are right, of worlds that are none, up to those that are nearly whole. */
function nonsenses(saved: Snapshot): Snapshot[] {
  const worlds = [
    {},
    { core: 5 },
    { ...saved.world, core: {} },
    { ...saved.world, kendra: [{ region: 'eu-west-1', accountId: '210987654321' }] },
    { ...saved.world, papi: { connectors: [{}] } },
  ]
  return worlds.map((world) => {
    const { checksum: _, ...content } = { ...saved, world }
    const { message } = refusal(() => restore({ ...content, checksum: '0'.repeat(64) }))
    return { ...content, checksum: /expected "([0-9a-f]{64})"/.exec(message)?.[1] } as Snapshot
  })
}

describe('a run that is to be resumed from what cannot be loaded', () => {
  async function play(sim: Simulator, resume: (sim: Simulator) => void): Promise<readonly unknown[]> {
    const connector = sim.papi.connector('c')
    await connector.startPushSession()
    await connector.addDocument({ uri: 'u' })
    const index = openIndex(sim)
    await index.put('a')
    sim.faults.add({ name: 'late', on: { phase: 'response' }, do: { type: 'slow', by: '1s' } })
    const sleep = sim.clock.sleep('5s')
    const put = index.put('b')
    resume(sim)
    await Promise.all([sleep, put])
    await sim.settle()
    await connector.setCheckpoint('page', 'c')
    return [sim.clock.now(), sim.documents(), sim.calls, sim.faults.rules, sim.trace.lines()]
  }

  it.each([0, 1])('goes on as it was, with those who wait, with %s threads', async (threads) => {
    const options = { workers: { threads } }
    const undisturbed = await play(open(options), () => {})
    const other = open(options)
    openIndex(other)
    other.papi.connector('d')
    const disturbed = await play(open(options), (sim) => {
      for (const nonsense of nonsenses(other.snapshot())) {
        const error = refusal(() => sim.resume(nonsense))
        expect(error).toBeInstanceOf(SnapshotError)
        expect(error.message).toContain('snapshot.world cannot be restored: ')
      }
    })
    expect(disturbed).toEqual(undisturbed)
  })
})

describe('a restored run', () => {
  it('may be told again what it was told, and other threads, limits and lower levels', async () => {
    const options: SimulatorOptions = {
      seed: 7,
      faults: 'rolling-restart',
      kendra: { takes: { crawl: '2m' } },
    }
    const sim = open(options)
    const index = openIndex(sim)
    const put = (one: Simulator): Promise<void> => openIndex(one, index.indexId).put('a', 'b')
    await put(sim)
    const again = restore(sim.snapshot(), {
      ...options,
      trace: 'digest',
      calls: 'summary',
      workers: { threads: 1, batchSize: 2 },
      limits: { settle: '1h' },
    })
    const off = restore(sim.snapshot(), { trace: 'off', calls: 'off' })
    for (const one of [sim, again, off]) await put(one)
    for (const one of [sim, again, off]) await one.settle()
    expect(again.trace.digest()).toBe(sim.trace.digest())
    expect(() => again.trace.lines()).toThrow("this simulator has 'digest'")
    expect(() => off.trace.digest()).toThrow("this simulator has 'off'")
    expect(again.calls.map(({ input }) => input)).toMatchObject([
      { Documents: [{ Blob: { bytes: 12 } }, {}] },
      { Documents: [{ Blob: { bytes: 12 } }, {}] },
    ])
    expect(off.calls).toEqual([])
    expect(off.documents()).toEqual(sim.documents())
  })
})
