/** The real SDK over a socket and over the in-process handler: the same seed and calls give the same outputs and the same trace. */
import * as sdk from '@aws-sdk/client-kendra'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Simulator } from '../../../src/index.ts'
import { listen } from '../../../src/server.ts'
import { outcomeOf } from '../kendra/wire/sdk.ts'

interface Played {
  readonly outputs: unknown[]
  readonly digest: string
  readonly calls: unknown
}

const ROLE = 'arn:aws:iam::123456789012:role/kendra'

/** A client for the simulator, and what ends it. */
type Door = (sim: Simulator) => Promise<{ client: sdk.KendraClient; close: () => Promise<void> }>

const doors: { readonly [name: string]: Door } = {
  'in process': async (sim) => {
    const client = new sdk.KendraClient({ ...sim.kendra.clientConfig(), maxAttempts: 1 })
    return { client, close: async () => client.destroy() }
  },
  'over a socket': async (sim) => {
    const server = await listen(sim)
    // Nothing but the environment tells the client where to go.
    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
    const client = new sdk.KendraClient({ maxAttempts: 1 })
    return {
      client,
      close: async () => {
        client.destroy()
        await server.close()
      },
    }
  },
}

/** A run of a custom data source with everything that can be asked, faults among it. */
async function play(open: Door): Promise<Played> {
  const sim = new Simulator({ seed: 11, workers: { threads: 0 } })
  const { client, close } = await open(sim)
  const outputs: unknown[] = []
  // A client of the SDK takes commands of any operation.
  const send = async (command: { input: object }): Promise<Record<string, never>> => {
    const outcome = await outcomeOf(client.send(command as sdk.ListIndicesCommand))
    outputs.push(outcome)
    return ((outcome as { output?: object }).output ?? {}) as Record<string, never>
  }
  const { Id: IndexId } = await send(
    new sdk.CreateIndexCommand({ Name: 'docs', RoleArn: ROLE, ClientToken: 'once' }),
  )
  await send(new sdk.DescribeIndexCommand({ Id: IndexId }))
  await sim.settle()
  await send(
    new sdk.UpdateIndexCommand({
      Id: IndexId,
      DocumentMetadataConfigurationUpdates: [{ Name: 'team', Type: 'STRING_VALUE' }],
    }),
  )
  await sim.settle()
  await send(new sdk.DescribeIndexCommand({ Id: IndexId }))
  const { Id } = await send(
    new sdk.CreateDataSourceCommand({ IndexId, Name: 'wiki', Type: 'CUSTOM', ClientToken: 'twice' }),
  )
  await sim.settle()
  const { ExecutionId } = await send(new sdk.StartDataSourceSyncJobCommand({ IndexId, Id }))
  await send(new sdk.StartDataSourceSyncJobCommand({ IndexId, Id }))
  const ofJob = (id: string): sdk.DocumentAttribute[] => [
    { Key: '_data_source_id', Value: { StringValue: Id } },
    { Key: '_data_source_sync_job_execution_id', Value: { StringValue: ExecutionId } },
    { Key: '_created_at', Value: { DateValue: new Date(1_700_000_000_123) } },
    { Key: 'team', Value: { StringValue: id } },
  ]
  const documents = (ids: readonly string[]): sdk.Document[] =>
    ids.map((id) => ({ Id: id, Title: `ä ${id}`, Blob: Buffer.from(`text of ${id}`), Attributes: ofJob(id) }))
  const ids = Array.from({ length: 23 }, (_, n) => `doc-${n}`)
  sim.faults.fail('doc-3', { code: 'BAD', reason: 'as planned' })
  sim.faults.lose('doc-4')
  for (let from = 0; from < ids.length; from += 10)
    await send(new sdk.BatchPutDocumentCommand({ IndexId, Documents: documents(ids.slice(from, from + 10)) }))
  await send(new sdk.BatchPutDocumentCommand({ IndexId, Documents: documents(ids) }))
  await send(
    new sdk.BatchPutDocumentCommand({
      IndexId,
      Documents: [{ Id: 'x', Attributes: [{ Key: 'no', Value: {} }] }],
    }),
  )
  await sim.settle()
  const status = new sdk.BatchGetDocumentStatusCommand({
    IndexId,
    DocumentInfoList: ids.slice(0, 9).map((DocumentId) => ({ DocumentId })),
  })
  await send(status)
  sim.faults.throttle('BatchGetDocumentStatus', { times: 1, retryAfter: '2s' })
  await send(status)
  await send(
    new sdk.BatchDeleteDocumentCommand({
      IndexId,
      DocumentIdList: ['doc-1', 'none'],
      DataSourceSyncJobMetricTarget: { DataSourceId: Id, DataSourceSyncJobId: ExecutionId },
    }),
  )
  await send(new sdk.StopDataSourceSyncJobCommand({ IndexId, Id }))
  await sim.settle()
  await send(new sdk.ListDataSourceSyncJobsCommand({ IndexId, Id }))
  for (let n = 0; n < 3; n++)
    await send(
      new sdk.CreateDataSourceCommand({ IndexId, Name: `s${n}`, Type: 'CUSTOM', ClientToken: `t${n}` }),
    )
  let NextToken: string | undefined
  do ({ NextToken } = await send(new sdk.ListDataSourcesCommand({ IndexId, MaxResults: 2, NextToken })))
  while (NextToken !== undefined)
  await send(new sdk.ListDataSourcesCommand({ IndexId, NextToken: 'none' }))
  await send(new sdk.DescribeIndexCommand({ Id: '00000000-0000-4000-8000-000000000000' }))
  await send(new sdk.DeleteIndexCommand({ Id: IndexId }))
  await sim.settle()
  await send(new sdk.ListIndicesCommand({}))
  await close()
  const calls = sim.calls.map(({ operation, input, output, startedAt, endedAt }) => ({
    operation,
    input,
    output,
    startedAt,
    endedAt,
  }))
  const digest = sim.trace.digest()
  await sim.close()
  return { outputs, digest, calls }
}

describe.each(Object.entries(doors))('the real SDK %s', (name, door) => {
  let played: Played
  let reference: Played

  beforeAll(async () => {
    played = await play(door)
    reference = name === 'in process' ? await play(door) : await play(doors['in process'] as Door)
  })

  afterAll(() => void vi.unstubAllEnvs())

  it('gets the outputs and errors that it gets in process', () => {
    expect(played.outputs).toEqual(reference.outputs)
    expect(played.outputs.length).toBeGreaterThan(20)
  })

  it('leaves the trace and the calls that it leaves in process', () => {
    expect(played.calls).toEqual(reference.calls)
    expect(played.digest).toBe(reference.digest)
  })

  it('meets the errors of the service by name', () => {
    const names = played.outputs.flatMap((output) => (output as { name?: string }).name ?? [])
    expect(names).toEqual([
      'ResourceInUseException',
      'ValidationException',
      'ThrottlingException',
      'ValidationException',
      'ResourceNotFoundException',
    ])
  })
})
