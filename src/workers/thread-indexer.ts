/**
 * The indexer of one thread, loaded once; with a user's module, ours is not loaded at all.
 */
import { WorkerPoolError } from '../core/errors.ts'
import type { DocumentPart } from '../core/indexer.ts'
import type { Analyze } from './analyze.ts'
import type { BatchResult } from './batch-codec.ts'
import { IndexerModule, messageOf } from './indexer-module.ts'

let loaded: Promise<Analyze> | undefined

/** The analysis function to use. That of a user's module which cannot be loaded throws whenever it is called. */
export function loadIndexer(url: string | undefined): Promise<Analyze> {
  return (loaded ??= url === undefined ? loadOurs() : loadUsers(url))
}

async function loadOurs(): Promise<Analyze> {
  return (await import('./analyze.ts')).analyze
}

async function loadUsers(url: string): Promise<Analyze> {
  // The pool has its own watchdog over the ping that waits for this.
  const module = new IndexerModule(url, Infinity)
  await module.loading
  return module.analyze
}

/** Errors become data here: thrown ones would lose their class on the way, and the rest of the batch would be lost. */
export function resultOf(analyze: Analyze, parts: readonly DocumentPart[]): BatchResult {
  try {
    return analyze(parts)
  } catch (error) {
    return error instanceof WorkerPoolError ? error : new WorkerPoolError(messageOf(error))
  }
}
