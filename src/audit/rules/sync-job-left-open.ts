/** Sync jobs of a custom data source that were started and never stopped. */
import { type AuditedCall, textOf } from '../audited-call.ts'
import { count, type FindingOf, few, type Observation } from '../finding.ts'
import type { History } from '../history.ts'
import { ENDS_OF_JOB, findCrawledSources } from './sync-jobs.ts'

export type SyncJobLeftOpen = FindingOf<'sync-job-left-open'>

export function findSyncJobsLeftOpen(history: History): Observation | undefined {
  const open = new Map<string, AuditedCall>()
  for (const call of history.calls) {
    const { operation, input } = call.record
    const source = textOf(input, 'Id') ?? ''
    if (!call.isOk) continue
    if (operation === 'StartDataSourceSyncJob') open.set(source, call)
    else if (ENDS_OF_JOB.has(operation)) open.delete(source)
    else if (operation === 'DeleteIndex') open.clear()
  }
  for (const source of findCrawledSources(history)) open.delete(source ?? '')
  if (open.size === 0) return undefined
  return {
    message: `${count(open.size, 'sync job')} ${open.size === 1 ? 'was' : 'were'} started and never stopped, of data source ${few(open.keys())}.`,
    suggestion:
      'Call StopDataSourceSyncJob in a finally block: as long as a job is open, no other can be started for its data source.',
    calls: [...open.values()].map(({ record }) => record),
  }
}
