/** A simulator as the control routes see it. */
import type { CallRecord } from '../../../core/call-log.ts'
import type { Trace } from '../../../core/trace.ts'
import type { Faults } from '../../../faults/faults.ts'
import type { Duration } from '../../../input/duration.ts'
import type { Kendra } from '../../kendra/kendra.ts'
import type { Papi } from '../../papi/papi.ts'

export interface Controlled {
  readonly seed: number
  readonly kendra: Kendra
  readonly papi: Papi
  readonly faults: Faults
  readonly clock: { now(): number; advance(duration: Duration): Promise<void> }
  readonly calls: readonly CallRecord[]
  audit(): readonly (object & { readonly calls: readonly CallRecord[] })[]
  settle(): Promise<void>
  restart(): void
  reset(): void
  snapshot(): object
  resume(snapshot: never): void
  documents(filter: {
    readonly corpus?: string | undefined
    readonly includeGone?: boolean | undefined
  }): readonly object[]
  document(corpus: string, id: string): object | undefined
}

/** What only the simulator's own house sees. */
export interface ControlledWorld {
  /** Another after each reset. */
  readonly simulation: { readonly trace: Trace }
}
