/** Pushes at the end of a run that no sync made durable. */
import { type AuditedCall, isAfter, memberOf } from '../audited-call.ts'
import { count, type FindingOf, type Observation } from '../finding.ts'
import type { History } from '../history.ts'
import { isPush } from './pushes.ts'

export type NeverSynced = FindingOf<'never-synced'>

export function findPushesNeverSynced({ facade, calls }: History): Observation | undefined {
  if (facade !== 'papi') return undefined
  const syncs = calls.filter(isSync)
  const loose = calls.filter(
    (call) => isPush(call) && !isSync(call) && syncs.findLast((sync) => isAfter(sync, call)) === undefined,
  )
  if (loose.length === 0) return undefined
  return {
    documents: loose.flatMap(({ puts, deletes }) => [...puts, ...deletes]),
    message: `${count(loose.length, 'push', 'pushes')} at the end ${loose.length === 1 ? 'was' : 'were'} not synced.`,
    suggestion:
      'Call sync at the end, or set the last checkpoint with sync: until the server syncs by itself, a restart loses what was pushed.',
    calls: loose.map(({ record }) => record),
  }
}

function isSync({ isOk, record: { operation, input } }: AuditedCall): boolean {
  return isOk && (operation === 'sync' || (operation === 'setCheckpoint' && memberOf(input, 'sync') === true))
}
