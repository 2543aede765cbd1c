/** A pusher that sends rejected documents again without their attributes, and looks for their ids in a member that is not there. */
import { BatchPutDocumentCommand, type BatchPutDocumentResponseFailedDocument } from '@aws-sdk/client-kendra'
import { batchesOf, type Connector, documentOf, type Page } from './connector.ts'

/** How often a page was sent again. */
type Repeats = number

async function push(
  ...[{ client, IndexId }, pages, idOf]: [
    ...Parameters<Connector<Repeats>>,
    (failed: BatchPutDocumentResponseFailedDocument) => string | undefined,
  ]
): Promise<Repeats> {
  let repeats = 0
  for (const batch of batchesOf(pages)) {
    const command = new BatchPutDocumentCommand({ IndexId, Documents: batch.map(documentOf) })
    const { FailedDocuments = [] } = await client.send(command)
    const ids = new Set(FailedDocuments.map(idOf))
    const plain: Page[] = batch.filter(({ id }) => ids.has(id)).map(({ id, text }) => ({ id, text }))
    if (plain.length === 0) continue
    repeats += plain.length
    await client.send(new BatchPutDocumentCommand({ IndexId, Documents: plain.map(documentOf) }))
  }
  return repeats
}

export const broken: Connector<Repeats> = (target, pages) =>
  push(target, pages, (failed) => (failed as { DocumentId?: string }).DocumentId)

export const repaired: Connector<Repeats> = (target, pages) => push(target, pages, ({ Id }) => Id)
