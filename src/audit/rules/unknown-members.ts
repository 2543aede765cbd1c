/** Calls with members that their operation does not have, which the service overlooks. */
import { count, type FindingOf, listFew, type Observation } from '../finding.ts'
import type { History } from '../history.ts'

export type UnknownMember = FindingOf<'unknown-member'>

export function findUnknownMembers({ calls }: History): Observation | undefined {
  const records = calls.flatMap(({ record }) => (record.overlooked === undefined ? [] : [record]))
  if (records.length === 0) return undefined
  const named = records.flatMap(({ operation, overlooked = [] }) =>
    overlooked.map(
      ({ path, nearest }) =>
        `${JSON.stringify(path)} of ${operation}${nearest === undefined ? '' : ` (there is ${nearest})`}`,
    ),
  )
  return {
    message: `${count(records.length, 'call')} sent what the operation does not have, and the service overlooked it: ${listFew(named)}.`,
    suggestion: 'Spell the members as the operation has them, and leave out what it does not know.',
    calls: records,
  }
}
