/**
 * `sim.kendra`: a Kendra-shaped service as an object. Operations have the camel-case names, inputs and outputs of the
 * SDK's aggregated client; a refused call rejects with an error of the service's name and shape.
 */
import { ConfigurationError } from '../../core/errors.ts'
import type { CallRequest } from '../../core/call.ts'
import type { Content } from '../../core/indexer.ts'
import type { Simulation, World } from '../../core/simulation.ts'
import type { CallRecipe } from './call-recipe.ts'
import { connectionError } from './connection-error.ts'
import { findPutFault, readPutOrigin } from './document-attributes.ts'
import { type CallOwner, checkInput, KendraCall } from './kendra-call.ts'
import { type AccountName, KendraAccount, type SavedAccount } from './kendra-account.ts'
import type { KendraIndex, NewDataSource, NewIndex } from './kendra-index.ts'
import { KendraMethods } from './kendra-methods.ts'
import type { KendraSettings } from './kendra-settings.ts'
import type { KendraOperation } from './operation-names.ts'
import { findOriginFault } from './document-rejections.ts'
import { isKendraOperation, kendraOperations } from './operations/operations.ts'
import { readAccountName, readNewDataSource, readNewIndex, readSeedDocuments } from './resource-schemas.ts'
import type { ResponseMetadata } from './service-exception.ts'
import { fetchObject, findBucketFault, type S3Object } from './s3-objects.ts'
import type { Document } from './shapes/document-shapes.ts'
import { submissionOf } from './submission.ts'
import { type IndexView, viewIndex } from './resource-views.ts'
import { Tags } from './tags.ts'
import type { ClientConfig, ClientOptions } from './wire/client-config.ts'
import type { KendraCaller, KendraService } from './wire/kendra-service.ts'
import { KendraWire } from './wire/kendra-wire.ts'
import type { KendraRequestHandler } from './wire/request-handler.ts'

/**
 * A command of the SDK as `send` takes it: its class name says the operation, and its type what comes back.
 */
export interface KendraCommand<Input extends object, Output extends object> {
  readonly input: Input
  resolveMiddleware(...parts: never[]): (...request: never[]) => Promise<{ output: Output }>
}

/** The accounts that hold anything, in the order in which they were first spoken of. */
export type SavedKendra = readonly (AccountName & { readonly account: SavedAccount })[]

export class Kendra extends KendraMethods {
  readonly region: string
  readonly accountId: string
  readonly #world: World
  readonly #settings: KendraSettings
  /** This one and all others of the world, by region and account. */
  readonly #accounts: Map<string, Kendra>
  readonly #wire: KendraWire
  readonly #name: AccountName
  readonly #owner: CallOwner
  /** Of each world its own: a reset begins with an empty one, and what was before is let go. */
  readonly #accountsOf = new WeakMap<Simulation, KendraAccount>()

  constructor(
    world: World,
    settings: KendraSettings,
    name: AccountName = DEFAULT_ACCOUNT,
    accounts: Map<string, Kendra> = new Map(),
  ) {
    super((name, input) => this.#call(name, input))
    this.#world = world
    this.#settings = settings
    this.region = name.region
    this.accountId = name.accountId
    this.#name = { region: name.region, accountId: name.accountId }
    this.#accounts = accounts.set(keyOf(name), this)
    this.#owner = { key: keyOf(name), world, current: () => this.#current() }
    this.#wire = new KendraWire({
      world,
      region: name.region,
      account: keyOf(name),
      call: (name, input, caller) => this.#call<MetadataBearer>(name, input, caller),
      refuseBody: (operation, message, caller) =>
        this.#carry<never>({ account: name, operation, checked: { kind: 'unreadable', message } }, caller),
    })
  }

  /**
   * The service in another region, or of another account: it has indices of its own. What is left out is as here. The
   * same region and account give the same object.
   */
  in(options: Partial<AccountName>): Kendra {
    const { region = this.region, accountId = this.accountId } = readAccountName(options)
    const name = { region, accountId }
    return this.#accounts.get(keyOf(name)) ?? new Kendra(this.#world, this.#settings, name, this.#accounts)
  }

  /** This one and all others: of each region and account that was ever named. */
  get accounts(): readonly Kendra[] {
    return [...this.#accounts.values()]
  }

  /** The indices of this account with their data sources and sync jobs, as read-only views. Takes no simulated time. */
  indices(): IndexView[] {
    return [...this.#current().indices.values()].map(viewIndex)
  }

  /** Adds an index that is ACTIVE at once, and returns its id. Takes no simulated time. */
  addIndex(options: NewIndex = {}): string {
    const { id, fields = {}, edition = 'ENTERPRISE_EDITION' } = readNewIndex(options)
    const account = this.#current()
    const { driver, ids, engine } = account.simulation
    driver.refuseWhenEnded('kendra.addIndex')
    const indexId = id ?? ids.uuid('index')
    if (engine.corpora.has(`kendra:${indexId}`))
      throw new ConfigurationError(`kendra.addIndex: index ${indexId} exists already`)
    const index = account.addIndex(indexId, edition, { Name: indexId }, new Tags())
    for (const [Name, Type] of Object.entries(fields)) index.configure({ Name, Type })
    return indexId
  }

  /** Adds a data source that is ACTIVE at once, and returns its id. Takes no simulated time. */
  addDataSource(indexId: string, options: NewDataSource = {}): string {
    const { id, name } = readNewDataSource(options)
    const index = this.#indexFor('kendra.addDataSource', indexId)
    const account = this.#current()
    const dataSourceId = id ?? account.simulation.ids.uuid('data source')
    if (index.dataSources.has(dataSourceId))
      throw new ConfigurationError(`kendra.addDataSource: data source ${dataSourceId} exists already`)
    account.addDataSource(index, {
      id: dataSourceId,
      type: 'CUSTOM',
      definition: { Name: name ?? dataSourceId },
      tags: new Tags(),
    })
    return dataSourceId
  }

  /** Puts documents in as if they had been indexed long ago: INDEXED at once. Takes no simulated time. */
  seed(indexId: string, documents: readonly Document[]): void {
    const index = this.#indexFor('kendra.seed', indexId)
    const account = this.#current()
    const { engine } = account.simulation
    const ids = new Set<string>()
    const checked = readSeedDocuments(documents)
    for (const document of checked) {
      const { Id, Attributes, S3Path } = document
      const { dataSource } = readPutOrigin(Attributes)
      const fault =
        findPutFault(document, index.fields) ??
        findOriginFault(index, { dataSource, job: undefined }) ??
        findBucketFault(account.settings.s3, S3Path)
      if (fault !== undefined)
        throw new ConfigurationError(`kendra.seed: document ${JSON.stringify(Id)}: ${fault}`)
      if (index.corpus.row(Id) !== undefined || ids.has(Id))
        throw new ConfigurationError(
          `kendra.seed: document ${JSON.stringify(Id)} is in index ${indexId} already`,
        )
      ids.add(Id)
    }
    for (const document of checked) {
      const origin = readPutOrigin(document.Attributes)
      const revision = engine.seed(index.corpus, submissionOf(document, origin, account.settings.s3))
      const source = index.dataSourceOf(origin)
      account.origins.setSource(engine.revisions.document(revision), source?.number ?? 0)
    }
  }

  /**
   * Takes a command object of the real SDK, `send(new BatchGetDocumentStatusCommand(input))`, and answers as the SDK's
   * client does: with `$metadata` in the output. An operation that is not modelled is refused by name.
   */
  send<Input extends object, Output extends object>(command: KendraCommand<Input, Output>): Promise<Output> {
    const name = operationOf(command)
    if (name !== undefined && isKendraOperation(name)) return this.#call<Output>(name, command.input, DIRECT)
    const known = Object.keys(kendraOperations).join(', ')
    return Promise.reject(
      new ConfigurationError(
        name === undefined
          ? `kendra.send: expected a command object of the SDK, not ${typeof command}`
          : `kendra.send: ${name} is not modelled; there are ${known}`,
      ),
    )
  }

  /** For the SDK's client, `new KendraClient({ requestHandler: sim.kendra.requestHandler, ... })`: no socket is opened. */
  get requestHandler(): KendraRequestHandler {
    return this.#wire.requestHandler
  }

  /**
   * Settings with which a client of the SDK talks to the simulator: `new KendraClient(sim.kendra.clientConfig())`. It
   * waits between attempts on simulated time, unless `retries` says otherwise. Each client has its own settings.
   */
  clientConfig(options: ClientOptions = {}): ClientConfig {
    this.#world.simulation.driver.refuseWhenEnded('kendra.clientConfig')
    return this.#wire.clientConfig(options)
  }

  /** The end of the wire that is this account's, for the doors of the simulator itself. */
  static serviceOf(kendra: Kendra): KendraService {
    return kendra.#wire.service
  }

  /** A client is answered with `$metadata`. */
  #call<Output>(operation: KendraOperation, input: object, client?: KendraCaller): Promise<Output> {
    try {
      const checked = checkInput(operation, input, client !== undefined, this.#world.simulation.calls)
      return this.#carry({ account: this.#name, operation, checked }, client)
    } catch (error) {
      // Of an input whose members throw when they are read.
      return Promise.reject(error as Error)
    }
  }

  #carry<Output>(recipe: CallRecipe, caller: KendraCaller = DIRECT): Promise<Output> {
    return this.#world.simulation.driver.call(new KendraCall<Output>(recipe, this.#owner, caller))
  }

  /** The call that a snapshot has kept, to be delivered once more. */
  remake(recipe: unknown): CallRequest<unknown> {
    const { account } = recipe as CallRecipe
    return new KendraCall(recipe as CallRecipe, this.in(account).#owner, DIRECT)
  }

  /** Has the content of a document fetched again, of which a snapshot has kept where it is. */
  fetchAgain(origin: unknown): Promise<Content> {
    return fetchObject(this.#settings.s3, origin as S3Object)
  }

  /** What the accounts of the world hold, this one and all others. */
  save(): SavedKendra {
    const { simulation } = this.#world
    return [...this.#accounts.values()].flatMap((kendra) => {
      const account = kendra.#accountsOf.get(simulation)
      const { region, accountId } = kendra
      return account === undefined ? [] : [{ region, accountId, account: account.save() }]
    })
  }

  load(saved: SavedKendra): void {
    for (const { region, accountId, account } of saved)
      this.in({ region, accountId }).#current().load(account)
  }

  #indexFor(place: string, indexId: string): KendraIndex {
    const { simulation, indices } = this.#current()
    simulation.driver.refuseWhenEnded(place)
    const index = indices.get(indexId)
    if (index !== undefined) return index
    throw new ConfigurationError(
      `${place}: there is no index ${JSON.stringify(indexId)}; add it with kendra.addIndex`,
    )
  }

  /** The account in the current world. */
  #current(): KendraAccount {
    const { simulation } = this.#world
    let account = this.#accountsOf.get(simulation)
    if (account === undefined)
      this.#accountsOf.set(simulation, (account = new KendraAccount(simulation, this.#settings, this)))
    return account
  }
}

/** Where nobody says otherwise: the account number of the AWS documentation. */
const DEFAULT_ACCOUNT: AccountName = { region: 'us-east-1', accountId: '123456789012' }

function keyOf({ region, accountId }: AccountName): string {
  return `${region}/${accountId}`
}

/** An output as the SDK's client gives it. */
export interface MetadataBearer {
  readonly $metadata: ResponseMetadata
}

/** The methods of the object itself. */
const DIRECT: KendraCaller = { disconnected: connectionError }

/** A command's class is named after its operation. */
function operationOf(command: unknown): string | undefined {
  if (typeof command !== 'object' || command === null) return undefined
  const { name } = command.constructor ?? {}
  return name?.endsWith('Command') === true ? name.slice(0, -'Command'.length) : undefined
}
