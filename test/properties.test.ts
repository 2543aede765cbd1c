/** Any sequence of operations, faults and restarts, on both facades at once, held against a plain model of a service. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { type FaultRuleInput, Simulator } from '../src/index.ts'
import { type Fate, PlainService } from './support/plain-service.ts'
import { property } from './support/property.ts'

const IDS = ['a', 'b', 'c', 'd'] as const
type Id = (typeof IDS)[number]

type Step =
  | { readonly kind: 'put'; readonly ids: readonly Id[]; readonly isBroken: boolean }
  | { readonly kind: 'delete'; readonly ids: readonly Id[] }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'settle' | 'restart' | 'sync' | 'index' }
  | { readonly kind: 'throttle'; readonly operation: Operation; readonly times: number }
  | { readonly kind: 'fate'; readonly id: Id; readonly fate: Fate }

type Operation = 'BatchPutDocument' | 'BatchDeleteDocument'

const anyId = fc.constantFrom(...IDS)
const anyIds = fc.uniqueArray(anyId, { minLength: 1, maxLength: 3 })
const anyFate = fc.constantFrom<Fate>('fine', 'fail', 'lose', 'crash', 'crash-once')
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('put'),
      ids: anyIds,
      isBroken: fc.constantFrom(false, false, true),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete'), ids: anyIds }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('advance'),
      ms: fc.constantFrom(0, 100, 300, 700, 2_000, 31_000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('settle', 'restart', 'sync', 'index') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('throttle'),
      operation: fc.constantFrom<Operation>('BatchPutDocument', 'BatchDeleteDocument'),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fate'), id: anyId, fate: anyFate }) },
)

const EFFECTS: { readonly [fate in Fate]: Pick<FaultRuleInput, 'on' | 'do'> | undefined } = {
  fine: undefined,
  fail: { do: { type: 'fail', code: 'SIM' } },
  lose: { do: { type: 'lose' } },
  crash: { do: { type: 'crash' } },
  'crash-once': { on: { attempt: 1 }, do: { type: 'crash' } },
}

/** A call takes so long, and takes effect in the middle. */
const LATENCY_MS = 10
const INDEXING_MS: { readonly [id: string]: number } = { a: 300, b: 500, c: 700, d: 1_100 }
const indexingMs = (id: string): number => INDEXING_MS[id] ?? 0

/** The simulator and the model beside it, which are told the same. */
class Pair {
  readonly sim = new Simulator({
    latencyMs: LATENCY_MS,
    indexingMs: ({ document }) => indexingMs(document),
    workers: { threads: 0 },
  })
  readonly #indexId = this.sim.kendra.addIndex()
  readonly #connector = this.sim.papi.connector('crawler')
  readonly #start = this.sim.clock.now()
  readonly #fates: { [id in Id]: Fate } = { a: 'fine', b: 'fine', c: 'fine', d: 'fine' }
  readonly #throttled: { [operation in Operation]: number } = { BatchPutDocument: 0, BatchDeleteDocument: 0 }
  readonly #settings = { indexingMs, fateOf: (id: string) => this.#fates[id as Id] }
  readonly #kendra = new PlainService(this.#settings)
  readonly #papi = new PlainService({ ...this.#settings, syncAfterMs: 60_000, indexAfterMs: 60_000 })
  #stamps = 0

  async play(step: Step): Promise<void> {
    switch (step.kind) {
      case 'put':
        return this.#put(step.ids, step.isBroken)
      case 'delete':
        return this.#delete(step.ids)
      case 'advance':
        // The model does not know how long a document takes over which workers die: then both go to the end.
        if (this.#kendra.isUncertain || this.#papi.isUncertain) return this.settle()
        await this.sim.clock.advance(step.ms)
        this.#goTo(this.#papi.now + step.ms)
        return
      case 'settle':
        return this.settle()
      case 'restart':
        this.sim.restart()
        this.#kendra.restart()
        this.#papi.restart()
        return
      case 'sync':
        await this.#connector.sync()
        return this.#call(() => this.#papi.sync())
      case 'index':
        await this.#connector.triggerIndexingJob()
        return this.#call(() => this.#papi.index())
      case 'throttle':
        this.sim.faults.throttle(step.operation, { times: step.times })
        this.#throttled[step.operation] += step.times
        return
      case 'fate':
        await this.settle()
        return this.#decide(step.id, step.fate)
    }
  }

  async settle(): Promise<void> {
    await this.sim.settle()
    const now = this.sim.clock.now() - this.#start
    const isUncertain = this.#kendra.isUncertain || this.#papi.isUncertain
    const before = this.#papi.now
    this.#goTo(now)
    this.#kendra.finish()
    this.#papi.finish()
    const settledAt = Math.max(before, this.#kendra.lastAt, this.#papi.lastAt)
    if (!isUncertain) expect(now, 'the instant at which everything has settled').toBe(settledAt)
  }

  /** What status calls of both facades say is what the model says. */
  async compare(): Promise<void> {
    const DocumentInfoList = IDS.map((DocumentId) => ({ DocumentId }))
    const statuses = await this.sim.kendra.batchGetDocumentStatus({
      IndexId: this.#indexId,
      DocumentInfoList,
    })
    let kendra: string[] = []
    this.#call(() => (kendra = IDS.map((id) => this.#kendra.kendraStatus(id))))
    expect(
      statuses.DocumentStatusList?.map(({ DocumentStatus, FailureCode }) =>
        FailureCode === undefined ? DocumentStatus : `${DocumentStatus} ${FailureCode}`,
      ),
    ).toEqual(kendra)
    const known = await this.#connector.getDocumentStatusList(IDS)
    let papi: string[] = []
    this.#call(() => (papi = IDS.map((id) => this.#papi.papiStatus(id))))
    expect(known.map((status) => (status.isExist() ? status.getStamp() : 'unknown'))).toEqual(papi)
    expect(this.sim.clock.now() - this.#start).toBe(this.#papi.now)
  }

  async #put(ids: readonly Id[], isBroken: boolean): Promise<void> {
    const stamp = `v${++this.#stamps}`
    const bytes = Buffer.from(isBroken ? '{"broken": ' : `{"text": "${stamp}"}`)
    const isRefused = this.#isThrottled('BatchPutDocument')
    const put = this.sim.kendra.batchPutDocument({
      IndexId: this.#indexId,
      Documents: ids.map((Id) => ({ Id, Blob: bytes, ContentType: 'JSON' })),
    })
    if (isRefused) await expect(put).rejects.toThrow('Rate exceeded')
    else expect((await put).FailedDocuments).toEqual([])
    this.#call(() => {
      if (!isRefused) for (const id of ids) this.#kendra.put(id, stamp, isBroken)
    })
    await this.#connector.addDocumentList(
      ids.map((uri) => ({ uri, stamp, parts: [{ bytes, directives: { mime: 'application/json' } }] })),
    )
    this.#call(() => {
      for (const id of ids) this.#papi.put(id, stamp, isBroken)
    })
  }

  async #delete(ids: readonly Id[]): Promise<void> {
    const isRefused = this.#isThrottled('BatchDeleteDocument')
    const deletion = this.sim.kendra
      .batchDeleteDocument({ IndexId: this.#indexId, DocumentIdList: [...ids] })
      .then(
        ({ FailedDocuments }) => FailedDocuments?.map(({ Id }) => Id),
        (error: unknown) => (error as Error).name,
      )
    const answer = await deletion
    let expected: unknown = 'ThrottlingException'
    this.#call(() => {
      const isThere = (id: string): boolean => this.#kendra.kendraStatus(id) !== 'NOT_FOUND'
      if (!isRefused) expected = ids.filter((id) => !this.#kendra.delete(id, isThere))
    })
    expect(answer).toEqual(expected)
    await this.#connector.deleteDocumentList(ids)
    this.#call(() => {
      for (const id of ids) this.#papi.delete(id, (uri) => this.#papi.papiStatus(uri) !== 'unknown')
    })
  }

  /** A call in the model: half of the latency, the effect, the other half. */
  #call(takeEffect: () => void): void {
    this.#goTo(this.#papi.now + LATENCY_MS / 2)
    takeEffect()
    this.#goTo(this.#papi.now + LATENCY_MS / 2)
  }

  #goTo(at: number): void {
    this.#kendra.goTo(at)
    this.#papi.goTo(at)
  }

  #isThrottled(operation: Operation): boolean {
    return this.#throttled[operation] > 0 && this.#throttled[operation]-- > 0
  }

  #decide(id: Id, fate: Fate): void {
    const name = `fate of ${id}`
    this.sim.faults.remove(name)
    this.#fates[id] = fate
    const effect = EFFECTS[fate]
    if (effect !== undefined) this.sim.faults.add({ name, ...effect, on: { ...effect.on, document: id } })
  }
}

property.prop([fc.array(anyStep, { maxLength: 25 })], { numRuns: 500 })(
  'both facades say after each step what a plain service says',
  async (steps) => {
    const pair = new Pair()
    try {
      for (const step of steps) {
        await pair.play(step)
        await pair.compare()
      }
      await pair.settle()
      await pair.compare()
    } finally {
      await pair.sim.close()
    }
  },
)
