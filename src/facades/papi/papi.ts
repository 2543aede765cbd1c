/** `sim.papi`: the connectors of a simulated Push API server. */
import type { CallRequest } from '../../core/call.ts'
import { ConfigurationError } from '../../core/errors.ts'
import { PapiConnector } from './papi-connector.ts'
import type { PushServer } from './push-server.ts'
import type { SavedConnector } from './served-connector.ts'

export interface SavedPapi {
  readonly connectors: readonly SavedConnector[]
  /** The push sessions of the clients in process, by their connectors. */
  readonly sessions: ReadonlyMap<string, string>
}

export class Papi {
  readonly #server: PushServer
  readonly #connectors = new Map<string, PapiConnector>()

  constructor(server: PushServer) {
    this.#server = server
  }

  /** The names of all connectors that were mentioned so far. */
  get connectors(): readonly string[] {
    return this.#server.connectors
  }

  /**
   * The connector of this name, as one client of it. It is there from its first mention, in process and over HTTP; the
   * same name gives the same object.
   */
  connector(name: string): PapiConnector {
    if (typeof name !== 'string' || name === '' || !name.isWellFormed())
      throw new ConfigurationError(
        `papi.connector: ${JSON.stringify(name)} is no connector name; expected a text of well-formed Unicode that is not empty`,
      )
    this.#server.connector(name)
    let connector = this.#connectors.get(name)
    if (connector === undefined)
      this.#connectors.set(name, (connector = new PapiConnector(name, this.#server)))
    return connector
  }

  /** The call that a snapshot has kept, to be delivered once more. */
  remake(recipe: unknown): CallRequest<unknown> {
    return this.#server.remake(recipe)
  }

  save(): SavedPapi {
    const sessions = new Map<string, string>()
    for (const [name, connector] of this.#connectors) {
      const session = connector.save()
      if (session !== undefined) sessions.set(name, session)
    }
    return { connectors: this.#server.save(), sessions }
  }

  load({ connectors, sessions }: SavedPapi): void {
    this.#server.load(connectors)
    for (const [name, session] of sessions) this.connector(name).load(session)
  }
}
