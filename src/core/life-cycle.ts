/**
 * The life cycle of a document as a pure transition function. A state says what has settled, what is durable
 * and still under way, and what was pushed since and is not durable yet; a facade projects it to its own words.
 */

/** The outcome that the document rests on. All but `absent` and `failed` imply a live revision. */
export const SETTLED = ['absent', 'indexed', 'updated', 'failed', 'update-failed'] as const
/** The durable revision under way, if any: waiting to be indexed, or being indexed. */
export const UNDER_WAY = ['none', 'put-durable', 'put-indexing', 'delete-durable', 'delete-indexing'] as const
/** The newest revision where it is accepted and not durable yet. */
export const PUSHED = ['none', 'put', 'delete'] as const

export type Settled = (typeof SETTLED)[number]
export type UnderWay = (typeof UNDER_WAY)[number]
export type Pushed = (typeof PUSHED)[number]

export interface LifeCycle {
  readonly settled: Settled
  readonly underWay: UnderWay
  readonly pushed: Pushed
}

/** `sync` makes the pushed revision durable, `restart` is a crash of the service. */
export const LIFE_CYCLE_EVENTS = [
  'push-put',
  'push-delete',
  'sync',
  'begin',
  'succeed',
  'fail',
  'lose',
  'restart',
] as const
export type LifeCycleEvent = (typeof LIFE_CYCLE_EVENTS)[number]

/** The state after the event. An event that does not apply, such as a completion that comes late, changes nothing. */
export function transition(state: LifeCycle, event: LifeCycleEvent): LifeCycle {
  const { settled, underWay, pushed } = state
  switch (event) {
    case 'push-put':
      return { settled, underWay, pushed: 'put' }
    case 'push-delete':
      return { settled, underWay, pushed: 'delete' }
    case 'sync':
      return pushed === 'none' ? state : { settled, underWay: `${pushed}-durable`, pushed: 'none' }
    case 'begin':
      if (underWay === 'put-durable') return { settled, underWay: 'put-indexing', pushed }
      if (underWay === 'delete-durable') return { settled, underWay: 'delete-indexing', pushed }
      return state
    case 'succeed':
      if (underWay === 'put-indexing')
        return { settled: hasLive(settled) ? 'updated' : 'indexed', underWay: 'none', pushed }
      if (underWay === 'delete-indexing') return { settled: 'absent', underWay: 'none', pushed }
      return state
    case 'fail':
      if (underWay === 'put-indexing')
        return { settled: hasLive(settled) ? 'update-failed' : 'failed', underWay: 'none', pushed }
      // A failed delete leaves the document as it was.
      if (underWay === 'delete-indexing') return { settled, underWay: 'none', pushed }
      return state
    case 'lose':
      return underWay === 'put-indexing' ? { settled: 'absent', underWay: 'none', pushed } : state
    case 'restart':
      if (underWay === 'put-indexing') return { settled, underWay: 'put-durable', pushed: 'none' }
      if (underWay === 'delete-indexing') return { settled, underWay: 'delete-durable', pushed: 'none' }
      return { settled, underWay, pushed: 'none' }
  }
}

/** Whether a revision of the document answers searches while the document rests on this outcome. */
function hasLive(settled: Settled): boolean {
  return settled === 'indexed' || settled === 'updated' || settled === 'update-failed'
}

/** A state as a small number, so that a table keeps one byte for each document. */
export function encode(state: LifeCycle): number {
  return (
    SETTLED.indexOf(state.settled) +
    SETTLED.length * (UNDER_WAY.indexOf(state.underWay) + UNDER_WAY.length * PUSHED.indexOf(state.pushed))
  )
}

/** Every state at the index of its code. */
export const STATES: readonly LifeCycle[] = PUSHED.flatMap((pushed) =>
  UNDER_WAY.flatMap((underWay) => SETTLED.map((settled) => Object.freeze({ settled, underWay, pushed }))),
)

/** The code of the state in which a document is before its first revision. */
export const UNKNOWN: number = encode({ settled: 'absent', underWay: 'none', pushed: 'none' })

const TRANSITIONS = Object.fromEntries(
  LIFE_CYCLE_EVENTS.map((event) => [
    event,
    Uint8Array.from(STATES, (state) => encode(transition(state, event))),
  ]),
) as Record<LifeCycleEvent, Uint8Array>

/** Whether a document in this state is live or on its way to it, by the state's code: 1 or 0. */
export const IS_HELD: Uint8Array = Uint8Array.from(STATES, ({ settled, underWay, pushed }) =>
  hasLive(settled) || underWay.startsWith('put') || pushed === 'put' ? 1 : 0,
)

/** `transition` over codes: one look into a table made from it. */
export function nextCode(code: number, event: LifeCycleEvent): number {
  return TRANSITIONS[event][code] as number
}
