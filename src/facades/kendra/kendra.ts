/**
 * `sim.kendra`: a Kendra-shaped service as an object. Operations have the camel-case names, inputs and outputs of the
 * SDK's aggregated client; a refused call rejects with an error of the service's name and shape.
 */
import type { z } from 'zod'
import { copyBytes } from '../../core/byte-copies.ts'
import { ConfigurationError } from '../../core/errors.ts'
import type { EffectsOf } from '../../core/fault-rule.ts'
import type { Simulation, World } from '../../core/simulation.ts'
import { BUILT_IN_FIELDS, findAttributeFault } from './document-attributes.ts'
import {
  deleteDocuments,
  findOriginFault,
  getDocumentStatuses,
  putDocuments,
} from './operations/document-operations.ts'
import {
  batchDeleteDocumentRequest,
  type BatchDeleteDocumentRequest,
  type BatchDeleteDocumentResponse,
  batchGetDocumentStatusRequest,
  type BatchGetDocumentStatusRequest,
  type BatchGetDocumentStatusResponse,
  batchPutDocumentRequest,
  type BatchPutDocumentRequest,
  type BatchPutDocumentResponse,
  type Document,
} from './shapes/document-shapes.ts'
import type { KendraIndex, NewDataSource, NewIndex } from './kendra-index.ts'
import { KENDRA_OPERATIONS } from './operation-names.ts'
import type { StatusWhileDeleting } from './kendra-status.ts'
import { readNewDataSource, readNewIndex, readSeedDocuments } from './resource-schemas.ts'
import {
  isKendraExceptionName,
  metadataOf,
  type ResponseMetadata,
  kendraExceptions,
  ResourceNotFoundException,
  ThrottlingException,
  ValidationException,
} from './service-exception.ts'
import { submissionOf } from './submission.ts'
import type { Valid } from './shapes/valid.ts'
import { validate } from './validation.ts'

export interface KendraSettings {
  readonly statusWhileDeleting: StatusWhileDeleting
}

/** A command of the SDK as `send` takes it: its class name says the operation. */
export interface KendraCommand<Input extends object> {
  readonly input: Input
}

export class Kendra {
  readonly #world: World
  readonly #settings: KendraSettings
  #indices = new Map<string, KendraIndex>()
  #indicesOf: Simulation | undefined

  constructor(world: World, settings: KendraSettings) {
    this.#world = world
    this.#settings = settings
  }

  /** Adds an index that is ACTIVE at once, and returns its id. Takes no simulated time. */
  addIndex(options: NewIndex = {}): string {
    const { id, fields, edition } = readNewIndex(options)
    const { engine, ids } = this.#world.simulation
    const indices = this.#current()
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
   * Submits 1 to 10 documents for indexing, which goes on after the call. Documents that are rejected at once are in
   * FailedDocuments, which is always there. Throws what the model names: ValidationException and others.
   */
  batchPutDocument(input: BatchPutDocumentRequest): Promise<BatchPutDocumentResponse> {
    return this.#call(OPERATIONS.BatchPutDocument, input)
  }

  /** Submits 1 to 10 documents for deletion, which goes on after the call: NOT_FOUND when it is done. */
  batchDeleteDocument(input: BatchDeleteDocumentRequest): Promise<BatchDeleteDocumentResponse> {
    return this.#call(OPERATIONS.BatchDeleteDocument, input)
  }

  /** The indexing status of 1 to 10 documents, in the order of the request. Both lists are always there. */
  batchGetDocumentStatus(input: BatchGetDocumentStatusRequest): Promise<BatchGetDocumentStatusResponse> {
    return this.#call(OPERATIONS.BatchGetDocumentStatus, input)
  }

  /**
   * Takes a command object of the real SDK, `send(new BatchGetDocumentStatusCommand(input))`, and answers as the SDK's
   * client does: with `$metadata` in the output.
   */
  send(
    command: KendraCommand<BatchPutDocumentRequest & { Documents: unknown }>,
  ): Promise<BatchPutDocumentResponse & MetadataBearer>
  send(
    command: KendraCommand<BatchDeleteDocumentRequest & { DocumentIdList: unknown }>,
  ): Promise<BatchDeleteDocumentResponse & MetadataBearer>
  send(
    command: KendraCommand<BatchGetDocumentStatusRequest & { DocumentInfoList: unknown }>,
  ): Promise<BatchGetDocumentStatusResponse & MetadataBearer>
  send(command: KendraCommand<never>): Promise<unknown> {
    const name = operationOf(command)
    if (isOperation(name))
      // Whatever the input is, it is validated before it is believed.
      return this.#call(OPERATIONS[name] as unknown as ServiceOperation<never, object>, command.input, true)
    const known = Object.keys(OPERATIONS).join(', ')
    return Promise.reject(new ConfigurationError(`kendra.send: ${name} is not modelled; there are ${known}`))
  }

  #call<Input, Output extends object>(
    operation: ServiceOperation<Input, Output>,
    input: Input,
    isAnsweredWithMetadata = false,
  ): Promise<Output> {
    const { simulation } = this.#world
    const indices = this.#current()
    const checked = this.#validate(operation.schema, input)
    if (checked.kind === 'valid') operation.own?.(checked.input)
    const isValid = checked.kind === 'valid'
    const indexId = indexIdOf(isValid ? checked.input : input)
    return simulation.driver.call<Output>({
      facade: 'kendra',
      operation: operation.name,
      corpus: indices.get(indexId)?.corpus.label ?? `kendra:${indexId}`,
      documents: isValid ? operation.idsOf(checked.input) : [],
      isRead: operation.isRead || !isValid,
      input: checked.input,
      identity: isValid ? checked.input : checked.error.message,
      apply: () => {
        if (checked.kind === 'invalid') {
          checked.error.$metadata.requestId = this.#requestId()
          throw checked.error
        }
        const index = indices.get(indexId)
        if (index === undefined)
          throw new ResourceNotFoundException(`Index ${indexId} doesn't exist.`, this.#requestId())
        const output = operation.apply(simulation, index, checked.input, this.#settings)
        return isAnsweredWithMetadata ? { ...output, $metadata: metadataOf(this.#requestId()) } : output
      },
      refuse: (effect) => this.#refuse(effect),
    })
  }

  #validate<Input>(schema: z.ZodType<Valid<Input>>, input: Input): Checked<Valid<Input>> {
    try {
      // The request has its id when it reaches the service.
      return { kind: 'valid', input: validate(schema, input, '') }
    } catch (error) {
      if (!(error instanceof ValidationException)) throw error
      return { kind: 'invalid', input: copyOf(input), error }
    }
  }

  #refuse(effect: EffectsOf['request']): Error {
    if (effect.type === 'throttle') return new ThrottlingException('Rate exceeded', this.#requestId())
    if (!isKendraExceptionName(effect.error))
      throw new ConfigurationError(`Kendra has no error ${effect.error}`)
    const message = effect.message ?? 'Simulated by a fault rule.'
    return new kendraExceptions[effect.error](message, this.#requestId())
  }

  #requestId(): string {
    return this.#world.simulation.ids.uuid('request')
  }

  #indexFor(place: string, indexId: string): KendraIndex {
    const index = this.#current().get(indexId)
    if (index !== undefined) return index
    throw new ConfigurationError(
      `${place}: there is no index ${JSON.stringify(indexId)}; add it with kendra.addIndex`,
    )
  }

  /** The indices of the current world: a reset begins without any. */
  #current(): Map<string, KendraIndex> {
    const { simulation } = this.#world
    if (this.#indicesOf !== simulation) {
      this.#indicesOf = simulation
      this.#indices = new Map()
    }
    return this.#indices
  }
}

/** An output as the SDK's client gives it. */
export interface MetadataBearer {
  readonly $metadata: ResponseMetadata
}

/** What the facade knows of an operation: its shape, what it is about, and what it does when it takes effect. */
interface ServiceOperation<Input, Output> {
  readonly name: string
  readonly schema: z.ZodType<Valid<Input>>
  readonly isRead: boolean
  /** Makes the validated copy independent of the caller. */
  readonly own?: (input: Valid<Input>) => void
  readonly idsOf: (input: Valid<Input>) => readonly string[]
  readonly apply: (
    simulation: Simulation,
    index: KendraIndex,
    input: Valid<Input>,
    settings: KendraSettings,
  ) => Output
}

const BatchPutDocument: ServiceOperation<BatchPutDocumentRequest, BatchPutDocumentResponse> = {
  name: 'BatchPutDocument',
  schema: batchPutDocumentRequest,
  isRead: false,
  own: copyBlobs,
  idsOf: ({ Documents }) => Documents.map(({ Id }) => Id),
  apply: ({ engine }, index, input) => putDocuments(engine, index, input),
}

const BatchDeleteDocument: ServiceOperation<BatchDeleteDocumentRequest, BatchDeleteDocumentResponse> = {
  name: 'BatchDeleteDocument',
  schema: batchDeleteDocumentRequest,
  isRead: false,
  idsOf: ({ DocumentIdList }) => DocumentIdList,
  apply: ({ engine }, index, input) => deleteDocuments(engine, index, input),
}

const BatchGetDocumentStatus: ServiceOperation<
  BatchGetDocumentStatusRequest,
  BatchGetDocumentStatusResponse
> = {
  name: 'BatchGetDocumentStatus',
  schema: batchGetDocumentStatusRequest,
  isRead: true,
  idsOf: ({ DocumentInfoList }) => DocumentInfoList.map(({ DocumentId }) => DocumentId),
  apply: ({ engine }, index, input, { statusWhileDeleting }) =>
    getDocumentStatuses(engine, index, input, statusWhileDeleting),
}

const OPERATIONS = { BatchPutDocument, BatchDeleteDocument, BatchGetDocumentStatus }

function isOperation(name: string): name is keyof typeof OPERATIONS {
  return Object.hasOwn(OPERATIONS, name)
}

type Checked<Input> =
  | { readonly kind: 'valid'; readonly input: Input }
  | { readonly kind: 'invalid'; readonly input: unknown; readonly error: ValidationException }

const MODE = { durability: 'at-once', unreadable: 'fails' } as const

function copyBlobs({ Documents }: Valid<BatchPutDocumentRequest>): void {
  for (const document of Documents) if (document.Blob !== undefined) document.Blob = copyBytes(document.Blob)
}

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

/** What was given, for the log; what cannot be copied is left out. */
function copyOf(input: unknown): unknown {
  try {
    return structuredClone(input)
  } catch {
    return undefined
  }
}
