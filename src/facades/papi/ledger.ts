/** What the PAPI facade claims about the Exalead CloudView Push API. */
import type { LedgerEntry } from '../ledger.ts'

export const papiLedger: readonly LedgerEntry[] = [
  {
    id: 'papi.status.one-document',
    rule: 'getDocumentStatus answers the status of the one document with this URI.',
    label: 'doc',
  },
  {
    id: 'papi.status.list',
    rule: 'getDocumentStatusList answers a status for each URI of a collection.',
    label: 'doc',
  },
  {
    id: 'papi.status.methods-and-properties',
    rule: 'A status has getUri, getStamp and isExist, and says the same in its properties uri, stamp and exist.',
    label: 'doc',
  },
  {
    id: 'papi.status.stamp-absent',
    rule: 'getStamp gives nothing for a document that was pushed without a stamp.',
    label: 'doc',
  },
  {
    id: 'papi.status.unknown-does-not-exist',
    rule: 'A URI that is unknown answers a status without a stamp that does not exist; it is no error.',
    label: 'doc',
  },
  {
    id: 'papi.status.exists-from-receipt',
    rule: 'A document exists from its receipt, before sync and before indexing, with the stamp it was pushed with.',
    label: 'doc',
  },
  {
    id: 'papi.status.sees-synced',
    rule: 'A document that was synced and is not yet searchable exists.',
    label: 'doc',
  },
  { id: 'papi.status.sees-searchable', rule: 'A searchable document exists.', label: 'doc' },
  {
    id: 'papi.status.gone-from-receipt-of-delete',
    rule: 'A deleted document does not exist any more from the receipt of its delete, before sync.',
    label: 'doc',
  },
  {
    id: 'papi.status.order-kept',
    rule: 'The statuses of a list come in the order of its URIs.',
    label: 'assumed',
  },
  {
    id: 'papi.status.duplicates-answered',
    rule: 'A URI that is asked for twice is answered twice.',
    label: 'assumed',
  },
  {
    id: 'papi.status.empty-list',
    rule: 'An empty list of URIs is answered with an empty list.',
    label: 'client',
  },
  {
    id: 'papi.status.part-not-analysed',
    rule: 'A part that cannot be analysed does not show: the document exists, with its new stamp.',
    label: 'doc',
  },
  {
    id: 'papi.status.unreadable-part',
    rule: 'A part that cannot be read is left out of the index, and the other parts are in it.',
    label: 'doc',
  },
  {
    id: 'papi.status.text-limit',
    rule: 'A part with more than 5 MB of text, or that makes it more in all, is left out like one that cannot be read.',
    label: 'assumed',
  },
  {
    id: 'papi.status.lost',
    rule: 'A document that the server lost, as a fault rule says, is unknown.',
    label: 'assumed',
  },

  {
    id: 'papi.document.replaced',
    rule: 'Adding a URI again replaces the document, stamp included.',
    label: 'doc',
  },
  {
    id: 'papi.document.uri-opaque',
    rule: 'URIs are opaque and not normalised: two that differ in any character are two documents.',
    label: 'doc',
  },
  {
    id: 'papi.document.uri-empty',
    rule: 'A document with an empty URI is a bad argument: it would be the root path of everything.',
    label: 'assumed',
  },
  {
    id: 'papi.document.uri-per-connector',
    rule: 'A URI is unique within its connector; two connectors may use the same.',
    label: 'doc',
  },
  {
    id: 'papi.document.stamp-opaque',
    rule: 'A stamp is an opaque text, given back as it was pushed.',
    label: 'doc',
  },
  {
    id: 'papi.document.update-keeps-the-rest',
    rule: 'An update replaces what it gives, stamp, metas or parts, and keeps what it leaves out.',
    label: 'assumed',
  },
  {
    id: 'papi.document.update-fields',
    rule: 'A meta that an update names among its fields and does not give is taken away.',
    label: 'assumed',
  },
  {
    id: 'papi.document.update-unknown',
    rule: 'The update of a document that is unknown is an error.',
    label: 'doc',
  },
  {
    id: 'papi.document.update-list-whole',
    rule: 'A list of updates of which one document is unknown changes none of them.',
    label: 'assumed',
  },
  {
    id: 'papi.document.forced-places',
    rule: 'forcedDid and forcedSlice are taken, and without effect.',
    label: 'assumed',
  },

  { id: 'papi.delete.unknown-ignored', rule: 'The delete of an unknown URI is ignored.', label: 'doc' },
  {
    id: 'papi.delete.failed',
    rule: 'A delete that fails when it is indexed, as a fault rule says, brings the document back with its old stamp.',
    label: 'assumed',
  },
  {
    id: 'papi.delete.root-path',
    rule: 'deleteDocumentsRootPath deletes every document under a root path, pushed or synced, and finding none is no error.',
    label: 'doc',
  },
  {
    id: 'papi.delete.root-path-not-recursive',
    rule: 'Not recursively, it deletes those that lie directly under the root path, and the document of the root path itself.',
    label: 'assumed',
  },
  {
    id: 'papi.delete.prefix',
    rule: 'deleteDocumentsWithPrefix deletes every document whose URI begins with a text, wherever a path segment ends.',
    label: 'assumed',
  },

  { id: 'papi.root-path.everything', rule: 'The root path "" is everything.', label: 'doc' },
  {
    id: 'papi.root-path.segments',
    rule: 'A root path is met at the end of a path segment alone: a/b is not under a path a/.',
    label: 'assumed',
    option: 'papi.rootPath',
  },
  {
    id: 'papi.root-path.itself',
    rule: 'The document of the root path itself lies under it for deletes and for RECURSIVE_DOCUMENTS, and is not listed otherwise.',
    label: 'assumed',
  },
  {
    id: 'papi.root-path.empty-names',
    rule: 'URIs are not normalised: a/b///doc lies in two folders with empty names.',
    label: 'doc',
  },
  {
    id: 'papi.root-path.leading-slash',
    rule: 'A slash at the beginning of a URI belongs to its first name.',
    label: 'assumed',
  },

  {
    id: 'papi.enumeration.modes',
    rule: 'An enumeration lists the folders, the documents or both that lie directly under the root path, or all documents below it.',
    label: 'doc',
  },
  {
    id: 'papi.enumeration.sees-synced',
    rule: 'Enumerations and counts see what is synced and what is searchable, and nothing that is only pushed, deletes too.',
    label: 'doc',
  },
  {
    id: 'papi.enumeration.order',
    rule: 'Entries come in the order in which their documents were first pushed.',
    label: 'assumed',
  },
  {
    id: 'papi.enumeration.count',
    rule: 'countSyncedEntries counts the entries that the enumeration would list.',
    label: 'doc',
  },

  {
    id: 'papi.checkpoint.default-name',
    rule: 'A checkpoint without a name has the empty one, and each name has a checkpoint of its own.',
    label: 'doc',
  },
  {
    id: 'papi.checkpoint.visible-when-synced',
    rule: 'getCheckpoint and enumerateCheckpointsInfo see a checkpoint when it is synced.',
    label: 'doc',
  },
  {
    id: 'papi.checkpoint.pushed-on-demand',
    rule: 'Without showSynchronizedOnly they see one that is only pushed.',
    label: 'doc',
  },
  {
    id: 'papi.checkpoint.sync-flag',
    rule: 'setCheckpoint with sync makes durable all that is pending, itself and the operations before it.',
    label: 'doc',
  },
  {
    id: 'papi.checkpoint.serial',
    rule: 'setCheckpoint gives the serial of the last operation before it, in decimal digits.',
    label: 'doc',
  },
  { id: 'papi.checkpoint.arms-sync', rule: 'A checkpoint alone arms the automatic sync.', label: 'assumed' },
  {
    id: 'papi.checkpoint.clear',
    rule: 'clearAllCheckpoints clears every name, which is durable when it is synced.',
    label: 'assumed',
  },
  {
    id: 'papi.checkpoint.absent',
    rule: 'A name without a checkpoint has no value, and is no error.',
    label: 'assumed',
  },
  {
    id: 'papi.checkpoint.empty-reads-as-absent',
    rule: 'Over HTTP an empty checkpoint and none look the same.',
    label: 'assumed',
  },

  {
    id: 'papi.serial.searchable',
    rule: 'areDocumentsSearchable is true when everything up to the serial is searchable, and false before.',
    label: 'doc',
  },
  {
    id: 'papi.serial.unknown',
    rule: 'It is unknown for a serial that was never given, and for an operation that a restart lost.',
    label: 'assumed',
  },
  {
    id: 'papi.serial.superseded',
    rule: 'An operation that was superseded before it was searchable is so with the one that took its place.',
    label: 'assumed',
  },
  {
    id: 'papi.serial.failed',
    rule: 'An operation that cannot be indexed, or is lost, keeps no serial from being searchable.',
    label: 'assumed',
  },

  { id: 'papi.session.id', rule: 'A session is a decimal of 63 bits.', label: 'doc' },
  {
    id: 'papi.session.new-at-restart',
    rule: 'The server has another session after each restart.',
    label: 'doc',
  },
  {
    id: 'papi.session.mismatch',
    rule: 'A command that carries a session from before a restart is refused, and has no effect.',
    label: 'doc',
  },
  {
    id: 'papi.session.mismatch-status',
    rule: 'It is refused with the status 400.',
    label: 'assumed',
    option: 'papi.sessionMismatchStatus',
  },
  { id: 'papi.session.optional', rule: 'A command that carries no session is accepted.', label: 'doc' },
  {
    id: 'papi.session.started-twice',
    rule: 'Starting a session twice is a PushAPISessionExistsException.',
    label: 'doc',
  },
  {
    id: 'papi.session.stopped-twice',
    rule: 'Stopping a session without one is a PushAPISessionNotFoundException.',
    label: 'doc',
  },

  {
    id: 'papi.error.bad-argument',
    rule: 'A bad argument is refused as a whole with a PushAPIException that names its place.',
    label: 'assumed',
  },
  {
    id: 'papi.error.server',
    rule: 'An error of the server is a PushAPIException, and the call has no effect.',
    label: 'doc',
  },

  {
    id: 'papi.sync.automatic',
    rule: 'The first unsynced operation arms a sync a minute later.',
    label: 'assumed',
    option: 'papi.syncAfter',
  },
  {
    id: 'papi.sync.automatic-indexing',
    rule: 'The first synced operation arms an indexing job a minute later, which makes searchable what was synced.',
    label: 'assumed',
    option: 'papi.indexAfter',
  },
  {
    id: 'papi.sync.flushes',
    rule: 'sync makes durable all that is pending in its connector, adds and deletes.',
    label: 'doc',
  },
  {
    id: 'papi.sync.triggered-indexing',
    rule: 'triggerIndexingJob has indexed what is synced, and is answered before that is done.',
    label: 'doc',
  },

  {
    id: 'papi.restart.synced-kept',
    rule: 'What was synced outlasts a restart, searchable or not, deletes too.',
    label: 'doc',
  },
  {
    id: 'papi.restart.unsynced-add-lost',
    rule: 'After a restart a document that was only pushed is unknown again.',
    label: 'doc',
  },
  {
    id: 'papi.restart.unsynced-update-undone',
    rule: 'After a restart a document whose replacement was only pushed has its old stamp again.',
    label: 'assumed',
  },
  {
    id: 'papi.restart.unsynced-delete-undone',
    rule: 'After a restart a document whose delete was only pushed exists again, with its old stamp.',
    label: 'assumed',
  },
  {
    id: 'papi.restart.indexing-begins-again',
    rule: 'Indexing that was under way at a restart begins again.',
    label: 'assumed',
  },
  {
    id: 'papi.restart.calls-reset',
    rule: 'A restart breaks the connection of calls under way; what had not taken effect never does.',
    label: 'assumed',
  },
  {
    id: 'papi.restart.unsynced-checkpoint-lost',
    rule: 'After a restart a checkpoint that was only pushed is gone, and the one before it is back.',
    label: 'assumed',
  },

  {
    id: 'papi.wire.path',
    rule: 'A command is at /papi/4/connectors/<connector>/<command>, and version 4 alone is accepted.',
    label: 'doc',
  },
  {
    id: 'papi.wire.connector-name',
    rule: 'The name of the connector is form-encoded in the path.',
    label: 'client',
  },
  {
    id: 'papi.wire.methods',
    rule: 'Reads are asked for with GET and writes with POST, else the status is 405; the vendor’s client asks for reads with POST too.',
    label: 'doc',
    option: 'papi.profile',
  },
  {
    id: 'papi.wire.empty-list',
    rule: 'A command with an empty list is answered as one that has nothing to do; a strict server refuses it with 400.',
    label: 'assumed',
    option: 'papi.profile',
  },
  { id: 'papi.wire.options', rule: 'OPTIONS is answered with 200 whatever the path.', label: 'client' },
  {
    id: 'papi.wire.parameters',
    rule: 'A parameter stands in the URL or in a form, in UTF-8, where + and %20 are both a space.',
    label: 'doc',
  },
  {
    id: 'papi.wire.parameters-needed',
    rule: 'A parameter that is missing, given twice or not what it has to be is refused with 400.',
    label: 'assumed',
  },
  {
    id: 'papi.wire.spellings',
    rule: 'count_synced_entries is counted_synced_entries too, and PAPI_mode is PAPI_enumerationMode.',
    label: 'client',
  },
  {
    id: 'papi.wire.document-fields',
    rule: 'The fields of a form are grouped by the id in their names, in any order.',
    label: 'client',
  },
  {
    id: 'papi.wire.part-bytes',
    rule: 'The bytes of a part come through as they are, with or without a file name.',
    label: 'client',
  },
  {
    id: 'papi.wire.quoted-names',
    rule: 'A quote or a backslash in the name of a field is escaped with a backslash, and a line break cannot be in one.',
    label: 'assumed',
  },
  {
    id: 'papi.wire.session',
    rule: 'A session stands in the parameter PAPI_session, in the URL of a form too.',
    label: 'client',
  },
  { id: 'papi.wire.recursive', rule: 'An absent PAPI_recursive means true.', label: 'doc' },
  {
    id: 'papi.wire.folder-marker',
    rule: 'The line of a folder begins with F.',
    label: 'assumed',
    option: 'papi.folderMarker',
  },
  {
    id: 'papi.wire.searchable',
    rule: 'are_documents_searchable is answered with true, false or unknown, and no line feed.',
    label: 'client',
  },
  {
    id: 'papi.wire.checkpoint-lines',
    rule: 'Checkpoints are lines of a form-encoded name, a space and the value with CR and LF escaped.',
    label: 'doc',
  },
  { id: 'papi.wire.no-cache', rule: 'Every reply has Cache-Control: no-cache.', label: 'assumed' },
  { id: 'papi.wire.error-body', rule: 'An error has an XML body with an element message.', label: 'client' },
  {
    id: 'papi.wire.not-understood',
    rule: 'An unknown connector or command, a path of another form and a body that cannot be read are refused with 400.',
    label: 'assumed',
  },
  {
    id: 'papi.wire.authentication',
    rule: 'Without the login and password of the server, when it has them, the status is 401.',
    label: 'doc',
    option: 'papi.credentials',
  },
  {
    id: 'papi.wire.one-or-list',
    rule: 'A list of one document is the method for one in calls and trace, and a fault rule that names either means both.',
    label: 'assumed',
  },
  {
    id: 'papi.wire.prefix',
    rule: 'There is no command for deleteDocumentsWithPrefix: the client over HTTP syncs, enumerates and deletes.',
    label: 'assumed',
  },

  {
    id: 'papi.lines.known',
    rule: 'A document that exists is the line D, its URI and its stamp.',
    label: 'doc',
  },
  { id: 'papi.lines.unknown', rule: 'A URI that is unknown is the line M and the URI.', label: 'doc' },
  {
    id: 'papi.lines.no-stamp',
    rule: 'A known line without a stamp ends in the space before it, and is read the same without that space.',
    label: 'client',
  },
  {
    id: 'papi.lines.one-space',
    rule: 'One space precedes the stamp; any more are part of it, as stamps may contain spaces.',
    label: 'client',
  },
  {
    id: 'papi.lines.order-and-duplicates',
    rule: 'There is one line for each status, in order, duplicates too.',
    label: 'assumed',
  },
  { id: 'papi.lines.nothing-known', rule: 'An empty text is no status at all.', label: 'client' },
  {
    id: 'papi.lines.form-encoding',
    rule: 'URIs are written form-encoded in UTF-8, as URLSearchParams writes them.',
    label: 'client',
  },
  { id: 'papi.lines.form-decoding', rule: 'Readers take + and %20 alike for a space.', label: 'client' },
  { id: 'papi.lines.stamp-verbatim', rule: 'A stamp is not encoded but for CR and LF.', label: 'doc' },
  {
    id: 'papi.lines.stamp-escape',
    rule: 'CR and LF in a stamp are written as a backslash and r or n; a backslash stays as it is.',
    label: 'doc',
  },
  {
    id: 'papi.lines.stamp-escape-is-lossy',
    rule: 'A stamp with a CR or LF is not told from one with a backslash and a letter.',
    label: 'client',
  },
  {
    id: 'papi.lines.stamp-not-unescaped',
    rule: 'A reader gives the stamp as it is written, escapes too.',
    label: 'client',
  },
  {
    id: 'papi.lines.absent-stamp-reads-as-empty',
    rule: 'An absent and an empty stamp look the same in a line.',
    label: 'client',
  },
]
