/** Which documents ended without being what was submitted, why, and which fault rule wanted it. */
import type { Simulator, Status } from '../../index.ts'
import type { Crawls } from './crawls.ts'
import type { Trouble } from './demo-result.ts'

const LOST = { code: undefined, reason: 'accepted, and then gone' }

export function findTroubles(sim: Simulator, crawls: Crawls, statuses: readonly Status[]): Trouble[] {
  return [...kendraTroubles(sim, crawls, statuses), ...papiTroubles(sim, crawls)]
}

/** By what the service answers; only the rule behind it is looked up. */
function kendraTroubles(
  sim: Simulator,
  { kendra, filesAtEnd }: Crawls,
  statuses: readonly Status[],
): Trouble[] {
  const expected = new Set(filesAtEnd.map(({ id }) => id))
  return statuses.flatMap(({ DocumentId: id, DocumentStatus: status, FailureCode, FailureReason }) => {
    const isLost = status === 'NOT_FOUND' && expected.has(id)
    if (!isLost && status !== 'FAILED' && status !== 'UPDATE_FAILED') return []
    const rule = sim.document(`kendra:${kendra.indexId}`, id)?.failure?.rule
    const why = isLost ? LOST : { code: FailureCode, reason: FailureReason }
    return [{ facade: 'kendra' as const, id, status, ...why, rule }]
  })
}

/** By looking behind the status, which tells of no failure. */
function papiTroubles(sim: Simulator, { papi, filesAtEnd }: Crawls): Trouble[] {
  return filesAtEnd.flatMap(({ id }) => {
    const view = sim.document(`papi:${papi.name}`, id)
    const isLost = view === undefined || view.status === 'unknown'
    if (!isLost && view.failure === undefined) return []
    const why = isLost ? LOST : { code: view.failure?.code, reason: view.failure?.reason }
    return [
      {
        facade: 'papi' as const,
        id,
        status: isLost ? 'lost' : 'not read',
        ...why,
        rule: view?.failure?.rule,
      },
    ]
  })
}
