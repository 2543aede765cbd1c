/** What the command and the processes that share its seeds say to each other. Seeds are told by their place in the sweep. */
import type { ExploreOptions } from '../../index.ts'
import type { FindingReport } from './finding-report.ts'

/** What the command line says beside the module's own options; all of it plain JSON. */
export type CommandOptions = Pick<ExploreOptions, 'shard' | 'shrinkRuns'> & {
  readonly seeds?: number | { readonly from: number; readonly count: number } | undefined
  readonly faults?: string | undefined
  readonly output?: string | undefined
}

export type ToSweeper =
  | { readonly kind: 'open'; readonly file: string; readonly options: CommandOptions }
  /** Runs the seeds from a place up to another, not included. */
  | { readonly kind: 'run'; readonly from: number; readonly to: number }
  /** Runs a seed that fails once more, and makes it smaller. */
  | { readonly kind: 'explain'; readonly place: number }

export type FromSweeper =
  | {
      readonly kind: 'opened'
      readonly seeds: number
      readonly invariants: number
      readonly timeoutMs: number
    }
  | {
      readonly kind: 'passed'
      readonly place: number
      readonly faultsFired: number
      readonly excused: number
      readonly sources: number
    }
  | { readonly kind: 'failed'; readonly place: number }
  /** One more run has begun, of those that make a failure smaller. */
  | { readonly kind: 'begun' }
  /** All seeds of the last order were run. */
  | { readonly kind: 'done' }
  | { readonly kind: 'explained'; readonly finding: FindingReport }
  /** No finding: something is broken, or used wrongly. */
  | { readonly kind: 'broke'; readonly isUsage: boolean; readonly text: string }
