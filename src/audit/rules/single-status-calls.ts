/** Many calls for the status of one document each, where one call could ask for all. */
import { count, type FindingOf, type Observation } from '../finding.ts'
import type { History } from '../history.ts'

export type SingleStatusCalls = FindingOf<'single-status-calls'>

/** Fewer documents than this are no matter. */
const MANY = 5

export function findSingleStatusCalls({ calls, facade }: History): Observation | undefined {
  const singles = calls.filter(({ asks }) => asks.length === 1)
  const ids = new Set(singles.flatMap(({ asks }) => asks))
  if (ids.size < MANY) return undefined
  return {
    documents: ids,
    message: `The status of ${ids.size} documents was asked for one by one, in ${count(singles.length, 'call')}.`,
    suggestion:
      facade === 'kendra'
        ? 'Ask for up to ten documents in a call of BatchGetDocumentStatus.'
        : 'Ask getDocumentStatusList for many documents in a call, or enumerateSyncedEntries for the stamps of all that are synced.',
    calls: singles.map(({ record }) => record),
  }
}
