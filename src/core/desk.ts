/**
 * Where the users of simulated time are received, whoever moves it: they bring calls and waits, which enter together
 * at an instant, and are told of outcomes when it is over. Who has come and not been told is known by name.
 */
import type { QueuedTask } from './agenda.ts'
import type { CallRequest } from './call.ts'
import { CallCarrier, type CarrierParts, type Remake, type SavedCarrier } from './call-carrier.ts'
import {
  SimulationLimitError,
  SimulationStalledError,
  SimulatorClosedError,
  SnapshotError,
} from './errors.ts'
import type { EventLoop } from './event-loop.ts'
import { formatDuration } from './format-duration.ts'
import { mayBeAbandoned, type Wait, Waits } from './waits.ts'

export interface DeskParts extends CarrierParts {
  readonly loop: EventLoop
  /** How far `settle` goes, in simulated milliseconds. */
  readonly settleLimitMs: number
}

/** Code of a user's that is due: what it causes runs to its end before the next is called, as between two of Node's timers. */
export interface CallBack {
  fire(): void
}

/** Tells a user of an outcome, or calls one back. */
export type News = (() => void) | CallBack

interface Settling {
  readonly wait: Wait
  readonly limitAt: number
  readonly resolve: () => void
}

/** A wait of so many simulated milliseconds that has not begun. */
interface FallingAsleep {
  readonly ms: number
  readonly begin: () => void
}

/**
 * Who hears of the end: those who wait and those who still come, these alone, or nobody but whoever has to give something
 * back. The others wait for ever.
 */
export type Told = 'all' | 'newcomers' | 'nobody'

export interface SavedDesk {
  readonly carrier: SavedCarrier
  readonly fallingAsleep: readonly number[]
  readonly runs: number
}

export class Desk {
  readonly waits: Waits = new Waits()
  readonly #parts: DeskParts
  readonly #carrier: CallCarrier
  readonly #drive: () => void
  readonly #settling = new Set<Settling>()
  /** What tells the users of this instant's outcomes, when it is over. */
  #news: News[] = []
  /** Sleeps and timers that join the queue when the instant's users have come to rest, as calls do. */
  #fallingAsleep = new Set<FallingAsleep>()
  /** Nobody is received any more: somebody ended it, and said why, or something broke. */
  #ended: string | Error | undefined
  #endIsTold: Told = 'all'
  #lastCallAt = 0
  #runs = 0

  /** `drive` is told whenever somebody has come. */
  constructor(parts: DeskParts, drive: () => void) {
    this.#parts = parts
    this.#drive = drive
    this.#carrier = new CallCarrier(parts, this.waits, (tell) => this.#news.push(tell))
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined
  }

  get isSettling(): boolean {
    return this.#settling.size > 0
  }

  /** The instant of the last call of a service. */
  get lastCallAt(): number {
    return this.#lastCallAt
  }

  call<Reply>(request: CallRequest<Reply>): Promise<Reply> {
    const call: { promise?: Promise<Reply>; hasFailedByUs?: boolean } = {}
    call.promise = this.promise(nameOf(request), (resolve, reject) => {
      const fail = (error: Error): void => {
        // Our own trouble goes to everybody who waits, and not all may still listen; a service's error is the caller's to handle.
        call.hasFailedByUs = this.hasEnded || error instanceof SimulationStalledError
        if (call.hasFailedByUs && call.promise !== undefined) void mayBeAbandoned(call.promise)
        reject(error)
      }
      this.#lastCallAt = this.#parts.clock.elapsedMs
      this.#carrier.issue(request, resolve as (reply: unknown) => void, fail)
    })
    // Where time follows the process, the call may be over by now.
    return call.hasFailedByUs === true ? mayBeAbandoned(call.promise) : call.promise
  }

  /** The how-manieth run begins. */
  countRun(): number {
    return ++this.#runs
  }

  /** A place in the order of issue, for a call that has to be read first. */
  reserve(): number {
    return this.#carrier.reserve()
  }

  /** A wait of so much simulated time, which an abort signal ends; `schedule` says when its last instant is. */
  until(
    what: string,
    ms: number,
    { signal, isClients }: { readonly signal?: AbortSignal | undefined; readonly isClients: boolean },
    schedule: (at: number, wake: () => void) => QueuedTask | undefined,
  ): Promise<void> {
    if (signal?.aborted === true) return mayBeAbandoned(Promise.reject(signal.reason as Error))
    return mayBeAbandoned(
      this.promise<void>(what, (resolve, reject) => {
        const wait = this.wait(what, reject, { isClients })
        let queued: QueuedTask | undefined
        const abort = (): void => {
          if (!this.waits.end(wait)) return
          this.#callOff(asleep, queued)
          reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', abort, { once: true })
        const begin = (): void => {
          queued = schedule(this.#parts.clock.elapsedMs + ms, () => {
            if (!this.waits.end(wait)) return
            signal?.removeEventListener('abort', abort)
            this.#news.push(resolve)
          })
        }
        const asleep = { ms, begin }
        this.#fallingAsleep.add(asleep)
      }),
    )
  }

  /**
   * Calls back when so much simulated time is over. Nobody waits for it: it alone moves no time. Called off by the returned
   * function, it is as if it had never been: nothing goes by what will not come.
   */
  after(ms: number, callBack: CallBack): () => void {
    const { clock, engine } = this.#parts
    let queued: QueuedTask | undefined
    const come = (): void => {
      queued = undefined
      this.#news.push(callBack)
    }
    const begin = (): void => {
      queued = engine.agenda.addTask(clock.elapsedMs + ms, come)
    }
    const asleep = { ms, begin }
    this.#fallingAsleep.add(asleep)
    // Real work that nobody sees may have ended in this, while time stood for want of anything to come.
    this.#drive()
    return () => {
      this.#callOff(asleep, queued)
      queued = undefined
    }
  }

  settle(): Promise<void> {
    return mayBeAbandoned(
      this.promise<void>('settle', (resolve, reject) => {
        const wait = this.wait('settle', reject)
        this.#settling.add({ wait, limitAt: wait.since + this.#parts.settleLimitMs, resolve })
      }),
    )
  }

  /** A promise of something that the drive will bring about; refused when the desk has ended, or left open where that was quiet. */
  promise<T>(
    what: string,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
    { isAlwaysTold = false }: Pick<Wait, 'isAlwaysTold'> = {},
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        if (this.#endIsTold === 'nobody' && !isAlwaysTold) return
        const refusal = refusalOf(this.#ended, what)
        // In a later turn: a loop that overlooks it and comes again would leave the process no other.
        return void this.#parts.loop.turn().then(() => reject(refusal))
      }
      begin(resolve, reject)
      this.#drive()
    })
  }

  /** Throws where the desk has ended, for those who wait for nothing. */
  refuseWhenEnded(what: string): void {
    if (this.#ended !== undefined) throw refusalOf(this.#ended, what)
  }

  wait(
    what: string | (() => string),
    reject: (error: Error) => void,
    kind: Pick<Wait, 'isClients' | 'isAlwaysTold'> = {},
  ): Wait {
    const describe = typeof what === 'string' ? (): string => what : what
    const wait = { what: describe, since: this.#parts.clock.elapsedMs, reject, ...kind, place: -1 }
    this.waits.add(wait)
    return wait
  }

  /** Lets in all who have come. */
  letIn(): void {
    this.#carrier.enterIssued()
    if (this.#fallingAsleep.size === 0) return
    const fallingAsleep = this.#fallingAsleep
    this.#fallingAsleep = new Set()
    for (const { begin } of fallingAsleep) begin()
  }

  /** What everybody whose wait this instant has ended is to be told, in the order in which it came about. */
  takeNews(): readonly News[] {
    if (this.#settling.size > 0 && this.#parts.engine.pending === 0) {
      for (const settling of this.#settling) {
        this.waits.end(settling.wait)
        this.#news.push(settling.resolve)
      }
      this.#settling.clear()
    }
    if (this.#news.length === 0) return NO_NEWS
    const news = this.#news
    this.#news = []
    return news
  }

  /** Whether a `settle` was given up because the next instant is beyond its limit. */
  giveUpSettling(nextAt: number): boolean {
    const overdue = [...this.#settling].filter(({ limitAt }) => nextAt > limitAt)
    for (const settling of overdue) {
      this.#settling.delete(settling)
      this.waits.end(settling.wait)
      settling.wait.reject(this.#neverSettles())
    }
    return overdue.length > 0
  }

  /** Calls under way lose their connection, and what had no effect yet never has. */
  disconnect(): void {
    this.#carrier.disconnect()
  }

  /** Throws a SnapshotError where somebody waits for what no snapshot can hold. */
  save(): SavedDesk {
    if (this.#ended instanceof Error)
      throw new SnapshotError(
        `the run has broken down, and no snapshot is taken of it: ${this.#ended.message}`,
        { cause: this.#ended },
      )
    if (this.#parts.engine.isCommitting)
      throw new SnapshotError('a function that is asked in the middle of a step can take no snapshot')
    const waiting = this.waits.describe(({ isClients = false }) => !isClients)
    if (waiting !== '')
      throw new SnapshotError(`a snapshot cannot hold what is in flight; await it first:${waiting}`)
    return {
      carrier: this.#carrier.save(),
      fallingAsleep: Array.from(this.#fallingAsleep, ({ ms }) => ms),
      runs: this.#runs,
    }
  }

  /** Of sleeps and timers nothing is left but their places in the order of events. */
  load({ carrier, fallingAsleep, runs }: SavedDesk, remake: Remake): void {
    this.#runs = runs
    this.#carrier.load(carrier, remake)
    const { clock, engine } = this.#parts
    for (const ms of fallingAsleep)
      this.#fallingAsleep.add({ ms, begin: () => engine.agenda.addTask(clock.elapsedMs + ms, () => {}) })
  }

  /** Receives nobody any more. */
  close(reason: string | Error, told: Told): void {
    this.#ended = reason
    this.#endIsTold = told
    this.#parts.engine.close()
  }

  /** Ends every wait, each with its error, where that is told. */
  endWaits(errorOf: (wait: Wait) => Error): void {
    this.#carrier.drop()
    this.#settling.clear()
    this.#fallingAsleep.clear()
    const news = this.#news.splice(0)
    // Whose wait is over already hears of its outcome, and nothing of the trouble.
    if (this.#endIsTold === 'all') for (const item of news) if (typeof item === 'function') item()
    this.waits.endAll(errorOf, this.#endIsTold !== 'all')
  }

  #callOff(asleep: FallingAsleep, queued: QueuedTask | undefined): void {
    this.#fallingAsleep.delete(asleep)
    if (queued !== undefined) this.#parts.engine.agenda.withdrawTask(queued)
  }

  #neverSettles(): Error {
    const { settleLimitMs, engine } = this.#parts
    return new SimulationLimitError(
      `settle has gone on for ${formatDuration(settleLimitMs)} of simulated time and ${engine.pending} ${engine.pending === 1 ? 'thing is' : 'things are'} still pending; ` +
        `find out what never ends, or raise limits.settle`,
    )
  }
}

function refusalOf(ended: string | Error, what: string): Error {
  return typeof ended === 'string' ? new SimulatorClosedError(`${what}: ${ended}`) : ended
}

function nameOf({ facade, operation }: CallRequest<unknown>): string {
  return `${facade} ${operation}`
}

const NO_NEWS: readonly News[] = []
