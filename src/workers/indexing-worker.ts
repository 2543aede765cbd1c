/**
 * The entry of a worker thread: loads the indexer, answers pings, analyses batches, and dies when it is told to.
 */
import { workerData } from 'node:worker_threads'

import { move } from 'piscina'

import { decodeDocuments, encodeResults } from './batch-codec.ts'
import { die } from './planned-death.ts'
import { loadIndexer, resultOf } from './thread-indexer.ts'
import type { WorkerSettings, WorkerTask } from './worker-task.ts'

export default async function work(task: WorkerTask): Promise<unknown> {
  const analyze = await loadIndexer((workerData as WorkerSettings).indexer)
  if (task.kind === 'ping') return undefined
  const documents = decodeDocuments(task.documents)
  if (task.death !== undefined) {
    for (const parts of documents.slice(0, documents.length / 2)) resultOf(analyze, parts)
    die(task.death, task.id)
  }
  const results = documents.map((parts) => resultOf(analyze, parts))
  return move(encodeResults(results, task.documents))
}
