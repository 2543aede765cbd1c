/** The three operations on documents, as they take effect: index and validated input in, answer out. */
import { copyBytes } from '../../../core/byte-copies.ts'
import type { DocumentRow } from '../../../core/document-table.ts'
import type { Engine } from '../../../core/engine.ts'
import { findPutFault, readPutOrigin, readStatusTarget } from '../document-attributes.ts'
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
  type Status,
} from '../shapes/document-shapes.ts'
import type { KendraAccount } from '../kendra-account.ts'
import type { KendraIndex } from '../kendra-index.ts'
import type { Operations } from './operation.ts'
import { STATUS_OF_VERSION, statusOf, type StatusWhileDeleting } from '../kendra-status.ts'
import { submissionOf, versionKey } from '../submission.ts'
import type { Valid } from '../shapes/valid.ts'

/** The operations on documents, with their inputs and outputs. */
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
    own: copyBlobs,
    apply: putDocuments,
  },
  BatchDeleteDocument: {
    schema: batchDeleteDocumentRequest,
    isRead: false,
    indexOf: ({ IndexId }) => IndexId,
    documentsOf: ({ DocumentIdList }) => DocumentIdList,
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

function copyBlobs({ Documents }: Valid<BatchPutDocumentRequest>): void {
  for (const document of Documents) if (document.Blob !== undefined) document.Blob = copyBytes(document.Blob)
}

function putDocuments(
  account: KendraAccount,
  { IndexId, Documents }: Valid<BatchPutDocumentRequest>,
): BatchPutDocumentResponse {
  const index = account.index(IndexId)
  const { engine } = account.simulation
  const FailedDocuments: BatchPutDocumentResponseFailedDocument[] = []
  for (const document of Documents) {
    const fault = findPutFault(document, index.fields) ?? findOriginFault(index, document)
    if (fault === undefined) engine.accept(index.corpus, submissionOf(document))
    else FailedDocuments.push(rejected(document.Id, fault, readPutOrigin(document.Attributes).dataSource))
  }
  return { FailedDocuments }
}

function deleteDocuments(
  account: KendraAccount,
  { IndexId, DocumentIdList }: Valid<BatchDeleteDocumentRequest>,
): BatchDeleteDocumentResponse {
  const index = account.index(IndexId)
  const { engine } = account.simulation
  const FailedDocuments: BatchPutDocumentResponseFailedDocument[] = []
  for (const id of DocumentIdList) {
    const row = index.corpus.row(id)
    if (row === undefined || isGone(engine, row))
      FailedDocuments.push(rejected(id, "Document can't be deleted because it doesn't exist."))
    else engine.accept(index.corpus, { id, operation: 'delete' })
  }
  return { FailedDocuments }
}

function getDocumentStatuses(
  account: KendraAccount,
  { IndexId, DocumentInfoList }: Valid<BatchGetDocumentStatusRequest>,
): BatchGetDocumentStatusResponse {
  const index = account.index(IndexId)
  const { engine } = account.simulation
  const Errors: BatchGetDocumentStatusResponseError[] = []
  const DocumentStatusList: Status[] = []
  for (const { DocumentId, Attributes } of DocumentInfoList) {
    const row = index.corpus.row(DocumentId)
    const target = readStatusTarget(Attributes)
    switch (target.kind) {
      case 'newest':
        DocumentStatusList.push(
          row === undefined
            ? { DocumentId, DocumentStatus: 'NOT_FOUND' }
            : statusOfDocument(engine, row, account.settings.statusWhileDeleting),
        )
        break
      case 'version':
        DocumentStatusList.push(statusOfVersion(engine, DocumentId, row, versionKey(target)))
        break
      case 'invalid':
        Errors.push({
          DocumentId,
          ...(target.dataSource !== undefined && { DataSourceId: target.dataSource }),
          ErrorCode: 'InvalidRequest',
          ErrorMessage: target.message,
        })
    }
  }
  return { Errors, DocumentStatusList }
}

/** The status of a document as a whole, with the reason where it rests on a failure. */
function statusOfDocument(engine: Engine, row: DocumentRow, whileDeleting: StatusWhileDeleting): Status {
  const DocumentId = engine.documents.id(row)
  const DocumentStatus = statusOf(engine.state(row), whileDeleting)
  return withFailure(engine, { DocumentId, DocumentStatus }, engine.documents.settled(row))
}

function statusOfVersion(
  engine: Engine,
  DocumentId: string,
  row: DocumentRow | undefined,
  version: string | undefined,
): Status {
  const revision = row === undefined || version === undefined ? undefined : engine.archive.findVersion(row, version)
  if (revision === undefined) return { DocumentId, DocumentStatus: 'NOT_FOUND' }
  return withFailure(
    engine,
    { DocumentId, DocumentStatus: STATUS_OF_VERSION[engine.revisions.phase(revision)] },
    revision,
  )
}

function withFailure(engine: Engine, status: Status, revision: number): Status {
  if (status.DocumentStatus !== 'FAILED' && status.DocumentStatus !== 'UPDATE_FAILED') return status
  const failure = engine.revisions.failure(revision)
  return { ...status, FailureCode: failure?.code, FailureReason: failure?.reason }
}

function isGone(engine: Engine, row: DocumentRow): boolean {
  const { settled, underWay } = engine.state(row)
  return settled === 'absent' && underWay === 'none'
}

/** A data source that the index does not have (ledger: kendra.put.unknown-data-source). */
export function findOriginFault(index: KendraIndex, { Attributes }: Valid<Document>): string | undefined {
  const { dataSource } = readPutOrigin(Attributes)
  if (dataSource === undefined || index.dataSources.has(dataSource)) return undefined
  return `Data source ${dataSource} doesn't exist in index ${index.id}.`
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
