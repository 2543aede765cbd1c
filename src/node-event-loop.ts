/**
 * The real event loop as the driver sees it. Rest means two turns in succession with no immediate of the users'
 * pending and no one-shot request of theirs (files, names, cryptography) under way; an async hook counts those.
 * Timers and immediates are captured by name when this module loads, so that fakes installed later do not matter.
 */
import { createHook } from 'node:async_hooks'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { EventLoop } from './core/event-loop.ts'

/** Requests that begin and end once. What is not here (sockets, compression, children) is not seen: `external` is for it. */
const ONE_SHOT_REQUESTS = new Set([
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLECLOSEREQ',
  'FSREQSYNC',
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

/** Code that schedules immediates for ever never rests; after this many turns it is left to itself. */
const MOST_TURNS = 10_000
/** A request may take this long on the real clock before the simulation goes on without it. */
const MOST_WAITING_MS = 30_000

const requests = new Set<number>()
let whenNoRequest: (() => void)[] = []
let users = 0
let ownImmediates = 0

const hook = createHook({
  init(id, type) {
    if (ONE_SHOT_REQUESTS.has(type)) requests.add(id)
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

  async quiet(): Promise<void> {
    let calmTurns = 0
    for (let turn = 0; turn < MOST_TURNS && calmTurns < 2; turn++) {
      await this.turn()
      if (requests.size > 0) {
        calmTurns = 0
        if (!(await requestsAreDone())) requests.clear()
      } else calmTurns = hasForeignImmediates() ? 0 : calmTurns + 1
    }
  }

  turn(): Promise<void> {
    ownImmediates++
    return new Promise((resolve) =>
      setImmediate(() => {
        ownImmediates--
        resolve()
      }),
    )
  }

  async outlasts(promise: Promise<unknown>): Promise<boolean> {
    let isDone = false
    const done = promise.then(
      () => void (isDone = true),
      () => void (isDone = true),
    )
    let emptyLooks = 0
    for (let waitedMs = 0, stepMs = 1; ; waitedMs += stepMs, stepMs = Math.min(stepMs * 2, 50)) {
      await Promise.race([done, pause(stepMs)])
      if (isDone) return true
      await this.turn()
      if (isDone) return true
      // Twice empty: a request may have ended between the look and the turn.
      emptyLooks = isLoopEmpty() ? emptyLooks + 1 : 0
      if (emptyLooks === 2 || waitedMs >= this.#graceMs) return false
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function requestsAreDone(): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), MOST_WAITING_MS)
    timer.unref()
    whenNoRequest.push(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}

function hasForeignImmediates(): boolean {
  let immediates = 0
  for (const resource of process.getActiveResourcesInfo()) if (resource === 'Immediate') immediates++
  return immediates > ownImmediates
}

function isLoopEmpty(): boolean {
  return process.getActiveResourcesInfo().every((resource) => resource === 'Immediate' && ownImmediates > 0)
}
