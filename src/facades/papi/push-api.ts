/**
 * The Push API as a connector sees it: one interface for the simulated server, in process or over HTTP, and for a real
 * one. A connector that is written against it runs on each of them unchanged.
 */
import type { DocumentStatus } from './document-status.ts'
import type { PapiDocument, PapiUpdate } from './papi-document.ts'

/** What an enumeration lists: what lies directly under the root path, or all documents below it. */
export const ENUMERATION_MODES = [
  'NOT_RECURSIVE_FOLDERS',
  'NOT_RECURSIVE_DOCUMENTS',
  'NOT_RECURSIVE_ALL',
  'RECURSIVE_DOCUMENTS',
] as const
export type EnumerationMode = (typeof ENUMERATION_MODES)[number]

/** A document of an enumeration, or a folder, which is a path that documents have in common. */
export interface SyncedEntry {
  readonly kind: 'document' | 'folder'
  readonly uri: string
  /** The stamp of a document; undefined where it has none, and for a folder. */
  readonly stamp: string | undefined
}

export interface CheckpointInfo {
  readonly name: string
  readonly value: string
}

/** Every method rejects with a PushAPIException where the server refuses, or cannot be reached. */
export interface PushApi {
  /** Whether the server is there, knows the connector and lets it in: rejects where it does not. */
  ping(): Promise<void>

  /**
   * Begins a push session and gives its id, a decimal of 63 bits. From here on every command carries it, and is refused
   * once the server was restarted: then the connector stops the session, starts another, and goes on from its last
   * checkpoint. A PushAPISessionExistsException where one is begun already.
   */
  startPushSession(): Promise<string>
  /** Ends the push session. A PushAPISessionNotFoundException where there is none. */
  stopPushSession(): Promise<void>

  /** Adds a document, or replaces the one of this URI. */
  addDocument(document: PapiDocument): Promise<void>
  addDocumentList(documents: readonly PapiDocument[]): Promise<void>
  /** Changes what is given of a document that is there, and keeps the rest. An error where it is unknown. */
  updateDocument(update: PapiUpdate): Promise<void>
  updateDocumentList(updates: readonly PapiUpdate[]): Promise<void>

  /** Deletes the document of this URI. An unknown one is ignored. */
  deleteDocument(uri: string): Promise<void>
  deleteDocumentList(uris: readonly string[]): Promise<void>
  /**
   * Deletes what lies under a path, `''` for everything; without `recursive`, only what lies directly under it. The path
   * of a folder has no slash at its end: `a/` is a folder with an empty name in `a`.
   */
  deleteDocumentsRootPath(rootPath: string, recursive?: boolean): Promise<void>
  /**
   * Deletes the documents whose URIs begin with this text, `''` for all. The wire has no command for it: a client over
   * HTTP syncs, enumerates and deletes, so that everything pushed before is durable then.
   */
  deleteDocumentsWithPrefix(prefix: string): Promise<void>

  /** Whether a document is there, from its receipt on, and with which stamp. */
  getDocumentStatus(uri: string): Promise<DocumentStatus>
  /** The status of each URI, in the order of the request. */
  getDocumentStatusList(uris: readonly string[]): Promise<DocumentStatus[]>

  /**
   * Notes how far the connector has come, under a name (`''` where it needs only one), and gives the serial of the last
   * operation before it, a decimal. The checkpoint becomes durable with the operations before it; `sync` does that at
   * once.
   */
  setCheckpoint(checkpoint: string, name?: string, sync?: boolean): Promise<string>
  /** The checkpoint of this name; undefined where there is none. Durable ones alone, unless told otherwise. */
  getCheckpoint(name?: string, showSynchronizedOnly?: boolean): Promise<string | undefined>
  /** All checkpoints. Durable ones alone, unless told otherwise. */
  enumerateCheckpointsInfo(showSynchronizedOnly?: boolean): Promise<CheckpointInfo[]>
  clearAllCheckpoints(): Promise<void>

  /** The documents and folders under a root path, `''` for everything: those that are durable, searchable or not. */
  enumerateSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<SyncedEntry[]>
  /** How many entries an enumeration would give. */
  countSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<number>

  /** Makes durable everything that was pushed before. */
  sync(): Promise<void>
  /** Begins the indexing of everything that is durable, and does not wait for its end. */
  triggerIndexingJob(): Promise<void>
  /** Whether everything up to the serial of `setCheckpoint` is searchable; undefined where the server says `unknown`. */
  areDocumentsSearchable(serial: string): Promise<boolean | undefined>
}
