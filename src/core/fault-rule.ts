/**
 * A fault rule: where it applies, when, what it does, how often. Plain JSON, so that a plan can be stored,
 * replayed and shrunk.
 */
import type { Span } from './draws.ts'

/** Exactly this text; or any that the glob or the regular expression fits. */
export type TextMatch =
  | string
  | { readonly glob: string }
  | { readonly pattern: string; readonly flags?: string | undefined }

/** The stations at which a rule can step in, in the order in which a submission passes them. */
export const FAULT_PHASES = [
  'service',
  'request',
  'batch',
  'read',
  'response',
  'queue',
  'index',
  'commit',
] as const
export type FaultPhase = (typeof FAULT_PHASES)[number]

/** What the service itself says to a call that has no effect. */
export type RefusalEffect =
  /** The call is throttled; the caller is told to wait so many milliseconds, where that is given. */
  | { readonly type: 'throttle'; readonly retryAfter?: number | undefined }
  /** The call is answered with this error. */
  | {
      readonly type: 'error'
      readonly error: string
      readonly message?: string | undefined
      readonly retryAfter?: number | undefined
    }

/**
 * What a lost reply looks like on a socket: nothing comes; half of it, and then the connection breaks; all of it, and never an
 * end; a byte now and then, and the connection breaks before the last; or bytes that say nothing. Where there is no socket
 * all of them are a broken connection.
 */
export const LOST_REPLY_FORMS = ['reset', 'half', 'endless', 'slow', 'garbage'] as const
export type LostReplyForm = (typeof LOST_REPLY_FORMS)[number]

/** What can happen at each station. Spans of time are simulated milliseconds. */
export interface EffectsOf {
  readonly service: /** The service cannot be reached, in all of the window or in the `down` part of each cycle. */
    | {
        readonly type: 'outage'
        /** At its edges the window lets part of the calls through: over so much time it gets worse, and better again. */
        readonly ramp?: number | undefined
        readonly up?: number | undefined
        readonly down?: number | undefined
      }
    /** The service crashes and comes back when the window begins, and again after each period. */
    | { readonly type: 'restart'; readonly period?: number | undefined }
  readonly request: /** The connection breaks before the call has reached the service. */
    | { readonly type: 'reset' }
    /** Nothing is heard of the call, which has not reached the service, and its caller gives up after a while. */
    | { readonly type: 'timeout'; readonly after: number }
    | RefusalEffect
  readonly response: /** The call has its effect, and its caller sees the connection break. */
    | { readonly type: 'dropReply'; readonly as?: LostReplyForm | undefined }
    /** The reply comes later. */
    | { readonly type: 'slow'; readonly by: Span }
    /** The call is delivered once more, later; its caller hears of the first time. */
    | { readonly type: 'duplicate'; readonly after: Span }
  readonly batch: /** The document is in FailedDocuments. */
    | {
        readonly type: 'reject'
        readonly code?: string | undefined
        readonly message?: string | undefined
      }
    /** The document is among the Errors of a status reply. */
    | {
        readonly type: 'statusError'
        readonly code?: string | undefined
        readonly message?: string | undefined
      }
  readonly read: /** The status from before the last change of the document. */
    | { readonly type: 'stale' }
    /** The document is said not to be there. */
    | { readonly type: 'hide' }
    /** The document is said to have no stamp. */
    | { readonly type: 'dropStamp' }
  readonly queue: /** The indexing begins later. */
    | { readonly type: 'delay'; readonly by: Span }
    /** It begins somewhen within a span, so that documents overtake each other. */
    | { readonly type: 'reorder'; readonly within: number }
    /** It never begins: the document is being processed until another submission takes its place. */
    | { readonly type: 'stall' }
  readonly index: /** The document cannot be indexed. */
    | { readonly type: 'fail'; readonly code?: string | undefined; readonly reason?: string | undefined }
    /** The indexing takes longer. */
    | { readonly type: 'slow'; readonly by: Span }
    /** The worker thread that indexes the document really dies; the document is tried again, three times in all. */
    | { readonly type: 'crash' | 'hang' | 'outOfMemory' }
  readonly commit: /** The document is accepted and then gone. */
    | { readonly type: 'lose' }
    /** The document was indexed, and shows it later. */
    | { readonly type: 'late'; readonly by: Span }
}

export type FaultEffect = EffectsOf[FaultPhase]

/** The phases in which an effect can happen. */
export const PHASES_OF: { readonly [type in FaultEffect['type']]: readonly FaultPhase[] } = {
  outage: ['service'],
  restart: ['service'],
  throttle: ['request'],
  error: ['request'],
  reset: ['request'],
  timeout: ['request'],
  dropReply: ['response'],
  slow: ['response', 'index'],
  duplicate: ['response'],
  reject: ['batch'],
  statusError: ['batch'],
  stale: ['read'],
  hide: ['read'],
  dropStamp: ['read'],
  delay: ['queue'],
  reorder: ['queue'],
  stall: ['queue'],
  fail: ['index'],
  crash: ['index'],
  hang: ['index'],
  outOfMemory: ['index'],
  lose: ['commit'],
  late: ['commit'],
}

/** What a predicate of the user's is asked about. */
export interface FaultCandidate {
  readonly facade: string
  /** The corpus without its facade. */
  readonly corpus: string
  /** The operation of a call; all that could have submitted it for what is being indexed. */
  readonly operations: readonly string[]
  /** The documents of a call, or the one document. */
  readonly documents: readonly string[]
  readonly attempt: number | undefined
  /** Simulated milliseconds since the start of the run. */
  readonly atMs: number
}

/** All members given must match. */
export interface FaultTarget {
  readonly facade?: string | undefined
  /** As the service names it: `BatchPutDocument`, `addDocument`. */
  readonly operation?: string | undefined
  readonly phase?: FaultPhase | undefined
  /** The index id or connector name, or with its facade as in `kendra:...`. */
  readonly corpus?: TextMatch | undefined
  readonly document?: TextMatch | undefined
  /** The attempt at indexing, from 1. */
  readonly attempt?: number | undefined
  /** A way out for what cannot be said otherwise: pure, and lost when the plan is stored. */
  readonly where?: ((candidate: FaultCandidate) => boolean) | undefined
}

/** One rule as it was checked, with durations in milliseconds; what users write is a `FaultRuleInput`. */
export interface FaultRule {
  /** Unique; keys the draws of the rule. */
  readonly name: string
  readonly on: FaultTarget
  readonly when: {
    /** Simulated milliseconds since the start of the run. */
    readonly from?: number | undefined
    readonly until?: number | undefined
    /** Lets this many matches pass before the first fire. */
    readonly skip?: number | undefined
    /** Fires on each n-th match after that. */
    readonly every?: number | undefined
    readonly probability?: number | undefined
  }
  readonly do: FaultEffect
  /** Counts fires, never matches. */
  readonly limit: { readonly fires?: number | undefined; readonly perDocument?: number | undefined }
}

/** A rule without its predicate, which is a function of the user's. */
export interface SavedFaultRule {
  readonly rule: FaultRule
  readonly hasPredicate: boolean
}

export function saveRule(rule: FaultRule): SavedFaultRule {
  const { where, ...on } = rule.on
  return { rule: { ...rule, on }, hasPredicate: where !== undefined }
}

/** Gives the rule its predicate again. */
export function loadRule(
  { rule, hasPredicate }: SavedFaultRule,
  predicateOf: (rule: FaultRule) => FaultTarget['where'],
): FaultRule {
  return hasPredicate ? { ...rule, on: { ...rule.on, where: predicateOf(rule) } } : rule
}

/** The phase in which a rule steps in. */
export function phaseOf({ on, do: { type } }: Pick<FaultRule, 'on' | 'do'>): FaultPhase {
  return on.phase ?? (PHASES_OF[type][0] as FaultPhase)
}

/** How often a rule was looked at, and what became of it. */
export interface FaultStats {
  readonly evaluated: number
  readonly matched: number
  readonly heldBack: {
    readonly window: number
    readonly skip: number
    readonly probability: number
    readonly limit: number
    /** An earlier rule fired at the same place. */
    readonly rank: number
  }
  readonly fired: number
}
