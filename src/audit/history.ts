/** The calls to one corpus, in the order of their answers, with the questions that several rules ask of them. */
import { type AuditedCall, isAfter } from './audited-call.ts'

/** A fault that happened to a document, or to a call about it. */
export interface AuditedFault {
  readonly at: number
  readonly effect: string
}

export interface History {
  readonly facade: string
  readonly corpus: string
  readonly calls: readonly AuditedCall[]
  /** The faults that happened to a document. */
  faultsOn(document: string): readonly AuditedFault[]
}

/** The last accepted put of each document that was not deleted since. */
export function lastPuts({ calls }: History): Map<string, AuditedCall> {
  const last = new Map<string, AuditedCall>()
  for (const call of calls.filter(({ isOk }) => isOk)) {
    for (const id of call.puts) if (!call.rejected.includes(id)) last.set(id, call)
    for (const id of call.deletes) if (!call.rejected.includes(id)) last.delete(id)
  }
  return last
}

/** Whether the document was put or deleted again, by a call that was made after this one was answered. */
export function isSentAgain({ calls }: History, id: string, call: AuditedCall): boolean {
  return calls.some(
    (later) => (later.puts.includes(id) || later.deletes.includes(id)) && isAfter(later, call),
  )
}

/** The last time that the status of each document was asked for. */
export function lastAsks({ calls }: History): Map<string, AuditedCall> {
  return new Map(calls.flatMap((call) => call.asks.map((id) => [id, call] as const)))
}

/** The last list of sync jobs, which tells how many documents of each failed. */
export function lastJobList({ calls }: History): AuditedCall | undefined {
  return calls.findLast(({ isOk, record }) => isOk && record.operation === 'ListDataSourceSyncJobs')
}

/** Whether the call was made, and that after another. */
export function comesAfter(call: AuditedCall | undefined, earlier: AuditedCall): call is AuditedCall {
  return call !== undefined && isAfter(call, earlier)
}
