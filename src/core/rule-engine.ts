/**
 * Decides which rule fires. In each phase the first that fires wins, in the order in which rules were added;
 * every rule counts its own matches and draws by its own name, so that removing one leaves the others alone.
 */
import picomatch from 'picomatch'
import { ConfigurationError } from './errors.ts'
import type { Draws, Key, Span } from './draws.ts'
import {
  type EffectsOf,
  FAULT_PHASES,
  type FaultCandidate,
  type FaultPhase,
  type FaultRule,
  type FaultStats,
  loadRule,
  phaseOf,
  type SavedFaultRule,
  saveRule,
  type TextMatch,
} from './fault-rule.ts'
import { Occurrences, type SavedOccurrences } from './occurrences.ts'

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
  /** The effects that can happen here; all of the phase where it is left out. */
  readonly effects?: readonly string[] | undefined
  /** Equal subjects of one round came side by side, and share their draws. */
  readonly round?: number | undefined
  /** What tells this subject from all others, for the draws of a rule. */
  drawKey(): readonly Key[]
}

/** A rule with its account, and all that its next firings depend on. */
interface SavedArmedRule extends SavedFaultRule {
  readonly order: number
  readonly askedBefore: number
  /** How often the station of a rule that has one of its own was asked. */
  readonly asked: number
  readonly firesOf: ReadonlyMap<string, number>
  readonly occurrences: SavedOccurrences<string>
  readonly occurrence: number
  readonly matched: number
  readonly held: FaultStats['heldBack']
  readonly fired: number
}

export interface SavedRuleEngine {
  /** In the order in which they were added. */
  readonly rules: readonly SavedArmedRule[]
  /** How often each station was asked. */
  readonly asked: { readonly [phase in FaultPhase]: number }
  readonly lastOrder: number
  readonly lastNumbers: ReadonlyMap<string, number>
}

export interface FiredFault<Phase extends FaultPhase> {
  readonly rule: string
  readonly effect: EffectsOf[Phase]
  /** How many simulated milliseconds of a span it is this time. */
  ms(span: Span): number
}

export class RuleEngine {
  readonly #draws: Draws
  readonly #rules = Object.fromEntries(FAULT_PHASES.map((phase) => [phase, new Station()])) as {
    readonly [phase in FaultPhase]: Station
  }
  readonly #byName = new Map<string, ArmedRule>()
  #lastOrder = 0
  /** Up to which number the names of a kind are taken. */
  readonly #lastNumbers = new Map<string, number>()

  constructor(draws: Draws) {
    this.#draws = draws
  }

  /** Adds a rule and gives its account, which outlasts the rule. */
  add(rule: FaultRule): () => FaultStats {
    const armed = this.#arm(rule, ++this.#lastOrder)
    const [, kind, number] = /^(.*)-(\d+)$/s.exec(rule.name) ?? []
    if (kind !== undefined && Number(number) === (this.#lastNumbers.get(kind) ?? 0) + 1)
      this.#lastNumbers.set(kind, Number(number))
    return () => armed.stats()
  }

  remove(name: string): boolean {
    const armed = this.#byName.get(name)
    if (armed === undefined) return false
    this.#byName.delete(name)
    armed.retire()
    return true
  }

  /** A name for one more rule of a kind. */
  freeName(kind: string): string {
    let number = (this.#lastNumbers.get(kind) ?? 0) + 1
    while (this.has(`${kind}-${number}`)) number++
    return `${kind}-${number}`
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Rules with their accounts, in the order in which they were added. */
  accounts(): { rule: FaultRule; stats: FaultStats }[] {
    return [...this.#byName.values()].map((armed) => ({ rule: armed.rule, stats: armed.stats() }))
  }

  isEmptyFor(phase: FaultPhase): boolean {
    // Asked for every document of every call, mostly where there is no rule at all.
    return this.#byName.size === 0 || this.#rules[phase].isEmpty
  }

  /** The fault that happens to the subject in this phase, if any. */
  evaluate<Phase extends FaultPhase>(phase: Phase, subject: FaultSubject): FiredFault<Phase> | undefined {
    let winner: FiredFault<Phase> | undefined
    for (const armed of this.#rules[phase].rulesFor(subject.documents)) {
      // Rules are kept by the phase of their effect.
      if (armed.fires(subject, winner !== undefined)) winner = armed.fired(subject) as FiredFault<Phase>
    }
    return winner
  }

  /** Asks one rule alone, whose time has come. */
  evaluateAlone(name: string, subject: FaultSubject): FiredFault<FaultPhase> | undefined {
    const armed = this.#byName.get(name)
    if (armed === undefined) return undefined
    armed.station.asked++
    return armed.fires(subject, false) ? armed.fired(subject) : undefined
  }

  save(): SavedRuleEngine {
    const asked = Object.entries(this.#rules).map(([phase, station]) => [phase, station.asked])
    return {
      rules: Array.from(this.#byName.values(), (armed) => armed.save()),
      asked: Object.fromEntries(asked) as SavedRuleEngine['asked'],
      lastOrder: this.#lastOrder,
      lastNumbers: this.#lastNumbers,
    }
  }

  /** `predicateOf` gives a rule the predicate that no snapshot can hold. */
  load(
    { rules, asked, lastOrder, lastNumbers }: SavedRuleEngine,
    predicateOf: (rule: FaultRule) => FaultRule['on']['where'],
  ): void {
    for (const phase of FAULT_PHASES) this.#rules[phase].asked = asked[phase]
    for (const saved of rules) this.#arm(loadRule(saved, predicateOf), saved.order).load(saved)
    this.#lastOrder = lastOrder
    for (const [kind, number] of lastNumbers) this.#lastNumbers.set(kind, number)
  }

  /** A restart waits for its time, and for no call: its station is its own. */
  #arm(rule: FaultRule, order: number): ArmedRule {
    const station = rule.do.type === 'restart' ? new Station() : this.#rules[phaseOf(rule)]
    const armed = new ArmedRule(rule, this.#draws, order, station)
    station.add(armed)
    this.#byName.set(rule.name, armed)
    return armed
  }
}

/** The rules of one phase. Those for one document by its id are only looked at where it comes. */
class Station {
  /** How often rules were asked here. */
  asked = 0
  readonly #byDocument = new Map<string, ArmedRule[]>()
  #others: ArmedRule[] = []

  get isEmpty(): boolean {
    return this.#others.length === 0 && this.#byDocument.size === 0
  }

  add(armed: ArmedRule): void {
    const { document } = armed.rule.on
    if (typeof document !== 'string') this.#others.push(armed)
    else this.#byDocument.set(document, [...(this.#byDocument.get(document) ?? []), armed])
  }

  remove(armed: ArmedRule): void {
    const isOther = (rule: ArmedRule): boolean => rule !== armed
    const { document } = armed.rule.on
    if (typeof document !== 'string') {
      this.#others = this.#others.filter(isOther)
      return
    }
    const left = (this.#byDocument.get(document) ?? []).filter(isOther)
    if (left.length === 0) this.#byDocument.delete(document)
    else this.#byDocument.set(document, left)
  }

  /** The rules that may mean these documents, in the order in which they were added. */
  rulesFor(documents: readonly string[]): readonly ArmedRule[] {
    this.asked++
    if (this.#byDocument.size === 0) return this.#others
    let rules: Set<ArmedRule> | undefined
    for (const document of documents) {
      const itsOwn = this.#byDocument.get(document)
      if (itsOwn === undefined) continue
      rules ??= new Set(this.#others)
      for (const rule of itsOwn) rules.add(rule)
    }
    return rules === undefined ? this.#others : [...rules].sort((a, b) => a.order - b.order)
  }
}

/** A rule with its counters. */
class ArmedRule {
  readonly rule: FaultRule
  readonly order: number
  readonly station: Station
  /** How often its station had been asked when the rule came, and when it went. */
  #askedBefore: number
  #askedUntil: number | undefined
  readonly #draws: Draws
  readonly #corpus: ((subject: string) => boolean) | undefined
  readonly #document: ((id: string) => boolean) | undefined
  readonly #firesOf = new Map<string, number>()
  readonly #occurrences = new Occurrences<string>()
  readonly #isDrawn: boolean
  /** The how-manieth match of the same subject the last one was. */
  #occurrence = 0
  #matched = 0
  #held = { window: 0, skip: 0, probability: 0, limit: 0, rank: 0 }
  #fired = 0

  constructor(rule: FaultRule, draws: Draws, order: number, station: Station) {
    this.rule = rule
    this.order = order
    this.station = station
    this.#askedBefore = station.asked
    this.#draws = draws
    this.#corpus = rule.on.corpus === undefined ? undefined : matcher(rule.on.corpus)
    this.#document = rule.on.document === undefined ? undefined : matcher(rule.on.document)
    this.#isDrawn =
      rule.when.probability !== undefined || Object.keys(rule.do).some((member) => SPANS.has(member))
  }

  /** The rule is asked no more. */
  retire(): void {
    this.#askedUntil = this.station.asked
    this.station.remove(this)
  }

  stats(): FaultStats {
    return {
      evaluated: (this.#askedUntil ?? this.station.asked) - this.#askedBefore,
      matched: this.#matched,
      heldBack: { ...this.#held },
      fired: this.#fired,
    }
  }

  save(): SavedArmedRule {
    return {
      ...saveRule(this.rule),
      order: this.order,
      askedBefore: this.#askedBefore,
      asked: this.station.asked,
      firesOf: this.#firesOf,
      occurrences: this.#occurrences.save(),
      occurrence: this.#occurrence,
      matched: this.#matched,
      held: this.#held,
      fired: this.#fired,
    }
  }

  load(saved: SavedArmedRule): void {
    this.station.asked = saved.asked
    this.#askedBefore = saved.askedBefore
    for (const [document, fires] of saved.firesOf) this.#firesOf.set(document, fires)
    this.#occurrences.load(saved.occurrences)
    this.#occurrence = saved.occurrence
    this.#matched = saved.matched
    this.#held = { ...saved.held }
    this.#fired = saved.fired
  }

  fires(subject: FaultSubject, isOutranked: boolean): boolean {
    const documents = this.#match(subject)
    if (documents === undefined) return false
    const match = this.#matched++
    const { when, limit } = this.rule
    // Counted whatever comes of it, so that what one match draws depends on no window.
    if (this.#isDrawn) this.#occurrence = this.#occurrenceOf(subject)
    if (
      subject.atMs < (when.from ?? 0) ||
      subject.atMs >= (when.until ?? Infinity) ||
      !this.#isDown(subject.atMs)
    )
      return this.#hold('window')
    const turn = match - (when.skip ?? 0)
    if (turn < 0 || turn % (when.every ?? 1) !== 0) return this.#hold('skip')
    const probability = (when.probability ?? 1) * this.#strength(subject.atMs)
    if (probability < 1 && this.#uniform(subject) >= probability) return this.#hold('probability')
    const keys = limit.perDocument === undefined ? [] : documents.map((id) => `${subject.corpus}\n${id}`)
    const isUsedUp = (key: string): boolean => (this.#firesOf.get(key) ?? 0) >= (limit.perDocument as number)
    if (this.#fired >= (limit.fires ?? Infinity) || (keys.length > 0 && keys.every(isUsedUp)))
      return this.#hold('limit')
    if (isOutranked) return this.#hold('rank')
    for (const key of keys) this.#firesOf.set(key, (this.#firesOf.get(key) ?? 0) + 1)
    this.#fired++
    return true
  }

  fired(subject: FaultSubject): FiredFault<FaultPhase> {
    const key = this.#keyOf(subject)
    return {
      rule: this.rule.name,
      effect: this.rule.do,
      ms: (span) => this.#draws.span(span, 'fault', ...key, 'ms'),
    }
  }

  /** Attempts at indexing are all different, and are not counted. */
  #occurrenceOf(subject: FaultSubject): number {
    if (subject.attempt !== undefined) return 1
    return this.#occurrences.count(JSON.stringify(subject.drawKey()), subject.round)
  }

  #uniform(subject: FaultSubject): number {
    return this.#draws.uniform('fault', ...this.#keyOf(subject))
  }

  /** By the subject and the how-manieth match of the same subject it is: a repeated call draws again. */
  #keyOf(subject: FaultSubject): readonly Key[] {
    return [this.rule.name, ...subject.drawKey(), this.#occurrence]
  }

  /** An outage that comes and goes is one in the second part of each of its cycles. */
  #isDown(atMs: number): boolean {
    const { do: effect, when } = this.rule
    if (effect.type !== 'outage' || effect.up === undefined || effect.down === undefined) return true
    return (atMs - (when.from ?? 0)) % (effect.up + effect.down) >= effect.up
  }

  /** How much of the calls an outage hits: less at the edges of its window, where it has a ramp. */
  #strength(atMs: number): number {
    const { do: effect, when } = this.rule
    if (effect.type !== 'outage' || effect.ramp === undefined || effect.ramp === 0) return 1
    const [before, after] = [atMs - (when.from ?? 0), (when.until ?? Infinity) - atMs]
    return Math.min(1, before / effect.ramp, after / effect.ramp)
  }

  /** The documents that match (all of the subject, where the rule names none); undefined where it does not. */
  #match(subject: FaultSubject): readonly string[] | undefined {
    const { on } = this.rule
    if (subject.effects !== undefined && !subject.effects.includes(this.rule.do.type)) return undefined
    if (on.facade !== undefined && on.facade !== subject.facade) return undefined
    if (on.operation === undefined ? !subject.isImplied : !subject.operations.includes(on.operation))
      return undefined
    if (on.attempt !== undefined && on.attempt !== subject.attempt) return undefined
    if (!this.#isIn(subject)) return undefined
    const documents =
      this.#document === undefined ? subject.documents : subject.documents.filter(this.#document)
    if (this.#document !== undefined && documents.length === 0) return undefined
    return on.where === undefined || this.#asks(on.where, subject) ? documents : undefined
  }

  /** What a user's function answers. */
  #asks(where: (candidate: FaultCandidate) => unknown, subject: FaultSubject): boolean {
    const place = `on.where of fault rule ${JSON.stringify(this.rule.name)}`
    let answer: unknown
    try {
      answer = where(candidateOf(subject))
    } catch (cause) {
      throw new ConfigurationError(`${place} has thrown: ${String(cause)}`, { cause })
    }
    if (typeof answer === 'boolean') return answer
    throw new ConfigurationError(`${place} has returned ${typeof answer}; expected true or false`)
  }

  #isIn({ corpus, facade }: FaultSubject): boolean {
    if (this.#corpus === undefined) return true
    return this.#corpus(corpus) || this.#corpus(corpus.slice(facade.length + 1))
  }

  #hold(by: keyof FaultStats['heldBack']): false {
    this.#held[by]++
    return false
  }
}

/** Members of effects that may be drawn from a range; a ramp draws too. */
const SPANS: ReadonlySet<string> = new Set(['by', 'after', 'within', 'ramp'])

function candidateOf({ facade, corpus, operations, documents, attempt, atMs }: FaultSubject): FaultCandidate {
  return { facade, corpus: corpus.slice(facade.length + 1), operations, documents, attempt, atMs }
}

function matcher(match: TextMatch): (text: string) => boolean {
  if (typeof match === 'string') return (text) => text === match
  if ('glob' in match) {
    // Its expression alone is several times as fast as picomatch's own matcher, which looks for the same text first too.
    const expression = picomatch.makeRe(match.glob, { dot: true, windows: false })
    return (text) => text === match.glob || expression.test(text)
  }
  const expression = new RegExp(match.pattern, match.flags)
  return (text) => expression.test(text)
}
