/** A connector as people write them: it pushes what has changed, waits until it is indexed, and says what failed. */
import {
  BatchDeleteDocumentCommand,
  BatchGetDocumentStatusCommand,
  BatchPutDocumentCommand,
} from '@aws-sdk/client-kendra'

const BATCH = 10

/**
 * Brings an index in line with a source.
 * @param {import('@aws-sdk/client-kendra').KendraClient} client
 * @param {string} indexId
 * @param {ReadonlyMap<string, string>} source texts by id
 * @param {readonly string[]} [gone] ids that the source has no more
 * @param {(ms: number) => Promise<unknown>} [sleep]
 */
export async function sync(client, indexId, source, gone = [], sleep = realSleep) {
  const failed = new Map()
  const note = ({ FailedDocuments = [] }) => {
    for (const { Id, ErrorMessage } of FailedDocuments) failed.set(Id, ErrorMessage)
  }
  for (const ids of batches([...source.keys()])) {
    const Documents = ids.map((Id) => ({
      Id,
      Blob: Buffer.from(source.get(Id) ?? ''),
      ContentType: 'PLAIN_TEXT',
    }))
    note(await client.send(new BatchPutDocumentCommand({ IndexId: indexId, Documents })))
  }
  for (const DocumentIdList of batches(gone))
    note(await client.send(new BatchDeleteDocumentCommand({ IndexId: indexId, DocumentIdList })))
  let pending = [...source.keys()].filter((id) => !failed.has(id))
  while (pending.length > 0) {
    const next = []
    for (const ids of batches(pending)) {
      const DocumentInfoList = ids.map((DocumentId) => ({ DocumentId }))
      const reply = await client.send(
        new BatchGetDocumentStatusCommand({ IndexId: indexId, DocumentInfoList }),
      )
      for (const { DocumentId, DocumentStatus, FailureReason } of reply.DocumentStatusList ?? []) {
        if (DocumentStatus === 'PROCESSING') next.push(DocumentId)
        // An update that fails leaves what was there before: as bad as a document that is not there.
        else if (DocumentStatus !== 'INDEXED' && DocumentStatus !== 'UPDATED')
          failed.set(DocumentId, FailureReason ?? DocumentStatus)
      }
      for (const { DocumentId } of reply.Errors ?? []) next.push(DocumentId)
    }
    pending = next
    if (pending.length > 0) await sleep(5_000)
  }
  return failed
}

/** @param {readonly string[]} ids */
function batches(ids) {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) =>
    ids.slice(n * BATCH, (n + 1) * BATCH),
  )
}

/** @param {number} ms */
function realSleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
