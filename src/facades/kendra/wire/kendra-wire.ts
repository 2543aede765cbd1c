/** Where clients of the SDK are plugged in: one request handler for all of them, and settings for each. */
import { type ClientConfig, type ClientOptions, createClientConfig } from './client-config.ts'
import type { KendraService } from './kendra-service.ts'
import { KendraRequestHandler } from './request-handler.ts'
import { Retries } from './retries.ts'
import { SimulatedRetryStrategy } from './retry-strategy.ts'

export class KendraWire {
  readonly requestHandler: KendraRequestHandler
  readonly service: KendraService
  readonly #retries = new Retries()

  constructor(service: KendraService) {
    this.service = service
    this.requestHandler = new KendraRequestHandler(service, this.#retries)
  }

  clientConfig(options: ClientOptions): ClientConfig {
    const { world, region } = this.service
    return createClientConfig(
      { options, region, requestHandler: this.requestHandler },
      (maxAttempts) => new SimulatedRetryStrategy(world, this.#retries, maxAttempts),
    )
  }
}
