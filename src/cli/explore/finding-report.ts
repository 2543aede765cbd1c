/** A finding as data: what is printed, and the JSON form. */
import type { ExplorationError } from '../../testing/exploration-error.ts'

export interface FindingReport {
  readonly message: string
  readonly seed: number
  readonly failure: { readonly kind: string; readonly name: string; readonly message: string }
  readonly faults: readonly unknown[]
  readonly documents: readonly number[] | undefined
  readonly digest: string
  readonly trace: readonly string[]
  readonly token: string | undefined
  /** Why it could not be written to its file. */
  readonly unsaved: string | undefined
}

export function reportOf(error: ExplorationError): FindingReport {
  const { message, seed, failure, plan, documents, digest, trace, token, unsaved } = error
  return {
    message,
    seed,
    failure: { kind: failure.kind, name: failure.error.name, message: failure.error.message },
    faults: plan.rules,
    documents,
    digest,
    trace,
    token,
    unsaved: unsaved?.message,
  }
}
