/** Calls that were made again sooner than the service had asked for, or at once. */
import { memberOf } from '../audited-call.ts'
import { count, type FindingOf, type Observation } from '../finding.ts'
import { firstRetryOf, type History } from '../history.ts'

export type RetryTooSoon = FindingOf<'retry-too-soon'>

export function findRetriesTooSoon(history: History): Observation | undefined {
  const hasty = history.calls.flatMap((refused) => {
    if (refused.record.error?.name !== 'ThrottlingException') return []
    const retry = firstRetryOf(history, refused)
    if (retry === undefined) return []
    const askedMs = memberOf(refused.record.error, 'retryAfterMs') as number | undefined
    const waitedMs = retry.record.startedAt - refused.record.endedAt
    return waitedMs < (askedMs ?? 1) ? [{ refused, retry, waitedMs, askedMs }] : []
  })
  const [worst] = hasty.toSorted((a, b) => (b.askedMs ?? 0) - b.waitedMs - (a.askedMs ?? 0) + a.waitedMs)
  if (worst === undefined) return undefined
  const asked =
    worst.askedMs === undefined
      ? 'the service had not said how long to wait'
      : `the service had asked for ${worst.askedMs} ms`
  return {
    documents: hasty.flatMap(({ retry }) => [...retry.puts, ...retry.deletes, ...retry.asks]),
    message: `${count(hasty.length, 'throttled call')} ${hasty.length === 1 ? 'was' : 'were'} made again too soon: after ${worst.waitedMs} ms, when ${asked}.`,
    suggestion:
      'Wait as long as the reply says in retry-after; where it says nothing, wait twice as long after each refusal, with some jitter.',
    calls: hasty.flatMap(({ refused, retry }) => [refused.record, retry.record]),
  }
}
