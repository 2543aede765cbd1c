/** One connector of the Push API as an object with the vendor's method names, in process. */
import { copyBytes } from '../../core/byte-copies.ts'
import type { Simulation } from '../../core/simulation.ts'
import { ConfigurationError } from '../../core/errors.ts'
import { abandonable } from '../../core/waits.ts'
import type { DocumentStatus } from './document-status.ts'
import type { PapiOperation } from './operation-names.ts'
import { checkDocuments, mapBytes, type PapiDocument, type PapiUpdate } from './papi-document.ts'
import type { CheckpointInfo, EnumerationMode, PushApi, SyncedEntry } from './push-api.ts'
import { PushAPIException } from './push-api-exception.ts'
import type { ArgumentsOf, ReplyOf } from './push-operations.ts'
import type { PushServer } from './push-server.ts'
import { PushSession } from './push-session.ts'

export class PapiConnector implements PushApi {
  readonly name: string
  readonly #server: PushServer
  /** Of each world its own: a reset ends the session. */
  readonly #sessions = new WeakMap<Simulation, PushSession>()

  constructor(name: string, server: PushServer) {
    this.name = name
    this.#server = server
  }

  /** Puts documents in as if they had been synced and indexed long ago. Takes no simulated time. */
  seed(documents: readonly PapiDocument[]): void {
    this.#server.simulation.driver.refuseWhenEnded('papi.seed')
    const checked = checkDocuments('papi.seed', documents, ConfigurationError)
    mapBytes(checked, copyBytes)
    this.#server.connector(this.name).seed(checked)
  }

  ping(): Promise<void> {
    return this.#call('ping')
  }

  startPushSession(): Promise<string> {
    return this.#session().start(() => this.#call('startPushSession'))
  }

  async stopPushSession(): Promise<void> {
    this.#session().stop()
  }

  addDocument(document: PapiDocument): Promise<void> {
    return this.#call('addDocument', document)
  }

  addDocumentList(documents: readonly PapiDocument[]): Promise<void> {
    return this.#call('addDocumentList', documents)
  }

  updateDocument(update: PapiUpdate): Promise<void> {
    return this.#call('updateDocument', update)
  }

  updateDocumentList(updates: readonly PapiUpdate[]): Promise<void> {
    return this.#call('updateDocumentList', updates)
  }

  deleteDocument(uri: string): Promise<void> {
    return this.#call('deleteDocument', uri)
  }

  deleteDocumentList(uris: readonly string[]): Promise<void> {
    return this.#call('deleteDocumentList', uris)
  }

  deleteDocumentsRootPath(rootPath: string, recursive = true): Promise<void> {
    return this.#call('deleteDocumentsRootPath', rootPath, recursive)
  }

  deleteDocumentsWithPrefix(prefix: string): Promise<void> {
    return this.#call('deleteDocumentsWithPrefix', prefix)
  }

  getDocumentStatus(uri: string): Promise<DocumentStatus> {
    return this.#call('getDocumentStatus', uri)
  }

  getDocumentStatusList(uris: readonly string[]): Promise<DocumentStatus[]> {
    return this.#call('getDocumentStatusList', uris)
  }

  setCheckpoint(checkpoint: string, name = '', sync = false): Promise<string> {
    return this.#call('setCheckpoint', checkpoint, name, sync)
  }

  getCheckpoint(name = '', showSynchronizedOnly = true): Promise<string | undefined> {
    return this.#call('getCheckpoint', name, showSynchronizedOnly)
  }

  enumerateCheckpointsInfo(showSynchronizedOnly = true): Promise<CheckpointInfo[]> {
    return this.#call('enumerateCheckpointsInfo', showSynchronizedOnly)
  }

  clearAllCheckpoints(): Promise<void> {
    return this.#call('clearAllCheckpoints')
  }

  enumerateSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<SyncedEntry[]> {
    return this.#call('enumerateSyncedEntries', rootPath, mode)
  }

  countSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<number> {
    return this.#call('countSyncedEntries', rootPath, mode)
  }

  sync(): Promise<void> {
    return this.#call('sync')
  }

  triggerIndexingJob(): Promise<void> {
    return this.#call('triggerIndexingJob')
  }

  areDocumentsSearchable(serial: string): Promise<boolean | undefined> {
    return this.#call('areDocumentsSearchable', serial)
  }

  #call<Name extends PapiOperation>(name: Name, ...args: ArgumentsOf<Name>): Promise<ReplyOf<Name>> {
    return abandonable(
      this.#server.call(this.name, name, args, { session: this.#session().id, disconnected }),
    )
  }

  /** The id of its push session, where there is one. */
  save(): string | undefined {
    return this.#sessions.get(this.#server.simulation)?.save()
  }

  load(session: string): void {
    this.#session().load(session)
  }

  #session(): PushSession {
    const { simulation } = this.#server
    let session = this.#sessions.get(simulation)
    if (session === undefined) this.#sessions.set(simulation, (session = new PushSession()))
    return session
  }
}

function disconnected(cause: Error): PushAPIException {
  return new PushAPIException(`the Push API server cannot be reached: ${cause.message}`, { cause })
}
