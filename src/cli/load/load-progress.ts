/** What is seen while a load goes on: a bar where a person watches, and elsewhere a line every few seconds. It goes to standard error. */
import { performance } from 'node:perf_hooks'
import cliProgress from 'cli-progress'

export interface LiveProgress {
  /** How far it has come, from 0 to 1, where that is known, and in words. */
  show(part: number | undefined, words: string): void
  stop(): void
}

/** Real time between two lines. */
const LINE_EVERY_MS = 3_000
/** Columns beside the bar itself. */
const BESIDE_BAR = 70

export function createLiveProgress(stream: NodeJS.WriteStream): LiveProgress {
  return stream.isTTY ? barOn(stream) : linesOn(stream)
}

function barOn(stream: NodeJS.WriteStream): LiveProgress {
  const bar = new cliProgress.SingleBar({
    stream,
    format: ' {bar} {words}',
    barsize: Math.max(5, Math.min(30, stream.columns - BESIDE_BAR)),
    barCompleteChar: '#',
    barIncompleteChar: '.',
    clearOnComplete: true,
    // The terminal's own state is left alone, so that nothing is to be put right when the command is interrupted.
    linewrap: true,
  })
  bar.start(1, 0, { words: 'starting' })
  return {
    show: (part = 0, words) => bar.update(Math.min(part, 1), { words }),
    stop: () => bar.stop(),
  }
}

function linesOn(stream: NodeJS.WriteStream): LiveProgress {
  // Bound here: a simulated run replaces the functions of the process.
  const now = performance.now.bind(performance)
  let lastAt = now()
  return {
    show(_part, words) {
      if (now() - lastAt < LINE_EVERY_MS) return
      lastAt = now()
      stream.write(`indexsim load: ${words}\n`)
    },
    stop() {},
  }
}
