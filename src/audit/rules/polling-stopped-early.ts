/** Documents that were PROCESSING when the client asked for the last time. */
import { KENDRA_OPERATIONS } from '../../facades/kendra/operation-names.ts'
import type { AuditedCall } from '../audited-call.ts'
import { count, few, type FindingOf, type Observation } from '../finding.ts'
import { comesAfter, type History, isStalled, lastAsks, lastJobList, lastPuts } from '../history.ts'

export type PollingStoppedEarly = FindingOf<'polling-stopped-early'>

/** Who has asked so often may give up a document that a rule has stalled: it has no end to wait for. */
const OFTEN = 3

export function findPollingStoppedEarly(history: History): Observation | undefined {
  const asks = lastAsks(history)
  const jobs = lastJobList(history)
  const left = [...lastPuts(history)].flatMap(([id, put]) => {
    const last = asks.get(id)
    const isLeft = comesAfter(last, put) && last.statuses.get(id) === 'PROCESSING' && !comesAfter(jobs, put)
    if (!isLeft || (isStalled(history, id, put, last) && hasAskedOften(history, id, put))) return []
    return [[id, last] as const]
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

function hasAskedOften(history: History, id: string, put: AuditedCall): boolean {
  const asks = KENDRA_OPERATIONS.read.flatMap((operation) => history.callsOf(operation, id))
  return asks.filter((ask) => comesAfter(ask, put)).length >= OFTEN
}
