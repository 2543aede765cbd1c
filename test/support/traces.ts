/** Two runs held against each other: what differs first is what a reader wants to see. */
import type { Simulator } from '../../src/index.ts'

/** What a run left behind. */
export interface Run {
  readonly digest: string
  readonly lines: readonly string[]
}

export function runOf(sim: Simulator): Run {
  return { digest: sim.trace.digest(), lines: sim.trace.lines() }
}

/** Throws with the first line in which the runs differ. */
export function expectSameRun(actual: Run, expected: Run, what: string): void {
  if (actual.digest === expected.digest) return
  const at = expected.lines.findIndex((line, i) => line !== actual.lines[i])
  const line = at === -1 ? expected.lines.length : at
  throw new Error(
    `${what}: the runs part at line ${line + 1}\n  expected ${expected.lines[line] ?? 'the end'}\n  was      ${actual.lines[line] ?? 'the end'}`,
  )
}
