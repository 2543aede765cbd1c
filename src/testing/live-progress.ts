/**
 * What is seen while something long is at work: a bar where a person watches, and elsewhere a line now and then, so that
 * a log does not fill with it. It goes to standard error; what is printed in the end is complete without it.
 */
import { createRequire } from 'node:module'
import type cliProgress from 'cli-progress'
import { machineNow } from '../workers/machine-now.ts'

export interface LiveProgress {
  /** How far it has come, from 0 to 1, where that is known, and in words. */
  show(part: number | undefined, words: string): void
  stop(): void
}

export interface LiveProgressOptions {
  /** Says whose lines they are. */
  readonly label: string
  /** Columns that the words may take beside the bar itself. */
  readonly besideBar: number
}

/** Real time between two lines. */
const LINE_EVERY_MS = 3_000

export function createLiveProgress(
  stream: NodeJS.WriteStream,
  { label, besideBar }: LiveProgressOptions,
): LiveProgress {
  return stream.isTTY ? barOn(stream, besideBar) : linesOn(stream, label)
}

function barOn(stream: NodeJS.WriteStream, besideBar: number): LiveProgress {
  // Loaded where a person watches: it would be a part of every start otherwise.
  const { SingleBar } = createRequire(import.meta.url)('cli-progress') as typeof cliProgress
  const bar = new SingleBar({
    stream,
    format: ' {bar} {words}',
    barsize: Math.max(5, Math.min(30, stream.columns - besideBar)),
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

function linesOn(stream: NodeJS.WriteStream, label: string): LiveProgress {
  let lastAt = machineNow()
  return {
    show(_part, words) {
      if (machineNow() - lastAt < LINE_EVERY_MS) return
      lastAt = machineNow()
      stream.write(`${label}: ${words}\n`)
    },
    stop() {},
  }
}
