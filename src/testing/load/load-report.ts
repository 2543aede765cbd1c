/** What a load found out, as plain JSON. `version` changes when a member changes its meaning or goes. */
import type { CheckedStage } from './load-stage.ts'

/** A stage as it was asked for; without `forMs` it went on until the documents ended. */
export type ReportedStage = CheckedStage extends infer Stage
  ? Stage extends CheckedStage
    ? Omit<Stage, 'forMs'> & { readonly forMs?: number }
    : never
  : never

export interface Latencies {
  readonly count: number
  /** Milliseconds, like all that follows. */
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p75: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** How latencies were corrected for coordinated omission. */
export type Correction =
  /** Counted from the instant at which the unit was due. */
  | { readonly kind: 'due' }
  /** What would have been sent at this interval during long answers was added; the interval was given, or is the median. */
  | { readonly kind: 'interval'; readonly expectedMs: number; readonly isMedian: boolean }

/** Something that went wrong, by the name of its error. */
export interface Trouble {
  readonly name: string
  readonly count: number
  /** The first message of this name. */
  readonly message: string
}

/** A part of the load's time, all of the same width. */
export interface LoadWindow {
  /** Where it begins, in milliseconds since the begin of the load. */
  readonly atMs: number
  /** Units that came to their end in it. */
  readonly units: number
  readonly failedUnits: number
  /** Documents that were accepted in it. */
  readonly documents: number
  /** Latencies of these units in milliseconds, from when they were due; as measured in a closed loop. */
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
  /** Attempts and units that failed in it, by the name of the error. */
  readonly failures: Readonly<Record<string, number>>
}

/** How the documents stand at an instant; counts are those of the sample, scaled up. */
export interface DocumentCounts {
  readonly atMs: number
  readonly pending: number
  readonly indexed: number
  readonly failed: number
}

export interface IndexingReport {
  /** How many documents were watched: a sample of all that were accepted. */
  readonly watched: number
  /** What became of them. */
  readonly outcomes: {
    readonly indexed: number
    readonly failed: number
    readonly lost: number
    readonly pending: number
  }
  /** From the acceptance of a document to the end of its indexing, when it can be found. */
  readonly latencyMs: Latencies
  /** From the begin of the load to the end of the last indexing that was watched. */
  readonly endedAtMs: number
  readonly counts: readonly DocumentCounts[]
}

export interface LoadReport {
  readonly format: 'indexsim-load'
  readonly version: 1
  readonly title: string
  readonly seed: number
  /** Of the machine, or of the simulator. All instants and spans in the report are of this clock. */
  readonly time: 'real' | 'simulated'
  /** Why it ended before its stages or documents did. */
  readonly stopped: 'by its signal' | 'by its limit on units' | undefined
  readonly stages: readonly ReportedStage[]
  /** From the begin to the end of the last unit. */
  readonly elapsedMs: number
  readonly units: {
    readonly started: number
    readonly completed: number
    readonly failed: number
    /** Units of open stages that began late, for too many were under way. */
    readonly held: number
    /** Units that were due and had not begun when their stage was over; they never did, and are in the corrected latencies alone. */
    readonly missed: number
    readonly perSecond: number
    /** Most that were under way at once. */
    readonly mostAtOnce: number
  }
  readonly documents: {
    readonly batch: number
    readonly accepted: number
    readonly acceptedBytes: number
    readonly perSecond: number
    /** Refused by the service, by the code it gave. */
    readonly refused: readonly Trouble[]
  }
  /** Of all units, failed ones too. */
  readonly latencyMs: { readonly corrected: Latencies; readonly measured: Latencies }
  readonly corrections: readonly Correction[]
  /** Latencies at more and more percentiles, for a curve. */
  readonly curve: readonly {
    readonly percent: number
    readonly corrected: number
    readonly measured: number
  }[]
  /** Units that failed. */
  readonly errors: readonly Trouble[]
  /** Attempts that failed and were made once more within a unit. */
  readonly retries: readonly Trouble[]
  readonly windowMs: number
  readonly windows: readonly LoadWindow[]
  /** Undefined where nobody said how to find out. */
  readonly indexing: IndexingReport | undefined
}
