/**
 * Real time for watchdogs, for ending idle threads and for a look at what is left behind, never for anything that a result
 * depends on. The functions are captured when this module loads: a named import alone is a live binding, which `run` replaces
 * together with the globals.
 */
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'

const startTimer = setTimeout
const stopTimer = clearTimeout
const inNextTurn = setImmediate

/** Timer fakes mark their functions with the clock that they belong to. */
const ARE_FAKES = 'clock' in startTimer

/** The longest that a timer of Node can wait; longer ones fire at once. */
const MAX_TIMEOUT_MS = 2_147_483_647

/**
 * Calls back once after so much real time, and keeps no process alive; the returned function calls it off. Where the timers
 * are fakes already it never calls back: a watchdog that sleeps is better than one that barks at simulated time.
 */
export function afterRealTime(delayMs: number, callBack: () => void): () => void {
  if (ARE_FAKES || delayMs > MAX_TIMEOUT_MS) return () => undefined
  const timer = startTimer(callBack, delayMs)
  timer.unref()
  return () => stopTimer(timer)
}

/** Resolves in the next turn of the event loop. */
export function realTurn(): Promise<void> {
  return new Promise((resolve) => void inNextTurn(resolve))
}
