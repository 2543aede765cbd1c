/**
 * The real event loop as the driver sees it. Rest means that no one-shot request of the users' (files, names,
 * cryptography) is under way, and that nothing but promises was begun since the turn before: no immediate of theirs
 * either, and all that were older have come by then. An async hook sees what is begun.
 * Timers and immediates are captured when this module loads, so that fakes installed later do not matter.
 */
import { createHook } from 'node:async_hooks'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { CapturedTimers, type RealTimer } from './captured-timers.ts'
import type { EventLoop } from '../core/event-loop.ts'
import { afterRealTime } from '../workers/real-timers.ts'

// A named import alone is a live binding, which can be replaced together with the globals.
const inNextImmediate = setImmediate
const startTimer = setTimeout
// Not by an import, which would look at all that `process` has and so create its streams. A fake, which is marked with the
// clock that it belongs to, comes when that says so: a turn of the event loop is as good.
// oxlint-disable-next-line typescript/unbound-method -- it is only looked at.
const inNextTick = 'clock' in process.nextTick ? inNextImmediate : process.nextTick.bind(process)
const stopTimer = clearTimeout

/**
 * Requests that begin and end once, beside the jobs of cryptography. What is not here (sockets, compression, blobs of
 * files, children) is not seen: `external` is for it.
 */
const ONE_SHOT_REQUESTS = new Set([
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLECLOSEREQ',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
])

/** Our own stand-ins for timers begin nothing on the machine. */
const SIMULATED = 'SimulatedTimer'

/** Code that schedules immediates for ever never rests; after this many turns it is left to itself. */
const MOST_TURNS = 10_000
/** So many looks for rest come in one turn at most; then sockets and timers get theirs. */
const MOST_LOOKS_A_TURN = 64
/** A request may take this long on the real clock before the simulation goes on without it. */
const MOST_WAITING_MS = 30_000
/** So many requests are noted before those that were synchronous are swept out. */
const LEAST_TO_SWEEP = 1024

interface OneShotRequest {
  readonly type: string
  /** Tells, once its maker is done with it, whether anybody waits for it. */
  readonly resource: object
}

/** By their async id. */
const requests = new Map<number, OneShotRequest>()
let sweepAt = LEAST_TO_SWEEP
const whenNoRequest = new Set<() => void>()
const whenLoopIsEmpty = new Set<() => void>()
let users = 0
let isMakingOwn = false
/** How much other than promises was begun so far: whoever waits for it may go on in the next turn. */
let begun = 0

/** While there is a run: the real timers that are set in it. */
let capturedTimers: CapturedTimers | undefined

/** Promises are not looked at; where Node can leave them out, they cost nothing. */
const beginnings = createHook({
  trackPromises: false,
  init(id, type, _trigger, resource) {
    if (type === 'PROMISE' || type === SIMULATED || isMakingOwn) return
    begun++
    if (type === 'Timeout') capturedTimers?.add(resource as RealTimer)
    if (ONE_SHOT_REQUESTS.has(type)) noteRequest(id, { type, resource })
    else if (isCryptoJob(type, resource)) noteWhenItRuns(id, type, resource)
  },
} as Parameters<typeof createHook>[0])

/** Only while there are requests, for Node tells it of every promise too. */
const endings = createHook({
  trackPromises: false,
  after(id) {
    if (requests.delete(id) && whenNoRequest.size > 0 && !areRequestsUnderWay()) tellAll(whenNoRequest)
  },
} as Parameters<typeof createHook>[0])

export class NodeEventLoop implements EventLoop {
  #isWatching = true
  #begunAtLastLook = -1
  #look: (() => void) | undefined
  /** Looks that were ordered for a turn and have not come, and how many are ordered for the next. */
  #looksToCome = 0
  #looksATurn = 1

  constructor() {
    if (users++ === 0) beginnings.enable()
  }

  /** The last one to go takes the hook away. */
  close(): void {
    if (!this.#isWatching) return
    this.#isWatching = false
    if (--users === 0) {
      beginnings.disable()
      endings.disable()
      requests.clear()
      // No end of a request will be seen any more.
      tellAll(whenNoRequest)
    }
  }

  /**
   * Where nothing but promises was begun since the last rest, they have all run by the next immediate, and whoever is not
   * done waits for simulated time. Only otherwise the event loop has to turn. A turn takes longer than most calls: where one
   * rest follows upon the other, several immediates come in one. Between two of them Node runs ticks and promises, and tells
   * of rejections that nobody handles, as it does between two turns.
   */
  quiet(): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (begun === this.#begunAtLastLook && !isWorkUnderWay()) resolve()
        else this.#turnUntilRest(resolve)
      }
      if (this.#looksToCome === 0) this.#orderLooks()
    })
  }

  #orderLooks(): void {
    this.#looksToCome = this.#looksATurn
    isMakingOwn = true
    for (let look = 0; look < this.#looksATurn; look++) inNextImmediate(this.#lookNow)
    isMakingOwn = false
    // Twice as many the next time, if somebody waits for each of these.
    this.#looksATurn = Math.min(2 * this.#looksATurn, MOST_LOOKS_A_TURN)
  }

  readonly #lookNow = (): void => {
    this.#looksToCome--
    const look = this.#look
    this.#look = undefined
    if (look === undefined) this.#looksATurn = 1
    else look()
  }

  #turnUntilRest(resolve: () => void): void {
    let turns = 0
    const next = (): void => inNextTurn(look)
    const look = (): void => {
      if (areRequestsUnderWay()) return whenRequestsAreDone(next)
      if (capturedTimers?.areUnderWay()) return whenTimersAreDone(capturedTimers, next)
      const isAtRest = begun === this.#begunAtLastLook
      this.#begunAtLastLook = begun
      if (isAtRest || ++turns === MOST_TURNS) resolve()
      else next()
    }
    next()
  }

  callBack(fire: () => void): Promise<void> {
    return new Promise((resolve) => {
      inTick(() => {
        fire()
        // The ticks of the users' come first, then their promises, and the next tick when there is no promise left.
        void Promise.resolve().then(() => inTick(resolve))
      })
    })
  }

  /** Real timers that are set from now on hold time, until the returned function says how many did. */
  watchTimers(): () => number {
    const timers = new CapturedTimers()
    capturedTimers = timers
    return () => {
      capturedTimers = undefined
      return timers.held
    }
  }

  turn(): Promise<void> {
    return new Promise(inNextTurn)
  }

  outlasts(promise: Promise<unknown>, graceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isDone: boolean): void => {
        callOffGrace()
        whenLoopIsEmpty.delete(whenEmpty)
        if (whenLoopIsEmpty.size === 0) process.off('beforeExit', tellLoopIsEmpty)
        resolve(isDone)
      }
      // An event loop that runs empty is certain: only the process could go on, by ending.
      const whenEmpty = (): void => void inNextImmediate(() => end(false))
      const callOffGrace = afterRealTime(graceMs, () => end(false))
      // One listener for all, or Node warns of a leak where many wait.
      if (whenLoopIsEmpty.size === 0) process.on('beforeExit', tellLoopIsEmpty)
      whenLoopIsEmpty.add(whenEmpty)
      promise.then(
        () => end(true),
        () => end(true),
      )
    })
  }
}

function isWorkUnderWay(): boolean {
  return areRequestsUnderWay() || capturedTimers?.areUnderWay() === true
}

/** Whether somebody waits for a request. */
function areRequestsUnderWay(): boolean {
  for (const [id, request] of requests) {
    if (isListenedTo(request)) return true
    requests.delete(id)
  }
  endings.disable()
  return false
}

/** A request for a file that was done at once, in the same turn, has nobody to tell and never ends. */
function isListenedTo({ type, resource }: OneShotRequest): boolean {
  return type !== 'FSREQCALLBACK' || 'oncomplete' in resource || 'ondone' in resource
}

/** Something that the cryptography of Node works out: it has one method, which begins it. */
interface CryptoJob {
  run: (this: CryptoJob, ...args: unknown[]) => unknown
}

function isCryptoJob(type: string, resource: object): resource is CryptoJob {
  return type.endsWith('REQUEST') && 'run' in resource && typeof resource.run === 'function'
}

/** Node makes the same job for a synchronous function, and never tells of its end: there the beginning gives the result. */
function noteWhenItRuns(id: number, type: string, job: CryptoJob): void {
  const { run } = job
  job.run = function (...args) {
    const result = run.apply(this, args)
    if (!Array.isArray(result)) noteRequest(id, { type, resource: job })
    return result
  }
}

function noteRequest(id: number, request: OneShotRequest): void {
  if (requests.size >= sweepAt) sweepSynchronousRequests()
  requests.set(id, request)
  endings.enable()
}

/** Where nobody looks, as with an idle simulator, synchronous requests would pile up. */
function sweepSynchronousRequests(): void {
  for (const [id, request] of requests) if (!isListenedTo(request)) requests.delete(id)
  sweepAt = Math.max(LEAST_TO_SWEEP, requests.size * 2)
}

function inTick(goOn: () => void): void {
  isMakingOwn = true
  inNextTick(goOn)
  isMakingOwn = false
}

function inNextTurn(goOn: () => void): void {
  isMakingOwn = true
  inNextImmediate(goOn)
  isMakingOwn = false
}

/** A timer is not seen to end: it is looked at every millisecond, and left to itself after a while. */
function whenTimersAreDone(timers: CapturedTimers, goOn: () => void): void {
  let looks = 0
  const lookLater = (): void => {
    isMakingOwn = true
    startTimer(() => {
      if (++looks === MOST_WAITING_MS) timers.giveUp()
      if (timers.areUnderWay()) lookLater()
      else goOn()
    }, 1)
    isMakingOwn = false
  }
  lookLater()
}

/** Goes on when no request is under way any more, or after a while without those that are. */
function whenRequestsAreDone(goOn: () => void): void {
  const end = (): void => {
    stopTimer(timer)
    whenNoRequest.delete(end)
    goOn()
  }
  isMakingOwn = true
  const timer = startTimer(() => {
    requests.clear()
    end()
  }, MOST_WAITING_MS)
  isMakingOwn = false
  whenNoRequest.add(end)
}

function tellLoopIsEmpty(): void {
  tellAll(whenLoopIsEmpty)
}

function tellAll(listeners: ReadonlySet<() => void>): void {
  for (const listener of listeners) listener()
}
