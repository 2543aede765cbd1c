/** What of a call a snapshot keeps, so that it can be delivered once more in a restored run. */
import type { OverlookedMember } from '../../core/call-log.ts'
import type { KendraOperation } from './operation-names.ts'
import type { AccountName } from './kendra-account.ts'
import type { ValidationException } from './service-exception.ts'

export interface CallRecipe {
  readonly account: AccountName
  readonly operation: KendraOperation
  readonly checked: CheckedInput
}

/** An input as the service sees it: one that it takes, one that it refuses, or a body that nobody can read. */
export type CheckedInput =
  | {
      readonly kind: 'valid'
      readonly input: object
      readonly isAnsweredWithMetadata: boolean
      /** What the service overlooks; undefined where there is nothing, or no calls are kept. */
      readonly overlooked: readonly OverlookedMember[] | undefined
    }
  | {
      readonly kind: 'invalid'
      readonly input: unknown
      /** The index that it seems to be about. */
      readonly indexId: string | undefined
      readonly error: ValidationException
      /** As for one that is taken: what is missing may have been misspelt. */
      readonly overlooked: readonly OverlookedMember[] | undefined
    }
  | { readonly kind: 'unreadable'; readonly message: string }
