/**
 * The indexer without threads: it analyses in `submit`, at once. Only while a user's module is still loading does it take
 * jobs on.
 */
import { WorkerPoolError, assert } from '../core/errors.ts'
import type { Analysis, DocumentPart, Indexer, OpenWork } from '../core/indexer.ts'
import type { Analyze } from './analyze.ts'
import { MOST_WAITING_BYTES, totalBytes } from './document-queue.ts'

export class InlineIndexer implements Indexer {
  readonly #analyze: Analyze
  #loading: Promise<void> | undefined
  readonly #held = new Map<number, readonly DocumentPart[]>()
  /** Of all that was ever held. */
  #heldBytes = 0
  readonly #errors = new Map<number, unknown>()
  #isClosed = false

  /** `loading` resolves when `analyze` may be called; without it, it may be called now. */
  constructor(analyze: Analyze, loading?: Promise<void>) {
    this.#analyze = analyze
    this.#loading = loading?.then(() => {
      this.#loading = undefined
    })
  }

  submit(job: number, parts: readonly DocumentPart[]): Analysis | undefined {
    if (this.#loading !== undefined) {
      this.#held.set(job, parts)
      this.#heldBytes += totalBytes(parts)
      return undefined
    }
    try {
      return this.#analyze(parts)
    } catch (error) {
      // The contract lets `take` throw, not `submit`.
      this.#errors.set(job, error)
      return undefined
    }
  }

  get isFull(): boolean {
    return this.#loading !== undefined && this.#heldBytes > MOST_WAITING_BYTES
  }

  async room(): Promise<void> {
    await this.#loading
  }

  take(job: number): Analysis | undefined {
    if (this.#isClosed) throw new WorkerPoolError(`Job ${job} has no result: its indexer was closed.`)
    if (this.#errors.has(job)) {
      const error = this.#errors.get(job)
      this.#errors.delete(job)
      throw error
    }
    const parts = this.#held.get(job)
    assert(parts !== undefined, `job ${job} was taken that is not open`)
    if (this.#loading !== undefined) return undefined
    this.#held.delete(job)
    return this.#analyze(parts)
  }

  /** No result comes by itself. */
  takeDone(): ReadonlyMap<number, Analysis> {
    return NO_RESULTS
  }

  /** What is not there waits for a module to load. */
  finish(): undefined {}

  look(job: number): OpenWork {
    if (this.#errors.has(job)) throw this.#errors.get(job)
    const parts = this.#held.get(job)
    assert(parts !== undefined, `job ${job} was looked at that is not open`)
    return { kind: 'open', parts }
  }

  async ready(job: number): Promise<void> {
    if (this.#held.has(job)) await this.#loading
  }

  forget(job: number): void {
    this.#held.delete(job)
    this.#errors.delete(job)
  }

  /** There is no thread to die. */
  kill(): void {}

  async close(): Promise<void> {
    this.#isClosed = true
    this.#held.clear()
    this.#errors.clear()
  }
}

const NO_RESULTS: ReadonlyMap<number, Analysis> = new Map()
