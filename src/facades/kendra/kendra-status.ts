/** Kendra's words for the core's states and phases. */
import type { LifeCycle, Settled, UnderWay } from '../../core/life-cycle.ts'
import type { Phase } from '../../core/revision-table.ts'
import type { DocumentStatus } from './shapes/document-shapes.ts'

/** What a status call answers while a delete is pending (ledger: kendra.status.delete-pending). */
export type StatusWhileDeleting = 'PROCESSING' | 'previous'

const OF_SETTLED: { readonly [settled in Settled]: DocumentStatus } = {
  absent: 'NOT_FOUND',
  indexed: 'INDEXED',
  updated: 'UPDATED',
  failed: 'FAILED',
  'update-failed': 'UPDATE_FAILED',
}

const UNDER_WAY: { readonly [underWay in UnderWay]: 'none' | 'put' | 'delete' } = {
  none: 'none',
  'put-durable': 'put',
  'put-indexing': 'put',
  'delete-durable': 'delete',
  'delete-indexing': 'delete',
}

/** The status of a document as a whole. Kendra has nothing that is accepted and not durable. */
export function statusOf(
  { underWay, settled }: LifeCycle,
  whileDeleting: StatusWhileDeleting,
): DocumentStatus {
  const pending = UNDER_WAY[underWay]
  if (pending === 'put' || (pending === 'delete' && whileDeleting === 'PROCESSING')) return 'PROCESSING'
  return OF_SETTLED[settled]
}

/** Whether the document is not there, nor on its way. */
export function isGone({ settled, underWay }: LifeCycle): boolean {
  return settled === 'absent' && underWay === 'none'
}

/** The status of one version, which answers for its own outcome. One that was superseded has none [assumed]. */
export const STATUS_OF_VERSION: { readonly [phase in Phase]: DocumentStatus } = {
  accepted: 'PROCESSING',
  durable: 'PROCESSING',
  indexing: 'PROCESSING',
  indexed: 'INDEXED',
  updated: 'UPDATED',
  failed: 'FAILED',
  'update-failed': 'UPDATE_FAILED',
  deleted: 'NOT_FOUND',
  'delete-failed': 'NOT_FOUND',
  lost: 'NOT_FOUND',
  superseded: 'NOT_FOUND',
  forgotten: 'NOT_FOUND',
}

/** The state before the last change, as far as the state tells: at rest, the document was being processed. */
export function stateBefore({ settled, underWay, pushed }: LifeCycle): LifeCycle {
  return { settled, underWay: underWay === 'none' ? 'put-indexing' : 'none', pushed }
}
