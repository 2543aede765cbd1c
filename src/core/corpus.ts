/**
 * A corpus is what holds documents: a Kendra index or a PAPI connector, named with its facade so that names
 * cannot collide. It finds its documents by id and counts its operations.
 */
import type { DocumentRow } from './document-table.ts'
import type { Revision } from './revision-table.ts'

/** The service's operations that put documents and that delete them, for fault rules that name one. */
export interface CorpusOperations {
  readonly put: readonly string[]
  readonly delete: readonly string[]
}

/** How a corpus makes accepted revisions durable, and when it indexes those that are. */
export type CorpusMode = {
  /** Whether content that cannot be read fails the document, or is left out of the index. */
  readonly unreadable: 'fails' | 'is-left-out'
} & (
  | { readonly durability: 'at-once' }
  | {
      readonly durability: 'sync'
      /** Simulated milliseconds from the first unsynced operation to the automatic sync; undefined: never. */
      readonly syncAfterMs: number | undefined
      /** Simulated milliseconds from the first durable revision that waits to the automatic indexing job; undefined: never. */
      readonly indexAfterMs: number | undefined
    }
)

/** Something that will happen by itself unless somebody does it before: its event in the queue then means nothing any more. */
export class Alarm {
  #dueAt: number | undefined

  get isArmed(): boolean {
    return this.#dueAt !== undefined
  }

  arm(dueAt: number): void {
    this.#dueAt = dueAt
  }

  /** Whether it was armed. */
  disarm(): boolean {
    const wasArmed = this.isArmed
    this.#dueAt = undefined
    return wasArmed
  }

  /** Whether an event at this instant means it. One of an earlier alarm may: then it is due all the same. */
  isDue(now: number): boolean {
    return this.#dueAt === now
  }
}

export class Corpus {
  readonly number: number
  readonly facade: string
  /** The service's own name of it: an index id, a connector name. */
  readonly name: string
  /** The name in the trace, in fault rules and for `sim.document`. */
  readonly label: string
  readonly mode: CorpusMode
  readonly operations: CorpusOperations
  /** Revisions that are not durable yet, in the order of their serials. */
  pushed: Revision[] = []
  /** Durable revisions that no indexing job has taken up yet. */
  waiting: Set<Revision> = new Set()
  readonly automaticSync: Alarm = new Alarm()
  readonly automaticIndexing: Alarm = new Alarm()
  readonly #rows = new Map<string, DocumentRow>()
  #serial = 0

  constructor(number: number, facade: string, name: string, mode: CorpusMode, operations: CorpusOperations) {
    this.number = number
    this.facade = facade
    this.name = name
    this.label = `${facade}:${name}`
    this.mode = mode
    this.operations = operations
  }

  get lastSerial(): number {
    return this.#serial
  }

  nextSerial(): number {
    return ++this.#serial
  }

  row(id: string): DocumentRow | undefined {
    return this.#rows.get(id)
  }

  bind(id: string, row: DocumentRow): void {
    this.#rows.set(id, row)
  }

  rows(): IterableIterator<DocumentRow> {
    return this.#rows.values()
  }
}
