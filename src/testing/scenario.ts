/** What exploration runs: a scenario, and what it is given to draw its documents and choices from. */
import { checkDocuments, type SourceDocument } from './compare-source.ts'
import type { Simulator } from '../simulator.ts'
import { type DocumentDrawing, type DrawnDocument, drawDocuments } from './drawn-documents.ts'
import { ConfigurationError } from '../core/errors.ts'
import { show } from '../input/check.ts'
import { Draws } from '../core/draws.ts'

/** A run of a connector against the simulator. What it throws is a finding. */
export type Scenario = (sim: Simulator, context: ScenarioContext) => Promise<void> | void

/** For callers in JavaScript; `call` is how it is called rightly, `others` what was given beside it. */
export function checkScenario(scenario: unknown, call: string, ...others: readonly unknown[]): void {
  if (typeof scenario === 'function') return
  const place = call.slice(0, call.indexOf('('))
  const swapped = others.some((other) => typeof other === 'function') ? '; the arguments are swapped' : ''
  throw new ConfigurationError(
    `${place}: the scenario is ${show(scenario)}; expected a function of sim and context, as in ${call}${swapped}`,
  )
}

/** The documents that a corpus is to hold once the faults have ended. */
export interface Source {
  /** An index id or connector name, with or without its facade (`kendra:...`). */
  readonly corpus: string
  readonly documents: readonly SourceDocument[]
}

export interface ScenarioContext {
  /** The seed of this run. */
  readonly seed: number
  /**
   * Documents drawn from the seed, `doc-1`, `doc-2` and so on. When a failure is shrunk some are left out, and the others
   * stay as they are; so a scenario goes by what it is given, and not by what it has asked for.
   */
  readonly documents: (count: number, options?: DocumentDrawing) => DrawnDocument[]
  /** A number from 0 (included) to 1 (not included), always the same for the same seed and key: for the choices of a scenario. */
  readonly draw: (...key: readonly (string | number)[]) => number
  /** Names the documents that a corpus is to hold in the end; they are compared when the scenario is over and the faults have ended. */
  readonly source: (corpus: string, documents: readonly SourceDocument[]) => void
  /** Runs simulated time until no fault rule that has an end can fire any more, and nothing is pending. */
  readonly faultsOver: () => Promise<void>
}

/** The context of one run, and what the run has left in it. */
export class RunContext implements ScenarioContext {
  readonly seed: number
  readonly sources: Source[] = []
  readonly faultsOver: () => Promise<void>
  readonly #kept: readonly number[] | undefined
  readonly #draws: Draws
  #asked = 0

  /** `kept` are the places of the documents that are given, from 0; all where it is undefined. */
  constructor(seed: number, kept: readonly number[] | undefined, faultsOver: () => Promise<void>) {
    this.seed = seed
    this.faultsOver = faultsOver
    this.#kept = kept
    this.#draws = new Draws(seed)
  }

  /** The most documents that one call of `documents` has asked for. */
  get asked(): number {
    return this.#asked
  }

  // Arrow functions, so that a scenario may take them apart.
  readonly documents = (count: number, options: DocumentDrawing = {}): DrawnDocument[] => {
    const drawn = drawDocuments(this.#draws, count, options, this.#kept)
    this.#asked = Math.max(this.#asked, count)
    return drawn
  }

  readonly draw = (...key: readonly (string | number)[]): number =>
    this.#draws.uniform('scenario', 'choice', ...key)

  readonly source = (corpus: string, documents: readonly SourceDocument[]): void => {
    checkDocuments(documents, 'context.source')
    this.sources.push({ corpus, documents })
  }
}
