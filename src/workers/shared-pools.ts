/**
 * The pools of this process. Simulators with the same number of threads and the same indexer share one, also one after the
 * other: it outlives its last user a little, since starting threads takes longer than most tests. Idle threads keep no process alive.
 */
import { afterRealTime } from './real-timers.ts'
import { WorkerPool } from './worker-pool.ts'
import type { PoolOptions } from './worker-pool.ts'

/** Long enough to reach from one test to the next, short enough that a watch mode does not keep the memory of threads for long. */
const LINGER_MS = 5000

interface SharedPool {
  readonly pool: WorkerPool
  users: number
  /** Calls off the end of a pool without users. */
  keep(): void
}

const pools = new Map<string, SharedPool>()

/** A pool in use, until it is given back. */
export interface PoolLoan {
  readonly pool: WorkerPool
  giveBack(): void
}

export function borrowPool(options: Omit<PoolOptions, 'onBroken'>): PoolLoan {
  const key = JSON.stringify([options.threads, options.indexer])
  const shared = pools.get(key) ?? startPool(key, options)
  shared.keep()
  shared.users++
  return { pool: shared.pool, giveBack: () => giveBack(key, shared) }
}

function startPool(key: string, options: Omit<PoolOptions, 'onBroken'>): SharedPool {
  const pool = new WorkerPool({ ...options, onBroken: () => pools.delete(key) })
  const shared: SharedPool = { pool, users: 0, keep: () => undefined }
  pools.set(key, shared)
  return shared
}

function giveBack(key: string, shared: SharedPool): void {
  if (--shared.users > 0) return
  shared.keep = afterRealTime(LINGER_MS, () => {
    if (pools.get(key) === shared) pools.delete(key)
    void shared.pool.destroy()
  })
}
