/** How a client of the real SDK tries again: on simulated time, or as the user says. */

import { DescribeIndexCommand, KendraClient, ThrottlingException } from '@aws-sdk/client-kendra'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { identify } from '../../../../src/core/call.ts'
import { Draws } from '../../../../src/core/draws.ts'
import { identityOf } from '../../../../src/facades/kendra/wire/kendra-service.ts'
import type { RetryErrorInfo, RetryToken } from '../../../../src/facades/kendra/wire/retry-strategy.ts'
import { SimulationStalledError, Simulator, SimulatorClosedError } from '../../../../src/index.ts'
import { property } from '../../../support/property.ts'
import { errorOf, type OpenClient, openClient, putOf, watched } from './sdk.ts'

const LATENCY_MS = 10

/** The service fails with this error, so many times. */
function failing(sim: Simulator, error: string, times: number): void {
  sim.faults.add({ name: error, do: { type: 'error', error }, limit: { fires: times } })
}

/** What an error of the SDK tells of its attempts. */
async function metadataOf(call: Promise<unknown>): Promise<{ attempts: number; totalRetryDelay: number }> {
  try {
    const { $metadata } = (await call) as { $metadata: { attempts: number; totalRetryDelay: number } }
    return $metadata
  } catch (error) {
    return (error as { $metadata: { attempts: number; totalRetryDelay: number } }).$metadata
  }
}

/** An instant in the middle of the first back-off. */
async function untilBackOff({ sim, requests }: OpenClient): Promise<void> {
  await sim.clock.sleep(LATENCY_MS + 1)
  expect(requests).toHaveLength(1)
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a client with simulated retries', () => {
  it('tries a throttled put three times, while simulated time goes on by the back-offs and no real timer runs', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    const { sim, put, requests } = openClient()
    sim.faults.throttle('BatchPutDocument', { times: 2 })
    const start = sim.clock.now()
    const { $metadata } = await put('a')
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 3 })
    expect(requests).toHaveLength(3)
    expect($metadata.totalRetryDelay).toBeGreaterThan(0)
    expect($metadata.totalRetryDelay).toBeLessThan(1000 + 2000)
    expect(sim.clock.now() - start).toBe($metadata.totalRetryDelay! + 3 * LATENCY_MS)
    expect(timers.mock.calls.filter(([, ms = 0]) => ms > 0)).toEqual([])
  })

  it('[kendra.quota.retry-after] waits at least as long as the quota asks for', async () => {
    const quotas = { DescribeIndex: { rate: 0.001, burst: 1, retryAfter: '4s' } } as const
    const sim = new Simulator({ latencyMs: 0, kendra: { quotas } })
    const client = new KendraClient(sim.kendra.clientConfig({ maxAttempts: 2 }))
    const describeIndex = new DescribeIndexCommand({ Id: sim.kendra.addIndex() })
    await client.send(describeIndex)
    const before = sim.clock.now()
    await expect(client.send(describeIndex)).rejects.toBeInstanceOf(ThrottlingException)
    expect(sim.clock.now() - before).toBeGreaterThanOrEqual(4_000)
  })

  it('waits the same whatever clients draw at random', () => {
    const identity = (input: object): number => identify(identityOf('BatchPutDocument', input, 'us-east-1/1'))
    const input = { IndexId: 'i', ClientToken: 'one' }
    expect(identity({ ...input, ClientToken: 'two' })).toBe(identity(input))
    expect(identity({ ...input, IndexId: 'j' })).not.toBe(identity(input))
    expect(identity({ ...input, Name: 'n' })).not.toBe(identity(input))
  })

  it('gives up after three attempts with the error of the last', async () => {
    const { sim, put, requests } = openClient()
    sim.faults.throttle('BatchPutDocument')
    const refused = put('a')
    await expect(refused).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { attempts: 3 } })
    expect(requests).toHaveLength(3)
  })

  it.each([1, 2, 5])('tries %d times where clientConfig says so', async (maxAttempts) => {
    const { sim, put } = openClient({}, { config: { maxAttempts } })
    sim.faults.throttle('BatchPutDocument')
    expect(await metadataOf(put('a'))).toMatchObject({ attempts: maxAttempts })
  })

  it.each([1, 2, 5])('tries %d times where the client’s own maxAttempts says so', async (maxAttempts) => {
    const { sim, put } = openClient({}, { settings: { maxAttempts } })
    sim.faults.throttle('BatchPutDocument')
    expect(await metadataOf(put('a'))).toMatchObject({ attempts: maxAttempts })
  })

  it('waits less than 50 and then 100 ms after an InternalServerException', async () => {
    const { sim, put } = openClient()
    failing(sim, 'InternalServerException', 2)
    const { attempts, totalRetryDelay } = await metadataOf(put('a'))
    expect(attempts).toBe(3)
    expect(totalRetryDelay).toBeLessThan(50 + 100)
  })

  it.each(['ValidationException', 'ConflictException', 'AccessDeniedException'])(
    'does not try again after a %s',
    async (error) => {
      const { sim, put } = openClient()
      failing(sim, error, 1)
      await expect(put('a')).rejects.toMatchObject({ name: error, $metadata: { attempts: 1 } })
    },
  )

  it('tries again when a restart of the service cuts the connection', async () => {
    const { sim, put } = openClient()
    const done = put('a')
    await sim.clock.sleep(2)
    sim.restart()
    expect(await metadataOf(done)).toMatchObject({ httpStatusCode: 200, attempts: 2 })
  })

  it.each([
    ['2', 2000, 2000 + 1000],
    ['0.25', 250, 1000],
    ['3600', 5000, 5000 + 1000],
  ])('waits as long as retry-after: %s says, within five seconds', async (header, least, most) => {
    const { sim, indexId } = openClient()
    const requestHandler = watched(sim, [], ({ statusCode, headers }) => {
      if (statusCode !== 200) headers['retry-after'] = header
    })
    const client = new KendraClient({ ...sim.kendra.clientConfig(), requestHandler })
    sim.faults.throttle('BatchPutDocument', { times: 1 })
    const { totalRetryDelay } = await metadataOf(client.send(putOf(indexId, 'a')))
    expect(totalRetryDelay).toBeGreaterThanOrEqual(least)
    expect(totalRetryDelay).toBeLessThanOrEqual(most)
  })

  it('waits differently for each seed, call and attempt, and the same in each run', async () => {
    const delays = async (seed: number): Promise<number[]> => {
      const { sim, put } = openClient({ seed })
      const found: number[] = []
      for (const id of ['a', 'b', 'a']) {
        sim.faults.throttle('BatchPutDocument', { times: 1 })
        found.push((await metadataOf(put(id))).totalRetryDelay)
      }
      return found
    }
    const first = await delays(1)
    expect(new Set(first).size).toBe(3)
    expect(await delays(1)).toEqual(first)
    expect(await delays(2)).not.toEqual(first)
  })

  it('runs to one trace in ten runs of ten senders at once, half of their calls throttled', async () => {
    const digests = new Set<string>()
    for (let run = 0; run < 10; run++) {
      const { sim, put, requests } = openClient({ latencyMs: [5, 20] }, { config: { maxAttempts: 6 } })
      sim.faults.add({
        name: 'half',
        on: { operation: 'BatchPutDocument' },
        when: { probability: 0.5 },
        do: { type: 'throttle' },
      })
      const sender = async (name: string): Promise<void> => {
        for (let i = 0; i < 5; i++) await put(`${name}-${i}`).catch(() => {})
      }
      await Promise.all(Array.from({ length: 10 }, (_, i) => sender(`sender-${i}`)))
      expect(requests.length).toBeGreaterThan(60)
      digests.add(sim.trace.digest())
    }
    expect([...digests]).toHaveLength(1)
  })

  it('holds time for the real timer that older versions of the SDK set after a back-off', async () => {
    const { sim, indexId } = openClient()
    const config = sim.kendra.clientConfig()
    const { retryStrategy } = config
    // Those versions wait for `getRetryDelay()` even where it is nothing.
    const older = {
      acquireInitialRetryToken: () => retryStrategy!.acquireInitialRetryToken(),
      recordSuccess: (token: RetryToken) => retryStrategy!.recordSuccess(token),
      async refreshRetryTokenForRetry(token: RetryToken, info: RetryErrorInfo) {
        const next = await retryStrategy!.refreshRetryTokenForRetry(token, info)
        await new Promise((resolve) => setTimeout(resolve, 0))
        return next
      },
    }
    const client = new KendraClient({ ...config, retryStrategy: older as typeof retryStrategy & {} })
    sim.faults.throttle('BatchPutDocument', { times: 1 })
    const start = sim.clock.now()
    const isOver = { put: false }
    const put = client.send(putOf(indexId, 'a')).then(({ $metadata }) => {
      isOver.put = true
      return $metadata
    })
    // Somebody else's short steps would carry time away while the timer runs.
    while (!isOver.put) await sim.clock.sleep(1)
    expect(sim.clock.now() - start).toBeLessThanOrEqual((await put).totalRetryDelay! + 2 * LATENCY_MS + 1)
  })

  it('goes on where a middleware takes away what the SDK says of its attempts', async () => {
    const { sim, client, put } = openClient()
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> }
        for (const name of ['amz-sdk-invocation-id', 'amz-sdk-request']) delete headers[name]
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    sim.faults.throttle('BatchPutDocument')
    expect(await metadataOf(put('a'))).toMatchObject({ attempts: 3 })
  })

  it('goes on where a middleware waits on simulated time before each attempt', async () => {
    const { sim, client, put } = openClient()
    client.middlewareStack.add(
      (next) => async (args) => {
        await sim.clock.sleep(100)
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    sim.faults.throttle('BatchPutDocument', { times: 2 })
    const start = sim.clock.now()
    const { attempts, totalRetryDelay } = await metadataOf(put('a'))
    expect(attempts).toBe(3)
    expect(sim.clock.now() - start).toBe(totalRetryDelay + 3 * (100 + LATENCY_MS))
  })

  it('goes on where a middleware of the user loses the connection', async () => {
    const { sim, client, put } = openClient()
    let failures = 2
    client.middlewareStack.add(
      (next) => (args) => {
        if (failures-- > 0) throw Object.assign(new Error('a cable'), { code: 'ECONNRESET' })
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const start = sim.clock.now()
    const { attempts, totalRetryDelay } = await metadataOf(put('a'))
    expect(attempts).toBe(3)
    expect(sim.clock.now() - start).toBe(totalRetryDelay + LATENCY_MS)
  })
})

describe('a client that is aborted', () => {
  it('sends nothing when it is aborted before', async () => {
    const { sim, put } = openClient()
    await expect(put('a', { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    expect(sim.calls).toEqual([])
  })

  it('hears of it at once while its call is under way, and the call goes on at the service', async () => {
    const { sim, put, indexId } = openClient()
    const controller = new AbortController()
    const start = sim.clock.now()
    const aborted = errorOf(put('a', { abortSignal: controller.signal }))
    await sim.clock.sleep(2)
    controller.abort()
    expect(await aborted).toMatchObject({ name: 'AbortError' })
    expect(sim.clock.now() - start).toBe(2)
    await sim.clock.sleep(LATENCY_MS)
    await sim.settle()
    expect(sim.document(indexId, 'a')).toMatchObject({ status: 'INDEXED' })
  })

  it('hears of it at once, and of nothing else, when the call that goes on is refused', async () => {
    const { sim, put } = openClient()
    sim.faults.throttle('BatchPutDocument')
    const controller = new AbortController()
    const aborted = errorOf(put('a', { abortSignal: controller.signal }))
    await sim.clock.sleep(2)
    controller.abort()
    expect(await aborted).toMatchObject({ name: 'AbortError' })
    await sim.clock.sleep(100)
    expect(sim.calls).toHaveLength(1)
  })

  it('hears of it at once in a back-off, and time goes on for others', async () => {
    const open = openClient()
    const { sim, put, requests } = open
    sim.faults.throttle('BatchPutDocument', { times: 1 })
    const controller = new AbortController()
    const aborted = errorOf(put('a', { abortSignal: controller.signal }))
    await untilBackOff(open)
    const now = sim.clock.now()
    controller.abort()
    expect(await aborted).toMatchObject({ name: 'AbortError' })
    expect(sim.clock.now()).toBe(now)
    await sim.clock.sleep(60_000)
    expect(requests).toHaveLength(1)
    expect(await put('a')).toMatchObject({ $metadata: { attempts: 1 } })
  })

  it('hears of it at once when it is aborted at the end of its back-off, and time goes on for others', async () => {
    const { sim, put } = openClient()
    sim.faults.throttle('BatchPutDocument', { times: 1 })
    const { totalRetryDelay } = await metadataOf(put('a'))
    const twin = openClient()
    twin.sim.faults.throttle('BatchPutDocument', { times: 1 })
    const controller = new AbortController()
    const aborted = errorOf(twin.put('a', { abortSignal: controller.signal }))
    await twin.sim.clock.sleep(LATENCY_MS + totalRetryDelay)
    controller.abort()
    expect(await aborted).toMatchObject({ name: 'AbortError' })
    await twin.sim.clock.sleep(60_000)
    expect(await twin.put('b')).toMatchObject({ FailedDocuments: [] })
  })
})

describe('a client in a back-off', () => {
  it('hears of a reset, and serves the world that follows', async () => {
    const open = openClient()
    const { sim, put, client, requests } = open
    sim.faults.throttle('BatchPutDocument')
    const cut = errorOf(put('a'))
    await untilBackOff(open)
    sim.reset()
    expect(await cut).toBeInstanceOf(SimulatorClosedError)
    // The second is where it hears of it: nothing of it reaches the new world.
    expect(requests).toHaveLength(2)
    expect(sim.calls).toEqual([])
    const indexId = sim.kendra.addIndex()
    sim.faults.throttle('BatchPutDocument', { times: 1 })
    expect(await metadataOf(client.send(putOf(indexId, 'a')))).toMatchObject({
      httpStatusCode: 200,
      attempts: 2,
    })
  })

  it('hears of the end of the simulator', async () => {
    const open = openClient()
    open.sim.faults.throttle('BatchPutDocument')
    const cut = errorOf(open.put('a'))
    await untilBackOff(open)
    await open.sim.close()
    expect(await cut).toBeInstanceOf(SimulatorClosedError)
  })

  it('repeats after a reset what it did before it', async () => {
    const { sim, client } = openClient({ seed: 3 })
    const digests = new Set<string>()
    for (let run = 0; run < 3; run++) {
      sim.reset()
      const indexId = sim.kendra.addIndex()
      const putAll = (): Promise<unknown> =>
        Promise.all(['a', 'b', 'c'].map((id) => client.send(putOf(indexId, id)).catch(() => {})))
      for (let i = 0; i < 2; i++) {
        sim.faults.throttle('BatchPutDocument', { times: 5 })
        await putAll()
      }
      digests.add(sim.trace.digest())
    }
    expect([...digests]).toHaveLength(1)
  })

  it('does not try again after a stall', async () => {
    const { sim, put, requests } = openClient({ limits: { external: 1 } })
    const never = new Promise(() => {})
    const stalled = errorOf(sim.external(never))
    await expect(put('a')).rejects.toThrow(SimulationStalledError)
    expect(await stalled).toBeInstanceOf(SimulationStalledError)
    expect(requests).toHaveLength(1)
  })
})

/** The SDK's strategy, whose tokens are as ours. */
interface SdkStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>
  refreshRetryTokenForRetry(
    token: RetryToken,
    info: RetryErrorInfo & { retryAfterHint?: Date },
  ): Promise<RetryToken>
  recordSuccess(token: RetryToken): void
}

describe('[kendra.wire.retries] the simulated strategy beside the SDK’s own', () => {
  const failure = fc.record({
    name: fc.constantFrom('ThrottlingException', 'TimeoutError', 'ValidationException'),
    retryAfter: fc.option(fc.constantFrom(0, 0.5, 3, 60), { nil: undefined }),
  })
  /** What calls come to: each fails so often, and then succeeds or is given up. */
  const calls = fc.array(fc.record({ failures: fc.array(failure, { maxLength: 9 }) }), { maxLength: 40 })

  property.prop([calls, fc.integer({ min: 1, max: 9 })], { numRuns: 40 })(
    'waits as long and gives up as early, jitter and capacity included',
    async (all, maxAttempts) => {
      vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
      const { sim } = openClient({ seed: 9 })
      const draws = new Draws(9)
      const own = sim.kendra.clientConfig({ maxAttempts }).retryStrategy!
      const standard = new KendraClient(sim.kendra.clientConfig({ maxAttempts, retries: 'sdk' }))
      const theirs = (await standard.config.retryStrategy()) as unknown as SdkStrategy
      let occurrence = 0
      for (const { failures } of all) {
        // Calls at different instants: each is one of its own.
        await sim.clock.advance(1)
        let tokens = [await own.acquireInitialRetryToken(), await theirs.acquireInitialRetryToken('')]
        let isFirst = true
        let isGivenUp = false
        for (const { name, retryAfter } of failures) {
          const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
          const error = Object.assign(new Error(name), { name, $response: { statusCode: 400, headers } })
          const errorType =
            name === 'ThrottlingException'
              ? 'THROTTLING'
              : name === 'TimeoutError'
                ? 'TRANSIENT'
                : 'CLIENT_ERROR'
          const hint =
            retryAfter === undefined ? {} : { retryAfterHint: new Date(Date.now() + retryAfter * 1000) }
          if (isFirst && errorType !== 'CLIENT_ERROR') occurrence++
          const count = tokens[0]!.getRetryCount() + 1
          vi.spyOn(Math, 'random').mockReturnValue(draws.uniform('back-off', occurrence, count))
          const answers = await Promise.all([
            tokenOrNone(own.refreshRetryTokenForRetry(tokens[0]!, { error, errorType })),
            withTimers(
              tokenOrNone(theirs.refreshRetryTokenForRetry(tokens[1]!, { error, errorType, ...hint })),
            ),
          ])
          if (isFirst && answers[0] === undefined && errorType !== 'CLIENT_ERROR') occurrence--
          isFirst = false
          expect(viewOf(answers[0])).toEqual(viewOf(answers[1]))
          if (answers[0] === undefined || answers[1] === undefined) {
            isGivenUp = true
            break
          }
          tokens = [answers[0], answers[1]]
        }
        if (isGivenUp) continue
        own.recordSuccess(tokens[0]!)
        theirs.recordSuccess(tokens[1]!)
      }
      vi.useRealTimers()
    },
  )

  async function tokenOrNone(refreshed: Promise<RetryToken>): Promise<RetryToken | undefined> {
    try {
      return await refreshed
    } catch {
      return undefined
    }
  }

  /** Lets the SDK's real timers fire at once. */
  async function withTimers<T>(promise: Promise<T>): Promise<T> {
    await vi.advanceTimersByTimeAsync(60_000)
    return promise
  }

  function viewOf(token: RetryToken | undefined): unknown {
    return token && [token.getRetryCount(), token.getRetryDelay(), token.getRetryCost(), token.$retryLog]
  }
})

describe('a client with retries of its own', () => {
  it('waits on the machine’s clock where clientConfig says sdk', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { sim, put } = openClient({}, { config: { retries: 'sdk' } })
    sim.faults.throttle('BatchPutDocument', { times: 2 })
    const start = sim.clock.now()
    expect(await metadataOf(put('a'))).toMatchObject({ attempts: 3, totalRetryDelay: 0 })
    expect(sim.clock.now() - start).toBe(3 * LATENCY_MS)
  })

  it('gets no strategy where clientConfig says sdk', () => {
    const { sim } = openClient()
    expect(sim.kendra.clientConfig({ retries: 'sdk' })).not.toHaveProperty('retryStrategy')
  })

  it('keeps its settings when it is given the request handler alone', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { sim, indexId } = openClient()
    const client = new KendraClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: sim.kendra.requestHandler,
      maxAttempts: 5,
    })
    sim.faults.throttle('BatchPutDocument', { times: 4 })
    expect(await metadataOf(client.send(putOf(indexId, 'a')))).toMatchObject({
      httpStatusCode: 200,
      attempts: 5,
    })
  })
})
