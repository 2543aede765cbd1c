/**
 * What a load is aimed at: a facade of a simulator in this process, the SDK's client over one, or a simulator that is served on
 * this machine. Each has its client, its unit of work and a way to find out how documents stand.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type AskStates,
  createHttpPushApi,
  type DocumentState,
  type KendraPuts,
  type LoadContext,
  type LoadScenario,
  pushToKendra,
  pushToPapi,
  type Simulator,
} from '../../index.ts'
import { UsageError } from '../usage-error.ts'
import { type KendraOverHttp, kendraOverHttp, type Statuses } from './kendra-over-http.ts'

export const FACADES = ['kendra', 'papi', 'sdk'] as const
export type FacadeName = (typeof FACADES)[number]

/** A unit of work, bound to its client. */
export interface LoadTarget {
  readonly scenario: LoadScenario<null>
  /** Where documents go, for a simulator to look into. */
  readonly corpus?: string
  /** How documents stand, for a service that can only be asked. */
  readonly states?: AskStates
}

/** The connector of the Push API that is made, or taken. */
export const CONNECTOR = 'load'

/** A facade of a simulator of this process. */
export async function targetIn(simulator: Simulator, facade: FacadeName): Promise<LoadTarget> {
  if (facade === 'papi')
    return { scenario: bound(pushToPapi(), simulator.papi.connector(CONNECTOR)), corpus: CONNECTOR }
  const indexId = simulator.kendra.addIndex()
  const scenario =
    facade === 'kendra'
      ? bound(pushToKendra({ indexId }), simulator.kendra)
      : await sdkScenario(simulator.kendra.clientConfig(), indexId)
  return { scenario, corpus: indexId }
}

/** A simulator that listens there. */
export async function targetAt(url: URL, facade: FacadeName, index: string | undefined): Promise<LoadTarget> {
  if (facade === 'papi') {
    const connector = createHttpPushApi({ baseUrl: url.origin, connector: CONNECTOR })
    await connector.ping().catch((error: Error) => {
      throw new UsageError(`${url.origin} does not answer: ${error.message}.`)
    })
    return { scenario: bound(pushToPapi(), connector), states: papiStates(connector) }
  }
  const kendra = kendraOverHttp(url)
  const indexId = index ?? (await firstIndex(kendra, url))
  const states: AskStates = async (ids) => (await kendra.statuses(indexId, ids)).map(stateOf)
  if (facade === 'kendra') return { scenario: bound(pushToKendra({ indexId }), kendra), states }
  const config = {
    endpoint: url.origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' },
  }
  return { scenario: await sdkScenario(config, indexId), states }
}

function bound<Client>(scenario: LoadScenario<Client>, client: Client): LoadScenario<null> {
  return (_none, context) => scenario(client, context)
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

/** As much of the SDK as is used here; it is the one that the user's project has. */
interface Sdk {
  readonly KendraClient: new (config: object) => { send(command: SdkCommand): Promise<PutAnswer> }
  readonly BatchPutDocumentCommand: new (input: object) => SdkCommand
}

type PutAnswer = Awaited<ReturnType<KendraPuts['batchPutDocument']>>
type Next = (args: object) => Promise<object>

interface SdkCommand {
  readonly middlewareStack: {
    add(
      middleware: (next: Next) => Next,
      options: { readonly step: 'finalizeRequest'; readonly priority: 'low'; readonly name: string },
    ): void
  }
}

/** The client tries again by itself; a middleware within its retries tells of each. */
async function sdkScenario(config: object, indexId: string): Promise<LoadScenario<null>> {
  const { KendraClient, BatchPutDocumentCommand } = await importSdk()
  const client = new KendraClient(config)
  const push = pushToKendra({ indexId, attempts: 1 })
  return (_none, context) => {
    const batchPutDocument: KendraPuts['batchPutDocument'] = (input) => {
      const command = new BatchPutDocumentCommand(input)
      command.middlewareStack.add(tellingRetries(context), {
        step: 'finalizeRequest',
        priority: 'low',
        name: 'indexsimLoadRetries',
      })
      return client.send(command)
    }
    return push({ batchPutDocument }, context)
  }
}

function tellingRetries(context: LoadContext): (next: Next) => Next {
  let failure: unknown
  return (next) => async (args) => {
    // What failed before is being made once more.
    if (failure !== undefined) context.retried(failure)
    try {
      return await next(args)
    } catch (error) {
      failure = error
      throw error
    }
  }
}

async function importSdk(): Promise<Sdk> {
  const name = '@aws-sdk/client-kendra'
  try {
    const file = createRequire(path.join(process.cwd(), 'package.json')).resolve(name)
    return (await import(pathToFileURL(file).href)) as Sdk
  } catch {
    throw new UsageError(
      `There is no ${name} in this project: npm install --save-dev ${name}, or use --facade kendra.`,
    )
  }
}
