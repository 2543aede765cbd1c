/**
 * A sweep over the cores: the seeds go to processes in pieces, in their order. What is reported is the first seed that fails,
 * whichever process is the fastest.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Exploration } from '../../testing/explore.ts'
import type { Progress } from '../../testing/progress.ts'
import { UsageError } from '../usage-error.ts'
import type { FindingReport } from './finding-report.ts'
import type { CommandOptions, FromSweeper, ToSweeper } from './sweep-messages.ts'

export type SweepResult =
  | ({ readonly kind: 'passed' } & Exploration)
  | { readonly kind: 'failed'; readonly finding: FindingReport }

export interface SweepOrder {
  readonly file: string
  readonly options: CommandOptions
  readonly processes: number
  /** Real time beyond its own limit after which a run that says nothing is in a loop that no timer can end; 10 seconds where it is left out. */
  readonly silenceMs?: number
}

/** So many seeds at once: few enough that all processes end at about the same time. */
const PIECE = 8
const SILENCE_MS = 10_000

const PROCESS = fileURLToPath(import.meta.resolve('#sweep-process'))

export async function sweep(
  { file, options, processes, silenceMs = SILENCE_MS }: SweepOrder,
  progress: Progress,
): Promise<SweepResult> {
  const sweepers: Sweeper[] = []
  try {
    const first = new Sweeper()
    sweepers.push(first)
    const { seeds, invariants, timeoutMs } = await first.open(file, options)
    progress.start(seeds, 'seeds')
    const more = Math.min(processes, Math.ceil(seeds / PIECE)) - 1
    for (let n = 0; n < more; n++) sweepers.push(new Sweeper())
    await Promise.all(sweepers.slice(1).map((sweeper) => sweeper.open(file, options)))

    let next = 0
    let firstFailure = Infinity
    const sum = { runs: 0, faultsFired: 0, excused: 0, invariants, sources: 0 }
    const work = async (sweeper: Sweeper): Promise<void> => {
      // Pieces behind a failure do not matter any more; those before it do.
      while (next < Math.min(seeds, firstFailure)) {
        const from = next
        next = Math.min(from + PIECE, seeds)
        await sweeper.run(from, next, timeoutMs + silenceMs, (message) => {
          progress.step(1)
          if (message.kind === 'failed') firstFailure = Math.min(firstFailure, message.place)
          else {
            sum.runs++
            sum.faultsFired += message.faultsFired
            sum.excused += message.excused
            sum.sources += message.sources
          }
        })
      }
    }
    await Promise.all(sweepers.map(work))
    if (firstFailure === Infinity) return { kind: 'passed', ...sum }
    progress.say('a seed fails; making it smaller')
    return { kind: 'failed', finding: await first.explain(firstFailure, timeoutMs + silenceMs) }
  } finally {
    progress.stop()
    for (const sweeper of sweepers) sweeper.stop()
  }
}

/** A process that takes one order after the other. */
class Sweeper {
  readonly #child: ChildProcess
  #hear: (message: FromSweeper) => void = () => {}
  #fail: (error: Error) => void = () => {}
  /** Set while a watched order is under way. */
  #watchdog: NodeJS.Timeout | undefined

  constructor() {
    // What a scenario prints is not the result of the command.
    this.#child = fork(PROCESS, { stdio: ['ignore', 2, 'inherit', 'ipc'] })
    this.#child.on('message', (message: FromSweeper) => {
      if (message.kind === 'broke')
        this.#fail(message.isUsage ? new UsageError(message.text) : new Error(message.text))
      else this.#hear(message)
    })
    this.#child.on('error', (error) => this.#fail(error))
    this.#child.on('exit', (code, signal) =>
      this.#fail(new Error(`a process of the sweep has ended by itself (${signal ?? `exit code ${code}`})`)),
    )
  }

  open(file: string, options: CommandOptions): Promise<Extract<FromSweeper, { kind: 'opened' }>> {
    return this.#order({ kind: 'open', file, options }, (message, resolve) => {
      if (message.kind === 'opened') resolve(message)
    })
  }

  async run(
    from: number,
    to: number,
    silenceMs: number,
    hear: (message: Extract<FromSweeper, { kind: 'passed' | 'failed' }>) => void,
  ): Promise<void> {
    let place = from
    const describe = (): string => `run ${place + 1} of the sweep has`
    await this.#watched<void>({ kind: 'run', from, to }, { silenceMs, describe }, (message, resolve) => {
      if (message.kind === 'done') return resolve()
      if (message.kind !== 'passed' && message.kind !== 'failed') return
      place = message.place + 1
      hear(message)
    })
  }

  explain(place: number, silenceMs: number): Promise<FindingReport> {
    const describe = (): string =>
      `run ${place + 1} of the sweep fails; made smaller (which --shrink-runs 0 leaves out) it has`
    return this.#watched({ kind: 'explain', place }, { silenceMs, describe }, (message, resolve) => {
      if (message.kind === 'explained') resolve(message.finding)
    })
  }

  stop(): void {
    this.#fail = () => {}
    // Its order never ends now, and the timer alone would keep the command.
    this.#rest()
    this.#child.kill()
  }

  /** An order that is given up, with its process, when nothing is heard for so long. */
  async #watched<Result>(
    order: ToSweeper,
    { silenceMs, describe }: { readonly silenceMs: number; readonly describe: () => string },
    hear: (message: FromSweeper, resolve: (result: Result) => void) => void,
  ): Promise<Result> {
    const giveUp = (): void => {
      this.#child.kill('SIGKILL')
      this.#fail(
        new Error(
          `${describe()} said nothing for ${silenceMs} ms of real time: the scenario is in a loop that waits for nothing`,
        ),
      )
    }
    this.#watchdog = setTimeout(giveUp, silenceMs)
    try {
      return await this.#order<Result>(order, (message, resolve) => {
        this.#watchdog?.refresh()
        hear(message, resolve)
      })
    } finally {
      this.#rest()
    }
  }

  #rest(): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = undefined
  }

  #order<Result>(
    order: ToSweeper,
    hear: (message: FromSweeper, resolve: (result: Result) => void) => void,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      this.#hear = (message) => hear(message, resolve)
      this.#child.send(order, (error) => {
        if (error !== null) reject(error)
      })
    })
  }
}
