/** A pusher that gives dates in milliseconds where the client wants a Date. */
import { BatchPutDocumentCommand, type Document } from '@aws-sdk/client-kendra'
import { type Connector, documentOf, type Page } from './connector.ts'

async function push(
  ...[{ client, IndexId }, pages, dateOf]: [...Parameters<Connector<void>>, (editedAt: number) => Date]
): Promise<void> {
  const Documents = pages.map((page) => dated(page, dateOf(page.editedAt ?? 0)))
  await client.send(new BatchPutDocumentCommand({ IndexId, Documents }))
}

function dated(page: Page, DateValue: Date): Document {
  return { ...documentOf(page), Attributes: [{ Key: '_last_updated_at', Value: { DateValue } }] }
}

export const broken: Connector<void> = (target, pages) =>
  push(target, pages, (editedAt) => editedAt as unknown as Date)

export const repaired: Connector<void> = (target, pages) =>
  push(target, pages, (editedAt) => new Date(editedAt))
