/** Documents that were put while a sync job was open and belong to no data source, so that the job has none of them. */
import { type AuditedCall, isAfter, listOf, memberOf, textOf } from '../audited-call.ts'
import { count, type FindingOf, few, type Observation } from '../finding.ts'
import type { History } from '../history.ts'
import { ENDS_OF_JOB, findCrawledSources } from './sync-jobs.ts'

export type PutWithoutSource = FindingOf<'put-without-source'>

export function findPutsWithoutSource(history: History): Observation | undefined {
  const loose = findLoosePuts(history)
  // Through these the client does put or delete, or nobody: a job of theirs may well have nothing to do.
  for (const source of [...findCrawledSources(history), ...history.calls.flatMap(sourcesIn)])
    loose.delete(source ?? '')
  if (loose.size === 0) return undefined
  const puts = new Map([...loose.values()].flatMap((documents) => [...documents]))
  return {
    documents: puts.keys(),
    message: `${count(puts.size, 'document')} ${puts.size === 1 ? 'was' : 'were'} put without a data source while a sync job of ${few(loose.keys())} was open, and none was ever put through it: ${few(puts.keys())}.`,
    suggestion:
      'Give each document the attributes _data_source_id and _data_source_sync_job_execution_id, the ExecutionId that StartDataSourceSyncJob returned: without them the job neither counts the document nor waits for it. What belongs to no data source needs no job.',
    calls: [...puts.values()].map(({ record }) => record),
  }
}

/** By each data source of which a job was open: the documents that were accepted meanwhile without any, with their puts. */
function findLoosePuts({ calls }: History): Map<string, Map<string, AuditedCall>> {
  const open = new Map<string, AuditedCall>()
  const loose = new Map<string, Map<string, AuditedCall>>()
  for (const call of calls.filter(({ isOk }) => isOk)) {
    const { operation, input } = call.record
    const source = textOf(input, 'Id') ?? ''
    if (operation === 'StartDataSourceSyncJob') open.set(source, call)
    else if (ENDS_OF_JOB.has(operation)) open.delete(source)
    if (open.size === 0) continue
    const direct = directPutsOf(call)
    if (direct.length === 0) continue
    for (const [job, start] of open) {
      if (!isAfter(call, start)) continue
      const puts = loose.get(job) ?? new Map<string, AuditedCall>()
      for (const id of direct) puts.set(id, call)
      loose.set(job, puts)
    }
  }
  return loose
}

function directPutsOf({ puts, rejected, record }: AuditedCall): string[] {
  if (puts.length === 0) return []
  return listOf(record.input, 'Documents').flatMap((document) => {
    const id = textOf(document, 'Id')
    return id === undefined || rejected.includes(id) || sourceOf(document) !== undefined ? [] : [id]
  })
}

/** The data sources that a put or delete names. */
function sourcesIn({ record: { input } }: AuditedCall): (string | undefined)[] {
  const target = memberOf(input, 'DataSourceSyncJobMetricTarget')
  return [textOf(target, 'DataSourceId'), ...listOf(input, 'Documents').map(sourceOf)]
}

function sourceOf(document: unknown): string | undefined {
  const attribute = listOf(document, 'Attributes').find((each) => textOf(each, 'Key') === '_data_source_id')
  return textOf(memberOf(attribute, 'Value'), 'StringValue')
}
