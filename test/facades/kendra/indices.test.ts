/** Indices: their states, their fields, their capacity, and what is told of them. */
import { describe, expect, it } from 'vitest'
import type {
  DocumentMetadataConfiguration,
  IndexEdition,
  UpdateIndexRequest,
} from '../../../src/facades/kendra/shapes/index-shapes.ts'
import type { SimulatorOptions } from '../../../src/index.ts'
import {
  createIndex,
  errorOf,
  MINUTE,
  NOWHERE,
  openSimulator,
  outcomeOf,
  ROLE,
  stateLines,
  statusOf,
  updateIndex,
} from './open-account.ts'
import { openIndex, textDocument } from './open-index.ts'

const DOCS = { Name: 'docs', RoleArn: ROLE }

describe('an index', () => {
  it('[kendra.index.creating] is CREATING for half an hour and then ACTIVE', async () => {
    const sim = openSimulator({ latencyMs: 0 })
    const before = sim.clock.now()
    const { Id } = await sim.kendra.createIndex(DOCS)
    await sim.clock.advance(30 * MINUTE - 1)
    expect(await statusOf(sim, Id!)).toBe('CREATING')
    await sim.settle()
    expect([sim.clock.now() - before, await statusOf(sim, Id!)]).toEqual([30 * MINUTE, 'ACTIVE'])
    expect(stateLines(sim, 'index')).toEqual(['0 CREATING', '1800 ACTIVE'])
  })

  it.each([['5m', 300] as const, [0, 0] as const])(
    '[kendra.index.creating] is CREATING for %s where kendra.takes.createIndex says so',
    async (createIndexTakes, seconds) => {
      const sim = openSimulator({ latencyMs: 0, kendra: { takes: { createIndex: createIndexTakes } } })
      await createIndex(sim)
      expect(stateLines(sim, 'index')).toEqual(['0 CREATING', `${seconds} ACTIVE`])
    },
  )

  it('[kendra.index.changes-take-time] is UPDATING for a minute and DELETING for ten by default', async () => {
    const sim = openSimulator({ latencyMs: 0 })
    const Id = sim.kendra.addIndex()
    await updateIndex(sim, { Id, Name: 'new' })
    await sim.kendra.deleteIndex({ Id })
    await sim.settle()
    expect(stateLines(sim, 'index')).toEqual(['0 UPDATING', '60 ACTIVE', '60 DELETING', '660 DELETED'])
  })

  it('[kendra.index.changes-take-time] is UPDATING and DELETING for as long as the options say', async () => {
    const takes = { updateIndex: '20s', deleteIndex: '30s' } as const
    const sim = openSimulator({ latencyMs: 0, kendra: { takes } })
    const Id = sim.kendra.addIndex()
    await updateIndex(sim, { Id, Name: 'new' })
    await sim.kendra.deleteIndex({ Id })
    await sim.settle()
    expect(stateLines(sim, 'index')).toEqual(['0 UPDATING', '20 ACTIVE', '20 DELETING', '50 DELETED'])
  })

  it('[kendra.index.default-edition] is of the Enterprise edition where nobody says otherwise', async () => {
    const sim = openSimulator()
    const editionOf = async (Id: string) => (await sim.kendra.describeIndex({ Id })).Edition
    expect(await editionOf(await createIndex(sim))).toBe('ENTERPRISE_EDITION')
    expect(await editionOf(sim.kendra.addIndex())).toBe('ENTERPRISE_EDITION')
    const { Id } = await sim.kendra.createIndex({ ...DOCS, Edition: 'DEVELOPER_EDITION' })
    expect(await editionOf(Id!)).toBe('DEVELOPER_EDITION')
  })

  it('[kendra.index.id-is-uuid] has a UUID in lower case as its id, drawn from the seed', async () => {
    const idOf = (seed: number) => createIndex(openSimulator({ seed }))
    const ids = [await idOf(1), await idOf(2)]
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(await idOf(1)).toBe(ids[0])
    expect(ids[1]).not.toBe(ids[0])
  })

  it('[kendra.index.same-name] may have the name of another', async () => {
    const sim = openSimulator()
    expect(await createIndex(sim)).not.toBe(await createIndex(sim))
  })

  it('tells all that was said of it, and when it was created and updated', async () => {
    const sim = openSimulator({ latencyMs: 0 })
    const before = sim.clock.now()
    const said = {
      ...DOCS,
      Edition: 'ENTERPRISE_EDITION',
      Description: 'All of it',
      ServerSideEncryptionConfiguration: { KmsKeyId: 'key' },
      UserTokenConfigurations: [
        { JsonTokenTypeConfiguration: { UserNameAttributeField: 'user', GroupAttributeField: 'group' } },
      ],
      UserContextPolicy: 'USER_TOKEN',
      UserGroupResolutionConfiguration: { UserGroupResolutionMode: 'NONE' },
    } as const
    const { Id } = await sim.kendra.createIndex({
      ...said,
      UserTokenConfigurations: [...said.UserTokenConfigurations],
      Tags: [{ Key: 'a', Value: 'b' }],
      ClientToken: 'x',
    })
    await sim.settle()
    expect(await sim.kendra.describeIndex({ Id: Id! })).toStrictEqual({
      Id,
      Status: 'ACTIVE',
      CreatedAt: new Date(before),
      UpdatedAt: new Date(before + 30 * MINUTE),
      DocumentMetadataConfigurations: expect.any(Array),
      IndexStatistics: {
        FaqStatistics: { IndexedQuestionAnswersCount: 0 },
        TextDocumentStatistics: { IndexedTextDocumentsCount: 0, IndexedTextBytes: 0 },
      },
      CapacityUnits: { StorageCapacityUnits: 0, QueryCapacityUnits: 0 },
      ...said,
    })
  })

  it('[kendra.index.default-user-context] filters by attributes where nobody says otherwise', async () => {
    const sim = openSimulator()
    const input = { ...DOCS, UserContextPolicy: undefined }
    const { Id } = await sim.kendra.createIndex(input)
    const described = await sim.kendra.describeIndex({ Id: Id! })
    expect(described).toMatchObject({ UserContextPolicy: 'ATTRIBUTE_FILTER' })
  })

  it('[kendra.index.update-unsaid-stays] keeps what an update does not say, null and undefined among it', async () => {
    const sim = openSimulator()
    const { Id } = await sim.kendra.createIndex({ ...DOCS, Description: 'old' })
    await sim.settle()
    const before = await sim.kendra.describeIndex({ Id: Id! })
    const update = { Id, Description: 'new', Name: undefined, RoleArn: null, UserContextPolicy: undefined }
    await updateIndex(sim, update as unknown as UpdateIndexRequest)
    const after = await sim.kendra.describeIndex({ Id: Id! })
    expect(after).toStrictEqual({ ...before, Description: 'new', UpdatedAt: expect.any(Date) })
    expect(after.UpdatedAt! > before.UpdatedAt!).toBe(true)
  })

  it('[kendra.index.only-active] takes no change and no document while it is not ACTIVE', async () => {
    const sim = openSimulator()
    const { Id } = await sim.kendra.createIndex(DOCS)
    const IndexId = Id!
    const source = { IndexId, Name: 'wiki', Type: 'CUSTOM' } as const
    const refused = (): Promise<string[]> =>
      Promise.all(
        [
          sim.kendra.updateIndex({ Id: IndexId, Name: 'new' }),
          sim.kendra.createDataSource(source),
          sim.kendra.updateDataSource({ IndexId, Id: 'none' }),
          sim.kendra.deleteDataSource({ IndexId, Id: 'none' }),
          sim.kendra.startDataSourceSyncJob({ IndexId, Id: 'none' }),
          sim.kendra.putPrincipalMapping({ IndexId, GroupId: 'a', GroupMembers: {} }),
          sim.kendra.deletePrincipalMapping({ IndexId, GroupId: 'a' }),
          sim.kendra.batchPutDocument({ IndexId, Documents: [textDocument('a')] }),
          sim.kendra.batchDeleteDocument({ IndexId, DocumentIdList: ['a'] }),
        ].map(outcomeOf),
      )
    const conflicts = Array.from({ length: 9 }, () => 'ConflictException')
    expect([await refused(), await outcomeOf(sim.kendra.deleteIndex({ Id: IndexId }))]).toEqual([
      conflicts,
      'ConflictException',
    ])
    await sim.settle()
    await sim.kendra.updateIndex({ Id: IndexId, Name: 'newer' })
    expect([await refused(), await outcomeOf(sim.kendra.deleteIndex({ Id: IndexId }))]).toEqual([
      conflicts,
      'ConflictException',
    ])
    await sim.settle()
    await sim.kendra.deleteIndex({ Id: IndexId })
    expect(await refused()).toEqual(conflicts)
  })

  it('[kendra.index.read-in-any-state] is read in any state', async () => {
    const sim = openSimulator()
    const IndexId = sim.kendra.addIndex()
    const Id = sim.kendra.addDataSource(IndexId)
    await sim.kendra.deleteIndex({ Id: IndexId })
    const reads = [
      sim.kendra.describeIndex({ Id: IndexId }),
      sim.kendra.describeDataSource({ IndexId, Id }),
      sim.kendra.listDataSources({ IndexId }),
      sim.kendra.listDataSourceSyncJobs({ IndexId, Id }),
      sim.kendra.listGroupsOlderThanOrderingId({ IndexId, OrderingId: 1 }),
      sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: 'a' }] }),
    ]
    expect(await Promise.all(reads.map(outcomeOf))).toEqual(reads.map(() => 'success'))
    expect(await statusOf(sim, IndexId)).toBe('DELETING')
  })

  it('[kendra.index.delete-again] is deleted twice without an error, and once', async () => {
    const sim = openSimulator({ latencyMs: 0 })
    const Id = sim.kendra.addIndex()
    expect(await sim.kendra.deleteIndex({ Id })).toEqual({})
    await sim.clock.advance('1m')
    expect(await sim.kendra.deleteIndex({ Id })).toEqual({})
    await sim.settle()
    expect(stateLines(sim, 'index')).toEqual(['0 DELETING', '600 DELETED'])
    expect(await outcomeOf(sim.kendra.deleteIndex({ Id }))).toBe('ResourceNotFoundException')
  })

  it('[kendra.index.same-token] is the same one for the same client token, whatever else is said', async () => {
    const sim = openSimulator()
    const create = async (ClientToken: string, Name: string) =>
      (await sim.kendra.createIndex({ ...DOCS, Name, ClientToken })).Id!
    const first = await create('one', 'docs')
    expect(await create('one', 'other')).toBe(first)
    const [second, third] = await Promise.all([create('two', 'docs'), create('two', 'docs')])
    expect([second, third === second, second === first]).toEqual([second, true, false])
    const { IndexConfigurationSummaryItems: items } = await sim.kendra.listIndices({})
    expect(items!.map(({ Id, Name, Status }) => [Id, Name, Status])).toEqual([
      [first, 'docs', 'CREATING'],
      [second, 'docs', 'CREATING'],
    ])
  })

  it('[kendra.index.same-token] is another one when the token’s own has been deleted', async () => {
    const sim = openSimulator()
    const create = async () => (await sim.kendra.createIndex({ ...DOCS, ClientToken: 'one' })).Id!
    const first = await create()
    await sim.settle()
    await sim.kendra.deleteIndex({ Id: first })
    await sim.settle()
    const second = await create()
    expect([second === first, await statusOf(sim, second)]).toEqual([false, 'CREATING'])
  })

  it('gives one trace whatever the client tokens are', async () => {
    const run = async (prefix: string): Promise<string> => {
      const sim = openSimulator({
        latencyMs: [5, 500],
        faults: [
          { name: 'flaky', on: { facade: 'kendra' }, when: { probability: 0.4 }, do: { type: 'throttle' } },
        ],
      })
      const calls = Array.from({ length: 12 }, (_, n) =>
        outcomeOf(sim.kendra.createIndex({ ...DOCS, Name: `docs-${n}`, ClientToken: `${prefix}${n}` })),
      )
      const outcomes = await Promise.all(calls)
      expect(new Set(outcomes)).toEqual(new Set(['success', 'ThrottlingException']))
      await sim.settle()
      return sim.trace.digest()
    }
    expect(await run('a')).toBe(await run('zz'))
  })

  it('keeps nothing of what it was given, and gives nothing of what it keeps', async () => {
    const sim = openSimulator()
    const token = { UserNameAttributeField: 'user', GroupAttributeField: 'group' }
    const UserTokenConfigurations = [{ JsonTokenTypeConfiguration: token }]
    const { Id } = await sim.kendra.createIndex({ ...DOCS, UserTokenConfigurations })
    await sim.settle()
    const ValueImportanceMap = { hr: 5 }
    const field = { Name: 'team', Type: 'STRING_VALUE', Relevance: { ValueImportanceMap } } as const
    const CapacityUnits = { StorageCapacityUnits: 1, QueryCapacityUnits: 1 }
    await updateIndex(sim, { Id, CapacityUnits, DocumentMetadataConfigurationUpdates: [field] })
    const describe = () => sim.kendra.describeIndex({ Id })
    const before = structuredClone(await describe())
    const spoil = (value: object): void => {
      for (const [key, member] of Object.entries(value)) {
        if (member instanceof Date) member.setTime(0)
        else if (typeof member === 'object') spoil(member as object)
        else if (!Object.isFrozen(value)) Reflect.set(value, key, 'spoiled')
      }
    }
    spoil({ UserTokenConfigurations, ValueImportanceMap, CapacityUnits })
    const described = await describe()
    spoil(described)
    for (const { input } of sim.calls) spoil(input as object)
    expect(await sim.kendra.describeIndex({ Id })).toEqual(before)
    const recorded = sim.calls.filter(({ operation }) => operation === 'DescribeIndex')
    expect(recorded.map(({ output }) => output)).toEqual([before, before, before])
  })
})

describe('the fields of an index', () => {
  const field = (Name: string, Type = 'STRING_VALUE'): DocumentMetadataConfiguration => ({
    Name,
    Type: Type as 'STRING_VALUE',
  })
  const fieldsOf = async (sim: ReturnType<typeof openSimulator>, Id: string) =>
    (await sim.kendra.describeIndex({ Id })).DocumentMetadataConfigurations!

  it('[kendra.index.fields-told] are told with their types, the 14 built-in ones first', async () => {
    const { sim, indexId } = openIndex({}, { fields: { city: 'STRING_VALUE' } })
    await updateIndex(sim, {
      Id: indexId,
      DocumentMetadataConfigurationUpdates: [field('year', 'LONG_VALUE')],
    })
    const told = (await fieldsOf(sim, indexId)).map(({ Name, Type }) => `${Name} ${Type}`)
    expect([told.length, told[0], told.slice(14)]).toEqual([
      16,
      '_authors STRING_LIST_VALUE',
      ['city STRING_VALUE', 'year LONG_VALUE'],
    ])
  })

  it('[kendra.index.search-defaults] are displayed, and searched where they are text, unless they say otherwise', async () => {
    const { sim, indexId } = openIndex()
    const types = ['STRING_VALUE', 'STRING_LIST_VALUE', 'LONG_VALUE', 'DATE_VALUE']
    await updateIndex(sim, {
      Id: indexId,
      DocumentMetadataConfigurationUpdates: [
        ...types.map((type) => field(type.toLowerCase(), type)),
        { ...field('own'), Search: { Displayable: false, Facetable: true } },
      ],
    })
    const searches = (await fieldsOf(sim, indexId)).slice(14).map(({ Search }) => Search)
    const base = { Facetable: false, Displayable: true, Sortable: false }
    expect(searches).toEqual([
      { ...base, Searchable: true },
      { ...base, Searchable: true },
      { ...base, Searchable: false },
      { ...base, Searchable: false },
      { Facetable: true, Displayable: false, Sortable: false, Searchable: true },
    ])
  })

  it('[kendra.index.fields-only-added] are added by an update, tuned by another, and never removed', async () => {
    const { sim, indexId } = openIndex()
    const update = (...fields: DocumentMetadataConfiguration[]) =>
      updateIndex(sim, { Id: indexId, DocumentMetadataConfigurationUpdates: fields })
    await update({
      ...field('city'),
      Relevance: { Importance: 3, Duration: '5s' },
      Search: { Sortable: true },
    })
    await update(field('team'))
    await update()
    await update({ ...field('city'), Relevance: { Importance: 7 }, Search: { Facetable: true } })
    expect((await fieldsOf(sim, indexId)).slice(14)).toMatchObject([
      {
        Name: 'city',
        Relevance: { Importance: 7, Duration: '5s' },
        Search: { Sortable: true, Facetable: true, Displayable: true },
      },
      { Name: 'team' },
    ])
  })

  it('[kendra.index.fields-only-added] make the attributes of their names acceptable at once', async () => {
    const { sim, indexId, put } = openIndex()
    const put1 = () => put(textDocument('a', { city: 'Rome' }))
    expect((await put1()).FailedDocuments).toHaveLength(1)
    await updateIndex(sim, { Id: indexId, DocumentMetadataConfigurationUpdates: [field('city')] })
    expect((await put1()).FailedDocuments).toEqual([])
  })

  it.each([
    ['an added field', field('city', 'LONG_VALUE')],
    ['a built-in field', field('_category', 'STRING_LIST_VALUE')],
    ['a field of the same update', field('fresh', 'DATE_VALUE')],
  ])('[kendra.index.field-type-fixed] refuse another type for %s', async (_, wrong) => {
    const { sim, indexId } = openIndex({}, { fields: { city: 'STRING_VALUE' } })
    const fields = [field('fresh'), wrong]
    const error = await errorOf(
      sim.kendra.updateIndex({ Id: indexId, DocumentMetadataConfigurationUpdates: fields }),
    )
    expect(error).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(wrong.Name!),
    })
    expect((await fieldsOf(sim, indexId)).slice(14).map(({ Name }) => Name)).toEqual(['city'])
  })

  it('[kendra.index.five-hundred-fields] are 500 added ones at most', async () => {
    const { sim, indexId } = openIndex()
    const many = Array.from({ length: 499 }, (_, n) => field(`field-${n}`))
    const update = (...fields: DocumentMetadataConfiguration[]) =>
      outcomeOf(updateIndex(sim, { Id: indexId, DocumentMetadataConfigurationUpdates: fields }))
    expect(await update(...many)).toBe('success')
    expect(await update(field('one'), field('two'))).toBe('ServiceQuotaExceededException')
    expect(await update(field('one'), field('one'), field('_category'), many[0]!)).toBe('success')
    expect(await update(field('two'))).toBe('ServiceQuotaExceededException')
    expect(await update(...many, field('one'))).toBe('success')
    expect(await fieldsOf(sim, indexId)).toHaveLength(514)
  })

  it('[kendra.index.update-all-or-nothing] stay as they were, and all else, where anything of an update is refused', async () => {
    const { sim, indexId } = openIndex({}, { edition: 'DEVELOPER_EDITION' })
    const before = await sim.kendra.describeIndex({ Id: indexId })
    const good = {
      Id: indexId,
      Name: 'new',
      DocumentMetadataConfigurationUpdates: [field('city')],
    }
    const CapacityUnits = { StorageCapacityUnits: 1, QueryCapacityUnits: 0 }
    expect(await outcomeOf(sim.kendra.updateIndex({ ...good, CapacityUnits }))).toBe('ValidationException')
    const fields = [field('city'), field('_category', 'LONG_VALUE')]
    const wrong = { ...good, DocumentMetadataConfigurationUpdates: fields }
    expect(await outcomeOf(sim.kendra.updateIndex(wrong))).toBe('ValidationException')
    expect(await sim.kendra.describeIndex({ Id: indexId })).toEqual(before)
  })
})

describe('the capacity of an index', () => {
  function openCapacity(edition: IndexEdition, options: SimulatorOptions = {}) {
    const index = openIndex(options, { edition })
    const { sim, indexId } = index
    const change = (StorageCapacityUnits: number, QueryCapacityUnits = 0): Promise<string> =>
      outcomeOf(
        updateIndex(sim, { Id: indexId, CapacityUnits: { StorageCapacityUnits, QueryCapacityUnits } }),
      )
    const units = async () => (await sim.kendra.describeIndex({ Id: indexId })).CapacityUnits
    return { ...index, change, units }
  }

  it('[kendra.index.capacity-enterprise-only] has no additional units in the Developer edition', async () => {
    const { change, units } = openCapacity('DEVELOPER_EDITION')
    expect([await change(1), await change(0, 1), await change(0)]).toEqual([
      'ValidationException',
      'ValidationException',
      'success',
    ])
    expect(await units()).toEqual({ StorageCapacityUnits: 0, QueryCapacityUnits: 0 })
  })

  it('[kendra.index.capacity-hundred] has up to 100 additional units of each kind', async () => {
    const { change, units } = openCapacity('ENTERPRISE_EDITION')
    expect([await change(100, 100), await change(101), await change(0, 101)]).toEqual([
      'success',
      'ServiceQuotaExceededException',
      'ServiceQuotaExceededException',
    ])
    expect(await units()).toEqual({ StorageCapacityUnits: 100, QueryCapacityUnits: 100 })
  })

  it('[kendra.index.capacity-not-below-use] is not reduced below the documents that the index has', async () => {
    const { sim, put, change } = openCapacity('ENTERPRISE_EDITION', {
      kendra: { capacity: { documents: 2 } },
    })
    expect(await change(1)).toBe('success')
    await put('a', 'b', 'c')
    expect(await change(0)).toBe('ValidationException')
    await sim.kendra.batchDeleteDocument({
      IndexId: sim.documents()[0]!.corpus,
      DocumentIdList: ['a'],
    })
    await sim.settle()
    expect(await change(0)).toBe('success')
  })

  it('[kendra.index.capacity-not-below-use] is not reduced below the text that the index has', async () => {
    const { sim, put, change } = openCapacity('ENTERPRISE_EDITION', {
      kendra: { capacity: { textBytes: 10 } },
    })
    await change(1)
    await put(textDocument('a', undefined, 'eleven text'))
    await sim.settle()
    expect(await change(0)).toBe('ValidationException')
  })

  it('[kendra.index.capacity-five-a-day] changes five times within 24 hours at most', async () => {
    const { sim, change } = openCapacity('ENTERPRISE_EDITION', { latencyMs: 0 })
    const outcomes: string[] = []
    for (let n = 1; n <= 6; n++) outcomes.push(await change(n))
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'success'), 'ServiceQuotaExceededException'])
    // Five updates have taken a minute each.
    await sim.clock.advance(24 * 60 * MINUTE - 5 * MINUTE - 1)
    expect(await change(7)).toBe('ServiceQuotaExceededException')
    await sim.clock.advance(1)
    expect([await change(7), await change(8)]).toEqual(['success', 'success'])
  })

  it('[kendra.index.capacity-five-a-day] leaves other updates alone', async () => {
    const { sim, indexId, change } = openCapacity('ENTERPRISE_EDITION')
    for (let n = 1; n <= 5; n++) await change(n)
    expect(await outcomeOf(updateIndex(sim, { Id: indexId, Name: 'new' }))).toBe('success')
  })
})

describe('a GenAI index', () => {
  it.each([
    ['UserTokenConfigurations', { UserTokenConfigurations: [] }, 'ValidationException'],
    ['the policy USER_TOKEN', { UserContextPolicy: 'USER_TOKEN' }, 'ValidationException'],
    [
      'UserGroupResolutionConfiguration',
      { UserGroupResolutionConfiguration: { UserGroupResolutionMode: 'NONE' } },
      'ValidationException',
    ],
    ['the policy ATTRIBUTE_FILTER', { UserContextPolicy: 'ATTRIBUTE_FILTER' }, 'success'],
  ] as const)('[kendra.index.gen-ai-user-context] answers %s in kind', async (_, given, outcome) => {
    const sim = openSimulator()
    const Edition = 'GEN_AI_ENTERPRISE_EDITION'
    const more = structuredClone(given) as object
    expect(await outcomeOf(sim.kendra.createIndex({ ...DOCS, Edition, ...more }))).toBe(outcome)
    const genAi = sim.kendra.addIndex({ edition: Edition })
    expect(await outcomeOf(sim.kendra.updateIndex({ Id: genAi, ...more }))).toBe(outcome)
    const enterprise = sim.kendra.addIndex()
    expect(await outcomeOf(sim.kendra.updateIndex({ Id: enterprise, ...more }))).toBe('success')
  })
})

it('[kendra.validation.order] an index is refused for the model’s constraints, its absence, its state, its rules', async () => {
  const sim = openSimulator()
  const { Id } = await sim.kendra.createIndex(DOCS)
  const wrongType = [{ Name: '_category', Type: 'LONG_VALUE' }] as const
  const update = (id: string, Name?: string): Promise<string> =>
    outcomeOf(
      sim.kendra.updateIndex({
        Id: id,
        ...(Name !== undefined && { Name }),
        DocumentMetadataConfigurationUpdates: [...wrongType],
      }),
    )
  expect(await update(NOWHERE, '?')).toBe('ValidationException')
  expect(await update(NOWHERE)).toBe('ResourceNotFoundException')
  expect(await update(Id!)).toBe('ConflictException')
  await sim.settle()
  expect(await update(Id!)).toBe('ValidationException')
})

it('is in the calls under its id, in a call that is not valid as well', async () => {
  const sim = openSimulator()
  const Id = sim.kendra.addIndex()
  await outcomeOf(sim.kendra.updateIndex({ Id, Name: '?' }))
  await outcomeOf(sim.kendra.createDataSource({ IndexId: Id, Name: '?', Type: 'CUSTOM' }))
  const ResourceARN = `arn:aws:kendra:us-east-1:123456789012:index/${Id}`
  await outcomeOf(sim.kendra.tagResource({ ResourceARN, Tags: undefined }))
  await outcomeOf(sim.kendra.describeIndex(Symbol('garbage') as never))
  await outcomeOf(sim.kendra.listTagsForResource({ ResourceARN: Symbol('garbage') } as never))
  expect(sim.calls.map(({ corpus, error }) => [corpus, error?.name])).toEqual([
    [Id, 'ValidationException'],
    [Id, 'ValidationException'],
    [Id, 'ValidationException'],
    ['us-east-1/123456789012', 'ValidationException'],
    ['us-east-1/123456789012', 'ValidationException'],
  ])
})
