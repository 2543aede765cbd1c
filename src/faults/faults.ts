/** `sim.faults`: the rules of a simulator as its users see them, with short forms for the common ones. */
import type { FaultRule, FaultStats } from '../core/fault-rule.ts'
import type { KendraOperation } from '../facades/kendra/operation-names.ts'
import type { World } from '../core/simulation.ts'
import { ConfigurationError, UnfiredFaultError } from '../core/errors.ts'
import { type Duration, durationSchema } from '../input/duration.ts'
import {
  type CheckedFaultRule,
  faultRuleSchema,
  type FaultRuleInput,
  type Operation,
  type SpanInput,
  type TextMatchInput,
} from './fault-schema.ts'
import { formatDuration } from '../core/format-duration.ts'
import { describeRule, describeStats } from './fault-text.ts'
import { check } from '../input/check.ts'

/** A rule that was added: as it was read, and its account. */
export type AddedFaultRule = CheckedFaultRule & {
  /** How often it was looked at, matched, held back and fired so far. */
  readonly stats: FaultStats
}

export interface DocumentFaultOptions {
  /** An index id or a connector name; any when left out. */
  readonly corpus?: TextMatchInput | undefined
  /** How often, over all documents that match. For good when left out. */
  readonly times?: number | undefined
}

export interface FailOptions extends DocumentFaultOptions {
  readonly code?: string | undefined
  readonly reason?: string | undefined
}

export interface CrashOptions extends DocumentFaultOptions {
  /** How the worker dies; `'crash'` when left out. */
  readonly death?: 'crash' | 'hang' | 'outOfMemory' | undefined
}

export interface ThrottleOptions {
  /** How often. For good when left out. */
  readonly times?: number | undefined
  /** What the caller is told to wait, in whole seconds; it is told nothing when left out. */
  readonly retryAfter?: Duration | undefined
}

export interface DropReplyOptions {
  /** How often. For good when left out. */
  readonly times?: number | undefined
  /** Calls about this document alone. */
  readonly document?: TextMatchInput | undefined
}

export interface OutageOptions {
  /** The service that is out; both when left out. */
  readonly facade?: 'kendra' | 'papi' | undefined
  /** Simulated time since the start of the run; this instant when left out. */
  readonly from?: Duration | undefined
  /** How long. For good when left out. */
  readonly for?: Duration | undefined
  /** Over so much time at both ends part of the calls come through. */
  readonly ramp?: Duration | undefined
}

export interface FlapOptions extends Omit<OutageOptions, 'ramp'> {
  /** How long the service is there, and then not, again and again. */
  readonly up: Duration
  readonly down: Duration
}

export class Faults {
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** The rules in the order in which they are asked, with how often each was looked at, matched, held back and fired. */
  get rules(): readonly { readonly rule: FaultRule; readonly stats: FaultStats }[] {
    return this.#world.simulation.faults.accounts()
  }

  /** Adds a rule and returns it. A rule that is wrong, or can never do what it says, is refused with a ConfigurationError. */
  add(rule: FaultRuleInput): AddedFaultRule {
    const read = check(faultRuleSchema(), rule, 'fault rule')
    const { simulation } = this.#world
    simulation.driver.refuseWhenEnded('faults.add')
    if (simulation.faults.has(read.name))
      throw new ConfigurationError(
        `fault rule.name is ${JSON.stringify(read.name)}, and a rule of this name exists`,
      )
    const account = simulation.addFault(read)
    // Beside the rule itself, which stays plain JSON.
    return Object.freeze(Object.defineProperty(read, 'stats', { get: () => account() })) as AddedFaultRule
  }

  /** The document cannot be indexed: FAILED, or UPDATE_FAILED where it was live. */
  fail(document: TextMatchInput, options: FailOptions = {}): AddedFaultRule {
    const { code, reason, ...rest } = checkShort('fail', { document }, options, [
      'code',
      'reason',
      ...ON_DOCUMENTS,
    ])
    return this.#addFor(document, 'fail', rest, { type: 'fail', code, reason })
  }

  /** The document is accepted and then gone: NOT_FOUND, and unknown to the Push API. */
  lose(document: TextMatchInput, options: DocumentFaultOptions = {}): AddedFaultRule {
    const rest = checkShort('lose', { document }, options, ON_DOCUMENTS)
    return this.#addFor(document, 'lose', rest, { type: 'lose' })
  }

  /** The document is being processed for ever, until it is submitted again. `settle` does not wait for it. */
  stall(document: TextMatchInput, options: DocumentFaultOptions = {}): AddedFaultRule {
    const rest = checkShort('stall', { document }, options, ON_DOCUMENTS)
    return this.#addFor(document, 'stall', rest, { type: 'stall' })
  }

  /** The indexing of the document begins so much later. */
  delay(document: TextMatchInput, by: SpanInput, options: DocumentFaultOptions = {}): AddedFaultRule {
    const rest = checkShort('delay', { document, by }, options, ON_DOCUMENTS)
    return this.#addFor(document, 'delay', rest, { type: 'delay', by })
  }

  /** The worker thread that indexes the document really dies; it is tried again, three times in all. */
  crashWorker(document: TextMatchInput, options: CrashOptions = {}): AddedFaultRule {
    const { death = 'crash', ...rest } = checkShort('crashWorker', { document }, options, [
      'death',
      ...ON_DOCUMENTS,
    ])
    return this.#addFor(document, 'crashWorker', rest, { type: death })
  }

  /** Calls of the operation are refused with a ThrottlingException. */
  throttle(operation: KendraOperation, options: ThrottleOptions = {}): AddedFaultRule {
    const { times, retryAfter } = checkShort('throttle', { operation }, options, ['times', 'retryAfter'])
    const name = this.#freeName('throttle')
    return this.add({
      name,
      on: { operation },
      do: { type: 'throttle', retryAfter },
      limit: { fires: times },
    })
  }

  /** Calls of the operation have their effect, and their callers see the connection break. */
  dropReply(operation: Operation, options: DropReplyOptions = {}): AddedFaultRule {
    const { times, document } = checkShort('dropReply', { operation }, options, ['times', 'document'])
    const name = this.#freeName('dropReply')
    return this.add({ name, on: { operation, document }, do: { type: 'dropReply' }, limit: { fires: times } })
  }

  /** Nobody reaches the service for a while. */
  outage(options: OutageOptions = {}): AddedFaultRule {
    const { facade, ramp, ...window } = checkShort('outage', {}, options, ['facade', 'from', 'for', 'ramp'])
    const name = this.#freeName('outage')
    return this.add({
      name,
      on: { facade },
      when: this.#window('outage', window),
      do: { type: 'outage', ramp },
    })
  }

  /** The service comes and goes. */
  flap(options: FlapOptions): AddedFaultRule {
    const { facade, up, down, ...window } = checkShort(
      'flap',
      { up: options?.up, down: options?.down },
      options,
      ['facade', 'from', 'for', 'up', 'down'],
    )
    const name = this.#freeName('flap')
    return this.add({
      name,
      on: { facade },
      when: this.#window('flap', window),
      do: { type: 'outage', up, down },
    })
  }

  /** Takes a rule away; false when there is none of this name. */
  remove(name: string): boolean {
    return this.#world.simulation.removeFault(name)
  }

  /** Whether the rule is there and may fire again: it has fires left, and its window is not over. */
  canStillFire(name: string): boolean {
    const account = this.rules.find(({ rule }) => rule.name === name)
    if (account === undefined) return false
    const { rule, stats } = account
    const elapsed = this.#world.simulation.clock.elapsedMs
    return stats.fired < (rule.limit.fires ?? Infinity) && elapsed < (rule.when.until ?? Infinity)
  }

  /** What the rules do, in plain words and in the order in which they are asked, and what has become of each so far. */
  explain(): string {
    return this.rules
      .map(
        ({ rule, stats }) =>
          `${rule.name}: ${describeRule(rule)}.\n  ${capitalised(describeStats(stats))}.\n`,
      )
      .join('')
  }

  /** Throws an UnfiredFaultError that names every rule that has not fired, and what held it back. */
  assertAllFired(): void {
    const unfired = this.rules.filter(({ stats }) => stats.fired === 0)
    if (unfired.length === 0) return
    const lines = unfired.map(
      ({ rule, stats }) =>
        `\n  ${rule.name} (${rule.do.type}): ${describeStats(stats).replace(/^never fired: /, '')}${this.#nearest(rule, stats)}`,
    )
    throw new UnfiredFaultError(
      `${unfired.length} of ${this.rules.length} fault rules never fired:${lines.join('')}`,
    )
  }

  #addFor(
    document: TextMatchInput,
    form: string,
    { corpus, times }: DocumentFaultOptions,
    effect: FaultRuleInput['do'],
  ): AddedFaultRule {
    const name = this.#freeName(form)
    return this.add({ name, on: { document, corpus }, do: effect, limit: { fires: times } })
  }

  /** The window that begins where it is said, or at this instant. */
  #window(form: string, { from, for: length }: OutageOptions): { from: number; until?: number | undefined } {
    const place = `faults.${form}`
    const { clock } = this.#world.simulation
    const begin = from === undefined ? clock.elapsedMs : check(durationSchema, from, `${place}.from`)
    if (length === undefined) return { from: begin }
    return { from: begin, until: begin + check(durationSchema, length, `${place}.for`) }
  }

  /** What would have to be otherwise for the rule to fire, where that is easily told. */
  #nearest(rule: FaultRule, { matched, evaluated }: FaultStats): string {
    const { from } = rule.when
    const elapsed = this.#world.simulation.clock.elapsedMs
    if (from !== undefined && from > elapsed)
      return `; its window begins at ${formatDuration(from)}, and the run is at ${formatDuration(elapsed)}`
    if (evaluated === 0 || matched > 0) return ''
    return `; it means ${describeRule(rule)}`
  }

  #freeName(kind: string): string {
    return this.#world.simulation.faults.freeName(kind)
  }
}

const ON_DOCUMENTS = ['corpus', 'times'] as const

/** What a short form was given, before it becomes a rule: left out, its target would be everything. */
function checkShort<Options extends object>(
  form: string,
  target: object,
  options: Options,
  known: readonly (keyof Options & string)[],
): Options {
  for (const [name, value] of Object.entries(target))
    if (value === undefined || value === null)
      throw new ConfigurationError(
        `faults.${form}: ${placeOf(name)} is ${String(value)}; expected ${name === 'document' || name === 'operation' ? `the ${name} it is for` : 'a span of time'}`,
      )
  if (typeof options !== 'object' || options === null)
    throw new ConfigurationError(
      `faults.${form}: the options are ${JSON.stringify(options)}; expected an object with ${known.join(', ')}`,
    )
  const unknown = Object.keys(options).filter((name) => !(known as readonly string[]).includes(name))
  if (unknown.length === 0) return options
  throw new ConfigurationError(
    `faults.${form}: there is no option ${unknown.join(', ')}; there are ${known.join(', ')}`,
  )
}

function placeOf(name: string): string {
  if (name === 'up' || name === 'down') return name
  return `the ${name === 'by' ? 'second' : 'first'} argument`
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
