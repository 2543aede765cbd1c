/** The trace as server-sent events: the lines that are there, and each that comes, until the reader goes or the run ends. */
import { clearInterval, setInterval } from 'node:timers'
import type { Trace } from '../../../core/trace.ts'
import type { ControlledWorld } from './controlled.ts'

/** An event has its line as data and the count of lines so far as id, so that a reader can go on where it stopped. */
export function traceEvents(world: ControlledWorld, after: number): AsyncIterable<string> {
  return { [Symbol.asyncIterator]: () => new TraceEvents(world, after) }
}

/** Where simulated time follows the process, what is due happens when somebody looks. */
const LOOK_EVERY_MS = 200

// A named import alone is a live binding, which a run replaces together with the globals.
const [begin, end] = [setInterval, clearInterval]

class TraceEvents implements AsyncIterator<string, undefined> {
  readonly #world: ControlledWorld
  readonly #trace: Trace
  readonly #unwatch: () => void
  readonly #looks: NodeJS.Timeout
  #sent: number
  #isOver = false
  #wake: () => void = () => {}

  constructor(world: ControlledWorld, after: number) {
    this.#world = world
    this.#trace = world.simulation.trace
    this.#sent = after
    this.#unwatch = this.#trace.watch(() => this.#wake())
    this.#looks = begin(() => void world.simulation, LOOK_EVERY_MS).unref()
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    for (;;) {
      if (this.#isOver) return { done: true, value: undefined }
      const lines = this.#trace.lines(this.#sent)
      if (lines.length > 0) return { done: false, value: lines.map((line) => this.#event(line)).join('') }
      if (this.#trace.isClosed) {
        this.#end()
        // A reset begins another trace.
        const isReset = this.#world.simulation.trace !== this.#trace
        return { done: false, value: `event: ${isReset ? 'reset' : 'closed'}\ndata: {}\n\n` }
      }
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  return(): Promise<IteratorResult<string, undefined>> {
    this.#end()
    return Promise.resolve({ done: true, value: undefined })
  }

  #event(line: string): string {
    return `id: ${++this.#sent}\ndata: ${line}\n\n`
  }

  #end(): void {
    this.#isOver = true
    end(this.#looks)
    this.#unwatch()
    this.#wake()
  }
}
