/** Counts the worker threads that this process really starts: which the simulator decides by the amount of work. */
import type { Worker } from 'node:worker_threads'

export interface ThreadCounts {
  /** The most at one time. */
  readonly atOnce: number
  readonly started: number
}

export class ThreadWatch {
  #running = 0
  #atOnce = 0
  #started = 0
  readonly #onWorker = (worker: Worker): void => {
    this.#started++
    this.#atOnce = Math.max(this.#atOnce, ++this.#running)
    worker.once('exit', () => this.#running--)
  }

  constructor() {
    process.on('worker', this.#onWorker)
  }

  /** Stops watching. */
  stop(): ThreadCounts {
    process.off('worker', this.#onWorker)
    return { atOnce: this.#atOnce, started: this.#started }
  }
}
