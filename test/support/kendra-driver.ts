/** One Kendra index in the short words of a test: ids in, statuses out. */
import type { Simulator } from '../../src/index.ts'

export interface KendraDriver {
  readonly indexId: string
  put(...ids: string[]): Promise<void>
  /** Puts one document with this content. */
  putText(id: string, text: string): Promise<void>
  delete(...ids: string[]): Promise<void>
  status(id: string): Promise<string>
}

export function openIndex(sim: Simulator, indexId: string = sim.kendra.addIndex()): KendraDriver {
  return {
    indexId,
    async put(...ids) {
      const Documents = ids.map((Id) => ({ Id, Blob: Buffer.from(`content of ${Id}`) }))
      await sim.kendra.batchPutDocument({ IndexId: indexId, Documents })
    },
    async putText(id, text) {
      const Documents = [{ Id: id, Blob: Buffer.from(text) }]
      await sim.kendra.batchPutDocument({ IndexId: indexId, Documents })
    },
    async delete(...ids) {
      await sim.kendra.batchDeleteDocument({ IndexId: indexId, DocumentIdList: ids })
    },
    async status(id) {
      const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
        IndexId: indexId,
        DocumentInfoList: [{ DocumentId: id }],
      })
      return DocumentStatusList?.[0]?.DocumentStatus ?? 'no status'
    },
  }
}
