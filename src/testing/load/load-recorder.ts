/**
 * Counts and times what happens in a load. What it keeps does not grow with the load: latencies go into histograms, and the
 * windows of its time are joined two by two when there are too many.
 */
import { Histogram } from './histogram.ts'
import type { Correction, Latencies, LoadReport, LoadWindow, Trouble } from './load-report.ts'

/** How the latency of a unit counts: from when it was due, or as it is, to be corrected at the end. */
export type Due = { readonly kind: 'at'; readonly at: number } | { readonly kind: 'when-ready' }

export interface UnitEnd {
  readonly due: Due
  readonly startedAt: number
  readonly endedAt: number
  /** Documents that the service has accepted. */
  readonly accepted: number
  readonly acceptedBytes: number
  readonly hasFailed: boolean
}

/** Few enough that a window has units for its percentiles, and many enough to see when something happened. */
const MOST_WINDOWS = 60
const FIRST_WINDOW_MS = 100
/** Histograms count in microseconds. */
const A_MS = 1_000

interface Window {
  units: number
  failedUnits: number
  documents: number
  readonly latencies: Histogram
  readonly failures: Map<string, number>
}

export class LoadRecorder {
  readonly #measured = new Histogram()
  /** From when units were due, and the latencies of units that were due when their client was ready. */
  readonly #fromDue = new Histogram()
  readonly #unpaced = new Histogram()
  readonly #errors = new Troubles()
  readonly #retries = new Troubles()
  readonly #refused = new Troubles()
  #windows: Window[] = []
  #windowMs = FIRST_WINDOW_MS
  #started = 0
  #failed = 0
  #held = 0
  #missed = 0
  #underWay = 0
  #mostAtOnce = 0
  #accepted = 0
  #acceptedBytes = 0
  #lastEndAt = 0

  get started(): number {
    return this.#started
  }

  get missed(): number {
    return this.#missed
  }

  get underWay(): number {
    return this.#underWay
  }

  get accepted(): number {
    return this.#accepted
  }

  get completed(): number {
    return this.#measured.count - this.#failed
  }

  get failed(): number {
    return this.#failed
  }

  get retried(): number {
    return this.#retries.total
  }

  /** From the begin to the end of the last unit. */
  get elapsedMs(): number {
    return this.#lastEndAt
  }

  /** The median so far, as measured. */
  get medianMs(): number {
    return this.#measured.percentile(50) / A_MS
  }

  begin(): void {
    this.#started++
    this.#mostAtOnce = Math.max(this.#mostAtOnce, ++this.#underWay)
  }

  /** A unit was due and could not begin. */
  hold(): void {
    this.#held++
  }

  /** A unit was due so long ago, and never begins. */
  miss(waitedMs: number): void {
    this.#missed++
    this.#fromDue.record(waitedMs * A_MS)
  }

  retry(at: number, error: unknown): void {
    this.#fail(this.#retries, at, error)
  }

  fail(at: number, error: unknown): void {
    this.#fail(this.#errors, at, error)
  }

  refuse(code: string, message: string): void {
    this.#refused.add(code, message)
  }

  end({ due, startedAt, endedAt, accepted, acceptedBytes, hasFailed }: UnitEnd): void {
    this.#underWay--
    this.#accepted += accepted
    this.#acceptedBytes += acceptedBytes
    this.#lastEndAt = endedAt
    const latency = (endedAt - startedAt) * A_MS
    const sinceDue = due.kind === 'at' ? (endedAt - due.at) * A_MS : latency
    this.#measured.record(latency)
    if (due.kind === 'at') this.#fromDue.record(sinceDue)
    else this.#unpaced.record(latency)
    const window = this.#windowAt(endedAt)
    window.units++
    window.documents += accepted
    window.latencies.record(sinceDue)
    if (!hasFailed) return
    this.#failed++
    window.failedUnits++
  }

  /** The members of the report that were counted here. */
  report(
    batch: number,
    expectedMs: number | undefined,
  ): Pick<
    LoadReport,
    | 'elapsedMs'
    | 'units'
    | 'documents'
    | 'latencyMs'
    | 'corrections'
    | 'curve'
    | 'errors'
    | 'retries'
    | 'windowMs'
    | 'windows'
  > {
    const { corrected, corrections } = this.#correct(expectedMs)
    const seconds = this.#lastEndAt / 1_000
    const perSecond = (count: number): number => (seconds === 0 ? 0 : rounded(count / seconds))
    return {
      elapsedMs: rounded(this.#lastEndAt),
      units: {
        started: this.#started,
        completed: this.completed,
        failed: this.#failed,
        held: this.#held,
        missed: this.#missed,
        perSecond: perSecond(this.#measured.count),
        mostAtOnce: this.#mostAtOnce,
      },
      documents: {
        batch,
        accepted: this.#accepted,
        acceptedBytes: this.#acceptedBytes,
        perSecond: perSecond(this.#accepted),
        refused: this.#refused.list(),
      },
      latencyMs: { corrected: latenciesOf(corrected), measured: latenciesOf(this.#measured) },
      corrections,
      curve: percentsFor(corrected.count).map((percent) => ({
        percent,
        corrected: inMs(corrected.percentile(percent)),
        measured: inMs(this.#measured.percentile(percent)),
      })),
      errors: this.#errors.list(),
      retries: this.#retries.list(),
      windowMs: this.#windowMs,
      windows: this.#windows.map((window, n) => windowOf(window, n * this.#windowMs)),
    }
  }

  #correct(expectedMs: number | undefined): { corrected: Histogram; corrections: Correction[] } {
    const corrected = new Histogram()
    const corrections: Correction[] = []
    if (this.#fromDue.count > 0) {
      corrected.addAll(this.#fromDue)
      corrections.push({ kind: 'due' })
    }
    if (this.#unpaced.count > 0) {
      // A client that waits for nothing but its answers would ask about this often.
      const expected = expectedMs ?? inMs(this.#unpaced.percentile(50))
      corrected.addAll(this.#unpaced.corrected(expected * A_MS))
      corrections.push({ kind: 'interval', expectedMs: expected, isMedian: expectedMs === undefined })
    }
    return { corrected, corrections }
  }

  #fail(troubles: Troubles, at: number, error: unknown): void {
    const name = nameOf(error)
    troubles.add(name, error instanceof Error ? error.message : String(error))
    const { failures } = this.#windowAt(at)
    failures.set(name, (failures.get(name) ?? 0) + 1)
  }

  #windowAt(at: number): Window {
    while (at >= MOST_WINDOWS * this.#windowMs) this.#joinWindows()
    const n = Math.floor(at / this.#windowMs)
    while (this.#windows.length <= n) this.#windows.push(emptyWindow())
    return this.#windows[n] as Window
  }

  #joinWindows(): void {
    const joined: Window[] = []
    for (const [n, window] of this.#windows.entries()) {
      if (n % 2 === 0) joined.push(window)
      else addTo(joined.at(-1) as Window, window)
    }
    this.#windows = joined
    this.#windowMs *= 2
  }
}

export function latenciesOf(histogram: Histogram): Latencies {
  const max = rounded(histogram.max / A_MS)
  const at = (percent: number): number => Math.min(inMs(histogram.percentile(percent)), max)
  return {
    count: histogram.count,
    min: rounded(histogram.min / A_MS),
    mean: rounded(histogram.mean / A_MS),
    p50: at(50),
    p75: at(75),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p999: at(99.9),
    max,
  }
}

/** The name of an error as its service gave it, which says more than its class. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

/** Counts by name, with the first message of each; the most frequent first. */
class Troubles {
  readonly #byName = new Map<string, { count: number; message: string }>()
  total = 0

  add(name: string, message: string): void {
    this.total++
    const known = this.#byName.get(name)
    if (known === undefined) this.#byName.set(name, { count: 1, message })
    else known.count++
  }

  list(): Trouble[] {
    return [...this.#byName]
      .map(([name, { count, message }]) => ({ name, count, message }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  }
}

function emptyWindow(): Window {
  return { units: 0, failedUnits: 0, documents: 0, latencies: new Histogram(), failures: new Map() }
}

function addTo(window: Window, next: Window): void {
  window.units += next.units
  window.failedUnits += next.failedUnits
  window.documents += next.documents
  window.latencies.addAll(next.latencies)
  for (const [name, count] of next.failures)
    window.failures.set(name, (window.failures.get(name) ?? 0) + count)
}

function windowOf({ units, failedUnits, documents, latencies, failures }: Window, atMs: number): LoadWindow {
  return {
    atMs,
    units,
    failedUnits,
    documents,
    p50: inMs(latencies.percentile(50)),
    p90: inMs(latencies.percentile(90)),
    p99: inMs(latencies.percentile(99)),
    max: rounded(latencies.max / A_MS),
    failures: Object.fromEntries([...failures].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Each step halves what is left above, in four parts, as far as there are values to tell of. */
function percentsFor(count: number): number[] {
  const percents: number[] = []
  for (let left = 100; (left / 100) * count > 0.5 && left > 1e-6; left /= 2)
    for (const part of [1, 0.875, 0.75, 0.625]) percents.push(100 - left * part)
  return [...percents, 100]
}

/** Three digits are what the histograms can tell. */
function inMs(value: number): number {
  return Number((value / A_MS).toPrecision(3))
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
