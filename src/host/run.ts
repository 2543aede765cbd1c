/** `sim.run`: while a connector runs, its time and the service's are the same simulated time. */
import { ConfigurationError } from '../core/errors.ts'
import type { Simulation } from '../core/simulation.ts'
import type { NodeEventLoop } from './node-event-loop.ts'
import { type Run, simulatedFunctions } from './simulated-functions.ts'
import type { SimulatedTimer } from './simulated-timer.ts'
import type { RunAccount, RunSettings } from './run-options.ts'
import { realFunctions, takeOver } from './take-over.ts'

/** The timers of the process are one, so there is one run at a time in it. */
let isRunning = false

/** Runs the connector on simulated time and gives its result. */
export async function run<T>(
  connector: () => T | PromiseLike<T>,
  { clock, driver, draws }: Simulation,
  loop: NodeEventLoop,
  { limit, steps, idle, onEnd }: RunSettings,
): Promise<T> {
  if (isRunning)
    throw new ConfigurationError(
      'run: another run is under way in this process, and its timers are taken already; await it first; of tests side by side, as of test.concurrent, only one can use sim.run',
    )
  const open = new Set<SimulatedTimer>()
  const limits = { simulatedMs: limit, steps, idleMs: idle, describe: () => describeTimers(open) }
  // It is refused, and must not take the timers even for a moment.
  if (driver.hasEnded) return driver.run(connector, limits)
  const beganAt = clock.elapsedMs
  let fail = (_error: unknown): void => {}
  let fired = 0
  let lastNumber = 0
  let isOver = false
  const failed = new Promise<never>((_resolve, reject) => (fail = reject))
  const real = realFunctions()
  const timing: Run = {
    open,
    real,
    numbered: new Map(),
    get isOver() {
      return isOver
    },
    after: (ms, callBack) => driver.after(ms, callBack),
    fail: (error) => fail(error),
    nextNumber: () => ++lastNumber,
    countFired: () => void fired++,
    hold: (promise, what) => driver.external(promise, what),
  }
  const random = draws.scope('random', String(driver.countRun()))
  let drawn = 0
  const taken = takeOver(simulatedFunctions(timing, real), clock.now, () => random.uniform(drawn++))
  isRunning = true
  const forgetClocks = clock.onMove(() => taken.moveClocksTo(clock.now))
  const endWatch = loop.watchTimers()
  const end = (): RunAccount => {
    isOver = true
    isRunning = false
    const realTimers = endWatch()
    forgetClocks()
    taken.giveBack()
    const timersLeft = [...open].map(({ description }) => description)
    for (const timer of open) timer.abandon()
    return { simulatedMs: clock.elapsedMs - beganAt, timersFired: fired, timersLeft, realTimers }
  }
  const outcome = await driver
    .run(() => Promise.race([failed, connector()]), limits)
    .then(
      (result) => ({ kind: 'done', result }) as const,
      (error: unknown) => ({ kind: 'failed', error }) as const,
    )
  const account = end()
  try {
    onEnd?.(account)
  } catch (error) {
    // What the connector has thrown matters more.
    if (outcome.kind === 'done') throw error
  }
  if (outcome.kind === 'failed') throw outcome.error
  return outcome.result
}

/** A line has room for so many timers. */
const MOST_TOLD = 3

function describeTimers(open: ReadonlySet<SimulatedTimer>): string {
  if (open.size === 0) return ', which has set no timer'
  const told = [...open].slice(0, MOST_TOLD).map(({ description }) => description)
  const more = open.size > told.length ? ` and ${open.size - told.length} more` : ''
  return `, which has set ${told.join(', ')}${more}`
}
