/**
 * Real timers of zero milliseconds, such as older versions of the SDK set between two attempts. The functions are
 * captured when this module loads: a named import alone is a live binding, which can be replaced together with the globals.
 */
import { setImmediate, setTimeout } from 'node:timers'

const inNextImmediate = setImmediate
const startTimer = setTimeout

/** Calls back when every timer of zero milliseconds that the present code sets, and what that leads to, has had its turn. */
export function afterZeroTimers(callBack: () => void): void {
  inNextImmediate(() => void startTimer(callBack, 0))
}
