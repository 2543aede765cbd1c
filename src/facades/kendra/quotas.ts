/** How many calls of an operation an account may make: a token bucket for each, filled by simulated time. */
import { ThrottlingException } from './service-exception.ts'

/** So many calls a second, and so many at once after a pause. */
export interface Quota {
  readonly rate: number
  /** The rate, rounded up, where it is left out. */
  readonly burst?: number | undefined
  /** What a throttled caller is told to wait, in milliseconds; it is told nothing where it is left out. */
  readonly retryAfter?: number | undefined
}

/** What was left at the last call that was let through, in thousandths of a call: a whole rate then counts in whole numbers. */
interface Bucket {
  readonly left: number
  readonly at: number
}

/** What a call takes from its bucket. */
const ONE_CALL = 1000

/** The buckets by operation. */
export type SavedQuotas = ReadonlyMap<string, Bucket>

export class Quotas {
  readonly #quotas: Readonly<Record<string, Quota | undefined>>
  readonly #buckets = new Map<string, Bucket>()

  constructor(quotas: Readonly<Record<string, Quota | undefined>>) {
    this.#quotas = quotas
  }

  /** Counts a call of the operation. Throws a ThrottlingException where it is one too many; that one takes nothing. */
  take(operation: string, nowMs: number): void {
    const quota = this.#quotas[operation]
    if (quota === undefined) return
    const full = (quota.burst ?? Math.ceil(quota.rate)) * ONE_CALL
    const bucket = this.#buckets.get(operation)
    const filled = bucket === undefined ? full : bucket.left + (nowMs - bucket.at) * quota.rate
    const left = Math.min(full, filled) - ONE_CALL
    // A refused call leaves the bucket as it is: refilling it in many small steps would not add up to whole calls.
    if (left < 0) throw throttled(quota)
    this.#buckets.set(operation, { left, at: nowMs })
  }

  save(): SavedQuotas {
    return this.#buckets
  }

  load(saved: SavedQuotas): void {
    for (const [operation, bucket] of saved) this.#buckets.set(operation, bucket)
  }
}

function throttled({ retryAfter }: Quota): ThrottlingException {
  const error = new ThrottlingException('Rate exceeded')
  if (retryAfter !== undefined) error.retryAfterMs = retryAfter
  return error
}
