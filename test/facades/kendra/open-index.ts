/** An index of a simulated Kendra, with short forms for what its tests say again and again. */

import type {
  BatchDeleteDocumentResponse,
  BatchPutDocumentResponse,
  Document,
  DocumentAttribute,
  DocumentStatus,
  Status,
} from '../../../src/facades/kendra/shapes/document-shapes.ts'
import type { NewIndex } from '../../../src/facades/kendra/kendra-index.ts'
import { type DocumentView, Simulator, type SimulatorOptions } from '../../../src/index.ts'

export interface OpenIndex {
  readonly sim: Simulator
  readonly indexId: string
  /** Puts documents, up to ten, in one call; an id alone stands for a plain text. */
  readonly put: (...documents: readonly (string | Document)[]) => Promise<BatchPutDocumentResponse>
  readonly remove: (...ids: readonly string[]) => Promise<BatchDeleteDocumentResponse>
  /** The entry of DocumentStatusList for one document. */
  readonly status: (id: string, attributes?: Attributes) => Promise<Status>
  /** The DocumentStatus of that entry. */
  readonly word: (id: string, attributes?: Attributes) => Promise<DocumentStatus>
  readonly view: (id: string) => DocumentView
}

/** Indexing takes a second and a call ten milliseconds, unless the options say otherwise. */
export function openIndex(options: SimulatorOptions = {}, index: NewIndex = {}): OpenIndex {
  const sim = new Simulator({ indexingMs: 1_000, latencyMs: 10, workers: { threads: 0 }, ...options })
  const indexId = sim.kendra.addIndex(index)
  const status = async (id: string, attributes?: Attributes): Promise<Status> => {
    const { DocumentStatusList, Errors } = await sim.kendra.batchGetDocumentStatus({
      IndexId: indexId,
      DocumentInfoList: [
        { DocumentId: id, ...(attributes && { Attributes: [...attributesOf(attributes)] }) },
      ],
    })
    const [entry] = DocumentStatusList
    if (entry === undefined) throw new Error(`the status of ${id} was refused: ${Errors[0]?.ErrorMessage}`)
    return entry
  }
  return {
    sim,
    indexId,
    put: (...documents) =>
      sim.kendra.batchPutDocument({
        IndexId: indexId,
        Documents: documents.map((document) =>
          typeof document === 'string' ? textDocument(document) : document,
        ),
      }),
    remove: (...ids) => sim.kendra.batchDeleteDocument({ IndexId: indexId, DocumentIdList: [...ids] }),
    status,
    word: async (id, attributes) => (await status(id, attributes)).DocumentStatus,
    view: (id) => {
      const view = sim.document(indexId, id)
      if (view === undefined) throw new Error(`there is no document ${id}`)
      return view
    },
  }
}

type Attributes = Readonly<Record<string, string>> | readonly DocumentAttribute[]

/** Attributes with one string value each. */
export function attributesOf(values: Attributes): readonly DocumentAttribute[] {
  if (isList(values)) return values
  return Object.entries(values).map(([Key, StringValue]) => ({ Key, Value: { StringValue } }))
}

function isList(values: Attributes): values is readonly DocumentAttribute[] {
  return Array.isArray(values)
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** A plain text that can be indexed. */
export function textDocument(id: string, attributes?: Attributes, text = `The text of ${id}`): Document {
  return {
    Id: id,
    Blob: bytesOf(text),
    ...(attributes && { Attributes: [...attributesOf(attributes)] }),
  }
}

/** A document that really cannot be indexed. */
export function brokenDocument(id: string, attributes?: Attributes): Document {
  return { ...textDocument(id, attributes, '{"broken": '), ContentType: 'JSON' }
}

/** The attributes by which a put joins a version to a sync job. */
export function inJob(dataSource: string, job: string, version?: string): Readonly<Record<string, string>> {
  return {
    _data_source_id: dataSource,
    _data_source_sync_job_execution_id: job,
    ...(version !== undefined && { _version: version }),
  }
}

/** The attributes by which a status call asks for that version. */
export function versionIn(
  dataSourceId: string,
  jobExecutionId: string,
  version?: string,
): Readonly<Record<string, string>> {
  return { dataSourceId, jobExecutionId, ...(version !== undefined && { version }) }
}
