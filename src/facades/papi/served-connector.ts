/**
 * What the simulated server holds for one connector: its documents, its checkpoints, and how far it has come with them.
 * What is pushed is known at once, durable when it is synced, and searchable when an indexing job has taken it up.
 */
import type { CallInEffect } from '../../core/call.ts'
import type { Corpus } from '../../core/corpus.ts'
import type { DocumentRow } from '../../core/document-table.ts'
import type { Engine, Submission } from '../../core/engine.ts'
import { ConfigurationError } from '../../core/errors.ts'
import type { KeptSubmission, Revision } from '../../core/revision-table.ts'
import { Checkpoints, type SavedCheckpoints } from './checkpoints.ts'
import { DocumentStatus } from './document-status.ts'
import { PAPI_OPERATIONS } from './operation-names.ts'
import type { CheckedDocument, CheckedUpdate } from './papi-document.ts'
import type { PapiSettings } from './papi-settings.ts'
import { partsOf } from './part-formats.ts'
import { existOf, existOfSynced } from './papi-status.ts'
import type { EnumerationMode, SyncedEntry } from './push-api.ts'
import { badRequest } from './push-api-exception.ts'
import { RootPath } from './root-path.ts'
import { type SavedSerials, SearchableSerials } from './searchable-serials.ts'

export interface SavedConnector {
  readonly name: string
  readonly checkpoints: SavedCheckpoints
  readonly serials: SavedSerials
}

export class ServedConnector {
  readonly name: string
  readonly corpus: Corpus
  readonly checkpoints: Checkpoints
  readonly #engine: Engine
  readonly #settings: PapiSettings
  readonly #serials = new SearchableSerials()

  private constructor(corpus: Corpus, engine: Engine, settings: PapiSettings) {
    this.name = corpus.name
    this.#engine = engine
    this.#settings = settings
    this.corpus = corpus
    this.checkpoints = new Checkpoints((checkpoint, state) =>
      engine.record.entered(corpus.label, `checkpoint ${JSON.stringify(checkpoint)}`, state),
    )
    corpus.observer = {
      settled: (row, revision) => this.#settled(row, revision),
      synced: () => this.checkpoints.sync(),
      restarted: () => this.checkpoints.restart(),
    }
  }

  static add(name: string, engine: Engine, settings: PapiSettings): ServedConnector {
    const { syncAfterMs, indexAfterMs } = settings
    const corpus = engine.addCorpus('papi', name, { ...MODE, syncAfterMs, indexAfterMs }, PAPI_OPERATIONS)
    return new ServedConnector(corpus, engine, settings)
  }

  /** Its corpus is there already. */
  static load(saved: SavedConnector, engine: Engine, settings: PapiSettings): ServedConnector {
    const connector = new ServedConnector(engine.loadedCorpus('papi', saved.name), engine, settings)
    connector.checkpoints.load(saved.checkpoints)
    connector.#serials.load(saved.serials)
    return connector
  }

  save(): SavedConnector {
    return { name: this.name, checkpoints: this.checkpoints.save(), serials: this.#serials.save() }
  }

  /** The serial of the last operation that no crash has lost. */
  get lastSerial(): string {
    return String(this.#serials.lastKept(this.corpus.lastSerial))
  }

  /** Puts documents in as if they had been synced and indexed long ago. */
  seed(documents: readonly CheckedDocument[]): void {
    const { corpus } = this
    const uris = new Set<string>()
    for (const { uri } of documents) {
      if (corpus.row(uri) !== undefined || uris.has(uri))
        throw new ConfigurationError(
          `papi.seed: document ${JSON.stringify(uri)} is in connector ${this.name} already`,
        )
      uris.add(uri)
    }
    for (const document of documents) this.#engine.seed(corpus, submissionOf(document))
  }

  add(documents: readonly CheckedDocument[]): void {
    for (const document of documents) this.#accept(submissionOf(document))
  }

  /** All of them, or none where one of the documents is unknown. */
  update(updates: readonly CheckedUpdate[]): void {
    const unknown = updates.find(({ uri }) => this.#current(uri) === undefined)
    if (unknown !== undefined)
      throw badRequest(
        `the update of ${JSON.stringify(unknown.uri)}: there is no such document in connector ${this.name}`,
      )
    for (const update of updates) this.#update(update, this.#current(update.uri) as Revision)
  }

  /** What is unknown is ignored. */
  delete(uris: Iterable<string>): void {
    for (const uri of uris)
      if (this.#current(uri) !== undefined) this.#accept({ id: uri, operation: 'delete' })
  }

  /** Deletes what lies under the root path, or only what lies directly under it. */
  deleteUnder(rootPath: string, isRecursive: boolean): void {
    const root = this.#root(rootPath)
    const lies = (uri: string): boolean =>
      root.includes(uri) && (isRecursive || root.is(uri) || root.folderOf(uri) === undefined)
    this.delete(this.#uris().filter(lies))
  }

  deleteWithPrefix(prefix: string): void {
    this.delete(this.#uris().filter((uri) => uri.startsWith(prefix)))
  }

  /** Whether the document is there, and with which stamp, as far as a rule lets that be read. */
  status(uri: string, call: CallInEffect): DocumentStatus {
    const current = this.#current(uri)
    if (!call.mayHaveFaults('read')) return this.#statusOf(uri, current)
    const before = this.#before(uri, current)
    // What changes nothing is not asked for, or its account would lie.
    const stale = before === current ? [] : (['stale'] as const)
    const wrong = current === undefined ? [] : (['hide', 'dropStamp'] as const)
    const types = [...stale, ...wrong]
    const fired = types.length === 0 ? undefined : call.faultOf('read', types, uri)
    switch (fired?.effect.type) {
      case 'stale':
        return this.#statusOf(uri, before)
      case 'hide':
        return DocumentStatus.unknown(uri)
      case 'dropStamp':
        return DocumentStatus.known(uri)
      case undefined:
        return this.#statusOf(uri, current)
    }
  }

  /** The entries under a root path in the order in which their documents were first pushed. */
  *entries(rootPath: string, mode: EnumerationMode): Generator<SyncedEntry> {
    const { documents, revisions } = this.#engine
    const root = this.#root(rootPath)
    const folders = new Set<string>()
    for (const row of this.corpus.rows()) {
      const uri = documents.id(row)
      const revision = root.includes(uri) ? this.#synced(row) : undefined
      if (revision === undefined) continue
      const document = (): SyncedEntry => ({ kind: 'document', uri, stamp: revisions.stamp(revision) })
      if (mode === 'RECURSIVE_DOCUMENTS') {
        yield document()
        continue
      }
      // The document of the root path itself does not lie under it.
      if (root.is(uri)) continue
      const folder = root.folderOf(uri)
      if (folder === undefined) {
        if (mode !== 'NOT_RECURSIVE_FOLDERS') yield document()
      } else if (mode !== 'NOT_RECURSIVE_DOCUMENTS' && !folders.has(folder)) {
        folders.add(folder)
        yield { kind: 'folder', uri: folder, stamp: undefined }
      }
    }
  }

  setCheckpoint(name: string, value: string): void {
    this.checkpoints.set(name, value)
    this.#engine.expectSync(this.corpus)
  }

  clearCheckpoints(): void {
    this.checkpoints.clear()
    this.#engine.expectSync(this.corpus)
  }

  sync(): void {
    this.#engine.sync(this.corpus)
  }

  beginIndexing(): void {
    this.#engine.beginIndexing(this.corpus)
  }

  /** Whether everything up to this serial is searchable; undefined for a serial that nobody was given, or that was lost. */
  isSearchable(serial: bigint): boolean | undefined {
    return this.#serials.isSearchable(serial, this.corpus.lastSerial)
  }

  #accept(submission: Submission): void {
    this.#engine.accept(this.corpus, submission)
    this.#serials.push(this.corpus.lastSerial)
  }

  #update(update: CheckedUpdate, base: Revision): void {
    const { revisions } = this.#engine
    const { uri, stamp = revisions.stamp(base), metas = {}, fields, parts } = update
    const before = revisions.submission(base)?.attributes ?? {}
    const touched = new Set(fields)
    const kept = Object.entries(before).filter(([name]) => !touched.has(name))
    const attributes = { ...Object.fromEntries(kept), ...metas }
    const content = parts.length > 0 ? { parts: partsOf(parts) } : { sameContentAs: base }
    this.#accept({ id: uri, operation: 'put', stamp, kept: keptOf(attributes), ...content })
  }

  #settled(row: DocumentRow, revision: Revision): void {
    const { revisions, documents } = this.#engine
    const serial = revisions.serial(revision)
    const phase = revisions.phase(revision)
    if (phase === 'superseded') this.#serials.supersede(serial, revisions.serial(documents.newest(row)))
    else if (phase === 'forgotten') this.#serials.lose(serial)
    else this.#serials.end(serial)
  }

  /** The URIs of documents that were ever pushed. */
  #uris(): string[] {
    return Array.from(this.corpus.rows(), (row) => this.#engine.documents.id(row))
  }

  #statusOf(uri: string, revision: Revision | undefined): DocumentStatus {
    if (revision === undefined) return DocumentStatus.unknown(uri)
    return DocumentStatus.known(uri, this.#engine.revisions.stamp(revision))
  }

  /** The revision that getDocumentStatus answers with; undefined where the document does not exist. */
  #current(uri: string): Revision | undefined {
    const { documents } = this.#engine
    const row = this.corpus.row(uri)
    if (row === undefined) return undefined
    const state = this.#engine.state(row)
    if (!existOf(state)) return undefined
    return state.pushed === 'none' ? this.#synced(row) : documents.newest(row)
  }

  /** The revision that was current before the last operation on its way, where there is one. */
  #before(uri: string, current: Revision | undefined): Revision | undefined {
    const row = this.corpus.row(uri)
    if (row === undefined) return current
    const { pushed, underWay, settled } = this.#engine.state(row)
    if (pushed !== 'none') return this.#synced(row)
    if (underWay === 'none') return current
    return existOfSynced({ settled, underWay: 'none', pushed })
      ? this.#engine.documents.settled(row)
      : undefined
  }

  /** The durable revision of a document; undefined where there is none, or it deletes the document. */
  #synced(row: DocumentRow): Revision | undefined {
    const { documents } = this.#engine
    const state = this.#engine.state(row)
    if (!existOfSynced(state)) return undefined
    // At rest it is the one that the document rests on: a failed delete leaves it.
    return state.underWay === 'none' ? documents.settled(row) : documents.durable(row)
  }

  #root(path: string): RootPath {
    return new RootPath(path, this.#settings.rootPath)
  }
}

/** What cannot be read is left out of the index, and the rest of the document is in it [doc]. */
const MODE = { durability: 'sync', unreadable: 'is-left-out' } as const

function submissionOf({ uri, stamp, metas, parts }: CheckedDocument): Submission {
  return { id: uri, operation: 'put', stamp, kept: keptOf(metas), parts: partsOf(parts) }
}

function keptOf(attributes: Readonly<Record<string, unknown>> = {}): KeptSubmission | undefined {
  return Object.keys(attributes).length === 0 ? undefined : { attributes }
}
