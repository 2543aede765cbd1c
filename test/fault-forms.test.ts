/** The short forms of rules, their accounts, and the words for them. */
import { describe, expect, it } from 'vitest'
import { ConfigurationError, Simulator, UnfiredFaultError } from '../src/index.ts'
import { type KendraDriver, openIndex } from './support/kendra-driver.ts'

function open(): { sim: Simulator; index: KendraDriver } {
  const sim = new Simulator({ latencyMs: 10, indexingMs: 1_000, workers: { threads: 0 } })
  return { sim, index: openIndex(sim) }
}

/** The code of what went wrong, or `'ok'`. */
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: Error & { code?: string }) => error.code ?? error.name,
  )

describe('a short form', () => {
  it('stalls a document until it is put again', async () => {
    const { sim, index } = open()
    sim.faults.stall('a', { times: 1 })
    await index.put('a', 'b')
    await sim.settle()
    expect([await index.status('a'), await index.status('b')]).toEqual(['PROCESSING', 'INDEXED'])
    sim.restart()
    await sim.settle()
    expect(await index.status('a')).toBe('INDEXED')
  })

  it('keeps a stalled document through a restart, where it goes on for good', async () => {
    const { sim, index } = open()
    const rule = sim.faults.stall('a')
    await index.put('a')
    sim.restart()
    await sim.settle()
    expect(await index.status('a')).toBe('PROCESSING')
    expect(rule.stats.fired).toBe(2)
    sim.faults.remove(rule.name)
    await index.put('a')
    await sim.settle()
    expect(await index.status('a')).toBe('INDEXED')
  })

  it('delays a document by a span, or by one of a range', async () => {
    const { sim, index } = open()
    sim.faults.delay('a', '1m')
    sim.faults.delay({ glob: 'r*' }, ['1s', '1m'])
    await index.put('a', 'r1', 'r2', 'r3')
    await sim.settle()
    const took = (id: string): number => {
      const [revision] = sim.document(index.indexId, id)?.revisions ?? []
      return (revision?.settledAt ?? 0) - (revision?.acceptedAt ?? 0)
    }
    expect(took('a')).toBe(61_000)
    const drawn = ['r1', 'r2', 'r3'].map(took)
    for (const ms of drawn) expect(ms).toSatisfy((value: number) => value >= 2_000 && value <= 61_000)
    expect(new Set(drawn).size).toBe(3)
  })

  it.each(['crash', 'hang', 'outOfMemory'] as const)(
    'lets a worker die over a document: %s',
    async (kind) => {
      const { sim, index } = open()
      sim.faults.crashWorker('a', { death: kind })
      await index.put('a', 'b')
      await sim.settle()
      expect([await index.status('a'), await index.status('b')]).toEqual(['FAILED', 'INDEXED'])
      expect(sim.document(index.indexId, 'a')?.faults.map(({ effect }) => effect)).toEqual([kind, kind, kind])
    },
  )

  it('throttles calls, and says how long to wait', async () => {
    const { sim, index } = open()
    sim.faults.throttle('BatchPutDocument', { times: 1, retryAfter: '3s' })
    await expect(index.put('a')).rejects.toMatchObject({ name: 'ThrottlingException', retryAfterMs: 3_000 })
    await index.put('a')
  })

  it('loses replies of an operation, or of its calls about a document', async () => {
    const { sim, index } = open()
    sim.faults.dropReply('BatchPutDocument', { document: 'a', times: 1 })
    expect(await outcome(index.put('b'))).toBe('ok')
    expect(await outcome(index.put('a'))).toBe('ECONNRESET')
    await sim.settle()
    expect(await index.status('a')).toBe('INDEXED')
  })

  it('takes the service away from now on for a while, or from an instant', async () => {
    const { sim, index } = open()
    await sim.clock.sleep('10s')
    sim.faults.outage({ for: '5s', facade: 'kendra' })
    sim.faults.outage({ from: '30s', for: '5s' })
    const seen: string[] = []
    for (let second = 10; second < 40; second += 5) {
      seen.push(await outcome(index.put(`at ${second}`)))
      await sim.papi
        .connector('c')
        .ping()
        .catch(() => seen.push('papi is out'))
      await sim.clock.sleep(5_000 - ((sim.clock.now() - 1_767_225_600_000) % 5_000))
    }
    expect(seen).toEqual(['ECONNREFUSED', 'ok', 'ok', 'ok', 'ECONNREFUSED', 'papi is out', 'ok'])
    sim.faults.assertAllFired()
  })

  it('lets the service come and go', async () => {
    const { sim, index } = open()
    sim.faults.flap({ up: '3s', down: '2s' })
    const seen: string[] = []
    for (let second = 0; second < 10; second++) {
      seen.push((await outcome(index.status('a'))) === 'ok' ? 'up' : 'down')
      await sim.clock.sleep(1_000 - ((sim.clock.now() - 1_767_225_600_000) % 1_000))
    }
    expect(seen.join(' ')).toBe('up up up down down up up up down down')
  })

  it('lets an outage begin and end slowly', async () => {
    const { sim, index } = open()
    sim.faults.outage({ from: 0, for: '10m', ramp: '5m' })
    const failed: number[] = []
    for (let minute = 0; minute < 10; minute++) {
      let failures = 0
      for (let n = 0; n < 50; n++)
        if ((await outcome(index.status(`doc ${minute} ${n}`))) !== 'ok') failures++
      failed.push(failures)
      await sim.clock.sleep(60_000 - ((sim.clock.now() - 1_767_225_600_000) % 60_000))
    }
    expect(failed[0]).toBeLessThan(5)
    expect(failed[5]).toBeGreaterThan(45)
    expect(failed[9]).toBeLessThan(25)
    expect(failed[2]).toBeGreaterThan(failed[0] as number)
  })

  it('is refused where it says not what it is for, or what means nothing', () => {
    const { sim } = open()
    const wrong: [() => unknown, string][] = [
      [
        () => sim.faults.stall(undefined as never),
        'faults.stall: the first argument is undefined; expected the document it is for',
      ],
      [
        () => sim.faults.delay('a', undefined as never),
        'faults.delay: the second argument is undefined; expected a span of time',
      ],
      [() => sim.faults.delay('a', 'soon' as never), 'do.by is "soon"; expected milliseconds'],
      [() => sim.faults.delay('a', ['5s', '1s']), 'do.by is ["5s","1s"]; expected a range'],
      [
        () => sim.faults.outage({ until: '5s' } as never),
        'faults.outage: there is no option until; there are facade, from, for, ramp',
      ],
      [
        () => sim.faults.outage({ for: 'long' as never }),
        'faults.outage.for is "long"; expected milliseconds',
      ],
      [
        () => sim.faults.outage({ for: '5s', ramp: '3s' }),
        'do.ramp is "3s"; expected at most half of the window',
      ],
      [
        () => sim.faults.flap({ up: '1s' } as never),
        'faults.flap: down is undefined; expected a span of time',
      ],
      [() => sim.faults.dropReply('Put' as never), 'expected one of the operations'],
      [() => sim.faults.crashWorker('a', { death: 'nap' as never }), 'do.type is "nap"; expected an effect'],
    ]
    for (const [add, message] of wrong) {
      expect(add).toThrow(ConfigurationError)
      expect(add).toThrow(message)
    }
    expect(sim.faults.rules).toEqual([])
  })
})

describe('an account', () => {
  it('is on the rule that was added, and outlasts its removal', async () => {
    const { sim, index } = open()
    const rule = sim.faults.add({
      name: 'flaky',
      on: { document: 'a' },
      when: { skip: 1 },
      do: { type: 'reset' },
    })
    expect(JSON.parse(JSON.stringify(rule))).toEqual({
      name: 'flaky',
      on: { document: 'a' },
      when: { skip: 1 },
      do: { type: 'reset' },
      limit: {},
    })
    await index.put('a')
    await index.put('b')
    await index.put('a').catch(() => {})
    const stats = { evaluated: 3, matched: 2, fired: 1 }
    expect(rule.stats).toMatchObject({
      ...stats,
      heldBack: { skip: 1, window: 0, probability: 0, limit: 0, rank: 0 },
    })
    sim.faults.remove('flaky')
    await index.put('a')
    expect(rule.stats).toMatchObject(stats)
    // As it was given back it can be added again.
    expect(sim.faults.add(rule).stats.matched).toBe(0)
  })

  it('is on the time line of the document', async () => {
    const { sim, index } = open()
    sim.faults.add({ name: 'slow', on: { document: 'a', phase: 'index' }, do: { type: 'slow', by: '5s' } })
    sim.faults.add({
      name: 'unseen',
      on: { document: 'a', operation: 'BatchGetDocumentStatus' },
      do: { type: 'hide' },
    })
    sim.faults.fail('a', { times: 1 })
    await index.put('a', 'b')
    await sim.settle()
    await index.put('a')
    await sim.settle()
    await index.status('a')
    const start = sim.calls[0]?.startedAt ?? 0
    const faults = sim
      .document(index.indexId, 'a')
      ?.faults.map(({ at, rule, effect }) => [at - start, rule, effect])
    expect(faults).toEqual([
      [5, 'slow', 'slow'],
      [6_010, 'slow', 'slow'],
      [12_015, 'unseen', 'hide'],
    ])
    expect(sim.document(index.indexId, 'b')?.faults).toEqual([])
  })

  it('is told in plain words', async () => {
    const { sim, index } = open()
    sim.faults.fail('a', { code: 'BAD_PDF', reason: 'cannot parse', times: 2 })
    sim.faults.add({
      name: 'cable',
      on: { facade: 'kendra' },
      when: { from: '1h', until: '2h', probability: 0.25 },
      do: { type: 'reset' },
    })
    sim.faults.add({ name: 'reboot', when: { from: '1d' }, do: { type: 'restart', period: '7d' } })
    sim.faults.flap({ facade: 'papi', up: '1m', down: '5s', from: 0, for: '1h' })
    await index.put('a')
    await sim.settle()
    expect(sim.faults.explain()).toBe(
      [
        'fail-1: documents "a" fail to be indexed with BAD_PDF (cannot parse), at most 2 times.',
        '  Fired once, of 1 that matched.',
        'cable: from 1h until 2h, calls of Kendra find the connection broken, and have no effect, with a probability of 0.25.',
        '  Never fired: matched once, held back by window (1).',
        'reboot: from 1d on, the service restarts, and again each 7d.',
        '  Never fired: nothing came to its phase.',
        'flap-1: until 1h, calls of the Push API reach nobody, 5s after each 1m.',
        '  Never fired: looked at once, and nothing matched.',
        '',
      ].join('\n'),
    )
    expect(() => sim.faults.assertAllFired()).toThrow(UnfiredFaultError)
    expect(() => sim.faults.assertAllFired()).toThrow(
      /3 of 4 fault rules never fired:\n {2}cable \(reset\): matched once, held back by window \(1\); its window begins at 1h, and the run is at 1s/,
    )
  })
})

describe('a restart by a rule', () => {
  it('comes at its time and after each period, and nobody waits for it', async () => {
    const { sim, index } = open()
    const rule = sim.faults.add({
      name: 'reboot',
      when: { from: '10s', until: '1m' },
      do: { type: 'restart', period: '20s' },
    })
    await sim.settle()
    expect(sim.clock.now() - 1_767_225_600_000).toBe(0)
    const api = sim.papi.connector('c')
    const sessions = new Set<string>()
    for (let second = 0; second < 90; second += 15) {
      sessions.add(await api.startPushSession())
      await api.stopPushSession()
      await sim.clock.sleep('15s')
    }
    expect([sessions.size, rule.stats.fired]).toEqual([4, 3])
    expect(sim.trace.lines().filter((line) => line.includes('"effect":"restart"'))).toHaveLength(3)
    await index.put('a')
    await sim.settle()
    expect(await index.status('a')).toBe('INDEXED')
  })

  it('that is taken away does not come, and a reset brings it back', async () => {
    const sim = new Simulator({ faults: [{ name: 'reboot', when: { from: '1s' }, do: { type: 'restart' } }] })
    sim.faults.remove('reboot')
    await sim.clock.sleep('5s')
    expect(sim.trace.lines()).toEqual([])
    sim.reset()
    await sim.clock.sleep('5s')
    expect(sim.trace.lines().map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
      'fault',
      'restarted',
    ])
  })
})

it('an effect that can happen in two phases needs the one that is meant', () => {
  const { sim } = open()
  const slow = (on: object) => () => sim.faults.add({ name: 'slow', on, do: { type: 'slow', by: '1s' } })
  expect(slow({})).toThrow(
    "on.phase is undefined; expected 'response' or 'index': the effect slow can happen in each",
  )
  expect(slow({ phase: 'commit' })).toThrow('the effect slow cannot happen in another phase')
  expect(slow({ phase: 'response', attempt: 1 })).toThrow('nothing: a call has no attempts at indexing')
  slow({ phase: 'index', attempt: 1 })()
})

describe('a restart in the middle of what rules do', () => {
  const start = 1_767_225_600_000
  const endOf = (sim: Simulator, index: KendraDriver): number | undefined => {
    const at = sim.document(index.indexId, 'a')?.revisions.at(-1)?.settledAt
    return at === undefined ? undefined : at - start
  }

  it('ends the attempt under way, though a rule keeps the next one waiting', async () => {
    for (const [effect, end] of [
      [{ type: 'delay', by: '1h' }, 3_602_000],
      [{ type: 'stall' }, undefined],
    ] as const) {
      const { sim, index } = open()
      await index.put('a')
      sim.faults.add({ name: 'queue', do: effect })
      await sim.clock.sleep(start + 1_000 - sim.clock.now())
      sim.restart()
      await sim.settle()
      await sim.clock.advance('2h')
      expect(endOf(sim, index)).toBe(end)
    }
  })

  it('ends a delay, and what comes late is asked about again', async () => {
    const { sim, index } = open()
    sim.faults.add({ name: 'late', do: { type: 'late', by: '1h' }, limit: { fires: 1 } })
    sim.faults.add({ name: 'lost', do: { type: 'lose' }, when: { from: '5s' } })
    await index.put('a')
    await sim.clock.sleep('6s')
    sim.restart()
    await sim.settle()
    expect(await index.status('a')).toBe('NOT_FOUND')
    sim.faults.assertAllFired()
  })

  it('counts attempts beyond 256, and mistakes none for another', async () => {
    const sim = new Simulator({ latencyMs: 0, indexingMs: 256_500, workers: { threads: 0 }, calls: 'off' })
    const index = openIndex(sim)
    sim.faults.add({
      name: 'reboot',
      when: { from: '1s', until: '1000s' },
      do: { type: 'restart', period: '1s' },
    })
    await index.put('a')
    await sim.settle()
    expect(endOf(sim, index)).toBe(999_000 + 256_500)
    expect(sim.document(index.indexId, 'a')?.revisions[0]?.attempts).toBe(1_000)
  })

  it('leaves no fault that fired out of the trace and of the time line', async () => {
    const { sim, index } = open()
    sim.faults.fail('a', { times: 1 })
    await index.put('a')
    await sim.clock.sleep(500)
    sim.restart()
    await sim.settle()
    expect(await index.status('a')).toBe('INDEXED')
    expect(sim.document(index.indexId, 'a')?.faults.map(({ rule }) => rule)).toEqual(['fail-1'])
    expect(sim.trace.lines().filter((line) => line.includes('"rule":"fail-1"'))).toHaveLength(1)
  })

  it('that never comes leaves the digest as it is', async () => {
    const digests = new Set<string>()
    for (const rules of [0, 1, 2, 3]) {
      const { sim, index } = open()
      if (rules === 1)
        sim.faults.add({ name: 'unlucky', when: { from: '1s', probability: 0 }, do: { type: 'restart' } })
      if (rules === 2)
        sim.faults.add({ name: 'patient', when: { skip: 100 }, do: { type: 'restart', period: '100ms' } })
      if (rules === 3) {
        sim.faults.add({ name: 'gone', when: { from: '10ms' }, do: { type: 'restart' } })
        sim.faults.remove('gone')
      }
      await index.put('a', 'b')
      await sim.settle()
      digests.add(sim.trace.digest())
    }
    expect(digests.size).toBe(1)
  })

  it('that is added after its time comes at the next one of its period, or never', async () => {
    const { sim } = open()
    await sim.clock.sleep('90s')
    const again = sim.faults.add({
      name: 'again',
      when: { from: '1m' },
      do: { type: 'restart', period: '5m' },
    })
    const once = sim.faults.add({ name: 'once', when: { from: '1m' }, do: { type: 'restart' } })
    await sim.clock.sleep('269s')
    expect([again.stats.fired, once.stats.fired]).toEqual([0, 0])
    await sim.clock.sleep('1s')
    expect([again.stats.fired, once.stats.fired]).toEqual([1, 0])
  })
})

describe('a rule for each document once', () => {
  it('counts every document of a call', async () => {
    const { sim, index } = open()
    sim.faults.add({
      name: 'once each',
      on: { operation: 'BatchPutDocument' },
      do: { type: 'throttle' },
      limit: { perDocument: 1 },
    })
    const seen: string[] = []
    for (const ids of [['a', 'b'], ['a', 'b'], ['b', 'a'], ['b'], ['c', 'a'], ['c']])
      seen.push(await outcome(index.put(...ids)))
    expect(seen).toEqual(['ThrottlingException', 'ok', 'ok', 'ok', 'ThrottlingException', 'ok'])
  })

  it('has on the time line what happened before the document was known', async () => {
    const { sim, index } = open()
    sim.faults.throttle('BatchPutDocument', { times: 1 })
    await index.put('a').catch(() => {})
    await index.put('a')
    expect(sim.document(index.indexId, 'a')?.faults.map(({ rule }) => rule)).toEqual(['throttle-1'])
  })
})

describe('a predicate', () => {
  it.each([
    [
      'that throws',
      () => {
        throw new Error('oops')
      },
      'on.where of fault rule "mine" has thrown: Error: oops',
    ],
    [
      'that answers something else',
      () => 'yes',
      'on.where of fault rule "mine" has returned string; expected true or false',
    ],
    [
      'that promises',
      () => Promise.resolve(true),
      'on.where of fault rule "mine" has returned object; expected true or false',
    ],
  ])('%s is named', async (_what, where, message) => {
    const { sim, index } = open()
    sim.faults.add({ name: 'mine', on: { where: where as never }, do: { type: 'fail' } })
    await expect(index.put('a').then(() => sim.settle())).rejects.toThrow(message)
  })
})

it.each([
  [{ on: { document: { glob: 'a'.repeat(70_000) } }, do: { type: 'fail' } }, 'expected a valid glob'],
  [{ on: { facade: 'kendra', corpus: 'papi:files' }, do: { type: 'fail' } }, 'expected a corpus of kendra'],
  [
    { do: { type: 'outage', up: '1m', down: '1s' }, when: { until: '30s' } },
    'do.up is "1m"; expected less than the window',
  ],
  [
    { do: { type: 'restart' }, when: { skip: 1 } },
    'when.skip is 1; expected nothing: without a period there is one restart',
  ],
  [
    { on: { operation: 'ListIndices' }, do: { type: 'reset' }, limit: { perDocument: 1 } },
    'ListIndices is about no single document',
  ],
  [{ do: { type: 'error', error: 'PushAPIException', retryAfter: '7s' } }, 'the Push API has no such header'],
] as const)('a rule that can never do what it says is refused: %j', (rule, message) => {
  const { sim } = open()
  expect(() => sim.faults.add({ name: 'r', ...rule } as never)).toThrow(ConfigurationError)
  expect(() => sim.faults.add({ name: 'r', ...rule } as never)).toThrow(message)
})

it('[kendra.wire.broken-connection] a connection that breaks has the names of the SDK’s own handler', async () => {
  const { sim, index } = open()
  for (const [type, error] of [
    ['reset', { name: 'TimeoutError', code: 'ECONNRESET' }],
    ['timeout', { name: 'TimeoutError', code: 'ETIMEDOUT' }],
    ['dropReply', { name: 'TimeoutError', code: 'ECONNRESET' }],
    ['outage', { name: 'Error', code: 'ECONNREFUSED' }],
  ] as const) {
    const rule = sim.faults.add({ name: type, do: { type } })
    await expect(index.put('a')).rejects.toMatchObject(error)
    sim.faults.remove(rule.name)
  }
  const call = index.put('a').catch((error: unknown) => error)
  sim.restart()
  expect(await call).toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' })
})

it('settle waits for a call that is delivered once more', async () => {
  const { sim, index } = open()
  sim.faults.add({ name: 'twice', do: { type: 'duplicate', after: '1m' }, limit: { fires: 1 } })
  await index.put('a')
  await sim.settle()
  expect(sim.trace.lines().filter((line) => line.includes('"kind":"accepted"'))).toHaveLength(2)
  expect(await index.status('a')).toBe('UPDATED')
})
