/** Time never runs back, nor does the order of events. */
import type { TraceLine } from '../../index.ts'
import type { Flaw } from './trace-lines.ts'

export function findDisorder(events: readonly TraceLine[]): Flaw | undefined {
  let at = 0
  let sequence = 0
  for (const [n, event] of events.entries()) {
    if (event.at < at) return { line: n + 1, what: `time runs back, from ${at} to ${event.at}` }
    if (event.sequence < sequence)
      return { line: n + 1, what: `the sequence runs back, from ${sequence} to ${event.sequence}` }
    at = event.at
    sequence = event.sequence
  }
  return undefined
}
