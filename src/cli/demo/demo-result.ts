/** Everything that one run of the demo found out, as data: the account and the JSON form are made of it. */
import type { GatheredFiles } from './gather-files.ts'
import type { DataSourceSyncJob, Status } from '../../index.ts'
import type { PushCounts } from './papi-connector.ts'
import type { ThreadCounts } from './thread-watch.ts'

export interface DemoResult {
  /** As the person gave it; undefined for the default. */
  readonly folder: string | undefined
  readonly seed: number
  readonly input: InputAccount
  readonly kendra: KendraAccount
  readonly papi: PapiAccount
  /** Documents that ended without being what was submitted, in the order of their ids; Kendra's first. */
  readonly troubles: readonly Trouble[]
  readonly faults: readonly FaultAccount[]
  readonly timeLines: readonly TimeLine[]
  readonly simulatedMs: number
  readonly trace: { readonly events: number; readonly digest: string }
  /** What this machine did. The one part that differs from run to run. */
  readonly real: RealAccount
}

export interface InputAccount {
  readonly files: number
  readonly bytes: number
  /** Over names and contents. */
  readonly digest: string
  readonly leftOut: GatheredFiles['leftOut']
  readonly unreadable: GatheredFiles['unreadable']
  readonly isCut: boolean
}

interface Traffic {
  readonly calls: number
  readonly triedAgain: number
}

export interface KendraAccount extends Traffic {
  readonly statuses: Readonly<Record<Status['DocumentStatus'], number>>
  /** What NOT_FOUND is made of. */
  readonly deleted: number
  readonly lost: number
  /** Why documents were refused at the call, by their ids. */
  readonly refused: Readonly<Record<string, string>>
  /** The sync job of each crawl. */
  readonly jobs: readonly DataSourceSyncJob[]
}

export interface PapiAccount extends Traffic {
  /** There, with the stamp of the file. */
  readonly current: number
  /** There, with another stamp. */
  readonly outdated: number
  readonly deleted: number
  readonly lost: number
  /** Of those that are there, what could not be indexed: the status does not tell. */
  readonly failed: number
  readonly firstCrawl: PushCounts
  readonly secondCrawl: PushCounts
}

export interface Trouble {
  readonly facade: 'kendra' | 'papi'
  readonly id: string
  /** Kendra's word, and for the Push API what stands behind its status. */
  readonly status: string
  readonly code: string | undefined
  readonly reason: string | undefined
  /** The fault rule that wanted it; none where the file itself is the cause. */
  readonly rule: string | undefined
}

export interface FaultAccount {
  readonly name: string
  readonly effect: string
  readonly matched: number
  readonly fired: number
}

export interface TimeLine {
  readonly facade: 'kendra' | 'papi'
  readonly id: string
  readonly events: readonly { readonly atMs: number; readonly what: string }[]
}

export interface RealAccount {
  readonly readingMs: number
  readonly runningMs: number
  /** Documents that were put, re-put or deleted. */
  readonly operations: number
  readonly operationsPerSecond: number
  readonly threads: ThreadCounts & { readonly setting: string }
}
