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
    rule: 'A throttled call fails with ThrottlingException and has no effect; no quota is public, so fault rules and the option kendra.quotas say which calls are throttled.',
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
    id: 'kendra.validation.order',
    rule: 'A call is refused first for constraints of the model, all in one message, then for a resource that is not there, then for its state, and then for rules of meaning.',
    label: 'assumed',
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
    id: 'kendra.put.stopped-job',
    rule: 'Documents that name a sync job which has been stopped are refused with InvalidRequest, each of them, in a put and in a delete.',
    label: 'doc',
  },
  {
    id: 'kendra.put.unknown-job',
    rule: 'Documents that name a sync job which their data source does not have are refused with InvalidRequest, each of them, in a put and in a delete.',
    label: 'doc',
  },
  {
    id: 'kendra.put.job-without-source',
    rule: 'A document that names a sync job and no data source is refused with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.inactive-source',
    rule: 'A document that names a data source which is being created or deleted is refused with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.custom-source',
    rule: 'A document that names a data source which is not of type CUSTOM is refused with InvalidRequest.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.one-place',
    rule: 'A document is put through one data source or directly, not both; a put from elsewhere is refused with InvalidRequest.',
    label: 'model',
  },
  {
    id: 'kendra.put.place-is-freed',
    rule: 'A document that is gone, or whose data source is, may be put from anywhere.',
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
    id: 'kendra.put.s3-path',
    rule: 'A document with an S3Path has the content of that object, which the simulator takes from a folder or a function.',
    label: 'model',
    option: 'kendra.s3',
  },
  {
    id: 'kendra.put.s3-unavailable',
    rule: 'A document whose S3Path leads to nothing, or to a bucket that nobody has given, is accepted and then fails.',
    label: 'assumed',
    option: 'kendra.s3',
  },
  {
    id: 'kendra.put.s3-size-limit',
    rule: 'A document whose object in S3 has more than 50 MB is accepted and then fails.',
    label: 'assumed',
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
    id: 'kendra.put.index-level',
    rule: 'A document that names its data source while no job runs belongs to that data source; the guide says that it is put at the level of the index.',
    label: 'assumed',
  },
  {
    id: 'kendra.put.title',
    rule: 'A Title is kept with the document, and its view shows it in place of the one in the content.',
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
    id: 'kendra.delete.metric-target',
    rule: 'A delete counts for the sync job of its metric target, or for the one that runs, and for none where none runs.',
    label: 'doc',
  },
  {
    id: 'kendra.delete.place',
    rule: 'A delete with a metric target is refused with InvalidRequest for documents of another data source, and while a job runs for those that were put directly; one without deletes them wherever they belong.',
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
    id: 'kendra.index.creating',
    rule: 'A created index is CREATING for about half an hour and then ACTIVE.',
    label: 'doc',
    option: 'kendra.takes.createIndex',
  },
  {
    id: 'kendra.index.changes-take-time',
    rule: 'An index is UPDATING for a minute after an update and DELETING for ten minutes before it is gone; the service says no figures.',
    label: 'assumed',
    option: 'kendra.takes',
  },
  {
    id: 'kendra.index.default-edition',
    rule: 'An index is of the Enterprise edition unless its Edition says otherwise.',
    label: 'doc',
  },
  {
    id: 'kendra.index.id-is-uuid',
    rule: 'The id of an index is a UUID in lower case.',
    label: 'wire',
  },
  {
    id: 'kendra.index.same-name',
    rule: 'Two indices may have the same name.',
    label: 'assumed',
  },
  {
    id: 'kendra.index.default-user-context',
    rule: 'The UserContextPolicy of an index is ATTRIBUTE_FILTER unless it says otherwise.',
    label: 'assumed',
  },
  {
    id: 'kendra.index.update-unsaid-stays',
    rule: 'UpdateIndex leaves what it does not say as it is.',
    label: 'assumed',
  },
  {
    id: 'kendra.index.update-all-or-nothing',
    rule: 'An UpdateIndex of which anything is refused changes nothing.',
    label: 'assumed',
  },
  {
    id: 'kendra.index.only-active',
    rule: 'What changes an index, or anything in it, fails with ConflictException while the index is not ACTIVE; the stop of a sync job and tags go through.',
    label: 'assumed',
  },
  {
    id: 'kendra.index.read-in-any-state',
    rule: 'An index and what is in it can be described and listed in any state of the index.',
    label: 'assumed',
  },
  {
    id: 'kendra.index.delete-again',
    rule: 'DeleteIndex of an index that is being deleted is no error and changes nothing.',
    label: 'model',
  },
  {
    id: 'kendra.index.delete-ends-all',
    rule: 'When an index has been deleted it is not found, and its documents, data sources, sync jobs, principal mappings and tags are gone, with all that was under way in it.',
    label: 'assumed',
  },
  {
    id: 'kendra.index.same-token',
    rule: 'CreateIndex with the ClientToken of an index that is there answers the id of that index.',
    label: 'model',
  },
  {
    id: 'kendra.index.fields-told',
    rule: 'DescribeIndex tells of the built-in fields and of those that were added, with their types.',
    label: 'code',
  },
  {
    id: 'kendra.index.search-defaults',
    rule: 'A field is displayed, searched if it is text, and neither facetable nor sortable, unless its Search says otherwise.',
    label: 'doc',
  },
  {
    id: 'kendra.index.fields-only-added',
    rule: 'UpdateIndex adds fields or tunes them and never removes any; documents may have an added field at once.',
    label: 'doc',
  },
  {
    id: 'kendra.index.field-type-fixed',
    rule: 'The type of a field never changes: an update with another type fails with ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.index.five-hundred-fields',
    rule: 'An index has 500 added fields at most; one more fails with ServiceQuotaExceededException.',
    label: 'doc',
  },
  {
    id: 'kendra.index.capacity-enterprise-only',
    rule: 'A Developer index has no additional capacity units: ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.index.capacity-hundred',
    rule: 'An index has up to 100 additional units of each kind; more fail with ServiceQuotaExceededException.',
    label: 'doc',
  },
  {
    id: 'kendra.index.capacity-not-below-use',
    rule: 'Storage units cannot be reduced below what the documents of the index need: ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.index.capacity-five-a-day',
    rule: 'The capacity of an index changes five times within 24 hours at most: ServiceQuotaExceededException.',
    label: 'doc',
  },
  {
    id: 'kendra.index.gen-ai-user-context',
    rule: 'A GenAI index takes no UserTokenConfigurations, no USER_TOKEN and no UserGroupResolutionConfiguration: ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.index.statistics',
    rule: 'IndexStatistics counts the documents that are live.',
    label: 'doc',
  },
  {
    id: 'kendra.index.statistics-bytes',
    rule: 'IndexedTextBytes counts the bytes of the extracted text of the live documents.',
    label: 'assumed',
  },

  {
    id: 'kendra.source.creating',
    rule: 'A created data source is CREATING, for a minute, and then ACTIVE.',
    label: 'code',
    option: 'kendra.takes.createDataSource',
  },
  {
    id: 'kendra.source.changes-take-time',
    rule: 'A data source is UPDATING for a minute after an update and DELETING for ten minutes before it is gone; the service says no figures.',
    label: 'assumed',
    option: 'kendra.takes',
  },
  {
    id: 'kendra.source.language',
    rule: 'The language of a data source is English unless its LanguageCode says otherwise.',
    label: 'doc',
  },
  {
    id: 'kendra.source.update-unsaid-stays',
    rule: 'UpdateDataSource leaves what it does not say as it is.',
    label: 'assumed',
  },
  {
    id: 'kendra.source.only-active',
    rule: 'What changes a data source or starts a sync job of it fails with ConflictException while the data source is not ACTIVE.',
    label: 'assumed',
  },
  {
    id: 'kendra.source.delete-again',
    rule: 'DeleteDataSource of a data source that is being deleted is no error and changes nothing.',
    label: 'model',
  },
  {
    id: 'kendra.source.unknown-after-delete',
    rule: 'A data source that has been deleted is in no list and fails with ResourceNotFoundException.',
    label: 'doc',
  },
  {
    id: 'kendra.source.same-token',
    rule: 'CreateDataSource with the ClientToken of a data source that is there answers the id of that data source.',
    label: 'model',
  },
  {
    id: 'kendra.source.custom-takes-no-configuration',
    rule: 'A data source of type CUSTOM takes no Configuration, RoleArn or Schedule: ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.source.others-need-configuration',
    rule: 'A data source of any other type needs a Configuration and a RoleArn: ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.source.configuration-matches-type',
    rule: 'The Configuration of a data source has the member of its type and no other: ValidationException.',
    label: 'assumed',
  },
  {
    id: 'kendra.source.delete-deletes-documents',
    rule: 'DeleteDataSource deletes the documents that were put through the data source and no others.',
    label: 'doc',
  },
  {
    id: 'kendra.source.deleting-takes-no-documents',
    rule: 'A data source that is being deleted takes no more documents.',
    label: 'assumed',
  },

  {
    id: 'kendra.mapping.asynchronous',
    rule: 'A put of a principal mapping is PROCESSING and then SUCCEEDED, a delete is DELETING and then DELETED.',
    label: 'doc',
    option: 'kendra.takes.principalMapping',
  },
  {
    id: 'kendra.mapping.ordering-id',
    rule: 'An action on a group never overrides one with a higher ordering id.',
    label: 'doc',
  },
  {
    id: 'kendra.mapping.overridden-fails',
    rule: 'An action that comes after one with a higher ordering id has taken effect is FAILED, with the reason.',
    label: 'assumed',
  },
  {
    id: 'kendra.mapping.default-ordering-id',
    rule: 'The ordering id of an action that gives none is the instant at which it came in, in milliseconds.',
    label: 'doc',
  },
  {
    id: 'kendra.mapping.five-puts',
    rule: 'Five puts of a group can be under way; one more fails with ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.mapping.ten-actions',
    rule: 'DescribePrincipalMapping tells of the ten latest actions on a group.',
    label: 'model',
  },
  {
    id: 'kendra.mapping.members-not-kept',
    rule: 'The members of a group are checked and not kept: nothing is searched here.',
    label: 'assumed',
  },
  {
    id: 'kendra.mapping.unknown-group',
    rule: 'A group that was never put fails with ResourceNotFoundException when it is deleted or described; one that was deleted is still there to be described.',
    label: 'assumed',
  },
  {
    id: 'kendra.mapping.older-groups',
    rule: 'ListGroupsOlderThanOrderingId tells of the groups with members whose last action has a lower ordering id.',
    label: 'doc',
  },
  {
    id: 'kendra.mapping.by-data-source',
    rule: 'The members of a group from one data source are apart from those of another, and from those without one.',
    label: 'doc',
  },
  {
    id: 'kendra.mapping.gone-with-data-source',
    rule: 'When a data source has been deleted the members that groups have from it are gone, with the actions under way.',
    label: 'assumed',
  },

  {
    id: 'kendra.tag.replaced',
    rule: 'A tag whose key is there gets the new value.',
    label: 'doc',
  },
  {
    id: 'kendra.tag.keys-not-case-sensitive',
    rule: 'Keys of tags are not case sensitive.',
    label: 'doc',
  },
  {
    id: 'kendra.tag.key-given-twice',
    rule: 'A key that is given twice in one call is refused with ValidationException.',
    label: 'assumed',
  },
  {
    id: 'kendra.tag.untag-ignores-unknown',
    rule: 'UntagResource ignores keys that are not there.',
    label: 'doc',
  },
  {
    id: 'kendra.tag.at-most-50',
    rule: 'A resource has 50 tags at most; a call that would add more fails with ValidationException and adds none.',
    label: 'doc',
  },
  {
    id: 'kendra.tag.characters',
    rule: 'Keys and values of tags have letters, digits, white space and _ . : / = + - @, and nothing else: ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.tag.arn',
    rule: 'A resource is arn:aws:kendra:region:account:index/id, with /data-source/id for a data source; another text fails with ValidationException.',
    label: 'doc',
  },
  {
    id: 'kendra.tag.unknown-resource',
    rule: 'A resource that is not there, or not in this region and account, fails with ResourceUnavailableException.',
    label: 'assumed',
  },

  {
    id: 'kendra.list.pages',
    rule: 'A list is told page by page, with a NextToken on every page but the last.',
    label: 'doc',
  },
  {
    id: 'kendra.list.max-results',
    rule: 'MaxResults is 1 to 100 for indices and data sources, and 1 to 10 for groups.',
    label: 'model',
  },
  {
    id: 'kendra.list.page-size',
    rule: 'A page has as many items as one may ask for where MaxResults is missing.',
    label: 'assumed',
  },
  {
    id: 'kendra.list.oldest-first',
    rule: 'Indices, data sources and groups are listed with the oldest first.',
    label: 'assumed',
  },
  {
    id: 'kendra.list.token-stable',
    rule: 'The next page goes on after the last item that was told, whatever came and went since.',
    label: 'assumed',
  },
  {
    id: 'kendra.list.wrong-token',
    rule: 'A NextToken that the list never gave fails with ValidationException.',
    label: 'assumed',
  },

  {
    id: 'kendra.quota.token-bucket',
    rule: 'A quota lets through its burst of calls at once and then its rate, refilled by simulated time; the service publishes none, so there is none unless the option says so.',
    label: 'assumed',
    option: 'kendra.quotas',
  },
  {
    id: 'kendra.quota.burst-default',
    rule: 'The burst of a quota is its rate, rounded up, unless it says otherwise.',
    label: 'assumed',
    option: 'kendra.quotas',
  },
  {
    id: 'kendra.quota.per-operation',
    rule: 'Each operation has a quota of its own.',
    label: 'assumed',
    option: 'kendra.quotas',
  },
  {
    id: 'kendra.quota.per-account',
    rule: 'Each region of each account is counted for itself.',
    label: 'assumed',
  },
  {
    id: 'kendra.quota.no-effect',
    rule: 'A call beyond its quota fails with ThrottlingException and has no effect.',
    label: 'doc',
  },
  {
    id: 'kendra.quota.before-validation',
    rule: 'A call counts before it is validated.',
    label: 'assumed',
  },
  {
    id: 'kendra.quota.retry-after',
    rule: 'A throttled caller is told how long to wait, in whole seconds, where the quota says so: on the wire in the retry-after header.',
    label: 'assumed',
    option: 'kendra.quotas',
  },

  {
    id: 'kendra.account.own-resources',
    rule: 'Each region of each account has resources and client tokens of its own.',
    label: 'assumed',
  },

  {
    id: 'kendra.operation.output-shape',
    rule: 'What an operation answers has the members that the model gives it, and no others.',
    label: 'model',
  },
  {
    id: 'kendra.operation.errors',
    rule: 'An operation fails with those errors alone that the model lists for it, but for a body that is no JSON.',
    label: 'model',
  },

  {
    id: 'kendra.job.execution-id',
    rule: 'StartDataSourceSyncJob answers an ExecutionId, a lower-case UUID.',
    label: 'doc',
  },
  {
    id: 'kendra.job.one-at-a-time',
    rule: 'A sync job cannot start while another of its data source runs: ResourceInUseException.',
    label: 'doc',
  },
  {
    id: 'kendra.job.start-while-indexing',
    rule: 'A sync job cannot start while the last one is SYNCING_INDEXING: ResourceInUseException; the guide of 2023 allowed it, the present one does not.',
    label: 'assumed',
    option: 'kendra.startWhileIndexing',
  },
  {
    id: 'kendra.job.stop-without-job',
    rule: 'StopDataSourceSyncJob succeeds where no sync job runs.',
    label: 'code',
  },
  {
    id: 'kendra.job.states',
    rule: 'A sync job is SYNCING until it is stopped, SYNCING_INDEXING until all its documents are settled, and then SUCCEEDED, with an EndTime from then on.',
    label: 'doc',
  },
  {
    id: 'kendra.job.incomplete',
    rule: 'A sync job ends INCOMPLETE where documents of it failed after they had been accepted.',
    label: 'doc',
  },
  {
    id: 'kendra.job.deleted-data-source',
    rule: 'A sync job is ABORTED when its data source is deleted.',
    label: 'assumed',
  },
  {
    id: 'kendra.job.crawl',
    rule: 'A sync job of a data source that is not CUSTOM crawls nothing, ends SUCCEEDED by itself, and is STOPPING and then ABORTED when it is stopped.',
    label: 'assumed',
    option: 'kendra.takes',
  },
  {
    id: 'kendra.job.running-job',
    rule: 'A document that names its data source and no sync job belongs to the one that runs.',
    label: 'doc',
  },
  {
    id: 'kendra.job.no-job',
    rule: 'What is put or deleted for a data source while no sync job runs is indexed or deleted all the same, and counts in no metrics.',
    label: 'doc',
  },
  {
    id: 'kendra.job.metrics-are-strings',
    rule: 'The metrics of a sync job are strings, and DocumentsScanned is absent for a custom data source.',
    label: 'wire',
  },
  {
    id: 'kendra.job.metrics',
    rule: 'DocumentsAdded counts documents that are new, DocumentsModified those that were there, DocumentsDeleted those that were deleted, DocumentsFailed those that were accepted and failed.',
    label: 'doc',
  },
  {
    id: 'kendra.job.counts-once',
    rule: 'A document counts once in the metrics of a sync job, whatever the job does to it.',
    label: 'doc',
  },
  {
    id: 'kendra.job.last-outcome',
    rule: 'A document counts by what became of it last in the sync job, and as added where the job added it and then updated it.',
    label: 'assumed',
  },
  {
    id: 'kendra.job.superseded',
    rule: 'What a later put or delete supersedes before it is indexed, and what a fault rule loses, counts nothing for its sync job.',
    label: 'assumed',
  },
  {
    id: 'kendra.job.newest-first',
    rule: 'ListDataSourceSyncJobs answers the newest sync job first.',
    label: 'doc',
  },
  {
    id: 'kendra.job.ten-a-page',
    rule: 'ListDataSourceSyncJobs answers up to ten sync jobs, or MaxResults from 1 to 10.',
    label: 'model',
  },
  {
    id: 'kendra.job.filters',
    rule: 'StartTimeFilter includes both its ends, and a NextToken is good only for the filters with which it was given.',
    label: 'assumed',
  },
  {
    id: 'kendra.job.order-of-calls',
    rule: 'Of calls side by side, a put or delete keeps its place before or after the start and the stop of a job of its data source.',
    label: 'assumed',
  },

  {
    id: 'kendra.capacity.editions',
    rule: 'A storage unit holds 10,000 documents and 3 GB of extracted text (Developer), or 100,000 documents and 30 GB (Enterprise, with up to 100 units more).',
    label: 'doc',
  },
  {
    id: 'kendra.capacity.documents',
    rule: 'A document beyond what the index holds is refused with InvalidRequest; the update of one that it holds is not.',
    label: 'doc',
    option: 'kendra.capacity',
  },
  {
    id: 'kendra.capacity.places-come-back',
    rule: 'An index holds the documents that are live or on their way there; those that were deleted or lost, or failed before they were live, give their place back.',
    label: 'assumed',
  },
  {
    id: 'kendra.capacity.text',
    rule: 'A put to an index whose live documents have reached its limit of extracted text fails with ServiceQuotaExceededException.',
    label: 'doc',
    option: 'kendra.capacity',
  },
  {
    id: 'kendra.capacity.conventions',
    rule: 'A GB is a thousand million bytes and the 50 MB of a document are MiB, and a GenAI index holds what an Enterprise one does.',
    label: 'assumed',
    option: 'kendra.capacity',
  },

  {
    id: 'kendra.wire.timestamps',
    rule: 'Timestamps are epoch seconds as JSON numbers, fractions allowed, and bytes are base64, both ways.',
    label: 'wire',
  },
  {
    id: 'kendra.wire.late-timestamp',
    rule: 'A timestamp after the year 9999, as one in milliseconds is, is refused with a ValidationException.',
    label: 'assumed',
  },
  {
    id: 'kendra.wire.bad-base64',
    rule: 'Bytes that are no padded base64 of the standard alphabet are refused with a ValidationException.',
    label: 'assumed',
  },
  {
    id: 'kendra.wire.bad-body',
    rule: 'A body that is no JSON object is refused with a SerializationException and HTTP 400.',
    label: 'assumed',
  },
  {
    id: 'kendra.wire.error-reply',
    rule: 'An error reply has __type and Message, with HTTP 400 for client faults and 500 for InternalServerException.',
    label: 'wire',
  },
  {
    id: 'kendra.wire.no-date',
    rule: 'Replies have no date header: from it the SDK would correct its clock.',
    label: 'wire',
  },
  {
    id: 'kendra.wire.empty-reply',
    rule: 'Operations without output answer 200 with an empty body.',
    label: 'model',
  },
  {
    id: 'kendra.wire.broken-connection',
    rule: 'A connection that breaks or times out is an error named TimeoutError with the code of the socket, as the SDK’s own handler has it.',
    label: 'wire',
  },
  {
    id: 'kendra.wire.retries',
    rule: 'A client that clientConfig has set up retries as the SDK’s standard strategy does, with back-off on simulated time and jitter from the seed.',
    label: 'wire',
  },
  {
    id: 'kendra.wire.unknown-operation',
    rule: 'A request over HTTP whose target names no operation of Kendra is answered with UnknownOperationException, status 400.',
    label: 'assumed',
  },
  {
    id: 'kendra.wire.scope',
    rule: 'A request over HTTP is for the region of its signature, and for the account that its access key names where that is an account number; no signature is verified.',
    label: 'assumed',
  },
  {
    id: 'kendra.wire.too-large',
    rule: 'A body above the limit of the server is answered with RequestEntityTooLargeException, status 413.',
    label: 'assumed',
  },
]
