/**
 * `sim.kendra`: a Kendra-shaped service as an object. Operations have the camel-case names, inputs and outputs of the
 * SDK's aggregated client; a refused call rejects with an error of the service's name and shape.
 */
import { ConfigurationError } from '../../core/errors.ts'
import type { EffectsOf } from '../../core/fault-rule.ts'
import type { World } from '../../core/simulation.ts'
import { BUILT_IN_FIELDS, findAttributeFault } from './document-attributes.ts'
import { KendraAccount, type KendraSettings } from './kendra-account.ts'
import type { KendraIndex, NewDataSource, NewIndex } from './kendra-index.ts'
import { KendraMethods } from './kendra-methods.ts'
import { KENDRA_OPERATIONS } from './operation-names.ts'
import { findOriginFault } from './operations/document-operations.ts'
import type { Operation } from './operations/operation.ts'
import { isKendraOperation, kendraOperations } from './operations/operations.ts'
import { readNewDataSource, readNewIndex, readSeedDocuments } from './resource-schemas.ts'
import {
  isKendraExceptionName,
  metadataOf,
  type ResponseMetadata,
  kendraExceptions,
  KendraServiceException,
  ThrottlingException,
  ValidationException,
} from './service-exception.ts'
import type { Document } from './shapes/document-shapes.ts'
import type { Valid } from './shapes/valid.ts'
import { submissionOf } from './submission.ts'
import { validate } from './validation.ts'

/**
 * A command of the SDK as `send` takes it: its class name says the operation, and its type what comes back.
 */
export interface KendraCommand<Input extends object, Output extends object> {
  readonly input: Input
  resolveMiddleware(...parts: never[]): (...request: never[]) => Promise<{ output: Output }>
}

export class Kendra extends KendraMethods {
  readonly #world: World
  readonly #settings: KendraSettings
  #account: KendraAccount

  constructor(world: World, settings: KendraSettings) {
    super((name, input) => this.#call(name, kendraOperations[name], input))
    this.#world = world
    this.#settings = settings
    this.#account = new KendraAccount(world.simulation, settings)
  }

  /** Adds an index that is ACTIVE at once, and returns its id. Takes no simulated time. */
  addIndex(options: NewIndex = {}): string {
    const { id, fields, edition } = readNewIndex(options)
    const { engine, ids } = this.#world.simulation
    const { indices } = this.#current()
    const indexId = id ?? ids.uuid('index')
    if (indices.has(indexId)) throw new ConfigurationError(`kendra.addIndex: index ${indexId} exists already`)
    const corpus = engine.addCorpus('kendra', indexId, MODE, KENDRA_OPERATIONS)
    indices.set(indexId, {
      id: indexId,
      edition: edition ?? 'ENTERPRISE_EDITION',
      fields: new Map([...BUILT_IN_FIELDS, ...Object.entries(fields ?? {})]),
      dataSources: new Map(),
      corpus,
    })
    return indexId
  }

  /** Adds a data source that is ACTIVE at once, and returns its id. Takes no simulated time. */
  addDataSource(indexId: string, options: NewDataSource = {}): string {
    const { id, name } = readNewDataSource(options)
    const { dataSources } = this.#indexFor('kendra.addDataSource', indexId)
    const dataSourceId = id ?? this.#world.simulation.ids.uuid('data source')
    if (dataSources.has(dataSourceId))
      throw new ConfigurationError(`kendra.addDataSource: data source ${dataSourceId} exists already`)
    dataSources.set(dataSourceId, { id: dataSourceId, name: name ?? dataSourceId })
    return dataSourceId
  }

  /** Puts documents in as if they had been indexed long ago: INDEXED at once. Takes no simulated time. */
  seed(indexId: string, documents: readonly Document[]): void {
    const index = this.#indexFor('kendra.seed', indexId)
    const { engine } = this.#world.simulation
    const ids = new Set<string>()
    const checked = readSeedDocuments(documents)
    for (const document of checked) {
      const { Id, Attributes } = document
      const fault = findAttributeFault(Attributes, index.fields) ?? findOriginFault(index, document)
      if (fault !== undefined)
        throw new ConfigurationError(`kendra.seed: document ${JSON.stringify(Id)}: ${fault}`)
      if (index.corpus.row(Id) !== undefined || ids.has(Id))
        throw new ConfigurationError(
          `kendra.seed: document ${JSON.stringify(Id)} is in index ${indexId} already`,
        )
      ids.add(Id)
    }
    for (const document of checked) engine.seed(index.corpus, submissionOf(document))
  }

  /**
   * Takes a command object of the real SDK, `send(new BatchGetDocumentStatusCommand(input))`, and answers as the SDK's
   * client does: with `$metadata` in the output. An operation that is not modelled is refused by name.
   */
  send<Input extends object, Output extends object>(command: KendraCommand<Input, Output>): Promise<Output> {
    const name = operationOf(command)
    if (isKendraOperation(name)) {
      // Whatever the input is, it is validated before it is believed.
      const operation = kendraOperations[name] as unknown as Operation<Input, Output>
      return this.#call(name, operation, command.input, true)
    }
    const known = Object.keys(kendraOperations).join(', ')
    return Promise.reject(new ConfigurationError(`kendra.send: ${name} is not modelled; there are ${known}`))
  }

  #call<Input extends object, Output extends object>(
    name: string,
    operation: Operation<Input, Output>,
    input: Input,
    isAnsweredWithMetadata = false,
  ): Promise<Output> {
    const account = this.#current()
    const { driver, ids } = account.simulation
    const checked = check(operation, input)
    const isValid = checked.kind === 'valid'
    const indexId = isValid ? (operation.indexOf(checked.input) ?? '') : indexIdOf(input)
    return driver.call<Output>({
      facade: 'kendra',
      operation: name,
      corpus: account.indices.get(indexId)?.corpus.label ?? `kendra:${indexId}`,
      documents: isValid ? (operation.documentsOf?.(checked.input) ?? []) : [],
      isRead: operation.isRead || !isValid,
      input: checked.input,
      identity: isValid ? withoutToken(checked.input) : checked.error.message,
      apply: () => {
        const requestId = ids.uuid('request')
        try {
          if (checked.kind === 'invalid') throw checked.error
          const output = operation.apply(account, checked.input)
          return isAnsweredWithMetadata ? { ...output, $metadata: metadataOf(requestId) } : output
        } catch (error) {
          if (error instanceof KendraServiceException) error.$metadata.requestId = requestId
          throw error
        }
      },
      refuse: (effect) => refusalOf(effect, ids.uuid('request')),
    })
  }

  #indexFor(place: string, indexId: string): KendraIndex {
    const index = this.#current().indices.get(indexId)
    if (index !== undefined) return index
    throw new ConfigurationError(
      `${place}: there is no index ${JSON.stringify(indexId)}; add it with kendra.addIndex`,
    )
  }

  /** The account in the current world: a reset begins with an empty one. */
  #current(): KendraAccount {
    const { simulation } = this.#world
    if (this.#account.simulation !== simulation) this.#account = new KendraAccount(simulation, this.#settings)
    return this.#account
  }
}

type Checked<Input> =
  | { readonly kind: 'valid'; readonly input: Valid<Input> }
  | { readonly kind: 'invalid'; readonly input: unknown; readonly error: ValidationException }

function check<Input extends object>(operation: Operation<Input, object>, input: Input): Checked<Input> {
  try {
    const valid = validate(operation.schema, input)
    operation.own?.(valid)
    return { kind: 'valid', input: valid }
  } catch (error) {
    if (!(error instanceof ValidationException)) throw error
    return { kind: 'invalid', input: copyOf(input), error }
  }
}

function refusalOf(effect: EffectsOf['request'], requestId: string): Error {
  if (effect.type === 'throttle') return new ThrottlingException('Rate exceeded', requestId)
  if (!isKendraExceptionName(effect.error))
    throw new ConfigurationError(`Kendra has no error ${effect.error}`)
  const message = effect.message ?? 'Simulated by a fault rule.'
  return new kendraExceptions[effect.error](message, requestId)
}

/** An output as the SDK's client gives it. */
export interface MetadataBearer {
  readonly $metadata: ResponseMetadata
}

const MODE = { durability: 'at-once', unreadable: 'fails' } as const

/** A command's class is named after its operation. */
function operationOf(command: unknown): string {
  const isObject = typeof command === 'object' && command !== null
  const { constructor } = isObject ? command : {}
  return typeof constructor === 'function' ? constructor.name.replace(/Command$/, '') : 'this value'
}

function indexIdOf(input: unknown): string {
  const id = typeof input === 'object' && input !== null && 'IndexId' in input ? input.IndexId : undefined
  return typeof id === 'string' ? id : ''
}

/** What tells the call from others. An idempotency token is drawn by clients at random. */
function withoutToken(input: object): object {
  return 'ClientToken' in input ? { ...input, ClientToken: undefined } : input
}

/** What was given, for the log; what cannot be copied is left out. */
function copyOf(input: unknown): unknown {
  try {
    return structuredClone(input)
  } catch {
    return undefined
  }
}
