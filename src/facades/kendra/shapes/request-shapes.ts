/** The shape of every operation's input, by the operation's name. */

import {
  createDataSourceRequest,
  describeDataSourceRequest,
  updateDataSourceRequest,
  deleteDataSourceRequest,
  listDataSourcesRequest,
} from './data-source-shapes.ts'
import {
  batchPutDocumentRequest,
  batchDeleteDocumentRequest,
  batchGetDocumentStatusRequest,
} from './document-shapes.ts'
import {
  createIndexRequest,
  describeIndexRequest,
  updateIndexRequest,
  deleteIndexRequest,
  listIndicesRequest,
} from './index-shapes.ts'
import {
  putPrincipalMappingRequest,
  deletePrincipalMappingRequest,
  describePrincipalMappingRequest,
  listGroupsOlderThanOrderingIdRequest,
} from './principal-mapping-shapes.ts'
import {
  startDataSourceSyncJobRequest,
  stopDataSourceSyncJobRequest,
  listDataSourceSyncJobsRequest,
} from './sync-job-shapes.ts'
import { tagResourceRequest, untagResourceRequest, listTagsForResourceRequest } from './tag-shapes.ts'

/** What `validate` checks the input of an operation against. An operation that is not listed is not simulated. */
export const requestShapes: {
  readonly BatchPutDocument: typeof batchPutDocumentRequest
  readonly BatchDeleteDocument: typeof batchDeleteDocumentRequest
  readonly BatchGetDocumentStatus: typeof batchGetDocumentStatusRequest
  readonly CreateIndex: typeof createIndexRequest
  readonly DescribeIndex: typeof describeIndexRequest
  readonly UpdateIndex: typeof updateIndexRequest
  readonly DeleteIndex: typeof deleteIndexRequest
  readonly ListIndices: typeof listIndicesRequest
  readonly CreateDataSource: typeof createDataSourceRequest
  readonly DescribeDataSource: typeof describeDataSourceRequest
  readonly UpdateDataSource: typeof updateDataSourceRequest
  readonly DeleteDataSource: typeof deleteDataSourceRequest
  readonly ListDataSources: typeof listDataSourcesRequest
  readonly StartDataSourceSyncJob: typeof startDataSourceSyncJobRequest
  readonly StopDataSourceSyncJob: typeof stopDataSourceSyncJobRequest
  readonly ListDataSourceSyncJobs: typeof listDataSourceSyncJobsRequest
  readonly PutPrincipalMapping: typeof putPrincipalMappingRequest
  readonly DeletePrincipalMapping: typeof deletePrincipalMappingRequest
  readonly DescribePrincipalMapping: typeof describePrincipalMappingRequest
  readonly ListGroupsOlderThanOrderingId: typeof listGroupsOlderThanOrderingIdRequest
  readonly TagResource: typeof tagResourceRequest
  readonly UntagResource: typeof untagResourceRequest
  readonly ListTagsForResource: typeof listTagsForResourceRequest
} = {
  BatchPutDocument: batchPutDocumentRequest,
  BatchDeleteDocument: batchDeleteDocumentRequest,
  BatchGetDocumentStatus: batchGetDocumentStatusRequest,
  CreateIndex: createIndexRequest,
  DescribeIndex: describeIndexRequest,
  UpdateIndex: updateIndexRequest,
  DeleteIndex: deleteIndexRequest,
  ListIndices: listIndicesRequest,
  CreateDataSource: createDataSourceRequest,
  DescribeDataSource: describeDataSourceRequest,
  UpdateDataSource: updateDataSourceRequest,
  DeleteDataSource: deleteDataSourceRequest,
  ListDataSources: listDataSourcesRequest,
  StartDataSourceSyncJob: startDataSourceSyncJobRequest,
  StopDataSourceSyncJob: stopDataSourceSyncJobRequest,
  ListDataSourceSyncJobs: listDataSourceSyncJobsRequest,
  PutPrincipalMapping: putPrincipalMappingRequest,
  DeletePrincipalMapping: deletePrincipalMappingRequest,
  DescribePrincipalMapping: describePrincipalMappingRequest,
  ListGroupsOlderThanOrderingId: listGroupsOlderThanOrderingIdRequest,
  TagResource: tagResourceRequest,
  UntagResource: untagResourceRequest,
  ListTagsForResource: listTagsForResourceRequest,
}
