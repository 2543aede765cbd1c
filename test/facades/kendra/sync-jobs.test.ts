/** Sync jobs of custom data sources: their states, their documents and what they count. */

import { describe, expect, it } from 'vitest'
import { textDocument, openIndex } from './open-index.ts'

describe('a sync job', () => {
  it.each(['refused', 'accepted'] as const)(
    '[kendra.job.start-while-indexing] is %s while the last one is SYNCING_INDEXING, as the option says',
    async (startWhileIndexing) => {
      const { sim, indexId, put } = openIndex({ kendra: { startWhileIndexing } })
      const job = { Id: sim.kendra.addDataSource(indexId), IndexId: indexId }
      await sim.kendra.startDataSourceSyncJob(job)
      await put(textDocument('a', { _data_source_id: job.Id }))
      await sim.kendra.stopDataSourceSyncJob(job)
      const { History } = await sim.kendra.listDataSourceSyncJobs(job)
      expect(History?.map(({ Status }) => Status)).toEqual(['SYNCING_INDEXING'])
      const start = sim.kendra.startDataSourceSyncJob(job)
      if (startWhileIndexing === 'accepted') expect(await start).toHaveProperty('ExecutionId')
      else await expect(start).rejects.toMatchObject({ name: 'ResourceInUseException' })
    },
  )
})
