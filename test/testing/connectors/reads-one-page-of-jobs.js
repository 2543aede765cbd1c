/**
 * Planted: each batch is a sync job of its own, and only the first page of their history is read, so that documents which
 * failed in an older job are never sent again.
 */
import { statusesOf, untilItSucceeds } from './kendra-connector.js'

/** @typedef {import('./kendra-connector.js').Index & { Id: string }} DataSource */

/** @type {import('indexsim').Scenario} */
export const broken = (sim, context) => scenario(sim, context, firstPageOfJobs)
/** @type {import('indexsim').Scenario} */
export const repaired = (sim, context) => scenario(sim, context, allJobs)

/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 * @param {typeof allJobs} listJobs
 */
async function scenario(sim, context, listJobs) {
  const IndexId = sim.kendra.addIndex()
  const source = { sim, IndexId, Id: sim.kendra.addDataSource(IndexId) }
  const documents = context.documents(24)
  context.source(
    IndexId,
    documents.map(({ id, content }) => ({ id, content })),
  )

  for (let rest = documents; rest.length > 0;) {
    /** @type {Map<string, typeof documents>} */
    const byJob = new Map()
    for (let from = 0; from < rest.length; from += 2) {
      const batch = rest.slice(from, from + 2)
      byJob.set(await syncOnce(source, batch), batch)
    }
    const jobs = await listJobs(source)
    const suspect = jobs.flatMap(({ ExecutionId = '', Status, Metrics }) => {
      const isFine = Status === 'SUCCEEDED' && Metrics?.DocumentsFailed === '0'
      return isFine ? [] : (byJob.get(ExecutionId) ?? [])
    })
    const statuses = await statusesOf(source, suspect)
    rest = suspect.filter(({ id }) => !['INDEXED', 'UPDATED'].includes(statuses.get(id) ?? ''))
  }
}

/**
 * Puts a batch in a job of its own, and waits until that has ended.
 * @param {DataSource} source
 * @param {import('indexsim').DrawnDocument[]} batch
 */
async function syncOnce(source, batch) {
  const { sim, IndexId, Id } = source
  const ExecutionId = await untilItSucceeds(sim, async (attempt) => {
    // One whose reply was lost is still running.
    if (attempt > 1) await sim.kendra.stopDataSourceSyncJob({ IndexId, Id }).catch(() => {})
    return (await sim.kendra.startDataSourceSyncJob({ IndexId, Id })).ExecutionId ?? ''
  })
  await untilItSucceeds(sim, async () => {
    const { FailedDocuments } = await sim.kendra.batchPutDocument({
      IndexId,
      Documents: batch.map(({ id, content }) => ({
        Id: id,
        Blob: content,
        Attributes: [
          { Key: '_data_source_id', Value: { StringValue: Id } },
          { Key: '_data_source_sync_job_execution_id', Value: { StringValue: ExecutionId } },
        ],
      })),
    })
    if (FailedDocuments.length > 0) throw new Error('refused')
  })
  await untilItSucceeds(sim, () => sim.kendra.stopDataSourceSyncJob({ IndexId, Id }))
  for (let isRunning = true; isRunning;) {
    await sim.clock.sleep('30s')
    const jobs = await firstPageOfJobs(source)
    isRunning = jobs.some(({ Status = '' }) => ['SYNCING', 'SYNCING_INDEXING'].includes(Status))
  }
  return ExecutionId
}

/** @param {DataSource} source */
function firstPageOfJobs({ sim, IndexId, Id }) {
  return untilItSucceeds(
    sim,
    async () => (await sim.kendra.listDataSourceSyncJobs({ IndexId, Id })).History ?? [],
  )
}

/** @param {DataSource} source */
async function allJobs({ sim, IndexId, Id }) {
  const jobs = []
  for (let NextToken; ;) {
    const page = await untilItSucceeds(sim, () =>
      sim.kendra.listDataSourceSyncJobs({ IndexId, Id, ...(NextToken === undefined ? {} : { NextToken }) }),
    )
    jobs.push(...(page.History ?? []))
    NextToken = page.NextToken
    if (NextToken === undefined) return jobs
  }
}
