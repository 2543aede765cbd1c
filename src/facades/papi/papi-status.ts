/** PAPI's words for the core's states: whether a document exists, and how far its newest operation has come. */
import type { LifeCycle, Pushed, Settled, UnderWay } from '../../core/life-cycle.ts'

/** How far the newest operation on a document has come. `unknown`: there is no such document. */
export type PapiState = 'unknown' | 'pushed' | 'synced' | 'searchable'

const EXISTS_PUSHED: { readonly [pushed in Pushed]: boolean | undefined } = {
  none: undefined,
  put: true,
  delete: false,
}
const EXISTS_UNDER_WAY: { readonly [underWay in UnderWay]: boolean | undefined } = {
  none: undefined,
  'put-durable': true,
  'put-indexing': true,
  'delete-durable': false,
  'delete-indexing': false,
}
/** What cannot be analysed does not show in the status (ledger: papi.status.part-not-analysed). */
const EXISTS_SETTLED: { readonly [settled in Settled]: boolean } = {
  absent: false,
  indexed: true,
  updated: true,
  failed: true,
  'update-failed': true,
}

/** `exist` as getDocumentStatus answers it: the newest operation decides, from its receipt. */
export function existOf(state: LifeCycle): boolean {
  return EXISTS_PUSHED[state.pushed] ?? existOfSynced(state)
}

/** `exist` of what a crash would leave: the newest durable operation decides. */
export function existOfSynced({ underWay, settled }: LifeCycle): boolean {
  return EXISTS_UNDER_WAY[underWay] ?? EXISTS_SETTLED[settled]
}

export function stateOf(state: LifeCycle): PapiState {
  if (!existOf(state)) return 'unknown'
  if (state.pushed !== 'none') return 'pushed'
  return state.underWay === 'none' ? 'searchable' : 'synced'
}
