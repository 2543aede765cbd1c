/** The three operations on documents, as they take effect: index and validated input in, answer out. */
import type { DocumentRow } from '../../../core/document-table.ts'
import type { Engine } from '../../../core/engine.ts'
import { findPutFault, readPutOrigin, readStatusTarget } from '../document-attributes.ts'
import type {
  BatchDeleteDocumentRequest,
  BatchDeleteDocumentResponse,
  BatchGetDocumentStatusRequest,
  BatchGetDocumentStatusResponse,
  BatchGetDocumentStatusResponseError,
  BatchPutDocumentRequest,
  BatchPutDocumentResponse,
  BatchPutDocumentResponseFailedDocument,
  Document,
  Status,
} from '../shapes/document-shapes.ts'
import type { KendraIndex } from '../kendra-index.ts'
import { STATUS_OF_VERSION, statusOf, type StatusWhileDeleting } from '../kendra-status.ts'
import { submissionOf, versionKey } from '../submission.ts'
import type { Valid } from '../shapes/valid.ts'

export function putDocuments(
  engine: Engine,
  index: KendraIndex,
  { Documents }: Valid<BatchPutDocumentRequest>,
): BatchPutDocumentResponse {
  const FailedDocuments: BatchPutDocumentResponseFailedDocument[] = []
  for (const document of Documents) {
    const fault = findPutFault(document, index.fields) ?? findOriginFault(index, document)
    if (fault === undefined) engine.accept(index.corpus, submissionOf(document))
    else FailedDocuments.push(rejected(document.Id, fault, readPutOrigin(document.Attributes).dataSource))
  }
  return { FailedDocuments }
}

export function deleteDocuments(
  engine: Engine,
  index: KendraIndex,
  { DocumentIdList }: Valid<BatchDeleteDocumentRequest>,
): BatchDeleteDocumentResponse {
  const FailedDocuments: BatchPutDocumentResponseFailedDocument[] = []
  for (const id of DocumentIdList) {
    const row = index.corpus.row(id)
    if (row === undefined || isGone(engine, row))
      FailedDocuments.push(rejected(id, "Document can't be deleted because it doesn't exist."))
    else engine.accept(index.corpus, { id, operation: 'delete' })
  }
  return { FailedDocuments }
}

export function getDocumentStatuses(
  engine: Engine,
  index: KendraIndex,
  { DocumentInfoList }: Valid<BatchGetDocumentStatusRequest>,
  whileDeleting: StatusWhileDeleting,
): BatchGetDocumentStatusResponse {
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
            : statusOfDocument(engine, row, whileDeleting),
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
  const revision = row === undefined || version === undefined ? undefined : engine.findVersion(row, version)
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
