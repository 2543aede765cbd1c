/** Puts and deletes of the members of groups. */
import { describe, expect, it } from 'vitest'
import type { GroupOrderingIdSummary } from '../../../src/facades/kendra/shapes/principal-mapping-shapes.ts'
import type { Simulator, SimulatorOptions } from '../../../src/index.ts'
import { REAL_FILES, REAL_WORK } from '../../support/real-work.ts'
import { errorOf, MINUTE, NOWHERE, openSimulator, outcomeOf, ROLE, stateLines } from './open-account.ts'

const ADA = { MemberUsers: [{ UserId: 'ada' }] }

interface Groups {
  readonly sim: Simulator
  readonly indexId: string
  readonly put: (group: string, orderingId?: number, dataSource?: string) => Promise<object>
  readonly remove: (group: string, orderingId?: number, dataSource?: string) => Promise<object>
  readonly actions: (group: string, dataSource?: string) => Promise<GroupOrderingIdSummary[]>
  /** The statuses of its actions, the newest first. */
  readonly statuses: (group: string, dataSource?: string) => Promise<string[]>
  /** The groups with an ordering id below this one. */
  readonly older: (orderingId: number, dataSource?: string) => Promise<string[]>
}

function openGroups(options: SimulatorOptions = {}): Groups {
  const sim = openSimulator(options)
  const IndexId = sim.kendra.addIndex()
  const place = (OrderingId?: number, DataSourceId?: string) => ({
    IndexId,
    ...(OrderingId !== undefined && { OrderingId }),
    ...(DataSourceId !== undefined && { DataSourceId }),
  })
  const actions: Groups['actions'] = async (GroupId, dataSource) => {
    const request = { ...place(undefined, dataSource), GroupId }
    const { GroupOrderingIdSummaries } = await sim.kendra.describePrincipalMapping(request)
    return GroupOrderingIdSummaries!
  }
  return {
    sim,
    indexId: IndexId,
    put: (GroupId, orderingId, dataSource) =>
      sim.kendra.putPrincipalMapping({ ...place(orderingId, dataSource), GroupId, GroupMembers: ADA }),
    remove: (GroupId, orderingId, dataSource) =>
      sim.kendra.deletePrincipalMapping({ ...place(orderingId, dataSource), GroupId }),
    actions,
    statuses: async (group, dataSource) => (await actions(group, dataSource)).map(({ Status }) => Status!),
    older: async (OrderingId, dataSource) => {
      const request = { ...place(OrderingId, dataSource), OrderingId }
      const { GroupsSummaries } = await sim.kendra.listGroupsOlderThanOrderingId(request)
      return GroupsSummaries!.map((summary) => `${summary.GroupId} ${summary.OrderingId}`)
    },
  }
}

describe('an action', () => {
  it('[kendra.mapping.asynchronous] is PROCESSING for a minute and then SUCCEEDED', async () => {
    const { sim, put, actions } = openGroups({ latencyMs: 0 })
    const before = sim.clock.now()
    expect(await put('staff', 5)).toEqual({})
    await sim.clock.advance(MINUTE - 1)
    const receivedAt = new Date(before)
    expect(await actions('staff')).toEqual([
      { Status: 'PROCESSING', OrderingId: 5, ReceivedAt: receivedAt, LastUpdatedAt: receivedAt },
    ])
    await sim.clock.advance(1)
    expect(await actions('staff')).toEqual([
      {
        Status: 'SUCCEEDED',
        OrderingId: 5,
        ReceivedAt: receivedAt,
        LastUpdatedAt: new Date(before + MINUTE),
      },
    ])
  })

  it('[kendra.mapping.asynchronous] is DELETING and then DELETED where it deletes', async () => {
    const { sim, put, remove, statuses } = openGroups()
    await put('staff')
    await sim.settle()
    expect(await remove('staff')).toEqual({})
    expect(await statuses('staff')).toEqual(['DELETING', 'SUCCEEDED'])
    await sim.settle()
    expect(await statuses('staff')).toEqual(['DELETED', 'SUCCEEDED'])
  })

  it.each([['2h', 7_200_000] as const, [0, 0] as const])(
    '[kendra.mapping.asynchronous] takes %s where kendra.takes.principalMapping says so',
    async (principalMapping, ms) => {
      const { sim, put } = openGroups({ latencyMs: 0, kendra: { takes: { principalMapping } } })
      const before = sim.clock.now()
      await put('staff')
      await sim.settle()
      expect(sim.clock.now() - before).toBe(ms)
      expect(stateLines(sim, 'principal mapping staff')).toEqual(['0 PROCESSING', `${ms / 1000} SUCCEEDED`])
    },
  )

  it('takes its own time, however many are under way', async () => {
    const { sim, put } = openGroups({ latencyMs: 0 })
    await put('a')
    await sim.clock.advance('20s')
    await Promise.all([put('b'), put('c')])
    await sim.clock.advance('20s')
    await put('a', 9_999_999_999_999)
    await sim.settle()
    const lines = ['a', 'b', 'c'].map((group) => stateLines(sim, `principal mapping ${group}`))
    expect(lines).toEqual([
      ['0 PROCESSING', '40 PROCESSING', '60 SUCCEEDED', '100 SUCCEEDED'],
      ['20 PROCESSING', '80 SUCCEEDED'],
      ['20 PROCESSING', '80 SUCCEEDED'],
    ])
  })

  it('[kendra.mapping.default-ordering-id] has the instant at which it came in, in milliseconds, as its ordering id', async () => {
    const { sim, put, actions } = openGroups({ latencyMs: 0 })
    await sim.clock.advance(1_234)
    const now = sim.clock.now()
    await put('staff')
    expect((await actions('staff')).map(({ OrderingId }) => OrderingId)).toEqual([now])
  })

  it('[kendra.mapping.ordering-id] takes effect over what has a lower ordering id, or the same', async () => {
    const { sim, put, statuses, older } = openGroups()
    for (const orderingId of [5, 7, 7]) {
      await put('staff', orderingId)
      await sim.settle()
    }
    expect(await statuses('staff')).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    expect(await older(8)).toEqual(['staff 7'])
  })

  it('[kendra.mapping.overridden-fails] fails, and says why, where one with a higher ordering id took effect', async () => {
    const { sim, put, remove, actions, older } = openGroups()
    await put('staff', 7)
    await sim.settle()
    await put('staff', 6)
    await remove('staff', 5)
    await sim.settle()
    const FailureReason = expect.stringContaining('higher ordering id 7')
    expect(await actions('staff')).toMatchObject([
      { Status: 'FAILED', OrderingId: 5, FailureReason },
      { Status: 'FAILED', OrderingId: 6, FailureReason },
      { Status: 'SUCCEEDED', OrderingId: 7 },
    ])
    expect((await actions('staff'))[2]).not.toHaveProperty('FailureReason')
    expect(await older(8)).toEqual(['staff 7'])
  })

  it('[kendra.mapping.ordering-id] leaves the highest in effect in whatever order they come', async () => {
    const { sim, put, older } = openGroups()
    await Promise.all([put('staff', 5), put('staff', 9), put('staff', 7)])
    await sim.settle()
    expect(await older(100)).toEqual(['staff 9'])
  })
})

describe('a group', () => {
  it('[kendra.mapping.members-not-kept] has members that nobody looks at, in a file that need not be there', async () => {
    const { sim, indexId, statuses } = openGroups()
    const S3PathforGroupMembers = { Bucket: 'nowhere', Key: 'members.json' }
    for (const GroupMembers of [{ S3PathforGroupMembers }, {}])
      await sim.kendra.putPrincipalMapping({ IndexId: indexId, GroupId: 'staff', GroupMembers })
    await sim.settle()
    expect(await statuses('staff')).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  })

  it('[kendra.mapping.ten-actions] tells of its ten latest actions, the newest first', async () => {
    const { sim, put, actions } = openGroups()
    for (let orderingId = 1; orderingId <= 12; orderingId++) {
      await put('staff', orderingId)
      await sim.settle()
    }
    expect((await actions('staff')).map(({ OrderingId }) => OrderingId)).toEqual([
      12, 11, 10, 9, 8, 7, 6, 5, 4, 3,
    ])
  })

  it('[kendra.mapping.five-puts] has five puts under way at most, and any number of deletes', async () => {
    const { sim, put, remove, statuses } = openGroups()
    for (let n = 0; n < 5; n++) await put('staff')
    expect(await errorOf(put('staff'))).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('5 puts of the group staff'),
    })
    for (let n = 0; n < 6; n++) await remove('staff')
    // Eleven actions: the first put is not told of any more, and is under way all the same.
    expect(await outcomeOf(put('staff'))).toBe('ValidationException')
    expect(await outcomeOf(put('others'))).toBe('success')
    await sim.settle()
    expect(await outcomeOf(put('staff'))).toBe('success')
    expect((await statuses('staff')).filter((status) => status === 'PROCESSING')).toHaveLength(1)
  })

  it('[kendra.mapping.unknown-group] that was never put is not found', async () => {
    const { put, remove, actions } = openGroups()
    await put('staff')
    expect(await outcomeOf(actions('others'))).toBe('ResourceNotFoundException')
    expect(await outcomeOf(remove('others'))).toBe('ResourceNotFoundException')
  })

  it('[kendra.mapping.unknown-group] that was deleted still tells of its actions, and is deleted again', async () => {
    const { sim, put, remove, statuses } = openGroups()
    await put('staff')
    await remove('staff')
    await sim.settle()
    await remove('staff')
    await sim.settle()
    expect(await statuses('staff')).toEqual(['DELETED', 'DELETED', 'SUCCEEDED'])
  })

  it('[kendra.mapping.older-groups] is listed with its last ordering id while it has members and that id is lower', async () => {
    const { sim, put, remove, older } = openGroups()
    for (const [group, orderingId] of [
      ['a', 30],
      ['b', 10],
      ['c', 20],
      ['d', 5],
    ] as const)
      await put(group, orderingId)
    expect(await older(100)).toEqual([])
    await sim.settle()
    await remove('d')
    expect(await older(20)).toEqual(['b 10', 'd 5'])
    await sim.settle()
    expect([await older(20), await older(21), await older(0)]).toEqual([['b 10'], ['b 10', 'c 20'], []])
  })

  it('[kendra.mapping.by-data-source] is another one in each data source', async () => {
    const { sim, indexId, put, remove, statuses, older } = openGroups()
    const [wiki, mail] = [sim.kendra.addDataSource(indexId), sim.kendra.addDataSource(indexId)]
    await put('staff', 1)
    await put('staff', 2, wiki)
    await sim.settle()
    expect([await older(9), await older(9, wiki), await older(9, mail)]).toEqual([
      ['staff 1'],
      ['staff 2'],
      [],
    ])
    expect(await outcomeOf(statuses('staff', mail))).toBe('ResourceNotFoundException')
    await remove('staff', 3, wiki)
    await sim.settle()
    expect([await older(9), await older(9, wiki)]).toEqual([['staff 1'], []])
  })

  it('is not found in a data source that is not there', async () => {
    const { put, remove, statuses, older } = openGroups()
    await put('staff')
    const calls = [
      put('staff', 1, NOWHERE),
      remove('staff', 1, NOWHERE),
      statuses('staff', NOWHERE),
      older(9, NOWHERE),
    ]
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(
      Array.from({ length: 4 }, () => 'ResourceNotFoundException'),
    )
  })

  it('[kendra.mapping.gone-with-data-source] is gone with its data source, done or under way', async () => {
    const { sim, indexId, put, statuses, older } = openGroups({
      latencyMs: 0,
      kendra: { takes: { deleteDataSource: '30s' } },
    })
    const wiki = sim.kendra.addDataSource(indexId)
    await put('staff', 1, wiki)
    await sim.settle()
    await put('direct', 1)
    await put('staff', 2, wiki)
    await sim.kendra.deleteDataSource({ IndexId: indexId, Id: wiki })
    await sim.clock.advance('31s')
    expect(await outcomeOf(older(9, wiki))).toBe('ResourceNotFoundException')
    sim.kendra.addDataSource(indexId, { id: wiki })
    expect(await outcomeOf(statuses('staff', wiki))).toBe('ResourceNotFoundException')
    await sim.settle()
    // The others are done when they would have been.
    expect(stateLines(sim, 'principal mapping direct')).toEqual(['60 PROCESSING', '120 SUCCEEDED'])
    expect(stateLines(sim, 'principal mapping staff')).toEqual([
      '0 PROCESSING',
      '60 SUCCEEDED',
      '60 PROCESSING',
    ])
    await put('later', 1, wiki)
    await put('more', 1, wiki)
    await sim.settle()
    const { NextToken } = await sim.kendra.listGroupsOlderThanOrderingId({
      IndexId: indexId,
      DataSourceId: wiki,
      OrderingId: 9,
      MaxResults: 1,
    })
    expect(NextToken).toBeDefined()
    expect(await older(9, wiki)).toEqual(['later 1', 'more 1'])
  })
})

it('gives one trace however the work of the loops that put mappings, tags and data sources interleaves', async () => {
  const run = async (): Promise<string> => {
    const { sim, indexId, put, remove, older } = openGroups()
    const create = (Name: string) => sim.kendra.createDataSource({ IndexId: indexId, Name, Type: 'CUSTOM' })
    const tag = (Key: string) =>
      sim.kendra.tagResource({
        ResourceARN: `arn:aws:kendra:us-east-1:123456789012:index/${indexId}`,
        Tags: [{ Key, Value: '' }],
      })
    const steps = [
      (round: number) => create(`wiki-${round}`),
      (round: number) => put('staff', round),
      (round: number) => put(`team-${round}`, round),
      (round: number) => (round % 2 === 0 ? put('guests', round) : remove('guests', round)),
      (round: number) => create(`mail-${round}`),
      (round: number) => tag(`key-${round}`),
      (round: number) => sim.kendra.createIndex({ Name: `more-${round}`, RoleArn: ROLE }),
    ]
    await Promise.all(
      steps.map(async (step, loop) => {
        for (let round = 0; round < 4; round++) {
          const work = REAL_WORK[(loop * 3 + round) % REAL_WORK.length]!
          await work(REAL_FILES[(loop + round) % REAL_FILES.length]!)
          await step(round)
        }
      }),
    )
    await sim.settle()
    const { SummaryItems } = await sim.kendra.listDataSources({ IndexId: indexId })
    return JSON.stringify([sim.trace.digest(), SummaryItems, await older(9)])
  }
  const runs = new Set<string>()
  for (let n = 0; n < 10; n++) runs.add(await run())
  expect(runs.size).toBe(1)
})
