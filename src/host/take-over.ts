/**
 * Puts other functions in the place of Node's own, for as long as a run lasts: the globals, the timer modules with their
 * named imports, the clocks, and chance. Everything is put back as it was.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import type * as FakeTimers from '@sinonjs/fake-timers'
import { ConfigurationError } from '../core/errors.ts'
import type { RealFunctions, SimulatedFunctions } from './simulated-functions.ts'

/** What was taken over, until it is given back. */
export interface TakenOver {
  /** The clocks of the process stand at this instant, in milliseconds since the epoch. */
  moveClocksTo(at: number): void
  giveBack(): void
}

export function realFunctions(): RealFunctions {
  const { scheduler } = timersPromises
  const wait = scheduler.wait.bind(scheduler)
  return {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    clearTimeout: globalThis.clearTimeout,
    promises: { setTimeout: timersPromises.setTimeout, setInterval: timersPromises.setInterval },
    wait: (delay, options) => wait(delay as number, options as object),
    abortAfter: AbortSignal.timeout.bind(AbortSignal),
    fetch: globalThis.fetch,
  }
}

/** Throws a ConfigurationError where Date or timers are faked already. */
export function takeOver(functions: SimulatedFunctions, now: number, random: () => number): TakenOver {
  // First of all, for it refuses where somebody else has taken over.
  const clocks = fakeClocks(now)
  const replaced: (() => void)[] = []
  const replace = (owner: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Object.defineProperty(owner, name, {
      configurable: true,
      enumerable: before?.enumerable ?? true,
      writable: true,
      value,
    })
    replaced.push(() => {
      if (before === undefined) delete (owner as Record<string, unknown>)[name]
      else Object.defineProperty(owner, name, before)
    })
  }
  const giveBack = (): void => {
    clocks.uninstall()
    for (const putBack of replaced.toReversed()) putBack()
    syncBuiltinESMExports()
  }
  try {
    replaceAll(replace, functions, random, () => clocks.now - now)
  } catch (error) {
    giveBack()
    throw error
  }
  return {
    moveClocksTo: (at) => {
      if (at > clocks.now) clocks.tick(at - clocks.now)
    },
    giveBack,
  }
}

function replaceAll(
  replace: (owner: object, name: string, value: unknown) => void,
  functions: SimulatedFunctions,
  random: () => number,
  elapsedMs: () => number,
): void {
  const { promisedTimeout, promisedInterval, wait, abortAfter, fetch, ...forTimers } = functions
  for (const [name, value] of Object.entries(forTimers)) {
    replace(globalThis, name, value)
    replace(timers, name, value)
  }
  replace(timersPromises, 'setTimeout', promisedTimeout)
  replace(timersPromises, 'setInterval', promisedInterval)
  replace(timersPromises.scheduler, 'wait', wait)
  replace(AbortSignal, 'timeout', abortAfter)
  replace(globalThis, 'fetch', fetch)
  replace(Math, 'random', random)
  // A whole number: with fractions the sums would be rounded, and spans would not be the same in each run.
  replace(performance, 'now', nowFrom(Math.ceil(performance.now()), elapsedMs))
  replace(process, 'hrtime', hrtimeFrom(process.hrtime.bigint(), elapsedMs))
  syncBuiltinESMExports()
}

/** Clocks that never run back go on from where they stood when the run began. */
function nowFrom(begin: number, elapsedMs: () => number): () => number {
  return () => begin + elapsedMs()
}

function hrtimeFrom(begin: bigint, elapsedMs: () => number): typeof process.hrtime {
  const bigint = (): bigint => begin + BigInt(elapsedMs()) * NANOSECONDS_A_MS
  const hrtime = (since?: [number, number]): [number, number] => {
    const [seconds, nanoseconds] = since ?? [0, 0]
    const passed = bigint() - BigInt(seconds) * NANOSECONDS_A_SECOND - BigInt(nanoseconds)
    return [Number(passed / NANOSECONDS_A_SECOND), Number(passed % NANOSECONDS_A_SECOND)]
  }
  return Object.assign(hrtime, { bigint })
}

const NANOSECONDS_A_MS = 1_000_000n
const NANOSECONDS_A_SECOND = 1_000_000_000n

/**
 * The library is loaded by the first run, at once and not in a later turn: it takes a tenth of what loading all of the
 * simulator does, and most simulators never see a run. It takes the Date that it finds then for the real one, for ever, so
 * that who has faked it is refused before.
 */
function fakeClocks(now: number): FakeTimers.Clock {
  if ('clock' in setTimeout || 'clock' in Date) throw new ConfigurationError(FAKED)
  const { install } = require('@sinonjs/fake-timers') as typeof FakeTimers
  try {
    return install({ now, toFake: ['Date', 'Intl'] })
  } catch (cause) {
    throw new ConfigurationError(FAKED, { cause })
  }
}

const require = createRequire(import.meta.url)

const FAKED =
  'run: Date or setTimeout is faked already, and there can be one clock only; give back the fake timers before the run'
