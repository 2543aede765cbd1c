/** One unit of work under way: what its scenario is given, and what it has told of its documents. */
import type { DrawScope } from '../../core/draws.ts'
import { ConfigurationError } from '../../core/errors.ts'
import { type Duration, parseDuration } from '../../input/duration.ts'
import type { LoadClock } from './load-clock.ts'
import type { LoadDocument } from './load-documents.ts'
import type { LoadRecorder } from './load-recorder.ts'
import type { LoadContext } from './load-scenario.ts'

export interface SharedByUnits {
  readonly clock: LoadClock
  readonly corpus: string | undefined
  readonly draws: DrawScope
  readonly recorder: LoadRecorder
  readonly signal: AbortSignal
}

export class LoadUnit implements LoadContext {
  readonly number: number
  readonly documents: LoadDocument[] = []
  readonly signal: AbortSignal
  refusedIds: Set<string> | undefined
  readonly #shared: SharedByUnits

  constructor(number: number, shared: SharedByUnits) {
    this.number = number
    this.signal = shared.signal
    this.#shared = shared
  }

  get corpus(): string {
    const { corpus } = this.#shared
    if (corpus !== undefined) return corpus
    throw new ConfigurationError(
      'context.corpus: the load does not know where its documents go; give runLoad its option corpus',
    )
  }

  // Functions without a `this`, for scenarios take them out of the object.
  readonly sleep = (duration: Duration): Promise<void> => {
    const { clock, signal } = this.#shared
    return clock.sleepUntil(clock.now() + parseDuration(duration, 'context.sleep'), signal)
  }

  readonly draw = (...key: (string | number)[]): number => this.#shared.draws.uniform(this.number, ...key)

  readonly retried = (error: unknown): void => {
    const { recorder, clock } = this.#shared
    recorder.retry(clock.now(), error)
  }

  readonly refused = (id: string, code: string, message = ''): void => {
    this.refusedIds ??= new Set()
    if (this.refusedIds.has(id)) return
    this.refusedIds.add(id)
    this.#shared.recorder.refuse(code, message)
  }
}
