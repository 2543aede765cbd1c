/** What the command line of `indexsim load` says. */
import type { LoadDocumentOptions, QuotaOptions, Ramp } from '../../index.ts'
import type { FacadeName } from './load-target.ts'
import type { Range } from './read-values.ts'

export interface LoadCommandOptions {
  readonly facade: FacadeName
  readonly scenario?: string
  readonly url?: URL
  readonly index?: string
  readonly rate?: Ramp
  readonly clients?: readonly number[]
  readonly for?: number
  readonly ramp?: number
  readonly documents?: number
  readonly size?: Range
  readonly formats?: LoadDocumentOptions['formats']
  readonly batch?: readonly number[]
  readonly quota?: Record<string, QuotaOptions>
  readonly latency?: Range
  readonly indexing?: Range
  readonly simulated?: boolean
  readonly forecast?: boolean
  readonly extrapolate?: boolean
  readonly seed: number
  readonly report?: string
  readonly json?: boolean
}
