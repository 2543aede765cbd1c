/** Lists that are told page by page. */
import { describe, expect, it } from 'vitest'
import type { Simulator } from '../../../src/index.ts'
import { errorOf, openSimulator, outcomeOf, ROLE } from './open-account.ts'
import { operations, shapes } from './service-model.ts'

interface Listing {
  /** The most items that one may ask for. */
  readonly most: number
  /** Adds an item and says how the list names it. */
  readonly add: (sim: Simulator, indexId: string, name: string) => Promise<string>
  readonly remove: (sim: Simulator, indexId: string, item: string) => Promise<unknown>
  readonly list: (
    sim: Simulator,
    indexId: string,
    page: { MaxResults?: number; NextToken?: string },
  ) => Promise<{ items: string[]; NextToken?: string | undefined }>
}

const LISTINGS: Record<'ListIndices' | 'ListDataSources' | 'ListGroupsOlderThanOrderingId', Listing> = {
  ListIndices: {
    most: 100,
    add: async (sim, _, Name) => (await sim.kendra.createIndex({ Name, RoleArn: ROLE })).Id!,
    remove: (sim, _, Id) => sim.kendra.deleteIndex({ Id }),
    list: async (sim, indexId, page) => {
      const { IndexConfigurationSummaryItems: items, NextToken } = await sim.kendra.listIndices(page)
      return { items: items!.map(({ Id }) => Id!).filter((id) => id !== indexId), NextToken }
    },
  },
  ListDataSources: {
    most: 100,
    add: async (sim, IndexId, Name) =>
      (await sim.kendra.createDataSource({ IndexId, Name, Type: 'CUSTOM' })).Id!,
    remove: (sim, IndexId, Id) => sim.kendra.deleteDataSource({ IndexId, Id }),
    list: async (sim, IndexId, page) => {
      const { SummaryItems, NextToken } = await sim.kendra.listDataSources({ IndexId, ...page })
      return { items: SummaryItems!.map(({ Id }) => Id!), NextToken }
    },
  },
  ListGroupsOlderThanOrderingId: {
    most: 10,
    add: async (sim, IndexId, GroupId) => {
      const GroupMembers = { MemberUsers: [{ UserId: 'ada' }] }
      await sim.kendra.putPrincipalMapping({ IndexId, GroupId, GroupMembers })
      return GroupId
    },
    remove: (sim, IndexId, GroupId) => sim.kendra.deletePrincipalMapping({ IndexId, GroupId }),
    list: async (sim, IndexId, page) => {
      const request = { IndexId, OrderingId: 32_535_158_400_000, ...page }
      const { GroupsSummaries, NextToken } = await sim.kendra.listGroupsOlderThanOrderingId(request)
      return { items: GroupsSummaries!.map(({ GroupId }) => GroupId!), NextToken }
    },
  },
}

describe.each(Object.entries(LISTINGS))('%s', (operation, { most, add, remove, list }) => {
  /** An account whose one index was there before its items: it is the first of all indices. */
  async function open(count: number): Promise<{ sim: Simulator; indexId: string; items: string[] }> {
    const sim = openSimulator()
    const indexId = sim.kendra.addIndex()
    const items: string[] = []
    for (let n = 0; n < count; n++) {
      items.push(await add(sim, indexId, `item-${count - n}`))
      await sim.settle()
    }
    return { sim, indexId, items }
  }
  /** Of the indices the one that was there before is on the first page. */
  const before = operation === 'ListIndices' ? 1 : 0

  it('[kendra.list.pages] tells all items page by page, the last page without a token', async () => {
    const { sim, indexId, items } = await open(7)
    const told: string[][] = []
    let NextToken: string | undefined
    do {
      const page = await list(sim, indexId, { MaxResults: 3, ...(NextToken !== undefined && { NextToken }) })
      told.push(page.items)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    const pages =
      before === 0
        ? [items.slice(0, 3), items.slice(3, 6), items.slice(6)]
        : [items.slice(0, 2), items.slice(2, 5), items.slice(5)]
    expect(told).toEqual(pages)
  })

  it('[kendra.list.pages] gives no token where a page is just full', async () => {
    const { sim, indexId, items } = await open(3)
    expect(await list(sim, indexId, { MaxResults: 3 + before })).toEqual({ items, NextToken: undefined })
  })

  it('[kendra.list.oldest-first] tells the oldest item first', async () => {
    const { sim, indexId, items } = await open(5)
    expect((await list(sim, indexId, {})).items).toEqual(items)
  })

  it('[kendra.list.page-size] tells as many as one may ask for where nobody asks for a number', async () => {
    const { sim, indexId } = await open(0)
    const calls = Array.from({ length: most + 1 - before }, (_, n) => add(sim, indexId, `item-${n}`))
    await Promise.all(calls)
    await sim.settle()
    const page = await list(sim, indexId, {})
    expect([page.items.length, typeof page.NextToken]).toEqual([most - before, 'string'])
  })

  it('[kendra.list.max-results] takes what the model takes', async () => {
    const { sim, indexId } = await open(0)
    const { members } = shapes[operations[operation]!.input.shape]!
    const { min, max } = shapes[members!['MaxResults']!.shape]!
    expect([min, max]).toEqual([1, most])
    const outcomes = [0, 1, most, most + 1].map((MaxResults) => outcomeOf(list(sim, indexId, { MaxResults })))
    expect(await Promise.all(outcomes)).toEqual([
      'ValidationException',
      'success',
      'success',
      'ValidationException',
    ])
  })

  it('[kendra.list.token-stable] goes on after the last item told, whatever came and went since', async () => {
    const { sim, indexId, items } = await open(6)
    const { NextToken } = await list(sim, indexId, { MaxResults: 3 + before })
    const page = { NextToken: NextToken! }
    // The item at which the page ended goes, one before it, and one that is still to be told.
    for (const item of [items[2]!, items[0]!, items[4]!]) await remove(sim, indexId, item)
    await sim.settle()
    const late = await add(sim, indexId, 'late')
    await sim.settle()
    expect((await list(sim, indexId, page)).items).toEqual([items[3], items[5], late])
    // Asked again, the same is told.
    expect((await list(sim, indexId, page)).items).toEqual([items[3], items[5], late])
  })

  it('[kendra.list.wrong-token] refuses a token that it never gave', async () => {
    const { sim, indexId } = await open(4)
    const { NextToken } = await list(sim, indexId, { MaxResults: 2 + before })
    const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const tokens = ['x', 'AAAA', json([]), json(['ListIndices', '1']), json(['Other', 1]), `${NextToken}AAAA`]
    for (const token of tokens)
      expect(await errorOf(list(sim, indexId, { NextToken: token }))).toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining('NextToken'),
      })
  })
})

it('[kendra.list.wrong-token] refuses the token of another list', async () => {
  const sim = openSimulator()
  const [first, second] = [sim.kendra.addIndex(), sim.kendra.addIndex()]
  for (const indexId of [first, second])
    for (const name of ['wiki', 'mail']) sim.kendra.addDataSource(indexId, { name })
  const { NextToken } = await sim.kendra.listDataSources({ IndexId: first, MaxResults: 1 })
  expect(NextToken).toBeDefined()
  const page = { NextToken: NextToken! }
  expect(await outcomeOf(sim.kendra.listDataSources({ IndexId: first, ...page }))).toBe('success')
  expect(await outcomeOf(sim.kendra.listDataSources({ IndexId: second, ...page }))).toBe(
    'ValidationException',
  )
  expect(await outcomeOf(sim.kendra.listIndices(page))).toBe('ValidationException')
  const indices = await sim.kendra.listIndices({ MaxResults: 1 })
  const abroad = sim.kendra.in({ region: 'eu-west-1' })
  expect(await outcomeOf(abroad.listIndices({ NextToken: indices.NextToken! }))).toBe('ValidationException')
})
