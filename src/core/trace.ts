/**
 * The trace of a run and its digest: a chain of SHA-256 over blocks of lines, d(k) = SHA-256(d(k-1) + block),
 * with d(0) empty. Block ends are fixed by the count of lines, so when it is read changes nothing.
 */
import { ConfigurationError } from './errors.ts'
import { LineWriter, piece } from './line-writer.ts'
import { type TraceEvent, writeTraceEvent } from './trace-event.ts'

/** `full` keeps the lines, `digest` only their digest, `off` neither. */
export type TraceLevel = 'full' | 'digest' | 'off'

/** SHA-256 of some bytes, as lower-case hexadecimal digits. The core is handed one. */
export type Sha256 = (bytes: Uint8Array) => string

/** Large enough that hashing costs by the byte and not by the call. */
const BLOCK_LINES = 1024

const decoder = new TextDecoder()
const encoder = new TextEncoder()

export interface SavedTrace {
  readonly count: number
  /** The digest of all blocks that have ended; empty as long as there is none. */
  readonly chain: string
  /** The lines since then. */
  readonly block: string
  readonly blockLines: number
  /** The lines of the blocks that have ended, at level `full`. */
  readonly texts: readonly string[]
}

export class Trace {
  readonly level: TraceLevel
  readonly #sha256: Sha256
  /** Begins with the digest of all blocks before. */
  readonly #block = new LineWriter()
  #blockLines = 0
  #chainLength = 0
  readonly #texts: string[] = []
  readonly #watchers = new Set<() => void>()
  #isClosed = false
  #count = 0

  constructor(level: TraceLevel, sha256: Sha256) {
    this.level = level
    this.#sha256 = sha256
  }

  /** How many events the run has left so far. */
  get length(): number {
    return this.#count
  }

  record(event: TraceEvent): void {
    this.#count++
    if (this.#watchers.size > 0) for (const watch of this.#watchers) watch()
    if (this.level === 'off') return
    writeTraceEvent(this.#block, event)
    if (++this.#blockLines === BLOCK_LINES) this.#endBlock()
  }

  /** Whether nothing more will come. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Nothing more will come: whoever watches is told so. */
  close(): void {
    this.#isClosed = true
    for (const watch of this.#watchers) watch()
  }

  /** Tells of each event that comes, and of the end, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  /** The digest of everything so far, as 64 hexadecimal digits. */
  digest(): string {
    if (this.level === 'off')
      throw new ConfigurationError(
        "trace.digest() needs option trace: 'full' or 'digest', and this simulator has 'off'",
      )
    return this.#sha256(this.#block.view())
  }

  /** Every event so far, one line of canonical JSON each; without the first ones where so many are left out. */
  lines(leftOut = 0): string[] {
    if (this.level !== 'full')
      throw new ConfigurationError(
        `trace.lines() needs option trace: 'full', and this simulator has '${this.level}'`,
      )
    // Whole blocks before need not be read.
    const blocks = Math.min(Math.floor(leftOut / BLOCK_LINES), this.#texts.length)
    const text = this.#texts.slice(blocks).join('') + this.#blockText()
    return text === ''
      ? []
      : text
          .slice(0, -1)
          .split('\n')
          .slice(leftOut - blocks * BLOCK_LINES)
  }

  save(): SavedTrace {
    return {
      count: this.#count,
      chain: decoder.decode(this.#block.view().subarray(0, this.#chainLength)),
      block: this.#blockText(),
      blockLines: this.#blockLines,
      texts: this.#texts,
    }
  }

  /** Of another level, less may be taken over than was saved. */
  load({ count, chain, block, blockLines, texts }: SavedTrace): void {
    this.#count = count
    if (this.level === 'off') return
    this.#begin(chain)
    this.#block.raw(encoder.encode(block))
    this.#blockLines = blockLines
    if (this.level === 'full') this.#texts.push(...texts)
  }

  #endBlock(): void {
    const chain = this.#sha256(this.#block.view())
    if (this.level === 'full') this.#texts.push(this.#blockText())
    this.#block.clear()
    this.#begin(chain)
  }

  /** The block begins with the digest of all before. */
  #begin(chain: string): void {
    this.#block.raw(piece(chain))
    this.#chainLength = chain.length
    this.#blockLines = 0
  }

  #blockText(): string {
    return decoder.decode(this.#block.view().subarray(this.#chainLength))
  }
}
