/**
 * The threads. It hands each at most one task at a time, asks those who have work in the order in which they came, and never
 * leaves a task without an outcome: a thread that dies, comes too late or cannot load is told as such.
 */
import type { Piscina } from 'piscina'

import { WorkerPoolError } from '../core/errors.ts'
import type { WorkerDeath } from '../core/indexer.ts'
import { messageOf } from './indexer-module.ts'
import { afterRealTime } from './real-timers.ts'
import type { HangNotice, WorkerSettings, WorkerTask } from './worker-task.ts'

export interface PoolTask {
  /** Moved to the thread. */
  readonly documents: ArrayBuffer
  readonly death: WorkerDeath | undefined
  /** Ends the task and the thread that it runs on. */
  readonly abort: AbortController
  /** Called once, never from inside `nextTask` or `offer`. The buffer of the results is the pool's again afterwards. */
  settle(outcome: TaskOutcome): void
}

export type TaskOutcome =
  | { readonly kind: 'done'; readonly results: ArrayBuffer }
  /** The thread died, planned or not. */
  | { readonly kind: 'died' }
  /** The watchdog ended it. */
  | { readonly kind: 'late' }
  /** The pool cannot work at all. */
  | { readonly kind: 'broken'; readonly error: WorkerPoolError }

/** Somebody who has work for threads. */
export interface TaskSource {
  /** Real time after which a task of this source is given up. */
  readonly watchdogMs: number
  /** What the next thread that is idle shall do, or undefined if there is nothing. Its documents may be put in `spare`. */
  nextTask(spare: ArrayBuffer | undefined): PoolTask | undefined
  /** So much is waiting that the next task may be made before a thread is idle. */
  readonly hasPlenty: boolean
}

/** What the next idle thread will do. */
interface Assignment {
  readonly task: PoolTask
  readonly watchdogMs: number
}

export interface PoolOptions {
  readonly threads: number
  readonly indexer: string | undefined
  /** How long a thread may take to load. */
  readonly watchdogMs: number
  /** The pool will never work: nobody else should be given it. */
  onBroken(): void
}

/**
 * The heap of a thread. Documents may be 50 MB and parsed ones take several times that; filling it up, which is what a planned
 * `outOfMemory` does, takes about a second.
 */
const MAX_HEAP_MB = 512

/**
 * Half of what V8 would take by itself for young objects. A thread at its limit gets 16 MB more to end in; when more than that
 * comes of age at once, the whole process ends instead (Node 24: five times in six by default, never with this).
 */
const MAX_YOUNG_HEAP_MB = 24

/** Twice the largest shipment of documents that are not larger themselves. */
const MOST_SPARE_BYTES = 2 * 1024 * 1024

export class WorkerPool {
  readonly #options: PoolOptions
  readonly #waiting: TaskSource[] = []
  readonly #running = new Map<number, PoolTask>()
  /** Made while all threads are busy: no thread has to wait until its bytes have been put together. */
  #prepared: Assignment | undefined
  /** Buffers that have come back from threads. */
  readonly #spares: ArrayBuffer[] = []
  /** Threads that have loaded. Piscina would give work to one that has not, and take its end for a failure to load. */
  #loadedThreads = 0
  #tasks = 0
  #threads: Piscina | undefined
  #broken: WorkerPoolError | undefined
  #isDestroyed = false

  constructor(options: PoolOptions) {
    this.#options = options
    void this.#start()
  }

  /** Tells that a source has work. It is asked, again and again, whenever a thread is idle, until it has none. */
  offer(source: TaskSource): void {
    if (!this.#waiting.includes(source)) this.#waiting.push(source)
    this.#assign()
  }

  /** Ends all threads. Tasks under way come out as dead. */
  async destroy(): Promise<void> {
    this.#isDestroyed = true
    await this.#threads?.destroy()
  }

  /**
   * Piscina takes a pool's first threads for ready before they have loaded anything, and lets what is queued for a thread that
   * cannot load wait for ever. So each must answer a ping before it is given work.
   */
  async #start(): Promise<void> {
    try {
      // Loaded here, since many a simulator never needs a thread.
      const { Piscina } = await import('piscina')
      if (this.#isDestroyed) return
      const { threads: count, indexer } = this.#options
      const threads = new Piscina({
        filename: import.meta.resolve('#indexing-worker'),
        minThreads: count,
        maxThreads: count,
        // No timers of Piscina's own: fake ones would fire early or never.
        idleTimeout: Infinity,
        recordTiming: false,
        workerData: { indexer } satisfies WorkerSettings,
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: MAX_YOUNG_HEAP_MB },
      })
      this.#threads = threads
      threads.on('error', (error: unknown) => this.#checkThreads(error))
      threads.on('workerDestroy', () => {
        this.#loadedThreads--
        void Promise.resolve().then(() => this.#checkThreads(undefined))
      })
      threads.on('message', (message: unknown) => this.#endHanging(message))
      let created = 0
      // Of its first threads Piscina tells before they have loaded; of others when they have.
      threads.on('workerCreate', () => ++created > count && this.#takeOn())
      for (let thread = 0; thread < count; thread++) void this.#ping(threads)
    } catch (error) {
      this.#break(error)
    }
  }

  async #ping(threads: Piscina): Promise<void> {
    const callOff = afterRealTime(this.#options.watchdogMs, () => this.#break('it does not answer'))
    try {
      await threads.run({ kind: 'ping' } satisfies WorkerTask)
      this.#takeOn()
    } catch (error) {
      this.#break(error)
    } finally {
      callOff()
    }
  }

  #takeOn(): void {
    this.#loadedThreads++
    this.#assign()
  }

  #assign(): void {
    while (this.#hasIdleThread() || this.#broken !== undefined) {
      const next = this.#prepared ?? this.#next()
      this.#prepared = undefined
      if (next === undefined) return
      void this.#run(next)
    }
    if (this.#loadedThreads > 0 && this.#waiting[0]?.hasPlenty === true) this.#prepared ??= this.#next()
  }

  #next(): Assignment | undefined {
    // One that is too small is let go: kept, it would be in the place of a larger one.
    const spare = this.#spares.pop()
    for (let source = this.#waiting.shift(); source !== undefined; source = this.#waiting.shift()) {
      const task = source.nextTask(spare)
      if (task === undefined) continue
      this.#waiting.push(source)
      return { task, watchdogMs: source.watchdogMs }
    }
    if (spare !== undefined) this.#spares.push(spare)
    return undefined
  }

  #hasIdleThread(): boolean {
    return this.#running.size < this.#loadedThreads
  }

  async #run({ task, watchdogMs }: Assignment): Promise<void> {
    const id = this.#tasks++
    this.#running.set(id, task)
    let isLate = false
    const callOff = afterRealTime(watchdogMs, () => {
      isLate = true
      task.abort.abort()
    })
    const outcome = await this.#outcomeOf(id, task)
    callOff()
    this.#running.delete(id)
    // The thread comes first, and is at work again while its results are read.
    this.#assign()
    task.settle(isLate && outcome.kind === 'died' ? { kind: 'late' } : outcome)
    if (outcome.kind === 'done') this.#keepSpare(outcome.results)
  }

  /** As many as can be on their way at once, and none that a single large document has made. */
  #keepSpare(buffer: ArrayBuffer): void {
    if (this.#spares.length <= this.#options.threads && buffer.byteLength <= MOST_SPARE_BYTES)
      this.#spares.push(buffer)
  }

  async #outcomeOf(id: number, { documents, death, abort }: PoolTask): Promise<TaskOutcome> {
    if (this.#broken !== undefined) {
      // Outcomes come later, and never in the middle of the caller's work.
      await Promise.resolve()
      return { kind: 'broken', error: this.#broken }
    }
    try {
      const message: WorkerTask = { kind: 'batch', id, documents, death }
      const results: unknown = await this.#threads!.run(message, {
        transferList: [documents],
        signal: abort.signal,
      })
      return { kind: 'done', results: results as ArrayBuffer }
    } catch {
      return this.#broken === undefined ? { kind: 'died' } : { kind: 'broken', error: this.#broken }
    }
  }

  /** After a death Piscina starts another thread, but none after one that could not even load: then fewer are left than there should be. */
  #checkThreads(error: unknown): void {
    if (this.#isDestroyed || this.#threads === undefined) return
    if (this.#threads.threads.length < this.#options.threads)
      this.#break(error ?? 'it ended while it was loading')
  }

  #endHanging(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('hangingIn' in message)) return
    this.#running.get((message as HangNotice).hangingIn)?.abort.abort()
  }

  #break(cause: unknown): void {
    if (this.#broken !== undefined || this.#isDestroyed) return
    this.#broken = new WorkerPoolError(
      `A worker thread of the indexer cannot be started: ${messageOf(cause)}. With { threads: 0 } documents are analysed without threads.`,
      { cause },
    )
    this.#options.onBroken()
    void this.#threads?.destroy()
    this.#assign()
  }
}
