/** A connector that deletes and looks once whether the pages are gone. */
import { BatchDeleteDocumentCommand, BatchGetDocumentStatusCommand } from '@aws-sdk/client-kendra'
import { type Connector, type Page, type Target } from './connector.ts'

async function areGone({ client, IndexId }: Target, pages: readonly Page[]): Promise<boolean> {
  const DocumentInfoList = pages.map(({ id }) => ({ DocumentId: id }))
  const command = new BatchGetDocumentStatusCommand({ IndexId, DocumentInfoList })
  const { DocumentStatusList = [] } = await client.send(command)
  return DocumentStatusList.every(({ DocumentStatus }) => DocumentStatus === 'NOT_FOUND')
}

async function remove({ client, IndexId }: Target, pages: readonly Page[]): Promise<void> {
  await client.send(new BatchDeleteDocumentCommand({ IndexId, DocumentIdList: pages.map(({ id }) => id) }))
}

export const broken: Connector<void> = async (target, pages) => {
  await remove(target, pages)
  if (!(await areGone(target, pages))) throw new Error('the pages were not deleted')
}

export const repaired: Connector<void> = async (target, pages) => {
  await remove(target, pages)
  for (let polls = 0; polls < 30; polls++) {
    if (await areGone(target, pages)) return
    await target.sleep(10_000)
  }
  throw new Error('the pages were not deleted')
}
