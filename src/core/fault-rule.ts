/**
 * A fault rule: where it applies, when, what it does, how often. Plain JSON, so that a plan can be stored,
 * replayed and shrunk.
 */

/** Exactly this text; or any that the glob or the regular expression fits. */
export type TextMatch =
  | string
  | { readonly glob: string }
  | { readonly pattern: string; readonly flags?: string | undefined }

/** The stations of a submission at which a rule can step in. */
export type FaultPhase = 'request' | 'index' | 'commit'

/** What the service itself says to a call that has no effect. */
export type RefusalEffect =
  /** The call is throttled. */
  | { readonly type: 'throttle' }
  /** The call is answered with this error. */
  | { readonly type: 'error'; readonly error: string; readonly message?: string | undefined }

/** What can happen at each station. */
export interface EffectsOf {
  readonly request: /** The connection breaks before the call has reached the service. */
    { readonly type: 'reset' } | RefusalEffect
  readonly index: /** The document cannot be indexed. */
    | { readonly type: 'fail'; readonly code?: string | undefined; readonly reason?: string | undefined }
    /** The worker thread that indexes the document really dies; the document is tried again, three times in all. */
    | { readonly type: 'crash' | 'hang' | 'outOfMemory' }
  /** The document is accepted and then gone. */
  readonly commit: { readonly type: 'lose' }
}

export type FaultEffect = EffectsOf[FaultPhase]

/** The one phase in which an effect can happen. */
export const PHASE_OF: { readonly [type in FaultEffect['type']]: FaultPhase } = {
  throttle: 'request',
  error: 'request',
  reset: 'request',
  fail: 'index',
  crash: 'index',
  hang: 'index',
  outOfMemory: 'index',
  lose: 'commit',
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
}

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
