/** Documents of which the same was put again while Kendra was still processing what the client had put before. */
import { type AuditedCall, listOf, textOf } from '../audited-call.ts'
import { count, type FindingOf, few, type Observation } from '../finding.ts'
import { type History, isStalled, lastPutBefore } from '../history.ts'

export type PutWhileProcessing = FindingOf<'put-while-processing'>

export function findPutsWhileProcessing(history: History): Observation | undefined {
  const { facade, calls } = history
  if (facade !== 'kendra') return undefined
  const early = calls.flatMap((call) =>
    call.puts
      .filter((id) => call.record.superseded.includes(id))
      .filter((id) => {
        const before = lastPutBefore(history, id, call)
        // Only where the client had been told that the document was accepted: a lost reply is a reason to send again.
        if (before?.isOk !== true) return false
        // So is a document that does not come to its end.
        return isSame(documentIn(before, id), documentIn(call, id)) && !isStalled(history, id, before, call)
      })
      .map((id) => [id, call] as const),
  )
  if (early.length === 0) return undefined
  const ids = new Set(early.map(([id]) => id))
  return {
    documents: ids,
    message: `${count(ids.size, 'document')} ${ids.size === 1 ? 'was' : 'were'} put again unchanged while still PROCESSING: ${few(ids)}.`,
    suggestion:
      'Wait for the end of a document before you put the same again: what is overtaken never has a status of its own, and its failure is never seen. A new version need not wait.',
    calls: new Set(early.map(([, { record }]) => record)),
  }
}

function documentIn({ record }: AuditedCall, id: string): unknown {
  return listOf(record.input, 'Documents').findLast((document) => textOf(document, 'Id') === id)
}

/** In content and attributes: a change that a connector has seen it is right to send at once. */
function isSame(before: unknown, now: unknown): boolean {
  return process.getBuiltinModule('node:util').isDeepStrictEqual(before, now)
}
