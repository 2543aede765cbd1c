/** The audit: what a client did wrong even where its test passed, read from the calls that it made. */
import type { CallRecord } from '../core/call-log.ts'
import { readCall } from './audited-call.ts'
import type { FindingOf, Observation } from './finding.ts'
import { type AuditedFault, createHistory, type History } from './history.ts'
import { findPushesNeverSynced, type NeverSynced } from './rules/never-synced.ts'
import { findPushesWithoutSession, type NoSession } from './rules/no-session.ts'
import { findCallsWithOldSession, type OldSession } from './rules/old-session.ts'
import { findPollingPastTheEnd, type PollingPastTheEnd } from './rules/polling-past-the-end.ts'
import { findPollingStoppedEarly, type PollingStoppedEarly } from './rules/polling-stopped-early.ts'
import { findPutsWhileProcessing, type PutWhileProcessing } from './rules/puts-while-processing.ts'
import { findPutsWithoutSource, type PutWithoutSource } from './rules/puts-without-source.ts'
import { findRefusalsNotRetried, type RefusalNotRetried } from './rules/refusals-not-retried.ts'
import { findIgnoredRejections, type RejectionIgnored } from './rules/rejections-ignored.ts'
import { findRetriesTooSoon, type RetryTooSoon } from './rules/retries-too-soon.ts'
import { findSingleStatusCalls, type SingleStatusCalls } from './rules/single-status-calls.ts'
import { findStatusesNeverRead, type StatusNeverRead } from './rules/statuses-never-read.ts'
import { findSyncJobsLeftOpen, type SyncJobLeftOpen } from './rules/sync-job-left-open.ts'
import { findUnknownMembers, type UnknownMember } from './rules/unknown-members.ts'

/** Something that the client did wrong, to one index or through one connector. */
export type Finding =
  | RejectionIgnored
  | RefusalNotRetried
  | StatusNeverRead
  | PollingStoppedEarly
  | PollingPastTheEnd
  | SingleStatusCalls
  | RetryTooSoon
  | SyncJobLeftOpen
  | PutWithoutSource
  | PutWhileProcessing
  | NoSession
  | OldSession
  | NeverSynced
  | UnknownMember

/** All that is looked for, in the order in which it is told: total, so that a new kind of finding needs its rule. */
const RULES: { readonly [kind in Finding['kind']]: (history: History) => Observation | undefined } = {
  'rejection-ignored': findIgnoredRejections,
  'refusal-not-retried': findRefusalsNotRetried,
  'status-never-read': findStatusesNeverRead,
  'polling-stopped-early': findPollingStoppedEarly,
  'polling-past-the-end': findPollingPastTheEnd,
  'single-status-calls': findSingleStatusCalls,
  'retry-too-soon': findRetriesTooSoon,
  'sync-job-left-open': findSyncJobsLeftOpen,
  'put-without-source': findPutsWithoutSource,
  'put-while-processing': findPutsWhileProcessing,
  'no-session': findPushesWithoutSession,
  'old-session': findCallsWithOldSession,
  'never-synced': findPushesNeverSynced,
  'unknown-member': findUnknownMembers,
}

/** What is asked beside the calls themselves: the faults that happened to a document. */
export type FaultsOn = (facade: string, corpus: string, document: string) => readonly AuditedFault[]

/** One finding at most of each kind for each corpus, in the order in which corpora were first called. */
export function audit(records: readonly CallRecord[], faultsOn: FaultsOn): Finding[] {
  return [...byCorpus(records).values()].flatMap((calls) => {
    const history = historyOf(calls, faultsOn)
    return Object.entries(RULES).flatMap(([kind, find]) => {
      const observation = find(history)
      return observation === undefined ? [] : [findingOf(kind as Finding['kind'], history, observation)]
    })
  })
}

function byCorpus(records: readonly CallRecord[]): Map<string, CallRecord[]> {
  const groups = new Map<string, CallRecord[]>()
  for (const record of records) {
    const label = `${record.facade}:${record.corpus}`
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [record])
    else group.push(record)
  }
  return groups
}

function historyOf(records: readonly CallRecord[], faultsOn: FaultsOn): History {
  const { facade, corpus } = records[0] as CallRecord
  return createHistory({
    facade,
    corpus,
    calls: records.map(readCall),
    faultsOn: (document) => faultsOn(facade, corpus, document),
  })
}

function findingOf<Kind extends string>(
  kind: Kind,
  { facade, corpus }: History,
  { documents = [], message, suggestion, calls }: Observation,
): FindingOf<Kind> {
  return {
    kind,
    facade,
    corpus,
    documents: [...new Set(documents)],
    message,
    suggestion,
    calls: [...new Set(calls)],
  }
}
