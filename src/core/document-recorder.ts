/** Writes what becomes of documents to the trace. */
import type { Agenda } from './agenda.ts'
import type { Corpus } from './corpus.ts'
import type { DocumentTable } from './document-table.ts'
import type { PlainText } from './plain-text.ts'
import type { WorkerDeath } from './indexer.ts'
import type { Failure, Revision, RevisionTable } from './revision-table.ts'
import type { Trace } from './trace.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface RecorderParts {
  readonly trace: Trace
  readonly clock: VirtualClock
  readonly agenda: Agenda
  readonly documents: DocumentTable
  readonly revisions: RevisionTable
  readonly corpusOf: (row: number) => Corpus
}

/** Where and when, and which revision of what. */
interface Place {
  readonly at: number
  readonly sequence: number
  readonly corpus: string
  readonly document: string | PlainText
  readonly revision: number
}

export class DocumentRecorder {
  readonly #parts: RecorderParts
  readonly #isOff: boolean

  constructor(parts: RecorderParts) {
    this.#parts = parts
    this.#isOff = parts.trace.level === 'off'
  }

  // `accepted` and `indexed` are spelled out, for theirs are the lines that come by the million.

  accepted(revision: Revision, corpus: Corpus, document: string): void {
    if (this.#isOff) return
    const { trace, clock, agenda, revisions } = this.#parts
    trace.record({
      at: clock.elapsedMs,
      sequence: agenda.sequence,
      kind: 'accepted',
      corpus: corpus.label,
      document,
      revision: revisions.ordinal(revision),
      operation: revisions.operation(revision),
      serial: revisions.serial(revision),
      stamp: revisions.stamp(revision),
    })
  }

  indexed(revision: Revision): void {
    if (this.#isOff) return
    const { trace, clock, agenda, documents, revisions, corpusOf } = this.#parts
    const row = revisions.document(revision)
    trace.record({
      at: clock.elapsedMs,
      sequence: agenda.sequence,
      kind: 'indexed',
      corpus: corpusOf(row).label,
      document: documents.writtenId(row),
      revision: revisions.ordinal(revision),
      digestHigh: revisions.digestHigh(revision),
      digestLow: revisions.digestLow(revision),
      textBytes: revisions.textBytes(revision),
      unread: revisions.failure(revision)?.code,
    })
  }

  seeded(revision: Revision): void {
    const { trace, revisions } = this.#parts
    trace.record({
      ...this.#place(revision),
      kind: 'seeded',
      digestHigh: revisions.digestHigh(revision),
      digestLow: revisions.digestLow(revision),
      stamp: revisions.stamp(revision),
    })
  }

  synced(corpus: Corpus): void {
    const { trace, clock, agenda } = this.#parts
    trace.record({
      at: clock.elapsedMs,
      sequence: agenda.sequence,
      kind: 'synced',
      corpus: corpus.label,
      serial: corpus.lastSerial,
    })
  }

  superseded(revision: Revision): void {
    this.#parts.trace.record({ ...this.#place(revision), kind: 'superseded' })
  }

  deleted(revision: Revision): void {
    this.#parts.trace.record({ ...this.#place(revision), kind: 'deleted' })
  }

  failed(revision: Revision, { code, reason, rule }: Failure): void {
    this.#parts.trace.record({ ...this.#place(revision), kind: 'failed', code, reason, rule })
  }

  lost(revision: Revision, rule: string): void {
    this.#parts.trace.record({ ...this.#place(revision), kind: 'lost', rule })
  }

  died(revision: Revision, death: WorkerDeath, rule: string): void {
    const attempt = this.#parts.revisions.attempt(revision)
    this.#parts.trace.record({ ...this.#place(revision), kind: 'died', attempt, death, rule })
  }

  /** A rule fired on a call, or on a document of one. */
  fault(fault: {
    readonly rule: string
    readonly effect: string
    readonly call?: number | undefined
    readonly corpus?: string | undefined
    readonly document?: string | undefined
  }): void {
    const { trace, clock, agenda } = this.#parts
    trace.record({ at: clock.elapsedMs, sequence: agenda.sequence, kind: 'fault', ...fault })
  }

  /** A rule fired on a revision. */
  faultOn(revision: Revision, rule: string, effect: string): void {
    this.#parts.trace.record({ ...this.#place(revision), kind: 'fault', rule, effect })
  }

  /** A resource of a service has entered a state. */
  entered(corpus: string, resource: string, state: string): void {
    const { trace, clock, agenda } = this.#parts
    trace.record({
      at: clock.elapsedMs,
      sequence: agenda.sequence,
      kind: 'resource',
      corpus,
      resource,
      state,
    })
  }

  restarted(): void {
    const { trace, clock, agenda } = this.#parts
    trace.record({ at: clock.elapsedMs, sequence: agenda.sequence, kind: 'restarted' })
  }

  #place(revision: Revision): Place {
    const { clock, agenda, documents, revisions, corpusOf } = this.#parts
    const row = revisions.document(revision)
    return {
      at: clock.elapsedMs,
      sequence: agenda.sequence,
      corpus: corpusOf(row).label,
      document: documents.writtenId(row),
      revision: revisions.ordinal(revision),
    }
  }
}
