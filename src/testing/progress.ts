/** The progress of what is counted, so many of so many. */
import { machineNow } from '../workers/machine-now.ts'
import { createLiveProgress, type LiveProgress } from './live-progress.ts'

export interface Progress {
  start(total: number, what: string): void
  /** So much more is done. */
  step(count: number): void
  say(what: string): void
  stop(): void
}

/** Columns of `12,345 of 100,000 (what)`. */
const BESIDE_BAR = 60
/** Real time after which somebody would like to know. */
const LATE_AFTER_MS = 1_000

/** The label says whose lines they are. */
export function createProgress(stream: NodeJS.WriteStream, label: string): Progress {
  return new CountedProgress(() => createLiveProgress(stream, { label, besideBar: BESIDE_BAR }), 0)
}

/** For what is often done before anybody would look: it shows nothing at first. */
export function createLateProgress(stream: NodeJS.WriteStream, label: string): Progress {
  return new CountedProgress(
    () => createLiveProgress(stream, { label, besideBar: BESIDE_BAR }),
    LATE_AFTER_MS,
  )
}

class CountedProgress implements Progress {
  readonly #open: () => LiveProgress
  readonly #afterMs: number
  #live: LiveProgress | undefined
  #hasStopped = false
  #beganAt = 0
  #total = 0
  #done = 0
  #what = ''

  constructor(open: () => LiveProgress, afterMs: number) {
    this.#open = open
    this.#afterMs = afterMs
  }

  start(total: number, what: string): void {
    this.#beganAt = machineNow()
    this.#total = total
    this.#done = 0
    this.say(what)
  }

  step(count: number): void {
    this.#done += count
    this.#show()
  }

  say(what: string): void {
    this.#what = what
    this.#show()
  }

  stop(): void {
    this.#hasStopped = true
    this.#live?.stop()
  }

  #show(): void {
    // What is done at the same time may still be told of when it is over.
    if (this.#hasStopped) return
    if (this.#live === undefined && machineNow() - this.#beganAt < this.#afterMs) return
    this.#live ??= this.#open()
    this.#live.show(this.#done / Math.max(1, this.#total), `${this.#done} of ${this.#total} (${this.#what})`)
  }
}
