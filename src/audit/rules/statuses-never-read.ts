/** Documents that Kendra accepted, and of which nobody asked what became. */
import { count, few, type FindingOf, type Observation } from '../finding.ts'
import { comesAfter, type History, lastAsks, lastJobList, lastPuts } from '../history.ts'

export type StatusNeverRead = FindingOf<'status-never-read'>

export function findStatusesNeverRead(history: History): Observation | undefined {
  if (history.facade !== 'kendra') return undefined
  const asks = lastAsks(history)
  const jobs = lastJobList(history)
  const unread = [...lastPuts(history)].filter(
    ([id, put]) => !comesAfter(asks.get(id), put) && !comesAfter(jobs, put),
  )
  if (unread.length === 0) return undefined
  const ids = unread.map(([id]) => id)
  return {
    documents: ids,
    message: `${count(ids.length, 'document')} ${ids.length === 1 ? 'was' : 'were'} accepted, and nobody asked what became of ${ids.length === 1 ? 'it' : 'them'}: ${few(ids)}.`,
    suggestion:
      'A put that succeeds only says that the document is being processed. Ask BatchGetDocumentStatus until each document has come to an end (in a sync job: ListDataSourceSyncJobs), and report FAILED and UPDATE_FAILED.',
    calls: new Set(unread.map(([, { record }]) => record)),
  }
}
