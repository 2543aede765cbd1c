/**
 * Chooses the indexer for the options of a simulator: inline, on threads, or by the amount of work. The choice never shows in a result.
 */
import { availableParallelism } from 'node:os'

import { ConfigurationError } from '../core/errors.ts'
import type { Indexer } from '../core/indexer.ts'
import { AdaptiveIndexer } from './adaptive-indexer.ts'
import { analyze } from './analyze.ts'
import { IndexerModule, indexerUrl } from './indexer-module.ts'
import { InlineIndexer } from './inline-indexer.ts'
import { PooledIndexer } from './pooled-indexer.ts'

export interface IndexerOptions {
  /** 'auto': threads when there is work enough for them; 0: none, everything inline; n: always n threads. */
  readonly threads: 'auto' | number
  /** The most documents that travel to a thread together, 32 if not given. */
  readonly batchSize?: number | undefined
  /** A module that exports a pure, synchronous `analyze` (or has it as default export), as a URL or a path, to use instead of ours. */
  readonly indexer?: string | URL | undefined
  /** Real time after which a thread that gives no answer counts as broken, 120 seconds if not given. */
  readonly watchdogMs?: number | undefined
}

/** Batches of 16 to 64 small documents were equally fast; larger ones keep the first result waiting. */
const DEFAULT_BATCH_SIZE = 32

/** Far more than any document takes on a slow and busy machine. */
const DEFAULT_WATCHDOG_MS = 120_000

/** Beyond this the main thread, which submits and commits, cannot keep more threads busy. */
const MAX_AUTO_THREADS = 4

/** Throws ConfigurationError if a number is out of its range. */
export function createIndexer(options: IndexerOptions): Indexer {
  const threads = options.threads === 'auto' ? autoThreads() : checked('threads', options.threads, 0)
  const pooled = {
    threads,
    indexer: options.indexer === undefined ? undefined : indexerUrl(options.indexer),
    batchSize: checked('batchSize', options.batchSize ?? DEFAULT_BATCH_SIZE, 1),
    watchdogMs: checked('watchdogMs', options.watchdogMs ?? DEFAULT_WATCHDOG_MS, 1),
    analyze: options.indexer === undefined ? analyze : undefined,
  }
  if (threads > 0 && options.threads !== 'auto') return startedIndexer(new PooledIndexer(pooled))
  const module =
    pooled.indexer === undefined
      ? { analyze, loading: undefined }
      : new IndexerModule(pooled.indexer, pooled.watchdogMs)
  if (threads === 0) return new InlineIndexer(module.analyze, module.loading)
  return new AdaptiveIndexer(pooled, module.analyze, module.loading)
}

function startedIndexer(indexer: PooledIndexer): PooledIndexer {
  indexer.start()
  return indexer
}

/** One processor is left to the main thread. */
function autoThreads(): number {
  return Math.max(1, Math.min(availableParallelism() - 1, MAX_AUTO_THREADS))
}

function checked(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new ConfigurationError(`workers.${option} is ${value}, but must be an integer of at least ${least}.`)
}
