/** What holds for any plan of faults. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FaultRuleInput, FaultPlan, PushAPIException, Simulator, type TraceLine } from '../src/index.ts'
import { END_MS, IDS, MINUTE, OPTIONS, plans, play, rules } from './support/any-plan.ts'
import { property } from './support/property.ts'

const parsed = (sim: Simulator): TraceLine[] => sim.trace.lines().map((line) => JSON.parse(line) as TraceLine)

/** A thread that really dies takes its time, one without memory left a second and more: here two deaths by each rule do. */
const withFewDeaths = (plan: readonly FaultRuleInput[]): FaultRuleInput[] =>
  plan.map((rule) =>
    ['crash', 'hang', 'outOfMemory'].includes(rule.do.type) ? { ...rule, limit: { fires: 2 } } : rule,
  )

describe('any plan', () => {
  property.prop([plans.map(withFewDeaths), fc.integer({ min: 0, max: 1000 })], { numRuns: 10 })(
    'gives one run for any number of threads, and the same when it is stored and loaded',
    async (plan, seed) => {
      const digests = new Set<string>()
      for (const faults of [
        plan,
        new FaultPlan(JSON.parse(JSON.stringify(new FaultPlan(plan).rules)) as FaultRuleInput[]),
      ]) {
        const threads = faults instanceof FaultPlan ? 1 : 0
        const sim = new Simulator({ ...OPTIONS, seed, faults, workers: { threads } })
        await play(sim)
        await sim.settle()
        digests.add(sim.trace.digest())
        await sim.close()
      }
      expect(digests.size).toBe(1)
    },
  )

  property.prop([plans, fc.integer({ min: 0, max: 8 })], { numRuns: 60 })(
    'is the same with a rule that never fires, wherever it stands',
    async (plan, place) => {
      const idle: FaultRuleInput[] = [
        { name: 'idle', on: { document: 'nobody' }, do: { type: 'fail' } },
        { name: 'unlucky', when: { probability: 0 }, do: { type: 'reset' } },
        { name: 'too late', when: { from: '1d' }, do: { type: 'stall' } },
      ]
      const traces = []
      for (const faults of [plan, plan.toSpliced(place, 0, ...idle)]) {
        const sim = new Simulator({ ...OPTIONS, faults })
        await play(sim)
        traces.push(sim.trace.digest())
        await sim.close()
      }
      expect(traces[0]).toBe(traces[1])
    },
  )

  property.prop([rules, rules], { numRuns: 60 })(
    'of two rules for different documents leaves the firings of one alone when the other goes',
    async (one, other) => {
      const about = (rule: Omit<FaultRuleInput, 'name'>, name: string, document: string): FaultRuleInput => ({
        ...rule,
        name,
        on: { ...rule.on, document },
      })
      // What cuts everybody off is about no document.
      fc.pre(![one, other].some((rule) => rule.do.type === 'restart' || rule.do.type === 'outage'))
      const firings = []
      for (const faults of [[about(one, 'one', 'a')], [about(other, 'other', 'd'), about(one, 'one', 'a')]]) {
        const sim = new Simulator({ ...OPTIONS, faults, latencyMs: 10, calls: 'off' })
        const IndexId = sim.kendra.addIndex()
        const put = async (Id: string): Promise<void> => {
          for (let n = 0; n < 6; n++) {
            const at = sim.clock.now()
            await sim.kendra
              .batchPutDocument({ IndexId, Documents: [{ Id, Blob: Buffer.from(`${n}`) }] })
              .catch(() => {})
            await sim.kendra
              .batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: Id }] })
              .catch(() => {})
            await sim.clock.sleep(at + 3 * MINUTE - sim.clock.now())
          }
        }
        await Promise.all([put('a'), put('d')])
        firings.push(
          parsed(sim).flatMap((line) =>
            'rule' in line && line.rule === 'one'
              ? [[line.at, line.kind, 'effect' in line ? line.effect : '']]
              : [],
          ),
        )
        await sim.close()
      }
      expect(firings[1]).toEqual(firings[0])
    },
  )

  property.prop([plans, fc.integer({ min: 0, max: 1000 })], { numRuns: 100 })(
    'converges when its faults have ended: what is put again is indexed',
    async (plan, seed) => {
      const sim = new Simulator({ ...OPTIONS, seed, faults: plan })
      const IndexId = sim.kendra.addIndex()
      const api = sim.papi.connector('c')
      await play(sim)
      await sim.clock.sleep(Math.max(0, END_MS - (sim.clock.now() - 1_767_225_600_000)))
      const documents = IDS.map((Id) => ({ Id, Blob: Buffer.from('in the end') }))
      const { FailedDocuments } = await sim.kendra.batchPutDocument({ IndexId, Documents: documents })
      expect(FailedDocuments).toEqual([])
      await api.addDocumentList(
        IDS.map((uri) => ({ uri, stamp: 'last', parts: [{ bytes: Buffer.from('in the end') }] })),
      )
      await sim.settle()
      const DocumentInfoList = IDS.map((DocumentId) => ({ DocumentId }))
      const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
        IndexId,
        DocumentInfoList,
      })
      for (const { DocumentStatus } of DocumentStatusList)
        expect(['INDEXED', 'UPDATED']).toContain(DocumentStatus)
      expect((await api.getDocumentStatusList(IDS)).map(({ stamp }) => stamp)).toEqual(IDS.map(() => 'last'))
      expect(IDS.map((id) => sim.document('c', id)?.status)).toEqual(IDS.map(() => 'searchable'))
      await sim.close()
    },
  )
})

describe('workers that really die over 10,000 documents', () => {
  const run = async (
    threads: number,
  ): Promise<{ digest: string; statuses: Record<string, number>; died: number }> => {
    const sim = new Simulator({ seed: 5, workers: { threads }, calls: 'off', trace: 'full' })
    const IndexId = sim.kendra.addIndex()
    // A thread takes a second of the processor's to run out of memory.
    for (const [type, fires] of [
      ['crash', 6],
      ['hang', 6],
      ['outOfMemory', 2],
    ] as const)
      sim.faults.add({ name: type, when: { probability: 0.01 }, do: { type }, limit: { fires } })
    sim.faults.crashWorker('doc-77')
    sim.faults.lose('doc-88')
    sim.faults.stall('doc-99')
    const ids = Array.from({ length: 10_000 }, (_, n) => `doc-${n}`)
    for (let n = 0; n < ids.length; n += 10) {
      const Documents = ids.slice(n, n + 10).map((Id) => ({ Id, Blob: Buffer.from(`text of ${Id}`) }))
      await sim.kendra.batchPutDocument({ IndexId, Documents })
    }
    await sim.settle()
    const statuses: Record<string, number> = {}
    for (const { status } of sim.documents({ includeGone: true }))
      statuses[status] = (statuses[status] ?? 0) + 1
    const indexed = parsed(sim).filter(({ kind }) => kind === 'indexed')
    expect(new Set(indexed.map((line) => 'document' in line && line.document)).size).toBe(indexed.length)
    const ats = parsed(sim).map(({ at }) => at)
    expect(ats).toEqual(ats.toSorted((a, b) => a - b))
    const died = parsed(sim).filter(({ kind }) => kind === 'died').length
    const digest = sim.trace.digest()
    await sim.close()
    return { digest, statuses, died }
  }

  it('leave every document where its rule says, and the digest as with no threads', async () => {
    const inline = await run(0)
    expect(inline.statuses).toEqual({ INDEXED: 9_997, FAILED: 1, NOT_FOUND: 1, PROCESSING: 1 })
    expect(inline.died).toBe(17)
    expect(await run(2)).toEqual(inline)
  })
})

it('a refused call over the Push API is one error class, whatever the fault', async () => {
  for (const type of ['reset', 'timeout', 'dropReply', 'outage'] as const) {
    const sim = new Simulator({ faults: [{ name: type, do: { type } }] })
    await expect(sim.papi.connector('c').sync()).rejects.toThrow(PushAPIException)
  }
})
