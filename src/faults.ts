/** `sim.faults`: the rules of a simulation as its users see them, with short forms for the common ones. */
import type { FaultRule, FaultStats } from './core/fault-rule.ts'
import type { World } from './core/simulation.ts'
import { ConfigurationError, UnfiredFaultError } from './core/errors.ts'
import { faultRuleSchema, type FaultRuleInput, type Operation, type TextMatchInput } from './fault-schema.ts'
import { check } from './options.ts'

export interface DocumentFaultOptions {
  /** An index id or a connector name; any when left out. */
  readonly corpus?: TextMatchInput | undefined
  /** How often, over all documents that match. For good when left out. */
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
  add(rule: FaultRuleInput): FaultRule {
    const read = check(faultRuleSchema, rule, 'fault rule')
    this.#add(read)
    return read
  }

  /** The document cannot be indexed: FAILED, or UPDATE_FAILED where it was live. */
  fail(
    document: TextMatchInput,
    { code, reason, corpus, times }: DocumentFaultOptions & { code?: string; reason?: string } = {},
  ): FaultRule {
    return this.add({
      name: this.#freeName('fail'),
      on: { document, corpus },
      do: { type: 'fail', code, reason },
      limit: { fires: times },
    })
  }

  /** The document is accepted and then gone: NOT_FOUND, and unknown to the Push API. */
  lose(document: TextMatchInput, { corpus, times }: DocumentFaultOptions = {}): FaultRule {
    return this.add({
      name: this.#freeName('lose'),
      on: { document, corpus },
      do: { type: 'lose' },
      limit: { fires: times },
    })
  }

  /** Calls of the operation are refused with a ThrottlingException. */
  throttle(operation: Operation, { times }: { times?: number } = {}): FaultRule {
    return this.add({
      name: this.#freeName('throttle'),
      on: { operation },
      do: { type: 'throttle' },
      limit: { fires: times },
    })
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

function whyNot({ evaluated, matched, heldBack }: FaultStats): string {
  if (evaluated === 0) return 'nothing came to its phase'
  if (matched === 0) return `looked at ${evaluated} times, and nothing matched`
  const held = Object.entries(heldBack).filter(([, count]) => count > 0)
  return `matched ${matched} times, held back by ${held.map(([by, count]) => `${by} (${count})`).join(', ')}`
}
