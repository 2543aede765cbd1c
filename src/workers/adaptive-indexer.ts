/**
 * The indexer for `threads: 'auto'`: small documents are analysed at once, large ones wait for a thread, and threads are started
 * only when more is waiting than starting them costs. What is needed before a thread has got to it is analysed at once as well.
 */
import type { Analysis, DocumentPart, Indexer, WorkerDeath } from '../core/indexer.ts'
import type { Analyze } from './analyze.ts'
import { InlineIndexer } from './inline-indexer.ts'
import { PooledIndexer, totalBytes } from './pooled-indexer.ts'
import type { PooledIndexerOptions } from './pooled-indexer.ts'

/**
 * Up to this size a document is analysed at once: handing it to a thread and taking its result costs the main thread some 50
 * microseconds, in which the slowest of our readers reads about as much.
 */
export const INLINE_BYTES: number = 4096

/**
 * With so many bytes waiting, threads are started. Until the first answers it takes some 150 ms of this thread's and the others'
 * time, in which this one alone analyses about as much of HTML.
 */
export const WORTH_A_THREAD_BYTES: number = 2 * 1024 * 1024

export class AdaptiveIndexer implements Indexer {
  readonly #analyze: Analyze
  readonly #inline: InlineIndexer
  readonly #pooled: PooledIndexer
  #loading: Promise<void> | undefined

  /** `loading` resolves when `analyze` may be called; without it, it may be called now. */
  constructor(options: PooledIndexerOptions, analyze: Analyze, loading?: Promise<void>) {
    this.#analyze = analyze
    this.#inline = new InlineIndexer(analyze, loading)
    this.#pooled = new PooledIndexer(options)
    this.#loading = loading?.then(() => {
      this.#loading = undefined
    })
  }

  submit(job: number, parts: readonly DocumentPart[]): Analysis | undefined {
    if (totalBytes(parts) <= INLINE_BYTES) return this.#inline.submit(job, parts)
    this.#pooled.submit(job, parts)
    if (this.#pooled.waitingBytes >= WORTH_A_THREAD_BYTES) this.#pooled.start()
    return undefined
  }

  take(job: number): Analysis | undefined {
    if (!this.#pooled.has(job)) return this.#inline.take(job)
    const parts = this.#loading === undefined ? this.#pooled.takeBack(job) : undefined
    return parts === undefined ? this.#pooled.take(job) : this.#analyze(parts)
  }

  async ready(job: number): Promise<void> {
    if (!this.#pooled.has(job)) return this.#inline.ready(job)
    if (!this.#pooled.isWaiting(job)) return this.#pooled.ready(job)
    // While it waits for a thread, `take` can analyse it: as soon as there is something to analyse with.
    await this.#loading
  }

  forget(job: number): void {
    this.#inline.forget(job)
    this.#pooled.forget(job)
  }

  /** Nothing dies as long as there are no threads. */
  kill(death: WorkerDeath): void {
    this.#pooled.kill(death)
  }

  async close(): Promise<void> {
    await Promise.all([this.#inline.close(), this.#pooled.close()])
  }
}
