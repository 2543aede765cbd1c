/**
 * Whether a fault rule keeps a document from being what the connector's source says, so that nobody can blame the
 * connector: the rule had the last word on it, and would have it again.
 */
import type { DocumentView, FaultIncident, FaultRule, RevisionView, Simulator } from '../index.ts'

/** A rule that answers for a document. */
export interface Excuse {
  readonly rule: string
  /** The type of its effect. */
  readonly effect: string
}

/** What a connector should have said of a document last. */
export interface LastWord {
  readonly operation: RevisionView['operation']
  /** Any, where it is left out. */
  readonly stamp?: string | undefined
}

/** A document that is not what it should be. */
export interface Culprit {
  /** None where the document was never accepted. */
  readonly view: DocumentView | undefined
  readonly faults: readonly FaultIncident[]
}

/** The rule that answers for the document, if there is one. */
export function findExcuse(sim: Simulator, culprit: Culprit, should: LastWord): Excuse | undefined {
  const excuse = findSpoiler(culprit, should) ?? findRefusal(sim, culprit, should)
  if (excuse === undefined || !isForGood(sim, culprit, excuse.rule)) return undefined
  return { rule: excuse.rule, effect: excuse.effect }
}

/** The rule that spoilt the right submission after it was accepted. */
export function findSpoiler({ view, faults }: Culprit, { operation, stamp }: LastWord): Excuse | undefined {
  const newest = view?.revisions.at(-1)
  if (newest?.operation !== operation || (stamp !== undefined && newest.stamp !== stamp)) return undefined
  const rule = newest.failure?.rule
  if (rule !== undefined && SPOILT.has(newest.state))
    return faults.findLast((incident) => incident.rule === rule)
  // A stalled document is never begun; one that is delayed begins later.
  const queued = faults.findLast(({ effect }) => QUEUED.has(effect))
  const isWaiting = newest.state === 'indexing' && newest.attempts === 0
  return isWaiting && queued?.effect === 'stall' ? queued : undefined
}

const SPOILT: ReadonlySet<string> = new Set(['failed', 'update-failed', 'delete-failed', 'lost'])
const QUEUED: ReadonlySet<string> = new Set(['delay', 'reorder', 'stall'])

/**
 * The rule that refused the last submission, and refuses every other too: where trying again may help, a connector is
 * expected to.
 */
function findRefusal(sim: Simulator, { view, faults }: Culprit, { operation }: LastWord): Excuse | undefined {
  const refusal = faults.findLast(({ effect }) => REFUSALS.has(effect))
  const acceptedAt = view?.revisions.at(-1)?.acceptedAt ?? 0
  if (refusal === undefined || acceptedAt > refusal.at) return undefined
  const rule = ruleOf(sim, refusal.rule)
  if (rule === undefined || !isCertain(rule)) return undefined
  const named = rule.on.operation
  return named === undefined || SUBMITTING[operation].includes(named) ? refusal : undefined
}

const REFUSALS: ReadonlySet<string> = new Set(['reject', 'throttle', 'error', 'reset', 'timeout', 'outage'])

/** Of both facades: their names do not meet. */
const SUBMITTING: { readonly [operation in LastWord['operation']]: readonly string[] } = {
  put: ['BatchPutDocument', 'addDocument', 'addDocumentList', 'updateDocument', 'updateDocumentList'],
  delete: ['BatchDeleteDocument', 'deleteDocument', 'deleteDocumentList'],
}

function isCertain({ when, do: effect }: FaultRule): boolean {
  const isAlways = (when.probability ?? 1) === 1 && (when.every ?? 1) === 1
  return isAlways && !(effect.type === 'outage' && effect.up !== undefined)
}

/** Whether sending the document again now would not help. */
function isForGood(sim: Simulator, { faults }: Culprit, name: string): boolean {
  const most = ruleOf(sim, name)?.limit.perDocument ?? Infinity
  return sim.faults.canStillFire(name) && faults.filter(({ rule }) => rule === name).length < most
}

function ruleOf(sim: Simulator, name: string): FaultRule | undefined {
  return sim.faults.rules.find(({ rule }) => rule.name === name)?.rule
}
