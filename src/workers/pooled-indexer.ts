/**
 * The indexer that works on threads: it hands waiting documents to a shared pool and gives every job exactly one outcome.
 * Neither the batches nor the deaths of threads ever show in a result.
 */
import { WorkerPoolError, assert } from '../core/errors.ts'
import type { Analyze } from './analyze.ts'
import type { Analysis, DocumentPart, Indexer, OpenWork, WorkerDeath } from '../core/indexer.ts'
import { decodeResults, encodeDocuments } from './batch-codec.ts'
import type { BatchResult } from './batch-codec.ts'
import { DocumentQueue, totalBytes } from './document-queue.ts'
import type { QueuedDocument, Shipment } from './document-queue.ts'
import { borrowPool } from './shared-pools.ts'
import type { PoolLoan } from './shared-pools.ts'
import { createWaiter } from './waiter.ts'
import type { Waiter } from './waiter.ts'
import type { PoolTask, TaskOutcome, TaskSource } from './worker-pool.ts'

export interface PooledIndexerOptions {
  readonly threads: number
  /** The URL of a module to use instead of our own analysis. */
  readonly indexer: string | undefined
  /** The most documents that travel together. */
  readonly batchSize: number
  /** Real time after which a thread that does not answer is given up. */
  readonly watchdogMs: number
  /** The analysis on this thread, where it can be had at once. */
  readonly analyze?: Analyze | undefined
}

interface OpenJob extends QueuedDocument {
  waiter: Waiter | undefined
}

/** So often a document may kill a thread that has nothing else to do before it is held to be the cause. */
const MAX_CRASHES = 3

export class PooledIndexer implements Indexer, TaskSource {
  readonly watchdogMs: number
  readonly #options: PooledIndexerOptions
  readonly #queue: DocumentQueue
  readonly #jobs = new Map<number, OpenJob>()
  /** Jobs that have a result, and those that can never have one. */
  #results = new Map<number, Analysis>()
  readonly #errors = new Map<number, WorkerPoolError>()
  readonly #underWay = new Set<AbortController>()
  #deaths: WorkerDeath[] = []
  #loan: PoolLoan | undefined
  #isOffering = false
  #isClosed = false

  constructor(options: PooledIndexerOptions) {
    this.#options = options
    this.#queue = new DocumentQueue(options)
    this.watchdogMs = options.watchdogMs
  }

  get isStarted(): boolean {
    return this.#loan !== undefined
  }

  /** Bytes of the jobs that no thread has been given yet. */
  get waitingBytes(): number {
    return this.#queue.byteLength
  }

  /** Begins to use threads. Until then jobs are only gathered. */
  start(): void {
    if (this.isStarted || this.#isClosed) return
    this.#loan = borrowPool(this.#options)
    this.#offerSoon()
  }

  /** Beyond what may wait in any case, documents are analysed here and now. */
  submit(job: number, parts: readonly DocumentPart[]): Analysis | undefined {
    assert(!this.#isClosed && !this.has(job), `job ${job} was submitted twice, or after closing`)
    if (this.#queue.isOverfull && this.#options.analyze !== undefined) return this.#options.analyze(parts)
    const open = { job, parts, byteLength: totalBytes(parts), waiter: undefined }
    this.#jobs.set(job, open)
    this.#queue.add(open)
    if (this.hasPlenty) this.#loan?.pool.offer(this)
    else this.#offerSoon()
    return undefined
  }

  get isFull(): boolean {
    return this.#queue.isFull
  }

  room(): Promise<void> {
    return this.#queue.room()
  }

  take(job: number): Analysis | undefined {
    if (this.#isClosed) throw new WorkerPoolError(`Job ${job} has no result: its indexer was closed.`)
    assert(this.has(job), `job ${job} was taken that is not open`)
    const error = this.#errors.get(job)
    this.#errors.delete(job)
    if (error !== undefined) throw error
    const result = this.#results.get(job)
    this.#results.delete(job)
    return result
  }

  takeDone(): ReadonlyMap<number, Analysis> {
    if (this.#results.size === 0) return this.#results
    const done = this.#results
    this.#results = new Map()
    return done
  }

  look(job: number): OpenWork {
    const error = this.#errors.get(job)
    if (error !== undefined) throw error
    const result = this.#results.get(job)
    if (result !== undefined) return { kind: 'analysed', analysis: result }
    const open = this.#jobs.get(job)
    assert(open !== undefined, `job ${job} was looked at that is not open`)
    return { kind: 'open', parts: open.parts }
  }

  /** The parts of a job that no thread has been given; the job is the caller's from now on. Undefined for any other job. */
  takeBack(job: number): readonly DocumentPart[] | undefined {
    if (!this.isWaiting(job)) return undefined
    const parts = this.#jobs.get(job)?.parts
    this.#drop(job)
    return parts
  }

  /** The bytes of a job are here until its result is; what a thread finds meanwhile is dropped. */
  finish(job: number): Analysis | undefined {
    const open = this.#jobs.get(job)
    const { analyze } = this.#options
    if (open === undefined || analyze === undefined) return undefined
    this.#drop(job)
    return analyze(open.parts)
  }

  /** The job has been taken on, and no thread has been given it. */
  isWaiting(job: number): boolean {
    return this.#queue.has(job)
  }

  /** The job has been taken on, and its result has not been taken. */
  has(job: number): boolean {
    return this.#jobs.has(job) || this.#results.has(job) || this.#errors.has(job)
  }

  ready(job: number): Promise<void> {
    const open = this.#jobs.get(job)
    if (open === undefined) return Promise.resolve()
    open.waiter ??= createWaiter()
    return open.waiter.promise
  }

  forget(job: number): void {
    this.#results.delete(job)
    this.#errors.delete(job)
    this.#drop(job)
  }

  kill(death: WorkerDeath): void {
    if (!this.isStarted || this.#isClosed) return
    this.#deaths.push(death)
    this.#offerSoon()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const job of this.#jobs.keys()) this.#drop(job)
    for (const abort of this.#underWay) abort.abort()
    this.#results.clear()
    this.#errors.clear()
    this.#queue.clear()
    this.#deaths = []
    this.#loan?.giveBack()
  }

  get hasPlenty(): boolean {
    return this.#queue.hasPlenty
  }

  /** A planned death takes along the documents that happen to be next, or none. */
  nextTask(spare?: ArrayBuffer): PoolTask | undefined {
    const shipment = this.#queue.next((job) => this.#jobs.has(job))
    const death = this.#deaths.shift()
    if (shipment === undefined && death === undefined) return undefined
    const abort = new AbortController()
    this.#underWay.add(abort)
    return {
      documents: encodeDocuments(shipment?.documents ?? [], spare),
      death,
      abort,
      settle: (outcome) => {
        this.#underWay.delete(abort)
        if (shipment !== undefined) this.#settle(shipment, death !== undefined, outcome)
      },
    }
  }

  #settle(shipment: Shipment, isPlannedDeath: boolean, outcome: TaskOutcome): void {
    const isAlone = shipment.documents.length === 1
    switch (outcome.kind) {
      case 'done':
        for (const [index, result] of decodeResults(outcome.results).entries()) {
          this.#finish(shipment.documents[index]!.job, result)
        }
        return
      case 'died':
        if (isPlannedDeath || !isAlone) return this.#repeat(shipment)
        if (shipment.crashes + 1 < MAX_CRASHES)
          return this.#repeat({ ...shipment, crashes: shipment.crashes + 1 })
        return this.#fail(
          shipment,
          `its worker thread died ${MAX_CRASHES} times while it analysed nothing else`,
        )
      case 'late':
        if (!isAlone) return this.#repeat(shipment)
        return this.#fail(
          shipment,
          `its worker thread gave no answer within ${this.watchdogMs} ms of real time`,
        )
      case 'broken':
        for (const { job } of shipment.documents) this.#finish(job, outcome.error)
    }
  }

  #repeat(shipment: Shipment): void {
    this.#queue.repeat(shipment)
    this.#offerSoon()
  }

  #fail(shipment: Shipment, why: string): void {
    for (const { job, byteLength } of shipment.documents)
      this.#finish(
        job,
        new WorkerPoolError(`A document of ${byteLength} bytes could not be analysed: ${why}.`),
      )
  }

  /** Tells the pool in the next microtask, so that jobs which are submitted in one go travel together. */
  #offerSoon(): void {
    if (this.#isOffering || !this.isStarted) return
    this.#isOffering = true
    // Not queueMicrotask, which timer fakes replace.
    void Promise.resolve().then(() => {
      this.#isOffering = false
      if (!this.#isClosed) this.#loan?.pool.offer(this)
    })
  }

  #finish(job: number, result: BatchResult): void {
    if (!this.#jobs.has(job)) return
    if (result instanceof WorkerPoolError) this.#errors.set(job, result)
    else this.#results.set(job, result)
    this.#drop(job)
  }

  /** The job is not open any more. Who waits for it is woken in any case. */
  #drop(job: number): void {
    const open = this.#jobs.get(job)
    this.#queue.remove(job)
    this.#jobs.delete(job)
    open?.waiter?.resolve()
  }
}
