/**
 * How a thread dies when a rule says so: really, each in its own way, so that the pool's recovery is exercised and not played.
 */
import { parentPort } from 'node:worker_threads'

import type { WorkerDeath } from '../core/indexer.ts'
import type { HangNotice } from './worker-task.ts'

/** Ends this thread; nothing after it runs. The task's id tells the pool whom to end when the thread hangs. */
export function die(death: WorkerDeath, taskId: number): never {
  switch (death) {
    case 'crash':
      return process.exit(1)
    case 'hang':
      return hang(taskId)
    case 'outOfMemory':
      return exhaustMemory()
  }
}

function hang(taskId: number): never {
  const notice: HangNotice = { hangingIn: taskId }
  parentPort?.postMessage(notice)
  for (;;);
}

/**
 * In pieces too large to be moved by the collector, and much smaller than the 16 MB that a thread gets to end in when it has reached
 * its limit: what goes beyond those ends the whole process.
 */
function exhaustMemory(): never {
  const piece = Array.from({ length: 100_000 }, (_, index) => index)
  const hoard: unknown[] = []
  for (;;) hoard.push([...piece])
}
