/**
 * A call of an operation as the core carries it, through whichever door it came: an input that was checked before it was
 * believed, what it is about, and what it does when it reaches the service.
 */
import type { CopyBytes } from '../../core/byte-copies.ts'
import type { CallInEffect, CallRequest } from '../../core/call.ts'
import type { CallLog, OverlookedMember } from '../../core/call-log.ts'
import { ConfigurationError } from '../../core/errors.ts'
import type { RefusalEffect } from '../../core/fault-rule.ts'
import type { World } from '../../core/simulation.ts'
import type { CallRecipe, CheckedInput } from './call-recipe.ts'
import type { KendraAccount } from './kendra-account.ts'
import type { KendraOperation } from './operation-names.ts'
import { type Operation, withoutToken } from './operations/operation.ts'
import { kendraOperations } from './operations/operations.ts'
import {
  isKendraExceptionName,
  kendraExceptions,
  KendraServiceException,
  metadataOf,
  ThrottlingException,
  ValidationException,
} from './service-exception.ts'
import type { Valid } from './shapes/valid.ts'
import { findOverlooked, findOverlookedInRefused } from './overlooked-members.ts'
import { validate } from './validation.ts'
import type { KendraCaller } from './wire/kendra-service.ts'
import { SerializationException } from './wire/serialization-exception.ts'

/** Whose calls they are. */
export interface CallOwner {
  /** Stands for a corpus where a call names no index. */
  readonly key: string
  readonly world: World
  /** The account as it is when the call takes effect. */
  current(): KendraAccount
}

/** Whatever the input is, it is validated before it is believed. */
export function checkInput(
  name: KendraOperation,
  input: object,
  isAnsweredWithMetadata: boolean,
  { level, copyBytes }: Pick<CallLog, 'level' | 'copyBytes'>,
): CheckedInput {
  const operation = operationNamed(name)
  const schema = operation.schema()
  try {
    const valid = validate(schema, input)
    const overlooked = level === 'off' ? undefined : findOverlooked(schema, input, valid)
    operation.mapBytes?.(valid, copyBytes)
    return { kind: 'valid', input: valid, isAnsweredWithMetadata, overlooked }
  } catch (error) {
    if (!(error instanceof ValidationException)) throw error
    const overlooked = level === 'off' ? undefined : findOverlookedInRefused(schema, input)
    return { kind: 'invalid', input: copyOf(input), indexId: indexGuess(operation, input), error, overlooked }
  }
}

export class KendraCall<Output> implements CallRequest<Output> {
  readonly facade = 'kendra'
  readonly operation: KendraOperation
  readonly corpus: string
  readonly documents: readonly string[]
  readonly resources: readonly string[] | undefined
  readonly isRead: boolean
  readonly identity: unknown
  readonly ticket: number | undefined
  readonly recipe: CallRecipe
  readonly disconnected: KendraCaller['disconnected']
  readonly isGivenUp: KendraCaller['isGivenUp']
  readonly #owner: CallOwner

  constructor(recipe: CallRecipe, owner: CallOwner, { ticket, disconnected, isGivenUp }: KendraCaller) {
    const { checked } = recipe
    this.operation = recipe.operation
    this.recipe = recipe
    this.ticket = ticket
    this.disconnected = disconnected
    this.isGivenUp = isGivenUp
    this.#owner = owner
    const operation = operationNamed(recipe.operation)
    if (checked.kind === 'valid') {
      const input = checked.input as Valid<object>
      this.corpus = labelOf(operation.indexOf(input) ?? owner.key)
      this.documents = operation.documentsOf?.(input) ?? NO_DOCUMENTS
      this.resources = operation.resourcesOf?.(input)
      this.isRead = operation.isRead
      this.identity = withoutToken(input)
      return
    }
    // It changes nothing, whatever it meant to.
    this.corpus = labelOf((checked.kind === 'invalid' ? checked.indexId : undefined) ?? owner.key)
    this.documents = NO_DOCUMENTS
    this.resources = undefined
    this.isRead = true
    this.identity = checked.kind === 'invalid' ? checked.error.message : undefined
  }

  /** As the log has it. */
  get input(): unknown {
    const { checked } = this.recipe
    return checked.kind === 'unreadable' ? undefined : checked.input
  }

  get overlooked(): readonly OverlookedMember[] | undefined {
    const { checked } = this.recipe
    return checked.kind === 'unreadable' ? undefined : checked.overlooked
  }

  uses(): readonly string[] {
    const { checked } = this.recipe
    if (checked.kind !== 'valid') return []
    return operationNamed(this.operation).usesOf?.(checked.input as Valid<object>) ?? []
  }

  mapBytes(map: CopyBytes): void {
    const { checked } = this.recipe
    if (checked.kind === 'valid')
      operationNamed(this.operation).mapBytes?.(checked.input as Valid<object>, map)
  }

  apply(call: CallInEffect): Output {
    const { checked } = this.recipe
    if (checked.kind === 'unreadable') throw new SerializationException(checked.message, this.#newId())
    try {
      const account = this.#owner.current()
      account.quotas.take(this.operation, account.simulation.clock.now)
      if (checked.kind === 'invalid') throw checked.error
      const operation = operationNamed(this.operation)
      const output = operation.apply(account, checked.input as Valid<object>, call)
      return (
        checked.isAnsweredWithMetadata ? { ...output, $metadata: metadataOf(this.#newId()) } : output
      ) as Output
    } catch (error) {
      if (error instanceof KendraServiceException) error.$metadata.requestId = this.#newId()
      throw error
    }
  }

  refuse(effect: RefusalEffect): Error {
    const error = errorOf(effect, this.#newId())
    if (effect.retryAfter !== undefined) error.retryAfterMs = effect.retryAfter
    return error
  }

  #newId(): string {
    return this.#owner.world.simulation.ids.uuid('request')
  }
}

const NO_DOCUMENTS: readonly string[] = Object.freeze([])

let lastIndexId = ''
let lastLabel = labelled(lastIndexId)

/** The label of a corpus. Calls are about the same one many times in succession, and equal texts are compared fastest as one. */
function labelOf(indexId: string): string {
  if (indexId !== lastIndexId) {
    lastIndexId = indexId
    lastLabel = labelled(indexId)
  }
  return lastLabel
}

function labelled(indexId: string): string {
  return `kendra:${indexId}`
}

/** Of whatever input and output it is. */
function operationNamed(name: KendraOperation): Operation<object, object> {
  return kendraOperations[name] as unknown as Operation<object, object>
}

function errorOf(effect: RefusalEffect, requestId: string): KendraServiceException {
  if (effect.type === 'throttle') return new ThrottlingException('Rate exceeded', requestId)
  if (!isKendraExceptionName(effect.error))
    throw new ConfigurationError(`Kendra has no error ${effect.error}`)
  const message = effect.message ?? 'Simulated by a fault rule.'
  return new kendraExceptions[effect.error](message, requestId)
}

/** The index that an invalid input is about, as far as its texts tell. */
function indexGuess<Input extends object>(
  operation: Operation<Input, object>,
  input: unknown,
): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const texts = Object.entries(input).filter(([, member]) => typeof member === 'string')
  return operation.indexOf(Object.fromEntries(texts) as Valid<Input>)
}

/** What was given, for the log; what cannot be copied is left out. */
function copyOf(input: unknown): unknown {
  try {
    return structuredClone(input)
  } catch {
    return undefined
  }
}
