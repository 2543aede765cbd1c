/** A simulated Kendra without anything in it, and what the tests of its resources say again and again. */
import type { CreateDataSourceRequest } from '../../../src/facades/kendra/shapes/data-source-shapes.ts'
import type { UpdateIndexRequest } from '../../../src/facades/kendra/shapes/index-shapes.ts'
import { KendraServiceException, Simulator, type SimulatorOptions } from '../../../src/index.ts'

export const ROLE = 'arn:aws:iam::123456789012:role/kendra'
/** A well-formed id that no resource has. */
export const NOWHERE = '00000000-0000-4000-8000-000000000000'
export const MINUTE = 60_000

/** A call takes ten milliseconds and an indexing one second, unless the options say otherwise. */
export function openSimulator(options: SimulatorOptions = {}): Simulator {
  return new Simulator({ indexingMs: 1_000, latencyMs: 10, workers: { threads: 0 }, ...options })
}

/** The error of the service with which the call fails. */
export async function errorOf(call: Promise<unknown>): Promise<KendraServiceException> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof KendraServiceException) return error
  throw new Error('the call did not fail with an error of the service', { cause: error })
}

/** Its name, or what came instead. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'success',
    (error: Error) => error.name,
  )
}

export async function statusOf(sim: Simulator, Id: string): Promise<string | undefined> {
  return (await sim.kendra.describeIndex({ Id })).Status
}

export async function sourceStatusOf(
  sim: Simulator,
  IndexId: string,
  Id: string,
): Promise<string | undefined> {
  return (await sim.kendra.describeDataSource({ IndexId, Id })).Status
}

/** Creates an index and waits until it is ACTIVE. */
export async function createIndex(sim: Simulator, Name = 'docs'): Promise<string> {
  const { Id } = await sim.kendra.createIndex({ Name, RoleArn: ROLE })
  await sim.settle()
  return Id!
}

/** Creates a data source and waits until it is ACTIVE. */
export async function createSource(
  sim: Simulator,
  IndexId: string,
  more: Partial<CreateDataSourceRequest> = {},
): Promise<string> {
  const { Id } = await sim.kendra.createDataSource({ IndexId, Name: 'wiki', Type: 'CUSTOM', ...more })
  await sim.settle()
  return Id!
}

/** Updates an index and waits until it is ACTIVE again. */
export async function updateIndex(sim: Simulator, input: UpdateIndexRequest): Promise<void> {
  await sim.kendra.updateIndex(input)
  await sim.settle()
}

/** A data source of one of Amazon's own connectors. */
export const S3_SOURCE = {
  Type: 'S3',
  RoleArn: ROLE,
  Configuration: { S3Configuration: { BucketName: 'bucket' } },
} as const

/** The lines of the trace in which a resource enters a state: `<seconds> <resource> <state>`. */
export function stateLines(sim: Simulator, resource: string): string[] {
  return sim.trace
    .lines()
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((event) => event['resource'] === resource)
    .map((event) => `${Number(event['at']) / 1000} ${String(event['state'])}`)
}
