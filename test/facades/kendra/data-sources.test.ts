/** Data sources: their states, what their types ask for, and what is deleted with them. */
import { describe, expect, it } from 'vitest'
import type {
  DataSourceType,
  UpdateDataSourceRequest,
} from '../../../src/facades/kendra/shapes/data-source-shapes.ts'
import type { Simulator } from '../../../src/index.ts'
import {
  createIndex,
  createSource,
  errorOf,
  MINUTE,
  NOWHERE,
  openSimulator,
  outcomeOf,
  ROLE,
  S3_SOURCE,
  sourceStatusOf,
  stateLines,
} from './open-account.ts'
import { inJob, openIndex, textDocument } from './open-index.ts'
import { shapes, smallestValue } from './service-model.ts'

describe('a data source', () => {
  it('[kendra.source.creating] is CREATING for a minute and then ACTIVE', async () => {
    const { sim, indexId } = openIndex({ latencyMs: 0 })
    const before = sim.clock.now()
    const { Id } = await sim.kendra.createDataSource({ IndexId: indexId, Name: 'wiki', Type: 'CUSTOM' })
    expect(Id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    await sim.clock.advance(MINUTE - 1)
    expect(await sourceStatusOf(sim, indexId, Id!)).toBe('CREATING')
    await sim.settle()
    expect([sim.clock.now() - before, await sourceStatusOf(sim, indexId, Id!)]).toEqual([MINUTE, 'ACTIVE'])
  })

  it('[kendra.source.changes-take-time] is UPDATING and DELETING for as long as the options say', async () => {
    const takes = { createDataSource: '10s', updateDataSource: '20s', deleteDataSource: '30s' } as const
    const { sim, indexId } = openIndex({ latencyMs: 0, kendra: { takes } })
    const id = await createSource(sim, indexId)
    await sim.kendra.updateDataSource({ IndexId: indexId, Id: id, Name: 'new' })
    await sim.settle()
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: id })
    await sim.settle()
    expect(stateLines(sim, `data source ${id}`)).toEqual([
      '0 CREATING',
      '10 ACTIVE',
      '10 UPDATING',
      '30 ACTIVE',
      '30 DELETING',
      '60 DELETED',
    ])
  })

  it('[kendra.source.changes-take-time] is UPDATING for a minute and DELETING for ten by default', async () => {
    const { sim, indexId } = openIndex({ latencyMs: 0 })
    const id = sim.kendra.addDataSource(indexId)
    await sim.kendra.updateDataSource({ IndexId: indexId, Id: id, Name: 'new' })
    await sim.settle()
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: id })
    await sim.settle()
    expect(stateLines(sim, `data source ${id}`)).toEqual([
      '0 UPDATING',
      '60 ACTIVE',
      '60 DELETING',
      '660 DELETED',
    ])
  })

  it('tells all that was said of it, and when it was created and updated', async () => {
    const { sim, indexId } = openIndex({ latencyMs: 0 })
    const before = sim.clock.now()
    const said = {
      Name: 'bucket',
      Description: 'All of it',
      Schedule: 'cron(0 0 * * ? *)',
      LanguageCode: 'de',
      VpcConfiguration: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      ...S3_SOURCE,
    }
    const Id = await createSource(sim, indexId, {
      ...said,
      Tags: [{ Key: 'a', Value: 'b' }],
      ClientToken: 'x',
    })
    expect(await sim.kendra.describeDataSource({ IndexId: indexId, Id })).toStrictEqual({
      Id,
      IndexId: indexId,
      Status: 'ACTIVE',
      CreatedAt: new Date(before),
      UpdatedAt: new Date(before + MINUTE),
      ...said,
    })
  })

  it('[kendra.source.language] is in English where nobody says otherwise', async () => {
    const { sim, indexId } = openIndex()
    const id = sim.kendra.addDataSource(indexId)
    const { SummaryItems } = await sim.kendra.listDataSources({ IndexId: indexId })
    const { LanguageCode } = await sim.kendra.describeDataSource({ IndexId: indexId, Id: id })
    expect([LanguageCode, SummaryItems![0]!.LanguageCode]).toEqual(['en', 'en'])
  })

  it('[kendra.source.update-unsaid-stays] keeps what an update does not say, null and undefined among it', async () => {
    const { sim, indexId } = openIndex()
    const Id = await createSource(sim, indexId, { ...S3_SOURCE, Description: 'old', Schedule: 'cron(1)' })
    const place = { IndexId: indexId, Id }
    const before = await sim.kendra.describeDataSource(place)
    const update = { ...place, Description: 'new', Name: undefined, RoleArn: null, Configuration: undefined }
    await sim.kendra.updateDataSource(update as unknown as UpdateDataSourceRequest)
    await sim.settle()
    const UpdatedAt = expect.any(Date)
    const after = await sim.kendra.describeDataSource(place)
    expect(after).toStrictEqual({ ...before, UpdatedAt, Description: 'new' })
    expect(after.UpdatedAt! > before.UpdatedAt!).toBe(true)
  })

  it('[kendra.source.only-active] is not changed while it is CREATING, UPDATING or DELETING', async () => {
    const { sim, indexId } = openIndex()
    const { Id } = await sim.kendra.createDataSource({ IndexId: indexId, Name: 'wiki', Type: 'CUSTOM' })
    const place = { IndexId: indexId, Id: Id! }
    const update = () => outcomeOf(sim.kendra.updateDataSource({ ...place, Name: 'new' }))
    const remove = () => outcomeOf(sim.kendra.deleteDataSource(place))
    const start = () => outcomeOf(sim.kendra.startDataSourceSyncJob(place))
    expect([await update(), await remove(), await start()]).toEqual(
      Array.from({ length: 3 }, () => 'ConflictException'),
    )
    await sim.settle()
    expect(await update()).toBe('success')
    expect([await update(), await remove(), await start()]).toEqual(
      Array.from({ length: 3 }, () => 'ConflictException'),
    )
    await sim.settle()
    expect(await remove()).toBe('success')
    expect([await update(), await start()]).toEqual(['ConflictException', 'ConflictException'])
    expect(await sourceStatusOf(sim, indexId, Id!)).toBe('DELETING')
  })

  it('[kendra.source.delete-again] is deleted twice without an error, and once', async () => {
    const { sim, indexId } = openIndex({ latencyMs: 0 })
    const id = sim.kendra.addDataSource(indexId)
    const remove = () => sim.kendra.deleteDataSource({ IndexId: indexId, Id: id })
    expect(await remove()).toEqual({})
    await sim.clock.advance('1m')
    expect(await remove()).toEqual({})
    await sim.settle()
    expect(stateLines(sim, `data source ${id}`)).toEqual(['0 DELETING', '600 DELETED'])
  })

  it('[kendra.source.unknown-after-delete] is in no list and not found when it has been deleted', async () => {
    const { sim, indexId } = openIndex()
    const [id, other] = [sim.kendra.addDataSource(indexId), sim.kendra.addDataSource(indexId)]
    const place = { IndexId: indexId, Id: id }
    await sim.kendra.deleteDataSource(place)
    const listed = async () =>
      (await sim.kendra.listDataSources({ IndexId: indexId })).SummaryItems!.map(
        (item) => `${item.Id === id ? 'it' : 'other'} ${item.Status}`,
      )
    expect(await listed()).toEqual(['it DELETING', 'other ACTIVE'])
    await sim.settle()
    expect(await listed()).toEqual(['other ACTIVE'])
    const calls = [
      sim.kendra.describeDataSource(place),
      sim.kendra.updateDataSource(place),
      sim.kendra.deleteDataSource(place),
      sim.kendra.startDataSourceSyncJob(place),
      sim.kendra.listDataSourceSyncJobs(place),
    ]
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(calls.map(() => 'ResourceNotFoundException'))
    expect(await sourceStatusOf(sim, indexId, other)).toBe('ACTIVE')
  })

  it('[kendra.source.same-token] is the same one for the same client token, in one index', async () => {
    const { sim, indexId } = openIndex()
    const create = async (IndexId: string, ClientToken: string) =>
      (await sim.kendra.createDataSource({ IndexId, Name: 'wiki', Type: 'CUSTOM', ClientToken })).Id
    const first = await create(indexId, 'one')
    expect(await create(indexId, 'one')).toBe(first)
    expect(await create(indexId, 'two')).not.toBe(first)
    expect(await create(sim.kendra.addIndex(), 'one')).not.toBe(first)
    expect((await sim.kendra.listDataSources({ IndexId: indexId })).SummaryItems).toHaveLength(2)
  })

  it('[kendra.source.same-token] is another one when the token’s own has been deleted', async () => {
    const { sim, indexId } = openIndex()
    const first = await createSource(sim, indexId, { ClientToken: 'one' })
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: first })
    await sim.settle()
    const second = await createSource(sim, indexId, { ClientToken: 'one' })
    expect(second).not.toBe(first)
    expect(await sourceStatusOf(sim, indexId, second)).toBe('ACTIVE')
  })
})

describe('the type of a data source', () => {
  it.each([
    ['Configuration', { Configuration: S3_SOURCE.Configuration }],
    ['RoleArn', { RoleArn: ROLE }],
    ['Schedule', { Schedule: '' }],
    ['Configuration and RoleArn', { Configuration: S3_SOURCE.Configuration, RoleArn: ROLE }],
  ])(
    '[kendra.source.custom-takes-no-configuration] CUSTOM takes no %s, new or updated',
    async (members, given) => {
      const { sim, indexId } = openIndex()
      const create = sim.kendra.createDataSource({ IndexId: indexId, Name: 'wiki', Type: 'CUSTOM', ...given })
      const refusal = { name: 'ValidationException', message: expect.stringContaining(`${members} can't be`) }
      expect(await errorOf(create)).toMatchObject(refusal)
      const Id = sim.kendra.addDataSource(indexId)
      expect(await errorOf(sim.kendra.updateDataSource({ IndexId: indexId, Id, ...given }))).toMatchObject(
        refusal,
      )
      expect(await sourceStatusOf(sim, indexId, Id)).toBe('ACTIVE')
      expect((await sim.kendra.listDataSources({ IndexId: indexId })).SummaryItems).toHaveLength(1)
    },
  )

  it.each(['Configuration', 'RoleArn'])(
    '[kendra.source.others-need-configuration] S3 needs a %s',
    async (member) => {
      const { sim, indexId } = openIndex()
      const input = { IndexId: indexId, Name: 'bucket', ...S3_SOURCE, [member]: undefined }
      expect(await errorOf(sim.kendra.createDataSource(input))).toMatchObject({
        name: 'ValidationException',
        message: `${member} is required for a data source of type S3.`,
      })
    },
  )

  it('[kendra.source.configuration-matches-type] refuses the Configuration of another type, two and none', async () => {
    const { sim, indexId } = openIndex()
    const create = (Configuration: object) =>
      outcomeOf(
        sim.kendra.createDataSource({ IndexId: indexId, Name: 'bucket', ...S3_SOURCE, Configuration }),
      )
    const { S3Configuration } = S3_SOURCE.Configuration
    const TemplateConfiguration = { Template: { a: 1 } }
    expect(await create({ S3Configuration })).toBe('success')
    expect(await create({ S3Configuration, TemplateConfiguration: undefined })).toBe('success')
    for (const wrong of [{ TemplateConfiguration }, { S3Configuration, TemplateConfiguration }, {}])
      expect(await create(wrong)).toBe('ValidationException')
    const Id = await createSource(sim, indexId, S3_SOURCE)
    const update = (Configuration: object) =>
      outcomeOf(sim.kendra.updateDataSource({ IndexId: indexId, Id, Configuration }))
    expect(await update({ TemplateConfiguration })).toBe('ValidationException')
    expect(await update({ S3Configuration: { BucketName: 'other' } })).toBe('success')
    const { Configuration } = await sim.kendra.describeDataSource({ IndexId: indexId, Id })
    expect(Configuration).toEqual({ S3Configuration: { BucketName: 'other' } })
  })

  // The type is the name of the member, without its case.
  const members = Object.entries(shapes['DataSourceConfiguration']!.members!)
  it.each(members.map(([member, { shape }]) => [member, shape]))(
    '[kendra.source.configuration-matches-type] takes %s with the type of its name, and no other',
    async (member, shape) => {
      const { sim, indexId } = openIndex()
      const create = (Configuration: object) =>
        sim.kendra.createDataSource({
          IndexId: indexId,
          Name: 'source',
          Type: member.replace('Configuration', '').toUpperCase() as DataSourceType,
          RoleArn: ROLE,
          Configuration,
        })
      const given = { [member]: smallestValue(shape) }
      expect(await outcomeOf(create(given))).toBe('success')
      const other =
        member === 'S3Configuration'
          ? { BoxConfiguration: smallestValue('BoxConfiguration') }
          : { S3Configuration: { BucketName: 'bucket' } }
      expect(await errorOf(create(other))).toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(`must have ${member} and nothing else`),
      })
    },
  )
})

describe('the delete of a data source', () => {
  /** Documents put through `wiki` in a job and without one, through `mail`, and directly. */
  async function openSources(): Promise<{
    sim: Simulator
    indexId: string
    wiki: string
    mail: string
    put: ReturnType<typeof openIndex>['put']
  }> {
    const { sim, indexId, put } = openIndex()
    const [wiki, mail] = [sim.kendra.addDataSource(indexId), sim.kendra.addDataSource(indexId)]
    await put(
      textDocument('wiki-1', { _data_source_id: wiki }),
      textDocument('mail-1', { _data_source_id: mail }),
      'direct',
    )
    const { ExecutionId } = await sim.kendra.startDataSourceSyncJob({ IndexId: indexId, Id: wiki })
    await put(textDocument('wiki-2', inJob(wiki, ExecutionId!)))
    return { sim, indexId, wiki, mail, put }
  }

  it('[kendra.source.delete-deletes-documents] deletes the documents that were put through it and no others', async () => {
    const { sim, indexId, wiki } = await openSources()
    await sim.kendra.stopDataSourceSyncJob({ IndexId: indexId, Id: wiki })
    await sim.settle()
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: wiki })
    await sim.settle()
    expect(sim.documents().map(({ id, status }) => `${id} ${status}`)).toEqual([
      'mail-1 INDEXED',
      'direct INDEXED',
    ])
  })

  it('[kendra.source.delete-deletes-documents] deletes documents that are still being indexed, and those that failed', async () => {
    const { sim, indexId, wiki, put } = await openSources()
    await put({
      Id: 'wiki-3',
      ContentType: 'JSON',
      Blob: Buffer.from('{'),
      Attributes: [{ Key: '_data_source_id', Value: { StringValue: wiki } }],
    })
    await sim.clock.advance('2s')
    expect(sim.document(indexId, 'wiki-3')!.status).toBe('FAILED')
    await put(textDocument('wiki-4', { _data_source_id: wiki }))
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: wiki })
    await sim.settle()
    expect(sim.documents().map(({ id }) => id)).toEqual(['mail-1', 'direct'])
  })

  it('[kendra.source.delete-deletes-documents] spares a document that was deleted, and put again directly', async () => {
    const { sim, indexId, wiki, put } = await openSources()
    await sim.kendra.batchDeleteDocument({ IndexId: indexId, DocumentIdList: ['wiki-1'] })
    await sim.clock.advance('5s')
    await put('wiki-1')
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: wiki })
    await sim.settle()
    expect(sim.documents().map(({ id }) => id)).toEqual(['wiki-1', 'mail-1', 'direct'])
  })

  it('[kendra.source.delete-deletes-documents] deletes seeded documents that name it', async () => {
    const { sim, indexId } = openIndex()
    const wiki = sim.kendra.addDataSource(indexId)
    sim.kendra.seed(indexId, [textDocument('a', { _data_source_id: wiki }), textDocument('b')])
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: wiki })
    await sim.settle()
    expect(sim.documents().map(({ id }) => id)).toEqual(['b'])
  })

  it('[kendra.source.deleting-takes-no-documents] ends its jobs, and lets it take no more documents', async () => {
    const { sim, indexId, wiki, put } = await openSources()
    const place = { IndexId: indexId, Id: wiki }
    await sim.kendra.deleteDataSource(place)
    const { History } = await sim.kendra.listDataSourceSyncJobs(place)
    expect(History!.map(({ Status }) => Status)).toEqual(['ABORTED'])
    const { FailedDocuments } = await put(textDocument('wiki-5', { _data_source_id: wiki }))
    expect(FailedDocuments).toMatchObject([{ Id: 'wiki-5', ErrorCode: 'InvalidRequest' }])
    await sim.settle()
    expect(sim.document(indexId, 'wiki-5')).toBeUndefined()
    expect(await outcomeOf(sim.kendra.listDataSourceSyncJobs(place))).toBe('ResourceNotFoundException')
  })

  it('leaves nothing to one that is added with its id', async () => {
    const { sim, indexId, wiki, put } = await openSources()
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: wiki })
    await sim.settle()
    sim.kendra.addDataSource(indexId, { id: wiki })
    await put(textDocument('again', { _data_source_id: wiki }))
    await sim.settle()
    const { History } = await sim.kendra.listDataSourceSyncJobs({ IndexId: indexId, Id: wiki })
    expect(History).toEqual([])
    expect(sim.documents().map(({ id }) => id)).toEqual(['mail-1', 'direct', 'again'])
  })
})

describe('the order in which a data source is refused', () => {
  it('[kendra.validation.order] is: the model’s constraints, the resource, its state, rules of meaning', async () => {
    const sim = openSimulator()
    const { Id: IndexId } = await sim.kendra.createIndex({ Name: 'docs', RoleArn: ROLE })
    const Tags = Array.from({ length: 51 }, (_, n) => ({ Key: `${n}`, Value: '' }))
    const wrong = {
      IndexId: NOWHERE,
      Name: '',
      Type: 'CUSTOM',
      RoleArn: ROLE,
      LanguageCode: '',
      Tags,
    } as const
    const first = await errorOf(sim.kendra.createDataSource(wrong))
    expect(first).toMatchObject({
      name: 'ValidationException',
      // A text that is empty is too short, and does not begin as a name does.
      message: expect.stringMatching(/^3 validation errors detected: .*'name'.*'name'.*'languageCode'/),
    })
    const named = { ...wrong, Name: 'wiki', LanguageCode: 'en' }
    expect(await outcomeOf(sim.kendra.createDataSource(named))).toBe('ResourceNotFoundException')
    const placed = { ...named, IndexId: IndexId! }
    expect(await outcomeOf(sim.kendra.createDataSource(placed))).toBe('ConflictException')
    await sim.settle()
    expect(await outcomeOf(sim.kendra.createDataSource(placed))).toBe('ValidationException')
    expect(await outcomeOf(sim.kendra.createDataSource({ ...placed, RoleArn: undefined }))).toBe(
      'ValidationException',
    )
    expect(await outcomeOf(sim.kendra.createDataSource({ ...placed, RoleArn: undefined, Tags: [] }))).toBe(
      'success',
    )
  })
})

it('keeps nothing of what it was given, and gives nothing of what it keeps', async () => {
  const sim = openSimulator()
  const indexId = await createIndex(sim)
  const Configuration = { S3Configuration: { BucketName: 'bucket', InclusionPrefixes: ['a/'] } }
  const Id = await createSource(sim, indexId, { ...S3_SOURCE, Configuration })
  const describe = () => sim.kendra.describeDataSource({ IndexId: indexId, Id })
  const before = structuredClone(await describe())
  const spoil = (value: { Configuration?: unknown }): void => {
    const { S3Configuration } = value.Configuration as typeof Configuration
    S3Configuration.BucketName = 'spoiled'
    S3Configuration.InclusionPrefixes.push('spoiled/')
  }
  spoil({ Configuration })
  spoil(sim.calls.find(({ operation }) => operation === 'CreateDataSource')!.input as object)
  const described = await describe()
  spoil(described)
  described.CreatedAt!.setTime(0)
  expect(await describe()).toEqual(before)
  expect(sim.calls.at(-2)!.output).toEqual(before)
})

it('ends the creation of a data source while one is deleted whose crawl was under way', async () => {
  const sim = openSimulator()
  const indexId = await createIndex(sim)
  const Id = await createSource(sim, indexId, S3_SOURCE)
  await sim.settle()
  await sim.kendra.startDataSourceSyncJob({ IndexId: indexId, Id })
  await sim.kendra.deleteDataSource({ IndexId: indexId, Id })
  await sim.clock.advance('9m 30s')
  const younger = await createSource(sim, indexId, { Name: 'younger', Type: 'CUSTOM' })
  await sim.settle()
  expect((await sim.kendra.describeDataSource({ IndexId: indexId, Id: younger })).Status).toBe('ACTIVE')
})
