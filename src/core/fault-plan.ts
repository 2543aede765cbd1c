/**
 * Decides which rule fires. In each phase the first that fires wins, in the order in which rules were added;
 * every rule counts its own matches and draws by its own name, so that removing one leaves the others alone.
 */
import picomatch from 'picomatch'
import type { Draws, Key } from './draws.ts'
import {
  type EffectsOf,
  type FaultPhase,
  type FaultRule,
  type FaultStats,
  PHASE_OF,
  type TextMatch,
} from './fault-rule.ts'
import { Occurrences } from './occurrences.ts'

/** What a rule is held against. */
export interface FaultSubject {
  /** Simulated milliseconds since the start. */
  readonly atMs: number
  readonly facade: string
  /** The operations that stand for it: that of the call, or all that submit what is being indexed. */
  readonly operations: readonly string[]
  /** Whether rules that name no operation mean it too. An indexing that deletes has to be named. */
  readonly isImplied: boolean
  readonly corpus: string
  /** The documents of a call, or the one document that is indexed. */
  readonly documents: readonly string[]
  readonly attempt: number | undefined
  /** Equal subjects of one round came side by side, and share their draws. */
  readonly round?: number | undefined
  /** What tells this subject from all others, for the draws of a rule. */
  drawKey(): readonly Key[]
}

export interface FiredFault<Phase extends FaultPhase> {
  readonly rule: string
  readonly effect: EffectsOf[Phase]
}

export class FaultPlan {
  readonly #draws: Draws
  readonly #rules: { readonly [phase in FaultPhase]: ArmedRule[] } = { request: [], index: [], commit: [] }
  readonly #byName = new Map<string, ArmedRule>()

  constructor(draws: Draws) {
    this.#draws = draws
  }

  add(rule: FaultRule): void {
    const armed = new ArmedRule(rule, this.#draws)
    this.#byName.set(rule.name, armed)
    this.#rules[PHASE_OF[rule.do.type]].push(armed)
  }

  remove(name: string): boolean {
    const armed = this.#byName.get(name)
    if (armed === undefined) return false
    this.#byName.delete(name)
    const rules = this.#rules[PHASE_OF[armed.rule.do.type]]
    rules.splice(rules.indexOf(armed), 1)
    return true
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Rules with their accounts, in the order in which they were added. */
  accounts(): { rule: FaultRule; stats: FaultStats }[] {
    return [...this.#byName.values()].map((armed) => ({ rule: armed.rule, stats: armed.stats() }))
  }

  isEmptyFor(phase: FaultPhase): boolean {
    return this.#rules[phase].length === 0
  }

  /** The fault that happens to the subject in this phase, if any. */
  evaluate<Phase extends FaultPhase>(phase: Phase, subject: FaultSubject): FiredFault<Phase> | undefined {
    let winner: FiredFault<Phase> | undefined
    for (const armed of this.#rules[phase]) {
      if (armed.fires(subject, winner !== undefined))
        // Rules are kept by the phase of their effect.
        winner = { rule: armed.rule.name, effect: armed.rule.do as EffectsOf[Phase] }
    }
    return winner
  }
}

/** A rule with its counters. */
class ArmedRule {
  readonly rule: FaultRule
  readonly #draws: Draws
  readonly #corpus: (subject: string) => boolean
  readonly #document: ((id: string) => boolean) | undefined
  readonly #firesOf = new Map<string, number>()
  readonly #occurrences = new Occurrences<string>()
  #evaluated = 0
  #matched = 0
  #held = { window: 0, skip: 0, probability: 0, limit: 0, rank: 0 }
  #fired = 0

  constructor(rule: FaultRule, draws: Draws) {
    this.rule = rule
    this.#draws = draws
    this.#corpus = rule.on.corpus === undefined ? () => true : matcher(rule.on.corpus)
    this.#document = rule.on.document === undefined ? undefined : matcher(rule.on.document)
  }

  stats(): FaultStats {
    return {
      evaluated: this.#evaluated,
      matched: this.#matched,
      heldBack: { ...this.#held },
      fired: this.#fired,
    }
  }

  fires(subject: FaultSubject, isOutranked: boolean): boolean {
    this.#evaluated++
    const document = this.#match(subject)
    if (document === false) return false
    const match = this.#matched++
    const { when, limit } = this.rule
    const isUnlucky = when.probability !== undefined && this.#draw(subject) >= when.probability
    if (subject.atMs < (when.from ?? 0) || subject.atMs >= (when.until ?? Infinity))
      return this.#hold('window')
    const turn = match - (when.skip ?? 0)
    if (turn < 0 || turn % (when.every ?? 1) !== 0) return this.#hold('skip')
    if (isUnlucky) return this.#hold('probability')
    const key = limit.perDocument === undefined ? '' : JSON.stringify([subject.corpus, document])
    const fires = limit.perDocument === undefined ? 0 : (this.#firesOf.get(key) ?? 0)
    if (this.#fired >= (limit.fires ?? Infinity) || fires >= (limit.perDocument ?? Infinity))
      return this.#hold('limit')
    if (isOutranked) return this.#hold('rank')
    if (limit.perDocument !== undefined) this.#firesOf.set(key, fires + 1)
    this.#fired++
    return true
  }

  /** Keyed by the subject and the how-manieth match of the same subject it is: a repeated call draws again. */
  #draw(subject: FaultSubject): number {
    const key = subject.drawKey()
    const occurrence = this.#occurrences.count(JSON.stringify(key), subject.round)
    return this.#draws.uniform('fault', this.rule.name, ...key, occurrence)
  }

  /** The document that matches ('' where the rule names none), or false. */
  #match(subject: FaultSubject): string | false {
    const { on } = this.rule
    if (on.facade !== undefined && on.facade !== subject.facade) return false
    if (on.operation === undefined ? !subject.isImplied : !subject.operations.includes(on.operation))
      return false
    if (on.attempt !== undefined && on.attempt !== subject.attempt) return false
    if (!this.#corpus(subject.corpus) && !this.#corpus(subject.corpus.slice(subject.facade.length + 1)))
      return false
    if (this.#document === undefined) return subject.documents[0] ?? ''
    return subject.documents.find(this.#document) ?? false
  }

  #hold(by: keyof FaultStats['heldBack']): false {
    this.#held[by]++
    return false
  }
}

function matcher(match: TextMatch): (text: string) => boolean {
  if (typeof match === 'string') return (text) => text === match
  if ('glob' in match) return picomatch(match.glob, { dot: true, windows: false })
  const expression = new RegExp(match.pattern, match.flags)
  return (text) => expression.test(text)
}
