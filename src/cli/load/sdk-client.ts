/** The AWS SDK's client of Kendra, as the user's project has it, in as much of its shape as a load uses. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { KendraPuts } from '../../index.ts'
import { UsageError } from '../usage-error.ts'

export interface Sdk {
  readonly KendraClient: new (config: object) => SdkClient
  readonly BatchPutDocumentCommand: new (input: object) => SdkCommand
}

export interface SdkClient {
  readonly middlewareStack: MiddlewareStack
  send(command: SdkCommand): Promise<PutAnswer>
}

/** Only the SDK looks into it. */
type SdkCommand = object
type PutAnswer = Awaited<ReturnType<KendraPuts['batchPutDocument']>>
type Next = (args: object) => Promise<object>

interface MiddlewareStack {
  add(
    middleware: (next: Next) => Next,
    options: { readonly step: 'finalizeRequest'; readonly priority: 'low'; readonly name: string },
  ): void
}

export async function importSdk(): Promise<Sdk> {
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

/** The client tries again by itself; a middleware within its retries tells what failed before each. */
export function tellRetries(client: SdkClient, retried: (error: unknown) => void): void {
  const telling = (next: Next): Next => {
    // The stack is put together anew for each call of the client.
    let failure: unknown
    return async (args) => {
      if (failure !== undefined) retried(failure)
      try {
        return await next(args)
      } catch (error) {
        failure = error
        throw error
      }
    }
  }
  client.middlewareStack.add(telling, {
    step: 'finalizeRequest',
    priority: 'low',
    name: 'indexsimLoadRetries',
  })
}
