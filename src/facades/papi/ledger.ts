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
    id: 'papi.status.unreadable-content',
    rule: 'Where one part cannot be read, no content of the document is in the index, and its view says why; the guide leaves out that part alone.',
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
    id: 'papi.document.uri-per-connector',
    rule: 'A URI is unique within its connector; two connectors may use the same.',
    label: 'doc',
  },
  {
    id: 'papi.document.stamp-opaque',
    rule: 'A stamp is an opaque text, given back as it was pushed.',
    label: 'doc',
  },
  { id: 'papi.delete.unknown-ignored', rule: 'The delete of an unknown URI is ignored.', label: 'doc' },
  {
    id: 'papi.delete.failed',
    rule: 'A delete that fails when it is indexed, as a fault rule says, brings the document back with its old stamp.',
    label: 'assumed',
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
