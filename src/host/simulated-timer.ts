/** The timer that a run puts in the place of Node's: it goes off on simulated time, and is otherwise like Node's. */
import { AsyncResource } from 'node:async_hooks'
import type { CallBack } from '../core/desk.ts'

/** What moves the timers of one run. */
export interface Clockwork {
  /** The run is over: what is set from now on waits on the real clock. */
  readonly isOver: boolean
  readonly real: {
    readonly setTimeout: typeof setTimeout
    readonly setInterval: typeof setInterval
    readonly clearTimeout: typeof clearTimeout
  }
  /** Calls back when so much simulated time is over, unless the returned function calls it off. */
  after(ms: number, callBack: CallBack): () => void
  /** A callback has thrown. */
  fail(error: unknown): void
  /** The timers that have not gone off. */
  readonly open: Set<SimulatedTimer>
  /** Timers that somebody knows by number. */
  readonly numbered: Map<number, SimulatedTimer>
  nextNumber(): number
  countFired(): void
}

/** The longest that a timer of Node can wait. */
const LONGEST_TIMEOUT_MS = 2_147_483_647

/** As Node reads a delay: whole milliseconds, at least one, and one for what it cannot wait for. */
export function delayOf(value: unknown): number {
  const ms = Number(value)
  return ms >= 1 && ms <= LONGEST_TIMEOUT_MS ? Math.trunc(ms) : 1
}

/** An async resource, so that a callback runs in the async context in which its timer was set. */
export class SimulatedTimer extends AsyncResource implements Disposable {
  readonly #clockwork: Clockwork
  readonly #callBack: (...args: unknown[]) => unknown
  readonly #args: readonly unknown[]
  readonly #name: string
  readonly #delayMs: number
  readonly #isRepeated: boolean
  #hasRef = true
  #isCleared = false
  #number: number | undefined
  /** Which setting of the timer counts; what was scheduled for an earlier one comes to nothing. */
  #setting = 0
  #callOff: () => void = () => {}
  /** What it has become after the run, where somebody has kept it. */
  #successor: NodeJS.Timeout | undefined

  constructor(clockwork: Clockwork, { callBack, args = [], name, delay, isRepeated = false }: TimerSettings) {
    super('SimulatedTimer')
    this.#clockwork = clockwork
    this.#callBack = callBack
    this.#args = args
    this.#name = name ?? callBack.name
    this.#delayMs = delayOf(delay)
    this.#isRepeated = isRepeated
    this.#set()
  }

  /** What it is, for a person who wonders what a run waits for. */
  get description(): string {
    return `${this.#isRepeated ? 'an interval' : 'a timer'} of ${this.#delayMs} ms${this.#name === '' ? '' : ` for ${this.#name}`}`
  }

  close(): this {
    this.#isCleared = true
    this.#clockwork.real.clearTimeout(this.#successor)
    return this.abandon()
  }

  /** The run is over, and it does not go off. Whoever has kept it can still set it again. */
  abandon(): this {
    this.#setting++
    this.#callOff()
    this.#end()
    return this
  }

  /** As with Node's, one that has gone off is set again, and one that was cleared is not. */
  refresh(): this {
    if (this.#isCleared) return this
    if (this.#clockwork.isOver) this.#succeed()
    else this.#set()
    return this
  }

  ref(): this {
    this.#hasRef = true
    this.#successor?.ref()
    return this
  }

  unref(): this {
    this.#hasRef = false
    this.#successor?.unref()
    return this
  }

  hasRef(): boolean {
    return this.#hasRef
  }

  [Symbol.toPrimitive](): number {
    if (this.#number === undefined) {
      this.#number = this.#clockwork.nextNumber()
      if (this.#clockwork.open.has(this)) this.#clockwork.numbered.set(this.#number, this)
    }
    return this.#number
  }

  /** By this Node's own `clearTimeout` knows a timer, which is back when the run is over. */
  get _onTimeout(): unknown {
    return this.#isCleared ? null : this.#callBack
  }
  set _onTimeout(callBack: unknown) {
    if (callBack === null) this.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #set(): void {
    const setting = ++this.#setting
    this.#clockwork.open.add(this)
    this.#callOff()
    this.#callOff = this.#clockwork.after(this.#delayMs, {
      fire: () => this.#setting === setting && this.#goOff(setting),
    })
  }

  /** Libraries keep one timer for ever, and set it again and again. */
  #succeed(): void {
    if (this.#successor !== undefined) return void this.#successor.refresh()
    const { setTimeout, setInterval } = this.#clockwork.real
    const set = this.#isRepeated ? setInterval : setTimeout
    this.#successor = set(() => this.runInAsyncScope(this.#callBack, this, ...this.#args), this.#delayMs)
    if (!this.#hasRef) this.#successor.unref()
  }

  #goOff(setting: number): void {
    if (!this.#isRepeated) this.#end()
    this.#clockwork.countFired()
    try {
      const returned = this.runInAsyncScope(this.#callBack, this, ...this.#args) as unknown
      if (returned instanceof Promise) returned.catch((error: unknown) => this.#clockwork.fail(error))
    } catch (error) {
      this.#clockwork.fail(error)
    }
    if (this.#isRepeated && this.#setting === setting) this.#set()
  }

  #end(): void {
    this.#clockwork.open.delete(this)
    if (this.#number !== undefined) this.#clockwork.numbered.delete(this.#number)
  }
}

export interface TimerSettings {
  readonly callBack: (...args: unknown[]) => unknown
  readonly args?: readonly unknown[]
  /** What it is for; the name of the function where it is left out. */
  readonly name?: string
  /** As the user gave it. */
  readonly delay: unknown
  readonly isRepeated?: boolean
}
