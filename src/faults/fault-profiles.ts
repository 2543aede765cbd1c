/** Mixes of faults with names, and random ones. All of them end, so that a run can converge. */
import { Draws } from '../core/draws.ts'
import { formatDuration } from '../core/format-duration.ts'
import type { EffectInput, FaultRuleInput } from './fault-schema.ts'

/** The mixes that have a name; `swarm` is another for each seed. */
export const FAULT_PROFILES = [
  'flaky-network',
  'overloaded',
  'bad-documents',
  'rolling-restart',
  'swarm',
] as const
export type FaultProfile = (typeof FAULT_PROFILES)[number]

/** When the faults of a named mix are over. */
const END = '1h'

export function rulesOf(profile: FaultProfile, seed: number): FaultRuleInput[] {
  if (profile === 'swarm') return swarm(seed)
  return Object.entries(PROFILES[profile]).map(([name, rule]) => ({
    name: `${profile}: ${name}`,
    ...rule,
    when: { until: END, ...rule.when },
  }))
}

type Rules = Readonly<Record<string, Omit<FaultRuleInput, 'name'>>>

const PROFILES: { readonly [profile in Exclude<FaultProfile, 'swarm'>]: Rules } = {
  'flaky-network': {
    'broken connections': { when: { probability: 0.05 }, do: { type: 'reset' } },
    'time-outs': { when: { probability: 0.02 }, do: { type: 'timeout', after: '5s' } },
    'lost replies': { when: { probability: 0.03 }, do: { type: 'dropReply' } },
    'slow replies': {
      on: { phase: 'response' },
      when: { probability: 0.1 },
      do: { type: 'slow', by: ['200ms', '3s'] },
    },
    'calls delivered twice': { when: { probability: 0.02 }, do: { type: 'duplicate' } },
  },
  overloaded: {
    throttling: { when: { probability: 0.2 }, do: { type: 'throttle', retryAfter: '1s' } },
    'server errors': {
      on: { facade: 'papi' },
      when: { probability: 0.1 },
      do: { type: 'error', error: 'PushAPIException', message: 'The server is overloaded.' },
    },
    'slow replies': {
      on: { phase: 'response' },
      when: { probability: 0.3 },
      do: { type: 'slow', by: ['500ms', '5s'] },
    },
    'a long queue': { when: { probability: 0.5 }, do: { type: 'delay', by: ['1s', '1m'] } },
    'slow indexing': {
      on: { phase: 'index' },
      when: { probability: 0.3 },
      do: { type: 'slow', by: ['1s', '30s'] },
    },
  },
  'bad-documents': {
    'unreadable documents': {
      when: { probability: 0.05 },
      do: { type: 'fail', code: 'UNREADABLE', reason: 'The document cannot be read.' },
    },
    'rejected documents': { when: { probability: 0.03 }, do: { type: 'reject' } },
    'documents that kill their worker': {
      when: { probability: 0.01 },
      do: { type: 'crash' },
      limit: { perDocument: 1 },
    },
    'lost documents': { when: { probability: 0.01 }, do: { type: 'lose' } },
  },
  'rolling-restart': {
    restarts: { when: { from: '1m' }, do: { type: 'restart', period: '5m' } },
    'nobody there before them': { when: { from: '1m' }, do: { type: 'outage', up: '4m 50s', down: '10s' } },
  },
}

/** What a swarm may take, by how strong it is to be, from 0 to 1. */
const SWARM: { readonly [name: string]: (strength: number) => Omit<FaultRuleInput, 'name'> } = {
  reset: (strength) => ({ when: odds(strength, 0.2), do: { type: 'reset' } }),
  timeout: (strength) => ({ when: odds(strength, 0.1), do: { type: 'timeout', after: '5s' } }),
  throttle: (strength) => ({ when: odds(strength, 0.5), do: { type: 'throttle' } }),
  'kendra error': (strength) => ({
    when: odds(strength, 0.2),
    do: { type: 'error', error: 'InternalServerException' },
  }),
  'papi error': (strength) => ({
    when: odds(strength, 0.2),
    do: { type: 'error', error: 'PushAPIException' },
  }),
  'lost reply': (strength) => ({ when: odds(strength, 0.2), do: { type: 'dropReply' } }),
  'slow reply': (strength) => ({
    on: { phase: 'response' },
    when: odds(strength, 0.5),
    do: { type: 'slow', by: upTo(strength, 10_000) },
  }),
  duplicate: (strength) => ({
    when: odds(strength, 0.2),
    do: { type: 'duplicate', after: upTo(strength, 5_000) },
  }),
  reject: (strength) => ({ when: odds(strength, 0.3), do: { type: 'reject' } }),
  'status error': (strength) => ({ when: odds(strength, 0.3), do: { type: 'statusError' } }),
  stale: (strength) => ({ when: odds(strength, 0.3), do: { type: 'stale' } }),
  hide: (strength) => ({ when: odds(strength, 0.2), do: { type: 'hide' } }),
  'no stamp': (strength) => ({ when: odds(strength, 0.3), do: { type: 'dropStamp' } }),
  delay: (strength) => ({ when: odds(strength, 0.5), do: { type: 'delay', by: upTo(strength, 60_000) } }),
  reorder: (strength) => ({ do: { type: 'reorder', within: 1 + Math.round(strength * 30_000) } }),
  stall: (strength) => ({ when: odds(strength, 0.1), do: { type: 'stall' } }),
  fail: (strength) => ({ when: odds(strength, 0.2), do: { type: 'fail' } }),
  'slow indexing': (strength) => ({
    on: { phase: 'index' },
    when: odds(strength, 0.5),
    do: { type: 'slow', by: upTo(strength, 60_000) },
  }),
  crash: (strength) => death(strength, { type: 'crash' }),
  hang: (strength) => death(strength, { type: 'hang' }),
  'out of memory': (strength) => death(strength, { type: 'outOfMemory' }),
  lose: (strength) => ({ when: odds(strength, 0.1), do: { type: 'lose' } }),
  late: (strength) => ({ when: odds(strength, 0.3), do: { type: 'late', by: upTo(strength, 60_000) } }),
  outage: (strength) => ({
    do: { type: 'outage', up: '1m', down: 1 + Math.round(strength * 30_000) },
  }),
  restart: (strength) => ({
    when: { from: '10s' },
    do: { type: 'restart', period: 30_000 + Math.round((1 - strength) * 600_000) },
  }),
}

/** About a third of all faults, each with a strength of its own, until an instant of the first hour. */
function swarm(seed: number): FaultRuleInput[] {
  const draws = new Draws(seed)
  const end = formatDuration(draws.span([5 * 60_000, 60 * 60_000], 'swarm', 'end'))
  return Object.entries(SWARM).flatMap(([name, rule]) => {
    if (draws.uniform('swarm', name, 'taken') >= 1 / 3) return []
    const { when, ...rest } = rule(draws.uniform('swarm', name, 'strength'))
    return [{ name: `swarm: ${name}`, ...rest, when: { ...when, until: end as '1h' } }]
  })
}

/** Three digits are enough to read, and to write down. */
function odds(strength: number, most: number): { probability: number } {
  return { probability: Math.round(strength * most * 1000) / 1000 }
}

function upTo(strength: number, most: number): [number, number] {
  return [1, 1 + Math.round(strength * most)]
}

/** A worker that dies takes real time where there are threads. */
function death(strength: number, effect: EffectInput): Omit<FaultRuleInput, 'name'> {
  return { when: odds(strength, 0.05), do: effect, limit: { fires: 3 } }
}
