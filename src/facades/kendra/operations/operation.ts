/** What the facade knows of an operation: its shape, what it is about, and what it does when it takes effect. */
import type { z } from 'zod'
import type { CopyBytes } from '../../../core/byte-copies.ts'
import type { CallInEffect } from '../../../core/call.ts'
import type { KendraAccount } from '../kendra-account.ts'
import type { Valid } from '../shapes/valid.ts'

export interface Operation<Input extends object, Output extends object> {
  readonly schema: () => z.ZodType<Valid<Input>>
  /** A read changes nothing. */
  readonly isRead: boolean
  /** The index that it is about; undefined where it is about the account. */
  readonly indexOf: (input: Valid<Input>) => string | undefined
  /** The documents that it is about. */
  readonly documentsOf?: (input: Valid<Input>) => readonly string[]
  /** The resources that it is about, by names of our own; none where it only creates. Without both: the whole index. */
  readonly resourcesOf?: (input: Valid<Input>) => readonly string[]
  /** Resources that it depends on without changing them. */
  readonly usesOf?: (input: Valid<Input>) => readonly string[]
  /** Puts what `map` gives in the place of each of the input's bytes. */
  readonly mapBytes?: (input: Valid<Input>, map: CopyBytes) => void
  /** Takes effect. Throws a KendraServiceException where the service refuses. */
  readonly apply: (account: KendraAccount, input: Valid<Input>, call: CallInEffect) => Output
}

/** Operations by name, from their inputs and outputs. */
export type Operations<Shapes extends { readonly [Name in keyof Shapes]: readonly [object, object] }> = {
  readonly [Name in keyof Shapes]: Operation<Shapes[Name][0], Shapes[Name][1]>
}

/** What of an input tells a call from others: idempotency tokens are drawn by clients at random. */
export function withoutToken(input: object): object {
  return 'ClientToken' in input ? { ...input, ClientToken: undefined } : input
}

/** The output of an operation that has none: its reply is empty. */
export type Nothing = Record<never, never>
