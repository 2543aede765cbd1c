/** The two clocks of a load: that of the machine, and that of a simulator. Both begin at 0 when the load does. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { machineNow } from '../../workers/machine-now.ts'
import type { Simulator } from '../../index.ts'

export interface LoadClock {
  readonly kind: 'real' | 'simulated'
  /** Milliseconds since the begin. */
  now(): number
  /** Resolves at the instant, or at once where it is over. Rejects when the signal is aborted. */
  sleepUntil(at: number, signal?: AbortSignal): Promise<void>
  /** Does the work while time goes on. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** A timer of Node may come this much late: the rest of a wait is spent in turns of the event loop. */
const TIMER_SLACK_MS = 1.5
/** Node takes longer waits for none. */
const LONGEST_TIMER_MS = 2_147_483_647
/** In simulated time a load may take as long as dates can tell. */
const FOREVER = '90000d'

export function realClock(): LoadClock {
  const beganAt = machineNow()
  const now = (): number => machineNow() - beganAt
  return {
    kind: 'real',
    now,
    async sleepUntil(at, signal) {
      for (let left = at - now(); left > 0; left = at - now()) {
        if (left > TIMER_SLACK_MS)
          await sleep(Math.min(left - 1, LONGEST_TIMER_MS), undefined, signal && { signal })
        else await nextTurn(undefined, signal && { signal })
      }
    },
    run: (work) => work(),
  }
}

/** The scenario's own timers follow it too, as in `sim.run`. */
export function simulatedClock(simulator: Simulator): LoadClock {
  const beganAt = simulator.clock.now()
  const now = (): number => simulator.clock.now() - beganAt
  return {
    kind: 'simulated',
    now,
    async sleepUntil(at, signal) {
      const left = Math.ceil(at - now())
      if (left > 0) await simulator.clock.sleep(left, { signal })
    },
    run: (work) => simulator.run(work, { limit: FOREVER, idle: FOREVER, steps: Number.MAX_SAFE_INTEGER }),
  }
}
