/**
 * What is to become of an attempt at indexing: how long it takes, whether a rule spoils it, how often a worker may die
 * over it. All of it is drawn or decided when the attempt begins or ends, and none of it by a thread.
 */
import type { Corpus } from './corpus.ts'
import type { Draws, DrawScope, Span } from './draws.ts'
import type { RuleEngine, FaultSubject, FiredFault } from './rule-engine.ts'
import { assert } from './errors.ts'
import type { EffectsOf } from './fault-rule.ts'
import type { PlainText } from './plain-text.ts'
import type { Revision, RevisionOperation } from './revision-table.ts'

/** How long the indexing of one document takes: simulated milliseconds, or a function of it. */
export type IndexingTime = Span | ((document: IndexingSubject) => number)

/** A document that is being indexed, as an indexing-time function sees it. */
export interface IndexingSubject {
  readonly facade: string
  readonly corpus: string
  readonly document: string
  /** The how-manieth revision of the document. */
  readonly revision: number
  readonly attempt: number
  readonly operation: RevisionOperation
}

/** One attempt at indexing a revision. */
export interface Attempt {
  readonly revision: Revision
  readonly corpus: Corpus
  readonly document: string
  readonly ordinal: number
  readonly attempt: number
  readonly operation: RevisionOperation
}

/** What a rule lets an attempt come to, instead of its result. */
export interface Spoilt {
  readonly rule: string
  readonly effect: Exclude<EffectsOf['index'], { readonly type: 'slow' }>
}

/** A document over which so many workers died is given up [assumed]. */
export const MOST_DEATHS = 3
/** Simulated milliseconds until an indexing is begun again after its worker died [assumed]. */
const RETRY_DELAY: Span = [1_000, 5_000]

export interface SavedIndexingPlan {
  readonly spoiled: ReadonlyMap<Revision, Spoilt>
  readonly deaths: ReadonlyMap<Revision, number>
}

export class IndexingPlan {
  readonly #draws: Draws
  readonly #faults: RuleEngine
  readonly #indexingMs: IndexingTime
  /** By the number of the corpus. */
  readonly #drawsOf: (DrawScope | undefined)[] = []
  readonly #spoiled = new Map<Revision, Spoilt>()
  readonly #deaths = new Map<Revision, number>()

  constructor(draws: Draws, faults: RuleEngine, indexingMs: IndexingTime) {
    this.#draws = draws
    this.#faults = faults
    this.#indexingMs = indexingMs
  }

  /** Whether rules have to be asked at this station. */
  asksAt(phase: 'queue' | 'index' | 'commit'): boolean {
    return !this.#faults.isEmptyFor(phase)
  }

  /** The rule that fires at this station, if any. */
  faultAt<Phase extends 'queue' | 'index' | 'commit'>(
    phase: Phase,
    attempt: Attempt,
    atMs: number,
  ): FiredFault<Phase> | undefined {
    return this.#faults.evaluate(phase, subjectOf(attempt, atMs))
  }

  /** The attempt will come to nothing, by this fault. */
  spoil(revision: Revision, fault: Spoilt): void {
    this.#spoiled.set(revision, fault)
  }

  /** How many simulated milliseconds an attempt takes; undefined where a function of the user's says so. */
  drawMs(corpus: Corpus, document: PlainText | string, ordinal: number, attempt: number): number | undefined {
    if (typeof this.#indexingMs === 'function') return undefined
    return this.#scopeOf(corpus).span(this.#indexingMs, document, ordinal, attempt)
  }

  /** How many it takes, by the user's function. */
  askMs({ corpus, document, ordinal, attempt, operation }: Attempt): number {
    assert(typeof this.#indexingMs === 'function', 'there is nobody to ask how long an indexing takes')
    const { facade, name } = corpus
    return this.#indexingMs({ facade, corpus: name, document, revision: ordinal, attempt, operation })
  }

  /** The fault that spoils the attempt that has come to its end, once. */
  takeFault(revision: Revision): Spoilt | undefined {
    if (this.#spoiled.size === 0) return undefined
    const fired = this.#spoiled.get(revision)
    this.#spoiled.delete(revision)
    return fired
  }

  /** Counts one more worker that died over the revision. */
  countDeath(revision: Revision): number {
    const deaths = (this.#deaths.get(revision) ?? 0) + 1
    this.#deaths.set(revision, deaths)
    return deaths
  }

  retryDelayMs({ corpus, document, ordinal, attempt }: Attempt): number {
    return this.#draws.span(RETRY_DELAY, 'retry', corpus.label, document, ordinal, attempt)
  }

  forget(revision: Revision): void {
    if (this.#spoiled.size > 0) this.#spoiled.delete(revision)
    if (this.#deaths.size > 0) this.#deaths.delete(revision)
  }

  /** The corpus is no more, and another may get its number. */
  forgetCorpus({ number }: Corpus): void {
    this.#drawsOf[number] = undefined
  }

  save(): SavedIndexingPlan {
    return { spoiled: this.#spoiled, deaths: this.#deaths }
  }

  load({ spoiled, deaths }: SavedIndexingPlan): void {
    for (const [revision, fault] of spoiled) this.#spoiled.set(revision, fault)
    for (const [revision, count] of deaths) this.#deaths.set(revision, count)
  }

  #scopeOf(corpus: Corpus): DrawScope {
    return (this.#drawsOf[corpus.number] ??= this.#draws.scope('indexing', corpus.label))
  }
}

function subjectOf({ corpus, document, ordinal, attempt, operation }: Attempt, atMs: number): FaultSubject {
  return {
    atMs,
    facade: corpus.facade,
    operations: corpus.operations[operation],
    isImplied: operation === 'put',
    corpus: corpus.label,
    documents: [document],
    attempt,
    drawKey: () => [corpus.label, document, ordinal, attempt],
  }
}
