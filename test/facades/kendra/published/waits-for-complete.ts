/** Connectors that wait for their sync job to be COMPLETE, which no job ever is, or take INCOMPLETE for a state on the way. */
import {
  BatchPutDocumentCommand,
  ListDataSourceSyncJobsCommand,
  StartDataSourceSyncJobCommand,
  StopDataSourceSyncJobCommand,
} from '@aws-sdk/client-kendra'
import { type Connector, documentOf } from './connector.ts'

/** Whether all pages went well. */
type Outcome = boolean

const MOST_POLLS = 30

function syncingUntil(ends: readonly string[]): Connector<Outcome> {
  return async ({ client, IndexId, dataSource, sleep }, pages) => {
    const job = { Id: dataSource, IndexId }
    const { ExecutionId } = await client.send(new StartDataSourceSyncJobCommand(job))
    const Documents = pages.map((page) => ({
      ...documentOf(page),
      ContentType: 'JSON' as const,
      Attributes: [{ Key: '_data_source_id', Value: { StringValue: dataSource } }],
    }))
    await client.send(new BatchPutDocumentCommand({ IndexId, Documents }))
    await client.send(new StopDataSourceSyncJobCommand(job))
    for (let polls = 0; polls < MOST_POLLS; polls++) {
      const { History = [] } = await client.send(new ListDataSourceSyncJobsCommand(job))
      const status = History.find((run) => run.ExecutionId === ExecutionId)?.Status ?? ''
      if (ends.includes(status)) return status === 'SUCCEEDED'
      await sleep(10_000)
    }
    throw new Error(`the job did not end within ${MOST_POLLS} polls`)
  }
}

export const waitsForComplete: Connector<Outcome> = syncingUntil(['COMPLETE', 'FAILED'])
export const takesIncompleteForRunning: Connector<Outcome> = syncingUntil(['SUCCEEDED', 'FAILED', 'ABORTED'])
export const repaired: Connector<Outcome> = syncingUntil(['SUCCEEDED', 'INCOMPLETE', 'FAILED', 'ABORTED'])
