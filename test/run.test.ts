/** `sim.run`: one clock for a connector and the service that it pushes to. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import timers, { setTimeout as importedTimeout } from 'node:timers'
import timersPromises, {
  scheduler,
  setInterval as ticks,
  setTimeout as promisedTimeout,
} from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  ConfigurationError,
  createHttpPushApi,
  type RunAccount,
  type RunOptions,
  SimulationLimitError,
  SimulationStalledError,
  Simulator,
  type SimulatorOptions,
} from '../src/index.ts'
import { listen } from '../src/server.ts'
import { openIndex } from './support/kendra-driver.ts'
import { REAL_FILES, REAL_WORK } from './support/real-work.ts'
import { expectSameRun, type Run, runOf } from './support/traces.ts'

// As a library does that was loaded before the run.
const capturedTimeout = globalThis.setTimeout
const capturedSleep = promisify(globalThis.setTimeout)

/** As libraries take it for their jitter, whatever stands in its place. */
const chance = (): number => (Reflect.get(Math, 'random') as () => number)()

let sim: Simulator
const begin = (options: SimulatorOptions = {}): Simulator =>
  (sim = new Simulator({ seed: 7, workers: { threads: 0 }, ...options }))
afterEach(() => sim.close())

/** How much simulated time the work takes, and what it gives. */
async function timeOf<T>(work: () => Promise<T>, options?: RunOptions): Promise<{ ms: number; result: T }> {
  begin()
  const start = sim.clock.now()
  const result = await sim.run(work, options)
  return { ms: sim.clock.now() - start, result }
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('a wait in a run takes simulated time alone', () => {
  const waits: Record<string, [ms: number, wait: () => Promise<unknown>]> = {
    setTimeout: [3_600_000, () => after(3_600_000)],
    'setTimeout of node:timers': [60_000, () => new Promise((resolve) => importedTimeout(resolve, 60_000))],
    'setTimeout of node:timers/promises': [60_000, () => promisedTimeout(60_000)],
    'setTimeout made a promise': [60_000, () => promisify(setTimeout)(60_000)],
    'scheduler.wait': [60_000, () => scheduler.wait(60_000)],
    'setTimeout of 0, which is 1 for Node': [1, () => after(0)],
    'setTimeout of less than a millisecond': [1, () => after(0.4)],
    'setTimeout of parts of milliseconds': [2, () => after(2.9)],
    'setTimeout of what is no number': [1, () => after(Number.NaN)],
    'setTimeout of more than Node can wait': [1, () => after(2 ** 31)],
    'a refreshed timer': [
      8_000,
      () =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, 5_000)
          setTimeout(() => timer.refresh(), 3_000)
        }),
    ],
    setInterval: [
      30_000,
      () =>
        new Promise<void>((resolve) => {
          let times = 0
          const timer = setInterval(() => {
            if (++times < 3) return
            clearInterval(timer)
            resolve()
          }, 10_000)
        }),
    ],
    'setInterval of node:timers/promises': [
      30_000,
      async () => {
        let times = 0
        for await (const value of ticks(10_000, 'tick')) {
          expect(value).toBe('tick')
          if (++times === 3) break
        }
      },
    ],
    'AbortSignal.timeout': [
      45_000,
      () =>
        new Promise<void>((resolve) => {
          const signal = AbortSignal.timeout(45_000)
          signal.addEventListener('abort', () => {
            expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
            resolve()
          })
        }),
    ],
  }

  it.each(Object.entries(waits))('%s', async (_, [ms, wait]) => {
    expect((await timeOf(wait)).ms).toBe(ms)
  })

  it('and the value of a promised one comes through', async () => {
    expect((await timeOf(() => promisedTimeout(5, 'value'))).result).toBe('value')
  })
})

describe('timers in a run', () => {
  it('go off in the order of their instants, and of their setting at the same one', async () => {
    const seen: string[] = []
    await timeOf(async () => {
      for (const [name, ms] of [
        ['c', 30],
        ['a', 10],
        ['b', 20],
        ['b2', 20],
      ] as const)
        setTimeout(() => seen.push(name), ms)
      await after(40)
    })
    expect(seen).toEqual(['a', 'b', 'b2', 'c'])
  })

  it('let promises and ticks of one callback run before the next at the same instant', async () => {
    const seen: string[] = []
    await timeOf(async () => {
      const later: NodeJS.Timeout[] = []
      setTimeout(() => {
        seen.push('first')
        process.nextTick(() => seen.push('tick'))
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => {
            seen.push('promise')
            clearTimeout(later[0])
          })
      }, 10)
      later.push(setTimeout(() => seen.push('second'), 10))
      setTimeout(() => seen.push('third'), 10)
      await after(20)
    })
    expect(seen).toEqual(['first', 'tick', 'promise', 'third'])
  })

  it('do not go off once they are cleared, by the timer, its number, its text, or at the end of a block', async () => {
    const seen: string[] = []
    const { result } = await timeOf(async () => {
      clearTimeout(setTimeout(() => seen.push('timer'), 10))
      clearTimeout(Number(setTimeout(() => seen.push('number'), 10)))
      clearTimeout(String(Number(setTimeout(() => seen.push('text'), 10))))
      setTimeout(() => seen.push('closed'), 10).close()
      setTimeout(() => seen.push('disposed'), 10)[Symbol.dispose]()
      const cleared = setTimeout(() => seen.push('refreshed'), 10)
      clearTimeout(cleared)
      cleared.refresh()
      clearTimeout(undefined)
      await after(20)
      return 'done'
    })
    expect([result, seen]).toEqual(['done', []])
  })

  it('are handed their arguments, and go off in the async context in which they were set', async () => {
    const context = new AsyncLocalStorage<string>()
    const { result } = await timeOf(
      () =>
        new Promise((resolve) =>
          context.run('of the request', () =>
            setTimeout((...args: unknown[]) => resolve([...args, context.getStore()]), 5, 1, 'two'),
          ),
        ),
    )
    expect(result).toEqual([1, 'two', 'of the request'])
  })

  it('have the timer as this, with arguments too', async () => {
    const { result } = await timeOf(
      () =>
        new Promise((resolve) => {
          const timer: NodeJS.Timeout = setTimeout(
            function (this: unknown, ...args: unknown[]) {
              resolve([this === timer, ...args])
            } as (...args: unknown[]) => void,
            5,
            'argument',
          )
        }),
    )
    expect(result).toEqual([true, 'argument'])
  })

  it('that were cleared move no time, and sleeps that were aborted neither', async () => {
    const { ms } = await timeOf(async () => {
      clearTimeout(setTimeout(() => {}, 60_000))
      clearInterval(setInterval(() => {}, 30 * 86_400_000))
      const controller = new AbortController()
      const { signal } = controller
      const waits = [promisedTimeout(60_000, 0, { signal }), sim.clock.sleep('1h', { signal })]
      const early = setTimeout(() => {}, 60_000)
      // The queue has them by now, for a reply has come after them.
      await sim.papi.connector('files').ping()
      controller.abort()
      clearTimeout(early)
      await Promise.allSettled(waits)
      // Nobody sees a child process, so time would go by with whatever is queued.
      await promisify(execFile)(process.execPath, ['--version'])
    })
    expect(ms).toBeLessThan(100)
  })

  it('tell whether they keep the process alive, and are refused as Node refuses them', async () => {
    await timeOf(async () => {
      const timer = setTimeout(() => {}, 5)
      expect([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()]).toEqual([true, false, true])
      expect(() => Reflect.apply(setTimeout, undefined, ['code', 5])).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
      )
      for (const args of [[5, 0, { signal: 'none' }], ['5'], [5, 0, null], [5, 0, { ref: 'no' }]])
        await expect(Reflect.apply(promisedTimeout, undefined, args)).rejects.toMatchObject({
          code: 'ERR_INVALID_ARG_TYPE',
        })
      await expect(
        Reflect.apply(Reflect.get(scheduler, 'wait') as typeof scheduler.wait, scheduler, ['5']),
      ).rejects.toMatchObject({
        code: 'ERR_INVALID_ARG_TYPE',
      })
      expect(() => Reflect.apply(setTimeout, undefined, [() => {}, 5n])).toThrow(TypeError)
    })
  })

  it('that are promised end with their signal, before and after it was aborted', async () => {
    const { ms } = await timeOf(async () => {
      const late = new AbortController()
      setTimeout(() => late.abort('enough'), 1_000)
      const aborted = { name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' }
      await expect(promisedTimeout(60_000, 0, { signal: late.signal })).rejects.toMatchObject(aborted)
      await expect(promisedTimeout(60_000, 0, { signal: late.signal })).rejects.toMatchObject(aborted)
      const controller = new AbortController()
      setTimeout(() => controller.abort('enough'), 2_500)
      const seen: number[] = []
      const iterate = async (): Promise<void> => {
        for await (const value of ticks(1_000, 1, { signal: controller.signal })) seen.push(value)
      }
      await expect(iterate()).rejects.toMatchObject(aborted)
      expect(seen).toEqual([1, 1])
    })
    expect(ms).toBe(3_500)
  })
})

describe('the clocks of a run', () => {
  it('are those of the simulator: Date, performance and hrtime go on with it', async () => {
    const { result } = await timeOf(async () => {
      const read = (): number[] => [
        Date.now(),
        new Date().getTime(),
        performance.now(),
        Number(process.hrtime.bigint() / 1_000_000n),
      ]
      expect(Date.now()).toBe(sim.clock.now())
      const before = read()
      await sim.clock.sleep('1h')
      await after(5)
      return read().map((value, i) => value - (before[i] as number))
    })
    expect(result).toEqual([3_600_005, 3_600_005, 3_600_005, 3_600_005])
  })

  it('never run back when a run begins, and dates without a date are of the run', async () => {
    const before = [performance.now(), Number(process.hrtime.bigint())]
    await timeOf(async () => {
      expect(performance.now()).toBeGreaterThanOrEqual(before[0] as number)
      expect(Number(process.hrtime.bigint())).toBeGreaterThanOrEqual(before[1] as number)
      const since = process.hrtime()
      await after(1_500)
      expect(process.hrtime(since)).toEqual([1, 500_000_000])
      expect(performance.eventLoopUtilization().utilization).toBeGreaterThanOrEqual(0)
      expect(new Intl.DateTimeFormat('en', { timeZone: 'UTC', year: 'numeric' }).format()).toBe('2026')
    })
  })

  it('tell the same span in every run, without the fractions of the machine', async () => {
    const spans = await timeOf(async () => {
      const told: number[] = []
      for (let ms = 1; ms <= 500; ms++) {
        const begin = performance.now()
        await after(ms)
        told.push(performance.now() - begin)
      }
      return told
    })
    expect(spans.result).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
  })

  it('give dates that are dates', async () => {
    await timeOf(async () => {
      expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z')
      expect(new Date()).toBeInstanceOf(Date)
      expect(new Date(0).getTime()).toBe(0)
    })
  })

  it('stand while real work is under way, and the polling of others with them', async () => {
    begin()
    const seen = await sim.run(async () => {
      const polled: number[] = []
      const poll = setInterval(() => polled.push(Date.now()), 10)
      const before = Date.now()
      for (const file of REAL_FILES) await readFile(file)
      const whileReading = Date.now() - before
      await after(35)
      clearInterval(poll)
      return [whileReading, polled.length]
    })
    expect(seen).toEqual([0, 3])
  })
})

describe('chance in a run', () => {
  const draw = async (seed: number): Promise<number[]> => {
    await using other = new Simulator({ seed })
    return await other.run(() => [chance(), chance(), chance()])
  }

  it('is another in another run', async () => {
    begin()
    const [first, second] = [await sim.run(() => chance()), await sim.run(() => chance())]
    const saved = sim.snapshot()
    const third = await sim.run(() => chance())
    expect(new Set([first, second, third]).size).toBe(3)
    await using again = Simulator.restore(saved)
    expect(await again.run(() => chance())).toBe(third)
  })

  it('comes from the seed', async () => {
    begin()
    const [first, again, otherSeed] = [await draw(1), await draw(1), await draw(2)]
    expect(again).toEqual(first)
    expect(otherSeed).not.toEqual(first)
    expect(new Set(first).size).toBe(3)
  })
})

describe('real functions in a run', () => {
  it('that were captured before it hold time until they have gone off, and the account says so', async () => {
    let account: RunAccount | undefined
    begin()
    const polled = await sim.run(
      async () => {
        let times = 0
        const poll = setInterval(() => times++, 10)
        await new Promise((resolve) => capturedTimeout(resolve, 20))
        await capturedSleep(20)
        clearInterval(poll)
        return times
      },
      { onEnd: (told) => (account = told) },
    )
    expect([polled, account?.realTimers]).toEqual([0, 2])
  })

  it('that never end are borne if they keep no process alive, come again and again, or were cleared', async () => {
    const { ms } = await timeOf(async () => {
      const interval = timers.setInterval === setInterval ? undefined : setInterval(() => {}, 1)
      clearInterval(interval)
      capturedTimeout(() => {}, 60_000).unref()
      clearTimeout(capturedTimeout(() => {}, 60_000))
      await after(10)
    })
    expect(ms).toBe(10)
  })

  it('that nobody sees, such as a child process, may end in a timer', async () => {
    begin({ limits: { stallGrace: '20s' } })
    const start = sim.clock.now()
    await sim.run(async () => {
      await promisify(execFile)(process.execPath, ['--version'])
      await after(60_000)
    })
    expect(sim.clock.now() - start).toBe(60_000)
  })

  it('fetch holds no time for a simulator that the process itself serves', async () => {
    begin({ latencyMs: 1000, indexingMs: 60_000, limits: { stallGrace: '20s' } })
    sim.papi.connector('files')
    const server = await listen(sim)
    try {
      const start = sim.clock.now()
      const polls = await sim.run(async () => {
        const api = createHttpPushApi({ baseUrl: server.url, connector: 'files' })
        await api.addDocument({ uri: 'a', parts: [{ bytes: Buffer.from('text') }] })
        const serial = await api.setCheckpoint('1', undefined, true)
        for (let count = 1; ; count++) {
          if (await api.areDocumentsSearchable(serial)) return count
          await after(10_000)
        }
      })
      expect(polls).toBeGreaterThan(1)
      expect(sim.clock.now() - start).toBeGreaterThan(60_000)
      expect(sim.document('files', 'a')?.status).toBe('searchable')
    } finally {
      await server.close()
    }
  })

  it('fetch holds time until the whole response is there', async () => {
    const server = createServer((request, response) => {
      response.setHeader('x-kind', 'test')
      response.write('first ')
      capturedTimeout(() => response.end(`second of ${request.url}`), 30)
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    try {
      begin()
      const seen = await sim.run(async () => {
        let polls = 0
        const poll = setInterval(() => polls++, 10)
        const response = await fetch(`http://127.0.0.1:${port}/page`)
        const text = await response.text()
        clearInterval(poll)
        return [polls, response.status, response.headers.get('x-kind'), text, response.url.endsWith('/page')]
      })
      expect(seen).toEqual([0, 200, 'test', 'first second of /page', true])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('the end of a run', () => {
  const functions = (): unknown[] => [
    ...(['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'Date', 'fetch'] as const).map(
      (name) => globalThis[name],
    ),
    Reflect.get(performance, 'now'),
    process.hrtime,
    Reflect.get(Math, 'random'),
    Reflect.get(AbortSignal, 'timeout'),
    timers.setTimeout,
    timersPromises.setTimeout,
    timersPromises.setInterval,
    Reflect.get(scheduler, 'wait'),
    importedTimeout,
    promisedTimeout,
    ticks,
  ]

  it.each(['returns', 'throws', 'rejects', 'throws in a callback', 'never ends'])(
    'gives every function back where the connector %s',
    async (how) => {
      begin({ limits: { stallGrace: '50ms' } })
      const before = functions()
      const connector = async (): Promise<void> => {
        expect(functions().filter((value, i) => value === before[i])).toEqual([])
        if (how === 'rejects') throw new Error('on purpose')
        if (how === 'throws in a callback')
          setTimeout(() => {
            throw new Error('on purpose')
          }, 5)
        if (how === 'throws in a callback' || how === 'never ends') await new Promise(() => {})
      }
      const ended = sim.run(() => {
        if (how === 'throws') throw new Error('on purpose')
        return connector()
      })
      if (how === 'returns') await ended
      else await expect(ended).rejects.toThrow(how === 'never ends' ? SimulationStalledError : 'on purpose')
      expect(functions()).toEqual(before)
    },
  )

  it('tells which timers were left, and they never go off', async () => {
    let account: RunAccount | undefined
    const seen: string[] = []
    await timeOf(
      async () => {
        setTimeout(() => seen.push('timer'), 5_000)
        setInterval(function poll() {
          seen.push('interval')
        }, 400)
        await after(1_000)
      },
      { onEnd: (told) => (account = told) },
    )
    expect(account).toEqual({
      simulatedMs: 1_000,
      timersFired: 3,
      timersLeft: ['a timer of 5000 ms', 'an interval of 400 ms for poll'],
      realTimers: 0,
    })
    await sim.clock.advance('1h')
    expect(seen).toEqual(['interval', 'interval'])
  })

  it('lets timers that a library keeps for ever be set again, on the real clock', async () => {
    const seen: number[] = []
    const { result: timer } = await timeOf(async () => setTimeout(() => seen.push(Date.now()), 20).unref())
    const { result: cleared } = await timeOf(async () => setTimeout(() => seen.push(-1), 20))
    clearTimeout(cleared)
    cleared.refresh()
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(seen).toEqual([])
    for (const times of [1, 2]) {
      timer.refresh().ref()
      while (seen.length < times) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    timer.refresh()
    clearTimeout(timer)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(seen.length).toBe(2)
    expect(seen[0]).toBeGreaterThan(Date.parse('2026-02-01'))
  })

  it('says what the connector has thrown, whatever is thrown at its end', async () => {
    begin()
    const onEnd = (): void => {
      throw new Error('at the end')
    }
    const thrower = async (): Promise<void> => {
      throw new Error('of the connector')
    }
    await expect(sim.run(thrower, { onEnd })).rejects.toThrow('of the connector')
    await expect(sim.run(() => 1, { onEnd })).rejects.toThrow('at the end')
    expect(await sim.run(() => 1)).toBe(1)
  })

  it('turns functions that the connector has kept into real ones', async () => {
    const kept = await timeOf(async () => ({
      setTimeout,
      promisedTimeout,
      timeout: Reflect.get(AbortSignal, 'timeout') as typeof AbortSignal.timeout,
    }))
    const start = sim.clock.now()
    await new Promise((resolve) => kept.result.setTimeout(resolve, 5))
    expect(await kept.result.promisedTimeout(5, 'real')).toBe('real')
    expect(kept.result.timeout(60_000).aborted).toBe(false)
    expect(sim.clock.now()).toBe(start)
  })

  it('leaves the simulator as usable as before', async () => {
    await timeOf(() => after(10))
    await sim.clock.sleep('1s')
    await sim.run(() => after(10))
    expect(sim.clock.now() - Date.parse('2026-01-01')).toBe(1_020)
  })
})

describe('a connector that goes wrong', () => {
  it('is told of by what its callbacks throw, async ones too', async () => {
    begin()
    for (const callBack of [
      (): void => {
        throw new Error('on purpose')
      },
      async (): Promise<void> => {
        await after(10)
        throw new Error('on purpose')
      },
    ])
      await expect(
        sim.run(() => {
          setTimeout(callBack as () => void, 5)
          return after(60_000)
        }),
      ).rejects.toThrow('on purpose')
  })
})

describe('a connector that never ends', () => {
  it('is stopped at the limit of simulated time, with what it was waiting for', async () => {
    begin()
    const index = openIndex(sim)
    const connector = async (): Promise<never> => {
      for (;;) {
        await index.status('a')
        await after(60_000)
      }
    }
    const ended = sim.run(connector, { limit: '2h' })
    await expect(ended).rejects.toThrow(SimulationLimitError)
    await expect(ended).rejects.toThrow(
      /the run has gone on for 2h of simulated time; .*waiting:\n {2}run, which has set a timer of 60000 ms, since/s,
    )
  })

  it('is stopped after so many steps', async () => {
    begin()
    const connector = async (): Promise<never> => {
      for (;;) await after(1)
    }
    await expect(sim.run(connector, { steps: 500 })).rejects.toThrow(/the run has taken 500 steps/)
  })

  it('is stalled where for a simulated day nothing but its own timers went off', async () => {
    begin()
    const ended = sim.run(
      () =>
        new Promise(() => {
          setInterval(function check() {}, 5_000)
        }),
    )
    await expect(ended).rejects.toThrow(SimulationStalledError)
    await expect(ended).rejects.toThrow(/nothing has happened but timers.*an interval of 5000 ms for check/s)
    expect(sim.clock.now() - Date.parse('2026-01-01')).toBeLessThanOrEqual(86_400_000)
  })

  it('is stalled at once where it has set no timer and the event loop has nothing left', async () => {
    begin({ limits: { stallGrace: '50ms' } })
    await expect(sim.run(() => new Promise(() => {}))).rejects.toThrow(/run, which has set no timer/)
  })
})

describe('what is refused', () => {
  it('is a second run at the same time, of another simulator too', async () => {
    begin()
    await using other = new Simulator()
    await sim.run(async () => {
      await expect(sim.run(() => 1)).rejects.toThrow(/another run is under way.*test\.concurrent/)
      await expect(other.run(() => 1)).rejects.toThrow(ConfigurationError)
    })
    expect(await other.run(() => 1)).toBe(1)
  })

  it('is a run under fake timers', async () => {
    begin()
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      await expect(sim.run(() => 1)).rejects.toThrow(/faked already/)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is a clock that follows the process, and what is no connector', async () => {
    begin({ clock: 'system' })
    await expect(sim.run(() => 1)).rejects.toThrow(/needs clock: 'virtual'/)
    await sim.close()
    begin()
    await expect(sim.run('connector' as never)).rejects.toThrow(/string is no function/)
    await expect(sim.run(() => 1, { steps: 0 })).rejects.toThrow(/run.steps is 0; expected a whole number/)
    await expect(sim.run(() => 1, { until: 1 } as never)).rejects.toThrow(/until/)
  })
})

/** Loops side by side with real work between, each on timers of another kind; one of them with chance. */
async function loopsWithTimers(): Promise<void> {
  const index = openIndex(sim)
  const waits: ((ms: number) => Promise<unknown>)[] = [
    after,
    (ms) => promisedTimeout(ms),
    (ms) => sim.clock.sleep(ms),
    (ms) => scheduler.wait(ms),
    (ms) => after(Math.floor(chance() * 100) + ms),
  ]
  await Promise.all(
    waits.map(async (wait, loop) => {
      for (let round = 0; round < 5; round++) {
        await REAL_WORK[(loop * 3 + round) % REAL_WORK.length]!(
          REAL_FILES[(loop + round) % REAL_FILES.length]!,
        )
        await index.putText(`doc-${loop}-${round % 2}`, `round ${round}`)
        await wait(round * 137)
        await index.status(`doc-${loop}-0`)
      }
    }),
  )
}

describe('one seed gives one trace', () => {
  it('of loops that really read files and wait on timers, ten times and for 0 and 2 threads', async () => {
    let first: Run | undefined
    for (let turn = 0; turn < 10; turn++) {
      begin({ workers: { threads: turn % 2 === 0 ? 0 : 2 } })
      await sim.run(loopsWithTimers)
      await sim.settle()
      const run = runOf(sim)
      await sim.close()
      expectSameRun(run, (first ??= run), `run ${turn}`)
    }
    expect(first?.lines.length).toBeGreaterThan(100)
  })

  it('of a connector that backs off while it polls for 500 documents over more than half an hour', async () => {
    let first: Run | undefined
    for (let turn = 0; turn < 10; turn++) {
      const threads = turn % 2 === 0 ? 0 : 2
      begin({ workers: { threads }, indexingMs: [60_000, 1_900_000] })
      const index = openIndex(sim)
      const start = sim.clock.now()
      const documents = Array.from({ length: 500 }, (_, n) => `doc-${n}`)
      await sim.run(async () => {
        for (let at = 0; at < documents.length; at += 10) await index.put(...documents.slice(at, at + 10))
        const open = new Set(documents)
        for (let waitMs = 5_000; open.size > 0; waitMs = Math.min(waitMs * 2, 60_000)) {
          await promisedTimeout(waitMs)
          const asked = [...open].slice(0, 10)
          for (const id of asked) if ((await index.status(id)) === 'INDEXED') open.delete(id)
        }
      })
      expect(sim.clock.now() - start).toBeGreaterThan(30 * 60_000)
      const run = runOf(sim)
      await sim.close()
      expectSameRun(run, (first ??= run), `with ${threads} threads`)
    }
  })
})
