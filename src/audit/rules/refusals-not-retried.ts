/** Submissions that the service refused for the moment, or whose reply was lost, and that were never made again. */
import type { AuditedCall } from '../audited-call.ts'
import { memberOf } from '../audited-call.ts'
import { count, few, type FindingOf, type Observation } from '../finding.ts'
import { type History, isSentAgain } from '../history.ts'

export type RefusalNotRetried = FindingOf<'refusal-not-retried'>

export function findRefusalsNotRetried(history: History): Observation | undefined {
  const dropped = new Map<string, AuditedCall>()
  for (const call of history.calls.filter(isForTheMoment))
    for (const id of [...call.puts, ...call.deletes])
      if (!isSentAgain(history, id, call)) dropped.set(id, call)
  if (dropped.size === 0) return undefined
  const calls = new Set(dropped.values())
  const errors = new Set([...calls].map(({ record }) => record.error?.name ?? ''))
  return {
    documents: dropped.keys(),
    message: `${count(calls.size, 'call')} failed with ${[...errors].join(', ')} and ${calls.size === 1 ? 'was' : 'were'} never made again, so that ${few(dropped.keys())} may not have arrived.`,
    suggestion:
      'Make such a call again after a back-off that grows, more than a few times; to put a document twice does no harm.',
    calls: [...calls].map(({ record }) => record),
  }
}

const FOR_THE_MOMENT: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'InternalServerException',
  'ResourceUnavailableException',
  'TimeoutError',
])

/** Whether the same call may well succeed later. */
function isForTheMoment({ record: { error } }: AuditedCall): boolean {
  if (error === undefined) return false
  if (FOR_THE_MOMENT.has(error.name) || memberOf(error, 'code') === 'ECONNREFUSED') return true
  // Of the Push API: the server has failed, or was not reached.
  const status = memberOf(error, 'status')
  return error.name === 'PushAPIException' && (status === undefined || (status as number) >= 500)
}
