/**
 * The shapes of documents and of the three operations on them, as the service model of 2019-02-03 has them. Types of
 * inputs agree with the AWS SDK's: required members may be typed as undefined, and validation refuses them then.
 */

import type { z } from 'zod'
import { compiledWhenBusy } from '../../../input/compiled-when-busy.ts'
import { whenAsked } from '../../../core/when-asked.ts'
import { blob, choice, flag, list, structure, text, timestamp, wholeNumber } from './constraints.ts'
import type { Valid } from './valid.ts'

/** The formats that a document can be declared to have. */
export type ContentType =
  | 'PDF'
  | 'HTML'
  | 'MS_WORD'
  | 'PLAIN_TEXT'
  | 'PPT'
  | 'RTF'
  | 'XML'
  | 'XSLT'
  | 'MS_EXCEL'
  | 'CSV'
  | 'JSON'
  | 'MD'

/** How an enrichment rule compares an attribute. */
export type ConditionOperator =
  | 'GreaterThan'
  | 'GreaterThanOrEquals'
  | 'LessThan'
  | 'LessThanOrEquals'
  | 'Equals'
  | 'NotEquals'
  | 'Contains'
  | 'NotContains'
  | 'Exists'
  | 'NotExists'
  | 'BeginsWith'

/** The value of an attribute: exactly one of the four. The model lets several pass; the put then rejects the document. */
export interface DocumentAttributeValue {
  StringValue?: string | undefined
  StringListValue?: string[] | undefined
  /** A whole number. */
  LongValue?: number | undefined
  DateValue?: Date | undefined
}

/** A value for one of the fields of the index. */
export interface DocumentAttribute {
  /** 1..200 characters of `[a-zA-Z0-9_-]`, the first not a hyphen. */
  Key: string | undefined
  Value: DocumentAttributeValue | undefined
}

/** A user or a group that may, or may not, see a document. */
export interface Principal {
  Name: string | undefined
  Type: 'USER' | 'GROUP' | undefined
  Access: 'ALLOW' | 'DENY' | undefined
  DataSourceId?: string | undefined
}

/** One level of an access list with levels. */
export interface HierarchicalPrincipal {
  PrincipalList: Principal[] | undefined
}

/** Where an object lies in S3. */
export interface S3Path {
  Bucket: string | undefined
  Key: string | undefined
}

/** A document as it is put. Its content is either in `Blob` or at `S3Path`. */
export interface Document {
  /** 1..2048 characters, unique in the index. */
  Id: string | undefined
  Title?: string | undefined
  /** The content; a copy is made at the call. */
  Blob?: Uint8Array | undefined
  S3Path?: S3Path | undefined
  Attributes?: DocumentAttribute[] | undefined
  AccessControlList?: Principal[] | undefined
  HierarchicalAccessControlList?: HierarchicalPrincipal[] | undefined
  /** Plain text when it is missing [assumed]. */
  ContentType?: ContentType | undefined
  AccessControlConfigurationId?: string | undefined
}

/** When an enrichment rule or a hook applies. */
export interface DocumentAttributeCondition {
  ConditionDocumentAttributeKey: string | undefined
  Operator: ConditionOperator | undefined
  ConditionOnValue?: DocumentAttributeValue | undefined
}

/** What an enrichment rule does to an attribute. */
export interface DocumentAttributeTarget {
  TargetDocumentAttributeKey?: string | undefined
  TargetDocumentAttributeValueDeletion?: boolean | undefined
  TargetDocumentAttributeValue?: DocumentAttributeValue | undefined
}

/** An enrichment rule without code. */
export interface InlineCustomDocumentEnrichmentConfiguration {
  Condition?: DocumentAttributeCondition | undefined
  Target?: DocumentAttributeTarget | undefined
  DocumentContentDeletion?: boolean | undefined
}

/** A Lambda function that changes documents before or after their text is extracted. */
export interface HookConfiguration {
  InvocationCondition?: DocumentAttributeCondition | undefined
  LambdaArn: string | undefined
  S3Bucket: string | undefined
}

/** How documents are to be changed while they are ingested. Checked here; the simulator runs no enrichment. */
export interface CustomDocumentEnrichmentConfiguration {
  InlineConfigurations?: InlineCustomDocumentEnrichmentConfiguration[] | undefined
  PreExtractionHookConfiguration?: HookConfiguration | undefined
  PostExtractionHookConfiguration?: HookConfiguration | undefined
  RoleArn?: string | undefined
}

/** The input of BatchPutDocument: 1..10 documents. */
export interface BatchPutDocumentRequest {
  IndexId: string | undefined
  RoleArn?: string | undefined
  Documents: Document[] | undefined
  CustomDocumentEnrichmentConfiguration?: CustomDocumentEnrichmentConfiguration | undefined
}

/** Whose mistake the rejection of a document is. */
export type ErrorCode = 'InternalError' | 'InvalidRequest'

/** A document that was rejected at the call. The member is `Id`, where status answers have `DocumentId`. */
export interface BatchPutDocumentResponseFailedDocument {
  Id: string
  DataSourceId?: string | undefined
  ErrorCode: ErrorCode
  ErrorMessage: string
}

/** The output of BatchPutDocument. The list is always there, empty when every document was accepted [wire]. */
export interface BatchPutDocumentResponse {
  FailedDocuments: BatchPutDocumentResponseFailedDocument[]
}

/** The sync job whose metrics are to count a delete. */
export interface DataSourceSyncJobMetricTarget {
  DataSourceId: string | undefined
  /** The running job when it is missing. */
  DataSourceSyncJobId?: string | undefined
}

/** The input of BatchDeleteDocument: 1..10 ids. */
export interface BatchDeleteDocumentRequest {
  IndexId: string | undefined
  DocumentIdList: string[] | undefined
  DataSourceSyncJobMetricTarget?: DataSourceSyncJobMetricTarget | undefined
}

/** A document whose delete was rejected at the call. */
export interface BatchDeleteDocumentResponseFailedDocument {
  Id: string
  DataSourceId?: string | undefined
  ErrorCode: ErrorCode
  ErrorMessage: string
}

/** The output of BatchDeleteDocument. The list is always there [wire]. */
export interface BatchDeleteDocumentResponse {
  FailedDocuments: BatchDeleteDocumentResponseFailedDocument[]
}

/** Which document, and which version of it, a status is asked for. */
export interface DocumentInfo {
  DocumentId: string | undefined
  /** `dataSourceId` (or `datasourceId`), `jobExecutionId` and `version`; none for the newest version. */
  Attributes?: DocumentAttribute[] | undefined
}

/** The input of BatchGetDocumentStatus: 1..10 documents. */
export interface BatchGetDocumentStatusRequest {
  IndexId: string | undefined
  DocumentInfoList: DocumentInfo[] | undefined
}

/** The six words of the service. Processing ends with any of them but PROCESSING, and not with two alone. */
export type DocumentStatus = 'NOT_FOUND' | 'PROCESSING' | 'INDEXED' | 'UPDATED' | 'FAILED' | 'UPDATE_FAILED'

/** The status of one document. */
export interface Status {
  DocumentId: string
  DocumentStatus: DocumentStatus
  FailureCode?: string | undefined
  FailureReason?: string | undefined
}

/** A document whose status could not be read. */
export interface BatchGetDocumentStatusResponseError {
  DocumentId: string
  DataSourceId?: string | undefined
  ErrorCode: ErrorCode
  ErrorMessage: string
}

/** The output of BatchGetDocumentStatus. Both lists are always there; the statuses keep the order of the request [assumed]. */
export interface BatchGetDocumentStatusResponse {
  Errors: BatchGetDocumentStatusResponseError[]
  DocumentStatusList: Status[]
}

/** The id of an index: 36 characters. */
export const indexId: () => z.ZodType<string, string> = whenAsked(() =>
  text({
    min: 36,
    max: 36,
    pattern: '[a-zA-Z0-9][a-zA-Z0-9-]*',
  }),
)
/** The id of a data source. */
export const dataSourceId: () => z.ZodType<string, string> = whenAsked(() =>
  text({
    min: 1,
    max: 100,
    pattern: '[a-zA-Z0-9][a-zA-Z0-9_-]*',
  }),
)
/** The ARN of a role. An empty one is within the length and breaks the pattern. */
export const roleArn: () => z.ZodType<string, string> = whenAsked(() =>
  text({
    max: 1284,
    pattern: 'arn:[a-z0-9-\\.]{1,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[^/].{0,1023}',
  }),
)

const documentId = whenAsked(() => text({ min: 1, max: 2048 }))
const attributeKey = whenAsked(() => text({ min: 1, max: 200, pattern: '[a-zA-Z0-9_][a-zA-Z0-9_-]*' }))
const bucketName = whenAsked(() => text({ min: 3, max: 63, pattern: '[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9]' }))

/** Where an object lies in S3. */
export const s3Path: () => z.ZodType<Valid<S3Path>, S3Path> = whenAsked(() =>
  structure({
    Bucket: bucketName(),
    Key: text({ min: 1, max: 1024 }),
  }),
)

const attributeValue = whenAsked(() =>
  structure({
    StringValue: text({ min: 1, max: 2048 }).optional(),
    StringListValue: list(text({ min: 1, max: 2048 })).optional(),
    LongValue: wholeNumber().optional(),
    DateValue: timestamp().optional(),
  }),
)

const attribute = whenAsked(() => structure({ Key: attributeKey(), Value: attributeValue() }))

const principal = whenAsked(() =>
  structure({
    Name: text({ min: 1, max: 200, pattern: '^\\P{C}*$' }),
    Type: choice(['USER', 'GROUP']),
    Access: choice(['ALLOW', 'DENY']),
    DataSourceId: dataSourceId().optional(),
  }),
)

/** A document as a put carries it. */
export const document: () => z.ZodType<Valid<Document>, Document> = whenAsked(() =>
  structure({
    Id: documentId(),
    Title: text().optional(),
    Blob: blob().optional(),
    S3Path: s3Path().optional(),
    Attributes: list(attribute()).optional(),
    AccessControlList: list(principal()).optional(),
    HierarchicalAccessControlList: list(structure({ PrincipalList: list(principal()) }), {
      min: 1,
      max: 30,
    }).optional(),
    ContentType: choice([
      'PDF',
      'HTML',
      'MS_WORD',
      'PLAIN_TEXT',
      'PPT',
      'RTF',
      'XML',
      'XSLT',
      'MS_EXCEL',
      'CSV',
      'JSON',
      'MD',
    ]).optional(),
    AccessControlConfigurationId: text({ min: 1, max: 36, pattern: '[a-zA-Z0-9-]+' }).optional(),
  }),
)

const condition = whenAsked(() =>
  structure({
    ConditionDocumentAttributeKey: attributeKey(),
    Operator: choice([
      'GreaterThan',
      'GreaterThanOrEquals',
      'LessThan',
      'LessThanOrEquals',
      'Equals',
      'NotEquals',
      'Contains',
      'NotContains',
      'Exists',
      'NotExists',
      'BeginsWith',
    ]),
    ConditionOnValue: attributeValue().optional(),
  }),
)

const inlineEnrichment = whenAsked(() =>
  structure({
    Condition: condition().optional(),
    Target: structure({
      TargetDocumentAttributeKey: attributeKey().optional(),
      TargetDocumentAttributeValueDeletion: flag().optional(),
      TargetDocumentAttributeValue: attributeValue().optional(),
    }).optional(),
    DocumentContentDeletion: flag().optional(),
  }),
)

const hook = whenAsked(() =>
  structure({
    InvocationCondition: condition().optional(),
    LambdaArn: text({
      min: 1,
      max: 2048,
      pattern:
        '/arn:aws[a-zA-Z-]*:lambda:[a-z]+-[a-z]+-[0-9]:[0-9]{12}:function:[a-zA-Z0-9-_]+' +
        '(\\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?(:[a-zA-Z0-9-_]+)?/',
    }),
    S3Bucket: bucketName(),
  }),
)

/** Enrichment, as puts and data sources carry it. */
export const customDocumentEnrichmentConfiguration: () => z.ZodType<
  Valid<CustomDocumentEnrichmentConfiguration>,
  CustomDocumentEnrichmentConfiguration
> = whenAsked(() =>
  structure({
    InlineConfigurations: list(inlineEnrichment(), { max: 100 }).optional(),
    PreExtractionHookConfiguration: hook().optional(),
    PostExtractionHookConfiguration: hook().optional(),
    RoleArn: roleArn().optional(),
  }),
)

/** Compiled when it is busy, like the two below: these are the calls that come by the million. */
export const batchPutDocumentRequest: () => z.ZodType<Valid<BatchPutDocumentRequest>> = compiledWhenBusy(() =>
  structure({
    IndexId: indexId(),
    RoleArn: roleArn().optional(),
    Documents: list(document(), { min: 1, max: 10 }),
    CustomDocumentEnrichmentConfiguration: customDocumentEnrichmentConfiguration().optional(),
  }),
)

/** The input of BatchDeleteDocument. */
export const batchDeleteDocumentRequest: () => z.ZodType<Valid<BatchDeleteDocumentRequest>> =
  compiledWhenBusy(() =>
    structure({
      IndexId: indexId(),
      DocumentIdList: list(documentId(), { min: 1, max: 10 }),
      DataSourceSyncJobMetricTarget: structure({
        DataSourceId: dataSourceId(),
        DataSourceSyncJobId: text({ min: 1, max: 100, pattern: '[a-zA-Z0-9][a-zA-Z0-9_-]*' }).optional(),
      }).optional(),
    }),
  )

/** The input of BatchGetDocumentStatus. */
export const batchGetDocumentStatusRequest: () => z.ZodType<Valid<BatchGetDocumentStatusRequest>> =
  compiledWhenBusy(() =>
    structure({
      IndexId: indexId(),
      DocumentInfoList: list(
        structure({ DocumentId: documentId(), Attributes: list(attribute()).optional() }),
        {
          min: 1,
          max: 10,
        },
      ),
    }),
  )
