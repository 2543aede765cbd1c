/** A client that goes on asking when everything it asks for has come to an end: it does not know every end. */
import { type AuditedCall, listOf, textOf } from '../audited-call.ts'
import { count, type FindingOf, few, type Observation } from '../finding.ts'
import type { History } from '../history.ts'

export type PollingPastTheEnd = FindingOf<'polling-past-the-end'>

/** So many replies in succession that say nothing new: one may be a last look, and one a look of the test's own. */
const FEW = 3
/** Whoever asks again later than this looks after what is there, as a crawl does each hour or day, and waits for nothing. */
const POLLING_MS = 10 * 60_000

export function findPollingPastTheEnd(history: History): Observation | undefined {
  if (history.facade !== 'kendra') return undefined
  const useless = new Map<string, { readonly words: ReadonlySet<string>; readonly calls: AuditedCall[] }>()
  const before = new Map<string, { readonly word: string; readonly at: number }>()
  const streaks = new Map<string, AuditedCall[]>()
  for (const call of history.calls) {
    // What is submitted again has a new end before it.
    for (const id of [...call.puts, ...call.deletes]) before.delete(`document ${id}`)
    const polled = pollOf(call)
    if (polled === undefined) continue
    const key = JSON.stringify([...polled.keys()].toSorted())
    const at = call.record.startedAt
    const isUseless = [...polled].every(([subject, word]) => {
      const last = before.get(subject)
      return last?.word === word && at - last.at < POLLING_MS && !UNDER_WAY.has(word)
    })
    for (const [subject, word] of polled) before.set(subject, { word, at })
    const streak = isUseless ? (streaks.get(key) ?? []) : []
    if (isUseless) streak.push(call)
    streaks.set(key, streak)
    if (streak.length >= FEW) useless.set(key, { words: new Set(polled.values()), calls: streak })
  }
  if (useless.size === 0) return undefined
  const all = [...useless.values()]
  const calls = all.flatMap((polling) => polling.calls)
  const words = new Set(all.flatMap((polling) => [...polling.words])).values()
  return {
    documents: calls.flatMap(({ asks }) => asks),
    message: `The client asked ${count(calls.length, 'time')} more when every answer was at its end before (${[...words].toSorted().join(', ')})${about(calls)}.`,
    suggestion:
      'Everything but PROCESSING is an end of a document: INDEXED, UPDATED, FAILED, UPDATE_FAILED and NOT_FOUND. A sync job ends as SUCCEEDED, INCOMPLETE, FAILED or ABORTED.',
    calls: calls.map(({ record }) => record),
  }
}

const UNDER_WAY: ReadonlySet<string> = new Set(['PROCESSING', 'SYNCING', 'SYNCING_INDEXING', 'STOPPING'])

/** What was asked for, with the word that was answered; undefined for a call that asks for no status. */
function pollOf({ statuses, record, isOk }: AuditedCall): Map<string, string> | undefined {
  if (statuses.size > 0) return new Map([...statuses].map(([id, word]) => [`document ${id}`, word]))
  if (!isOk || record.operation !== 'ListDataSourceSyncJobs') return undefined
  const jobs = listOf(record.output, 'History').flatMap((job) => {
    const [id, word] = [textOf(job, 'ExecutionId'), textOf(job, 'Status')]
    return id === undefined || word === undefined ? [] : [[`job ${id}`, word] as const]
  })
  return jobs.length === 0 ? undefined : new Map(jobs)
}

function about(calls: readonly AuditedCall[]): string {
  const ids = calls.flatMap(({ asks }) => asks)
  return ids.length === 0 ? '' : ` about ${few(ids)}`
}
