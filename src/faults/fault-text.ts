/** Fault rules in plain words. */
import type { Span } from '../core/draws.ts'
import { formatDuration } from '../core/format-duration.ts'
import {
  type FaultEffect,
  type FaultRule,
  type FaultStats,
  type LostReplyForm,
  phaseOf,
  type TextMatch,
} from '../core/fault-rule.ts'

/** What a rule does, where, when and how often, as a sentence without its end. */
export function describeRule(rule: FaultRule): string {
  const { on, when, limit } = rule
  if (rule.do.type === 'restart')
    return `${windowOf(rule)}the service restarts${again(rule.do.period)}${oddsOf(rule)}`
  const limits = [
    limit.fires === undefined ? '' : `at most ${times(limit.fires)}`,
    limit.perDocument === undefined ? '' : `${times(limit.perDocument)} for each document`,
  ].filter((text) => text !== '')
  const turns = [
    when.skip === undefined || when.skip === 0 ? '' : `after the first ${when.skip}`,
    when.every === undefined || when.every === 1 ? '' : `once in ${when.every} times`,
  ].filter((text) => text !== '')
  const where = on.where === undefined ? '' : ' that a function picks'
  return (
    `${windowOf(rule)}${subjectOf(rule)}${where} ${doingOf(rule)}` +
    [oddsOf(rule), ...turns.map((turn) => `, ${turn}`), ...limits.map((most) => `, ${most}`)].join('')
  )
}

/** What has become of a rule so far. */
export function describeStats({ evaluated, matched, heldBack, fired }: FaultStats): string {
  if (fired > 0) return `fired ${times(fired)}, of ${matched} that matched${heldBackBy(heldBack)}`
  if (evaluated === 0) return 'never fired: nothing came to its phase'
  if (matched === 0) return `never fired: looked at ${times(evaluated)}, and nothing matched`
  return `never fired: matched ${times(matched)}${heldBackBy(heldBack)}`
}

function windowOf({ when: { from, until } }: FaultRule): string {
  if ((from === undefined || from === 0) && until === undefined) return ''
  const beginning = from === undefined || from === 0 ? '' : `from ${formatDuration(from)} `
  return `${beginning}${until === undefined ? 'on' : `until ${formatDuration(until)}`}, `
}

const SERVICES: Readonly<Record<string, string>> = { kendra: 'Kendra', papi: 'the Push API' }

function subjectOf({ on, do: effect }: FaultRule): string {
  const phase = phaseOf({ on, do: effect })
  const isCall = phase === 'service' || phase === 'request' || phase === 'response'
  const service = on.facade === undefined ? '' : ` of ${SERVICES[on.facade] ?? on.facade}`
  const corpus =
    on.corpus === undefined ? '' : ` in ${typeof on.corpus === 'string' ? '' : 'those '}${matchOf(on.corpus)}`
  const documents = on.document === undefined ? 'documents' : `documents ${matchOf(on.document)}`
  const attempt = on.attempt === undefined ? '' : ` at attempt ${on.attempt}`
  if (!isCall) {
    const operation = on.operation === undefined ? '' : ` of ${on.operation}`
    return `${documents}${operation}${on.operation === undefined ? service : ''}${corpus}${attempt}`
  }
  const calls = on.operation === undefined ? `calls${service}` : `calls of ${on.operation}`
  return `${calls}${on.document === undefined ? '' : ` about ${documents}`}${corpus}`
}

function matchOf(match: TextMatch): string {
  if (typeof match === 'string') return JSON.stringify(match)
  return 'glob' in match ? `like ${match.glob}` : `that match /${match.pattern}/${match.flags ?? ''}`
}

function doingOf({ on, do: effect }: FaultRule): string {
  switch (effect.type) {
    case 'throttle':
      return `are throttled${retryIn(effect.retryAfter)}`
    case 'error':
      return `are answered with ${effect.error}${said(effect.message)}${retryIn(effect.retryAfter)}`
    case 'reset':
      return 'find the connection broken, and have no effect'
    case 'timeout':
      return 'get no answer until they time out, and have no effect'
    case 'dropReply':
      return `have their effect, and their reply is lost${LOST_AS[effect.as ?? 'reset']}`
    case 'slow':
      return phaseOf({ on, do: effect }) === 'index'
        ? `take ${spanOf(effect.by)} longer to be indexed`
        : `are answered ${spanOf(effect.by)} later`
    case 'duplicate':
      return 'are delivered twice'
    case 'reject':
      return `are in FailedDocuments with ${effect.code ?? 'InternalError'}${said(effect.message)}`
    case 'statusError':
      return `are among the Errors of a status reply with ${effect.code ?? 'InternalError'}${said(effect.message)}`
    case 'stale':
      return 'are said to be as they were before their last change'
    case 'hide':
      return 'are said not to be there'
    case 'dropStamp':
      return 'are said to have no stamp'
    case 'delay':
      return `wait ${spanOf(effect.by)} for their indexing to begin`
    case 'reorder':
      return `wait up to ${formatDuration(effect.within)} for their indexing to begin, and overtake each other`
    case 'stall':
      return 'wait for ever for their indexing to begin'
    case 'fail':
      return `fail to be indexed${effect.code === undefined ? '' : ` with ${effect.code}`}${said(effect.reason)}`
    case 'crash':
      return 'let the worker that indexes them crash'
    case 'hang':
      return 'let the worker that indexes them hang'
    case 'outOfMemory':
      return 'let the worker that indexes them run out of memory'
    case 'lose':
      return 'are accepted and then gone'
    case 'late':
      return `show ${spanOf(effect.by)} after they were indexed`
    case 'outage':
      return `reach nobody${cycleOf(effect)}`
    case 'restart':
      return 'are cut off'
  }
}

/** How it looks on a socket. */
const LOST_AS: { readonly [form in LostReplyForm]: string } = {
  reset: '',
  half: ' after the half of it',
  endless: ' in a body that never ends',
  slow: ' in a body that comes too slowly',
  garbage: ' in a body of garbage',
}

function cycleOf({ up, down, ramp }: Extract<FaultEffect, { type: 'outage' }>): string {
  const cycle =
    up === undefined || down === undefined ? '' : `, ${formatDuration(down)} after each ${formatDuration(up)}`
  return ramp === undefined ? cycle : `${cycle}, getting worse and better over ${formatDuration(ramp)}`
}

function retryIn(ms: number | undefined): string {
  return ms === undefined ? '' : `, to be tried again after ${formatDuration(ms)}`
}

function said(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`
}

function spanOf(span: Span): string {
  if (typeof span === 'number') return formatDuration(span)
  const [min, max] = span
  return `${formatDuration(min)} to ${formatDuration(max)}`
}

function oddsOf({ when: { probability } }: FaultRule): string {
  return probability === undefined || probability === 1 ? '' : `, with a probability of ${probability}`
}

function again(period: number | undefined): string {
  return period === undefined ? '' : `, and again each ${formatDuration(period)}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function heldBackBy(heldBack: FaultStats['heldBack']): string {
  const held = Object.entries(heldBack).filter(([, count]) => count > 0)
  return held.length === 0 ? '' : `, held back by ${held.map(([by, count]) => `${by} (${count})`).join(', ')}`
}
