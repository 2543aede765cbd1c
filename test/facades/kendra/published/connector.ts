/** What the connectors of this folder have in common: a source, a client of the real SDK, and a way to wait. */
import { type Document, KendraClient } from '@aws-sdk/client-kendra'
import { Simulator, type SimulatorOptions } from '../../../../src/index.ts'

/** A page of the site that is to be searchable. */
export interface Page {
  readonly id: string
  readonly text: string
  readonly city?: string
  readonly editedAt?: number
  /** The page cannot be read. */
  readonly isBroken?: boolean
}

export interface Target {
  readonly client: KendraClient
  readonly IndexId: string
  readonly dataSource: string
  readonly sleep: (ms: number) => Promise<void>
}

/** A connector of one mistake, or of none. It tells what it believes. */
export type Connector<Report> = (target: Target, pages: readonly Page[]) => Promise<Report>

export interface Site {
  readonly sim: Simulator
  readonly target: Target
}

/** The connector's own retries are what is looked at: the client tries once. */
export function openSite(options: SimulatorOptions = {}): Site {
  const sim = new Simulator({ indexingMs: 2_000, workers: { threads: 0 }, ...options })
  const IndexId = sim.kendra.addIndex()
  const target: Target = {
    client: new KendraClient(sim.kendra.clientConfig({ maxAttempts: 1 })),
    IndexId,
    dataSource: sim.kendra.addDataSource(IndexId),
    sleep: (ms) => sim.clock.sleep(ms),
  }
  return { sim, target }
}

export function documentOf({ id, text, city }: Page): Document {
  return {
    Id: id,
    Blob: Buffer.from(text),
    ContentType: 'PLAIN_TEXT',
    ...(city !== undefined && { Attributes: [{ Key: 'city', Value: { StringValue: city } }] }),
  }
}

/** Pages in batches of ten, as many as a put may carry. */
export function* batchesOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += 10) yield items.slice(start, start + 10)
}
