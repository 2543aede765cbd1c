/** The operations as methods, with the camel-case names, inputs and outputs of the SDK's aggregated client. */
import type { KendraOperation } from './operation-names.ts'
import type { InputOf, OutputOf } from './operations/operations.ts'

/** Carries a call to the service and back. */
export type CallService = <Name extends KendraOperation>(
  name: Name,
  input: InputOf<Name>,
) => Promise<OutputOf<Name>>

type Methods = {
  [Name in KendraOperation as Uncapitalize<Name>]: (input: InputOf<Name>) => Promise<OutputOf<Name>>
}

export abstract class KendraMethods implements Methods {
  readonly #call: CallService

  constructor(call: CallService) {
    this.#call = call
  }

  /**
   * Submits 1 to 10 documents for indexing, which goes on after the call. Documents that are rejected at once are in
   * FailedDocuments, which is always there. Throws what the model names: ValidationException and others.
   */
  batchPutDocument(input: InputOf<'BatchPutDocument'>): Promise<OutputOf<'BatchPutDocument'>> {
    return this.#call('BatchPutDocument', input)
  }

  /** Submits 1 to 10 documents for deletion, which goes on after the call: NOT_FOUND when it is done. */
  batchDeleteDocument(input: InputOf<'BatchDeleteDocument'>): Promise<OutputOf<'BatchDeleteDocument'>> {
    return this.#call('BatchDeleteDocument', input)
  }

  /** The indexing status of 1 to 10 documents, in the order of the request. Both lists are always there. */
  batchGetDocumentStatus(
    input: InputOf<'BatchGetDocumentStatus'>,
  ): Promise<OutputOf<'BatchGetDocumentStatus'>> {
    return this.#call('BatchGetDocumentStatus', input)
  }

  /**
   * Creates an index, which is CREATING for a while (`kendra.takes.createIndex`) and then ACTIVE. The same ClientToken means the
   * same index.
   */
  createIndex(input: InputOf<'CreateIndex'>): Promise<OutputOf<'CreateIndex'>> {
    return this.#call('CreateIndex', input)
  }

  /** An index in whatever state it is; its statistics count what is live. */
  describeIndex(input: InputOf<'DescribeIndex'>): Promise<OutputOf<'DescribeIndex'>> {
    return this.#call('DescribeIndex', input)
  }

  /** Changes an index, all or nothing: fields are added or tuned, never removed, and their types never change. */
  updateIndex(input: InputOf<'UpdateIndex'>): Promise<OutputOf<'UpdateIndex'>> {
    return this.#call('UpdateIndex', input)
  }

  /** Deletes an index with all that is in it: DELETING for a while, then gone. Again is no error. */
  deleteIndex(input: InputOf<'DeleteIndex'>): Promise<OutputOf<'DeleteIndex'>> {
    return this.#call('DeleteIndex', input)
  }

  /** The indices of the account, the oldest first, up to 100 a page. */
  listIndices(input: InputOf<'ListIndices'> = {}): Promise<OutputOf<'ListIndices'>> {
    return this.#call('ListIndices', input)
  }

  /**
   * Creates a data source, which is CREATING for a while and then ACTIVE. One of type CUSTOM takes no Configuration, RoleArn or
   * Schedule; every other needs its own Configuration and a RoleArn.
   */
  createDataSource(input: InputOf<'CreateDataSource'>): Promise<OutputOf<'CreateDataSource'>> {
    return this.#call('CreateDataSource', input)
  }

  /** A data source in whatever state it is. */
  describeDataSource(input: InputOf<'DescribeDataSource'>): Promise<OutputOf<'DescribeDataSource'>> {
    return this.#call('DescribeDataSource', input)
  }

  /** Changes a data source: UPDATING for a while, then ACTIVE. */
  updateDataSource(input: InputOf<'UpdateDataSource'>): Promise<OutputOf<'UpdateDataSource'>> {
    return this.#call('UpdateDataSource', input)
  }

  /** Deletes a data source and the documents that were put through it: DELETING for a while, then gone. Again is no error. */
  deleteDataSource(input: InputOf<'DeleteDataSource'>): Promise<OutputOf<'DeleteDataSource'>> {
    return this.#call('DeleteDataSource', input)
  }

  /** The data sources of an index, the oldest first, up to 100 a page. */
  listDataSources(input: InputOf<'ListDataSources'>): Promise<OutputOf<'ListDataSources'>> {
    return this.#call('ListDataSources', input)
  }

  /** Starts a sync job and answers its ExecutionId. Throws a ResourceInUseException while another runs. */
  startDataSourceSyncJob(
    input: InputOf<'StartDataSourceSyncJob'>,
  ): Promise<OutputOf<'StartDataSourceSyncJob'>> {
    return this.#call('StartDataSourceSyncJob', input)
  }

  /**
   * Stops the running sync job: it takes no more documents, is SYNCING_INDEXING until those that it took have come to their
   * end, and then SUCCEEDED, or INCOMPLETE if some failed. Where none runs it succeeds.
   */
  stopDataSourceSyncJob(input: InputOf<'StopDataSourceSyncJob'>): Promise<OutputOf<'StopDataSourceSyncJob'>> {
    return this.#call('StopDataSourceSyncJob', input)
  }

  /** The sync jobs of a data source, the newest first, up to 10 a page. Metrics are strings. */
  listDataSourceSyncJobs(
    input: InputOf<'ListDataSourceSyncJobs'>,
  ): Promise<OutputOf<'ListDataSourceSyncJobs'>> {
    return this.#call('ListDataSourceSyncJobs', input)
  }

  /** Maps users and groups to a group; it is PROCESSING for a while. An action never overrides one with a higher OrderingId. */
  putPrincipalMapping(input: InputOf<'PutPrincipalMapping'>): Promise<OutputOf<'PutPrincipalMapping'>> {
    return this.#call('PutPrincipalMapping', input)
  }

  /** Takes the members of a group away; it is DELETING for a while. */
  deletePrincipalMapping(
    input: InputOf<'DeletePrincipalMapping'>,
  ): Promise<OutputOf<'DeletePrincipalMapping'>> {
    return this.#call('DeletePrincipalMapping', input)
  }

  /** The latest actions on a group, the newest first. */
  describePrincipalMapping(
    input: InputOf<'DescribePrincipalMapping'>,
  ): Promise<OutputOf<'DescribePrincipalMapping'>> {
    return this.#call('DescribePrincipalMapping', input)
  }

  /** The groups whose last action has a lower ordering id, up to 10 a page. */
  listGroupsOlderThanOrderingId(
    input: InputOf<'ListGroupsOlderThanOrderingId'>,
  ): Promise<OutputOf<'ListGroupsOlderThanOrderingId'>> {
    return this.#call('ListGroupsOlderThanOrderingId', input)
  }

  /** Adds tags to an index or a data source, by its ARN. */
  tagResource(input: InputOf<'TagResource'>): Promise<OutputOf<'TagResource'>> {
    return this.#call('TagResource', input)
  }

  /** Takes tags away by their keys; those that are not there are no error. */
  untagResource(input: InputOf<'UntagResource'>): Promise<OutputOf<'UntagResource'>> {
    return this.#call('UntagResource', input)
  }

  /** The tags of an index or a data source. */
  listTagsForResource(input: InputOf<'ListTagsForResource'>): Promise<OutputOf<'ListTagsForResource'>> {
    return this.#call('ListTagsForResource', input)
  }
}
