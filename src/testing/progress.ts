/**
 * What is seen while something long is at work: a bar where a person watches, and elsewhere a line now and then, so that
 * a log does not fill with it. It goes to standard error; what is printed in the end is complete without it.
 */
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import type cliProgress from 'cli-progress'

export interface Progress {
  start(total: number, what: string): void
  /** So much more is done. */
  step(count: number): void
  say(what: string): void
  stop(): void
}

/** Real time between two lines. */
const LINE_EVERY_MS = 3_000
/** Columns of the line beside the bar itself: the percentage, the count and the words. */
const BESIDE_BAR = 50

/** The label says whose lines they are. */
export function createProgress(stream: NodeJS.WriteStream, label: string): Progress {
  return stream.isTTY ? new BarProgress(stream) : new LineProgress(stream, label)
}

/** For what is often done before anybody would look: it shows nothing at first. */
export function createLateProgress(stream: NodeJS.WriteStream, label: string): Progress {
  return new LateProgress(createProgress(stream, label))
}

/** Real time after which somebody would like to know. */
const LATE_AFTER_MS = 1_000

class LateProgress implements Progress {
  readonly #shown: Progress
  readonly #beganAt = performance.now()
  #total = 0
  #what = ''
  #held = 0
  #isShown = false

  constructor(shown: Progress) {
    this.#shown = shown
  }

  start(total: number, what: string): void {
    this.#total = total
    this.#what = what
  }

  step(count: number): void {
    if (!this.#isShown) {
      this.#held += count
      if (performance.now() - this.#beganAt < LATE_AFTER_MS) return
      this.#isShown = true
      this.#shown.start(this.#total, this.#what)
      this.#shown.step(this.#held)
    } else this.#shown.step(count)
  }

  say(what: string): void {
    this.#what = what
    if (this.#isShown) this.#shown.say(what)
  }

  stop(): void {
    if (this.#isShown) this.#shown.stop()
  }
}

class BarProgress implements Progress {
  readonly #bar: cliProgress.SingleBar
  #what = ''

  constructor(stream: NodeJS.WriteStream) {
    // Loaded where a person watches: it would be a part of every start otherwise.
    const { SingleBar } = createRequire(import.meta.url)('cli-progress') as typeof cliProgress
    this.#bar = new SingleBar({
      stream,
      format: ' {bar} {percentage}% {value}/{total} {what}',
      barsize: Math.max(5, Math.min(30, stream.columns - BESIDE_BAR)),
      barCompleteChar: '#',
      barIncompleteChar: '.',
      clearOnComplete: true,
      // The terminal's own state is left alone, so that nothing is to be put right when the command is interrupted.
      linewrap: true,
    })
  }

  start(total: number, what: string): void {
    this.#what = what
    this.#bar.start(total, 0, { what })
  }

  step(count: number): void {
    this.#bar.increment(count, { what: this.#what })
  }

  say(what: string): void {
    this.#what = what
    this.#bar.increment(0, { what })
  }

  stop(): void {
    this.#bar.stop()
  }
}

class LineProgress implements Progress {
  readonly #stream: NodeJS.WriteStream
  readonly #label: string
  #total = 0
  #done = 0
  #what = ''
  #lastAt = performance.now()

  constructor(stream: NodeJS.WriteStream, label: string) {
    this.#stream = stream
    this.#label = label
  }

  start(total: number, what: string): void {
    this.#total = total
    this.#lastAt = performance.now()
    this.say(what)
  }

  step(count: number): void {
    this.#done += count
    if (performance.now() - this.#lastAt < LINE_EVERY_MS) return
    this.#lastAt = performance.now()
    this.#stream.write(`${this.#label}: ${this.#done} of ${this.#total} (${this.#what})\n`)
  }

  say(what: string): void {
    this.#what = what
  }

  stop(): void {}
}
