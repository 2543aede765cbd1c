/**
 * Planted: each batch is a sync job of its own, and only the first page of their history is read, so that documents which
 * failed in an older job are never sent again.
 */
import { statusesOf, untilItSucceeds } from './kendra-connector.js'

/** @typedef {import('./kendra-connector.js').Index & { Id: string }} DataSource */

/** Here a document that gets stuck holds up its own job alone. */
export const options = { simulator: { kendra: { startWhileIndexing: /** @type {const} */ ('accepted') } } }

/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 */
export const broken = (sim, context) => scenario(sim, context, firstPageOfJobs)
/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 */
export const repaired = (sim, context) => scenario(sim, context, allJobs)

const BATCH = 2
/** Who waits longer for a job sends its documents again. */
const POLLS_A_ROUND = 10

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
    for (let from = 0; from < rest.length; from += BATCH) {
      const batch = rest.slice(from, from + BATCH)
      // What goes wrong on the way may have stopped the job: the batch is sent again in another.
      byJob.set(await untilItSucceeds(sim, (attempt) => syncOnce(source, batch, attempt)), batch)
    }
    const jobs = await endedJobs(source, listJobs)
    const suspect = jobs.flatMap(({ ExecutionId = '', Status, Metrics }) => {
      const isFine = Status === 'SUCCEEDED' && Metrics?.DocumentsFailed === '0'
      return isFine ? [] : (byJob.get(ExecutionId) ?? [])
    })
    const statuses = await statusesOf(source, suspect)
    rest = suspect.filter(({ id }) => !['INDEXED', 'UPDATED'].includes(statuses.get(id) ?? ''))
  }
}

/**
 * @param {DataSource} source
 * @param {readonly import('indexsim').DrawnDocument[]} batch
 * @param {number} attempt
 */
async function syncOnce({ sim, IndexId, Id }, batch, attempt) {
  // One that an attempt before has left running.
  if (attempt > 1) await sim.kendra.stopDataSourceSyncJob({ IndexId, Id })
  const { ExecutionId = '' } = await sim.kendra.startDataSourceSyncJob({ IndexId, Id })
  const Attributes = [
    { Key: '_data_source_id', Value: { StringValue: Id } },
    { Key: '_data_source_sync_job_execution_id', Value: { StringValue: ExecutionId } },
  ]
  const { FailedDocuments } = await sim.kendra.batchPutDocument({
    IndexId,
    Documents: batch.map(({ id, content }) => ({ Id: id, Blob: content, Attributes })),
  })
  if (FailedDocuments.length > 0) throw new Error('refused')
  await untilItSucceeds(sim, () => sim.kendra.stopDataSourceSyncJob({ IndexId, Id }))
  return ExecutionId
}

/**
 * The jobs when they have ended, or have taken too long.
 * @param {DataSource} source
 * @param {typeof allJobs} listJobs
 */
async function endedJobs(source, listJobs) {
  for (let poll = 1; ; poll++) {
    await source.sim.clock.sleep('30s')
    const jobs = await listJobs(source)
    const isRunning = jobs.some(({ Status = '' }) => Status.startsWith('SYNCING'))
    if (!isRunning || poll === POLLS_A_ROUND) return jobs
  }
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
  /** @type {string | undefined} */
  let NextToken
  for (;;) {
    const page = await untilItSucceeds(sim, () =>
      sim.kendra.listDataSourceSyncJobs({ IndexId, Id, NextToken }),
    )
    jobs.push(...(page.History ?? []))
    NextToken = page.NextToken
    if (NextToken === undefined) return jobs
  }
}
