/** `sim.faults`: the rules of a simulation as its users see them, with short forms for the common ones. */
import type { FaultRule, FaultStats } from './core/fault-rule.ts'
import type { KendraOperation } from './facades/kendra/operation-names.ts'
import type { World } from './core/simulation.ts'
import { ConfigurationError, UnfiredFaultError } from './core/errors.ts'
import {
  type CheckedFaultRule,
  faultRuleSchema,
  type FaultRuleInput,
  type TextMatchInput,
} from './fault-schema.ts'
import { check } from './options.ts'

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

export interface ThrottleOptions {
  /** How often. For good when left out. */
  readonly times?: number | undefined
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

  /** Adds a rule and returns it. A rule that is wrong, or can never match, is refused with a ConfigurationError. */
  add(rule: FaultRuleInput): CheckedFaultRule {
    const read = check(faultRuleSchema, rule, 'fault rule')
    this.#add(read)
    return read
  }

  /** The document cannot be indexed: FAILED, or UPDATE_FAILED where it was live. */
  fail(document: TextMatchInput, options: FailOptions = {}): CheckedFaultRule {
    const { code, reason, corpus, times } = checkShort('fail', { document }, options, [
      'code',
      'reason',
      'corpus',
      'times',
    ])
    const name = this.#freeName('fail')
    return this.add({
      name,
      on: { document, corpus },
      do: { type: 'fail', code, reason },
      limit: { fires: times },
    })
  }

  /** The document is accepted and then gone: NOT_FOUND, and unknown to the Push API. */
  lose(document: TextMatchInput, options: DocumentFaultOptions = {}): CheckedFaultRule {
    const { corpus, times } = checkShort('lose', { document }, options, ['corpus', 'times'])
    const name = this.#freeName('lose')
    return this.add({ name, on: { document, corpus }, do: { type: 'lose' }, limit: { fires: times } })
  }

  /** Calls of the operation are refused with a ThrottlingException. */
  throttle(operation: KendraOperation, options: ThrottleOptions = {}): CheckedFaultRule {
    const { times } = checkShort('throttle', { operation }, options, ['times'])
    const name = this.#freeName('throttle')
    return this.add({ name, on: { operation }, do: { type: 'throttle' }, limit: { fires: times } })
  }

  /** Takes a rule away; false when there is none of this name. */
  remove(name: string): boolean {
    return this.#world.simulation.faults.remove(name)
  }

  /** Throws an UnfiredFaultError that names every rule that has not fired, and what held it back. */
  assertAllFired(): void {
    const unfired = this.rules.filter(({ stats }) => stats.fired === 0)
    if (unfired.length === 0) return
    const lines = unfired.map(({ rule, stats }) => `\n  ${rule.name} (${rule.do.type}): ${whyNot(stats)}`)
    throw new UnfiredFaultError(
      `${unfired.length} of ${this.rules.length} fault rules never fired:${lines.join('')}`,
    )
  }

  #add(rule: FaultRule): void {
    const { faults } = this.#world.simulation
    if (faults.has(rule.name))
      throw new ConfigurationError(
        `fault rule.name is ${JSON.stringify(rule.name)}, and a rule of this name exists`,
      )
    faults.add(rule)
  }

  #freeName(kind: string): string {
    for (let n = 1; ; n++) if (!this.#world.simulation.faults.has(`${kind}-${n}`)) return `${kind}-${n}`
  }
}

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
        `faults.${form}: the first argument is ${String(value)}; expected the ${name} it is for`,
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

function whyNot({ evaluated, matched, heldBack }: FaultStats): string {
  if (evaluated === 0) return 'nothing came to its phase'
  if (matched === 0) return `looked at ${evaluated} times, and nothing matched`
  const held = Object.entries(heldBack).filter(([, count]) => count > 0)
  return `matched ${matched} times, held back by ${held.map(([by, count]) => `${by} (${count})`).join(', ')}`
}
