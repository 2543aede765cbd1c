/** A pusher in a sync job that forgets the job when its source throws, so that the next run cannot start one. */
import {
  BatchPutDocumentCommand,
  StartDataSourceSyncJobCommand,
  StopDataSourceSyncJobCommand,
} from '@aws-sdk/client-kendra'
import { batchesOf, type Connector, documentOf, type Page, type Target } from './connector.ts'

async function start({ client, IndexId, dataSource }: Target): Promise<string> {
  const command = new StartDataSourceSyncJobCommand({ Id: dataSource, IndexId })
  const { ExecutionId } = await client.send(command)
  return ExecutionId as string
}

async function stop({ client, IndexId, dataSource }: Target): Promise<void> {
  await client.send(new StopDataSourceSyncJobCommand({ Id: dataSource, IndexId }))
}

async function push(
  { client, IndexId, dataSource }: Target,
  job: string,
  pages: readonly Page[],
): Promise<void> {
  const attributes = [
    { Key: '_data_source_id', Value: { StringValue: dataSource } },
    { Key: '_data_source_sync_job_execution_id', Value: { StringValue: job } },
  ]
  for (const batch of batchesOf(pages)) {
    const Documents = batch.map((page) => ({ ...documentOf(read(page)), Attributes: attributes }))
    await client.send(new BatchPutDocumentCommand({ IndexId, Documents }))
  }
}

function read(page: Page): Page {
  if (page.isBroken === true) throw new Error(`page ${page.id} cannot be read`)
  return page
}

export const broken: Connector<void> = async (target, pages) => {
  const job = await start(target)
  await push(target, job, pages)
  await stop(target)
}

export const repaired: Connector<void> = async (target, pages) => {
  const job = await start(target)
  try {
    await push(target, job, pages)
  } finally {
    await stop(target)
  }
}
