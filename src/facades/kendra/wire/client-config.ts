/** Settings for a client of the SDK with which it talks to the simulator and asks the machine for nothing. */
import { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { check } from '../../../input/check.ts'
import type { KendraRequestHandler } from './request-handler.ts'
import type { SimulatedRetryStrategy } from './retry-strategy.ts'

/** Any will do: no signature is checked. */
export interface ClientCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export interface ClientOptions {
  /** That of the service when it is missing; nothing depends on it. */
  readonly region?: string | undefined
  readonly credentials?: ClientCredentials | undefined
  /** How often a call is tried in all: 3, as the SDK does. */
  readonly maxAttempts?: number | undefined
  /**
   * `simulated` (the default): the client waits between attempts on simulated time, with jitter from the seed. `sdk`:
   * the SDK's own strategy, which waits on the machine's clock, with jitter that no seed repeats.
   */
  readonly retries?: 'simulated' | 'sdk' | undefined
}

/** Settings of a KendraClient. Everything is given that the client would look up in files or in the environment. */
export interface ClientConfig {
  readonly region: string
  readonly endpoint: string
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  readonly requestHandler: KendraRequestHandler
  readonly maxAttempts: number
  readonly retryMode: 'standard'
  readonly retryStrategy?: SimulatedRetryStrategy
  readonly defaultsMode: 'standard'
  readonly useDualstackEndpoint: false
  readonly useFipsEndpoint: false
  readonly userAgentAppId: string
  readonly authSchemePreference: string[]
  readonly disableClockSkewCorrection: boolean
}

/** What a service adds to the options. */
interface ServiceEnd {
  readonly options: ClientOptions
  readonly region: string
  readonly requestHandler: KendraRequestHandler
}

export function createClientConfig(
  { options, region: ownRegion, requestHandler }: ServiceEnd,
  createStrategy: (maxAttempts: number) => SimulatedRetryStrategy,
): ClientConfig {
  const {
    region = ownRegion,
    credentials,
    maxAttempts = 3,
    retries,
  } = check(clientOptions(), options, 'kendra.clientConfig')
  const { accessKeyId, secretAccessKey, sessionToken } = credentials ?? ANYBODY
  return {
    region,
    // Given, it is not looked up; nothing is ever sent there.
    endpoint: `https://kendra.${region}.amazonaws.com`,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    requestHandler,
    maxAttempts,
    retryMode: 'standard',
    ...(retries !== 'sdk' && { retryStrategy: createStrategy(maxAttempts) }),
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: '',
    authSchemePreference: [],
    // Replies carry no date, so there is nothing to correct.
    disableClockSkewCorrection: true,
  }
}

const ANYBODY: ClientCredentials = { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' }

const name = (what: string): z.ZodString => z.string(what).min(1, what)

const clientOptions = whenAsked(() =>
  z.strictObject(
    {
      region: z
        .string('a region')
        .regex(/^[a-z0-9-]+$/, 'a region such as eu-west-1')
        .optional(),
      credentials: z
        .strictObject(
          {
            accessKeyId: name('an access key id'),
            secretAccessKey: name('a secret access key'),
            sessionToken: name('a session token').optional(),
          },
          'credentials { accessKeyId, secretAccessKey, sessionToken }',
        )
        .optional(),
      maxAttempts: z.int('a whole number').min(1, '1 or more').optional(),
      retries: z.enum(['simulated', 'sdk'], "'simulated' or 'sdk'").optional(),
    },
    'options { region, credentials, maxAttempts, retries }',
  ),
)
