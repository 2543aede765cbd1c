/** Quotas: token buckets on simulated time. */
import { ThrottlingException as SdkThrottlingException } from '@aws-sdk/client-kendra'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, Simulator } from '../../../src/index.ts'
import { Quotas } from '../../../src/facades/kendra/quotas.ts'
import { property } from '../../support/property.ts'
import { errorOf, openSimulator, outcomeOf } from './open-account.ts'
import { openIndex } from './open-index.ts'

/** Makes so many calls at once, one instant after the other, and tells how many get through at each. */
async function callsAt(sim: Simulator, count: number, afterMs: readonly number[]): Promise<number[]> {
  const successes: number[] = []
  for (const ms of afterMs) {
    await sim.clock.sleep(ms)
    const outcomes = await Promise.all(
      Array.from({ length: count }, () => outcomeOf(sim.kendra.listIndices({}))),
    )
    expect(outcomes.filter((outcome) => outcome !== 'success' && outcome !== 'ThrottlingException')).toEqual(
      [],
    )
    successes.push(outcomes.filter((outcome) => outcome === 'success').length)
  }
  return successes
}

describe('a quota', () => {
  it('[kendra.quota.token-bucket] lets through as many calls at once as its burst, and then its rate', async () => {
    const sim = openSimulator({ latencyMs: 0, kendra: { quotas: { ListIndices: { rate: 2, burst: 5 } } } })
    expect(await callsAt(sim, 8, [0, 499, 1, 500, 1_000, 10_000])).toEqual([5, 0, 1, 1, 2, 5])
  })

  it('[kendra.quota.burst-default] has its rate, rounded up, as its burst where none is given', async () => {
    const at = async (rate: number) =>
      callsAt(openSimulator({ latencyMs: 0, kendra: { quotas: { ListIndices: { rate } } } }), 8, [0])
    expect([await at(0.1), await at(1), await at(2.5)]).toEqual([[1], [1], [3]])
  })

  it('[kendra.quota.token-bucket] gives the next call when its time has come, however often one asks before', () => {
    // Steps of 0.8 thousandths of a call, added one by one, come to a little less than a call.
    const quotas = new Quotas({ Call: { rate: 0.4 } })
    const at: number[] = []
    for (let now = 0; now <= 5_000; now += 2) {
      try {
        quotas.take('Call', now)
        at.push(now)
      } catch {
        // Throttled.
      }
    }
    expect(at).toEqual([0, 2_500, 5_000])
  })

  it('[kendra.quota.per-operation] counts each operation for itself, and those without a quota never', async () => {
    const { sim, put, status } = openIndex({ kendra: { quotas: { BatchPutDocument: { rate: 1 } } } })
    await put('a')
    expect(await outcomeOf(put('b'))).toBe('ThrottlingException')
    for (let n = 0; n < 20; n++) await status('a')
    expect(sim.calls.filter(({ error }) => error !== undefined)).toHaveLength(1)
  })

  it('[kendra.quota.per-account] counts each region and each account for itself', async () => {
    const sim = openSimulator({ kendra: { quotas: { ListIndices: { rate: 1 } } } })
    const services = [
      sim.kendra,
      sim.kendra.in({ region: 'eu-west-1' }),
      sim.kendra.in({ accountId: '999999999999' }),
    ]
    const outcomes = services.flatMap((service) => [service.listIndices({}), service.listIndices({})])
    expect((await Promise.all(outcomes.map(outcomeOf))).toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'ThrottlingException'),
      ...Array.from({ length: 3 }, () => 'success'),
    ])
  })

  it('[kendra.quota.no-effect] refuses a call as the SDK knows it, without effect, and it is in the calls', async () => {
    const { sim, indexId, put } = openIndex({ kendra: { quotas: { BatchPutDocument: { rate: 1 } } } })
    await put('a')
    const error = await errorOf(put('b'))
    expect(error).toBeInstanceOf(SdkThrottlingException)
    expect(error).toMatchObject({ $fault: 'client', $metadata: { httpStatusCode: 400 } })
    expect(error.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
    await sim.settle()
    expect(sim.document(indexId, 'b')).toBeUndefined()
    expect(sim.calls.at(-1)).toMatchObject({
      operation: 'BatchPutDocument',
      input: { Documents: [{ Id: 'b' }] },
      output: undefined,
      error: { name: 'ThrottlingException' },
    })
  })

  it('[kendra.quota.before-validation] counts a call that is not valid too', async () => {
    const sim = openSimulator({ kendra: { quotas: { DescribeIndex: { rate: 1, burst: 2 } } } })
    const describe = () => outcomeOf(sim.kendra.describeIndex({ Id: 'short' }))
    expect([await describe(), await describe(), await describe()]).toEqual([
      'ValidationException',
      'ValidationException',
      'ThrottlingException',
    ])
  })

  it('counts no call that a fault rule refuses', async () => {
    const sim = openSimulator({ latencyMs: 0, kendra: { quotas: { ListIndices: { rate: 1 } } } })
    sim.faults.throttle('ListIndices', { times: 3 })
    const outcomes: string[] = []
    for (let n = 0; n < 5; n++) outcomes.push(await outcomeOf(sim.kendra.listIndices({})))
    expect(outcomes.map((outcome) => outcome[0])).toEqual(['T', 'T', 'T', 's', 'T'])
  })

  it('[kendra.quota.retry-after] says how long to wait where it is told to, and nothing else', async () => {
    const errorWith = async (more: { retryAfter?: '7s' }) => {
      const sim = openSimulator({ kendra: { quotas: { ListIndices: { rate: 1, ...more } } } })
      await sim.kendra.listIndices({})
      return errorOf(sim.kendra.listIndices({}))
    }
    expect((await errorWith({ retryAfter: '7s' })).retryAfterMs).toBe(7_000)
    expect(await errorWith({})).not.toHaveProperty('retryAfterMs')
  })

  it('begins anew at a reset', async () => {
    const sim = openSimulator({ kendra: { quotas: { ListIndices: { rate: 1 } } } })
    await sim.kendra.listIndices({})
    sim.reset()
    expect(await outcomeOf(sim.kendra.listIndices({}))).toBe('success')
  })

  it('refuses the same calls in every run, however the loops of callers are laid out', async () => {
    const run = async (loops: readonly string[]): Promise<string> => {
      const { sim, put } = openIndex({
        latencyMs: [5, 200],
        kendra: { quotas: { BatchPutDocument: { rate: 5, burst: 2 } } },
      })
      await Promise.all(
        loops.map(async (loop) => {
          for (let n = 0; n < 6; n++) {
            await outcomeOf(put(`${loop}-${n}`))
            await sim.clock.sleep(40)
          }
        }),
      )
      await sim.settle()
      return sim.trace.digest()
    }
    const digests = new Set<string>()
    for (const loops of [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
      ['b', 'c', 'a'],
    ])
      for (let n = 0; n < 3; n++) digests.add(await run(loops))
    expect(digests.size).toBe(1)
  })
})

it.each<[string, object, string]>([
  ['a rate of 0', { ListIndices: { rate: 0 } }, 'options.kendra.quotas.ListIndices.rate is 0'],
  ['a negative rate', { ListIndices: { rate: -1 } }, 'options.kendra.quotas.ListIndices.rate is -1'],
  [
    'a rate without end',
    { ListIndices: { rate: Infinity } },
    'options.kendra.quotas.ListIndices.rate is Infinity',
  ],
  ['no rate', { ListIndices: { burst: 1 } }, 'options.kendra.quotas.ListIndices.rate is undefined'],
  ['a burst of 0', { ListIndices: { rate: 1, burst: 0 } }, 'options.kendra.quotas.ListIndices.burst is 0'],
  [
    'half a burst',
    { ListIndices: { rate: 1, burst: 1.5 } },
    'options.kendra.quotas.ListIndices.burst is 1.5',
  ],
  [
    'a pause that is none',
    { ListIndices: { rate: 1, retryAfter: 'soon' } },
    'options.kendra.quotas.ListIndices.retryAfter is "soon"',
  ],
  [
    'a pause of half a second',
    { ListIndices: { rate: 1, retryAfter: 500 } },
    'options.kendra.quotas.ListIndices.retryAfter is 500; expected whole seconds',
  ],
  [
    'an unknown member',
    { ListIndices: { rate: 1, per: 'm' } },
    'options.kendra.quotas.ListIndices: unknown member per',
  ],
  ['an unknown operation', { Query: { rate: 1 } }, 'options.kendra.quotas'],
  ['a number', { ListIndices: 5 }, 'options.kendra.quotas.ListIndices is 5; expected a quota'],
])('refuses %s and names the place', (_, quotas, place) => {
  const open = () => new Simulator({ kendra: { quotas } } as object)
  expect(open).toThrow(ConfigurationError)
  expect(open).toThrow(place)
})

const rates = fc.integer({ min: 1, max: 20 })
const bursts = fc.integer({ min: 1, max: 10 })
const gaps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 })

property.prop([rates, bursts, gaps], { numRuns: 300 })(
  'a bucket lets a call through whenever, counted out in fractions, a whole one is in it',
  (rate, burst, waits) => {
    const quotas = new Quotas({ Call: { rate, burst } })
    let now = 0
    // In thousandths of a call, and therefore exact.
    let tokens = burst * 1000
    for (const wait of waits) {
      now += wait
      tokens = Math.min(burst * 1000, tokens + wait * rate)
      const isDue = tokens >= 1000
      if (isDue) tokens -= 1000
      const call = (): void => quotas.take('Call', now)
      if (isDue) expect(call).not.toThrow()
      else expect(call).toThrow('Rate exceeded')
    }
  },
)
