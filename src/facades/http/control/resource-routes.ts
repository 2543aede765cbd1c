/** Routes of what documents are put into: indices with their data sources and jobs, connectors, and documents that are live already. */
import { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import type { Kendra } from '../../kendra/kendra.ts'
import { placedDataSource, placedIndex } from '../../kendra/resource-schemas.ts'
import type { Document } from '../../kendra/shapes/document-shapes.ts'
import type { PapiDocument } from '../../papi/papi-document.ts'
import type { Controlled } from './controlled.ts'
import { NotThere, type Route } from './route.ts'

/** Checked where they are put in. */
const anyDocuments = whenAsked(() => z.array(z.looseObject({})))
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

export const resourceRoutes = (): readonly Route[] => [
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
    body: z.strictObject({ documents: anyDocuments() }, 'an object { documents }'),
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
    body: z.strictObject({ documents: anyDocuments() }, 'an object { documents }'),
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
