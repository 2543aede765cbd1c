/** The timer that a run puts in the place of Node's: it goes off on simulated time, and is otherwise like Node's. */
import { AsyncResource } from 'node:async_hooks'
import type { CallBack } from '../core/desk.ts'

/** What moves the timers of one run. */
export interface Clockwork {
  /** Calls back when so much simulated time is over. */
  after(ms: number, callBack: CallBack): void
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
  readonly #callBack: () => void
  readonly #name: string
  readonly #delayMs: number
  readonly #isRepeated: boolean
  #hasRef = true
  #isCleared = false
  #number: number | undefined
  /** Which setting of the timer counts; what was scheduled for an earlier one comes to nothing. */
  #setting = 0

  constructor(clockwork: Clockwork, { callBack, name, delay, isRepeated = false }: TimerSettings) {
    super('SimulatedTimer')
    this.#clockwork = clockwork
    this.#callBack = callBack
    this.#name = name
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
    this.#setting++
    this.#end()
    return this
  }

  /** As with Node's, one that has gone off is set again, and one that was cleared is not. */
  refresh(): this {
    if (!this.#isCleared) this.#set()
    return this
  }

  ref(): this {
    this.#hasRef = true
    return this
  }

  unref(): this {
    this.#hasRef = false
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

  [Symbol.dispose](): void {
    this.close()
  }

  #set(): void {
    const setting = ++this.#setting
    this.#clockwork.open.add(this)
    this.#clockwork.after(this.#delayMs, { fire: () => this.#setting === setting && this.#goOff(setting) })
  }

  #goOff(setting: number): void {
    if (!this.#isRepeated) this.#end()
    this.#clockwork.countFired()
    try {
      this.runInAsyncScope(this.#callBack, this)
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
  readonly callBack: () => void
  /** Of the user's function; empty where it has none. */
  readonly name: string
  /** As the user gave it. */
  readonly delay: unknown
  readonly isRepeated?: boolean
}
