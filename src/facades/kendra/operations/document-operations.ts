/** The operations on documents. */
import { copyBytes } from '../../../core/byte-copies.ts'
import type { DocumentRow } from '../../../core/document-table.ts'
import type { Engine } from '../../../core/engine.ts'
import { type Capacity, capacityOf } from '../capacity.ts'
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
  type Status,
} from '../shapes/document-shapes.ts'
import type { KendraAccount } from '../kendra-account.ts'
import type { KendraIndex } from '../kendra-index.ts'
import type { Operations } from './operation.ts'
import { type SyncJob, syncJobsOf } from '../sync-job.ts'
import { isGone, STATUS_OF_VERSION, statusOf } from '../kendra-status.ts'
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
    own: copyBlobs,
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

function copyBlobs({ Documents }: Valid<BatchPutDocumentRequest>): void {
  for (const document of Documents) if (document.Blob !== undefined) document.Blob = copyBytes(document.Blob)
}

/** Documents are accepted one by one, and those that are not are in FailedDocuments [doc]. */
function putDocuments(
  account: KendraAccount,
  { IndexId, Documents }: Valid<BatchPutDocumentRequest>,
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
    if (fault === undefined) acceptPut(account, index, document, origin)
    else FailedDocuments.push(rejected(document.Id, fault, origin.dataSource))
  }
  return { FailedDocuments }
}

function acceptPut(
  account: KendraAccount,
  index: KendraIndex,
  document: Valid<Document>,
  origin: PutOrigin,
): void {
  const source = origin.dataSource === undefined ? undefined : index.dataSources.get(origin.dataSource)
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
    if (fault === undefined) {
      job?.take()
      engine.accept(index.corpus, { id, operation: 'delete', group: job?.number })
    } else FailedDocuments.push(rejected(id, fault, target?.DataSourceId))
  }
  return { FailedDocuments }
}

function getDocumentStatuses(
  account: KendraAccount,
  { IndexId, DocumentInfoList }: Valid<BatchGetDocumentStatusRequest>,
): BatchGetDocumentStatusResponse {
  const index = account.index(IndexId)
  const Errors: BatchGetDocumentStatusResponseError[] = []
  const DocumentStatusList: Status[] = []
  for (const { DocumentId, Attributes } of DocumentInfoList) {
    const row = index.corpus.row(DocumentId)
    const target = readStatusTarget(Attributes)
    switch (target.kind) {
      case 'newest':
        DocumentStatusList.push(
          row === undefined ? { DocumentId, DocumentStatus: 'NOT_FOUND' } : statusOfDocument(account, row),
        )
        break
      case 'version':
        DocumentStatusList.push(statusOfVersion(account, DocumentId, row, versionKey(target)))
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
function statusOfDocument(account: KendraAccount, row: DocumentRow): Status {
  const { engine } = account.simulation
  const DocumentId = engine.documents.id(row)
  const DocumentStatus = statusOf(engine.state(row), account.settings.statusWhileDeleting)
  return withFailure(account, { DocumentId, DocumentStatus }, engine.documents.settled(row))
}

function statusOfVersion(
  account: KendraAccount,
  DocumentId: string,
  row: DocumentRow | undefined,
  version: string | undefined,
): Status {
  const { archive, revisions } = account.simulation.engine
  const revision = row === undefined || version === undefined ? undefined : archive.findVersion(row, version)
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

/** With the option that refuses them, only the first document of an id is taken. */
function findDuplicate({ Id }: Valid<Document>, ids: Set<string> | undefined): string | undefined {
  if (ids === undefined || !ids.has(Id)) return void ids?.add(Id)
  return `Document ${Id} is in the batch more than once.`
}

/** A data source that takes no documents, or a job of it that does not run. */
export function findOriginFault(
  index: KendraIndex,
  { dataSource, job }: Pick<PutOrigin, 'dataSource' | 'job'>,
): string | undefined {
  if (dataSource === undefined)
    return job === undefined ? undefined : `Sync job ${job} is given without its data source.`
  const source = index.dataSources.get(dataSource)
  if (source === undefined) return `Data source ${dataSource} doesn't exist in index ${index.id}.`
  if (source.type !== 'CUSTOM')
    return `Data source ${dataSource} is of type ${source.type}; only a data source of type CUSTOM takes documents.`
  if (source.state.status === 'CREATING' || source.state.status === 'DELETING')
    return `Data source ${dataSource} is ${source.state.status}; it takes documents when it is ACTIVE.`
  if (job === undefined || source.runningJob?.id === job) return undefined
  return source.jobs.some(({ id }) => id === job)
    ? `Sync job ${job} of data source ${dataSource} has been stopped.`
    : `Sync job ${job} doesn't exist in data source ${dataSource}.`
}

/** A document lives in one place: through one data source, or directly [model]. */
function findPlaceFault(
  { origins, simulation: { engine } }: KendraAccount,
  { corpus, dataSources }: KendraIndex,
  id: string,
  { dataSource }: PutOrigin,
): string | undefined {
  const row = corpus.row(id)
  if (row === undefined || isGone(engine.state(row))) return undefined
  const place = origins.source(row)
  if (place === (dataSource === undefined ? 0 : dataSources.get(dataSource)?.number)) return undefined
  const owner = [...dataSources.values()].find(({ number }) => number === place)
  if (owner !== undefined) return `Document ${id} belongs to data source ${owner.id}.`
  // What its data source left behind when it was deleted, everybody may take over [assumed].
  return place === 0 ? `Document ${id} belongs to no data source: it was put directly.` : undefined
}

/** While no job runs a delete is one of the index, and reaches what was put directly too [doc]. */
function findDeleteFault(
  account: KendraAccount,
  index: KendraIndex,
  id: string,
  origin: PutOrigin,
  job: SyncJob | undefined,
): string | undefined {
  const direct = { ...origin, dataSource: undefined }
  if (job === undefined && findPlaceFault(account, index, id, direct) === undefined) return undefined
  return findPlaceFault(account, index, id, origin)
}

/** A document beyond what the index holds [doc]. */
function findCapacityFault(
  engine: Engine,
  { corpus }: KendraIndex,
  id: string,
  { documents }: Capacity,
): string | undefined {
  if (corpus.documentsHeld < documents) return undefined
  const row = corpus.row(id)
  if (row !== undefined && engine.isHeld(row)) return undefined
  return `The index holds ${corpus.documentsHeld} documents, and ${documents} is its limit.`
}

function findMissing(engine: Engine, { corpus }: KendraIndex, id: string): string | undefined {
  const row = corpus.row(id)
  if (row !== undefined && !isGone(engine.state(row))) return undefined
  return "Document can't be deleted because it doesn't exist."
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
