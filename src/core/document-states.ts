/** Where each document stands in its life cycle, counted for its corpus. */
import type { Corpus } from './corpus.ts'
import type { DocumentRow, DocumentTable } from './document-table.ts'
import { IS_HELD, type LifeCycle, type LifeCycleEvent, nextCode, STATES } from './life-cycle.ts'

export class DocumentStates {
  readonly #documents: DocumentTable
  readonly #corpusOf: (row: DocumentRow) => Corpus

  constructor(documents: DocumentTable, corpusOf: (row: DocumentRow) => Corpus) {
    this.#documents = documents
    this.#corpusOf = corpusOf
  }

  of(row: DocumentRow): LifeCycle {
    return STATES[this.#documents.state(row)] as LifeCycle
  }

  /** Whether the document is live or on its way to it. */
  isHeld(row: DocumentRow): boolean {
    return IS_HELD[this.#documents.state(row)] === 1
  }

  move(row: DocumentRow, event: LifeCycleEvent): void {
    const before = this.#documents.state(row)
    const after = nextCode(before, event)
    this.#documents.setState(row, after)
    const held = (IS_HELD[after] as number) - (IS_HELD[before] as number)
    if (held !== 0) this.#corpusOf(row).documentsHeld += held
  }
}
