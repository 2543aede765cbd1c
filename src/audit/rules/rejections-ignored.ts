/** Documents in FailedDocuments that were never sent again, nor deleted. */
import type { AuditedCall } from '../audited-call.ts'
import { count, few, type FindingOf, type Observation } from '../finding.ts'
import { type History, isSentAgain } from '../history.ts'

export type RejectionIgnored = FindingOf<'rejection-ignored'>

/** A delete that is rejected is not one of these: there was nothing to delete. */
export function findIgnoredRejections(history: History): Observation | undefined {
  const first = new Map<string, AuditedCall>()
  for (const call of history.calls)
    for (const id of call.rejected) if (call.puts.includes(id) && !first.has(id)) first.set(id, call)
  const ignored = [...first].filter(([id, call]) => !isSentAgain(history, id, call))
  if (ignored.length === 0) return undefined
  const ids = ignored.map(([id]) => id)
  return {
    documents: ids,
    message: `${count(ids.length, 'document')} came back in FailedDocuments and ${ids.length === 1 ? 'was' : 'were'} never sent again: ${few(ids)}.`,
    suggestion:
      'Read FailedDocuments of every reply, though the call succeeded: send again what failed with InternalError, repair what is an InvalidRequest, and report the rest.',
    calls: ignored.map(([, { record }]) => record),
  }
}
