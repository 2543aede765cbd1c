/** Documents that were PROCESSING when the client asked for the last time. */
import { count, few, type FindingOf, type Observation } from '../finding.ts'
import { comesAfter, type History, lastAsks, lastJobList, lastPuts } from '../history.ts'

export type PollingStoppedEarly = FindingOf<'polling-stopped-early'>

export function findPollingStoppedEarly(history: History): Observation | undefined {
  const asks = lastAsks(history)
  const jobs = lastJobList(history)
  const left = [...lastPuts(history)].flatMap(([id, put]) => {
    const last = asks.get(id)
    const isLeft = comesAfter(last, put) && last.statuses.get(id) === 'PROCESSING' && !comesAfter(jobs, put)
    return isLeft ? [[id, last] as const] : []
  })
  if (left.length === 0) return undefined
  const ids = left.map(([id]) => id)
  return {
    documents: ids,
    message: `The client stopped asking while ${count(ids.length, 'document')} ${ids.length === 1 ? 'was' : 'were'} still PROCESSING: ${few(ids)}.`,
    suggestion:
      'Ask until no document is PROCESSING, with a limit that is longer than indexing takes, and report what is left when it is reached.',
    calls: new Set(left.map(([, { record }]) => record)),
  }
}
