/** The control routes, all of them. What changes something is a POST or a DELETE, and replies when it is done. */
import { z } from 'zod'
import { ConfigurationError } from '../../../core/errors.ts'
import { faultRuleSchema, type FaultRuleInput } from '../../../faults/fault-schema.ts'
import { type Duration, durationSchema } from '../../../input/duration.ts'
import { whenAsked } from '../../../core/when-asked.ts'
import type { Kendra } from '../../kendra/kendra.ts'
import { placedDataSource, placedIndex } from '../../kendra/resource-schemas.ts'
import type { Document } from '../../kendra/shapes/document-shapes.ts'
import type { PapiDocument } from '../../papi/papi-document.ts'
import type { Controlled } from './controlled.ts'
import { type Asked, NotThere, type Route, TextReply } from './route.ts'
import { traceEvents } from './trace-stream.ts'

const noBody = whenAsked(() => z.strictObject({}, 'an empty object'))
const done = whenAsked(() =>
  z.strictObject({
    now: z.number().describe('The simulated instant, in milliseconds since the epoch.'),
  }),
)
const count = whenAsked(() =>
  z.coerce.number('a whole number from 0').int('a whole number from 0').min(0, 'a whole number from 0'),
)
const anyObject = whenAsked(() => z.looseObject({}))

const clockRoutes = (): readonly Route[] => [
  {
    method: 'GET',
    path: 'health',
    summary: 'Whether the simulator is there, and which it is.',
    reply: z.strictObject({ status: z.literal('ok'), seed: z.int(), now: z.number() }),
    answer: ({ sim }) => ({ status: 'ok', seed: sim.seed, now: sim.clock.now() }),
  },
  {
    method: 'GET',
    path: 'clock',
    summary: 'The simulated instant. Reading it never moves it.',
    reply: z.strictObject({ now: z.number(), iso: z.string() }),
    answer: ({ sim }) => ({ now: sim.clock.now(), iso: new Date(sim.clock.now()).toISOString() }),
  },
  {
    method: 'POST',
    path: 'clock/advance',
    summary: 'Lets simulated time go on by so much, everything at the last instant included.',
    body: z.strictObject({ by: durationSchema }, 'an object { by }'),
    reply: done(),
    answer: async ({ sim, body }) => {
      await sim.clock.advance((body as { by: Duration }).by)
      return { now: sim.clock.now() }
    },
  },
  {
    method: 'POST',
    path: 'clock/settle',
    summary: 'Runs simulated time until nothing is pending.',
    body: noBody(),
    isBodyOptional: true,
    reply: done(),
    answer: async ({ sim }) => {
      await sim.settle()
      return { now: sim.clock.now() }
    },
  },
  {
    method: 'POST',
    path: 'restart',
    summary: 'Lets the services crash and come back, at once.',
    body: noBody(),
    isBodyOptional: true,
    reply: done(),
    answer: ({ sim }) => {
      sim.restart()
      return { now: sim.clock.now() }
    },
  },
  {
    method: 'POST',
    path: 'reset',
    summary: 'Goes back to the first instant: no index, no connector, no document, no call.',
    body: noBody(),
    isBodyOptional: true,
    reply: done(),
    answer: ({ sim }) => {
      sim.reset()
      return { now: sim.clock.now() }
    },
  },
]

const savedRoutes = (): readonly Route[] => [
  {
    method: 'GET',
    path: 'snapshot',
    summary: 'The run as it stands, as JSON. Refused while calls are in flight.',
    reply: anyObject(),
    answer: ({ sim }) => sim.snapshot(),
  },
  {
    method: 'POST',
    path: 'restore',
    summary: 'Goes on where a snapshot of a simulator with the same options was taken.',
    body: anyObject(),
    reply: done(),
    answer: ({ sim, body }) => {
      sim.resume(body as never)
      return { now: sim.clock.now() }
    },
  },
]

const corpus = whenAsked(() =>
  z.string().describe('An index id or a connector name, with or without its facade (`kendra:...`).'),
)
const flag = whenAsked(() =>
  z.enum(['true', 'false'], 'true or false').transform((value) => value === 'true'),
)

const lookingRoutes = (): readonly Route[] => [
  {
    method: 'GET',
    path: 'documents',
    summary: 'The documents that the services hold, with their revisions.',
    query: z.strictObject({
      corpus: corpus().optional(),
      id: z.string().describe('One document alone, gone ones too; needs the corpus.').optional(),
      includeGone: flag().describe('Documents too that were deleted or lost.').optional(),
    }),
    reply: z.strictObject({ documents: z.array(anyObject()) }),
    answer: ({ sim, query }) => ({ documents: documentsOf(sim, query) }),
  },
  {
    method: 'GET',
    path: 'calls',
    summary: 'Every call so far, in the order of the answers. Bytes are base64.',
    query: z.strictObject({
      facade: z.enum(['kendra', 'papi'], 'kendra or papi').optional(),
      operation: z.string().optional(),
      corpus: z.string().describe('The index id or connector name.').optional(),
      after: count().describe('Leaves out so many of the first calls.').optional(),
    }),
    reply: z.strictObject({ calls: z.array(anyObject()), total: z.int() }),
    answer: ({ sim, query }) => ({
      calls: sim.calls
        .slice((query['after'] as number | undefined) ?? 0)
        .filter((call) =>
          (['facade', 'operation', 'corpus'] as const).every(
            (name) => query[name] === undefined || query[name] === call[name],
          ),
        ),
      total: sim.calls.length,
    }),
  },
  {
    method: 'GET',
    path: 'audit',
    summary:
      'What clients did wrong even if all went well. Calls are told by their places among all calls, from 0.',
    reply: z.strictObject({
      findings: z.array(
        z.strictObject({
          kind: z.string(),
          facade: z.string(),
          corpus: z.string(),
          documents: z.array(z.string()),
          message: z.string(),
          suggestion: z.string(),
          calls: z.array(z.int()),
        }),
      ),
    }),
    answer: ({ sim }) => {
      const places = new Map(sim.calls.map((call, place) => [call, place]))
      return {
        findings: sim.audit().map(({ calls, ...finding }) => ({
          ...finding,
          calls: calls.map((call) => places.get(call)),
        })),
      }
    },
  },
  {
    method: 'GET',
    path: 'trace',
    summary:
      'The trace as lines of JSON; as server-sent events, live, with `Accept: text/event-stream`. Its digest is in `trace/digest`.',
    query: z.strictObject({ after: count().describe('Leaves out so many of the first lines.').optional() }),
    reply: z.string(),
    answer: ({ world, query, isLive }) => {
      const after = (query['after'] as number | undefined) ?? 0
      const { trace } = world.simulation
      // A level that keeps no lines is refused before a stream begins.
      const lines = trace.lines(after)
      return isLive
        ? new TextReply('text/event-stream; charset=utf-8', traceEvents(world, after))
        : new TextReply('application/x-ndjson; charset=utf-8', lines.map((line) => `${line}\n`).join(''))
    },
  },
  {
    method: 'GET',
    path: 'trace/digest',
    summary: 'SHA-256 over everything that happened, and how many events that were.',
    reply: z.strictObject({ digest: z.string(), length: z.int() }),
    answer: ({ world: { simulation } }) => ({
      digest: simulation.trace.digest(),
      length: simulation.trace.length,
    }),
  },
]

function documentsOf(sim: Controlled, { corpus: name, id, includeGone }: Asked['query']): readonly object[] {
  if (id === undefined)
    return sim.documents({
      corpus: name as string | undefined,
      includeGone: includeGone as boolean | undefined,
    })
  if (name === undefined) throw new ConfigurationError('documents: an id needs the corpus that it is in')
  const found = sim.document(name as string, id as string)
  if (found === undefined)
    throw new NotThere(`there is no document ${JSON.stringify(id)} in ${JSON.stringify(name)}`)
  return [found]
}

const faultReply = whenAsked(() => z.strictObject({ rule: anyObject(), stats: anyObject() }))

const faultRoutes = (): readonly Route[] => [
  {
    method: 'GET',
    path: 'faults',
    summary:
      'The fault rules in the order in which they are asked, with how often each fired and was held back.',
    reply: z.strictObject({ faults: z.array(faultReply()), explanation: z.string() }),
    answer: ({ sim }) => ({ faults: sim.faults.rules, explanation: sim.faults.explain() }),
  },
  {
    method: 'POST',
    path: 'faults',
    summary: 'Adds a fault rule, or all of a plan `{ rules }`, or none of them where one is wrong.',
    body: z.union([
      faultRuleSchema(),
      z.strictObject({ $schema: z.string().optional(), rules: z.array(faultRuleSchema()) }),
    ]),
    status: 201,
    reply: z.strictObject({ added: z.array(z.string()) }),
    answer: ({ sim, body }) => ({ added: addFaults(sim, body) }),
  },
  {
    method: 'GET',
    path: 'faults/{name}',
    summary: 'One fault rule, with how often it fired and was held back.',
    reply: faultReply(),
    answer: ({ sim, names: [name] }) => {
      const found = sim.faults.rules.find(({ rule }) => rule.name === name)
      if (found === undefined) throw noRule(name)
      return found
    },
  },
  {
    method: 'DELETE',
    path: 'faults/{name}',
    summary: 'Takes a fault rule away.',
    reply: z.strictObject({ removed: z.array(z.string()) }),
    answer: ({ sim, names: [name = ''] }) => {
      if (!sim.faults.remove(name)) throw noRule(name)
      return { removed: [name] }
    },
  },
  {
    method: 'DELETE',
    path: 'faults',
    summary: 'Takes all fault rules away.',
    reply: z.strictObject({ removed: z.array(z.string()) }),
    answer: ({ sim }) => ({
      removed: sim.faults.rules.map(({ rule }) => rule.name).filter((name) => sim.faults.remove(name)),
    }),
  },
]

/** The rules check themselves: a body is either a rule or a plan, and what is wrong with it is told in the words for that. */
function addFaults(sim: Controlled, body: unknown): string[] {
  const isPlan = typeof body === 'object' && body !== null && 'rules' in body && Array.isArray(body.rules)
  const rules = (isPlan ? body.rules : [body]) as FaultRuleInput[]
  const added: string[] = []
  try {
    for (const rule of rules) added.push(sim.faults.add(rule).name)
  } catch (error) {
    for (const name of added) sim.faults.remove(name)
    throw error
  }
  return added
}

function noRule(name: string | undefined): NotThere {
  return new NotThere(`there is no fault rule ${JSON.stringify(name)}`)
}

const seeded = whenAsked(() => z.strictObject({ seeded: z.int() }))
const jobView = whenAsked(() => z.looseObject({ ExecutionId: z.string(), Status: z.string() }))
const sourceView = whenAsked(() =>
  z.strictObject({
    id: z.string(),
    name: z.string().optional(),
    type: z.string(),
    status: z.string(),
    jobs: z.array(jobView()),
  }),
)
const indexView = whenAsked(() =>
  z.strictObject({
    id: z.string(),
    name: z.string().optional(),
    edition: z.string(),
    status: z.string(),
    region: z.string(),
    accountId: z.string(),
    dataSources: z.array(sourceView()),
  }),
)

const resourceRoutes = (): readonly Route[] => [
  {
    method: 'GET',
    path: 'indices',
    summary: 'The Kendra indices of all regions and accounts, with their data sources and sync jobs.',
    reply: z.strictObject({ indices: z.array(indexView()) }),
    answer: ({ sim }) => ({ indices: indicesOf(sim) }),
  },
  {
    method: 'POST',
    path: 'indices',
    summary: 'Adds a Kendra index that is ACTIVE at once.',
    body: placedIndex(),
    isBodyOptional: true,
    status: 201,
    reply: z.strictObject({ id: z.string() }),
    answer: ({ sim, body }) => {
      const { region, accountId, ...index } = body as Record<string, never>
      const account = sim.kendra.in({
        ...(region !== undefined && { region }),
        ...(accountId !== undefined && { accountId }),
      })
      return { id: account.addIndex(index) }
    },
  },
  {
    method: 'POST',
    path: 'indices/{id}/data-sources',
    summary: 'Adds a custom data source that is ACTIVE at once.',
    body: placedDataSource(),
    isBodyOptional: true,
    status: 201,
    reply: z.strictObject({ id: z.string() }),
    answer: ({ sim, names: [index = ''], body }) => ({
      id: accountOf(sim, index).addDataSource(index, body as object),
    }),
  },
  {
    method: 'POST',
    path: 'indices/{id}/documents',
    summary:
      'Puts documents in as if they had been indexed long ago. They have the form of BatchPutDocument over HTTP: a Blob is base64.',
    body: z.strictObject({ documents: z.array(anyObject()) }, 'an object { documents }'),
    status: 201,
    reply: seeded(),
    answer: ({ sim, names: [index = ''], body }) => {
      const { documents } = body as { documents: object[] }
      accountOf(sim, index).seed(index, documents.map(readBlob) as Document[])
      return { seeded: documents.length }
    },
  },
  {
    method: 'GET',
    path: 'jobs',
    summary: 'The sync jobs of all data sources, the oldest first.',
    reply: z.strictObject({
      jobs: z.array(jobView().extend({ index: z.string(), dataSource: z.string() })),
    }),
    answer: ({ sim }) => ({
      jobs: indicesOf(sim)
        .flatMap(({ id: index, dataSources }) =>
          dataSources.flatMap(({ id: dataSource, jobs }) =>
            jobs.map((job) => ({ index, dataSource, ...job })),
          ),
        )
        .toSorted((a, b) => (a.StartTime?.getTime() ?? 0) - (b.StartTime?.getTime() ?? 0)),
    }),
  },
  {
    method: 'GET',
    path: 'connectors',
    summary: 'The connectors of the Push API.',
    reply: z.strictObject({ connectors: z.array(z.strictObject({ name: z.string() })) }),
    answer: ({ sim }) => ({ connectors: sim.papi.connectors.map((name) => ({ name })) }),
  },
  {
    method: 'POST',
    path: 'connectors',
    summary: 'Adds a connector of the Push API, where it is not there yet.',
    body: z.strictObject(
      { name: z.string('a name').min(1, 'a name that is not empty') },
      'an object { name }',
    ),
    status: 201,
    reply: z.strictObject({ name: z.string() }),
    answer: ({ sim, body }) => ({ name: sim.papi.connector((body as { name: string }).name).name }),
  },
  {
    method: 'POST',
    path: 'connectors/{name}/documents',
    summary:
      'Puts documents in as if they had been synced and indexed long ago. The bytes of a part are base64, or its `text` is given.',
    body: z.strictObject({ documents: z.array(anyObject()) }, 'an object { documents }'),
    status: 201,
    reply: seeded(),
    answer: ({ sim, names: [name = ''], body }) => {
      if (!sim.papi.connectors.includes(name))
        throw new NotThere(`there is no connector ${JSON.stringify(name)}`)
      const { documents } = body as { documents: object[] }
      sim.papi.connector(name).seed(documents.map(readParts) as PapiDocument[])
      return { seeded: documents.length }
    },
  },
]

function indicesOf({ kendra }: Controlled): (ReturnType<Kendra['indices']>[number] & {
  region: string
  accountId: string
})[] {
  return kendra.accounts.flatMap((account) => {
    const { region, accountId } = account
    return account.indices().map((index) => ({ region, accountId, ...index }))
  })
}

/** The account that has the index. */
function accountOf({ kendra }: Controlled, id: string): Kendra {
  const account = kendra.accounts.find((one) => one.indices().some((index) => index.id === id))
  if (account === undefined) throw new NotThere(`there is no index ${JSON.stringify(id)}`)
  return account
}

function readBlob(document: object): object {
  return 'Blob' in document && typeof document.Blob === 'string'
    ? { ...document, Blob: Buffer.from(document.Blob, 'base64') }
    : document
}

function readParts(document: object): object {
  return 'parts' in document && Array.isArray(document.parts)
    ? { ...document, parts: document.parts.map(readPart) }
    : document
}

function readPart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part
  const { text, bytes, ...rest } = part as { text?: unknown; bytes?: unknown }
  if (typeof text === 'string') return { ...rest, bytes: Buffer.from(text) }
  return typeof bytes === 'string' ? { ...rest, bytes: Buffer.from(bytes, 'base64') } : part
}

export const routes: () => readonly Route[] = whenAsked(() => [
  ...clockRoutes(),
  ...savedRoutes(),
  ...lookingRoutes(),
  ...faultRoutes(),
  ...resourceRoutes(),
])
