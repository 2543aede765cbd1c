/** Routes that show what there is and what has happened: documents, calls, the audit and the trace. They change nothing. */
import { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { ConfigurationError } from '../../../core/errors.ts'
import type { Controlled } from './controlled.ts'
import { type Asked, NotThere, type Route, TextReply } from './route.ts'
import { traceEvents } from './trace-stream.ts'

const count = whenAsked(() =>
  z.coerce.number('a whole number from 0').int('a whole number from 0').min(0, 'a whole number from 0'),
)
const anyObject = whenAsked(() => z.looseObject({}))
const corpus = whenAsked(() =>
  z.string().describe('An index id or a connector name, with or without its facade (`kendra:...`).'),
)
const flag = whenAsked(() =>
  z.enum(['true', 'false'], 'true or false').transform((value) => value === 'true'),
)

export const lookingRoutes = (): readonly Route[] => [
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
