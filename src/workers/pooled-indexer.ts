/**
 * The indexer that works on threads: it hands waiting documents to a shared pool and gives every job exactly one outcome.
 * Neither the batches nor the deaths of threads ever show in a result.
 */
import { WorkerPoolError, assert } from '../core/errors.ts'
import type { Analyze } from './analyze.ts'
import type { Analysis, DocumentPart, Indexer, OpenWork, WorkerDeath } from '../core/indexer.ts'
import { decodeResults, encodeDocuments } from './batch-codec.ts'
import type { BatchResult } from './batch-codec.ts'
import type { DocumentBatch } from './document-batch.ts'
import { DocumentQueue } from './document-queue.ts'
import type { Shipment } from './document-queue.ts'
import { borrowPool } from './shared-pools.ts'
import type { PoolLoan } from './shared-pools.ts'
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

interface OpenJob {
  readonly batch: DocumentBatch
  readonly place: number
  readonly byteLength: number
  isSent: boolean
  waiter: Waiter | undefined
}

interface Waiter {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

/** So often a document may kill a thread that has nothing else to do before it is held to be the cause. */
const MAX_CRASHES = 3

export class PooledIndexer implements Indexer, TaskSource {
  readonly watchdogMs: number
  readonly #options: PooledIndexerOptions
  readonly #queue: DocumentQueue
  readonly #jobs = new Map<number, OpenJob>()
  readonly #outcomes = new Map<number, BatchResult>()
  readonly #underWay = new Set<AbortController>()
  #deaths: WorkerDeath[] = []
  #loan: PoolLoan | undefined
  #isOffering = false
  #isClosed = false
  #waitingBytes = 0

  constructor(options: PooledIndexerOptions) {
    this.#options = options
    this.#queue = new DocumentQueue(options.batchSize)
    this.watchdogMs = options.watchdogMs
  }

  get isStarted(): boolean {
    return this.#loan !== undefined
  }

  /** Bytes of the jobs that no thread has been given yet. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** Begins to use threads. Until then jobs are only gathered. */
  start(): void {
    if (this.isStarted || this.#isClosed) return
    this.#loan = borrowPool(this.#options)
    this.#offer()
  }

  submit(job: number, parts: readonly DocumentPart[]): undefined {
    assert(!this.#isClosed && !this.has(job), `job ${job} was submitted twice, or after closing`)
    const byteLength = totalBytes(parts)
    this.#jobs.set(job, {
      ...this.#queue.add(job, parts, byteLength),
      byteLength,
      isSent: false,
      waiter: undefined,
    })
    this.#waitingBytes += byteLength
    this.#offer()
  }

  take(job: number): Analysis | undefined {
    if (this.#isClosed) throw new WorkerPoolError(`Job ${job} has no result: its indexer was closed.`)
    const outcome = this.#outcomes.get(job)
    assert(outcome !== undefined || this.#jobs.has(job), `job ${job} was taken that is not open`)
    this.#outcomes.delete(job)
    if (outcome instanceof WorkerPoolError) throw outcome
    return outcome
  }

  look(job: number): OpenWork {
    const outcome = this.#outcomes.get(job)
    if (outcome instanceof WorkerPoolError) throw outcome
    if (outcome !== undefined) return { kind: 'analysed', analysis: outcome }
    const open = this.#jobs.get(job)
    assert(open !== undefined, `job ${job} was looked at that is not open`)
    return { kind: 'open', parts: open.batch.parts(open.place) }
  }

  /** The parts of a job that no thread has been given; the job is the caller's from now on. Undefined for any other job. */
  takeBack(job: number): readonly DocumentPart[] | undefined {
    const open = this.#jobs.get(job)
    if (open === undefined || open.isSent) return undefined
    this.#drop(job)
    return open.batch.parts(open.place)
  }

  /** The bytes of a job are here until its result is; what a thread finds meanwhile is dropped. */
  finish(job: number): Analysis | undefined {
    const open = this.#jobs.get(job)
    const { analyze } = this.#options
    if (open === undefined || analyze === undefined) return undefined
    const parts = open.batch.parts(open.place)
    this.#drop(job)
    return analyze(parts)
  }

  /** The job has been taken on, and no thread has been given it. */
  isWaiting(job: number): boolean {
    return this.#jobs.get(job)?.isSent === false
  }

  /** The job has been taken on, and its result has not been taken. */
  has(job: number): boolean {
    return this.#jobs.has(job) || this.#outcomes.has(job)
  }

  ready(job: number): Promise<void> {
    const open = this.#jobs.get(job)
    if (open === undefined) return Promise.resolve()
    open.waiter ??= createWaiter()
    return open.waiter.promise
  }

  forget(job: number): void {
    this.#outcomes.delete(job)
    this.#drop(job)
  }

  kill(death: WorkerDeath): void {
    if (!this.isStarted || this.#isClosed) return
    this.#deaths.push(death)
    this.#offer()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const job of this.#jobs.keys()) this.#drop(job)
    for (const abort of this.#underWay) abort.abort()
    this.#outcomes.clear()
    this.#queue.clear()
    this.#deaths = []
    this.#loan?.giveBack()
  }

  /** A planned death takes along the documents that happen to be next, or none. */
  nextTask(): PoolTask | undefined {
    const shipment = this.#queue.next((job) => this.#jobs.has(job))
    const death = this.#deaths.shift()
    if (shipment === undefined && death === undefined) return undefined
    for (const job of jobsOf(shipment)) this.#send(job)
    const abort = new AbortController()
    this.#underWay.add(abort)
    return {
      documents: shipment?.batch.encode(shipment.places) ?? encodeDocuments([]),
      death,
      abort,
      settle: (outcome) => {
        this.#underWay.delete(abort)
        if (shipment !== undefined) this.#settle(shipment, death !== undefined, outcome)
      },
    }
  }

  #settle(shipment: Shipment, isPlannedDeath: boolean, outcome: TaskOutcome): void {
    const isAlone = shipment.places.length === 1
    switch (outcome.kind) {
      case 'done':
        for (const [index, result] of decodeResults(outcome.results).entries()) {
          this.#finish(shipment.batch.job(shipment.places[index]!), result)
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
        for (const job of jobsOf(shipment)) this.#finish(job, outcome.error)
    }
  }

  #repeat(shipment: Shipment): void {
    this.#queue.repeat(shipment)
    this.#offer()
  }

  #fail(shipment: Shipment, why: string): void {
    for (const job of jobsOf(shipment)) {
      const bytes = this.#jobs.get(job)?.byteLength ?? 0
      this.#finish(job, new WorkerPoolError(`A document of ${bytes} bytes could not be analysed: ${why}.`))
    }
  }

  /** Tells the pool in the next microtask, so that jobs which are submitted in one go travel together. */
  #offer(): void {
    if (this.#isOffering || !this.isStarted) return
    this.#isOffering = true
    // Not queueMicrotask, which timer fakes replace.
    void Promise.resolve().then(() => {
      this.#isOffering = false
      if (!this.#isClosed) this.#loan?.pool.offer(this)
    })
  }

  #send(job: number): void {
    const open = this.#jobs.get(job)
    if (open === undefined || open.isSent) return
    open.isSent = true
    this.#waitingBytes -= open.byteLength
  }

  #finish(job: number, result: BatchResult): void {
    if (!this.#jobs.has(job)) return
    this.#outcomes.set(job, result)
    this.#drop(job)
  }

  /** The job is not open any more. Who waits for it is woken in any case. */
  #drop(job: number): void {
    const open = this.#jobs.get(job)
    this.#send(job)
    this.#jobs.delete(job)
    open?.waiter?.resolve()
  }
}

function totalBytes(parts: readonly DocumentPart[]): number {
  let total = 0
  for (const { bytes } of parts) total += bytes.byteLength
  return total
}

function jobsOf(shipment: Shipment | undefined): readonly number[] {
  return shipment?.places.map((place) => shipment.batch.job(place)) ?? []
}

function createWaiter(): Waiter {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
