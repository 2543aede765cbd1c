import { describe, expect, test } from 'vitest'

import { DocumentQueue } from '../../src/workers/document-queue.ts'
import { part } from './jobs.ts'

const KB = 1024
const MB = 1024 * KB

/** One buffer stands for the bytes of all documents: a queue looks at lengths alone. */
const CONTENT = new Uint8Array(40 * MB)

function queueOf(
  sizes: readonly number[],
  { threads = 2, batchSize = 32 }: { readonly threads?: number; readonly batchSize?: number } = {},
): DocumentQueue {
  const queue = new DocumentQueue({ threads, batchSize })
  for (const [job, size] of sizes.entries()) add(queue, job, size)
  return queue
}

function add(queue: DocumentQueue, job: number, byteLength: number): void {
  queue.add({ job, parts: [part(CONTENT.subarray(0, byteLength))], byteLength })
}

function next(queue: DocumentQueue, isWanted: (job: number) => boolean = () => true): number[] | undefined {
  return queue.next(isWanted)?.documents.map(({ job }) => job)
}

/** The jobs of each shipment, until there is none. */
function shipmentsOf(queue: DocumentQueue): number[][] {
  const shipments: number[][] = []
  for (let jobs = next(queue); jobs !== undefined; jobs = next(queue)) shipments.push(jobs)
  return shipments
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value)
}

describe('a shipment', () => {
  test('takes what came first first, as many as may travel together', () => {
    expect(shipmentsOf(queueOf(times(7, 10), { batchSize: 3 }))).toEqual([[0, 1, 2], [3, 4, 5], [6]])
  })

  test('takes 64 KB where no more than that is waiting for each thread', () => {
    expect(shipmentsOf(queueOf(times(5, 30 * KB)))).toEqual([[0, 1], [2, 3], [4]])
  })

  test('takes half a thread’s share where more is waiting, so that all threads end together', () => {
    const sizes = shipmentsOf(queueOf(times(60, 10 * KB), { threads: 2, batchSize: 100 })).map(
      ({ length }) => length,
    )
    expect(sizes).toEqual([15, 11, 8, 6, 6, 6, 6, 2])
  })

  test('takes 1 MB at most, whatever is waiting', () => {
    expect(next(queueOf(times(1000, 10 * KB), { batchSize: 1000 }))).toHaveLength(102)
  })

  test('is one document alone that is larger than a shipment', () => {
    expect(shipmentsOf(queueOf([10, 5 * MB, 10, 10]))).toEqual([[0], [1], [2, 3]])
  })

  test('leaves out what was removed', () => {
    const queue = queueOf([10, 20, 30])
    queue.remove(1)
    expect([queue.byteLength, queue.has(0), queue.has(1)]).toEqual([40, true, false])
    expect(next(queue)).toEqual([0, 2])
    expect([queue.byteLength, queue.has(0)]).toEqual([0, false])
  })

  test('that is repeated goes first, each of its documents alone and only if it is still wanted', () => {
    const queue = queueOf(times(5, 10), { batchSize: 3 })
    queue.repeat({ ...queue.next(() => true)!, crashes: 1 })
    expect(queue.next(() => true)).toMatchObject({ documents: [{ job: 0 }], crashes: 1 })
    expect(next(queue, (job) => job !== 1)).toEqual([2])
    expect(shipmentsOf(queue)).toEqual([[3, 4]])
  })
})

describe('room', () => {
  /** Whether the promise resolves by itself. */
  async function isResolved(promise: Promise<void>): Promise<boolean> {
    return Promise.race([
      promise.then(() => true),
      new Promise<false>((resolve) => setImmediate(resolve, false)),
    ])
  }

  test('is there at once as long as the queue is not full', async () => {
    const queue = queueOf(times(15, MB))
    expect([queue.isFull, await isResolved(queue.room())]).toEqual([false, true])
  })

  test('comes when half the queue is free', async () => {
    const queue = queueOf(times(20, MB))
    const room = queue.room()
    expect(queue.isFull).toBe(true)
    for (let sent = 0; sent < 12; sent++) {
      expect([sent, await isResolved(room)]).toEqual([sent, false])
      next(queue)
    }
    next(queue)
    expect([queue.isFull, await isResolved(room)]).toEqual([false, true])
  })

  test.each<[string, (queue: DocumentQueue) => void]>([
    ['are sent', (queue) => void next(queue)],
    ['are removed', (queue) => queue.remove(0)],
    ['are cleared away', (queue) => queue.clear()],
  ])('comes when documents %s', async (_, take) => {
    const queue = queueOf([40 * MB])
    const room = queue.room()
    expect(await isResolved(room)).toBe(false)
    take(queue)
    expect(await isResolved(room)).toBe(true)
  })

  test('is used up by many documents without a byte too', () => {
    expect(queueOf(times(30_000, 0)).isFull).toBe(false)
    expect(queueOf(times(40_000, 0)).isFull).toBe(true)
  })
})
