/** Pollers that do not know every end of a document, or look for its status in a member that is not there. */
import { BatchGetDocumentStatusCommand, BatchPutDocumentCommand, type Status } from '@aws-sdk/client-kendra'
import { type Connector, documentOf, type Page, type Target } from './connector.ts'

/** The pages that could not be indexed. */
type Failures = readonly string[]

const MOST_POLLS = 30

async function poll(
  { client, IndexId, sleep }: Target,
  pages: readonly Page[],
  statusOf: (status: Status) => string | undefined,
  ends: readonly string[],
): Promise<Failures> {
  const DocumentInfoList = pages.map(({ id }) => ({ DocumentId: id }))
  for (let polls = 0; polls < MOST_POLLS; polls++) {
    const command = new BatchGetDocumentStatusCommand({ IndexId, DocumentInfoList })
    const { DocumentStatusList = [] } = await client.send(command)
    const isOver = DocumentStatusList.every((status) => ends.includes(statusOf(status) ?? ''))
    if (isOver)
      return DocumentStatusList.filter((status) => statusOf(status)?.endsWith('FAILED')).map(
        ({ DocumentId }) => DocumentId as string,
      )
    await sleep(10_000)
  }
  throw new Error(`the pages were not indexed after ${MOST_POLLS} polls`)
}

async function push({ client, IndexId }: Target, pages: readonly Page[]): Promise<void> {
  await client.send(new BatchPutDocumentCommand({ IndexId, Documents: pages.map(documentOf) }))
}

export const waitsForTwo: Connector<Failures> = async (target, pages) => {
  await push(target, pages)
  return poll(target, pages, ({ DocumentStatus }) => DocumentStatus, ['INDEXED', 'FAILED'])
}

export const readsStatus: Connector<Failures> = async (target, pages) => {
  await push(target, pages)
  return poll(target, pages, (status) => (status as { Status?: string }).Status, ['INDEXED', 'FAILED'])
}

export const repaired: Connector<Failures> = async (target, pages) => {
  await push(target, pages)
  const ends = ['INDEXED', 'UPDATED', 'FAILED', 'UPDATE_FAILED']
  return poll(target, pages, ({ DocumentStatus }) => DocumentStatus, ends)
}
