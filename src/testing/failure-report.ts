/** What to know of a run when its test has failed: the seed, the faults and the end of the trace. */
import type { Simulator } from '../index.ts'

/** So many of the last lines of the trace are shown. */
const LAST_LINES = 20

/** Some lines of text, the last one with its line feed. */
export function reportFailure(sim: Simulator): string {
  return [`indexsim: the failed test ran with seed ${sim.seed}\n`, faultsOf(sim), traceOf(sim)].join('')
}

function faultsOf(sim: Simulator): string {
  const { rules } = sim.faults
  if (rules.length === 0) return ''
  const fired = rules.filter(({ stats }) => stats.fired > 0).length
  return `\nFault rules, of which ${fired} of ${rules.length} fired:\n${indented(sim.faults.explain())}`
}

function traceOf(sim: Simulator): string {
  if (sim.traceLevel !== 'full') return `\nThe trace was not kept: option trace is '${sim.traceLevel}'.\n`
  const lines = sim.trace.lines()
  if (lines.length === 0) return '\nNothing happened: the trace is empty.\n'
  const last = lines.slice(-LAST_LINES)
  const title =
    lines.length > LAST_LINES ? `The last ${LAST_LINES} of ${lines.length} lines of the trace` : 'The trace'
  return `\n${title}:\n${indented(last.join('\n'))}`
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('')
}
