/**
 * A sample of the documents whose way through the service is watched: all of them while they are few, then half of them, a
 * quarter and so on. What became of them tells what became of all.
 */
import type { Draws, DrawScope } from '../../core/draws.ts'
import type { Simulator } from '../../index.ts'
import { Histogram } from './histogram.ts'
import type { LoadClock } from './load-clock.ts'
import { idOf } from './load-documents.ts'
import { latenciesOf } from './load-recorder.ts'
import type { DocumentCounts, IndexingReport } from './load-report.ts'

/** What a service says of a document. */
export type DocumentState = 'pending' | 'indexed' | 'failed' | 'lost'

/** Finds out how documents stand. */
export type AskStates = (ids: readonly string[]) => Promise<readonly DocumentState[]>

interface Watched {
  readonly n: number
  acceptedAt: number
  state: DocumentState
  /** When its state was seen to be final. */
  endedAt: number | undefined
}

const COUNTS = 120

export class WatchedDocuments {
  readonly #most: number
  readonly #draws: DrawScope
  #every = 1
  #watched: Watched[] = []

  /** About half of so many are watched at least, where there are as many. */
  constructor(most: number, draws: Draws) {
    this.#most = most
    this.#draws = draws.scope('load', 'watched')
  }

  /** Documents `from` to `until` (not included) were accepted. */
  accept(from: number, until: number, at: number, isRefused: (n: number) => boolean): void {
    for (let n = from; n < until; n++) {
      if (this.#isChosen(n) && !isRefused(n))
        this.#watched.push({ n, acceptedAt: at, state: 'pending', endedAt: undefined })
    }
    while (this.#watched.length > this.#most) this.#thin()
  }

  /** Reads from a simulator what became of each, with the instants at which it did. */
  readFrom(simulator: Simulator, corpus: string, beganAt: number): void {
    for (const watched of this.#pending()) {
      const view = simulator.document(corpus, idOf(watched.n))
      const revision = view?.revisions.at(-1)
      if (revision === undefined) continue
      const { state, acceptedAt, settledAt = acceptedAt } = revision
      watched.state = STATES[state]
      watched.acceptedAt = acceptedAt - beganAt
      if (watched.state !== 'pending') watched.endedAt = settledAt - beganAt
    }
  }

  /** Asks for some that are pending, the oldest first, and gives how many are pending still. */
  async ask(states: AskStates, clock: LoadClock, atOnce: number): Promise<number> {
    const pending = this.#pending()
    const asked = pending.slice(0, atOnce)
    const answers = asked.length === 0 ? [] : await states(asked.map(({ n }) => idOf(n)))
    for (const [place, watched] of asked.entries()) {
      watched.state = answers[place] ?? 'pending'
      if (watched.state !== 'pending') watched.endedAt = clock.now()
    }
    return this.#pending().length
  }

  get pending(): number {
    return this.#pending().length
  }

  report(accepted: number, elapsedMs: number): IndexingReport {
    const outcomes = { indexed: 0, failed: 0, lost: 0, pending: 0 }
    const latencies = new Histogram()
    let endedAtMs = 0
    for (const { state, acceptedAt, endedAt } of this.#watched) {
      outcomes[state]++
      if (endedAt === undefined) continue
      endedAtMs = Math.max(endedAtMs, endedAt)
      if (state === 'indexed') latencies.record((endedAt - acceptedAt) * 1_000)
    }
    return {
      watched: this.#watched.length,
      outcomes,
      latencyMs: latenciesOf(latencies),
      endedAtMs: Math.round(endedAtMs * 1_000) / 1_000,
      counts: this.#counts(accepted, Math.max(endedAtMs, elapsedMs)),
    }
  }

  /** How all documents stood at evenly spread instants. */
  #counts(accepted: number, untilMs: number): DocumentCounts[] {
    const scale = this.#watched.length === 0 ? 0 : accepted / this.#watched.length
    const ends = (wanted: (state: DocumentState) => boolean): number[] =>
      this.#watched
        .flatMap(({ state, endedAt }) => (endedAt !== undefined && wanted(state) ? [endedAt] : []))
        .toSorted((a, b) => a - b)
    const [begins, indexed, failed] = [
      this.#watched.map(({ acceptedAt }) => acceptedAt).toSorted((a, b) => a - b),
      ends((state) => state === 'indexed'),
      ends((state) => state !== 'indexed'),
    ]
    return Array.from({ length: COUNTS + 1 }, (_, step) => {
      const atMs = Math.round((untilMs * step) / COUNTS)
      const [b, i, f] = [countUpTo(begins, atMs), countUpTo(indexed, atMs), countUpTo(failed, atMs)]
      return {
        atMs,
        pending: Math.round((b - i - f) * scale),
        indexed: Math.round(i * scale),
        failed: Math.round(f * scale),
      }
    })
  }

  #pending(): Watched[] {
    return this.#watched.filter(({ state }) => state === 'pending')
  }

  #thin(): void {
    this.#every *= 2
    this.#watched = this.#watched.filter(({ n }) => this.#isChosen(n))
  }

  /** By a draw and not by its number, for what is wrong with documents may go by their numbers too. */
  #isChosen(n: number): boolean {
    return this.#every === 1 || this.#draws.bits(n) % this.#every === 0
  }
}

type RevisionState = ReturnType<Simulator['documents']>[number]['revisions'][number]['state']

const STATES: { readonly [state in RevisionState]: DocumentState } = {
  accepted: 'pending',
  durable: 'pending',
  indexing: 'pending',
  indexed: 'indexed',
  updated: 'indexed',
  failed: 'failed',
  'update-failed': 'failed',
  deleted: 'lost',
  'delete-failed': 'failed',
  lost: 'lost',
  superseded: 'lost',
  forgotten: 'lost',
}

/** How many of the sorted instants are not after this one. */
function countUpTo(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= at) low = middle + 1
    else high = middle
  }
  return low
}
