/**
 * Every fault that there is, on both facades: what its caller sees, what becomes of the document, what the trace says, and
 * that nothing else notices.
 */
import { describe, expect, it } from 'vitest'
import {
  type DocumentView,
  type EffectInput,
  type FaultRuleInput,
  Simulator,
  type TraceLine,
} from '../src/index.ts'

type FacadeName = 'kendra' | 'papi'

/** The service behind a facade, for two documents. */
interface Service {
  readonly corpus: string
  readonly seed: (id: string) => void
  /** `'ok'`, or what the caller sees instead. */
  readonly put: (id: string) => Promise<string>
  readonly status: (id: string) => Promise<string>
}

const bytesOf = (id: string): Uint8Array => new TextEncoder().encode(`the text of ${id}`)

/** The name of an error, or that of the socket's where there was no reply. */
const seen = (error: unknown): string => {
  const { name, code, cause } = error as Error & { code?: string; cause?: { code?: string } }
  return code ?? cause?.code ?? name
}

const services: { readonly [facade in FacadeName]: (sim: Simulator) => Service } = {
  kendra: (sim) => {
    const IndexId = sim.kendra.addIndex()
    const document = (Id: string) => ({ Id, Blob: bytesOf(Id) })
    return {
      corpus: IndexId,
      seed: (id) => sim.kendra.seed(IndexId, [document(id)]),
      put: async (id) => {
        try {
          const { FailedDocuments } = await sim.kendra.batchPutDocument({
            IndexId,
            Documents: [document(id)],
          })
          return FailedDocuments.length === 0 ? 'ok' : `rejected: ${FailedDocuments[0]?.ErrorCode}`
        } catch (error) {
          return seen(error)
        }
      },
      status: async (id) => {
        const reply = await sim.kendra.batchGetDocumentStatus({
          IndexId,
          DocumentInfoList: [{ DocumentId: id }],
        })
        const [error] = reply.Errors ?? []
        return error === undefined
          ? String(reply.DocumentStatusList?.[0]?.DocumentStatus)
          : `error: ${error.ErrorCode}`
      },
    }
  },
  papi: (sim) => {
    const api = sim.papi.connector('c')
    const document = (uri: string) => ({ uri, stamp: `stamp of ${uri}`, parts: [{ bytes: bytesOf(uri) }] })
    return {
      corpus: 'c',
      seed: (id) => api.seed([document(id)]),
      put: async (id) => {
        try {
          await api.addDocument(document(id))
          return 'ok'
        } catch (error) {
          return seen(error)
        }
      },
      status: async (id) => {
        const status = await api.getDocumentStatus(id)
        return status.isExist() ? (status.getStamp() ?? 'no stamp') : 'unknown'
      },
    }
  },
}

interface Expected {
  /** What the put is answered with; `'ok'` where it is left out. */
  readonly put?: string
  /** How many simulated milliseconds the put takes; 10 where it is left out. */
  readonly putTakes?: number
  readonly status: string
  /** The status word of the view in the end. */
  readonly word?: string
  /** What the trace says of the rule. */
  readonly events: readonly string[]
  /** Simulated milliseconds from the acceptance to the end of its last revision. */
  readonly takes?: readonly [min: number, max: number]
  readonly attempts?: number
}

interface Case {
  readonly title: string
  readonly effect: EffectInput
  readonly rule?: Partial<FaultRuleInput>
  readonly isSeeded?: boolean
  /** The status is asked for as soon as the put is answered. */
  readonly isAskedAtOnce?: boolean
  /** Why the rest of the service notices. */
  readonly noticedBecause?: string
  /** What happens, or why it cannot. */
  readonly kendra: Expected | string
  readonly papi: Expected | string
}

const NO_THROTTLING = 'nothing is known of a throttling by the Push API'
const KENDRA_ERRORS = 'these errors are Kendra’s'
const NO_BATCH = 'the Push API refuses a list as a whole'
const OK = { kendra: 'INDEXED', papi: 'stamp of a' }
/** A push waits a minute for its sync, and another for its indexing job. */
const WAIT = 120_000

const onBoth = (expected: Omit<Expected, 'status'>): Pick<Case, 'kendra' | 'papi'> => ({
  kendra: { ...expected, status: OK.kendra },
  papi: {
    ...expected,
    status: OK.papi,
    ...(expected.takes && { takes: [expected.takes[0] + WAIT, expected.takes[1] + WAIT] as const }),
  },
})
const unreachable = (
  put: string,
  events: readonly string[],
  putTakes?: number,
): Pick<Case, 'kendra' | 'papi'> => {
  const refused = { put, events, ...(putTakes !== undefined && { putTakes }) }
  return { kendra: { ...refused, status: 'NOT_FOUND' }, papi: { ...refused, status: 'unknown' } }
}
const refusal = (error: string, title: string): Case => ({
  title,
  effect: { type: 'error', error },
  rule: { on: { document: 'a', operation: 'BatchPutDocument' } },
  kendra: { put: error, status: 'NOT_FOUND', events: ['error'] },
  papi: KENDRA_ERRORS,
})
const death = (type: 'crash' | 'hang' | 'outOfMemory'): Case => ({
  title: `${type}: a worker really dies over the document, and it is tried again`,
  effect: { type },
  rule: { limit: { fires: 1 } },
  ...onBoth({ events: [type, type], attempts: 2, takes: [2_000, 7_000] }),
})

const CASES: readonly Case[] = [
  {
    title: 'throttle: the call is refused',
    effect: { type: 'throttle' },
    rule: { on: { document: 'a', operation: 'BatchPutDocument' } },
    kendra: { put: 'ThrottlingException', status: 'NOT_FOUND', events: ['throttle'] },
    papi: NO_THROTTLING,
  },
  refusal('ServiceQuotaExceededException', 'error: a quota is exceeded'),
  refusal('InternalServerException', 'error: the service has an error of its own'),
  refusal('AccessDeniedException', 'error: access is denied'),
  {
    title: 'error: the server has an error of its own',
    effect: { type: 'error', error: 'PushAPIException' },
    rule: { on: { document: 'a', operation: 'addDocument' } },
    kendra: 'this error is the Push API’s',
    papi: { put: 'PushAPIException', status: 'unknown', events: ['error'] },
  },
  {
    title: 'reset: the connection breaks before the effect',
    effect: { type: 'reset' },
    rule: { limit: { fires: 1 } },
    ...unreachable('ECONNRESET', ['reset']),
  },
  {
    title: 'timeout: nothing is heard of the call',
    effect: { type: 'timeout', after: '7s' },
    rule: { limit: { fires: 1 } },
    ...unreachable('ETIMEDOUT', ['timeout'], 7_010),
  },
  {
    title: 'dropReply: the effect happens, and the reply is lost',
    effect: { type: 'dropReply' },
    rule: { limit: { fires: 1 } },
    ...onBoth({ put: 'ECONNRESET', events: ['dropReply'] }),
  },
  {
    title: 'slow: the reply comes later',
    effect: { type: 'slow', by: '5s' },
    rule: { on: { document: 'a', phase: 'response' }, limit: { fires: 1 } },
    ...onBoth({ putTakes: 5_010, events: ['slow'] }),
  },
  {
    title: 'duplicate: the call is delivered twice',
    effect: { type: 'duplicate', after: '100ms' },
    rule: { limit: { fires: 1 } },
    ...onBoth({ events: ['duplicate'], takes: [900, 1_000] }),
  },
  {
    title: 'reject: the document is in FailedDocuments',
    effect: { type: 'reject', code: 'InvalidRequest' },
    kendra: { put: 'rejected: InvalidRequest', status: 'NOT_FOUND', events: ['reject'] },
    papi: NO_BATCH,
  },
  {
    title: 'statusError: the document is among the Errors of a status reply',
    effect: { type: 'statusError' },
    kendra: { status: 'error: InternalError', word: 'INDEXED', events: ['statusError'] },
    papi: 'the Push API has no errors for single documents',
  },
  {
    title: 'stale: the status is from before the last change',
    effect: { type: 'stale' },
    rule: { limit: { fires: 1 } },
    isAskedAtOnce: true,
    isSeeded: true,
    kendra: { status: 'INDEXED', word: 'UPDATED', events: ['stale'] },
    papi: { status: 'stamp of a', events: ['stale'] },
  },
  {
    title: 'stale: a new document is not seen yet',
    effect: { type: 'stale' },
    rule: { limit: { fires: 1 } },
    isAskedAtOnce: true,
    kendra: { status: 'NOT_FOUND', word: 'INDEXED', events: ['stale'] },
    papi: { status: 'unknown', word: 'searchable', events: ['stale'] },
  },
  {
    title: 'hide: a document that is live is said not to be there',
    effect: { type: 'hide' },
    kendra: { status: 'NOT_FOUND', word: 'INDEXED', events: ['hide'] },
    papi: { status: 'unknown', word: 'searchable', events: ['hide'] },
  },
  {
    title: 'dropStamp: the stamp is missing',
    effect: { type: 'dropStamp' },
    kendra: 'Kendra has no stamps',
    papi: { status: 'no stamp', word: 'searchable', events: ['dropStamp'] },
  },
  {
    title: 'delay: the indexing begins later',
    effect: { type: 'delay', by: '30s' },
    ...onBoth({ events: ['delay'], takes: [31_000, 31_000] }),
  },
  {
    title: 'reorder: the indexing begins somewhen in a span',
    effect: { type: 'reorder', within: '30s' },
    ...onBoth({ events: ['reorder'], takes: [1_000, 31_000] }),
  },
  {
    title: 'stall: the indexing never begins, and nobody waits for it',
    effect: { type: 'stall' },
    kendra: { status: 'PROCESSING', events: ['stall'] },
    papi: { status: 'stamp of a', word: 'synced', events: ['stall'] },
  },
  {
    title: 'fail: the document cannot be indexed',
    effect: { type: 'fail', code: 'BAD' },
    kendra: { status: 'FAILED', events: ['fail', 'failed'], takes: [1_000, 1_000] },
    papi: { status: 'stamp of a', word: 'searchable', events: ['fail', 'failed'] },
  },
  {
    title: 'fail: a document that is live cannot be updated',
    effect: { type: 'fail' },
    isSeeded: true,
    kendra: { status: 'UPDATE_FAILED', events: ['fail', 'failed'] },
    papi: { status: 'stamp of a', word: 'searchable', events: ['fail', 'failed'] },
  },
  {
    title: 'slow: the indexing takes longer',
    effect: { type: 'slow', by: ['20s', '40s'] },
    rule: { on: { document: 'a', phase: 'index' } },
    ...onBoth({ events: ['slow'], takes: [21_000, 41_000] }),
  },
  death('crash'),
  death('hang'),
  death('outOfMemory'),
  {
    title: 'lose: the document is accepted and then gone',
    effect: { type: 'lose' },
    kendra: { status: 'NOT_FOUND', events: ['lose', 'lost'] },
    papi: { status: 'unknown', word: 'unknown', events: ['lose', 'lost'] },
  },
  {
    title: 'late: the document was indexed, and shows it later',
    effect: { type: 'late', by: '10s' },
    ...onBoth({ events: ['late'], takes: [11_000, 11_000] }),
  },
  {
    title: 'outage: nobody reaches the service for a while',
    effect: { type: 'outage' },
    rule: { on: {}, when: { until: '1m' } },
    noticedBecause: 'it is out for everybody',
    ...unreachable('ECONNREFUSED', ['outage', 'outage']),
  },
  {
    title: 'restart: the service crashes and comes back',
    effect: { type: 'restart' },
    rule: { on: {}, when: { from: '500ms' } },
    noticedBecause: 'it crashes for everybody',
    kendra: { status: 'INDEXED', events: ['restart'], attempts: 2 },
    papi: { status: 'unknown', word: 'unknown', events: ['restart'] },
  },
]

interface Outcome {
  readonly put: string
  readonly putTakes: number
  readonly status: string
  readonly view: DocumentView | undefined
  readonly lines: readonly TraceLine[]
  /** What the trace says of the other document, without what counts everything. */
  readonly elsewhere: unknown
  readonly stats: { readonly matched: number; readonly fired: number } | undefined
}

/** Two documents side by side, of which the rule is about one. */
async function play(facade: FacadeName, rule: FaultRuleInput | undefined, one: Case): Promise<Outcome> {
  const sim = new Simulator({ latencyMs: 10, indexingMs: 1_000, workers: { threads: 0 } })
  const service = services[facade](sim)
  const added = rule && sim.faults.add(rule)
  if (one.isSeeded === true) service.seed('a')
  const start = sim.clock.now()
  const putting = service.put('a').then((answer) => ({ answer, at: sim.clock.now() - start }))
  const other = service.put('other')
  const { answer, at } = await putting
  await other
  let status = one.isAskedAtOnce === true ? await service.status('a') : ''
  await sim.settle()
  await sim.clock.sleep(start + 600_000 - sim.clock.now())
  const [late] = await Promise.all([service.status('a'), service.status('other')])
  if (one.isAskedAtOnce !== true) status = late
  const lines = sim.trace.lines().map((line) => JSON.parse(line) as TraceLine)
  const elsewhere = lines
    .filter(
      (line) =>
        ('document' in line && line.document === 'other') ||
        ('documents' in line && line.documents.includes('other')),
    )
    .map((line) => ({ ...line, sequence: 0, call: 0, serial: 0 }))
  const view = sim.document(service.corpus, 'a')
  const stats = added?.stats
  await sim.close()
  return { put: answer, putTakes: at, status, view, lines, elsewhere, stats }
}

/** What the trace says of the rule. */
function eventsOf(lines: readonly TraceLine[]): string[] {
  return lines.flatMap((line) => {
    if (!('rule' in line) || line.rule !== 'the rule') return []
    if (line.kind === 'fault') return line.effect
    return line.kind === 'died' ? line.death : line.kind
  })
}

describe.each(['kendra', 'papi'] as const)('on %s', (facade) => {
  describe.each(CASES.map((one) => [one.title, one] as const))('%s', (_title, one) => {
    const expected = one[facade]
    const rule = { name: 'the rule', on: { document: 'a' }, ...one.rule, do: one.effect } as FaultRuleInput

    if (typeof expected === 'string') {
      it(`cannot happen: ${expected}`, () => {
        const sim = new Simulator()
        expect(() => sim.faults.add({ ...rule, on: { document: 'a', facade } })).toThrow(/^fault rule/)
      })
      return
    }

    it('shows to its caller, in the status, in the view and in the trace', async () => {
      const { put, putTakes, status, view, lines, stats } = await play(facade, rule, one)
      expect({ put, putTakes, status }).toEqual({
        put: expected.put ?? 'ok',
        putTakes: expected.putTakes ?? 10,
        status: expected.status,
      })
      expect(eventsOf(lines)).toEqual(expected.events)
      expect(stats?.fired).toBeGreaterThan(0)
      if (expected.word !== undefined) expect(view?.status ?? 'unknown').toBe(expected.word)
      const last = view?.revisions.at(-1)
      if (expected.takes !== undefined) {
        const took = (last?.settledAt ?? 0) - (last?.acceptedAt ?? 0)
        expect(took).toBeGreaterThanOrEqual(expected.takes[0])
        expect(took).toBeLessThanOrEqual(expected.takes[1])
      }
      if (expected.attempts !== undefined) expect(last?.attempts).toBe(expected.attempts)
      const isCut = one.noticedBecause !== undefined
      if (view !== undefined && !isCut)
        expect(view.faults.map(({ rule: name }) => name)).toContain('the rule')
    })

    it.skipIf(one.noticedBecause !== undefined)(
      `leaves everything else as it was${one.noticedBecause === undefined ? '' : `: not so, for ${one.noticedBecause}`}`,
      async () => {
        const { elsewhere } = await play(facade, rule, one)
        expect(elsewhere).toEqual((await play(facade, undefined, one)).elsewhere)
      },
    )
  })
})

it('has a case for each effect', () => {
  const sim = new Simulator()
  let types: string[] = []
  try {
    sim.faults.add({ name: 'none', do: { type: 'none' } as never })
  } catch (error) {
    types = /one of the types (.*)$/.exec((error as Error).message)?.[1]?.split(', ') ?? []
  }
  expect(types.length).toBeGreaterThan(20)
  expect(new Set(CASES.map(({ effect }) => effect.type))).toEqual(new Set(types))
})
