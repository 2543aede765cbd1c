/** A connector that keeps checkpoints and pushes outside of a push session. */
import { count, type FindingOf, type Observation } from '../finding.ts'
import type { History } from '../history.ts'
import { isPush } from './pushes.ts'

export type NoSession = FindingOf<'no-session'>

export function findPushesWithoutSession({ facade, calls }: History): Observation | undefined {
  const isCheckpointed = calls.some(({ record }) => CHECKPOINTS.has(record.operation))
  if (facade !== 'papi' || !isCheckpointed) return undefined
  const loose = calls.filter((call) => isPush(call) && call.record.session === undefined)
  if (loose.length === 0) return undefined
  return {
    documents: loose.flatMap(({ puts, deletes }) => [...puts, ...deletes]),
    message: `The connector keeps checkpoints, and pushed outside of a push session in ${count(loose.length, 'call')}.`,
    suggestion:
      'Call startPushSession before the first push: without a session nothing tells the connector that the server was restarted and has lost what was not synced.',
    calls: loose.map(({ record }) => record),
  }
}

const CHECKPOINTS: ReadonlySet<string> = new Set([
  'setCheckpoint',
  'getCheckpoint',
  'enumerateCheckpointsInfo',
])
