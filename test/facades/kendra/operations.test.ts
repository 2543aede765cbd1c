/** All operations against the service model: what they answer has its shapes, and what they refuse is in its lists. */
import { describe, expect, it } from 'vitest'
import { KENDRA_OPERATIONS } from '../../../src/facades/kendra/operation-names.ts'
import { kendraOperations } from '../../../src/facades/kendra/operations/operations.ts'
import type { Simulator } from '../../../src/index.ts'
import { errorOf, NOWHERE, openSimulator, ROLE, S3_SOURCE, updateIndex } from './open-account.ts'
import { brokenDocument, inJob, textDocument } from './open-index.ts'
import { listUnknownMembers, listViolations, operations, shapes } from './service-model.ts'

const names = Object.values(KENDRA_OPERATIONS).flat()
type Name = (typeof names)[number]

/** Where a call is made. */
interface Place {
  readonly sim: Simulator
  readonly IndexId: string
  /** A data source. */
  readonly Id: string
  readonly GroupId: string
}

const ADA = { MemberUsers: [{ UserId: 'ada' }] }

/** Each operation with an input that is valid anywhere. */
const CALLS: { readonly [name in Name]: (place: Place) => Promise<unknown> } = {
  BatchPutDocument: ({ sim, IndexId }) =>
    sim.kendra.batchPutDocument({ IndexId, Documents: [textDocument('a')] }),
  BatchDeleteDocument: ({ sim, IndexId }) =>
    sim.kendra.batchDeleteDocument({ IndexId, DocumentIdList: ['a'] }),
  BatchGetDocumentStatus: ({ sim, IndexId }) =>
    sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: 'a' }] }),
  CreateIndex: ({ sim }) => sim.kendra.createIndex({ Name: 'more', RoleArn: ROLE }),
  DescribeIndex: ({ sim, IndexId }) => sim.kendra.describeIndex({ Id: IndexId }),
  UpdateIndex: ({ sim, IndexId }) => sim.kendra.updateIndex({ Id: IndexId, Name: 'new' }),
  DeleteIndex: ({ sim, IndexId }) => sim.kendra.deleteIndex({ Id: IndexId }),
  ListIndices: ({ sim }) => sim.kendra.listIndices({}),
  CreateDataSource: ({ sim, IndexId }) =>
    sim.kendra.createDataSource({ IndexId, Name: 'more', Type: 'CUSTOM' }),
  DescribeDataSource: ({ sim, IndexId, Id }) => sim.kendra.describeDataSource({ IndexId, Id }),
  UpdateDataSource: ({ sim, IndexId, Id }) => sim.kendra.updateDataSource({ IndexId, Id, Name: 'new' }),
  DeleteDataSource: ({ sim, IndexId, Id }) => sim.kendra.deleteDataSource({ IndexId, Id }),
  ListDataSources: ({ sim, IndexId }) => sim.kendra.listDataSources({ IndexId }),
  StartDataSourceSyncJob: ({ sim, IndexId, Id }) => sim.kendra.startDataSourceSyncJob({ IndexId, Id }),
  StopDataSourceSyncJob: ({ sim, IndexId, Id }) => sim.kendra.stopDataSourceSyncJob({ IndexId, Id }),
  ListDataSourceSyncJobs: ({ sim, IndexId, Id }) => sim.kendra.listDataSourceSyncJobs({ IndexId, Id }),
  PutPrincipalMapping: ({ sim, IndexId, Id, GroupId }) =>
    sim.kendra.putPrincipalMapping({ IndexId, DataSourceId: Id, GroupId, GroupMembers: ADA }),
  DeletePrincipalMapping: ({ sim, IndexId, Id, GroupId }) =>
    sim.kendra.deletePrincipalMapping({ IndexId, DataSourceId: Id, GroupId }),
  DescribePrincipalMapping: ({ sim, IndexId, Id, GroupId }) =>
    sim.kendra.describePrincipalMapping({ IndexId, DataSourceId: Id, GroupId }),
  ListGroupsOlderThanOrderingId: ({ sim, IndexId, Id }) =>
    sim.kendra.listGroupsOlderThanOrderingId({ IndexId, DataSourceId: Id, OrderingId: 9_999_999_999_999 }),
  TagResource: ({ sim, IndexId }) =>
    sim.kendra.tagResource({ ResourceARN: arnOf(IndexId), Tags: [{ Key: 'a', Value: 'b' }] }),
  UntagResource: ({ sim, IndexId }) =>
    sim.kendra.untagResource({ ResourceARN: arnOf(IndexId), TagKeys: ['a'] }),
  ListTagsForResource: ({ sim, IndexId }) => sim.kendra.listTagsForResource({ ResourceARN: arnOf(IndexId) }),
}

function arnOf(indexId: string): string {
  return `arn:aws:kendra:us-east-1:123456789012:index/${indexId}`
}

/** An index with a data source, a group of it and a document; all of it done and ACTIVE. */
async function openPlace(): Promise<Place> {
  const sim = openSimulator({ kendra: { takes: { deleteIndex: '1d', deleteDataSource: '1d' } } })
  const IndexId = sim.kendra.addIndex()
  const place = { sim, IndexId, Id: sim.kendra.addDataSource(IndexId), GroupId: 'staff' }
  sim.kendra.seed(IndexId, [textDocument('a')])
  await CALLS.PutPrincipalMapping(place)
  await sim.settle()
  return place
}

it('are the ones of the model that the fixture holds, in every list of them', () => {
  const listed = Object.keys(operations).toSorted()
  expect(names.toSorted()).toEqual(listed)
  expect(Object.keys(kendraOperations).toSorted()).toEqual(listed)
})

/** Something of everything that an operation can tell. */
async function tellEverything(): Promise<Simulator> {
  const place = await openPlace()
  const { sim, IndexId } = place
  await updateIndex(sim, {
    Id: IndexId,
    RoleArn: ROLE,
    Description: 'All of it',
    CapacityUnits: { StorageCapacityUnits: 2, QueryCapacityUnits: 1 },
    UserTokenConfigurations: [
      { JsonTokenTypeConfiguration: { UserNameAttributeField: 'user', GroupAttributeField: 'group' } },
    ],
    UserContextPolicy: 'USER_TOKEN',
    UserGroupResolutionConfiguration: { UserGroupResolutionMode: 'NONE' },
    DocumentMetadataConfigurationUpdates: [
      {
        Name: 'team',
        Type: 'STRING_VALUE',
        Relevance: { Importance: 3, ValueImportanceMap: { hr: 5 } },
        Search: { Facetable: true },
      },
      { Name: 'due', Type: 'DATE_VALUE', Relevance: { Freshness: true, Duration: '86400s' } },
      { Name: 'rank', Type: 'LONG_VALUE', Relevance: { RankOrder: 'ASCENDING' } },
    ],
  })
  const s3 = await sim.kendra.createDataSource({
    IndexId,
    Name: 'bucket',
    ...S3_SOURCE,
    Description: 'All of it',
    Schedule: 'cron(0 0 * * ? *)',
    LanguageCode: 'de',
    VpcConfiguration: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    CustomDocumentEnrichmentConfiguration: { RoleArn: ROLE },
  })
  for (const name of names.filter((operation) => !operation.startsWith('Delete'))) {
    await CALLS[name](place)
    await sim.settle()
  }
  const { Id } = place
  const { History } = await sim.kendra.listDataSourceSyncJobs({ IndexId, Id })
  expect(History).toHaveLength(1)
  const { ExecutionId } = await sim.kendra.startDataSourceSyncJob({ IndexId, Id })
  await sim.kendra.batchPutDocument({
    IndexId,
    Documents: [brokenDocument('b', inJob(Id, ExecutionId!)), textDocument('c', { city: 'Rome' })],
  })
  await sim.clock.advance('5s')
  const DocumentInfoList = [{ DocumentId: 'b' }, { DocumentId: 'c', Attributes: [{ Key: 'x', Value: {} }] }]
  await sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList })
  await sim.kendra.putPrincipalMapping({
    IndexId,
    DataSourceId: Id,
    GroupId: 'staff',
    GroupMembers: ADA,
    OrderingId: 1,
  })
  await sim.kendra.startDataSourceSyncJob({ IndexId, Id: s3.Id! })
  await sim.kendra.listDataSourceSyncJobs({ IndexId, Id: s3.Id! })
  await CALLS.StopDataSourceSyncJob(place)
  await CALLS.DeletePrincipalMapping(place)
  await sim.settle()
  await sim.kendra.describeDataSource({ IndexId, Id: s3.Id! })
  const encrypted = await sim.kendra.createIndex({
    Name: 'encrypted',
    RoleArn: ROLE,
    ServerSideEncryptionConfiguration: { KmsKeyId: 'key' },
  })
  await sim.kendra.describeIndex({ Id: encrypted.Id })
  await sim.kendra.putPrincipalMapping({ IndexId, GroupId: 'a', GroupMembers: ADA, OrderingId: 1 })
  await sim.kendra.putPrincipalMapping({ IndexId, GroupId: 'b', GroupMembers: ADA, OrderingId: 2 })
  await sim.settle()
  await sim.kendra.listGroupsOlderThanOrderingId({ IndexId, OrderingId: 3, MaxResults: 1 })
  await sim.kendra.listDataSourceSyncJobs({ IndexId, Id, MaxResults: 1 })
  await sim.kendra.listDataSources({ IndexId, MaxResults: 1 })
  await sim.kendra.listIndices({ MaxResults: 1 })
  for (const name of names) if (CALLS_THAT_TELL.has(name)) await CALLS[name](place)
  await CALLS.DeleteDataSource(place)
  await CALLS.DescribeDataSource(place)
  await CALLS.DeleteIndex(place)
  await CALLS.DescribeIndex(place)
  await CALLS.ListIndices(place)
  return sim
}

const CALLS_THAT_TELL: ReadonlySet<Name> = new Set<Name>(
  names.filter(
    (name) => name.startsWith('Describe') || name.startsWith('List') || name.startsWith('BatchGet'),
  ),
)

describe('what an operation answers', async () => {
  const { calls } = await tellEverything()

  it.each(names)('[kendra.operation.output-shape] has the shape of the model: %s', (name) => {
    const { output } = operations[name]!
    const answers = calls.filter(({ operation, error }) => operation === name && error === undefined)
    expect(answers).not.toEqual([])
    for (const answer of answers) {
      if (output === undefined) expect(answer.output).toEqual({})
      else {
        expect(listViolations(output.shape, answer.output)).toEqual([])
        expect(listUnknownMembers(output.shape, answer.output)).toEqual([])
      }
    }
  })

  it('tells of every member that the model has, but for the errors of resources, which never fail here', () => {
    const untold = names.flatMap((name) => {
      const { output } = operations[name]!
      if (output === undefined) return []
      const told = calls.filter(({ operation }) => operation === name).map((call) => call.output ?? {})
      return untoldMembers(output.shape, told).map((member) => `${name} ${member}`)
    })
    expect(untold).toEqual(['DescribeIndex ErrorMessage', 'DescribeDataSource ErrorMessage'])
  })
})

/** The members of a structure that none of the values has. */
function untoldMembers(shape: string, values: readonly unknown[]): string[] {
  const members = Object.keys(shapes[shape]!.members ?? {})
  return members.filter((member) =>
    values.every((value) => (value as Record<string, unknown>)[member] === undefined),
  )
}

type Situation =
  | 'nothing is wrong'
  | 'the input is empty'
  | 'the index is not there'
  | 'the index is CREATING'
  | 'the index is UPDATING'
  | 'the index is DELETING'
  | 'the data source is not there'
  | 'the data source is CREATING'
  | 'the data source is DELETING'
  | 'the group is not there'
  | 'six calls come at once'
  | 'there is no room'
  | 'the quota is used up'

/** Brings the place into the situation, and says where the call is to be made then. */
const SITUATIONS: { readonly [situation in Situation]: (place: Place) => Promise<Place> } = {
  'nothing is wrong': async (place) => place,
  'the input is empty': async (place) => place,
  'the index is not there': async (place) => ({ ...place, IndexId: NOWHERE }),
  'the index is CREATING': async (place) => {
    const { Id } = await place.sim.kendra.createIndex({ Name: 'new', RoleArn: ROLE })
    return { ...place, IndexId: Id! }
  },
  'the index is UPDATING': async (place) => {
    await place.sim.kendra.updateIndex({ Id: place.IndexId, Name: 'new' })
    return place
  },
  'the index is DELETING': async (place) => {
    await place.sim.kendra.deleteIndex({ Id: place.IndexId })
    return place
  },
  'the data source is not there': async (place) => ({ ...place, Id: NOWHERE }),
  'the data source is CREATING': async (place) => {
    const { Id } = await place.sim.kendra.createDataSource({
      IndexId: place.IndexId,
      Name: 'new',
      Type: 'CUSTOM',
    })
    return { ...place, Id: Id! }
  },
  'the data source is DELETING': async (place) => {
    await place.sim.kendra.deleteDataSource({ IndexId: place.IndexId, Id: place.Id })
    return place
  },
  'the group is not there': async (place) => ({ ...place, GroupId: 'others' }),
  'six calls come at once': async (place) => place,
  'there is no room': async ({ sim, ...place }) => {
    const full = openSimulator({ kendra: { capacity: { textBytes: 1, documents: 1 } } })
    full.kendra.addIndex({ id: place.IndexId })
    full.kendra.addDataSource(place.IndexId, { id: place.Id })
    full.kendra.seed(place.IndexId, [textDocument('a')])
    await full.settle()
    await sim.close()
    return { sim: full, ...place }
  },
  'the quota is used up': async (place) => {
    for (const name of names) place.sim.faults.throttle(name, { times: 100 })
    return place
  },
}

describe.each(Object.keys(SITUATIONS) as Situation[])('when %s', (situation) => {
  it.each(names)('[kendra.operation.errors] fails only as the model says: %s', async (name) => {
    const place = await SITUATIONS[situation](await openPlace())
    const { calls } = place.sim
    const before = calls.length
    const times = situation === 'six calls come at once' ? 6 : 1
    const call = () => (situation === 'the input is empty' ? callEmpty(place, name) : CALLS[name](place))
    await Promise.allSettled(Array.from({ length: times }, call))
    const made = calls.slice(before)
    expect(made.map(({ operation }) => operation)).toEqual(Array.from({ length: times }, () => name))
    const listed = operations[name]!.errors.map(({ shape }) => shape)
    const thrown = made.flatMap(({ error }) => (error === undefined ? [] : [error.name]))
    expect(thrown.filter((error) => !listed.includes(error))).toEqual([])
    if (situation === 'nothing is wrong') expect(thrown).toEqual([])
    if (situation === 'the quota is used up') expect(thrown).toEqual(['ThrottlingException'])
    if (situation === 'the index is not there' && !name.endsWith('Index') && name !== 'ListIndices')
      expect(thrown).toEqual([
        name.includes('Resource') ? 'ResourceUnavailableException' : 'ResourceNotFoundException',
      ])
  })
})

/** The operation with an input that says nothing: what is required is missing. */
function callEmpty({ sim }: Place, name: Name): Promise<unknown> {
  const method = `${name[0]!.toLowerCase()}${name.slice(1)}` as 'describeIndex'
  return sim.kendra[method]({ Id: undefined })
}

it('refuses every input without what the model requires, and says so for each member', async () => {
  const place = await openPlace()
  for (const name of names) {
    if (name === 'ListIndices') continue
    const violations = listViolations(operations[name]!.input.shape, {})
    const { message } = await errorOf(callEmpty(place, name))
    expect(message).toMatch(new RegExp(`^${violations.length} validation errors? detected: `))
    for (const violation of violations) expect(message).toContain(`'${violation.split(':')[0]}'`)
  }
})
