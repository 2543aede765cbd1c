/** A connector that goes on with a push session which the server has refused. */
import { PushSessionEndedException } from '../../facades/papi/push-api-exception.ts'
import { isAfter } from '../audited-call.ts'
import { count, type FindingOf, type Observation } from '../finding.ts'
import type { History } from '../history.ts'

export type OldSession = FindingOf<'old-session'>

export function findCallsWithOldSession({ calls }: History): Observation | undefined {
  const refusals = calls.filter(({ record }) => record.error instanceof PushSessionEndedException)
  const stubborn = refusals.filter((call) =>
    refusals.some((refused) => isAfter(call, refused) && refused.record.session === call.record.session),
  )
  if (stubborn.length === 0) return undefined
  return {
    documents: stubborn.flatMap(({ puts, deletes, asks }) => [...puts, ...deletes, ...asks]),
    message: `The server had refused the push session, and the connector went on with it in ${count(stubborn.length, 'call')}.`,
    suggestion:
      'When a session is refused the server was restarted: stop the session, start another, read the last checkpoint and push everything since once more.',
    calls: stubborn.map(({ record }) => record),
  }
}
