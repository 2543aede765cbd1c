/**
 * The functions that a run puts in the place of Node's own: timers in every form on simulated time, and requests of the
 * network that hold it. When the run is over they do what Node's do, for some code keeps what it was given.
 */
import type timersPromises from 'node:timers/promises'
import { ownOrigins } from '../input/own-origins.ts'
import { type Clockwork, delayOf, SimulatedTimer } from './simulated-timer.ts'

/** Node's own, as they were before the run. */
export interface RealFunctions {
  readonly setTimeout: typeof setTimeout
  readonly setInterval: typeof setInterval
  readonly clearTimeout: typeof clearTimeout
  readonly promises: Pick<typeof timersPromises, 'setTimeout' | 'setInterval'>
  readonly wait: (delay?: number, options?: WaitOptions) => Promise<void>
  readonly abortAfter: (delay: number) => AbortSignal
  readonly fetch: typeof fetch
}

interface WaitOptions {
  readonly signal?: AbortSignal | undefined
  readonly ref?: boolean | undefined
}

export interface Run extends Clockwork {
  /** Lets simulated time stand still until the promise is done. */
  hold<T>(promise: Promise<T>, what: string): Promise<T>
}

/** Where `promisify` of `node:util` looks first. */
const PROMISIFY = Symbol.for('nodejs.util.promisify.custom')

type TimerFunction = (callBack: unknown, delay: unknown, ...args: readonly unknown[]) => unknown

/** As the modules have them, with arguments that nobody has looked at yet. */
export interface SimulatedFunctions {
  readonly setTimeout: TimerFunction
  readonly setInterval: TimerFunction
  readonly clearTimeout: (timer: unknown) => void
  readonly clearInterval: (timer: unknown) => void
  /** Those of `node:timers/promises`. */
  readonly promisedTimeout: <T>(delay?: unknown, value?: T, options?: WaitOptions) => Promise<T>
  readonly promisedInterval: <T>(delay?: unknown, value?: T, options?: WaitOptions) => AsyncIterable<T>
  readonly wait: (delay?: unknown, options?: WaitOptions) => Promise<void>
  /** `AbortSignal.timeout`. */
  readonly abortAfter: (delay: number) => AbortSignal
  readonly fetch: typeof fetch
}

export function simulatedFunctions(run: Run, real: RealFunctions): SimulatedFunctions {
  const timerFunction =
    (instead: (...args: never[]) => unknown, isRepeated: boolean): TimerFunction =>
    (callBack, delay, ...args) => {
      // Node's own says best what is wrong.
      if (run.isOver || typeof callBack !== 'function' || typeof delay === 'bigint')
        return instead(...([callBack, delay, ...args] as never[]))
      return new SimulatedTimer(run, { callBack: callBack as () => void, args, delay, isRepeated })
    }

  const clear = (timer: unknown): void => {
    if (timer instanceof SimulatedTimer) timer.close()
    else if (typeof timer === 'number' || typeof timer === 'string')
      (run.numbered.get(Number(timer)) ?? { close: () => real.clearTimeout(timer as never) }).close()
    else real.clearTimeout(timer as never)
  }

  const isOurs = (delay: unknown, options: WaitOptions): boolean =>
    !run.isOver &&
    (delay === undefined || typeof delay === 'number') &&
    typeof options === 'object' &&
    options !== null &&
    (options.signal === undefined || options.signal instanceof AbortSignal) &&
    (options.ref === undefined || typeof options.ref === 'boolean')

  const waitFor = <T>(
    delay: unknown,
    value: T,
    { signal, ref = true }: WaitOptions,
    name: string,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(abortError(signal))
      const abort = (): void => {
        timer.close()
        reject(abortError(signal as AbortSignal))
      }
      const end = (): void => {
        signal?.removeEventListener('abort', abort)
        resolve(value)
      }
      const timer = new SimulatedTimer(run, { callBack: end, name, delay })
      if (!ref) timer.unref()
      signal?.addEventListener('abort', abort, { once: true })
    })

  const promisedTimeout = <T>(delay?: unknown, value?: T, options: WaitOptions = {}): Promise<T> =>
    isOurs(delay, options)
      ? waitFor(delay, value as T, options, 'a promise')
      : real.promises.setTimeout(delay as number, value as T, options as object)

  const wait = (delay?: unknown, options: WaitOptions = {}): Promise<void> =>
    isOurs(delay, options)
      ? waitFor(delay, undefined, options, 'scheduler.wait')
      : real.wait(delay as number, options)

  const promisedInterval = <T>(delay?: unknown, value?: T, options: WaitOptions = {}): AsyncIterable<T> =>
    isOurs(delay, options)
      ? ticks(delay, value as T, options)
      : real.promises.setInterval(delay as number, value as T, options as object)

  async function* ticks<T>(delay: unknown, value: T, { signal, ref = true }: WaitOptions): AsyncGenerator<T> {
    if (signal?.aborted === true) throw abortError(signal)
    let missed = 0
    let wake = (): void => {}
    const stir = (): void => wake()
    const tick = (): void => {
      missed++
      wake()
    }
    const timer = new SimulatedTimer(run, { callBack: tick, name: 'an iterator', delay, isRepeated: true })
    if (!ref) timer.unref()
    signal?.addEventListener('abort', stir, { once: true })
    try {
      for (;;) {
        while (missed === 0 && !isAborted(signal)) await new Promise<void>((resolve) => (wake = resolve))
        if (signal !== undefined && isAborted(signal)) throw abortError(signal)
        for (; missed > 0; missed--) yield value
      }
    } finally {
      timer.close()
      signal?.removeEventListener('abort', stir)
    }
  }

  const abortAfter = (delay: number): AbortSignal => {
    if (run.isOver || !(delay >= 0 && Number.isSafeInteger(delay))) return real.abortAfter(delay)
    const controller = new AbortController()
    const abort = (): void =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
    new SimulatedTimer(run, { callBack: abort, name: 'AbortSignal.timeout', delay: delayOf(delay) }).unref()
    return controller.signal
  }

  const fetchHeld: typeof fetch = (...request) => {
    if (run.isOver) return real.fetch(...request)
    const [resource] = request
    const url = resource instanceof Request ? resource.url : String(resource)
    // The reply of a simulator that this process serves needs time to move.
    if (URL.canParse(url) && ownOrigins.has(new URL(url).origin)) return real.fetch(...request)
    return run.hold(real.fetch(...request).then(received), `fetch of ${url}`)
  }

  const setTimeout = timerFunction(real.setTimeout, false)
  Object.defineProperty(setTimeout, PROMISIFY, { enumerable: true, get: () => promisedTimeout })
  return {
    setTimeout,
    setInterval: timerFunction(real.setInterval, true),
    clearTimeout: clear,
    clearInterval: clear,
    promisedTimeout,
    promisedInterval,
    wait,
    abortAfter,
    fetch: fetchHeld,
  }
}

/** The response with its whole body: what came in later would race with simulated time. */
async function received(response: Response): Promise<Response> {
  const body = response.body === null ? null : await response.arrayBuffer()
  const { status, statusText, headers, url, redirected } = response
  const whole = new Response(body, { status, statusText, headers })
  return Object.defineProperties(whole, { url: { value: url }, redirected: { value: redirected } })
}

/** A signal changes while one waits. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

/** As Node's promised timers reject. */
function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}
