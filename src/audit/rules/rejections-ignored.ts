/** Documents in FailedDocuments that were never sent again, nor deleted. */
import { type AuditedCall, listOf, textOf } from '../audited-call.ts'
import { count, few, type FindingOf, type Observation } from '../finding.ts'
import { type History, isSentAgain } from '../history.ts'

export type RejectionIgnored = FindingOf<'rejection-ignored'>

/** A delete that is rejected is not one of these: there was nothing to delete. */
export function findIgnoredRejections(history: History): Observation | undefined {
  const first = new Map<string, AuditedCall>()
  for (const call of history.calls)
    for (const id of call.rejected) if (call.puts.includes(id) && !first.has(id)) first.set(id, call)
  const ignored = [...first].filter(([id, call]) => !isSentAgain(history, id, call))
  if (ignored.length === 0) return undefined
  const ids = ignored.map(([id]) => id)
  const reasons = ignored.map(([id, call]) => reasonOf(call, id))
  const isAllForGood = reasons.every(({ code }) => code === FOR_GOOD)
  return {
    documents: ids,
    message: `${count(ids.length, 'document')} came back in FailedDocuments and ${ids.length === 1 ? 'was' : 'were'} never sent again: ${few(ids)}. ${describeMost(reasons)}`,
    suggestion: isAllForGood
      ? 'What is an InvalidRequest comes back however often it is sent: report the document, or repair it and put it then. A client that has reported it has done enough.'
      : 'Read FailedDocuments of every reply, though the call succeeded: send again what failed with InternalError, repair what is an InvalidRequest, and report the rest.',
    calls: ignored.map(([, { record }]) => record),
  }
}

/** The error code of what is wrong with the document itself. */
const FOR_GOOD = 'InvalidRequest'
/** Of a long message the beginning tells enough. */
const MOST_SHOWN = 160

interface Reason {
  readonly code: string
  readonly message: string
}

function reasonOf({ record }: AuditedCall, id: string): Reason {
  const entry = listOf(record.output, 'FailedDocuments').find((failed) => textOf(failed, 'Id') === id)
  return { code: textOf(entry, 'ErrorCode') ?? '', message: textOf(entry, 'ErrorMessage') ?? '' }
}

/** The reason that most of them have, the first where several are as frequent. */
function describeMost(reasons: readonly Reason[]): string {
  const counts = new Map<string, number>()
  for (const { code, message } of reasons) {
    const shown = message.length > MOST_SHOWN ? `${message.slice(0, MOST_SHOWN)}...` : message
    const text = `${code}, ${JSON.stringify(shown)}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const [[text, number] = ['', 0]] = [...counts].toSorted(([, a], [, b]) => b - a)
  return `The service said${number < reasons.length ? ` of ${number} of them` : ''}: ${text}`
}
