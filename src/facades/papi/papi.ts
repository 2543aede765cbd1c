/** `sim.papi`: the connectors of a simulated Push API server. */
import { ConfigurationError } from '../../core/errors.ts'
import type { World } from '../../core/simulation.ts'
import { PapiConnector, type PapiSettings } from './papi-connector.ts'

export class Papi {
  readonly #world: World
  readonly #settings: PapiSettings
  readonly #connectors = new Map<string, PapiConnector>()

  constructor(world: World, settings: PapiSettings) {
    this.#world = world
    this.#settings = settings
  }

  /** The connector of this name. It is there from its first mention; the same name gives the same connector. */
  connector(name: string): PapiConnector {
    if (typeof name !== 'string' || name === '' || !name.isWellFormed())
      throw new ConfigurationError(
        `papi.connector: ${JSON.stringify(name)} is no connector name; expected a text that is not empty`,
      )
    let connector = this.#connectors.get(name)
    if (connector === undefined) {
      connector = new PapiConnector(name, this.#world, this.#settings)
      this.#connectors.set(name, connector)
    }
    return connector
  }
}
