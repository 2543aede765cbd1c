/** A pusher that takes an answer without an error for a success of every document. */
import { BatchPutDocumentCommand } from '@aws-sdk/client-kendra'
import { batchesOf, type Connector, documentOf } from './connector.ts'

export interface Pushed {
  readonly pushed: readonly string[]
  readonly rejected: readonly string[]
}

export const broken: Connector<Pushed> = async ({ client, IndexId }, pages) => {
  const pushed: string[] = []
  for (const batch of batchesOf(pages)) {
    await client.send(new BatchPutDocumentCommand({ IndexId, Documents: batch.map(documentOf) }))
    pushed.push(...batch.map(({ id }) => id))
  }
  return { pushed, rejected: [] }
}

export const repaired: Connector<Pushed> = async ({ client, IndexId }, pages) => {
  const pushed: string[] = []
  const rejected: string[] = []
  for (const batch of batchesOf(pages)) {
    const command = new BatchPutDocumentCommand({ IndexId, Documents: batch.map(documentOf) })
    const { FailedDocuments = [] } = await client.send(command)
    const failed = new Set(FailedDocuments.map(({ Id }) => Id))
    for (const { id } of batch) (failed.has(id) ? rejected : pushed).push(id)
  }
  return { pushed, rejected }
}
