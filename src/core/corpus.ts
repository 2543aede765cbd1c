/**
 * A corpus is what holds documents: a Kendra index or a PAPI connector, named with its facade so that names
 * cannot collide. It finds its documents by id and counts its operations.
 */
import type { Alarm } from './alarms.ts'
import type { DocumentRow } from './document-table.ts'
import { IdIndex, type Ids } from './id-index.ts'
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

/** Who wants to hear what becomes of the corpus' revisions. */
export interface CorpusObserver {
  /** The revision has come to an end, or was forgotten in a crash; its phase says how. */
  settled(row: DocumentRow, revision: Revision): void
  /** Everything that was accepted so far is durable. */
  synced?(): void
  /** The service crashed and came back. */
  restarted?(): void
}

export interface NewCorpus {
  readonly number: number
  readonly facade: string
  readonly name: string
  readonly mode: CorpusMode
  readonly operations: CorpusOperations
}

interface CorpusParts extends NewCorpus {
  /** Of all documents, whatever their corpus. */
  readonly ids: Ids
  readonly automaticSync: Alarm
  readonly automaticIndexing: Alarm
}

export interface SavedCorpus extends NewCorpus {
  readonly automaticSync: number
  readonly automaticIndexing: number
  readonly pushed: readonly Revision[]
  readonly waiting: ReadonlySet<Revision>
  readonly documentsHeld: number
  readonly liveDocuments: number
  readonly liveTextBytes: number
  readonly serial: number
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
  /** The sync and the indexing job that come by themselves. */
  readonly automaticSync: Alarm
  readonly automaticIndexing: Alarm
  observer: CorpusObserver | undefined
  /** Documents that are live or on their way to it. */
  documentsHeld = 0
  /** Documents that are live, and the bytes of their extracted text. */
  liveDocuments = 0
  liveTextBytes = 0
  readonly #rows: IdIndex
  #serial = 0

  constructor({
    number,
    facade,
    name,
    mode,
    operations,
    ids,
    automaticSync,
    automaticIndexing,
  }: CorpusParts) {
    this.#rows = new IdIndex(ids)
    this.number = number
    this.facade = facade
    this.name = name
    this.label = `${facade}:${name}`
    this.mode = mode
    this.operations = operations
    this.automaticSync = automaticSync
    this.automaticIndexing = automaticIndexing
  }

  get lastSerial(): number {
    return this.#serial
  }

  nextSerial(): number {
    return ++this.#serial
  }

  row(id: string): DocumentRow | undefined {
    return this.#rows.find(id)
  }

  bind(id: string, row: DocumentRow): void {
    this.#rows.add(id, row)
  }

  /** Forgets its documents. */
  clear(): void {
    this.#rows.clear()
  }

  save(): SavedCorpus {
    const { number, facade, name, mode, operations, pushed, waiting } = this
    const { documentsHeld, liveDocuments, liveTextBytes } = this
    return {
      number,
      facade,
      name,
      mode,
      operations,
      automaticSync: this.automaticSync.number,
      automaticIndexing: this.automaticIndexing.number,
      pushed,
      waiting,
      documentsHeld,
      liveDocuments,
      liveTextBytes,
      serial: this.#serial,
    }
  }

  /** Its documents are the table's to bind, and its observer is its facade's to give. */
  load({ pushed, waiting, documentsHeld, liveDocuments, liveTextBytes, serial }: SavedCorpus): void {
    this.pushed = [...pushed]
    this.waiting = new Set(waiting)
    this.documentsHeld = documentsHeld
    this.liveDocuments = liveDocuments
    this.liveTextBytes = liveTextBytes
    this.#serial = serial
  }

  /** Of all its documents, in the order in which they came. */
  rows(): Iterable<DocumentRow> {
    return this.#rows.rows()
  }
}
