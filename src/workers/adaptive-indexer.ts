/**
 * The indexer for `threads: 'auto'`: small documents are analysed at once, large ones wait for a thread, and threads are started
 * only when more is waiting than starting them costs. What is needed before a thread has got to it is analysed at once as well.
 */
import type {
  Analysis,
  ContentFormat,
  DocumentPart,
  Indexer,
  OpenWork,
  WorkerDeath,
} from '../core/indexer.ts'
import type { Analyze } from './analyze.ts'
import { InlineIndexer } from './inline-indexer.ts'
import { PooledIndexer } from './pooled-indexer.ts'
import type { PooledIndexerOptions } from './pooled-indexer.ts'

/**
 * Up to this size a document is analysed at once. A trip to a thread and back takes about 130 microseconds, in which our readers
 * manage 4 KB of HTML or XML (28 MB/s), 8 KB of JSON, or 1 KB of CSV or Markdown.
 */
const INLINE_BYTES = 4096

/**
 * With so many bytes waiting, threads are started. It takes 150 ms until the first of them answers, in which this thread alone
 * analyses 4 MB of HTML or 1.3 MB of CSV.
 */
const WORTH_A_THREAD_BYTES = 2 * 1024 * 1024

/** Formats whose bytes are parsed. Those of the others are only hashed, which takes no longer than copying them for a thread. */
const IS_PARSED: Readonly<Record<ContentFormat, boolean>> = {
  text: false,
  html: true,
  xml: true,
  json: true,
  csv: true,
  markdown: true,
  pdf: false,
  rtf: false,
  word: false,
  powerpoint: false,
  excel: false,
  binary: false,
}

export class AdaptiveIndexer implements Indexer {
  readonly #analyze: Analyze
  readonly #isOurs: boolean
  readonly #inline: InlineIndexer
  readonly #pooled: PooledIndexer
  #loading: Promise<void> | undefined

  /** `loading` resolves when `analyze` may be called; without it, it may be called now. */
  constructor(options: PooledIndexerOptions, analyze: Analyze, loading?: Promise<void>) {
    this.#analyze = analyze
    this.#isOurs = options.indexer === undefined
    this.#inline = new InlineIndexer(analyze, loading)
    this.#pooled = new PooledIndexer(options)
    this.#loading = loading?.then(() => {
      this.#loading = undefined
    })
  }

  submit(job: number, parts: readonly DocumentPart[]): Analysis | undefined {
    if (this.#slowBytes(parts) <= INLINE_BYTES) return this.#inline.submit(job, parts)
    const analysis = this.#pooled.submit(job, parts)
    if (this.#pooled.waitingBytes >= WORTH_A_THREAD_BYTES) this.#pooled.start()
    return analysis
  }

  get isFull(): boolean {
    return this.#inline.isFull || this.#pooled.isFull
  }

  async room(): Promise<void> {
    await Promise.all([this.#inline.room(), this.#pooled.room()])
  }

  takeDone(): ReadonlyMap<number, Analysis> {
    return this.#pooled.takeDone()
  }

  take(job: number): Analysis | undefined {
    if (!this.#pooled.has(job)) return this.#inline.take(job)
    const parts = this.#loading === undefined ? this.#pooled.takeBack(job) : undefined
    return parts === undefined ? this.#pooled.take(job) : this.#analyze(parts)
  }

  finish(job: number): Analysis | undefined {
    return this.#pooled.has(job) ? this.#pooled.finish(job) : undefined
  }

  look(job: number): OpenWork {
    return this.#pooled.has(job) ? this.#pooled.look(job) : this.#inline.look(job)
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

  /** The bytes that take time. Of a user's indexer nothing is known but the size of its work. */
  #slowBytes(parts: readonly DocumentPart[]): number {
    let bytes = 0
    for (const part of parts) if (!this.#isOurs || IS_PARSED[part.format]) bytes += part.bytes.byteLength
    return bytes
  }
}
