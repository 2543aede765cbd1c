/** Each finding with a client that does it, and one that does not. */
import {
  BatchDeleteDocumentCommand,
  BatchGetDocumentStatusCommand,
  BatchPutDocumentCommand,
  type Document,
  type KendraClient,
  StartDataSourceSyncJobCommand,
  StopDataSourceSyncJobCommand,
} from '@aws-sdk/client-kendra'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, type Finding, type PapiConnector, Simulator } from '../../src/index.ts'
import { OPTIONS, plans, play } from '../support/any-plan.ts'
import { property } from '../support/property.ts'
import {
  type Connector,
  openSite,
  type Page,
  type Site,
  type Target,
} from '../facades/kendra/published/connector.ts'
import * as openJob from '../facades/kendra/published/leaves-the-job-open.ts'
import * as documentId from '../facades/kendra/published/reads-document-id.ts'
import * as atOnce from '../facades/kendra/published/sends-again-at-once.ts'
import * as complete from '../facades/kendra/published/waits-for-complete.ts'
import * as polling from '../facades/kendra/published/waits-for-two-statuses.ts'

function pages(count: number): Page[] {
  return Array.from({ length: count }, (_, n) => ({ id: `page-${n}`, text: `The text of page ${n}` }))
}

/** What a client does with a site, by the SDK's client, or over the Push API. */
type Client = (site: Site) => Promise<void>

const by =
  <Report>(connector: Connector<Report>, ...all: Page[]): Client =>
  async ({ target }) => {
    // Some throw when they have done what they do.
    await connector(target, all).catch(() => {})
  }

const put = ({ client, IndexId }: { client: KendraClient; IndexId: string }, ...ids: string[]) =>
  client.send(
    new BatchPutDocumentCommand({
      IndexId,
      Documents: ids.map((Id) => ({ Id, Blob: Buffer.from(`content of ${Id}`) })),
    }),
  )

const putVersion = (
  { client, IndexId }: { client: KendraClient; IndexId: string },
  version: Partial<Document>,
) =>
  client.send(
    new BatchPutDocumentCommand({
      IndexId,
      Documents: [{ Id: 'a', Blob: Buffer.from('content of a'), ...version }],
    }),
  )

const ask = ({ client, IndexId }: { client: KendraClient; IndexId: string }, ...ids: string[]) =>
  client.send(
    new BatchGetDocumentStatusCommand({
      IndexId,
      DocumentInfoList: ids.map((DocumentId) => ({ DocumentId })),
    }),
  )

const inJob =
  (work: Client): Client =>
  async (site) => {
    const { client, dataSource, IndexId } = site.target
    const job = { Id: dataSource, IndexId }
    await client.send(new StartDataSourceSyncJobCommand(job))
    await work(site)
    await client.send(new StopDataSourceSyncJobCommand(job))
  }

/** Without its job: the one that is open is meant. */
const of = ({ dataSource }: Target) => [{ Key: '_data_source_id', Value: { StringValue: dataSource } }]

/** A data source that Kendra crawls, when it can be. */
const addCrawled = async (sim: Simulator, IndexId: string): Promise<string> => {
  const { Id = '' } = await sim.kendra.createDataSource({
    IndexId,
    Name: 'crawled',
    Type: 'S3',
    RoleArn: 'arn:aws:iam::123456789012:role/reader',
    Configuration: { S3Configuration: { BucketName: 'bucket' } },
  })
  await sim.clock.sleep('5m')
  return Id
}

/** Once while the document is PROCESSING, and four times after its end. */
const askEvery = async (target: Target, minutes: number): Promise<void> => {
  await put(target, 'a')
  for (let asked = 0; asked < 5; asked++) {
    await ask(target, 'a')
    await target.sleep(minutes * 60_000)
  }
}

const LETTERS = ['a', 'b', 'c', 'd', 'e']

const overPapi =
  (work: (papi: PapiConnector, site: Site) => Promise<void>): Client =>
  (site) =>
    work(site.sim.papi.connector('share'), site)

interface Case {
  readonly kind: Finding['kind']
  readonly what: string
  readonly does: Client
  readonly doesNot: Client
  readonly message: string
  readonly documents?: readonly string[]
  /** How many calls show it. */
  readonly calls: number
}

const odd: Page = { id: 'odd', text: 'x', city: 'Rome' }
const throttledOnce = (site: Site): void =>
  void site.sim.faults.throttle('BatchPutDocument', { times: 1, retryAfter: '3s' })

const CASES: readonly Case[] = [
  {
    kind: 'rejection-ignored',
    what: 'overlooks what came back in FailedDocuments',
    does: by(documentId.broken, ...pages(3), odd),
    doesNot: by(documentId.repaired, ...pages(3), odd),
    message:
      '1 document came back in FailedDocuments and was never sent again: "odd". The service said: InvalidRequest, "No document metadata configuration found for document attribute key  city."',
    documents: ['odd'],
    calls: 1,
  },
  {
    kind: 'rejection-ignored',
    what: 'overlooks rejections that it does not give up by a delete',
    does: async (site) => {
      const oneOther = { type: 'reject', code: 'InvalidRequest', message: 'No.' } as const
      site.sim.faults.add({ name: 'other', on: { document: 'a' }, do: oneOther })
      site.sim.faults.add({ name: 'reject', do: { type: 'reject' }, limit: { fires: 4 } })
      await put(site.target, ...LETTERS)
    },
    doesNot: async (site) => {
      site.sim.faults.add({ name: 'reject', do: { type: 'reject' }, limit: { fires: 5 } })
      await put(site.target, ...LETTERS)
      const { client, IndexId } = site.target
      await client.send(new BatchDeleteDocumentCommand({ IndexId, DocumentIdList: LETTERS }))
    },
    message:
      '5 documents came back in FailedDocuments and were never sent again: "a", "b", "c" and 2 more. The service said of 4 of them: InternalError, "Simulated by fault rule reject."',
    documents: LETTERS,
    calls: 1,
  },
  {
    kind: 'refusal-not-retried',
    what: 'lets a throttled batch drop',
    does: async (site) => {
      throttledOnce(site)
      await put(site.target, 'a', 'b').catch(() => {})
    },
    doesNot: async (site) => {
      throttledOnce(site)
      await put(site.target, 'a', 'b').catch(() => site.sim.clock.sleep('3s'))
      await put(site.target, 'a', 'b')
    },
    message:
      '1 call failed with ThrottlingException and was never made again, so that "a" and "b" may not have arrived.',
    documents: ['a', 'b'],
    calls: 1,
  },
  {
    kind: 'refusal-not-retried',
    what: 'lets a push drop that broke off',
    does: overPapi(async (papi, { sim }) => {
      sim.faults.dropReply('addDocument', { times: 1 })
      await papi.addDocument({ uri: 'a' }).catch(() => {})
    }),
    doesNot: overPapi(async (papi, { sim }) => {
      sim.faults.dropReply('addDocument', { times: 1 })
      await papi.addDocument({ uri: 'a' }).catch(() => papi.addDocument({ uri: 'a' }))
    }),
    message:
      '1 call failed with PushAPIException and was never made again, so that "a" may not have arrived.',
    documents: ['a'],
    calls: 1,
  },
  {
    kind: 'status-never-read',
    what: 'never asks what became of its documents',
    does: async ({ target }) => void (await put(target, 'a', 'b')),
    doesNot: by(polling.repaired, ...pages(2)),
    message: '2 documents were accepted, and nobody asked what became of them: "a" and "b".',
    documents: ['a', 'b'],
    calls: 1,
  },
  {
    kind: 'status-never-read',
    what: 'never asks after its last put',
    does: async ({ target }) => {
      await put(target, 'a')
      await ask(target, 'a')
      await put(target, 'a')
    },
    doesNot: by(complete.repaired, ...pages(2)),
    message: '1 document was accepted, and nobody asked what became of it: "a".',
    documents: ['a'],
    calls: 1,
  },
  {
    kind: 'polling-stopped-early',
    what: 'stops asking too early',
    does: async ({ target }) => {
      await put(target, 'a', 'b')
      await ask(target, 'a', 'b')
    },
    doesNot: by(polling.repaired, ...pages(2)),
    message: 'The client stopped asking while 2 documents were still PROCESSING: "a" and "b".',
    documents: ['a', 'b'],
    calls: 1,
  },
  {
    kind: 'polling-stopped-early',
    what: 'gives up a document that is stalled at once, or one that is only slow',
    does: async ({ sim, target }) => {
      sim.faults.stall('a', { times: 1 })
      sim.faults.delay('b', '1h')
      await put(target, 'a', 'b')
      await ask(target, 'a')
      for (let asked = 0; asked < 5; asked++) await ask(target, 'b')
    },
    doesNot: async ({ sim, target }) => {
      sim.faults.stall('a', { times: 1 })
      await put(target, 'a')
      for (let asked = 0; asked < 3; asked++) await ask(target, 'a')
    },
    message: 'The client stopped asking while 2 documents were still PROCESSING: "a" and "b".',
    documents: ['a', 'b'],
    calls: 2,
  },
  {
    kind: 'polling-stopped-early',
    what: 'gives up a document that was stalled when it was put before',
    does: async ({ sim, target }) => {
      sim.faults.stall('a', { times: 1 })
      await put(target, 'a')
      await target.sleep(10_000)
      await put(target, 'a')
      for (let asked = 0; asked < 3; asked++) await ask(target, 'a')
    },
    doesNot: async ({ sim, target }) => {
      sim.faults.stall('a', { times: 2 })
      await put(target, 'a')
      await target.sleep(10_000)
      await put(target, 'a')
      for (let asked = 0; asked < 3; asked++) await ask(target, 'a')
    },
    message: 'The client stopped asking while 1 document was still PROCESSING: "a".',
    documents: ['a'],
    calls: 1,
  },
  {
    kind: 'polling-past-the-end',
    what: 'waits only for INDEXED or FAILED',
    does: async (site) => {
      site.sim.kendra.seed(site.target.IndexId, [{ Id: 'page-0', Blob: Buffer.from('old') }])
      await polling.waitsForTwo(site.target, pages(2)).catch(() => {})
    },
    doesNot: async (site) => {
      site.sim.kendra.seed(site.target.IndexId, [{ Id: 'page-0', Blob: Buffer.from('old') }])
      await polling.repaired(site.target, pages(2))
      await ask(site.target, 'page-0', 'page-1')
    },
    message:
      'The client asked 28 times more when every answer was at its end before (INDEXED, UPDATED) about "page-0" and "page-1".',
    documents: ['page-0', 'page-1'],
    calls: 28,
  },
  {
    kind: 'polling-past-the-end',
    what: 'waits for a sync job to be COMPLETE',
    does: by(complete.waitsForComplete, ...pages(2)),
    doesNot: by(complete.repaired, ...pages(2)),
    message: 'The client asked 28 times more when every answer was at its end before (INCOMPLETE).',
    documents: [],
    calls: 28,
  },
  {
    kind: 'polling-past-the-end',
    what: 'asks every nine minutes, and not every ten,',
    does: ({ target }) => askEvery(target, 9),
    doesNot: ({ target }) => askEvery(target, 10),
    message: 'The client asked 3 times more when every answer was at its end before (INDEXED) about "a".',
    documents: ['a'],
    calls: 3,
  },
  {
    kind: 'single-status-calls',
    what: 'asks Kendra for one document at a time',
    does: async ({ target }) => {
      await put(target, ...LETTERS)
      for (const id of LETTERS) await ask(target, id)
    },
    doesNot: async ({ target }) => {
      await put(target, ...LETTERS)
      await ask(target, ...LETTERS)
      for (const id of LETTERS.slice(1)) await ask(target, id)
    },
    message: 'The status of 5 documents was asked for one by one, in 5 calls.',
    documents: LETTERS,
    calls: 5,
  },
  {
    kind: 'single-status-calls',
    what: 'asks the Push API for one document at a time',
    does: overPapi(async (papi) => {
      for (const uri of LETTERS) {
        await papi.getDocumentStatus(uri)
        await papi.addDocument({ uri })
      }
    }),
    doesNot: overPapi(async (papi) => {
      await papi.getDocumentStatusList(LETTERS)
      await papi.enumerateSyncedEntries('', 'RECURSIVE_DOCUMENTS')
      for (const uri of LETTERS) await papi.addDocument({ uri })
    }),
    message: 'The status of 5 documents was asked for one by one, in 5 calls.',
    documents: LETTERS,
    calls: 5,
  },
  {
    kind: 'retry-too-soon',
    what: 'does not wait as long as retry-after says',
    does: async (site) => {
      throttledOnce(site)
      await put(site.target, 'a').catch(() => site.sim.clock.sleep('2s'))
      await put(site.target, 'a')
    },
    doesNot: async (site) => {
      throttledOnce(site)
      await put(site.target, 'a').catch(() => site.sim.clock.sleep('3s'))
      await put(site.target, 'a')
    },
    message:
      '1 throttled call was made again too soon: after 2000 ms, when the service had asked for 3000 ms.',
    documents: ['a'],
    calls: 2,
  },
  {
    kind: 'retry-too-soon',
    what: 'sends again at once',
    does: async (site) => {
      site.sim.faults.throttle('BatchPutDocument', { times: 2 })
      await by(atOnce.broken, ...pages(2))(site)
    },
    doesNot: async (site) => {
      site.sim.faults.throttle('BatchPutDocument', { times: 2 })
      await by(atOnce.repaired, ...pages(2))(site)
    },
    message:
      '2 throttled calls were made again too soon: after 0 ms, when the service had not said how long to wait.',
    documents: ['page-0', 'page-1'],
    calls: 3,
  },
  {
    kind: 'sync-job-left-open',
    what: 'leaves its sync job open',
    does: by(openJob.broken, ...pages(2), { id: 'broken', text: '', isBroken: true }),
    doesNot: by(openJob.repaired, ...pages(2), { id: 'broken', text: '', isBroken: true }),
    message: '1 sync job was started and never stopped, of data source "e20a0bc1".',
    documents: [],
    calls: 1,
  },
  {
    kind: 'put-without-source',
    what: 'leaves the data source out of what it puts in a sync job',
    does: inJob(async ({ target }) => void (await put(target, 'a', 'b'))),
    doesNot: inJob(async ({ target }) => void (await putVersion(target, { Attributes: of(target) }))),
    message:
      '2 documents were put without a data source while a sync job of "e20a0bc1" was open, and none was ever put through it: "a" and "b".',
    documents: ['a', 'b'],
    calls: 1,
  },
  {
    kind: 'put-without-source',
    what: 'puts in a job, and not before or after it, or in one that has had documents before',
    does: async (site) => {
      await put(site.target, 'a')
      await inJob(async ({ target }) => void (await put(target, 'b')))(site)
      await put(site.target, 'c')
    },
    doesNot: async (site) => {
      await put(site.target, 'b')
      await inJob(async ({ target }) => void (await putVersion(target, { Attributes: of(target) })))(site)
      await site.target.sleep(60_000)
      await inJob(async ({ target }) => void (await put(target, 'b')))(site)
      await put(site.target, 'c')
    },
    message:
      '1 document was put without a data source while a sync job of "e20a0bc1" was open, and none was ever put through it: "b".',
    documents: ['b'],
    calls: 1,
  },
  {
    kind: 'put-while-processing',
    what: 'puts a document again while it is PROCESSING',
    does: async ({ target }) => {
      await put(target, 'a', 'b')
      await put(target, 'a')
    },
    doesNot: async ({ target }) => {
      await put(target, 'a', 'b')
      await target.sleep(10_000)
      await put(target, 'a')
    },
    message: '1 document was put again unchanged while still PROCESSING: "a".',
    documents: ['a'],
    calls: 1,
  },
  {
    kind: 'put-while-processing',
    what: 'puts the same again, and not a new version, while it is PROCESSING',
    does: async ({ target }) => {
      await putVersion(target, { Title: 'One' })
      await putVersion(target, { Title: 'Two' })
      await putVersion(target, { Title: 'Two' })
    },
    doesNot: async ({ target }) => {
      await putVersion(target, { Title: 'One' })
      await putVersion(target, { Title: 'One', Blob: Buffer.from('another content') })
      await putVersion(target, { Title: 'Two' })
      for (const StringValue of ['1', '2'])
        await putVersion(target, { Attributes: [{ Key: '_version', Value: { StringValue } }] })
    },
    message: '1 document was put again unchanged while still PROCESSING: "a".',
    documents: ['a'],
    calls: 1,
  },
  {
    kind: 'put-while-processing',
    what: 'puts a document again that is only slow, where nobody has told it otherwise',
    does: async (site) => {
      site.sim.faults.delay('a', '1h')
      await put(site.target, 'a')
      await put(site.target, 'a')
    },
    doesNot: async (site) => {
      site.sim.faults.stall('a', { times: 1 })
      site.sim.faults.dropReply('BatchPutDocument', { document: 'b', times: 1 })
      await put(site.target, 'a')
      await put(site.target, 'b').catch(() => {})
      await put(site.target, 'a', 'b')
    },
    message: '1 document was put again unchanged while still PROCESSING: "a".',
    documents: ['a'],
    calls: 1,
  },
  {
    kind: 'no-session',
    what: 'keeps checkpoints without a push session',
    does: overPapi(async (papi) => {
      await papi.getCheckpoint()
      await papi.addDocument({ uri: 'a' })
      await papi.setCheckpoint('1', '', true)
    }),
    doesNot: overPapi(async (papi) => {
      await papi.startPushSession()
      await papi.getCheckpoint()
      await papi.addDocument({ uri: 'a' })
      await papi.setCheckpoint('1', '', true)
      await papi.stopPushSession()
    }),
    message: 'The connector keeps checkpoints, and pushed outside of a push session in 2 calls.',
    documents: ['a'],
    calls: 2,
  },
  {
    kind: 'old-session',
    what: 'goes on with a session that was refused',
    does: overPapi(async (papi, { sim }) => {
      await papi.startPushSession()
      sim.restart()
      await papi.addDocument({ uri: 'a' }).catch(() => {})
      await papi.addDocument({ uri: 'b' }).catch(() => {})
    }),
    doesNot: overPapi(async (papi, { sim }) => {
      await papi.startPushSession()
      sim.restart()
      await papi.addDocument({ uri: 'a' }).catch(() => papi.stopPushSession())
      await papi.startPushSession()
      await papi.addDocument({ uri: 'a' })
    }),
    message: 'The server had refused the push session, and the connector went on with it in 1 call.',
    documents: ['b'],
    calls: 1,
  },
  {
    kind: 'never-synced',
    what: 'syncs nothing at the end',
    does: overPapi(async (papi) => {
      await papi.addDocument({ uri: 'a' })
      await papi.sync()
      await papi.addDocument({ uri: 'b' })
      await papi.deleteDocumentsRootPath('c')
    }),
    doesNot: overPapi(async (papi) => {
      await papi.addDocument({ uri: 'a' })
      await papi.setCheckpoint('1', 'name', true)
    }),
    message: '2 pushes at the end were not synced.',
    documents: ['b'],
    calls: 2,
  },
  {
    kind: 'unknown-member',
    what: 'misspells what it sends',
    does: async ({ sim, target: { IndexId } }) => {
      const Documents = [{ Id: 'a', Blob: Buffer.from('Alpha'), Titel: 'A' }]
      const input = { IndexId, Documents, Docments: 1, Kind: 1 }
      await sim.kendra.batchPutDocument(input)
      const described = { Id: IndexId, index: {} }
      await sim.kendra.describeIndex(described)
    },
    doesNot: async ({ sim, target: { IndexId } }) => {
      const Documents = [{ Id: 'a', Blob: Buffer.from('Alpha'), Title: undefined, Titel: undefined }]
      await sim.kendra.batchPutDocument({ IndexId, Documents, RoleArn: null } as never)
      await sim.kendra.describeIndex({ Id: IndexId })
    },
    message:
      '2 calls sent what the operation does not have, and the service overlooked it: "Documents[0].Titel" of BatchPutDocument (there is Title), "Docments" of BatchPutDocument (there is Documents), "Kind" of BatchPutDocument and "index" of DescribeIndex.',
    documents: [],
    calls: 2,
  },
  {
    kind: 'unknown-member',
    what: 'misspells what is required, and is refused',
    does: async ({ sim, target: { IndexId } }) => {
      const bodies = [
        { IndexId, Docments: [] },
        { IndexId, Documents: [{ ID: 'a', Blob: Buffer.from('Alpha'), Attributes: 'none' }] },
      ]
      for (const body of bodies) await sim.kendra.batchPutDocument(body as never).catch(() => {})
    },
    doesNot: async ({ sim, target: { IndexId } }) => {
      const round: unknown[] = []
      round.push(round)
      for (const Documents of [undefined, null, 'none', 7, {}, round, [{}], [{ Id: 7, Title: undefined }]])
        await sim.kendra.batchPutDocument({ IndexId, Documents } as never).catch(() => {})
    },
    message:
      '2 calls sent what the operation does not have, and the service overlooked it: "Docments" of BatchPutDocument (there is Documents) and "Documents[0].ID" of BatchPutDocument (there is Id).',
    documents: [],
    calls: 2,
  },
]

async function auditOf(client: Client, calls: 'full' | 'summary' = 'full'): Promise<Finding[]> {
  const site = openSite({ calls })
  try {
    await client(site)
    return site.sim.audit()
  } finally {
    await site.sim.close()
  }
}

const without = (messages: string): string => messages.replaceAll(/"[\da-f]{8}-[-\da-f]{27}"/g, '"e20a0bc1"')

describe('the audit', () => {
  it.each(CASES)('finds a client that $what ($kind)', async ({ does, doesNot, ...expected }) => {
    const found = await auditOf(does)
    const finding = found.find(({ kind }) => kind === expected.kind)
    expect(without(finding?.message ?? `only ${found.map(({ kind }) => kind).join()}`)).toBe(expected.message)
    expect(finding?.documents).toEqual(expected.documents)
    expect(finding?.calls).toHaveLength(expected.calls)
    expect(finding?.suggestion).toMatch(/^[A-Z].*\.$/)
    expect((await auditOf(doesNot)).map(({ kind }) => kind)).not.toContain(expected.kind)
  })

  it('says the same where calls are kept in summary', async () => {
    for (const { does } of CASES) {
      const [full, summary] = [await auditOf(does), await auditOf(does, 'summary')]
      expect(summary.map(({ kind, message }) => [kind, message])).toEqual(
        full.map(({ kind, message }) => [kind, message]),
      )
    }
  })

  it('advises to send again what may be taken then, and to report or repair what never is', async () => {
    const adviceFor = async (code: string): Promise<string | undefined> => {
      const found = await auditOf(async ({ sim, target }) => {
        const message = 'x'.repeat(500)
        sim.faults.add({ name: 'reject', do: { type: 'reject', code, message } })
        await put(target, 'a')
      })
      expect(found[0]?.message).toMatch(new RegExp(`: ${code}, "x{160}\\.\\.\\."$`))
      return found[0]?.suggestion
    }
    expect(await adviceFor('InternalError')).toMatch(/^Read FailedDocuments/)
    expect(await adviceFor('InvalidRequest')).toMatch(/report the document, or repair it/)
  })

  it('has nothing to say of a client that does everything well, on either service', async () => {
    const wellDone: Client = async (site) => {
      const { target, sim } = site
      await by(polling.repaired, ...pages(2))(site)
      const job = { Id: target.dataSource, IndexId: target.IndexId }
      await target.client.send(new StartDataSourceSyncJobCommand(job))
      await target.client.send(new StopDataSourceSyncJobCommand(job))
      const papi = sim.papi.connector('share')
      await papi.startPushSession()
      await papi.addDocument({ uri: 'a' })
      await papi.setCheckpoint('1', '', true)
    }
    expect(await auditOf(wellDone)).toEqual([])
  })

  it('takes no sync job for open that ends by itself, or whose data source is no more', async () => {
    const client: Client = async ({ sim, target: { IndexId, dataSource } }) => {
      const Id = await addCrawled(sim, IndexId)
      await sim.kendra.startDataSourceSyncJob({ Id, IndexId })
      await sim.kendra.startDataSourceSyncJob({ Id: dataSource, IndexId })
      await sim.kendra.deleteDataSource({ Id: dataSource, IndexId })
    }
    expect(await auditOf(client)).toEqual([])
  })

  it('lets a document be put directly while a job deletes, or one that takes no documents runs', async () => {
    const deletes = inJob(async ({ target: { client, IndexId, dataSource }, target }) => {
      await put(target, 'a')
      const DataSourceSyncJobMetricTarget = { DataSourceId: dataSource }
      const input = { IndexId, DocumentIdList: ['gone'], DataSourceSyncJobMetricTarget }
      await client.send(new BatchDeleteDocumentCommand(input))
    })
    const crawls: Client = async ({ sim, target }) => {
      const { IndexId } = target
      const Id = await addCrawled(sim, IndexId)
      await sim.kendra.startDataSourceSyncJob({ Id, IndexId })
      await put(target, 'a')
    }
    for (const client of [deletes, crawls])
      expect((await auditOf(client)).map(({ kind }) => kind)).toEqual(['status-never-read'])
  })

  it('reads calls that were refused for their input', async () => {
    const client: Client = async ({ sim, target: { IndexId } }) => {
      for (const Documents of [undefined, 'none', [{}], [{ Id: 7 }]])
        await sim.kendra.batchPutDocument({ IndexId, Documents } as never).catch(() => {})
      await sim.papi
        .connector('share')
        .addDocument(null as never)
        .catch(() => {})
    }
    expect(await auditOf(client)).toEqual([])
  })

  property.prop([plans, fc.integer({ min: 0, max: 1000 })], { numRuns: 30 })(
    'reads every run, whatever its faults, shows calls for all that it says, and changes nothing',
    async (faults, seed) => {
      const sim = new Simulator({ ...OPTIONS, seed, faults })
      await play(sim)
      const [digest, calls] = [sim.trace.digest(), sim.calls.length]
      for (const finding of sim.audit()) {
        expect(finding.calls.length).toBeGreaterThan(0)
        expect(finding.calls.every((call) => sim.calls.includes(call))).toBe(true)
      }
      expect(sim.audit()).toEqual(sim.audit())
      expect([sim.trace.digest(), sim.calls.length]).toEqual([digest, calls])
      await sim.close()
    },
  )

  it('is told by the records of calls which session they carried, and what they overtook', async () => {
    const { sim, target } = openSite()
    await put(target, 'a', 'b')
    await put(target, 'b', 'c')
    const papi = sim.papi.connector('share')
    const session = await papi.startPushSession()
    await papi.addDocument({ uri: 'a' })
    expect(sim.calls.map(({ operation, superseded, session }) => [operation, superseded, session])).toEqual([
      ['BatchPutDocument', [], undefined],
      ['BatchPutDocument', ['b'], undefined],
      ['startPushSession', [], undefined],
      ['addDocument', [], session],
    ])
    await sim.close()
  })

  it('does not take what came by itself, or a second delivery, for something that a call overtook', async () => {
    const { sim, target } = openSite({ indexingMs: 600_000 })
    sim.faults.add({ name: 'twice', do: { type: 'duplicate', after: 1 }, limit: { fires: 1 } })
    await put(target, 'a')
    await sim.clock.sleep('1m')
    await put(target, 'b')
    expect(sim.calls.map(({ superseded }) => superseded)).toEqual([[], []])
    await sim.close()
  })

  it('tells a member that was overlooked after a snapshot too, and leaves no trace of it', async () => {
    const runOf = async (more: object): Promise<Simulator> => {
      const sim = new Simulator({ seed: 7 })
      await sim.kendra.listIndices({ ...more })
      return sim
    }
    const [sim, plain] = [await runOf({ MaxResult: 5 }), await runOf({})]
    expect(sim.calls).toMatchObject([{ overlooked: [{ path: 'MaxResult', nearest: 'MaxResults' }] }])
    expect(plain.calls[0]).not.toHaveProperty('overlooked')
    expect(sim.trace.digest()).toBe(plain.trace.digest())
    const restored = Simulator.restore(JSON.parse(JSON.stringify(sim.snapshot())))
    expect(restored.audit().map(({ message }) => message)).toEqual(sim.audit().map(({ message }) => message))
    for (const each of [sim, plain, restored]) await each.close()
  })

  it('needs the calls', async () => {
    const sim = new Simulator({ calls: 'off' })
    expect(() => sim.audit()).toThrow(ConfigurationError)
    await sim.close()
  })
})
