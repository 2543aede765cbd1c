/**
 * The messages between the pool and its threads.
 */
import type { WorkerDeath } from '../core/indexer.ts'

export type WorkerTask =
  /** Answered when the thread's indexer has been loaded; fails when it cannot be. */
  | { readonly kind: 'ping' }
  /** Answered by the results in the same ArrayBuffer, moved back. With a planned death, the thread dies half way instead. */
  | {
      readonly kind: 'batch'
      readonly id: number
      readonly documents: ArrayBuffer
      readonly death: WorkerDeath | undefined
    }

/** Said by a thread that is about to hang as planned, so that the pool ends it without waiting for a watchdog. */
export interface HangNotice {
  readonly hangingIn: number
}

/** What a thread is started with. */
export interface WorkerSettings {
  /** The URL of the user's indexer module; without it, ours. */
  readonly indexer: string | undefined
}
