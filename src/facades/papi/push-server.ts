/** The simulated Push API server: its connectors, its session, and the way of a call to it. */
import type { CallRequest } from '../../core/call.ts'
import type { RefusalEffect } from '../../core/fault-rule.ts'
import type { Simulation, World } from '../../core/simulation.ts'
import type { PapiOperation } from './operation-names.ts'
import type { PapiSettings } from './papi-settings.ts'
import { badRequest, PushAPIException, PushSessionEndedException } from './push-api-exception.ts'
import { type AnyPushOperation, type ArgumentsOf, pushOperations, type ReplyOf } from './push-operations.ts'
import { type SavedConnector, ServedConnector } from './served-connector.ts'

/** How a call comes to the server. */
export interface Caller {
  /** The session that the command carries, if any. */
  readonly session: string | undefined
  /** Its place in the order of issue, where it was reserved. */
  readonly ticket?: number | undefined
  /** What the caller sees where there is no reply. */
  readonly disconnected: (cause: Error) => Error
}

/** What of a call a snapshot keeps, so that it can be delivered once more in a restored run. */
type CallRecipe = OperationRecipe | RefusalRecipe

interface OperationRecipe {
  readonly connector: string
  readonly session: string | undefined
  readonly name: PapiOperation
  readonly input: object
}

/** A call that is refused whatever the state of the server. */
interface RefusalRecipe {
  readonly connector: string
  readonly operation: string
  readonly error: PushAPIException
}

type CallSubject = Pick<
  CallRequest<unknown>,
  'operation' | 'alsoCalled' | 'documents' | 'isRead' | 'input' | 'mapBytes' | 'apply'
>

export class PushServer {
  readonly settings: PapiSettings
  readonly #world: World
  /** Of each world its own: a reset begins with none. */
  readonly #connectorsOf = new WeakMap<Simulation, Map<string, ServedConnector>>()

  constructor(world: World, settings: PapiSettings) {
    this.#world = world
    this.settings = settings
  }

  /** The world that is current: a reset puts another in its place. */
  get simulation(): Simulation {
    return this.#world.simulation
  }

  /** The id of the push session: a decimal of 63 bits, another after each restart. */
  get session(): string {
    const { draws, engine } = this.simulation
    const scope = draws.scope('session')
    const bits = (half: number): bigint => BigInt(scope.bits(engine.restarts, half))
    // The highest of the 63 bits is set, so that no id passes through a number unharmed.
    return String((1n << 62n) | ((bits(0) >> 2n) << 32n) | bits(1))
  }

  /** The connector of this name; it is there from its first mention. */
  connector(name: string): ServedConnector {
    const connectors = this.#connectors()
    let connector = connectors.get(name)
    if (connector === undefined)
      connectors.set(name, (connector = ServedConnector.add(name, this.simulation.engine, this.settings)))
    return connector
  }

  /** The names of all connectors that were ever mentioned. */
  get connectors(): string[] {
    return [...this.#connectors().keys()]
  }

  /** What the connectors hold, in the order in which they were first mentioned. */
  save(): readonly SavedConnector[] {
    return Array.from(this.#connectors().values(), (connector) => connector.save())
  }

  load(saved: readonly SavedConnector[]): void {
    const connectors = this.#connectors()
    const { engine } = this.simulation
    for (const connector of saved)
      connectors.set(connector.name, ServedConnector.load(connector, engine, this.settings))
  }

  /** Whether the connector was ever mentioned. */
  has(name: string): boolean {
    return this.#connectors().has(name)
  }

  /** Carries a call to the server and back. A bad argument is refused by the server, and in the log like any call. */
  async call<Name extends PapiOperation>(
    connectorName: string,
    name: Name,
    args: ArgumentsOf<Name>,
    caller: Caller,
  ): Promise<ReplyOf<Name>> {
    // It is there from now on, whatever comes of the call.
    this.connector(connectorName)
    const operation = pushOperations[name] as unknown as AnyPushOperation
    const input = read(operation, args)
    if (input instanceof PushAPIException) return this.refuse(connectorName, name, input, caller)
    operation.mapBytes?.(input, this.simulation.calls.copyBytes)
    return this.#carry({ connector: connectorName, session: caller.session, name, input }, caller)
  }

  /** A call that the server refuses whatever its state: it takes its time, and is in the log. */
  refuse(connectorName: string, operation: string, error: PushAPIException, caller: Caller): Promise<never> {
    return this.#carry({ connector: connectorName, operation, error }, caller)
  }

  /** The call that a snapshot has kept, to be delivered once more. */
  remake(recipe: unknown): CallRequest<unknown> {
    return this.#requestOf(recipe as CallRecipe, nobody)
  }

  #carry<Reply>(recipe: CallRecipe, caller: Caller): Promise<Reply> {
    return this.simulation.driver.call(this.#requestOf<Reply>(recipe, caller))
  }

  #requestOf<Reply>(recipe: CallRecipe, { session, ticket, disconnected }: Caller): CallRequest<Reply> {
    const about = 'error' in recipe ? refusalOf(recipe) : this.#operationOf(recipe)
    return {
      facade: 'papi',
      operation: about.operation,
      alsoCalled: about.alsoCalled,
      corpus: `papi:${recipe.connector}`,
      documents: about.documents,
      isRead: about.isRead,
      input: about.input,
      identity: about.input,
      mapBytes: about.mapBytes,
      apply: about.apply as CallRequest<Reply>['apply'],
      session,
      ticket,
      recipe,
      refuse: serverError,
      disconnected,
    }
  }

  #operationOf({ connector, session, name, input }: OperationRecipe): CallSubject {
    const operation = pushOperations[name] as unknown as AnyPushOperation
    const documents = operation.documentsOf?.(input) ?? []
    const { single, list } = FORMS.get(name) ?? { single: name, list: undefined }
    return {
      operation: documents.length === 1 ? single : (list ?? name),
      alsoCalled: list && [single, list],
      documents,
      isRead: operation.isRead,
      input,
      mapBytes: (map) => operation.mapBytes?.(input, map),
      apply: (call) => {
        this.#checkSession(session)
        return operation.apply(this.connector(connector), input, call, this)
      },
    }
  }

  #checkSession(session: string | undefined): void {
    if (session === undefined || session === this.session) return
    const why = /^\d{19}$/.test(session) ? ': the server was restarted since it began' : ', and never was'
    throw new PushSessionEndedException(
      `the push session ${session === '' ? '""' : session} is not the current one${why}`,
      {
        status: this.settings.sessionMismatchStatus,
      },
    )
  }

  #connectors(): Map<string, ServedConnector> {
    const known = this.#connectorsOf.get(this.simulation)
    if (known !== undefined) return known
    const connectors = new Map<string, ServedConnector>()
    this.#connectorsOf.set(this.simulation, connectors)
    return connectors
  }
}

function refusalOf({ operation, error }: RefusalRecipe): CallSubject {
  return {
    operation,
    documents: [],
    isRead: true,
    input: { refused: error.message },
    apply: () => {
      throw error
    },
  }
}

/** Whoever made a call that is delivered once more has heard of the first time. */
const nobody: Caller = { session: undefined, disconnected: (cause) => cause }

/** The methods for one document and for a list. The server cannot tell them apart: a list of one is the method for one. */
const FORMS: ReadonlyMap<PapiOperation, { readonly single: PapiOperation; readonly list: PapiOperation }> =
  new Map(
    (['addDocument', 'updateDocument', 'deleteDocument', 'getDocumentStatus'] as const).flatMap((single) => {
      const forms = { single, list: `${single}List` } as const
      return [
        [forms.single, forms],
        [forms.list, forms],
      ]
    }),
  )

/** The input, or why the server refuses it. */
function read(operation: AnyPushOperation, args: readonly unknown[]): object | PushAPIException {
  try {
    return operation.read(...args)
  } catch (error) {
    if (error instanceof PushAPIException) return badRequest(error.message)
    throw error
  }
}

function serverError(effect: RefusalEffect): PushAPIException {
  const message = effect.type === 'error' ? effect.message : undefined
  return new PushAPIException(
    message ?? 'The Push API server answered with an error (simulated by a fault rule).',
    { status: 500 },
  )
}
