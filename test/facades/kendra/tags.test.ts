/** Tags of indices and data sources, by their ARNs. */
import { describe, expect, it } from 'vitest'
import type { Tag } from '../../../src/facades/kendra/shapes/tag-shapes.ts'
import type { Simulator } from '../../../src/index.ts'
import {
  createIndex,
  createSource,
  errorOf,
  NOWHERE,
  openSimulator,
  outcomeOf,
  ROLE,
} from './open-account.ts'

const ACCOUNT = 'arn:aws:kendra:us-east-1:123456789012'

interface Tagged {
  readonly sim: Simulator
  readonly indexId: string
  readonly arn: string
  readonly tag: (...tags: readonly (readonly [key: string, value: string])[]) => Promise<object>
  readonly untag: (...TagKeys: string[]) => Promise<object>
  readonly list: () => Promise<string[]>
}

function openTagged(): Tagged {
  const sim = openSimulator()
  const indexId = sim.kendra.addIndex()
  const arn = `${ACCOUNT}:index/${indexId}`
  return {
    sim,
    indexId,
    arn,
    tag: (...tags) =>
      sim.kendra.tagResource({ ResourceARN: arn, Tags: tags.map(([Key, Value]) => ({ Key, Value })) }),
    untag: (...TagKeys) => sim.kendra.untagResource({ ResourceARN: arn, TagKeys }),
    list: async () => {
      const { Tags } = await sim.kendra.listTagsForResource({ ResourceARN: arn })
      return Tags!.map(({ Key, Value }) => `${Key}=${Value}`)
    },
  }
}

/** So many tags with keys of their own. */
function manyTags(count: number, prefix = 'key'): Tag[] {
  return Array.from({ length: count }, (_, n) => ({ Key: `${prefix}-${n}`, Value: `${n}` }))
}

describe('tags', () => {
  it('are listed in the order in which their keys came', async () => {
    const { tag, list } = openTagged()
    await tag(['team', 'search'], ['stage', 'test'])
    await tag(['cost center', ''])
    expect(await list()).toEqual(['team=search', 'stage=test', 'cost center='])
  })

  it('[kendra.tag.replaced] get the new value where the key is there', async () => {
    const { tag, list } = openTagged()
    await tag(['team', 'search'], ['stage', 'test'])
    await tag(['team', 'ranking'])
    expect(await list()).toEqual(['team=ranking', 'stage=test'])
  })

  it('[kendra.tag.keys-not-case-sensitive] have one key whatever its case', async () => {
    const { tag, untag, list } = openTagged()
    await tag(['Team', 'search'], ['stage', 'test'])
    await tag(['TEAM', 'ranking'])
    expect(await list()).toEqual(['TEAM=ranking', 'stage=test'])
    await untag('team')
    expect(await list()).toEqual(['stage=test'])
  })

  it('[kendra.tag.key-given-twice] are refused, all of them, where a key is given twice', async () => {
    const { tag, list } = openTagged()
    expect(await outcomeOf(tag(['stage', 'test'], ['team', 'a'], ['Team', 'b']))).toBe('ValidationException')
    expect(await list()).toEqual([])
  })

  it('[kendra.tag.untag-ignores-unknown] go by their keys, and keys that are not there are ignored', async () => {
    const { tag, untag, list } = openTagged()
    await tag(['team', 'search'], ['stage', 'test'])
    await untag('owner', 'team')
    expect(await list()).toEqual(['stage=test'])
    await untag()
    expect(await list()).toEqual(['stage=test'])
  })

  it('[kendra.tag.at-most-50] are 50 at most: one call beyond adds none of its tags', async () => {
    const { sim, arn, list } = openTagged()
    await sim.kendra.tagResource({ ResourceARN: arn, Tags: manyTags(49) })
    const error = await errorOf(sim.kendra.tagResource({ ResourceARN: arn, Tags: manyTags(2, 'other') }))
    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringContaining('50') })
    expect(await list()).toHaveLength(49)
    await sim.kendra.tagResource({ ResourceARN: arn, Tags: manyTags(1, 'other') })
    // Those that are there may change.
    await sim.kendra.tagResource({ ResourceARN: arn, Tags: manyTags(49) })
    expect(await list()).toHaveLength(50)
  })

  it.each([
    [
      'letters of all scripts, digits, white space and the documented symbols',
      'Größe 日本 9 _.:/=+-@',
      'success',
    ],
    ['an exclamation mark', 'a!', 'ValidationException'],
    ['a comma', 'a,b', 'ValidationException'],
    ['a control character', 'a\u0000', 'ValidationException'],
  ])('[kendra.tag.characters] with %s in key or value: %s answers %s', async (_, text, outcome) => {
    const { tag } = openTagged()
    expect([await outcomeOf(tag([text, ''])), await outcomeOf(tag(['key', text]))]).toEqual([
      outcome,
      outcome,
    ])
  })

  it('are given to resources when they are created, and refused there as elsewhere', async () => {
    const sim = openSimulator()
    const Tags = [{ Key: 'team', Value: 'search' }]
    const { Id } = await sim.kendra.createIndex({ Name: 'docs', RoleArn: ROLE, Tags })
    await sim.settle()
    const source = await createSource(sim, Id!, { Tags: [{ Key: 'kind', Value: 'wiki' }] })
    const index = `${ACCOUNT}:index/${Id}`
    const listed = async (ResourceARN: string) => (await sim.kendra.listTagsForResource({ ResourceARN })).Tags
    expect(await listed(index)).toEqual(Tags)
    expect(await listed(`${index}/data-source/${source}`)).toEqual([{ Key: 'kind', Value: 'wiki' }])
    const refused = [
      sim.kendra.createIndex({ Name: 'more', RoleArn: ROLE, Tags: manyTags(51) }),
      sim.kendra.createDataSource({ IndexId: Id!, Name: 'more', Type: 'CUSTOM', Tags: manyTags(51) }),
    ]
    expect(await Promise.all(refused.map(outcomeOf))).toEqual(['ValidationException', 'ValidationException'])
    expect((await sim.kendra.listIndices({})).IndexConfigurationSummaryItems).toHaveLength(1)
    expect((await sim.kendra.listDataSources({ IndexId: Id! })).SummaryItems).toHaveLength(1)
  })

  it('belong to one resource each', async () => {
    const { sim, indexId, arn, tag, list } = openTagged()
    const source = sim.kendra.addDataSource(indexId)
    await tag(['team', 'search'])
    const ofSource = await sim.kendra.listTagsForResource({ ResourceARN: `${arn}/data-source/${source}` })
    expect([await list(), ofSource.Tags]).toEqual([['team=search'], []])
  })
})

describe('the ARN of a resource', () => {
  it.each([
    ['[kendra.tag.arn] that of an index', (id: string) => `${ACCOUNT}:index/${id}`, 'success'],
    [
      '[kendra.tag.arn] of another partition',
      (id: string) => `${ACCOUNT.replace('aws', 'aws-cn')}:index/${id}`,
      'success',
    ],
    ['[kendra.tag.arn] no ARN', (id: string) => id, 'ValidationException'],
    [
      '[kendra.tag.arn] one of another service',
      (id: string) => `arn:aws:s3:us-east-1:123456789012:index/${id}`,
      'ValidationException',
    ],
    [
      '[kendra.tag.arn] one with something after it',
      (id: string) => `${ACCOUNT}:index/${id}/`,
      'ValidationException',
    ],
    [
      '[kendra.tag.unknown-resource] an index that is not there',
      () => `${ACCOUNT}:index/${NOWHERE}`,
      'ResourceUnavailableException',
    ],
    [
      '[kendra.tag.unknown-resource] a data source that is not there',
      (id: string) => `${ACCOUNT}:index/${id}/data-source/none`,
      'ResourceUnavailableException',
    ],
    [
      '[kendra.tag.unknown-resource] one in another region',
      (id: string) => `arn:aws:kendra:eu-west-1:123456789012:index/${id}`,
      'ResourceUnavailableException',
    ],
    [
      '[kendra.tag.unknown-resource] one of another account',
      (id: string) => `arn:aws:kendra:us-east-1:999999999999:index/${id}`,
      'ResourceUnavailableException',
    ],
  ])('%s is answered in kind by all three operations', async (_, arnOf, outcome) => {
    const { sim, indexId } = openTagged()
    const ResourceARN = arnOf(indexId)
    const outcomes = [
      sim.kendra.tagResource({ ResourceARN, Tags: manyTags(1) }),
      sim.kendra.untagResource({ ResourceARN, TagKeys: ['key'] }),
      sim.kendra.listTagsForResource({ ResourceARN }),
    ].map(outcomeOf)
    expect(await Promise.all(outcomes)).toEqual([outcome, outcome, outcome])
  })

  it('answers no more when the resource has been deleted', async () => {
    const sim = openSimulator()
    const indexId = await createIndex(sim)
    const ResourceARN = `${ACCOUNT}:index/${indexId}`
    await sim.kendra.tagResource({ ResourceARN, Tags: manyTags(1) })
    await sim.kendra.deleteIndex({ Id: indexId })
    expect((await sim.kendra.listTagsForResource({ ResourceARN })).Tags).toHaveLength(1)
    await sim.settle()
    expect(await outcomeOf(sim.kendra.listTagsForResource({ ResourceARN }))).toBe(
      'ResourceUnavailableException',
    )
  })
})
