/**
 * What a load is aimed at: a facade of a simulator in this process, the SDK's client over one, or a simulator that is served on
 * this machine. Each has its client, its unit of work and a way to find out how documents stand.
 */
import {
  type AskStates,
  createHttpPushApi,
  type DocumentState,
  type LoadContext,
  type LoadScenario,
  pushToKendra,
  pushToPapi,
  type Simulator,
} from '../../index.ts'
import { UsageError } from '../usage-error.ts'
import { type KendraOverHttp, kendraOverHttp, type Statuses } from './kendra-over-http.ts'
import { importSdk, type Sdk, type SdkClient, tellRetries } from './sdk-client.ts'

export const FACADES = ['kendra', 'papi', 'sdk'] as const
export type FacadeName = (typeof FACADES)[number]

/** What is repeated, and through what: the scenario of the user, if there is one, takes the client of any facade. */
export interface Work {
  readonly facade: FacadeName
  readonly scenario: LoadScenario<unknown> | undefined
  /** For the facade `sdk`. */
  readonly sdk: Sdk | undefined
}

/** A unit of work, bound to its client. */
export interface LoadTarget {
  readonly scenario: LoadScenario<null>
  /** Where documents go. */
  readonly corpus: string
  /** How documents stand, for a service that can only be asked. */
  readonly states?: AskStates
}

/** The connector of the Push API that is made, or taken. */
const CONNECTOR = 'load'

export async function workOf(facade: FacadeName, scenario: LoadScenario<unknown> | undefined): Promise<Work> {
  return { facade, scenario, sdk: facade === 'sdk' ? await importSdk() : undefined }
}

/** A facade of a simulator of this process. */
export function targetIn(simulator: Simulator, { facade, scenario, sdk }: Work): LoadTarget {
  if (facade === 'papi') {
    const connector = simulator.papi.connector(CONNECTOR)
    return { scenario: bound(scenario ?? pushToPapi(), connector), corpus: CONNECTOR }
  }
  const indexId = simulator.kendra.addIndex()
  if (sdk !== undefined) {
    const config = simulator.kendra.clientConfig()
    return { scenario: withSdk(sdk, config, scenario, indexId), corpus: indexId }
  }
  return { scenario: bound(scenario ?? pushToKendra({ indexId }), simulator.kendra), corpus: indexId }
}

/** A simulator that listens there. */
export async function targetAt(
  url: URL,
  { facade, scenario, sdk }: Work,
  index: string | undefined,
): Promise<LoadTarget> {
  if (facade === 'papi') {
    const connector = createHttpPushApi({ baseUrl: url.origin, connector: CONNECTOR })
    await connector.ping().catch((error: Error) => {
      throw new UsageError(`${url.origin} does not answer: ${error.message}.`)
    })
    return {
      scenario: bound(scenario ?? pushToPapi(), connector),
      corpus: CONNECTOR,
      states: papiStates(connector),
    }
  }
  const kendra = kendraOverHttp(url)
  const indexId = index ?? (await firstIndex(kendra, url))
  const states: AskStates = async (ids) => (await kendra.statuses(indexId, ids)).map(stateOf)
  if (sdk === undefined)
    return { scenario: bound(pushToKendra({ indexId }), kendra), corpus: indexId, states }
  const config = {
    endpoint: url.origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' },
  }
  return { scenario: withSdk(sdk, config, scenario, indexId), corpus: indexId, states }
}

function bound<Client>(scenario: LoadScenario<Client>, client: Client): LoadScenario<null> {
  return (_none, context) => scenario(client, context)
}

function withSdk(
  { KendraClient, BatchPutDocumentCommand }: Sdk,
  config: object,
  scenario: LoadScenario<unknown> | undefined,
  indexId: string,
): LoadScenario<null> {
  const client = new KendraClient(config)
  const repeated = bound<SdkClient>(scenario ?? putsBy(BatchPutDocumentCommand, indexId), client)
  // Whichever unit tells of a retry, it is counted for the load.
  let context: LoadContext | undefined
  tellRetries(client, (error) => context?.retried(error))
  return (none, unit) => {
    context = unit
    return repeated(none, unit)
  }
}

function putsBy(Command: Sdk['BatchPutDocumentCommand'], indexId: string): LoadScenario<SdkClient> {
  const push = pushToKendra({ indexId, attempts: 1 })
  return (client, context) => push({ batchPutDocument: (input) => client.send(new Command(input)) }, context)
}

async function firstIndex(kendra: KendraOverHttp, url: URL): Promise<string> {
  const found = await kendra.firstIndex().catch((error: Error) => {
    const { cause } = error
    throw new UsageError(
      `${url.origin} cannot be asked for its indices: ${cause instanceof Error ? cause.message : error.message}.`,
    )
  })
  if (found !== undefined) return found
  throw new UsageError(
    `${url.origin} has no index: name one that is there with --index, or serve it with one.`,
  )
}

const STATES: { readonly [status in Statuses]: DocumentState } = {
  PROCESSING: 'pending',
  INDEXED: 'indexed',
  UPDATED: 'indexed',
  FAILED: 'failed',
  UPDATE_FAILED: 'failed',
  NOT_FOUND: 'lost',
}

function stateOf(status: Statuses): DocumentState {
  return STATES[status]
}

/** All that was pushed before a checkpoint can be found when its serial can. */
function papiStates(connector: ReturnType<typeof createHttpPushApi>): AskStates {
  const serials = new Map<string, string>()
  return async (ids) => {
    const fresh = ids.filter((id) => !serials.has(id))
    if (fresh.length > 0) {
      const serial = await connector.setCheckpoint('load', 'load')
      for (const id of fresh) serials.set(id, serial)
    }
    const answers = new Map<string, boolean | undefined>()
    for (const serial of new Set(ids.map((id) => serials.get(id) as string)))
      answers.set(serial, await connector.areDocumentsSearchable(serial))
    return ids.map((id) => (answers.get(serials.get(id) as string) === true ? 'indexed' : 'pending'))
  }
}
