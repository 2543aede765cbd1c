/** What a snapshot holds, piece by piece: whatever of a run is forgotten makes one of these fail. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  DocumentStatus,
  type Document,
  PushAPIException,
  Simulator,
  type SimulatorOptions,
  ThrottlingException,
  ValidationException,
} from '../src/index.ts'
import { connectionReset } from '../src/core/connection-errors.ts'
import { openIndex } from './support/kendra-driver.ts'
import { openedHere } from './support/opened.ts'
import { runOf } from './support/traces.ts'

const { open, restore } = openedHere()

/** As it comes back from a file. */
function restored(sim: Simulator, options?: SimulatorOptions): Simulator {
  return restore(JSON.parse(JSON.stringify(sim.snapshot())), options)
}

/** What is seen in the run that never stopped; the restored one shows the same and leaves the same trace. */
async function seen<Sight>(
  sim: Simulator,
  look: (sim: Simulator) => Promise<Sight>,
  options?: SimulatorOptions,
): Promise<Sight> {
  const again = restored(sim, options)
  const sight = await look(sim)
  expect(await look(again)).toEqual(sight)
  expect(runOf(again)).toEqual(runOf(sim))
  expect(again.clock.now()).toBe(sim.clock.now())
  return sight
}

const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'success',
    (error: unknown) => (error as Error).name,
  )

async function namesOf(count: number, call: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  for (let n = 0; n < count; n++) names.push(await nameOf(call()))
  return names
}

const bytes = (text: string): Uint8Array => Buffer.from(text)
const inIndex = (indexId: string) => ({
  put:
    (...ids: string[]) =>
    (sim: Simulator) =>
      sim.kendra.batchPutDocument({
        IndexId: indexId,
        Documents: ids.map((Id) => ({ Id, Blob: bytes(Id) })),
      }),
  status: (id: string) => (sim: Simulator) => openIndex(sim, indexId).status(id),
})

describe('a snapshot keeps of fault rules', () => {
  it('how many matches are still skipped, and how many fires are left', async () => {
    const sim = open()
    const { put } = inIndex(sim.kendra.addIndex())
    sim.faults.add({
      name: 'third and fourth',
      on: { operation: 'BatchPutDocument' },
      when: { skip: 2 },
      do: { type: 'throttle' },
      limit: { fires: 2 },
    })
    await put('a')(sim)
    expect(await seen(sim, (one) => namesOf(4, () => put('a')(one)))).toEqual([
      'success',
      'ThrottlingException',
      'ThrottlingException',
      'success',
    ])
    expect(await seen(sim, async ({ faults }) => faults.rules.map(({ stats }) => stats))).toMatchObject([
      { evaluated: 5, matched: 5, heldBack: { skip: 2, limit: 1 }, fired: 2 },
    ])
  })

  it('a limit that is half used, and names that are taken', async () => {
    const sim = open()
    const { put, status } = inIndex(sim.kendra.addIndex())
    sim.faults.fail({ glob: '*' }, { times: 3 })
    await put('a', 'b')(sim)
    await sim.settle()
    const look = async (one: Simulator): Promise<string[]> => {
      await put('a', 'c')(one)
      await one.settle()
      return [await status('a')(one), await status('c')(one), one.faults.fail('x').name]
    }
    expect(await seen(sim, look)).toEqual(['FAILED', 'INDEXED', 'fail-2'])
  })

  it('which document has had its share', async () => {
    const sim = open()
    const { put, status } = inIndex(sim.kendra.addIndex())
    sim.faults.add({ name: 'once each', do: { type: 'lose' }, limit: { perDocument: 1 } })
    await put('a')(sim)
    await sim.settle()
    const look = async (one: Simulator): Promise<string[]> => {
      await put('a', 'c')(one)
      await one.settle()
      return [await status('a')(one), await status('c')(one)]
    }
    expect(await seen(sim, look)).toEqual(['INDEXED', 'NOT_FOUND'])
  })

  it('of which how-manieth match a draw is', async () => {
    const sim = open()
    const { put } = inIndex(sim.kendra.addIndex())
    sim.faults.add({ name: 'by luck', when: { probability: 0.5 }, do: { type: 'throttle' } })
    const first = await namesOf(10, () => put('a')(sim))
    const next = await seen(sim, (one) => namesOf(10, () => put('a')(one)))
    expect(next).not.toEqual(first)
  })

  it('rules that were removed and added since, with their order and their accounts', async () => {
    const sim = open({ faults: [{ name: 'gone', do: { type: 'throttle' } }] })
    const { put } = inIndex(sim.kendra.addIndex())
    await nameOf(put('a')(sim))
    sim.faults.remove('gone')
    sim.faults.add({ name: 'first', on: { document: 'a' }, do: { type: 'reset' } })
    sim.faults.add({ name: 'second', do: { type: 'throttle' } })
    const look = async (one: Simulator): Promise<unknown> => {
      const names = await Promise.all([nameOf(put('a')(one)), nameOf(put('b')(one))])
      return [names, one.faults.rules.map(({ rule, stats }) => [rule.name, stats.evaluated])]
    }
    expect(await seen(sim, look)).toEqual([
      ['TimeoutError', 'ThrottlingException'],
      [
        ['first', 2],
        ['second', 2],
      ],
    ])
  })

  it('up to where names and places of rules are given, for those that come later', async () => {
    const sim = open()
    const { put } = inIndex(sim.kendra.addIndex())
    for (const id of ['a', 'b']) sim.faults.fail(id)
    sim.faults.remove('fail-1')
    sim.faults.add({
      name: 'before',
      on: { operation: 'BatchPutDocument', document: 'a' },
      do: { type: 'reset' },
    })
    const look = async (one: Simulator): Promise<string[]> => {
      one.faults.throttle('BatchPutDocument')
      return [await nameOf(put('a')(one)), one.faults.fail('c').name]
    }
    expect(await seen(sim, look)).toEqual(['TimeoutError', 'fail-3'])
  })

  it('restarts that are still to come', async () => {
    const sim = open({
      faults: [{ name: 'again and again', when: { from: '1m' }, do: { type: 'restart', period: '1m' } }],
    })
    await sim.clock.advance('90s')
    const look = async (one: Simulator): Promise<number> => {
      await one.clock.advance('2m')
      one.faults.remove('again and again')
      await one.clock.advance('2m')
      return one.trace.lines().filter((line) => line.includes('"kind":"restarted"')).length
    }
    expect(await seen(sim, look)).toBe(3)
  })

  it.each([
    ['kendra, a put', (sim: Simulator, index: string) => inIndex(index).put('a')(sim)],
    ['kendra, a refused input', (sim: Simulator) => sim.kendra.describeIndex({ Id: 'short' })],
    ['kendra, a command', (sim: Simulator, index: string) => sim.kendra.send(command({ Id: index }))],
    ['kendra, a body that nobody can read', (sim: Simulator) => sim.kendra.requestHandler.handle(unreadable)],
    ['papi, a push', (sim: Simulator) => sim.papi.connector('c').addDocument({ uri: 'u' })],
    [
      'papi, a refused argument',
      (sim: Simulator) => sim.papi.connector('c').addDocument({ uri: 5 } as never),
    ],
  ])('a call that will be delivered once more: %s', async (_, call) => {
    const sim = open()
    const indexId = sim.kendra.addIndex()
    const connector = sim.papi.connector('c')
    await connector.startPushSession()
    sim.faults.add({ name: 'twice', do: { type: 'duplicate', after: '5s' }, limit: { fires: 1 } })
    await nameOf(call(sim, indexId))
    const calledTwice = async (one: Simulator): Promise<unknown> => {
      await one.settle()
      return one.trace.lines().filter((line) => line.includes('"kind":"called"')).length
    }
    expect(await seen(sim, calledTwice)).toBe(3)
  })
})

class DescribeIndexCommand {
  readonly input: object
  constructor(input: object) {
    this.input = input
  }
}
const command = (input: object): never => new DescribeIndexCommand(input) as never
const unreadable = {
  method: 'POST',
  path: '/',
  headers: { 'x-amz-target': 'AWSKendraFrontendService.BatchPutDocument' },
  body: '{ broken',
} as never

describe('a snapshot keeps of documents', () => {
  it('how often their indexing was tried, and the deaths over them', async () => {
    const sim = open()
    const indexId = sim.kendra.addIndex()
    const { put, status } = inIndex(indexId)
    sim.faults.crashWorker('a')
    await put('a')(sim)
    await sim.clock.advance('1500ms')
    const look = async (one: Simulator): Promise<unknown> => {
      await one.settle()
      return [await status('a')(one), one.document(indexId, 'a')!.revisions[0]!.attempts]
    }
    expect(await seen(sim, look)).toEqual(['FAILED', 3])
  })

  it('that a rule has spoilt the attempt under way', async () => {
    const sim = open()
    const { put, status } = inIndex(sim.kendra.addIndex())
    sim.faults.fail('a', { times: 1 })
    await put('a')(sim)
    const look = (one: Simulator): Promise<string> => one.settle().then(() => status('a')(one))
    expect(await seen(sim, look)).toBe('FAILED')
  })

  it('that they are stalled, or late', async () => {
    const sim = open()
    const { put, status } = inIndex(sim.kendra.addIndex())
    sim.faults.stall('a', { times: 1 })
    sim.faults.add({ name: 'late', on: { document: 'b' }, do: { type: 'late', by: '1m' } })
    await put('a', 'b')(sim)
    await sim.clock.advance('2s')
    const look = async (one: Simulator): Promise<unknown> => {
      await one.settle()
      const stalled = await status('a')(one)
      await put('a')(one)
      await one.settle()
      return [stalled, await status('a')(one), await status('b')(one)]
    }
    expect(await seen(sim, look)).toEqual(['PROCESSING', 'INDEXED', 'INDEXED'])
    expect(sim.clock.now() - sim.calls[0]!.startedAt).toBeGreaterThan(60_000)
  })

  it('a failure, and what is live beside it', async () => {
    const sim = open()
    const indexId = sim.kendra.addIndex()
    const driver = openIndex(sim, indexId)
    sim.kendra.seed(indexId, [{ Id: 'a', Blob: bytes('live'), Title: 'Live' }])
    sim.faults.fail('a', { code: 'BAD', reason: 'by a rule' })
    await driver.put('a')
    await sim.settle()
    const look = async (one: Simulator): Promise<unknown> => {
      const { status, live, failure, faults, title, digest, revisions } = one.document(indexId, 'a')!
      const { DocumentStatusList } = await one.kendra.batchGetDocumentStatus({
        IndexId: indexId,
        DocumentInfoList: [{ DocumentId: 'a' }],
      })
      const ends = revisions.map(({ state, settledAt }) => [state, settledAt! - one.clock.now()])
      return { status, live, failure, faults: faults.length, title, digest, ends, ...DocumentStatusList![0] }
    }
    expect(await seen(sim, look)).toMatchObject({
      status: 'UPDATE_FAILED',
      live: 1,
      failure: { code: 'BAD', reason: 'by a rule', rule: 'fail-1' },
      FailureCode: 'BAD',
      faults: 1,
      ends: [
        ['indexed', -1_015],
        ['update-failed', -10],
      ],
    })
  })

  it('what is queued of a revision that another takes the place of', async () => {
    const sim = open()
    const { put } = inIndex(sim.kendra.addIndex())
    await put('a')(sim)
    const look = async (one: Simulator): Promise<unknown> => {
      await put('a')(one)
      await put('b')(one)
      await one.settle()
      return one
        .documents()
        .map(({ revisions }) => revisions.map(({ settledAt, acceptedAt }) => settledAt! - acceptedAt))
    }
    expect(await seen(sim, look)).toEqual([[1_000], [1_000]])
  })

  it('when they were accepted, durable and at their end, months later too', async () => {
    const sim = open({ indexingMs: 60 * 86_400_000 })
    const connector = sim.papi.connector('c')
    await connector.addDocument({ uri: 'a' })
    await sim.clock.advance('1m')
    await connector.triggerIndexingJob()
    await sim.clock.advance('60d')
    const look = async (one: Simulator): Promise<unknown> => {
      const { acceptedAt, durableAt, settledAt } = one.document('c', 'a')!.revisions[0]!
      return [durableAt! - acceptedAt, settledAt! - durableAt!]
    }
    expect(await seen(sim, look)).toEqual([60_000, 60 * 86_400_000 + 10])
  })

  it('what their content has said', async () => {
    const sim = open()
    const indexId = sim.kendra.addIndex()
    sim.kendra.seed(indexId, [{ Id: 'a', Blob: bytes('<title>Hello</title>you'), ContentType: 'HTML' }])
    await sim.settle()
    expect(await seen(sim, async (one) => one.document(indexId, 'a'))).toMatchObject({
      title: 'Hello',
      digest: expect.stringMatching(/^[0-9a-f]{16}$/),
      revisions: [{ textBytes: expect.any(Number) }],
    })
  })

  it('what is wrong with their content, whatever a rule has done to them', async () => {
    const sim = open()
    const connector = (one: Simulator) => one.papi.connector('c')
    sim.faults.fail('a', { times: 1, code: 'RULE' })
    const parts = [{ bytes: bytes('{ broken'), directives: { mime: 'application/json' } }]
    await connector(sim).addDocument({ uri: 'a', parts })
    await sim.settle()
    expect(sim.document('c', 'a')!.failure!.code).toBe('RULE')
    const look = async (one: Simulator): Promise<unknown> => {
      await connector(one).updateDocument({ uri: 'a', stamp: 'v2' })
      await one.settle()
      return one.document('c', 'a')!.failure!.code
    }
    expect(await seen(sim, look)).toBe('INVALID_JSON')
  })

  it('which of hundreds of events counts', async () => {
    const sim = open()
    const { put, status } = inIndex(sim.kendra.addIndex())
    await put('a')(sim)
    for (let n = 0; n < 300; n++) sim.restart()
    const look = (one: Simulator): Promise<string> => one.settle().then(() => status('a')(one))
    expect(await seen(sim, look)).toBe('INDEXED')
  })

  it('attributes, access lists, dates and stamps', async () => {
    const sim = open()
    const IndexId = sim.kendra.addIndex()
    const given: Document = {
      Id: 'a',
      Blob: bytes('text'),
      Attributes: [
        { Key: '_created_at', Value: { DateValue: new Date(0) } },
        { Key: '_authors', Value: { StringListValue: ['me', 'you'] } },
        { Key: '_version', Value: { StringValue: 'v9' } },
      ],
      AccessControlList: [{ Name: 'me', Type: 'USER', Access: 'ALLOW' }],
    }
    await sim.kendra.batchPutDocument({ IndexId, Documents: [given] })
    expect(await seen(sim, async (one) => one.document(IndexId, 'a'))).toMatchObject({
      stamp: 'v9',
      attributes: { _created_at: new Date(0), _authors: ['me', 'you'] },
      accessList: [{ Name: 'me', Type: 'USER', Access: 'ALLOW' }],
    })
  })

  it('the versions that came with sync jobs, as many as are kept', async () => {
    const sim = open({ kendra: { versionsKept: 2 } })
    const IndexId = sim.kendra.addIndex()
    const Id = sim.kendra.addDataSource(IndexId)
    const ids: string[] = []
    const putInJob = async (one: Simulator): Promise<void> => {
      const { ExecutionId } = await one.kendra.startDataSourceSyncJob({ IndexId, Id })
      ids.push(ExecutionId!)
      await one.kendra.batchPutDocument({
        IndexId,
        Documents: [
          {
            Id: 'a',
            Blob: bytes(`{${ids.length}`),
            ContentType: 'JSON',
            Attributes: attributesOf(Id, ExecutionId!),
          },
        ],
      })
      await one.kendra.stopDataSourceSyncJob({ IndexId, Id })
      await one.settle()
    }
    for (let n = 0; n < 3; n++) await putInJob(sim)
    const look = async (one: Simulator): Promise<unknown> => {
      const statuses: unknown[] = []
      for (const job of ids.slice(0, 3)) {
        const DocumentInfoList = [{ DocumentId: 'a', Attributes: statusAttributesOf(Id, job) }]
        const { DocumentStatusList } = await one.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList })
        statuses.push(DocumentStatusList![0]!.DocumentStatus)
      }
      await putInJob(one)
      const DocumentInfoList = [{ DocumentId: 'a', Attributes: statusAttributesOf(Id, ids[1]!) }]
      const { DocumentStatusList } = await one.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList })
      return [...statuses, DocumentStatusList![0]!.DocumentStatus]
    }
    expect(await seen(sim, look)).toEqual(['NOT_FOUND', 'FAILED', 'FAILED', 'NOT_FOUND'])
  })

  it.each([0, 2])('content that nobody has read yet, with %i threads', async (threads) => {
    const sim = open({ workers: { threads } })
    const connector = sim.papi.connector('c')
    const json = bytes(JSON.stringify({ text: 'word '.repeat(20_000) }))
    await connector.addDocument({
      uri: 'a',
      stamp: 'v1',
      parts: [{ bytes: json, directives: { mime: 'application/json' } }],
    })
    // It keeps the content of the first, of which the analysis may be under way.
    await connector.updateDocument({ uri: 'a', stamp: 'v2' })
    const look = async (one: Simulator): Promise<unknown> => {
      await one.settle()
      return one.document('c', 'a')
    }
    expect(await seen(sim, look, { workers: { threads: 2 - threads } })).toMatchObject({
      status: 'searchable',
      stamp: 'v2',
      revisions: [{ textBytes: expect.any(Number) }],
    })
  })

  it('where content is that has not come, which is fetched again', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'indexsim-'))
    try {
      mkdirSync(path.join(folder, 'old'))
      writeFileSync(path.join(folder, 'old', 'a.json'), '{"title":"A"}')
      const asked: string[] = []
      const ask = async (key: string): Promise<Uint8Array> => {
        asked.push(key)
        return bytes(`content of ${key}`)
      }
      const sim = open({ kendra: { s3: { 'in-a-folder': path.join(folder, 'old'), 'by-a-function': ask } } })
      const IndexId = sim.kendra.addIndex()
      sim.kendra.seed(IndexId, [
        { Id: 'a', S3Path: { Bucket: 'in-a-folder', Key: 'a.json' }, ContentType: 'JSON' },
        { Id: 'b', S3Path: { Bucket: 'by-a-function', Key: 'b' } },
      ])
      const saved = sim.snapshot()
      renameSync(path.join(folder, 'old'), path.join(folder, 'new'))
      expect(() => Simulator.restore(saved)).toThrow(
        /needs again:\n {2}kendra\.s3\["by-a-function"\]: a function\n {2}kendra\.s3\["in-a-folder"\]: a bucket, for .* is not there$/,
      )
      const s3 = { 'in-a-folder': path.join(folder, 'new'), 'by-a-function': ask }
      const again = Simulator.restore(saved, { kendra: { s3 } })
      await again.settle()
      expect(again.documents().map(({ id, status, title }) => [id, status, title])).toEqual([
        ['a', 'INDEXED', 'A'],
        ['b', 'INDEXED', undefined],
      ])
      expect(again.documents().map(({ digest }) => digest)).not.toContain(undefined)
      expect(asked).toEqual(['b', 'b'])
      await again.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

const attributesOf = (source: string, job: string) => [
  { Key: '_data_source_id', Value: { StringValue: source } },
  { Key: '_data_source_sync_job_execution_id', Value: { StringValue: job } },
]
const statusAttributesOf = (source: string, job: string) => [
  { Key: 'dataSourceId', Value: { StringValue: source } },
  { Key: 'jobExecutionId', Value: { StringValue: job } },
]

describe('a snapshot keeps of Kendra', () => {
  it('quotas that are half used', async () => {
    const sim = open({ kendra: { quotas: { BatchPutDocument: { rate: 1, burst: 4 } } } })
    const { put } = inIndex(sim.kendra.addIndex())
    await namesOf(2, () => put('a')(sim))
    expect(await seen(sim, (one) => namesOf(3, () => put('a')(one)))).toEqual([
      'success',
      'success',
      'ThrottlingException',
    ])
  })

  it('what sync jobs have counted, and who belongs to them', async () => {
    const sim = open()
    const IndexId = sim.kendra.addIndex()
    const Id = sim.kendra.addDataSource(IndexId)
    await sim.kendra.startDataSourceSyncJob({ IndexId, Id })
    const [origin] = attributesOf(Id, '')
    const put = (one: Simulator, text: string, ...ids: string[]): Promise<unknown> =>
      one.kendra.batchPutDocument({
        IndexId,
        Documents: ids.map((DocumentId) => ({
          Id: DocumentId,
          Blob: bytes(text),
          ContentType: 'JSON',
          Attributes: [origin!],
        })),
      })
    await put(sim, '{}', 'a', 'b')
    await sim.settle()
    await put(sim, '{ broken', 'c')
    const look = async (one: Simulator): Promise<unknown> => {
      await put(one, '{}', 'a')
      await one.kendra.stopDataSourceSyncJob({ IndexId, Id })
      const refused = await nameOf(one.kendra.startDataSourceSyncJob({ IndexId, Id }))
      await one.settle()
      const { History } = await one.kendra.listDataSourceSyncJobs({ IndexId, Id })
      await one.kendra.deleteDataSource({ IndexId, Id })
      await one.settle()
      return [refused, History![0]!.Status, History![0]!.Metrics, one.documents().length]
    }
    expect(await seen(sim, look)).toEqual([
      'ResourceInUseException',
      'INCOMPLETE',
      { DocumentsAdded: '2', DocumentsModified: '0', DocumentsDeleted: '0', DocumentsFailed: '1' },
      0,
    ])
  })

  it('resources that are being created, their tokens, ids, tags and places in lists', async () => {
    const sim = open()
    const { Id: IndexId } = await sim.kendra.createIndex({
      Name: 'one',
      RoleArn: ROLE,
      ClientToken: 'token',
      Tags: [{ Key: 'Team', Value: 'search' }],
    })
    await sim.settle()
    const s3 = {
      IndexId: IndexId!,
      Type: 'S3',
      RoleArn: ROLE,
      Configuration: { S3Configuration: { BucketName: 'bucket' } },
    } as const
    for (const Name of ['a', 'b', 'c']) await sim.kendra.createDataSource({ ...s3, Name, ClientToken: Name })
    const { NextToken, SummaryItems } = await sim.kendra.listDataSources({ IndexId: IndexId!, MaxResults: 2 })
    await sim.clock.advance('61s')
    await sim.kendra.startDataSourceSyncJob({ IndexId: IndexId!, Id: SummaryItems![0]!.Id! })
    await sim.kendra.deleteDataSource({ IndexId: IndexId!, Id: SummaryItems![1]!.Id! })
    await sim.kendra.updateIndex({
      Id: IndexId!,
      Description: 'changed',
      CapacityUnits: { StorageCapacityUnits: 1, QueryCapacityUnits: 0 },
    })
    const view = async (one: Simulator): Promise<unknown> => {
      const again = await one.kendra.createIndex({ Name: 'two', RoleArn: ROLE, ClientToken: 'token' })
      const before = await one.kendra.describeIndex({ Id: IndexId! })
      const page = await one.kendra.listDataSources({ IndexId: IndexId!, NextToken })
      await one.settle()
      const source = await one.kendra.createDataSource({ ...s3, Name: 'a', ClientToken: 'a' })
      const tags = await one.kendra.listTagsForResource({ ResourceARN: arnOf(IndexId!) })
      const { History } = await one.kendra.listDataSourceSyncJobs({
        IndexId: IndexId!,
        Id: SummaryItems![0]!.Id!,
      })
      const changes = await namesOf(5, async () => {
        await one.kendra.updateIndex({
          Id: IndexId!,
          CapacityUnits: { StorageCapacityUnits: 2, QueryCapacityUnits: 0 },
        })
        await one.settle()
      })
      const after = await one.kendra.describeIndex({ Id: IndexId! })
      const left = await one.kendra.listDataSources({ IndexId: IndexId! })
      return {
        isSameIndex: again.Id === IndexId,
        isSameSource: source.Id === SummaryItems![0]!.Id,
        page: page.SummaryItems!.map(({ Name }) => Name),
        left: left.SummaryItems!.map(({ Name, Status }) => `${Name} ${Status}`),
        tags: tags.Tags,
        job: History![0]!.Status,
        changes,
        states: [before.Status, after.Status, after.Description, after.CapacityUnits?.StorageCapacityUnits],
        fresh: one.kendra.addIndex(),
      }
    }
    expect(await seen(sim, view)).toMatchObject({
      isSameIndex: true,
      isSameSource: true,
      page: ['c'],
      left: ['a ACTIVE', 'c ACTIVE'],
      tags: [{ Key: 'Team', Value: 'search' }],
      job: 'SUCCEEDED',
      changes: ['success', 'success', 'success', 'success', 'ServiceQuotaExceededException'],
      states: ['UPDATING', 'ACTIVE', 'changed', 2],
    })
  })

  it('mappings of principals, done and under way', async () => {
    const sim = open()
    const IndexId = sim.kendra.addIndex()
    const put = (one: Simulator, GroupId: string, OrderingId: number): Promise<unknown> =>
      one.kendra.putPrincipalMapping({
        IndexId,
        GroupId,
        OrderingId,
        GroupMembers: { MemberUsers: [{ UserId: 'me' }] },
      })
    await put(sim, 'g', 5)
    await sim.settle()
    for (const order of [4, 6]) await put(sim, 'g', order)
    const look = async (one: Simulator): Promise<unknown> => {
      await put(one, 'g', 7)
      await one.settle()
      const { GroupOrderingIdSummaries } = await one.kendra.describePrincipalMapping({
        IndexId,
        GroupId: 'g',
      })
      const groups = await one.kendra.listGroupsOlderThanOrderingId({ IndexId, OrderingId: 100 })
      return [
        GroupOrderingIdSummaries!.map(({ OrderingId, Status }) => `${OrderingId} ${Status}`),
        groups.GroupsSummaries,
      ]
    }
    expect(await seen(sim, look)).toEqual([
      ['7 SUCCEEDED', '6 SUCCEEDED', '4 FAILED', '5 SUCCEEDED'],
      [{ GroupId: 'g', OrderingId: 7 }],
    ])
  })

  it('an action of a group that is told of no more and is still to be done', async () => {
    const sim = open({ latencyMs: 0 })
    const IndexId = sim.kendra.addIndex()
    const group = { IndexId, GroupId: 'g' }
    await sim.kendra.putPrincipalMapping({ ...group, GroupMembers: { MemberUsers: [{ UserId: 'me' }] } })
    for (let n = 0; n < 10; n++) await sim.kendra.deletePrincipalMapping(group)
    await seen(sim, (one) => one.settle())
    expect(sim.trace.lines().filter((line) => line.includes('SUCCEEDED'))).toHaveLength(1)
  })

  it('the indices of other accounts and regions, and numbers of indices that are free again', async () => {
    const sim = open()
    const abroad = (one: Simulator) => one.kendra.in({ region: 'eu-west-1' })
    const Id = sim.kendra.addIndex()
    abroad(sim).addIndex({ fields: { city: 'STRING_VALUE' } })
    await inIndex(Id).put('a')(sim)
    await sim.kendra.deleteIndex({ Id })
    await sim.settle()
    const look = async (one: Simulator): Promise<unknown> => {
      const fresh = one.kendra.addIndex()
      await inIndex(fresh).put('a')(one)
      await one.settle()
      const { IndexConfigurationSummaryItems } = await abroad(one).listIndices({})
      const described = await abroad(one).describeIndex({ Id: IndexConfigurationSummaryItems![0]!.Id! })
      return [one.documents().length, described.DocumentMetadataConfigurations!.at(-1)!.Name]
    }
    expect(await seen(sim, look)).toEqual([1, 'city'])
  })

  it('how much an index holds', async () => {
    const sim = open({ kendra: { capacity: { documents: 2 } } })
    const indexId = sim.kendra.addIndex()
    await inIndex(indexId).put('a')(sim)
    await sim.settle()
    await inIndex(indexId).put('b')(sim)
    const look = async (one: Simulator): Promise<unknown> => {
      const { FailedDocuments } = await inIndex(indexId).put('c')(one)
      await one.settle()
      const { IndexStatistics } = await one.kendra.describeIndex({ Id: indexId })
      return [FailedDocuments!.map(({ Id }) => Id), IndexStatistics?.TextDocumentStatistics]
    }
    expect(await seen(sim, look)).toEqual([['c'], { IndexedTextDocumentsCount: 2, IndexedTextBytes: 2 }])
  })
})

const ROLE = 'arn:aws:iam::123456789012:role/kendra'
const arnOf = (indexId: string): string => `arn:aws:kendra:us-east-1:123456789012:index/${indexId}`

describe('a snapshot keeps of the Push API', () => {
  it('the session of a connector, which a restart ends', async () => {
    const sim = open()
    const connector = (one: Simulator) => one.papi.connector('c')
    sim.restart()
    await connector(sim).startPushSession()
    const look = async (one: Simulator): Promise<unknown> => {
      const before = await nameOf(connector(one).addDocument({ uri: 'a' }))
      const twice = await nameOf(connector(one).startPushSession())
      one.restart()
      const after = await nameOf(connector(one).addDocument({ uri: 'a' }))
      await connector(one).stopPushSession()
      return [before, twice, after, await connector(one).startPushSession()]
    }
    expect(await seen(sim, look)).toEqual([
      'success',
      'PushAPISessionExistsException',
      'PushAPIException',
      expect.stringMatching(/^\d{19}$/),
    ])
  })

  it('checkpoints that are set and not synced, synced, and cleared', async () => {
    const sim = open()
    const connector = (one: Simulator) => one.papi.connector('c')
    await connector(sim).setCheckpoint('kept', 'one', true)
    await connector(sim).setCheckpoint('lost', 'one')
    await connector(sim).setCheckpoint('lost', 'two')
    const look = async (one: Simulator): Promise<unknown> => {
      const set = await connector(one).enumerateCheckpointsInfo(false)
      one.restart()
      return [set, await connector(one).enumerateCheckpointsInfo(false)]
    }
    expect(await seen(sim, look)).toEqual([
      [
        { name: 'one', value: 'lost' },
        { name: 'two', value: 'lost' },
      ],
      [{ name: 'one', value: 'kept' }],
    ])
  })

  it('what is pushed, what waits for an indexing job, and the jobs that come by themselves', async () => {
    const sim = open()
    const connector = (one: Simulator) => one.papi.connector('c')
    await connector(sim).addDocument({ uri: 'synced', stamp: 'v1' })
    await connector(sim).sync()
    await sim.clock.advance('30s')
    await connector(sim).addDocument({ uri: 'pushed', stamp: 'v1' })
    await connector(sim).addDocument({ uri: 'synced', stamp: 'v2' })
    const look = async (one: Simulator): Promise<unknown> => {
      const before = one.documents().map(({ id, status }) => `${id} ${status}`)
      const start = one.clock.now()
      await one.settle()
      return [
        before,
        one.documents().map(({ status }) => status),
        Math.round((one.clock.now() - start) / 1000),
      ]
    }
    expect(await seen(sim, look)).toEqual([
      ['synced pushed', 'pushed pushed'],
      ['searchable', 'searchable'],
      121,
    ])
  })

  it('which serials are searchable, which wait for another, and which are lost', async () => {
    const sim = open()
    const connector = (one: Simulator) => one.papi.connector('c')
    await connector(sim).addDocument({ uri: 'a' })
    sim.restart()
    await connector(sim).addDocument({ uri: 'a' })
    await connector(sim).addDocument({ uri: 'a' })
    await connector(sim).addDocument({ uri: 'b' })
    await connector(sim).sync()
    const searchable = async (one: Simulator): Promise<unknown[]> => {
      const all: unknown[] = []
      for (const serial of ['1', '2', '3', '4', '5'])
        all.push(await connector(one).areDocumentsSearchable(serial))
      return all
    }
    const look = async (one: Simulator): Promise<unknown> => {
      const before = await searchable(one)
      await connector(one).triggerIndexingJob()
      await one.settle()
      return [before, await searchable(one), one.documents().map(({ revisions }) => revisions[0]!.serial)]
    }
    expect(await seen(sim, look)).toEqual([
      [undefined, false, false, false, undefined],
      [undefined, true, true, true, undefined],
      [3, 4],
    ])
  })
})

describe('a snapshot keeps of the run', () => {
  it('latencies by the how-manieth identical call', async () => {
    const sim = open({ latencyMs: [1, 1_000] })
    const { put } = inIndex(sim.kendra.addIndex())
    await put('a')(sim)
    const took = async (one: Simulator): Promise<number[]> => {
      await put('a')(one)
      await put('a')(one)
      return one.calls.map(({ startedAt, endedAt }) => endedAt - startedAt)
    }
    const [first, second, third] = await seen(sim, took)
    expect(new Set([first, second, third]).size).toBe(3)
  })

  it('calls with their inputs, outputs and errors, which are of their classes', async () => {
    const sim = open()
    const indexId = sim.kendra.addIndex()
    const connector = sim.papi.connector('c')
    await inIndex(indexId).put('a')(sim)
    await connector.addDocument({ uri: 'a', stamp: 'v1' })
    await connector.getDocumentStatus('a')
    await nameOf(sim.kendra.describeIndex({ Id: 'short' }))
    await nameOf(connector.updateDocument({ uri: 'nobody' }))
    sim.faults.throttle('BatchPutDocument', { times: 1, retryAfter: '3s' })
    await nameOf(inIndex(indexId).put('a')(sim))
    sim.faults.dropReply('BatchPutDocument', { times: 1 })
    await nameOf(inIndex(indexId).put('a')(sim))
    sim.faults.dropReply('addDocument', { times: 1 })
    await nameOf(connector.addDocument({ uri: 'a', stamp: 'v2' }))
    const { calls } = restored(sim)
    expect(calls).toEqual(sim.calls)
    expect(calls[0]!.input).toMatchObject({ Documents: [{ Blob: new Uint8Array(bytes('a')) }] })
    expect((calls[2]!.output as DocumentStatus).getStamp()).toBe('v1')
    expect(calls[2]!.output).toBeInstanceOf(DocumentStatus)
    expect(calls[3]!.error).toBeInstanceOf(ValidationException)
    expect(calls[4]!.error).toBeInstanceOf(PushAPIException)
    expect(calls[4]!.error).toMatchObject({ status: 400 })
    expect(calls[5]!.error).toBeInstanceOf(ThrottlingException)
    expect(calls[5]!.error).toMatchObject({
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
      retryAfterMs: 3_000,
    })
    expect(calls[6]!.error).toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET', syscall: 'read' })
    expect(calls[7]!.error).toMatchObject({ cause: connectionReset() })
    expect(Object.isFrozen(calls[0])).toBe(true)
  })

  it('the digest across ends of blocks, at each level', async () => {
    for (const trace of ['full', 'digest', 'off'] as const) {
      const sim = open({ trace, latencyMs: 0, indexingMs: 0 })
      const { put } = inIndex(sim.kendra.addIndex())
      const putMany = async (one: Simulator): Promise<void> => {
        for (let n = 0; n < 80; n++) await put('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j')(one)
        await one.settle()
      }
      await putMany(sim)
      const again = restored(sim)
      await putMany(sim)
      await putMany(again)
      if (trace === 'full') expect(again.trace.lines()).toEqual(sim.trace.lines())
      if (trace === 'off') expect(() => again.trace.digest()).toThrow("'off'")
      else expect(again.trace.digest()).toBe(sim.trace.digest())
    }
  })

  it('its options, to which `reset` comes back at the first instant', async () => {
    const sim = open({
      seed: 99,
      faults: [{ name: 'from the start', do: { type: 'throttle' }, limit: { fires: 1 } }],
    })
    const play = async (one: Simulator): Promise<string[]> =>
      namesOf(2, () => inIndex(one.kendra.addIndex()).put('a')(one))
    const first = await play(sim)
    sim.faults.add({ name: 'added', do: { type: 'reset' } })
    const again = restored(sim)
    expect([again.seed, again.clock.now(), again.faults.rules.length]).toEqual([99, sim.clock.now(), 2])
    again.reset()
    expect([again.clock.now(), again.documents(), again.calls, again.faults.rules.length]).toEqual([
      1_767_225_600_000,
      [],
      [],
      1,
    ])
    expect(await play(again)).toEqual(first)
    const anew = open({
      seed: 99,
      faults: [{ name: 'from the start', do: { type: 'throttle' }, limit: { fires: 1 } }],
    })
    await play(anew)
    expect(runOf(again)).toEqual(runOf(anew))
  })

  it('the places of sleeps in the order of events, and not the sleeps', async () => {
    const sim = open()
    const { put } = inIndex(sim.kendra.addIndex())
    await put('a')(sim)
    void sim.clock.sleep(500)
    await put('b')(sim)
    void sim.clock.sleep(500)
    await seen(sim, async (one) => {
      await put('c')(one)
      await one.settle()
    })
  })
})

it('changes nothing when it is taken, and is plain JSON', async () => {
  const runs = await Promise.all(
    [false, true].map(async (isSaved) => {
      const sim = open({ latencyMs: [5, 20], indexingMs: [500, 5_000] })
      const { put } = inIndex(sim.kendra.addIndex())
      for (let n = 0; n < 5; n++) {
        await put('a', `b${n}`)(sim)
        if (isSaved) {
          const saved = sim.snapshot()
          expect(JSON.parse(JSON.stringify(saved))).toEqual(saved)
          expect(sim.snapshot()).toEqual(saved)
        }
      }
      await sim.settle()
      return runOf(sim)
    }),
  )
  expect(runs[1]).toEqual(runs[0])
})

it('is the same again in the run that was restored from it', async () => {
  const sim = open({ faults: 'swarm', latencyMs: [5, 20] })
  const { put } = inIndex(sim.kendra.addIndex())
  for (let n = 0; n < 5; n++) await nameOf(put('a', `b${n}`)(sim))
  await sim.papi
    .connector('c')
    .addDocument({ uri: 'a' })
    .catch(() => {})
  const saved = sim.snapshot()
  expect(restored(sim).snapshot()).toEqual(saved)
})
