/** Read-only views of what the simulated service holds, in the words of the document's own facade. */
import type { DocumentRow } from './core/document-table.ts'
import type { Engine } from './core/engine.ts'
import type { Failure, Phase, Revision, RevisionOperation } from './core/revision-table.ts'

export interface RevisionView {
  /** The how-manieth revision of the document, from 1. */
  readonly revision: number
  /** The how-manieth operation of its corpus, from 1. */
  readonly serial: number
  readonly operation: RevisionOperation
  readonly state: Phase
  readonly stamp: string | undefined
  /** Simulated instants, in milliseconds since the epoch. */
  readonly acceptedAt: number
  readonly durableAt: number | undefined
  readonly settledAt: number | undefined
  /** Attempts at indexing so far. */
  readonly attempts: number
  /** Why it failed or was lost, or why its content, or a part of it, was left out of the index (PAPI). */
  readonly failure: Failure | undefined
  /** As submitted: Kendra's attributes, PAPI's metas. */
  readonly attributes: Readonly<Record<string, unknown>>
  readonly accessList: readonly unknown[]
  /** Once indexed, where the content could be read: the first 64 bits of the SHA-256 of the extracted text, in hexadecimal digits. */
  readonly digest: string | undefined
  /** Once indexed: the extracted text in UTF-8 bytes. */
  readonly textBytes: number | undefined
  /** As submitted; else, once indexed, the one that the content has. */
  readonly title: string | undefined
}

/** A fault rule that fired on a document. */
export interface FaultIncident {
  /** The simulated instant, in milliseconds since the epoch. */
  readonly at: number
  /** The name of the rule. */
  readonly rule: string
  /** The type of its effect. */
  readonly effect: string
}

export interface DocumentView {
  readonly facade: string
  /** The index id or connector name. */
  readonly corpus: string
  readonly id: string
  /** Kendra's six words; PAPI's unknown, pushed, synced, searchable. */
  readonly status: string
  /** Of the newest put, like what follows. */
  readonly stamp: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly accessList: readonly unknown[]
  readonly digest: string | undefined
  readonly title: string | undefined
  /** Why the document is not what was submitted: it failed, was lost, or its content, or a part of it, was left out of the index. */
  readonly failure: Failure | undefined
  /** The ordinal of the revision that answers searches, if any. */
  readonly live: number | undefined
  /** The faults that happened to it, or to calls about it, oldest first. */
  readonly faults: readonly FaultIncident[]
  /** The revisions that are still kept, oldest first. */
  readonly revisions: readonly RevisionView[]
}

export function viewDocument(engine: Engine, row: DocumentRow, status: string): DocumentView {
  const corpus = engine.corpusOf(row)
  const revisions = engine.archive.revisionsOf(row).map((revision) => viewRevision(engine, revision))
  const newestPut = revisions.findLast(({ operation }) => operation === 'put')
  const live = engine.documents.live(row)
  return {
    facade: corpus.facade,
    corpus: corpus.name,
    id: engine.documents.id(row),
    status,
    stamp: newestPut?.stamp,
    attributes: newestPut?.attributes ?? {},
    accessList: newestPut?.accessList ?? [],
    digest: newestPut?.digest,
    title: newestPut?.title,
    failure: revisions.at(-1)?.failure,
    live: live === 0 ? undefined : engine.revisions.ordinal(live),
    faults: viewIncidents(engine, corpus.label, engine.documents.id(row)),
    revisions,
  }
}

/** The faults that happened to a document, or to calls about it, by the label of its corpus; it need not be there. */
export function viewIncidents(engine: Engine, corpus: string, id: string): FaultIncident[] {
  return engine.incidents
    .of(corpus, id)
    .map(({ at, ...incident }) => ({ ...incident, at: engine.startAt + at }))
}

function viewRevision(engine: Engine, revision: Revision): RevisionView {
  const { revisions } = engine
  const state = revisions.phase(revision)
  // A seeded document is live from the start, and nobody has looked at its content before its event has come.
  const isUnread = revisions.attempt(revision) === 0 && revisions.isScheduled(revision)
  const isIndexed = (state === 'indexed' || state === 'updated') && !isUnread
  const failure = revisions.failure(revision)
  const isRead = isIndexed && (failure === undefined || failure.part !== undefined)
  const kept = revisions.submission(revision)
  return {
    revision: revisions.ordinal(revision),
    serial: revisions.serial(revision),
    operation: revisions.operation(revision),
    state,
    stamp: revisions.stamp(revision),
    acceptedAt: engine.startAt + revisions.acceptedAt(revision),
    durableAt: instantOf(engine, revisions.durableAt(revision)),
    settledAt: instantOf(engine, revisions.settledAt(revision)),
    attempts: revisions.attempt(revision),
    // What the analysis found shows when the indexing has come to its end, whenever a thread had it ready.
    failure: isIndexed || FAILED.has(state) ? failure : undefined,
    attributes: kept?.attributes ?? {},
    accessList: kept?.accessList ?? [],
    digest: isRead ? revisions.digest(revision) : undefined,
    textBytes: isRead ? revisions.textBytes(revision) : undefined,
    title: kept?.title ?? (isRead ? revisions.title(revision) : undefined),
  }
}

const FAILED: ReadonlySet<Phase> = new Set<Phase>(['failed', 'update-failed', 'delete-failed', 'lost'])

function instantOf({ startAt }: Engine, elapsedMs: number | undefined): number | undefined {
  return elapsedMs === undefined ? undefined : startAt + elapsedMs
}
