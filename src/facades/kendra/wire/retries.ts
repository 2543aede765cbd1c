/**
 * What the request handler and the retry strategy tell each other through the SDK between them: which call a failure
 * was of, and that a call is back for its next attempt. Nothing is kept of a call that does not come back.
 */
import type { KendraOperation } from '../operation-names.ts'
import { afterZeroTimers } from './zero-timers.ts'

/** An attempt that failed, as the request handler saw it. */
export interface FailedAttempt {
  readonly operation: KendraOperation
  readonly input: object
  readonly account: string
  /** The SDK's id of all attempts of one `send`, random. */
  readonly invocation: string | undefined
  /** What the client allows, if it says so. */
  readonly maxAttempts: number | undefined
  readonly signal: AbortSignal | undefined
}

/** A call whose back-off is over. */
interface Expected {
  readonly trouble: Error | undefined
  readonly arrive: () => void
}

export class Retries {
  readonly #failures = new WeakMap<object, FailedAttempt>()
  readonly #expected = new Map<string, Expected>()

  /** The carrier is what the SDK gets to see: the reply, or the error that was thrown instead. */
  note(carrier: object, attempt: FailedAttempt): void {
    this.#failures.set(carrier, attempt)
  }

  /** The attempt that an error of the SDK comes from; undefined where it does not come from this service. */
  find(error: unknown): FailedAttempt | undefined {
    if (typeof error !== 'object' || error === null) return undefined
    const reply = '$response' in error ? error.$response : undefined
    return this.#failures.get(typeof reply === 'object' && reply !== null ? reply : error)
  }

  /** Resolves when the call has arrived for its next attempt, or when it can be seen that it will not at once. */
  arrival(invocation: string, trouble?: Error): Promise<void> {
    return new Promise((resolve) => {
      const expected = { trouble, arrive: resolve }
      this.#expected.set(invocation, expected)
      afterZeroTimers(() => {
        if (this.#expected.get(invocation) === expected) this.#expected.delete(invocation)
        resolve()
      })
    })
  }

  /** A call has arrived. Throws what became of its back-off, if that did not end as it should. */
  arrive(invocation: string | undefined): void {
    if (invocation === undefined || this.#expected.size === 0) return
    const expected = this.#expected.get(invocation)
    if (expected === undefined) return
    this.#expected.delete(invocation)
    expected.arrive()
    if (expected.trouble !== undefined) throw expected.trouble
  }
}
