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
  /** The calls that put or delete a document, in their order. */
  submissionsOf(document: string): readonly AuditedCall[]
  /** The calls of an operation, about a document where one is named, in their order. */
  callsOf(operation: string, document?: string): readonly AuditedCall[]
  /** The faults that happened to a document. */
  faultsOn(document: string): readonly AuditedFault[]
}

/** Reads the calls once, so that what is asked of a document looks at its own calls alone: there may be many thousands. */
export function createHistory({
  facade,
  corpus,
  calls,
  faultsOn,
}: Pick<History, 'facade' | 'corpus' | 'calls' | 'faultsOn'>): History {
  const submissions = new Map<string, AuditedCall[]>()
  const byOperation = new Map<string, AuditedCall[]>()
  const byDocument = new Map<string, AuditedCall[]>()
  for (const call of calls) {
    const { puts, deletes, asks, record } = call
    const submitted = [...puts, ...deletes]
    for (const id of submitted) add(submissions, id, call)
    add(byOperation, record.operation, call)
    for (const id of [...submitted, ...asks]) add(byDocument, keyOf(record.operation, id), call)
  }
  return {
    facade,
    corpus,
    calls,
    faultsOn,
    submissionsOf: (document) => submissions.get(document) ?? [],
    callsOf: (operation, document) =>
      (document === undefined ? byOperation.get(operation) : byDocument.get(keyOf(operation, document))) ??
      [],
  }
}

/** Once, though the call may name the document twice. */
function add(index: Map<string, AuditedCall[]>, key: string, call: AuditedCall): void {
  const listed = index.get(key)
  if (listed === undefined) index.set(key, [call])
  else if (listed.at(-1) !== call) listed.push(call)
}

/** No operation has a space in its name. */
function keyOf(operation: string, document: string): string {
  return `${operation} ${document}`
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
export function isSentAgain(history: History, id: string, call: AuditedCall): boolean {
  const submissions = history.submissionsOf(id)
  // The last are the likeliest to have been made later.
  for (let at = submissions.length - 1; at >= 0; at--) {
    const later = submissions[at] as AuditedCall
    if (later.place <= call.place) return false
    if (isAfter(later, call)) return true
  }
  return false
}

/** The last put of the document of whose answer the client could know when it made the call. */
export function lastPutBefore(history: History, id: string, call: AuditedCall): AuditedCall | undefined {
  const submissions = history.submissionsOf(id)
  for (let at = firstFrom(submissions, call.place) - 1; at >= 0; at--) {
    const put = submissions[at] as AuditedCall
    if (put.puts.includes(id) && isAfter(call, put)) return put
  }
  return undefined
}

/** The first call of the same operation after this one, about one of the same documents where it is about any. */
export function firstRetryOf(history: History, call: AuditedCall): AuditedCall | undefined {
  const documents = new Set([...call.puts, ...call.deletes, ...call.asks])
  const { operation } = call.record
  const lists =
    documents.size === 0
      ? [history.callsOf(operation)]
      : Array.from(documents, (id) => history.callsOf(operation, id))
  let first: AuditedCall | undefined
  for (const calls of lists) {
    for (let at = firstFrom(calls, call.place + 1); at < calls.length; at++) {
      const later = calls[at] as AuditedCall
      if (first !== undefined && later.place >= first.place) break
      if (isAfter(later, call)) first = later
    }
  }
  return first
}

/** Where the calls from a place on begin. */
function firstFrom(calls: readonly AuditedCall[], place: number): number {
  let [low, high] = [0, calls.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((calls[middle] as AuditedCall).place < place) low = middle + 1
    else high = middle
  }
  return low
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

/** Whether a rule had stalled the document as the one call put it when the other was answered. */
export function isStalled(history: History, id: string, put: AuditedCall, call: AuditedCall): boolean {
  return history
    .faultsOn(id)
    .some(({ effect, at }) => effect === 'stall' && at >= put.record.startedAt && at < call.record.endedAt)
}
