/**
 * What each method does at the server, in one place for the connector object and for the wire: how its arguments are
 * checked, which documents it is about, and its effect.
 */
import type { CopyBytes } from '../../core/byte-copies.ts'
import type { CallInEffect } from '../../core/call.ts'
import { checkFlag, checkMode, checkSerial, checkText, checkUris } from './arguments.ts'
import type { PapiOperation } from './operation-names.ts'
import {
  type CheckedDocument,
  type CheckedUpdate,
  checkDocuments,
  checkUpdates,
  mapBytes,
} from './papi-document.ts'
import type { EnumerationMode, PushApi } from './push-api.ts'
import type { PushServer } from './push-server.ts'
import type { ServedConnector } from './served-connector.ts'

export interface PushOperation<Arguments extends readonly unknown[], Input extends object, Reply> {
  /** A read changes nothing. */
  readonly isRead: boolean
  /** Copies of the arguments by their names, but for bytes. Throws a PushAPIException that names what is wrong with them. */
  read(...args: Arguments): Input
  /** The documents that the call names. */
  documentsOf?(input: Input): readonly string[]
  /** Puts what `map` gives in the place of each of the input's bytes. */
  mapBytes?(input: Input, map: CopyBytes): void
  apply(connector: ServedConnector, input: Input, call: CallInEffect, server: PushServer): Reply
}

interface Documents {
  readonly documents: readonly CheckedDocument[]
}
interface Updates {
  readonly updates: readonly CheckedUpdate[]
}
interface Uris {
  readonly uris: readonly string[]
}
interface Root {
  readonly rootPath: string
  readonly recursive: boolean
}
interface Prefix {
  readonly prefix: string
}
interface Checkpoint {
  readonly checkpoint: string
  readonly name: string
  readonly sync: boolean
}
interface Shown {
  readonly showSynchronizedOnly: boolean
}
interface Enumeration {
  readonly rootPath: string
  readonly mode: EnumerationMode
}
interface Serial {
  readonly serial: string
}

/** The arguments of a method, with those that may be left out. */
export type ArgumentsOf<Name extends PapiOperation> = Required<Parameters<PushApi[Name]>>
export type ReplyOf<Name extends PapiOperation> = Awaited<ReturnType<PushApi[Name]>>

type Operation<Name extends PapiOperation, Input extends object = object> = PushOperation<
  ArgumentsOf<Name>,
  Input,
  ReplyOf<Name>
>

export interface PushOperations {
  readonly ping: Operation<'ping'>
  readonly startPushSession: Operation<'startPushSession'>
  readonly addDocument: Operation<'addDocument', Documents>
  readonly addDocumentList: Operation<'addDocumentList', Documents>
  readonly updateDocument: Operation<'updateDocument', Updates>
  readonly updateDocumentList: Operation<'updateDocumentList', Updates>
  readonly deleteDocument: Operation<'deleteDocument', Uris>
  readonly deleteDocumentList: Operation<'deleteDocumentList', Uris>
  readonly deleteDocumentsRootPath: Operation<'deleteDocumentsRootPath', Root>
  readonly deleteDocumentsWithPrefix: Operation<'deleteDocumentsWithPrefix', Prefix>
  readonly getDocumentStatus: Operation<'getDocumentStatus', Uris>
  readonly getDocumentStatusList: Operation<'getDocumentStatusList', Uris>
  readonly setCheckpoint: Operation<'setCheckpoint', Checkpoint>
  readonly getCheckpoint: Operation<'getCheckpoint', Omit<Checkpoint, 'checkpoint' | 'sync'> & Shown>
  readonly enumerateCheckpointsInfo: Operation<'enumerateCheckpointsInfo', Shown>
  readonly clearAllCheckpoints: Operation<'clearAllCheckpoints'>
  readonly enumerateSyncedEntries: Operation<'enumerateSyncedEntries', Enumeration>
  readonly countSyncedEntries: Operation<'countSyncedEntries', Enumeration>
  readonly sync: Operation<'sync'>
  readonly triggerIndexingJob: Operation<'triggerIndexingJob'>
  readonly areDocumentsSearchable: Operation<'areDocumentsSearchable', Serial>
}

const nothing = { read: (): object => ({}) }

const adding = {
  isRead: false,
  documentsOf: ({ documents }: Documents) => documents.map(({ uri }) => uri),
  mapBytes: ({ documents }: Documents, map: CopyBytes) => mapBytes(documents, map),
  apply: (connector: ServedConnector, { documents }: Documents) => connector.add(documents),
}

const updating = {
  isRead: false,
  documentsOf: ({ updates }: Updates) => updates.map(({ uri }) => uri),
  mapBytes: ({ updates }: Updates, map: CopyBytes) => mapBytes(updates, map),
  apply: (connector: ServedConnector, { updates }: Updates) => connector.update(updates),
}

const deleting = {
  isRead: false,
  documentsOf: ({ uris }: Uris) => uris,
  apply: (connector: ServedConnector, { uris }: Uris) => connector.delete(uris),
}

const asking = { isRead: true, documentsOf: ({ uris }: Uris) => uris }

export const pushOperations: PushOperations = {
  ping: { ...nothing, isRead: true, apply: () => undefined },
  startPushSession: { ...nothing, isRead: true, apply: (_connector, _input, _call, { session }) => session },

  addDocument: {
    ...adding,
    read: (document) => ({ documents: checkDocuments('addDocument', [document]) }),
  },
  addDocumentList: {
    ...adding,
    read: (documents) => ({
      documents: checkDocuments('addDocumentList', documents),
    }),
  },
  updateDocument: {
    ...updating,
    read: (update) => ({ updates: checkUpdates('updateDocument', [update]) }),
  },
  updateDocumentList: {
    ...updating,
    read: (updates) => ({ updates: checkUpdates('updateDocumentList', updates) }),
  },

  deleteDocument: {
    ...deleting,
    read: (uri) => ({ uris: checkUris('deleteDocument', [uri]) }),
  },
  deleteDocumentList: {
    ...deleting,
    read: (uris) => ({ uris: checkUris('deleteDocumentList', uris) }),
  },
  deleteDocumentsRootPath: {
    isRead: false,
    read: (rootPath, recursive) => ({
      rootPath: checkText('deleteDocumentsRootPath', 'rootPath', rootPath),
      recursive: checkFlag('deleteDocumentsRootPath', 'recursive', recursive),
    }),
    apply: (connector, { rootPath, recursive }) => connector.deleteUnder(rootPath, recursive),
  },
  deleteDocumentsWithPrefix: {
    isRead: false,
    read: (prefix) => ({ prefix: checkText('deleteDocumentsWithPrefix', 'prefix', prefix) }),
    apply: (connector, { prefix }) => connector.deleteWithPrefix(prefix),
  },

  getDocumentStatus: {
    ...asking,
    read: (uri) => ({ uris: checkUris('getDocumentStatus', [uri]) }),
    apply: (connector, { uris }, call) => connector.status(uris[0] as string, call),
  },
  getDocumentStatusList: {
    ...asking,
    read: (uris) => ({ uris: checkUris('getDocumentStatusList', uris) }),
    apply: (connector, { uris }, call) => uris.map((uri) => connector.status(uri, call)),
  },

  setCheckpoint: {
    isRead: false,
    read: (checkpoint, name, sync) => ({
      checkpoint: checkText('setCheckpoint', 'checkpoint', checkpoint),
      name: checkText('setCheckpoint', 'name', name),
      sync: checkFlag('setCheckpoint', 'sync', sync),
    }),
    apply: (connector, { checkpoint, name, sync }) => {
      connector.setCheckpoint(name, checkpoint)
      if (sync) connector.sync()
      return connector.lastSerial
    },
  },
  getCheckpoint: {
    isRead: true,
    read: (name, showSynchronizedOnly) => ({
      name: checkText('getCheckpoint', 'name', name),
      showSynchronizedOnly: checkFlag('getCheckpoint', 'showSynchronizedOnly', showSynchronizedOnly),
    }),
    apply: ({ checkpoints }, { name, showSynchronizedOnly }) => checkpoints.get(name, showSynchronizedOnly),
  },
  enumerateCheckpointsInfo: {
    isRead: true,
    read: (showSynchronizedOnly) => ({
      showSynchronizedOnly: checkFlag(
        'enumerateCheckpointsInfo',
        'showSynchronizedOnly',
        showSynchronizedOnly,
      ),
    }),
    apply: ({ checkpoints }, { showSynchronizedOnly }) => checkpoints.list(showSynchronizedOnly),
  },
  clearAllCheckpoints: {
    ...nothing,
    isRead: false,
    apply: (connector) => connector.clearCheckpoints(),
  },

  enumerateSyncedEntries: {
    isRead: true,
    read: (rootPath, mode) => readEnumeration('enumerateSyncedEntries', rootPath, mode),
    apply: (connector, { rootPath, mode }) => [...connector.entries(rootPath, mode)],
  },
  countSyncedEntries: {
    isRead: true,
    read: (rootPath, mode) => readEnumeration('countSyncedEntries', rootPath, mode),
    apply: (connector, { rootPath, mode }) => {
      let count = 0
      for (const _entry of connector.entries(rootPath, mode)) count++
      return count
    },
  },

  sync: { ...nothing, isRead: false, apply: (connector) => connector.sync() },
  triggerIndexingJob: {
    ...nothing,
    isRead: false,
    apply: (connector) => connector.beginIndexing(),
  },
  areDocumentsSearchable: {
    isRead: true,
    read: (serial) => ({ serial: checkSerial('areDocumentsSearchable', serial) }),
    apply: (connector, { serial }) => connector.isSearchable(BigInt(serial)),
  },
}

/** What is left of the arguments when they are checked. */
export type InputOf<Name extends PapiOperation> = ReturnType<PushOperations[Name]['read']>

/** Any operation, where its name is not known before the call. */
export type AnyPushOperation = PushOperation<readonly unknown[], object, unknown>

function readEnumeration(operation: string, rootPath: string, mode: EnumerationMode): Enumeration {
  return { rootPath: checkText(operation, 'rootPath', rootPath), mode: checkMode(operation, mode) }
}
