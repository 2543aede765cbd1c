/**
 * What each method does at the server, in one place for the connector object and for the wire: how its arguments are
 * checked, which documents it is about, and its effect.
 */
import { checkFlag, checkMode, checkSerial, checkText, checkUris } from './arguments.ts'
import type { DocumentStatus } from './document-status.ts'
import type { PapiOperation } from './operation-names.ts'
import {
  type CheckedDocument,
  type CheckedUpdate,
  checkDocuments,
  checkUpdates,
  type PapiDocument,
  type PapiUpdate,
} from './papi-document.ts'
import type { CheckpointInfo, EnumerationMode, SyncedEntry } from './push-api.ts'
import type { PushServer } from './push-server.ts'
import type { ServedConnector } from './served-connector.ts'

export interface PushOperation<Arguments extends readonly unknown[], Input extends object, Reply> {
  /** A read changes nothing. */
  readonly isRead: boolean
  /** Copies of the arguments by their names. Throws a PushAPIException that names what is wrong with them. */
  read(...args: Arguments): Input
  /** The documents that the call names. */
  documentsOf?(input: Input): readonly string[]
  apply(connector: ServedConnector, input: Input, server: PushServer): Reply
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
interface Enumeration {
  readonly rootPath: string
  readonly mode: EnumerationMode
}

const nothing = { read: (): object => ({}) }

const adding = {
  isRead: false,
  documentsOf: ({ documents }: Documents) => documents.map(({ uri }) => uri),
  apply: (connector: ServedConnector, { documents }: Documents) => connector.add(documents),
}

const updating = {
  isRead: false,
  documentsOf: ({ updates }: Updates) => updates.map(({ uri }) => uri),
  apply: (connector: ServedConnector, { updates }: Updates) => connector.update(updates),
}

const deleting = {
  isRead: false,
  documentsOf: ({ uris }: Uris) => uris,
  apply: (connector: ServedConnector, { uris }: Uris) => connector.delete(uris),
}

const asking = { isRead: true, documentsOf: ({ uris }: Uris) => uris }

const enumerating = {
  isRead: true,
  read: (operation: string, rootPath: string, mode: EnumerationMode): Enumeration => ({
    rootPath: checkText(operation, 'rootPath', rootPath),
    mode: checkMode(operation, mode),
  }),
}

export const pushOperations = {
  ping: define({ ...nothing, isRead: true, apply: () => undefined }),
  startPushSession: define({ ...nothing, isRead: true, apply: (_connector, _input, { session }) => session }),

  addDocument: define({
    ...adding,
    read: (document: PapiDocument) => ({ documents: checkDocuments('addDocument', [document]) }),
  }),
  addDocumentList: define({
    ...adding,
    read: (documents: readonly PapiDocument[]) => ({
      documents: checkDocuments('addDocumentList', documents),
    }),
  }),
  updateDocument: define({
    ...updating,
    read: (update: PapiUpdate) => ({ updates: checkUpdates('updateDocument', [update]) }),
  }),
  updateDocumentList: define({
    ...updating,
    read: (updates: readonly PapiUpdate[]) => ({ updates: checkUpdates('updateDocumentList', updates) }),
  }),

  deleteDocument: define({
    ...deleting,
    read: (uri: string) => ({ uris: checkUris('deleteDocument', [uri]) }),
  }),
  deleteDocumentList: define({
    ...deleting,
    read: (uris: readonly string[]) => ({ uris: checkUris('deleteDocumentList', uris) }),
  }),
  deleteDocumentsRootPath: define({
    isRead: false,
    read: (rootPath: string, recursive: boolean) => ({
      rootPath: checkText('deleteDocumentsRootPath', 'rootPath', rootPath),
      recursive: checkFlag('deleteDocumentsRootPath', 'recursive', recursive),
    }),
    apply: (connector, { rootPath, recursive }) => connector.deleteUnder(rootPath, recursive),
  }),
  deleteDocumentsWithPrefix: define({
    isRead: false,
    read: (prefix: string) => ({ prefix: checkText('deleteDocumentsWithPrefix', 'prefix', prefix) }),
    apply: (connector, { prefix }) => connector.deleteWithPrefix(prefix),
  }),

  getDocumentStatus: define({
    ...asking,
    read: (uri: string) => ({ uris: checkUris('getDocumentStatus', [uri]) }),
    apply: (connector, { uris }): DocumentStatus => connector.status(uris[0] as string),
  }),
  getDocumentStatusList: define({
    ...asking,
    read: (uris: readonly string[]) => ({ uris: checkUris('getDocumentStatusList', uris) }),
    apply: (connector, { uris }): DocumentStatus[] => uris.map((uri) => connector.status(uri)),
  }),

  setCheckpoint: define({
    isRead: false,
    read: (checkpoint: string, name: string, sync: boolean) => ({
      checkpoint: checkText('setCheckpoint', 'checkpoint', checkpoint),
      name: checkText('setCheckpoint', 'name', name),
      sync: checkFlag('setCheckpoint', 'sync', sync),
    }),
    apply: (connector, { checkpoint, name, sync }) => {
      connector.setCheckpoint(name, checkpoint)
      if (sync) connector.sync()
      return connector.lastSerial
    },
  }),
  getCheckpoint: define({
    isRead: true,
    read: (name: string, showSynchronizedOnly: boolean) => ({
      name: checkText('getCheckpoint', 'name', name),
      showSynchronizedOnly: checkFlag('getCheckpoint', 'showSynchronizedOnly', showSynchronizedOnly),
    }),
    apply: ({ checkpoints }, { name, showSynchronizedOnly }) => checkpoints.get(name, showSynchronizedOnly),
  }),
  enumerateCheckpointsInfo: define({
    isRead: true,
    read: (showSynchronizedOnly: boolean) => ({
      showSynchronizedOnly: checkFlag(
        'enumerateCheckpointsInfo',
        'showSynchronizedOnly',
        showSynchronizedOnly,
      ),
    }),
    apply: ({ checkpoints }, { showSynchronizedOnly }): CheckpointInfo[] =>
      checkpoints.list(showSynchronizedOnly),
  }),
  clearAllCheckpoints: define({
    ...nothing,
    isRead: false,
    apply: (connector) => connector.clearCheckpoints(),
  }),

  enumerateSyncedEntries: define({
    ...enumerating,
    read: (rootPath: string, mode: EnumerationMode) =>
      enumerating.read('enumerateSyncedEntries', rootPath, mode),
    apply: (connector, { rootPath, mode }): SyncedEntry[] => [...connector.entries(rootPath, mode)],
  }),
  countSyncedEntries: define({
    ...enumerating,
    read: (rootPath: string, mode: EnumerationMode) => enumerating.read('countSyncedEntries', rootPath, mode),
    apply: (connector, { rootPath, mode }) => {
      let count = 0
      for (const _entry of connector.entries(rootPath, mode)) count++
      return count
    },
  }),

  sync: define({ ...nothing, isRead: false, apply: (connector) => connector.sync() }),
  triggerIndexingJob: define({
    ...nothing,
    isRead: false,
    apply: (connector) => connector.beginIndexing(),
  }),
  areDocumentsSearchable: define({
    isRead: true,
    read: (serial: string) => ({ serial: checkSerial('areDocumentsSearchable', serial) }),
    apply: (connector, { serial }) => connector.isSearchable(BigInt(serial)),
  }),
} satisfies { readonly [operation in PapiOperation]: unknown }

type Operations = typeof pushOperations
export type ArgumentsOf<Name extends PapiOperation> = Parameters<Operations[Name]['read']>
export type ReplyOf<Name extends PapiOperation> = ReturnType<Operations[Name]['apply']>

/** Any operation, where its name is not known before the call. */
export type AnyPushOperation = PushOperation<readonly unknown[], object, unknown>

function define<Arguments extends readonly unknown[], Input extends object, Reply>(
  operation: PushOperation<Arguments, Input, Reply>,
): PushOperation<Arguments, Input, Reply> {
  return operation
}
