/** What a simulator refuses to be made with: each mistake is named with its place, its value and what was expected. */
import { describe, expect, it } from 'vitest'
import { ConfigurationError, type Duration, Simulator, type SimulatorOptions } from '../src/index.ts'
import { openIndex } from './support/kendra-driver.ts'

const MS = 'a whole number of milliseconds, 0 or more, a range [min, max] of such, or a function'
const DURATION =
  "milliseconds (0 or more, at most 100,000 days) or a text such as '500ms', '30s', '2m', '1h 30m', '7d'"
const THREADS = "'auto' or a whole number from 0 to 64"

/** Options as somebody without a type checker may write them. */
const make = (options: unknown): Simulator => new Simulator(options as SimulatorOptions)

const BAD: readonly [options: unknown, message: string][] = [
  [
    { sed: 1 },
    'options: unknown member sed (there are seed, clock, latencyMs, indexingMs, workers, trace, calls, faults, kendra, papi, limits)',
  ],
  [
    { limits: { x: 1, y: 2 } },
    'options.limits: unknown members x, y (there are eventsPerInstant, settle, simulated, stallGrace, external)',
  ],
  [
    { workers: { thread: 1 } },
    'options.workers: unknown member thread (there are threads, batchSize, indexer)',
  ],
  [
    { kendra: { edition: 'x' } },
    'options.kendra: unknown member edition (there are statusWhileDeleting, versionsKept, startWhileIndexing, duplicatesInBatch, failureTexts, capacity, takes, quotas, s3)',
  ],

  [{ seed: 1.5 }, 'options.seed is 1.5; expected a safe integer'],
  [{ seed: '1' }, 'options.seed is "1"; expected a safe integer'],
  [{ seed: Number.NaN }, 'options.seed is NaN; expected a safe integer'],
  [{ seed: 2 ** 53 }, 'options.seed is 9007199254740992; expected a safe integer'],
  [{ seed: 1n }, 'options.seed is 1n; expected a safe integer'],

  [
    { indexingMs: '5s' },
    'options.indexingMs is "5s"; expected milliseconds as a number, such as 5000, a range [min, max] of such, or a function',
  ],
  [
    { latencyMs: 'long' },
    'options.latencyMs is "long"; expected milliseconds as a number, such as 5000, a range [min, max] of such, or a function',
  ],
  [{ latencyMs: -1 }, 'options.latencyMs is -1; expected a whole number of milliseconds, 0 or more'],
  [{ latencyMs: 1.5 }, `options.latencyMs is 1.5; expected ${MS}`],
  [{ latencyMs: [5] }, `options.latencyMs is [5]; expected ${MS}`],
  [{ latencyMs: [1, 2, 3] }, `options.latencyMs is [1,2,3]; expected ${MS}`],
  [{ latencyMs: [5, 2] }, 'options.latencyMs is [5,2]; expected a range [min, max] with min not above max'],
  [{ indexingMs: null }, `options.indexingMs is null; expected ${MS}`],
  [{ indexingMs: Infinity }, `options.indexingMs is Infinity; expected ${MS}`],
  [
    { indexingMs: [-1, 5] },
    'options.indexingMs[0] is -1; expected a whole number of milliseconds, 0 or more',
  ],

  [{ workers: { threads: 1.5 } }, `options.workers.threads is 1.5; expected ${THREADS}`],
  [{ workers: { threads: 'many' } }, `options.workers.threads is "many"; expected ${THREADS}`],
  [{ workers: { batchSize: 0 } }, 'options.workers.batchSize is 0; expected a whole number from 1 to 4096'],
  [
    { workers: { batchSize: 5_000 } },
    'options.workers.batchSize is 5000; expected a whole number from 1 to 4096',
  ],
  [{ workers: { indexer: 7 } }, 'options.workers.indexer is 7; expected the URL of a module, or its path'],

  [{ trace: 'some' }, `options.trace is "some"; expected 'full', 'digest' or 'off'`],
  [{ trace: true }, `options.trace is true; expected 'full', 'digest' or 'off'`],
  [{ calls: 'none' }, `options.calls is "none"; expected 'full', 'summary' or 'off'`],

  [{ kendra: { versionsKept: 0 } }, 'options.kendra.versionsKept is 0; expected a whole number from 1'],
  [
    { kendra: { statusWhileDeleting: 'GONE' } },
    `options.kendra.statusWhileDeleting is "GONE"; expected 'PROCESSING' or 'previous'`,
  ],
  [{ papi: { syncAfter: true } }, `options.papi.syncAfter is true; expected false, or ${DURATION}`],
  [{ papi: { syncAfter: 'soon' } }, `options.papi.syncAfter is "soon"; expected false, or ${DURATION}`],
  [{ papi: { indexAfter: -5 } }, `options.papi.indexAfter is -5; expected false, or ${DURATION}`],

  [
    { limits: { eventsPerInstant: 0 } },
    'options.limits.eventsPerInstant is 0; expected a whole number from 1',
  ],
  [{ limits: { settle: '1 parsec' } }, `options.limits.settle is "1 parsec"; expected ${DURATION}`],
  [{ limits: { stallGrace: Infinity } }, `options.limits.stallGrace is Infinity; expected ${DURATION}`],

  [
    { faults: {} },
    'options.faults is {}; expected a list of fault rules, a FaultPlan, or one of the profiles flaky-network, overloaded, bad-documents, rolling-restart, swarm',
  ],
  [
    {
      faults: [
        { name: 'ok', do: { type: 'fail' } },
        { name: 7, do: { type: 'fail' } },
      ],
    },
    'options.faults[1].name is 7; expected a text',
  ],

  [
    {
      faults: [
        { name: 'twice', do: { type: 'fail' } },
        { name: 'twice', do: { type: 'lose' } },
      ],
    },
    'options.faults[1].name is "twice"; expected a name that no rule before it has',
  ],

  [
    { seed: 'x', trace: 'y' },
    `options.seed is "x"; expected a safe integer; options.trace is "y"; expected 'full', 'digest' or 'off'`,
  ],
]

describe('options', () => {
  it.each(BAD.map(([options, message]) => [message, options] as const))(
    'are refused: %s',
    (message, options) => {
      expect(() => make(options)).toThrow(new ConfigurationError(message))
    },
  )

  it.each([[null], [7], ['options'], [[]]])('that are no object are refused: %j', (options) => {
    expect(() => make(options)).toThrow(ConfigurationError)
  })

  it('that are wrong are a ConfigurationError with a code', () => {
    expect(() => make({ seed: 'x' })).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', code: 'INDEXSIM_CONFIGURATION' }),
    )
  })

  it.each<SimulatorOptions>([
    {},
    { seed: 0 },
    { seed: Number.MIN_SAFE_INTEGER },
    { latencyMs: 0, indexingMs: [3, 3] },
    { latencyMs: () => 5, indexingMs: () => 7 },
    { papi: { syncAfter: false, indexAfter: '1h 30m' } },
    { limits: { settle: '7d', stallGrace: 0, eventsPerInstant: 1 } },
    { workers: { threads: 0, batchSize: 4096 } },
    { workers: undefined, seed: undefined, faults: undefined },
  ])('that are right are taken: %o', async (options) => {
    const sim = new Simulator(options)
    expect(sim.seed).toBe(options.seed ?? 1)
    await sim.close()
  })
})

describe('a latency or an indexing time that a function computes', () => {
  it.each([-5, Number.NaN, 1.5, Infinity, '7', undefined])('is refused where it is %s', async (ms) => {
    for (const option of ['latencyMs', 'indexingMs']) {
      await using sim = make({ [option]: () => ms, workers: { threads: 0 } })
      const index = openIndex(sim)
      const outcome = index.put('a').then(() => sim.settle())
      await expect(outcome).rejects.toThrow(ConfigurationError)
      await expect(outcome).rejects.toThrow(`options.${option} has returned`)
    }
  })

  it('is refused where the function throws, with what it threw as the cause', async () => {
    const cause = new TypeError('no such table')
    await using sim = new Simulator({
      latencyMs: () => {
        throw cause
      },
    })
    await expect(openIndex(sim).put('a')).rejects.toMatchObject({ name: 'ConfigurationError', cause })
  })
})

describe('durations', () => {
  const methods = ['advance', 'sleep'] as const
  const BAD_DURATIONS = [
    '100001d',
    1e300,
    '5 apples',
    '',
    ' ',
    '1',
    '-1s',
    '1e3ms',
    '10s 5',
    -1,
    Number.NaN,
    Infinity,
    null,
    {},
    true,
  ]

  it.each(methods)('that are none reject clock.%s, and time stays where it is', async (method) => {
    await using sim = new Simulator()
    const start = sim.clock.now()
    for (const duration of BAD_DURATIONS) {
      const shown = typeof duration === 'string' ? JSON.stringify(duration) : `${duration as number}`
      await expect(sim.clock[method](duration as Duration)).rejects.toThrow(
        new ConfigurationError(`clock.${method}: ${shown} is no duration; expected ${DURATION}`),
      )
    }
    expect(sim.clock.now()).toBe(start)
  })

  it.each<[Duration, number]>([
    [0, 0],
    [250, 250],
    ['500ms', 500],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h 30m', 5_400_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
  ])('are milliseconds or texts: %j', async (duration, ms) => {
    await using sim = new Simulator()
    const start = sim.clock.now()
    await sim.clock.advance(duration)
    expect(sim.clock.now() - start).toBe(ms)
  })
})

describe('mistakes of a wrong kind', () => {
  it.each([
    [{ workers: { threads: -1 } }, `options.workers.threads is -1; expected ${THREADS}`],
    [{ workers: { threads: 65 } }, `options.workers.threads is 65; expected ${THREADS}`],
    [
      { workers: { indexer: '' } },
      'options.workers.indexer is ""; expected the URL of a module, or its path',
    ],
    [null, 'options is null; expected an object'],
    [{ workers: 4 }, 'options.workers is 4; expected an object'],
  ])('%j are refused in our words: %s', (options, message) => {
    expect(() => make(options)).toThrow(new ConfigurationError(message))
  })
})

describe('an option that is not known', () => {
  it.each<[string, () => unknown, string]>([
    [
      'of a simulator',
      () => new Simulator({ Seed: 1 } as object),
      'options: unknown member Seed (there are seed, clock, ',
    ],
    [
      'of Kendra',
      () => new Simulator({ kendra: { takes: { create: 1 } } } as object),
      'options.kendra.takes: unknown member create (there are createIndex, ',
    ],
    [
      'of a rule in a list',
      () => new Simulator({ faults: [{ name: 'x', at: 1, do: { type: 'lose' } }] } as object),
      'options.faults[0]: unknown member at (there are name, on, when, do, limit)',
    ],
    [
      'of an index',
      () => new Simulator().kendra.addIndex({ name: 'x' } as object),
      'kendra.addIndex: unknown member name (there are id, fields, edition)',
    ],
    [
      'of a client',
      () => new Simulator().kendra.clientConfig({ maxRetries: 1 } as object),
      'kendra.clientConfig: unknown member maxRetries (there are region, credentials, maxAttempts, retries)',
    ],
  ])('%s is refused with those that are there', (_, mistake, message) => {
    expect(mistake).toThrow(message)
  })
})
