/** The few calls of Kendra that a load makes over HTTP, without the SDK and unsigned, as a simulator takes them. */
import type { KendraPuts } from '../../index.ts'

export type Statuses = 'PROCESSING' | 'INDEXED' | 'UPDATED' | 'FAILED' | 'UPDATE_FAILED' | 'NOT_FOUND'

export interface KendraOverHttp extends KendraPuts {
  statuses(indexId: string, ids: readonly string[]): Promise<Statuses[]>
  firstIndex(): Promise<string | undefined>
}

export function kendraOverHttp(url: URL): KendraOverHttp {
  async function call<Output>(operation: string, input: object): Promise<Output> {
    const response = await fetch(url.origin, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSKendraFrontendService.${operation}`,
      },
      body: JSON.stringify(input, bytesAsBase64),
    })
    const body = (await response.json()) as { readonly __type?: string; readonly message?: string }
    if (response.ok) return body as Output
    const error = new Error(body.message ?? `the server answered with status ${response.status}`)
    error.name = (body.__type ?? 'UnknownError').replace(/^.*#/, '')
    throw error
  }
  return {
    batchPutDocument: (input) => call('BatchPutDocument', input),
    async statuses(IndexId, ids) {
      const { DocumentStatusList, Errors = [] } = await call<{
        DocumentStatusList: { DocumentId: string; DocumentStatus: Statuses }[]
        Errors?: { DocumentId: string }[]
      }>('BatchGetDocumentStatus', { IndexId, DocumentInfoList: ids.map((DocumentId) => ({ DocumentId })) })
      const statuses = new Map(
        DocumentStatusList.map(({ DocumentId, DocumentStatus }) => [DocumentId, DocumentStatus]),
      )
      for (const { DocumentId } of Errors) statuses.set(DocumentId, 'PROCESSING')
      return ids.map((id) => statuses.get(id) ?? 'NOT_FOUND')
    },
    async firstIndex() {
      const { IndexConfigurationSummaryItems = [] } = await call<{
        IndexConfigurationSummaryItems?: { Id: string; Status: string }[]
      }>('ListIndices', {})
      return IndexConfigurationSummaryItems.find(({ Status }) => Status === 'ACTIVE')?.Id
    },
  }
}

function bytesAsBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
    : value
}
