/** Our types and the SDK's can stand for one another: inputs in both directions, outputs in the SDK's. */

import type * as sdk from '@aws-sdk/client-kendra'
import { expectTypeOf, it } from 'vitest'
import type * as dataSources from '../../../src/facades/kendra/shapes/data-source-shapes.ts'
import type * as documents from '../../../src/facades/kendra/shapes/document-shapes.ts'
import type * as indices from '../../../src/facades/kendra/shapes/index-shapes.ts'
import type * as mappings from '../../../src/facades/kendra/shapes/principal-mapping-shapes.ts'
import type * as jobs from '../../../src/facades/kendra/shapes/sync-job-shapes.ts'
import type * as tags from '../../../src/facades/kendra/shapes/tag-shapes.ts'
import type { KendraOperation } from '../../../src/facades/kendra/operation-names.ts'
import type { Valid } from '../../../src/facades/kendra/shapes/valid.ts'
import type { Kendra } from '../../../src/index.ts'

interface Inputs {
  BatchPutDocument: documents.BatchPutDocumentRequest
  BatchDeleteDocument: documents.BatchDeleteDocumentRequest
  BatchGetDocumentStatus: documents.BatchGetDocumentStatusRequest
  CreateIndex: indices.CreateIndexRequest
  DescribeIndex: indices.DescribeIndexRequest
  UpdateIndex: indices.UpdateIndexRequest
  DeleteIndex: indices.DeleteIndexRequest
  ListIndices: indices.ListIndicesRequest
  CreateDataSource: dataSources.CreateDataSourceRequest
  DescribeDataSource: dataSources.DescribeDataSourceRequest
  UpdateDataSource: dataSources.UpdateDataSourceRequest
  DeleteDataSource: dataSources.DeleteDataSourceRequest
  ListDataSources: dataSources.ListDataSourcesRequest
  StartDataSourceSyncJob: jobs.StartDataSourceSyncJobRequest
  StopDataSourceSyncJob: jobs.StopDataSourceSyncJobRequest
  ListDataSourceSyncJobs: jobs.ListDataSourceSyncJobsRequest
  PutPrincipalMapping: mappings.PutPrincipalMappingRequest
  DeletePrincipalMapping: mappings.DeletePrincipalMappingRequest
  DescribePrincipalMapping: mappings.DescribePrincipalMappingRequest
  ListGroupsOlderThanOrderingId: mappings.ListGroupsOlderThanOrderingIdRequest
  TagResource: tags.TagResourceRequest
  UntagResource: tags.UntagResourceRequest
  ListTagsForResource: tags.ListTagsForResourceRequest
}

interface SdkInputs {
  BatchPutDocument: sdk.BatchPutDocumentCommandInput
  BatchDeleteDocument: sdk.BatchDeleteDocumentCommandInput
  BatchGetDocumentStatus: sdk.BatchGetDocumentStatusCommandInput
  CreateIndex: sdk.CreateIndexCommandInput
  DescribeIndex: sdk.DescribeIndexCommandInput
  UpdateIndex: sdk.UpdateIndexCommandInput
  DeleteIndex: sdk.DeleteIndexCommandInput
  ListIndices: sdk.ListIndicesCommandInput
  CreateDataSource: sdk.CreateDataSourceCommandInput
  DescribeDataSource: sdk.DescribeDataSourceCommandInput
  UpdateDataSource: sdk.UpdateDataSourceCommandInput
  DeleteDataSource: sdk.DeleteDataSourceCommandInput
  ListDataSources: sdk.ListDataSourcesCommandInput
  StartDataSourceSyncJob: sdk.StartDataSourceSyncJobCommandInput
  StopDataSourceSyncJob: sdk.StopDataSourceSyncJobCommandInput
  ListDataSourceSyncJobs: sdk.ListDataSourceSyncJobsCommandInput
  PutPrincipalMapping: sdk.PutPrincipalMappingCommandInput
  DeletePrincipalMapping: sdk.DeletePrincipalMappingCommandInput
  DescribePrincipalMapping: sdk.DescribePrincipalMappingCommandInput
  ListGroupsOlderThanOrderingId: sdk.ListGroupsOlderThanOrderingIdCommandInput
  TagResource: sdk.TagResourceCommandInput
  UntagResource: sdk.UntagResourceCommandInput
  ListTagsForResource: sdk.ListTagsForResourceCommandInput
}

interface Outputs {
  BatchPutDocument: documents.BatchPutDocumentResponse
  BatchDeleteDocument: documents.BatchDeleteDocumentResponse
  BatchGetDocumentStatus: documents.BatchGetDocumentStatusResponse
  CreateIndex: indices.CreateIndexResponse
  DescribeIndex: indices.DescribeIndexResponse
  ListIndices: indices.ListIndicesResponse
  CreateDataSource: dataSources.CreateDataSourceResponse
  DescribeDataSource: dataSources.DescribeDataSourceResponse
  ListDataSources: dataSources.ListDataSourcesResponse
  StartDataSourceSyncJob: jobs.StartDataSourceSyncJobResponse
  ListDataSourceSyncJobs: jobs.ListDataSourceSyncJobsResponse
  DescribePrincipalMapping: mappings.DescribePrincipalMappingResponse
  ListGroupsOlderThanOrderingId: mappings.ListGroupsOlderThanOrderingIdResponse
  TagResource: tags.TagResourceResponse
  UntagResource: tags.UntagResourceResponse
  ListTagsForResource: tags.ListTagsForResourceResponse
}

interface SdkOutputs {
  BatchPutDocument: sdk.BatchPutDocumentResponse
  BatchDeleteDocument: sdk.BatchDeleteDocumentResponse
  BatchGetDocumentStatus: sdk.BatchGetDocumentStatusResponse
  CreateIndex: sdk.CreateIndexResponse
  DescribeIndex: sdk.DescribeIndexResponse
  ListIndices: sdk.ListIndicesResponse
  CreateDataSource: sdk.CreateDataSourceResponse
  DescribeDataSource: sdk.DescribeDataSourceResponse
  ListDataSources: sdk.ListDataSourcesResponse
  StartDataSourceSyncJob: sdk.StartDataSourceSyncJobResponse
  ListDataSourceSyncJobs: sdk.ListDataSourceSyncJobsResponse
  DescribePrincipalMapping: sdk.DescribePrincipalMappingResponse
  ListGroupsOlderThanOrderingId: sdk.ListGroupsOlderThanOrderingIdResponse
  TagResource: sdk.TagResourceResponse
  UntagResource: sdk.UntagResourceResponse
  ListTagsForResource: sdk.ListTagsForResourceResponse
}

it('takes the inputs that are written for the SDK', () => {
  expectTypeOf<SdkInputs>().toExtend<Inputs>()
})

it('writes inputs that the SDK takes', () => {
  expectTypeOf<Inputs>().toExtend<SdkInputs>()
})

/** The operations of our facade, as methods of an aggregated client. */
type Operations = { [Name in keyof Inputs as Uncapitalize<Name>]: Name }

/** What a method of the SDK's aggregated client takes, and what it tells its callback; the overload with all parts is the last. */
type PartsOf<Method> = Method extends (
  input: infer Input,
  options: never,
  tell: (error: never, output?: infer Output) => void,
) => void
  ? readonly [Input, Output]
  : never
type SdkParts = { [Method in keyof Operations]: PartsOf<sdk.Kendra[Method]> }
/** A method of that client, for somebody who does not look at `$metadata`. */
type SdkMethods = {
  [Method in keyof Operations]: (
    input: SdkParts[Method][0],
  ) => Promise<Omit<SdkParts[Method][1], '$metadata'>>
}

it('has the methods of the SDK’s aggregated client, each with the SDK’s input and output', () => {
  expectTypeOf<KendraOperation>().toEqualTypeOf<keyof Inputs>()
  expectTypeOf<Pick<Kendra, keyof Operations>>().toExtend<SdkMethods>()
  // Nothing above is `never`, which would go for everything.
  type Missing = {
    [Method in keyof Operations]: [SdkParts[Method]] extends [never] ? Method : never
  }[keyof Operations]
  expectTypeOf<Missing>().toEqualTypeOf<never>()
  expectTypeOf<SdkParts['createIndex']>().toEqualTypeOf<
    readonly [sdk.CreateIndexCommandInput, sdk.CreateIndexCommandOutput]
  >()
  expectTypeOf<SdkParts['deleteIndex']>().toEqualTypeOf<
    readonly [sdk.DeleteIndexCommandInput, sdk.DeleteIndexCommandOutput]
  >()
})

it('gives outputs that pass for the SDK', () => {
  expectTypeOf<Outputs>().toExtend<SdkOutputs>()
})

it('has every member of the SDK, so that none is lost in passing', () => {
  type Members<T> = { [Operation in keyof T]: keyof T[Operation] }
  expectTypeOf<Members<Inputs>>().toEqualTypeOf<Members<SdkInputs>>()
  expectTypeOf<Members<Outputs>>().toEqualTypeOf<Members<SdkOutputs>>()
  expectTypeOf<keyof documents.Document>().toEqualTypeOf<keyof sdk.Document>()
  expectTypeOf<keyof documents.Principal>().toEqualTypeOf<keyof sdk.Principal>()
  expectTypeOf<keyof documents.DocumentAttributeValue>().toEqualTypeOf<keyof sdk.DocumentAttributeValue>()
  expectTypeOf<documents.DocumentStatus>().toEqualTypeOf<sdk.DocumentStatus>()
  expectTypeOf<documents.ContentType>().toEqualTypeOf<sdk.ContentType>()
  expectTypeOf<documents.ErrorCode>().toEqualTypeOf<sdk.ErrorCode>()
})

it('knows after validation that what is required is there', () => {
  expectTypeOf<Valid<documents.BatchPutDocumentRequest>['Documents'][number]['Id']>().toEqualTypeOf<string>()
  expectTypeOf<Valid<documents.DocumentAttribute>['Value']['DateValue']>().toEqualTypeOf<Date | undefined>()
  expectTypeOf<Valid<documents.Document>['Title']>().toEqualTypeOf<string | undefined>()
})
