/**
 * The real event loop as the driver sees it. Rest means a turn after which no immediate of the users' is pending, no
 * one-shot request of theirs (files, names, cryptography) is under way, and nothing but promises was begun since the
 * turn before; an async hook sees what is begun.
 * Timers and immediates are captured by name when this module loads, so that fakes installed later do not matter.
 */
import { createHook } from 'node:async_hooks'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { EventLoop } from './core/event-loop.ts'

/**
 * Requests that begin and end once. What is not here (sockets, compression, blobs of files, children) is not seen:
 * `external` is for it.
 */
const ONE_SHOT_REQUESTS = new Set([
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLECLOSEREQ',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
  'PBKDF2REQUEST',
  'RANDOMBYTESREQUEST',
  'RANDOMPRIMEREQUEST',
  'CHECKPRIMEREQUEST',
  'SCRYPTREQUEST',
  'KEYPAIRGENREQUEST',
  'KEYGENREQUEST',
  'KEYEXPORTREQUEST',
  'HASHREQUEST',
  'CIPHERREQUEST',
  'SIGNREQUEST',
  'DERIVEBITSREQUEST',
])

/** Those that Node also makes for its synchronous functions, which then have no listener. */
const MAY_BE_SYNCHRONOUS = new Set([
  'FSREQCALLBACK',
  'PBKDF2REQUEST',
  'RANDOMBYTESREQUEST',
  'RANDOMPRIMEREQUEST',
  'CHECKPRIMEREQUEST',
  'SCRYPTREQUEST',
  'KEYPAIRGENREQUEST',
  'KEYGENREQUEST',
  'KEYEXPORTREQUEST',
  'DERIVEBITSREQUEST',
])

/** Code that schedules immediates for ever never rests; after this many turns it is left to itself. */
const MOST_TURNS = 10_000
/** A request may take this long on the real clock before the simulation goes on without it. */
const MOST_WAITING_MS = 30_000

/** By their async id. The resource tells, once its maker is done with it, whether anybody waits for it. */
const requests = new Map<number, { readonly type: string; readonly resource: object }>()
let whenNoRequest: (() => void)[] = []
let users = 0
let ownImmediates = 0
let isMakingOwnImmediate = false
/** How much other than promises was begun so far: whoever waits for it may go on in the next turn. */
let begun = 0

const hook = createHook({
  init(id, type, _trigger, resource) {
    if (type === 'PROMISE' || isMakingOwnImmediate) return
    begun++
    if (ONE_SHOT_REQUESTS.has(type)) requests.set(id, { type, resource })
  },
  after(id) {
    if (!requests.delete(id) || requests.size > 0) return
    const waiting = whenNoRequest
    whenNoRequest = []
    for (const go of waiting) go()
  },
})

export class NodeEventLoop implements EventLoop {
  readonly #graceMs: number
  #isWatching = true
  #begunAtLastLook = -1

  /** `graceMs`: how long, on the real clock, a wait without visible cause is borne before it counts as a stall. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs
    if (users++ === 0) hook.enable()
  }

  /** The last one to go takes the hook away. */
  close(): void {
    if (!this.#isWatching) return
    this.#isWatching = false
    if (--users === 0) {
      hook.disable()
      requests.clear()
    }
  }

  quiet(): Promise<void> {
    return new Promise((resolve) => {
      let turns = 0
      const next = (): void => inNextTurn(look)
      const look = (): void => {
        if (areRequestsUnderWay()) return whenRequestsAreDone(next)
        const isAtRest = begun === this.#begunAtLastLook && !hasForeignImmediates()
        this.#begunAtLastLook = begun
        if (isAtRest || ++turns === MOST_TURNS) resolve()
        else next()
      }
      next()
    })
  }

  turn(): Promise<void> {
    return new Promise(inNextTurn)
  }

  outlasts(promise: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isDone: boolean): void => {
        clearTimeout(grace)
        process.off('beforeExit', whenEmpty)
        resolve(isDone)
      }
      // An event loop that runs empty is certain: only the process could go on, by ending.
      const whenEmpty = (): void => void setImmediate(() => end(false))
      const grace = setTimeout(() => end(false), this.#graceMs)
      grace.unref()
      process.once('beforeExit', whenEmpty)
      promise.then(
        () => end(true),
        () => end(true),
      )
    })
  }
}

/** Whether somebody waits for a request. One that was done at once, in the same turn, has nobody to tell and never ends. */
function areRequestsUnderWay(): boolean {
  for (const [id, { type, resource }] of requests) {
    const listener = type === 'FSREQCALLBACK' ? 'oncomplete' : 'ondone'
    const isListenedTo = !MAY_BE_SYNCHRONOUS.has(type) || listener in resource
    if (isListenedTo) return true
    requests.delete(id)
  }
  return false
}

function inNextTurn(goOn: () => void): void {
  isMakingOwnImmediate = true
  ownImmediates++
  setImmediate(() => {
    ownImmediates--
    goOn()
  })
  isMakingOwnImmediate = false
}

/** Goes on when no request is under way any more, or after a while without those that are. */
function whenRequestsAreDone(goOn: () => void): void {
  const timer = setTimeout(() => {
    requests.clear()
    goOn()
  }, MOST_WAITING_MS)
  whenNoRequest.push(() => {
    clearTimeout(timer)
    goOn()
  })
}

function hasForeignImmediates(): boolean {
  let immediates = 0
  for (const resource of process.getActiveResourcesInfo()) if (resource === 'Immediate') immediates++
  return immediates > ownImmediates
}
