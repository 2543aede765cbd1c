/** One simulated Kendra in several regions and of several accounts. */
import { describe, expect, it } from 'vitest'
import { ConfigurationError, Simulator } from '../../../src/index.ts'
import { createIndex, openSimulator, outcomeOf, ROLE } from './open-account.ts'
import { textDocument } from './open-index.ts'

describe('kendra.in', () => {
  it('gives one object for a region and an account, and itself for its own', () => {
    const { kendra } = openSimulator()
    const abroad = kendra.in({ region: 'eu-west-1' })
    expect([kendra.region, kendra.accountId]).toEqual(['us-east-1', '123456789012'])
    expect([abroad.region, abroad.accountId]).toEqual(['eu-west-1', '123456789012'])
    expect(kendra.in({})).toBe(kendra)
    expect(kendra.in({ region: 'eu-west-1' })).toBe(abroad)
    expect(abroad.in({ region: 'us-east-1' })).toBe(kendra)
    expect(abroad.in({ accountId: '999999999999' })).toBe(
      kendra.in({ region: 'eu-west-1', accountId: '999999999999' }),
    )
  })

  it('[kendra.account.own-resources] has indices of its own, which others do not find', async () => {
    const sim = openSimulator()
    const abroad = sim.kendra.in({ region: 'eu-west-1' })
    const [here, there] = [sim.kendra.addIndex(), abroad.addIndex()]
    expect(here).not.toBe(there)
    const idsOf = async (service: typeof abroad) =>
      (await service.listIndices({})).IndexConfigurationSummaryItems!.map(({ Id }) => Id)
    expect([await idsOf(sim.kendra), await idsOf(abroad)]).toEqual([[here], [there]])
    const put = { IndexId: there, Documents: [textDocument('a')] }
    expect(await outcomeOf(sim.kendra.batchPutDocument(put))).toBe('ResourceNotFoundException')
    await abroad.batchPutDocument(put)
    await sim.settle()
    expect(sim.documents().map(({ corpus, id, status }) => [corpus, id, status])).toEqual([
      [there, 'a', 'INDEXED'],
    ])
    expect(() => sim.kendra.addDataSource(there)).toThrow(`there is no index "${there}"`)
  })

  it('[kendra.account.own-resources] remembers client tokens by itself', async () => {
    const sim = openSimulator()
    const input = { Name: 'docs', RoleArn: ROLE, ClientToken: 'one' }
    const here = await sim.kendra.createIndex(input)
    const there = await sim.kendra.in({ region: 'eu-west-1' }).createIndex(input)
    expect(there.Id).not.toBe(here.Id)
    expect(await sim.kendra.createIndex(input)).toEqual(here)
  })

  it('names resources by region and account', async () => {
    const sim = openSimulator()
    const abroad = sim.kendra.in({ region: 'eu-west-1', accountId: '999999999999' })
    const id = abroad.addIndex()
    const arn = { ResourceARN: `arn:aws:kendra:eu-west-1:999999999999:index/${id}` }
    await abroad.tagResource({ ...arn, Tags: [{ Key: 'a', Value: 'b' }] })
    expect((await abroad.listTagsForResource(arn)).Tags).toEqual([{ Key: 'a', Value: 'b' }])
    expect(await outcomeOf(sim.kendra.listTagsForResource(arn))).toBe('ResourceUnavailableException')
  })

  it('shares the clock, the calls, the rules and the settings', async () => {
    const sim = openSimulator({ kendra: { takes: { createIndex: '5m' } } })
    const abroad = sim.kendra.in({ region: 'eu-west-1' })
    sim.faults.throttle('ListIndices', { times: 2 })
    const outcomes = [await outcomeOf(abroad.listIndices({})), await outcomeOf(sim.kendra.listIndices({}))]
    expect(outcomes).toEqual(['ThrottlingException', 'ThrottlingException'])
    expect(sim.calls).toHaveLength(2)
    const { Id } = await abroad.createIndex({ Name: 'docs', RoleArn: ROLE })
    await sim.clock.advance('5m')
    expect((await abroad.describeIndex({ Id: Id! })).Status).toBe('ACTIVE')
  })

  it('takes an index id once in all regions and accounts, for it names the corpus', () => {
    const { kendra } = openSimulator()
    const id = kendra.addIndex()
    expect(() => kendra.in({ region: 'eu-west-1' }).addIndex({ id })).toThrow('exists already')
  })

  it('begins anew at a reset, and stays the same object', async () => {
    const sim = openSimulator()
    const abroad = sim.kendra.in({ region: 'eu-west-1' })
    const id = abroad.addIndex()
    sim.reset()
    expect(sim.kendra.in({ region: 'eu-west-1' })).toBe(abroad)
    expect(await outcomeOf(abroad.describeIndex({ Id: id }))).toBe('ResourceNotFoundException')
    expect(await createIndex(sim)).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('says its own region to clients of the SDK, unless they say another', () => {
    const { kendra } = openSimulator()
    const abroad = kendra.in({ region: 'eu-west-1' })
    expect([kendra.clientConfig().region, abroad.clientConfig().region]).toEqual(['us-east-1', 'eu-west-1'])
    expect(abroad.clientConfig({ region: 'ap-south-1' }).region).toBe('ap-south-1')
  })

  it.each<[string, unknown, string]>([
    [
      'a region that is none',
      { region: 'Europe' },
      'kendra.in.region is "Europe"; expected a region such as eu-west-1',
    ],
    ['an empty region', { region: '' }, 'kendra.in.region'],
    ['a number as the account', { accountId: 123_456_789_012 }, 'kendra.in.accountId'],
    [
      'an account of 11 digits',
      { accountId: '12345678901' },
      'kendra.in.accountId is "12345678901"; expected an account number',
    ],
    ['an unknown option', { zone: 'a' }, 'kendra.in: unknown member zone'],
    ['null', null, 'kendra.in is null; expected options { region, accountId }'],
    ['nothing', undefined, 'kendra.in is undefined; expected options { region, accountId }'],
    ['a text', 'eu-west-1', 'kendra.in is "eu-west-1"; expected options { region, accountId }'],
  ])('refuses %s and names the place', (_, options, place) => {
    const { kendra } = openSimulator()
    expect(() => kendra.in(options as object)).toThrow(ConfigurationError)
    expect(() => kendra.in(options as object)).toThrow(place)
  })
})

it('gives the same ids whichever of two accounts is asked first', async () => {
  const run = async (order: readonly string[]): Promise<{ ids: unknown; digest: string }> => {
    const sim = new Simulator({ seed: 7, workers: { threads: 0 } })
    const ids = new Map<string, unknown>()
    await Promise.all(
      order.map(async (region) => {
        const { Id } = await sim.kendra.in({ region }).createIndex({ Name: 'a', RoleArn: ROLE })
        ids.set(region, Id)
      }),
    )
    return { ids: [ids.get('us-east-1'), ids.get('eu-west-1')], digest: sim.trace.digest() }
  }
  expect(await run(['us-east-1', 'eu-west-1'])).toEqual(await run(['eu-west-1', 'us-east-1']))
})
