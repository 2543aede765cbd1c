/**
 * An indexer of the user's own, loaded from a URL. What goes wrong in it is trouble of the infrastructure: every throw of
 * `analyze` is a WorkerPoolError that names the module, on the main thread as in a worker.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { WorkerPoolError } from '../core/errors.ts'
import type { Analysis, DocumentPart } from '../core/indexer.ts'
import { findWrong } from './analysis-shape.ts'
import type { Analyze } from './analyze.ts'
import { afterRealTime } from './real-timers.ts'

interface IndexerExports {
  readonly analyze?: unknown
  readonly default?: unknown
}

export class IndexerModule {
  /** Resolves when the module is there or has failed. Never rejects. */
  readonly loading: Promise<void>
  readonly #url: string
  #state:
    | { readonly kind: 'loading' }
    | { readonly kind: 'loaded'; readonly analyze: (parts: readonly DocumentPart[]) => unknown }
    | { readonly kind: 'failed'; readonly error: WorkerPoolError } = { kind: 'loading' }

  /** A module that has not loaded after so much real time counts as failed. */
  constructor(url: string, watchdogMs: number) {
    this.#url = url
    this.loading = new Promise((resolve) => {
      const callOff = afterRealTime(watchdogMs, () => {
        this.#fail(new Error(`it has not loaded within ${watchdogMs} ms`))
        resolve()
      })
      void this.#load().then(() => {
        callOff()
        resolve()
      })
    })
  }

  /** The user's analysis. Throws a WorkerPoolError if there is none, if it throws, or if it gives something else than an Analysis. */
  readonly analyze: Analyze = (parts) => {
    const state = this.#state
    if (state.kind === 'failed') throw state.error
    if (state.kind === 'loading')
      throw new WorkerPoolError(`The indexer module ${this.#url} has not been loaded yet.`)
    let result: unknown
    try {
      result = state.analyze(parts.map(ofItsOwn))
    } catch (error) {
      throw new WorkerPoolError(`The indexer module ${this.#url} threw on a document: ${messageOf(error)}`, {
        cause: error,
      })
    }
    const wrong = findWrong(result)
    if (wrong !== undefined) {
      throw new WorkerPoolError(
        `The indexer module ${this.#url} returned something else than an Analysis: ${wrong}. Its analyze function must return, ` +
          "without a promise, { kind: 'indexed', textBytes, title, digestHigh, digestLow } or { kind: 'failed', code, reason }.",
      )
    }
    return result as Analysis
  }

  async #load(): Promise<void> {
    try {
      const exports = (await import(/* @vite-ignore */ this.#url)) as IndexerExports
      const analyze = exports.analyze ?? exports.default
      if (typeof analyze !== 'function') {
        throw new TypeError('it exports no function, neither as "analyze" nor as its default')
      }
      if (this.#state.kind !== 'loading') return
      this.#state = { kind: 'loaded', analyze: analyze as (parts: readonly DocumentPart[]) => unknown }
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(cause: unknown): void {
    if (this.#state.kind !== 'loading') return
    const message = `The indexer module ${this.#url} cannot be loaded: ${messageOf(cause)}`
    this.#state = { kind: 'failed', error: new WorkerPoolError(message, { cause }) }
  }
}

/** The URL that a thread can import: a URL as it is, anything else as a path. */
export function indexerUrl(indexer: string | URL): string {
  if (indexer instanceof URL) return indexer.href
  // Two letters at least, so that the drive of a Windows path is not taken for a scheme.
  return /^[a-z][a-z\d+.-]+:/i.test(indexer) ? new URL(indexer).href : pathToFileURL(resolve(indexer)).href
}

/** Whatever the module does with the bytes: ours lie beside those of other documents, and are used again. */
function ofItsOwn({ bytes, format }: DocumentPart): DocumentPart {
  return { bytes: new Uint8Array(bytes), format }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
