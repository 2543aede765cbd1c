/**
 * Puts other functions in the place of Node's own, for as long as a run lasts: the globals, the timer modules with their
 * named imports, the clocks, and chance. Everything is put back as it was.
 */
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import * as fakeTimers from '@sinonjs/fake-timers'
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
  return {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    clearTimeout: globalThis.clearTimeout,
    promises: { setTimeout: timersPromises.setTimeout, setInterval: timersPromises.setInterval },
    wait: (delay, options) => scheduler.wait(delay as number, options as object),
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
  syncBuiltinESMExports()
  return {
    moveClocksTo: (at) => {
      if (at > clocks.now) clocks.tick(at - clocks.now)
    },
    giveBack: () => {
      clocks.uninstall()
      for (const putBack of replaced.toReversed()) putBack()
      syncBuiltinESMExports()
    },
  }
}

function fakeClocks(now: number): fakeTimers.Clock {
  try {
    if (!('clock' in setTimeout))
      return fakeTimers.install({ now, toFake: ['Date', 'performance', 'hrtime'] })
  } catch (cause) {
    throw new ConfigurationError(FAKED, { cause })
  }
  throw new ConfigurationError(FAKED)
}

const FAKED =
  'run: Date or setTimeout is faked already, and there can be one clock only; give back the fake timers before the run'
