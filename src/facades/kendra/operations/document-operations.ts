/** The operations on documents. */
import type { CallInEffect } from '../../../core/call.ts'
import type { CopyBytes } from '../../../core/byte-copies.ts'
import type { DocumentRow } from '../../../core/document-table.ts'
import { capacityOf } from '../capacity.ts'
import { findPutFault, type PutOrigin, readPutOrigin, readStatusTarget } from '../document-attributes.ts'
import { ServiceQuotaExceededException } from '../service-exception.ts'
import {
  batchDeleteDocumentRequest,
  type BatchDeleteDocumentRequest,
  type BatchDeleteDocumentResponse,
  batchGetDocumentStatusRequest,
  type BatchGetDocumentStatusRequest,
  type BatchGetDocumentStatusResponse,
  type BatchGetDocumentStatusResponseError,
  batchPutDocumentRequest,
  type BatchPutDocumentRequest,
  type BatchPutDocumentResponse,
  type BatchPutDocumentResponseFailedDocument,
  type Document,
  type ErrorCode,
  type Status,
} from '../shapes/document-shapes.ts'
import {
  findCapacityFault,
  findDeleteFault,
  findDuplicate,
  findMissing,
  findOriginFault,
  findPlaceFault,
} from '../document-rejections.ts'
import type { KendraAccount } from '../kendra-account.ts'
import type { KendraIndex } from '../kendra-index.ts'
import type { Operations } from './operation.ts'
import { syncJobsOf } from '../sync-job.ts'
import { STATUS_OF_VERSION, stateBefore, statusOf } from '../kendra-status.ts'
import { submissionOf, versionKey } from '../submission.ts'
import type { Valid } from '../shapes/valid.ts'

export interface DocumentShapes {
  BatchPutDocument: readonly [BatchPutDocumentRequest, BatchPutDocumentResponse]
  BatchDeleteDocument: readonly [BatchDeleteDocumentRequest, BatchDeleteDocumentResponse]
  BatchGetDocumentStatus: readonly [BatchGetDocumentStatusRequest, BatchGetDocumentStatusResponse]
}

export const documentOperations: Operations<DocumentShapes> = {
  BatchPutDocument: {
    schema: batchPutDocumentRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    documentsOf: ({ Documents }) => Documents.map(({ Id }) => Id),
    usesOf: ({ Documents }) =>
      Documents.flatMap(({ Attributes }) => jobsOf(readPutOrigin(Attributes).dataSource)),
    mapBytes: mapBlobs,
    apply: putDocuments,
  },
  BatchDeleteDocument: {
    schema: batchDeleteDocumentRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    documentsOf: ({ DocumentIdList }) => DocumentIdList,
    usesOf: ({ DataSourceSyncJobMetricTarget: target }) => jobsOf(target?.DataSourceId),
    apply: deleteDocuments,
  },
  BatchGetDocumentStatus: {
    schema: batchGetDocumentStatusRequest,
    isRead: true,
    indexOf: ({ IndexId }) => IndexId,
    documentsOf: ({ DocumentInfoList }) => DocumentInfoList.map(({ DocumentId }) => DocumentId),
    apply: getDocumentStatuses,
  },
}

/** A put and a delete depend on which job of their data source runs. */
function jobsOf(dataSource: string | undefined): string[] {
  return dataSource === undefined ? [] : [syncJobsOf(dataSource)]
}

function mapBlobs({ Documents }: Valid<BatchPutDocumentRequest>, map: CopyBytes): void {
  for (const document of Documents) if (document.Blob !== undefined) document.Blob = map(document.Blob)
}

/** Documents are accepted one by one, and those that are not are in FailedDocuments [doc]. */
function putDocuments(
  account: KendraAccount,
  { IndexId, Documents }: Valid<BatchPutDocumentRequest>,
  call: CallInEffect,
): BatchPutDocumentResponse {
  const index = account.activeIndex(IndexId)
  const { engine } = account.simulation
  const capacity = capacityOf(index.edition, index.capacityUnits, account.settings.capacity)
  if (index.corpus.liveTextBytes >= capacity.textBytes)
    throw new ServiceQuotaExceededException(
      `The index holds ${index.corpus.liveTextBytes} bytes of extracted text; its limit is ${capacity.textBytes}.`,
    )
  const ids = account.settings.duplicatesInBatch === 'rejected' ? new Set<string>() : undefined
  const FailedDocuments: BatchPutDocumentResponseFailedDocument[] = []
  for (const document of Documents) {
    const origin = readPutOrigin(document.Attributes)
    const fault =
      findPutFault(document, index.fields) ??
      findDuplicate(document, ids) ??
      findOriginFault(index, origin) ??
      findPlaceFault(account, index, document.Id, origin) ??
      findCapacityFault(engine, index, document.Id, capacity)
    const entry =
      fault === undefined
        ? rejectedByRule(call, document.Id, origin.dataSource)
        : rejected(document.Id, fault, origin.dataSource)
    if (entry === undefined) acceptPut(account, index, document, origin)
    else FailedDocuments.push(entry)
  }
  return { FailedDocuments }
}

function acceptPut(
  account: KendraAccount,
  index: KendraIndex,
  document: Valid<Document>,
  origin: PutOrigin,
): void {
  const source = index.dataSourceOf(origin)
  const job = source?.runningJob
  const itsOrigin = job === undefined || origin.job === job.id ? origin : { ...origin, job: job.id }
  const submission = submissionOf(document, itsOrigin, account.settings.s3, job?.number)
  job?.take()
  const { engine } = account.simulation
  const revision = engine.accept(index.corpus, submission)
  account.origins.setSource(engine.revisions.document(revision), source?.number ?? 0)
}

function deleteDocuments(
  account: KendraAccount,
  { IndexId, DocumentIdList, DataSourceSyncJobMetricTarget: target }: Valid<BatchDeleteDocumentRequest>,
  call: CallInEffect,
): BatchDeleteDocumentResponse {
  const index = account.activeIndex(IndexId)
  const { engine } = account.simulation
  const origin: PutOrigin | undefined = target && {
    dataSource: target.DataSourceId,
    job: target.DataSourceSyncJobId,
    version: '0',
  }
  const job = target && index.dataSources.get(target.DataSourceId)?.runningJob
  const FailedDocuments: BatchPutDocumentResponseFailedDocument[] = []
  for (const id of DocumentIdList) {
    const fault =
      (origin && findOriginFault(index, origin)) ??
      findMissing(engine, index, id) ??
      (origin && findDeleteFault(account, index, id, origin, job))
    const entry =
      fault === undefined
        ? rejectedByRule(call, id, target?.DataSourceId)
        : rejected(id, fault, target?.DataSourceId)
    if (entry === undefined) {
      job?.take()
      engine.accept(index.corpus, { id, operation: 'delete', group: job?.number })
    } else FailedDocuments.push(entry)
  }
  return { FailedDocuments }
}

function getDocumentStatuses(
  account: KendraAccount,
  { IndexId, DocumentInfoList }: Valid<BatchGetDocumentStatusRequest>,
  call: CallInEffect,
): BatchGetDocumentStatusResponse {
  const index = account.index(IndexId)
  const mayFail = call.mayHaveFaults('batch')
  const mayMislead = call.mayHaveFaults('read')
  const Errors: BatchGetDocumentStatusResponseError[] = []
  const DocumentStatusList: Status[] = []
  for (const { DocumentId, Attributes } of DocumentInfoList) {
    const row = index.corpus.row(DocumentId)
    const target = readStatusTarget(Attributes)
    const failed = mayFail ? statusErrorByRule(call, DocumentId) : undefined
    if (failed !== undefined) Errors.push(failed)
    else if (target.kind === 'invalid')
      Errors.push({
        DocumentId,
        ...(target.dataSource !== undefined && { DataSourceId: target.dataSource }),
        ErrorCode: 'InvalidRequest',
        ErrorMessage: target.message,
      })
    else if (row === undefined) DocumentStatusList.push({ DocumentId, DocumentStatus: 'NOT_FOUND' })
    else {
      const status =
        target.kind === 'newest'
          ? statusOfDocument(account, DocumentId, row)
          : statusOfVersion(account, DocumentId, row, versionKey(target))
      DocumentStatusList.push(mayMislead ? asRead(account, status, row, call) : status)
    }
  }
  return { Errors, DocumentStatusList }
}

/** A status as a rule lets it be read: hidden, or from before the last change. */
function asRead(account: KendraAccount, status: Status, row: DocumentRow, call: CallInEffect): Status {
  const { DocumentId } = status
  const types = status.DocumentStatus === 'NOT_FOUND' ? (['stale'] as const) : (['hide', 'stale'] as const)
  const fired = call.faultOf('read', types, DocumentId as string)
  if (fired === undefined) return status
  if (fired.effect.type === 'hide') return { DocumentId, DocumentStatus: 'NOT_FOUND' }
  const { engine } = account.simulation
  const before = stateBefore(engine.state(row))
  const DocumentStatus = statusOf(before, account.settings.statusWhileDeleting)
  return withFailure(account, { DocumentId, DocumentStatus }, engine.documents.settled(row))
}

/** The status of a document as a whole, with the reason where it rests on a failure. */
function statusOfDocument(account: KendraAccount, DocumentId: string, row: DocumentRow): Status {
  const { engine } = account.simulation
  const DocumentStatus = statusOf(engine.state(row), account.settings.statusWhileDeleting)
  return withFailure(account, { DocumentId, DocumentStatus }, engine.documents.settled(row))
}

function statusOfVersion(
  account: KendraAccount,
  DocumentId: string,
  row: DocumentRow,
  version: string | undefined,
): Status {
  const { archive, revisions } = account.simulation.engine
  const revision = version === undefined ? undefined : archive.findVersion(row, version)
  if (revision === undefined) return { DocumentId, DocumentStatus: 'NOT_FOUND' }
  const DocumentStatus = STATUS_OF_VERSION[revisions.phase(revision)]
  return withFailure(account, { DocumentId, DocumentStatus }, revision)
}

/** A failure in the words that the options have for its code, or in its own. */
function withFailure({ simulation, settings }: KendraAccount, status: Status, revision: number): Status {
  if (status.DocumentStatus !== 'FAILED' && status.DocumentStatus !== 'UPDATE_FAILED') return status
  const failure = simulation.engine.revisions.failure(revision)
  const text = failure && settings.failureTexts[failure.code]
  return {
    ...status,
    FailureCode: text?.code ?? failure?.code,
    FailureReason: text?.reason ?? failure?.reason,
  }
}

function rejected(
  Id: string,
  ErrorMessage: string,
  DataSourceId?: string,
): BatchPutDocumentResponseFailedDocument {
  return {
    Id,
    ...(DataSourceId !== undefined && { DataSourceId }),
    ErrorCode: 'InvalidRequest',
    ErrorMessage,
  }
}

/** What a rule puts into FailedDocuments, though nothing is wrong with the document. */
function rejectedByRule(
  call: CallInEffect,
  Id: string,
  DataSourceId: string | undefined,
): BatchPutDocumentResponseFailedDocument | undefined {
  const fired = call.faultOf('batch', ['reject'], Id)
  if (fired === undefined) return undefined
  return { Id, ...(DataSourceId !== undefined && { DataSourceId }), ...entryOf(fired.rule, fired.effect) }
}

/** What a rule puts among the Errors of a status reply. */
function statusErrorByRule(
  call: CallInEffect,
  DocumentId: string,
): BatchGetDocumentStatusResponseError | undefined {
  const fired = call.faultOf('batch', ['statusError'], DocumentId)
  if (fired === undefined) return undefined
  return { DocumentId, ...entryOf(fired.rule, fired.effect) }
}

function entryOf(
  rule: string,
  { code, message }: { readonly code?: string | undefined; readonly message?: string | undefined },
): { ErrorCode: ErrorCode; ErrorMessage: string } {
  return {
    ErrorCode: (code as ErrorCode | undefined) ?? 'InternalError',
    ErrorMessage: message ?? `Simulated by fault rule ${rule}.`,
  }
}
