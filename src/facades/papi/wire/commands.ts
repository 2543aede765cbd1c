/** The commands of the wire: which method of the Push API each stands for, and the form of its reply. */
import type { PapiDocument, PapiUpdate } from '../papi-document.ts'
import type { PapiOperation } from '../operation-names.ts'
import type { EnumerationMode } from '../push-api.ts'
import type { ArgumentsOf, ReplyOf } from '../push-operations.ts'
import { readDocuments, readUpdates } from './document-fields.ts'
import type { CommandParameters } from './parameters.ts'
import { formatCheckpointLines, formatEntryLines } from './reply-lines.ts'
import { formatStatusLines } from './status-lines.ts'

/** Sends a call to the server. */
export type Send = <Name extends PapiOperation>(name: Name, args: ArgumentsOf<Name>) => Promise<ReplyOf<Name>>

/** A command that was read: what to ask of the server, and how its reply becomes the body of a response. */
export type Exchange = (send: Send) => Promise<string>

export interface Command {
  /** A read is asked for with GET, a write with POST. */
  readonly isRead: boolean
  /** Throws a PushAPIException where a parameter is missing or wrong. */
  read(parameters: CommandParameters, folderMarker: string): Exchange
}

const entries = (command: 'enumerateSyncedEntries' | 'countSyncedEntries'): Command =>
  read((parameters, folderMarker) => {
    const rootPath = parameters.text('PAPI_rootPath')
    // What is no mode is refused by the server.
    const mode = parameters.text('PAPI_mode', 'PAPI_enumerationMode') as EnumerationMode
    return command === 'countSyncedEntries'
      ? ask('countSyncedEntries', [rootPath, mode], String)
      : ask('enumerateSyncedEntries', [rootPath, mode], (found) => formatEntryLines(found, folderMarker))
  })

const checkpoints = read((parameters) =>
  ask(
    'enumerateCheckpointsInfo',
    [parameters.flag('PAPI_showSynchronizedOnly', true)],
    formatCheckpointLines,
  ),
)

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>(
  Object.entries({
    ping: read(() => ask('ping', [])),
    get_current_session_id: read(() => ask('startPushSession', [], (session) => session)),
    add_documents: write((parameters) => {
      const documents = readDocuments(parameters.form())
      return documents.length === 1
        ? ask('addDocument', [documents[0] as PapiDocument])
        : ask('addDocumentList', [documents])
    }),
    update_documents: write((parameters) => {
      const updates = readUpdates(parameters.form())
      return updates.length === 1
        ? ask('updateDocument', [updates[0] as PapiUpdate])
        : ask('updateDocumentList', [updates])
    }),
    delete_documents: write((parameters) => {
      const uris = parameters.list('PAPI_uri')
      return uris.length === 1
        ? ask('deleteDocument', [uris[0] as string])
        : ask('deleteDocumentList', [uris])
    }),
    delete_documents_root_path: write((parameters) =>
      ask('deleteDocumentsRootPath', [
        parameters.text('PAPI_rootPath'),
        parameters.flag('PAPI_recursive', true),
      ]),
    ),
    get_documents_status: read((parameters) => {
      const uris = parameters.list('PAPI_uri')
      return uris.length === 1
        ? ask('getDocumentStatus', [uris[0] as string], (status) => formatStatusLines([status]))
        : ask('getDocumentStatusList', [uris], formatStatusLines)
    }),
    set_checkpoint: write((parameters) =>
      ask(
        'setCheckpoint',
        [
          parameters.text('PAPI_checkpoint'),
          parameters.optional('PAPI_name') ?? '',
          parameters.flag('PAPI_sync', false),
        ],
        (serial) => serial,
      ),
    ),
    get_checkpoint: read((parameters) =>
      ask('getCheckpoint', [parameters.optional('PAPI_name') ?? '', true], (value) => value ?? ''),
    ),
    get_checkpoint_info: read((parameters) =>
      ask(
        'getCheckpoint',
        [parameters.optional('PAPI_name') ?? '', parameters.flag('PAPI_showSynchronizedOnly', true)],
        (value) => value ?? '',
      ),
    ),
    clear_all_checkpoints: write(() => ask('clearAllCheckpoints', [])),
    enumerate_checkpoints_info: checkpoints,
    enumerate_stated_checkpoints_info: checkpoints,
    enumerate_synced_entries: entries('enumerateSyncedEntries'),
    count_synced_entries: entries('countSyncedEntries'),
    counted_synced_entries: entries('countSyncedEntries'),
    sync: write(() => ask('sync', [])),
    trigger_indexing_job: write(() => ask('triggerIndexingJob', [])),
    are_documents_searchable: read((parameters) =>
      ask('areDocumentsSearchable', [parameters.text('PAPI_serial')], (isSearchable) =>
        String(isSearchable ?? 'unknown'),
      ),
    ),
  }),
)

function read(command: Command['read']): Command {
  return { isRead: true, read: command }
}

function write(command: Command['read']): Command {
  return { isRead: false, read: command }
}

/** The body of a reply that nobody looks at is empty. */
function ask<Name extends PapiOperation>(
  name: Name,
  args: ArgumentsOf<Name>,
  format: (reply: ReplyOf<Name>) => string = () => '',
): Exchange {
  return async (send) => format(await send(name, args))
}
