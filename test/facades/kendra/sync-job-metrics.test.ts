/** What sync jobs count: each document once a job, whatever happens to it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaultRuleInput } from '../../../src/index.ts'
import { property } from '../../support/property.ts'
import { brokenDocument, inJob, openIndex, type OpenIndex, textDocument } from './open-index.ts'
import { accountOf, openSource, type OpenSource, sourceOf } from './open-source.ts'
import { type Fate, PlainJobs } from './plain-jobs.ts'

type Step = (source: OpenSource) => Promise<unknown>
const put =
  (id: string): Step =>
  ({ putHere }) =>
    putHere(id)
const remove =
  (id: string): Step =>
  ({ removeHere }) =>
    removeHere([id])

describe('the metrics of a sync job', () => {
  it('[kendra.job.metrics-are-strings] are strings, and a custom data source has no DocumentsScanned', async () => {
    const { sim, start, putHere, job } = openSource()
    await start()
    await putHere('a', 'b', '!c')
    await sim.settle()
    expect((await job()).Metrics).toEqual({
      DocumentsAdded: '2',
      DocumentsModified: '0',
      DocumentsDeleted: '0',
      DocumentsFailed: '1',
    })
  })

  it('[kendra.job.metrics] tell what was new, what was there before, what was deleted and what was accepted and failed', async () => {
    const { sim, start, putHere, removeHere, account } = openSource()
    await putHere('old-1', 'old-2', 'old-3', 'old-4')
    await sim.settle()
    await start()
    await putHere('new-1', 'new-2', 'old-1', '!old-2', '!new-3')
    await removeHere(['old-3', 'old-4', 'never'])
    await sim.settle()
    expect(await account()).toBe('SYNCING +2 ~1 -2 !2')
  })

  it('[kendra.job.metrics] count a document when it is settled, and not before', async () => {
    const { sim, start, putHere, account } = openSource()
    await start()
    await putHere('a')
    expect(await account()).toBe('SYNCING +0 ~0 -0 !0')
    await sim.settle()
    expect(await account()).toBe('SYNCING +1 ~0 -0 !0')
  })

  it.each<[string, readonly Step[], string, string?]>([
    ['put again and again', [put('a'), put('a'), put('a')], '+1 ~0 -0 !0'],
    ['put and deleted', [put('a'), remove('a')], '+0 ~0 -1 !0'],
    ['put, deleted and put', [put('a'), remove('a'), put('a')], '+1 ~0 -0 !0'],
    ['that failed and was repaired', [put('!a'), put('a')], '+1 ~0 -0 !0'],
    ['that was added and then failed', [put('a'), put('!a')], '+0 ~0 -0 !1'],
    ['that was added, failed and was repaired', [put('a'), put('!a'), put('a')], '+1 ~0 -0 !0'],
    ['that was there and put twice', [put('old'), put('old')], '+0 ~1 -0 !0'],
    ['that was there, failed and was repaired', [put('!old'), put('old')], '+0 ~1 -0 !0'],
    ['that was there, put and deleted', [put('old'), remove('old')], '+0 ~0 -1 !0'],
    // A put over a pending delete is one over what is there.
    ['that was there, deleted and put', [remove('old'), put('old')], '+1 ~0 -0 !0', '+0 ~1 -0 !0'],
    ['that was there and failed twice', [put('!old'), put('!old')], '+0 ~0 -0 !1'],
  ])('[kendra.job.last-outcome] count a document once %s', async (_, steps, oneByOne, atOnce = oneByOne) => {
    for (const isOneByOne of [true, false]) {
      const expected = isOneByOne ? oneByOne : atOnce
      const source = openSource()
      await source.putHere('old')
      await source.sim.settle()
      await source.start()
      for (const step of steps) {
        await step(source)
        if (isOneByOne) await source.sim.settle()
      }
      await source.stop()
      await source.sim.settle()
      expect(await source.account()).toBe(
        `${expected.endsWith('!0') ? 'SUCCEEDED' : 'INCOMPLETE'} ${expected}`,
      )
    }
  })

  it('[kendra.job.counts-once] count a document once in each job', async () => {
    const { sim, start, stop, putHere, history } = openSource()
    for (let n = 0; n < 3; n++) {
      await start()
      await putHere('a')
      await stop()
      await sim.settle()
    }
    expect((await history()).map(accountOf)).toEqual([
      'SUCCEEDED +0 ~1 -0 !0',
      'SUCCEEDED +0 ~1 -0 !0',
      'SUCCEEDED +1 ~0 -0 !0',
    ])
  })

  it('[kendra.job.counts-once] count a document once that was with another data source meanwhile', async () => {
    const first = openSource()
    const { sim } = first
    const second = sourceOf(first)
    await first.start()
    await second.start()
    for (const source of [first, second, first]) {
      await source.putHere('a')
      await sim.settle()
      await source.removeHere(['a'])
      await sim.settle()
    }
    await first.putHere('a')
    await sim.settle()
    expect([await first.account(), await second.account()]).toEqual([
      'SYNCING +1 ~0 -0 !0',
      'SYNCING +0 ~0 -1 !0',
    ])
  })

  it('[kendra.job.superseded] leave out a put that another job overtook, which counts there', async () => {
    const { sim, start, stop, putHere, history } = openSource({ kendra: { startWhileIndexing: 'accepted' } })
    await start()
    await putHere('a', 'b')
    await stop()
    await start()
    await putHere('a')
    await sim.settle()
    expect((await history()).map(accountOf)).toEqual(['SYNCING +1 ~0 -0 !0', 'SUCCEEDED +1 ~0 -0 !0'])
  })

  it('[kendra.job.superseded] leave out what a fault rule loses', async () => {
    const { sim, start, stop, putHere, account } = openSource()
    sim.faults.lose('a')
    await start()
    await putHere('a', 'b')
    await stop()
    await sim.settle()
    expect(await account()).toBe('SUCCEEDED +1 ~0 -0 !0')
  })

  it.each([
    ['once', { attempt: 1 }, 'SUCCEEDED +1 ~0 -0 !0'],
    ['every time', {}, 'INCOMPLETE +0 ~0 -0 !1'],
  ])('count a document once over which a worker dies %s', async (_, on, expected) => {
    const { sim, start, stop, putHere, account } = openSource()
    sim.faults.add({ name: 'dying', on: { document: 'a', ...on }, do: { type: 'crash' } })
    await start()
    await putHere('a')
    await stop()
    await sim.settle()
    expect(await account()).toBe(expected)
  })

  it('count a document once whose indexing a restart has begun again', async () => {
    const { sim, start, stop, putHere, removeHere, account } = openSource()
    await putHere('old')
    await sim.settle()
    await start()
    await putHere('a')
    await removeHere(['old'])
    for (let n = 0; n < 3; n++) {
      await sim.clock.advance(300)
      sim.restart()
    }
    await stop()
    await sim.settle()
    expect(await account()).toBe('SUCCEEDED +1 ~0 -1 !0')
  })

  it('[kendra.job.no-job] leave out what was put and deleted while no job ran, or without the data source', async () => {
    const { sim, start, stop, put, putHere, remove, removeHere, account, word } = openSource()
    await putHere('before', 'deleted')
    await removeHere(['deleted'])
    await start()
    await put('direct')
    await sim.settle()
    await remove('before')
    await stop()
    await putHere('after')
    await sim.settle()
    expect(await account()).toBe('SUCCEEDED +0 ~0 -0 !0')
    const words = []
    for (const id of ['before', 'deleted', 'direct', 'after']) words.push(await word(id))
    expect(words).toEqual(['NOT_FOUND', 'NOT_FOUND', 'INDEXED', 'INDEXED'])
  })

  it('[kendra.job.running-job] count for the job that runs where none is named', async () => {
    const { sim, start, put, putHere, removeHere, source, account } = openSource()
    const job = await start()
    await putHere('unnamed')
    await put(textDocument('named', inJob(source, job)), brokenDocument('broken', inJob(source, job)))
    await sim.settle()
    await removeHere(['unnamed'])
    await removeHere(['broken'], job)
    await sim.settle()
    expect(await account()).toBe('SYNCING +1 ~0 -2 !0')
  })
})

const IDS = ['a', 'b', 'c'] as const
type Id = (typeof IDS)[number]
type Via = 0 | 1

type AnyStep =
  | {
      readonly kind: 'put'
      readonly via: Via | 'direct'
      readonly ids: readonly Id[]
      readonly isBroken: boolean
    }
  | { readonly kind: 'delete'; readonly via: Via | 'direct'; readonly ids: readonly Id[] }
  | { readonly kind: 'start' | 'stop'; readonly via: Via }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'settle' | 'restart' | 'look' }
  | { readonly kind: 'fate'; readonly id: Id; readonly fate: Fate }

const anyIds = fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 3 })
const anyPlace = fc.constantFrom<Via | 'direct'>(0, 0, 0, 1, 'direct')
const anyVia = fc.constantFrom<Via>(0, 0, 1)
const anyStep: fc.Arbitrary<AnyStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('put'),
      via: anyPlace,
      ids: anyIds,
      isBroken: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('delete'), via: anyPlace, ids: anyIds }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('start', 'start', 'stop'), via: anyVia }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('advance'), ms: fc.constantFrom(0, 300, 700, 980) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('settle', 'settle', 'restart', 'look') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fate'),
      id: fc.constantFrom(...IDS),
      fate: fc.constantFrom<Fate>('fine', 'fail', 'lose', 'crash-once'),
    }),
  },
)

const EFFECTS: { readonly [fate in Exclude<Fate, 'fine'>]: Pick<FaultRuleInput, 'on' | 'do'> } = {
  fail: { do: { type: 'fail' } },
  lose: { do: { type: 'lose' } },
  'crash-once': { on: { attempt: 1 }, do: { type: 'crash' } },
}

/** A call takes so long, and takes effect in the middle. */
const LATENCY_MS = 10
const INDEXING_MS = 1_000

/** The simulator and the model beside it, which are told the same. */
class Pair {
  readonly #index: OpenIndex
  readonly #sources: readonly OpenSource[]
  readonly #plain: PlainJobs
  readonly #fates: { [id in Id]: Fate } = { a: 'fine', b: 'fine', c: 'fine' }
  readonly #start: number

  constructor(startWhileIndexing: 'refused' | 'accepted') {
    this.#index = openIndex({
      latencyMs: LATENCY_MS,
      indexingMs: INDEXING_MS,
      kendra: { startWhileIndexing },
    })
    this.#sources = [sourceOf(this.#index), sourceOf(this.#index)]
    this.#start = this.#index.sim.clock.now()
    this.#plain = new PlainJobs({
      indexingMs: INDEXING_MS,
      mayStartWhileIndexing: startWhileIndexing === 'accepted',
      fateOf: (id) => this.#fates[id as Id],
    })
  }

  async play(step: AnyStep): Promise<void> {
    const { sim } = this.#index
    switch (step.kind) {
      case 'put':
        return this.#put(step.via, step.ids, step.isBroken)
      case 'delete':
        return this.#delete(step.via, step.ids)
      case 'start':
        return this.#startJob(step.via)
      case 'stop':
        await this.#sources[step.via]!.stop()
        return this.#called(() => this.#plain.stop(String(step.via)))
      case 'advance':
        // The model does not know how long a document takes over which a worker dies: then both go to the end.
        if (this.#plain.isUncertain) return this.settle()
        await sim.clock.advance(step.ms)
        return this.#plain.goTo(this.#now())
      case 'settle':
        return this.settle()
      case 'restart':
        if (this.#plain.isUncertain) return
        sim.restart()
        return this.#plain.restart()
      case 'look':
        return this.look()
      case 'fate':
        await this.settle()
        return this.#decide(step.id, step.fate)
    }
  }

  async settle(): Promise<void> {
    await this.#index.sim.settle()
    const now = this.#now()
    this.#plain.goTo(Infinity)
    this.#plain.now = now
  }

  /** Both histories are the same. */
  async look(): Promise<void> {
    for (const [via, source] of this.#sources.entries()) {
      const history = await source.history()
      await this.#called(() =>
        expect(history.map(accountOf)).toEqual(this.#plain.history(String(via)).slice(0, 10)),
      )
    }
  }

  async #put(via: Via | 'direct', ids: readonly Id[], isBroken: boolean): Promise<void> {
    const names = ids.map((id) => (isBroken ? `!${id}` : id))
    const { FailedDocuments } =
      via === 'direct'
        ? await this.#index.put(...ids.map((id) => (isBroken ? brokenDocument(id) : id)))
        : await this.#sources[via]!.putHere(...names)
    await this.#called(() => {
      const refused = ids.filter((id) => !this.#plain.put(String(via), id, isBroken ? 'broken' : 'good'))
      expect(FailedDocuments.map(({ Id }) => Id)).toEqual(refused)
    })
  }

  async #delete(via: Via | 'direct', ids: readonly Id[]): Promise<void> {
    const { FailedDocuments } =
      via === 'direct' ? await this.#index.remove(...ids) : await this.#sources[via]!.removeHere(ids)
    await this.#called(() => {
      const target = via === 'direct' ? undefined : String(via)
      const refused = ids.filter((id) => !this.#plain.delete(target, id))
      expect(FailedDocuments.map(({ Id }) => Id)).toEqual(refused)
    })
  }

  async #startJob(via: Via): Promise<void> {
    const isStarted = await this.#sources[via]!.start().then(
      () => true,
      () => false,
    )
    await this.#called(() => expect(isStarted).toBe(this.#plain.start(String(via))))
  }

  #decide(id: Id, fate: Fate): void {
    const { faults } = this.#index.sim
    if (this.#fates[id] !== 'fine') faults.remove(id)
    this.#fates[id] = fate
    if (fate === 'fine') return
    const { on, ...effect } = EFFECTS[fate]
    faults.add({ name: id, on: { document: id, ...on }, ...effect })
  }

  /** A call of the simulator's has just been answered: it took effect half its time ago. */
  async #called(apply: () => void): Promise<void> {
    // A document over which a worker dies is not done by then.
    this.#plain.goTo(this.#now() - LATENCY_MS / 2)
    apply()
    this.#plain.goTo(this.#now())
  }

  #now(): number {
    return this.#index.sim.clock.now() - this.#start
  }
}

describe('any sequence of puts, deletes, jobs, faults and restarts', () => {
  property.prop<['refused' | 'accepted', AnyStep[]]>(
    [fc.constantFrom('refused', 'accepted'), fc.array(anyStep, { minLength: 5, maxLength: 40 })],
    { numRuns: 300 },
  )('[kendra.job.counts-once] is counted as a plain model of jobs counts it', async (option, steps) => {
    const pair = new Pair(option)
    for (const step of steps) await pair.play(step)
    await pair.settle()
    await pair.look()
  })
})
