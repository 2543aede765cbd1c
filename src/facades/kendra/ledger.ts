/** What the Kendra facade claims about Amazon Kendra. */
import type { LedgerEntry } from '../ledger.ts'

export const kendraLedger: readonly LedgerEntry[] = [
  {
    id: 'kendra.status.after-put',
    rule: 'BatchGetDocumentStatus answers the indexing status of documents that were submitted with BatchPutDocument.',
    label: 'doc',
  },
  {
    id: 'kendra.status.indexing-is-asynchronous',
    rule: 'BatchPutDocument answers before its documents are indexed; a status call afterwards tells how that ended.',
    label: 'doc',
  },
  {
    id: 'kendra.status.indexing-time',
    rule: 'Indexing takes half a second to five seconds, drawn for each document; the service says no figure.',
    label: 'assumed',
    option: 'indexingMs',
  },
  {
    id: 'kendra.status.after-delete',
    rule: 'BatchGetDocumentStatus answers for documents that were submitted to BatchDeleteDocument as well.',
    label: 'doc',
  },
  {
    id: 'kendra.status.not-found-after-delete',
    rule: 'A document that was deleted from the index answers NOT_FOUND.',
    label: 'model',
  },
  {
    id: 'kendra.status.delete-time',
    rule: 'A delete takes as long as an indexing, where the service says that it may take an hour or more.',
    label: 'assumed',
    option: 'indexingMs',
  },
  {
    id: 'kendra.status.six-statuses',
    rule: 'DocumentStatus is one of NOT_FOUND, PROCESSING, INDEXED, UPDATED, FAILED and UPDATE_FAILED.',
    label: 'model',
  },
  {
    id: 'kendra.status.waiting-and-indexing',
    rule: 'A document that waits to be indexed and one that is being indexed both answer PROCESSING.',
    label: 'doc',
  },
  {
    id: 'kendra.status.indexed',
    rule: 'A document indexed for the first time answers INDEXED.',
    label: 'doc',
  },
  {
    id: 'kendra.status.updated',
    rule: 'A put of a live document answers PROCESSING and then, when it succeeded, UPDATED.',
    label: 'assumed',
  },
  {
    id: 'kendra.status.update-failed',
    rule: 'A put of a live document that cannot be indexed ends UPDATE_FAILED, and the older revision stays live.',
    label: 'assumed',
  },
  {
    id: 'kendra.status.failed-says-why',
    rule: 'A document whose indexing failed answers FAILED, with FailureCode and FailureReason.',
    label: 'doc',
  },
  {
    id: 'kendra.status.failure-only-when-failed',
    rule: 'FailureCode and FailureReason are absent unless the status is FAILED or UPDATE_FAILED.',
    label: 'assumed',
  },
  {
    id: 'kendra.status.failure-texts',
    rule: 'FailureCode and FailureReason are free strings of 1 to 2048 characters; ours are plainly synthetic unless the caller supplies them.',
    label: 'assumed',
    option: 'kendra.failureTexts',
  },
  {
    id: 'kendra.status.lost',
    rule: 'A document that the service lost after it had accepted it, as a fault rule says, answers NOT_FOUND.',
    label: 'assumed',
  },
  {
    id: 'kendra.status.three-attempts',
    rule: 'A document whose indexing is cut short by a death of its worker is tried again, and ends FAILED with InternalError after three attempts.',
    label: 'assumed',
  },
  { id: 'kendra.status.one-to-ten', rule: 'A status call asks for 1 to 10 documents.', label: 'model' },
  {
    id: 'kendra.status.by-id-and-attributes',
    rule: 'A document is identified by its id, and optionally by attributes that name one version of it.',
    label: 'model',
  },
  {
    id: 'kendra.status.never-seen',
    rule: 'An id that was never submitted answers NOT_FOUND in DocumentStatusList.',
    label: 'assumed',
  },
  {
    id: 'kendra.status.order-kept',
    rule: 'DocumentStatusList keeps the order of the request.',
    label: 'assumed',
  },
  {
    id: 'kendra.status.duplicates-answered',
    rule: 'An id that is asked for twice is answered twice.',
    label: 'assumed',
  },
  {
    id: 'kendra.status.errors-list',
    rule: 'Errors lists the documents whose status could not be read, each with its id and the reason.',
    label: 'doc',
  },
  {
    id: 'kendra.status.errors-shape',
    rule: 'An Errors entry has DocumentId, DataSourceId if one was given, ErrorCode InternalError or InvalidRequest, and ErrorMessage.',
    label: 'model',
  },
  {
    id: 'kendra.status.both-lists-present',
    rule: 'A success carries both DocumentStatusList and Errors, empty or not.',
    label: 'wire',
  },
  {
    id: 'kendra.status.delete-pending',
    rule: 'While its delete is pending a document answers PROCESSING.',
    label: 'assumed',
    option: 'kendra.statusWhileDeleting',
  },

  {
    id: 'kendra.version.valid-attributes',
    rule: 'The only attributes that a status call takes are version, datasourceId and jobExecutionId.',
    label: 'model',
  },
  {
    id: 'kendra.version.two-spellings',
    rule: 'dataSourceId and datasourceId, both found on the same page, mean the same.',
    label: 'doc',
  },
  {
    id: 'kendra.version.other-attribute',
    rule: 'A document asked for with any other attribute is an Errors entry with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.version.pair-goes-together',
    rule: 'dataSourceId and jobExecutionId are used together.',
    label: 'model',
  },
  {
    id: 'kendra.version.half-a-pair',
    rule: 'A document asked for with only one of dataSourceId and jobExecutionId is an Errors entry with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.version.ignored-without-pair',
    rule: 'version is ignored when dataSourceId and jobExecutionId are not given.',
    label: 'model',
  },
  {
    id: 'kendra.version.defaults-to-zero',
    rule: 'version is "0" when dataSourceId and jobExecutionId are given without it.',
    label: 'model',
  },
  {
    id: 'kendra.version.own-outcome',
    rule: 'A version asked for by data source and job answers the outcome of its own put, whatever came later.',
    label: 'assumed',
  },
  {
    id: 'kendra.version.unknown-tuple',
    rule: 'A data source, job and version that the document was never put with answer NOT_FOUND.',
    label: 'assumed',
  },
  {
    id: 'kendra.version.superseded',
    rule: 'A version that a later put overtook before it was indexed has no outcome and answers NOT_FOUND.',
    label: 'assumed',
  },
  {
    id: 'kendra.version.after-delete',
    rule: 'All versions of a document answer NOT_FOUND when its delete is done.',
    label: 'assumed',
  },
  {
    id: 'kendra.version.running-job',
    rule: 'A put that names its data source and no job makes a version of the job that runs.',
    label: 'assumed',
  },
  {
    id: 'kendra.version.latest-kept',
    rule: 'The latest versions of a document are kept, four unless the option says otherwise; an older one answers NOT_FOUND.',
    label: 'assumed',
    option: 'kendra.versionsKept',
  },

  {
    id: 'kendra.error.six-exceptions',
    rule: 'The errors of a status call are AccessDeniedException, ConflictException, InternalServerException, ResourceNotFoundException, ThrottlingException and ValidationException; a delete has the same, and a put also ServiceQuotaExceededException.',
    label: 'model',
  },
  {
    id: 'kendra.error.http-status',
    rule: 'Every client fault is HTTP 400, throttling and not-found too; InternalServerException is 500.',
    label: 'doc',
  },
  {
    id: 'kendra.error.sdk-shape',
    rule: 'An error has name, $fault ("client", or "server" for InternalServerException) and $metadata with httpStatusCode and requestId, as the SDK throws it.',
    label: 'wire',
  },
  {
    id: 'kendra.error.unknown-index',
    rule: 'A call for an index that does not exist fails with ResourceNotFoundException.',
    label: 'doc',
  },
  {
    id: 'kendra.error.throttled',
    rule: 'A throttled call fails with ThrottlingException and has no effect; no quota is public, so a fault rule says which calls are throttled.',
    label: 'doc',
  },

  {
    id: 'kendra.validation.index-id',
    rule: 'IndexId is required, 36 characters, [a-zA-Z0-9][a-zA-Z0-9-]*.',
    label: 'model',
  },
  {
    id: 'kendra.validation.batch-size',
    rule: 'A put, a delete and a status call carry 1 to 10 documents.',
    label: 'model',
  },
  {
    id: 'kendra.validation.document-id',
    rule: 'A document id is required and has 1 to 2048 characters.',
    label: 'model',
  },
  {
    id: 'kendra.validation.attributes',
    rule: 'An attribute key has 1 to 200 characters of [a-zA-Z0-9_-] and does not begin with a hyphen; a string value has 1 to 2048 characters.',
    label: 'model',
  },
  {
    id: 'kendra.validation.wording',
    rule: 'A ValidationException counts the errors and names each value, its member path in lower camel case (documents.1.member.id) and its constraint.',
    label: 'assumed',
  },

  {
    id: 'kendra.put.failed-documents-present',
    rule: 'The answer of a put and of a delete always carries FailedDocuments, empty or not.',
    label: 'wire',
  },
  {
    id: 'kendra.put.failed-document-shape',
    rule: 'A FailedDocuments entry has Id, DataSourceId if there is one, ErrorCode and ErrorMessage.',
    label: 'model',
  },
  {
    id: 'kendra.put.rest-goes-on',
    rule: 'The documents of a batch that are not in FailedDocuments are accepted.',
    label: 'doc',
  },
  {
    id: 'kendra.put.undefined-attribute',
    rule: 'A document with an attribute that the index does not define is refused with InvalidRequest and the documented text.',
    label: 'doc',
  },
  {
    id: 'kendra.put.built-in-fields',
    rule: 'The 14 built-in index fields need no definition.',
    label: 'code',
  },
  {
    id: 'kendra.put.job-attribute',
    rule: '_data_source_sync_job_execution_id is accepted though it is no index field.',
    label: 'doc',
  },
  {
    id: 'kendra.put.unknown-data-source',
    rule: 'A document that names a data source which the index does not have is refused with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.one-value',
    rule: 'An attribute with several values, or with a value of another type than its field’s, is refused with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.one-content',
    rule: 'A document with both Blob and S3Path, or with neither, is refused with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.s3-unavailable',
    rule: 'A document whose S3Path leads to nothing, or to a bucket that nobody has given, is accepted and then fails.',
    label: 'assumed',
    option: 'kendra.s3',
  },
  {
    id: 'kendra.put.duplicate-ids',
    rule: 'Of two documents with one id in a batch both are accepted, and the last one wins.',
    label: 'assumed',
    option: 'kendra.duplicatesInBatch',
  },
  {
    id: 'kendra.put.size-limit',
    rule: 'A document of more than 50 MB is refused with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.text-limit',
    rule: 'A document with more than 5 MB of extracted text is accepted and then fails.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.enrichment-not-run',
    rule: 'CustomDocumentEnrichmentConfiguration is checked and changes nothing: enrichment is not simulated.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.default-content-type',
    rule: 'A document without ContentType is read as plain text.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.over-failed',
    rule: 'A put over FAILED with nothing live ends INDEXED or FAILED.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.over-update-failed',
    rule: 'A put over UPDATE_FAILED ends UPDATED or UPDATE_FAILED.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.over-pending-delete',
    rule: 'A put over the pending delete of a live document ends UPDATED.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.after-delete',
    rule: 'A put over a delete that is done ends INDEXED.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.supersedes',
    rule: 'A put over a put that is still pending supersedes it; a completion of the superseded one that comes late changes nothing.',
    label: 'assumed',
  },

  {
    id: 'kendra.delete.asynchronous',
    rule: 'BatchDeleteDocument answers before its documents are deleted.',
    label: 'doc',
  },
  {
    id: 'kendra.delete.unknown-document',
    rule: 'The delete of a document that does not exist is refused with InvalidRequest and the documented text.',
    label: 'doc',
  },
  {
    id: 'kendra.delete.while-put-pending',
    rule: 'A delete while a put is pending is accepted and ends NOT_FOUND.',
    label: 'assumed',
  },
  {
    id: 'kendra.delete.again',
    rule: 'The delete of a document whose delete is pending is accepted.',
    label: 'assumed',
  },
  {
    id: 'kendra.delete.failed-document',
    rule: 'The delete of a document that FAILED is accepted and ends NOT_FOUND.',
    label: 'assumed',
  },
  {
    id: 'kendra.delete.failed-keeps-status',
    rule: 'A delete that fails leaves the document with its old status.',
    label: 'assumed',
  },

  {
    id: 'kendra.restart.indexing-begins-again',
    rule: 'What was accepted before a restart is kept; indexing that was under way begins again.',
    label: 'assumed',
  },
  {
    id: 'kendra.restart.calls-reset',
    rule: 'A restart breaks the connection of calls under way; what had not taken effect never does.',
    label: 'assumed',
  },

  {
    id: 'kendra.job.start-while-indexing',
    rule: 'A sync job cannot start while the last one is SYNCING_INDEXING: ResourceInUseException.',
    label: 'doc',
    option: 'kendra.startWhileIndexing',
  },
]
