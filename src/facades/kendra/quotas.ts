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

export class Quotas {
  readonly #quotas: Readonly<Record<string, Quota | undefined>>
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  constructor(quotas: Readonly<Record<string, Quota | undefined>>) {
    this.#quotas = quotas
  }

  /** Counts a call of the operation. Throws a ThrottlingException where it is one too many. */
  take(operation: string, nowMs: number): void {
    const quota = this.#quotas[operation]
    if (quota === undefined) return
    const burst = quota.burst ?? Math.ceil(quota.rate)
    let bucket = this.#buckets.get(operation)
    if (bucket === undefined) this.#buckets.set(operation, (bucket = { tokens: burst, at: nowMs }))
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.at) * quota.rate) / 1000)
    bucket.at = nowMs
    if (bucket.tokens < 1) throw throttled(quota)
    bucket.tokens -= 1
  }
}

function throttled({ retryAfter }: Quota): ThrottlingException {
  const error = new ThrottlingException('Rate exceeded')
  if (retryAfter !== undefined) error.retryAfterMs = retryAfter
  return error
}
