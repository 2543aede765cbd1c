/**
 * The SDK's standard retry strategy with its back-off on simulated time [wire: client-kendra 3.1142]. The numbers are
 * the SDK's; the jitter is a keyed draw, so that a run repeats. It has the SDK's form and imports nothing of it.
 */
import { drawKeyOf, identify } from '../../../core/call.ts'
import type { Key } from '../../../core/draws.ts'
import { Occurrences } from '../../../core/occurrences.ts'
import type { Simulation, World } from '../../../core/simulation.ts'
import { identityOf } from './kendra-service.ts'
import type { FailedAttempt, Retries } from './retries.ts'

/** The first back-off is drawn from nothing to this, in milliseconds; it doubles with each attempt. */
const BASE_MS = { THROTTLING: 1000, TRANSIENT: 50 } as const
const LONGEST_MS = 20_000
/** By how much the service can lengthen a back-off with `retry-after`. */
const LONGEST_DELAY_ASKED_MS = 5000

/** A client that fails more than it succeeds runs out of these, and then retries no more. */
const CAPACITY = 500
const COST = { THROTTLING: 5, TRANSIENT: 14 } as const
const GAIN = 1

/** What the SDK tells of a failure. */
export interface RetryErrorInfo {
  readonly error?: unknown
  readonly errorType: 'TRANSIENT' | 'THROTTLING' | 'SERVER_ERROR' | 'CLIENT_ERROR'
}

/** What the SDK's middleware carries from one attempt to the next. */
export class RetryToken {
  /** For the SDK, which sums it up in `$metadata.totalRetryDelay`. */
  readonly $retryLog: { acquisitionDelay: number }
  /** Which of its like the call is; undefined before its first failure. */
  readonly occurrence: number | undefined
  readonly #count: number
  readonly #cost: number | undefined

  constructor(count = 0, cost?: number, waitedMs = 0, occurrence?: number) {
    this.$retryLog = { acquisitionDelay: waitedMs }
    this.occurrence = occurrence
    this.#count = count
    this.#cost = cost
  }

  getRetryCount(): number {
    return this.#count
  }

  /** The wait is over when a token is given. */
  getRetryDelay(): number {
    return 0
  }

  getRetryCost(): number | undefined {
    return this.#cost
  }

  isLongPoll(): boolean {
    return false
  }
}

/** What a strategy remembers of one world; after a reset it begins anew. */
interface Memory {
  readonly simulation: Simulation
  readonly occurrences: Occurrences<number>
  capacity: number
}

/** Given to a client as `retryStrategy`. One client's: the capacity to retry is shared by all calls. */
export class SimulatedRetryStrategy {
  readonly mode = 'standard'
  readonly #world: World
  readonly #retries: Retries
  readonly #maxAttempts: number
  readonly #memories = new WeakMap<Simulation, Memory>()

  constructor(world: World, retries: Retries, maxAttempts: number) {
    this.#world = world
    this.#retries = retries
    this.#maxAttempts = maxAttempts
  }

  acquireInitialRetryToken(): Promise<RetryToken> {
    return Promise.resolve(new RetryToken())
  }

  /** Resolves after the back-off; rejects where there is to be no other attempt, and the SDK then throws the failure. */
  async refreshRetryTokenForRetry(token: RetryToken, info: RetryErrorInfo): Promise<RetryToken> {
    const { errorType, error } = info
    const attempt = this.#retries.find(error)
    const memory = this.#current()
    const count = token.getRetryCount() + 1
    if (errorType !== 'THROTTLING' && errorType !== 'TRANSIENT') throw noMore('it would not help')
    // What the client says wins, so that `maxAttempts` set beside the strategy counts.
    if (count >= (attempt?.maxAttempts ?? this.#maxAttempts)) throw noMore('there were enough attempts')
    if (memory.capacity < COST[errorType]) throw noMore('the capacity for retries is used up')
    memory.capacity -= COST[errorType]

    const { draws, clock } = memory.simulation
    const key = keyOf(attempt)
    const occurrence = token.occurrence ?? memory.occurrences.count(key.identity, clock.elapsedMs)
    const jitter = draws.uniform('back-off', ...key.parts, occurrence, count)
    const backOffMs = Math.floor(jitter * Math.min(BASE_MS[errorType] * 2 ** (count - 1), LONGEST_MS))
    const waitMs = Math.max(backOffMs, Math.min(askedForMs(error), backOffMs + LONGEST_DELAY_ASKED_MS))
    await this.#wait(memory.simulation, waitMs, attempt)
    return new RetryToken(count, COST[errorType], waitMs, occurrence)
  }

  recordSuccess(token: RetryToken): void {
    const memory = this.#current()
    memory.capacity = Math.min(CAPACITY, memory.capacity + (token.getRetryCost() ?? GAIN))
  }

  /**
   * Waits on simulated time, and holds it from then until the call is back: the SDK may set a real timer of zero
   * milliseconds in between. What ends the wait early is thrown to the call when it is back, since the SDK would
   * drop an error of this place and throw the failure before.
   */
  async #wait({ driver }: Simulation, waitMs: number, attempt: FailedAttempt | undefined): Promise<void> {
    const { invocation, signal } = attempt ?? {}
    try {
      await driver.sleep(waitMs, signal)
    } catch (trouble) {
      if (invocation === undefined) throw trouble
      // The call itself looks at its signal first.
      if (signal?.aborted !== true) void this.#retries.arrival(invocation, trouble as Error)
      return
    }
    if (invocation !== undefined) void driver.external(this.#retries.arrival(invocation))
  }

  #current(): Memory {
    const { simulation } = this.#world
    let memory = this.#memories.get(simulation)
    if (memory === undefined) this.#memories.set(simulation, (memory = memoryOf(simulation)))
    return memory
  }
}

function memoryOf(simulation: Simulation): Memory {
  return { simulation, occurrences: new Occurrences(), capacity: CAPACITY }
}

/** What the call is, without anything that clients draw at random. All calls of other handlers are one. */
function keyOf(attempt: FailedAttempt | undefined): { identity: number; parts: readonly Key[] } {
  if (attempt === undefined) return { identity: 0, parts: [] }
  const call = identityOf(attempt.operation, attempt.input, attempt.account)
  const identity = identify(call)
  return { identity, parts: drawKeyOf(call, identity) }
}

/** What `retry-after` asks for. The SDK's own reading of it is an instant of the machine's clock. */
function askedForMs(error: unknown): number {
  const reply = memberOf(error, '$response')
  const seconds = Number(memberOf(memberOf(reply, 'headers'), 'retry-after') ?? 0)
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function noMore(why: string): Error {
  return new Error(`no retry token: ${why}`)
}
