/** A connector as people write them: it pushes what has changed, waits until it is indexed, and says what failed. */
import {
  BatchDeleteDocumentCommand,
  BatchGetDocumentStatusCommand,
  BatchPutDocumentCommand,
  type KendraClient,
} from '@aws-sdk/client-kendra'

const BATCH = 10
const POLL_MS = 5_000

/** Texts by their ids. */
export type Source = ReadonlyMap<string, string>

/** Brings an index in line with a source, and gives the reasons of what failed, by id. `gone` are ids that the source has no more. */
export async function sync(
  client: KendraClient,
  IndexId: string,
  source: Source,
  gone: readonly string[] = [],
): Promise<Map<string, string>> {
  const failed = new Map<string, string>()
  const note = ({
    FailedDocuments = [],
  }: {
    FailedDocuments?: { Id?: string | undefined; ErrorMessage?: string | undefined }[] | undefined
  }): void => {
    for (const { Id = '', ErrorMessage = 'refused' } of FailedDocuments) failed.set(Id, ErrorMessage)
  }
  for (const ids of batches([...source.keys()])) {
    const Documents = ids.map((Id) => ({
      Id,
      Blob: Buffer.from(source.get(Id) ?? ''),
      ContentType: 'PLAIN_TEXT' as const,
    }))
    note(await client.send(new BatchPutDocumentCommand({ IndexId, Documents })))
  }
  for (const DocumentIdList of batches(gone))
    note(await client.send(new BatchDeleteDocumentCommand({ IndexId, DocumentIdList })))
  let pending = [...source.keys()].filter((id) => !failed.has(id))
  while (pending.length > 0) {
    const next: string[] = []
    for (const ids of batches(pending)) {
      const DocumentInfoList = ids.map((DocumentId) => ({ DocumentId }))
      const reply = await client.send(new BatchGetDocumentStatusCommand({ IndexId, DocumentInfoList }))
      for (const { DocumentId = '', DocumentStatus = '', FailureReason } of reply.DocumentStatusList ?? []) {
        if (DocumentStatus === 'PROCESSING') next.push(DocumentId)
        // An update that fails leaves what was there before: as bad as a document that is not there.
        else if (DocumentStatus !== 'INDEXED' && DocumentStatus !== 'UPDATED')
          failed.set(DocumentId, FailureReason ?? DocumentStatus)
      }
      for (const { DocumentId = '' } of reply.Errors ?? []) next.push(DocumentId)
    }
    pending = next
    if (pending.length > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return failed
}

function batches(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) =>
    ids.slice(n * BATCH, (n + 1) * BATCH),
  )
}
