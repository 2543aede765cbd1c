/** Whether a trace is one that a run can have left: what a test may assert of every run, whatever happened in it. */
import type { TraceLine } from '../index.ts'
import { findBrokenCall } from './trace/trace-calls.ts'
import { findBrokenLife } from './trace/trace-life-cycles.ts'
import { type Flaw, parseTrace } from './trace/trace-lines.ts'
import { findDisorder } from './trace/trace-order.ts'

/**
 * The first thing that is wrong with a trace from its beginning, with the line and its number; undefined where it is well
 * formed. Each line is canonical JSON of a known kind; neither time nor the sequence runs back; every reply has its call;
 * every revision is accepted before it is durable, and durable before its one end; what is superseded never ends otherwise.
 * A line that cannot be read is told before everything else.
 */
export function checkTrace(lines: readonly string[]): string | undefined {
  const parsed = parseTrace(lines)
  const first = parsed.kind === 'flaw' ? parsed.flaw : findFirst(parsed.events)
  return first && `line ${first.line}: ${first.what}: ${lines[first.line - 1]}`
}

function findFirst(events: readonly TraceLine[]): Flaw | undefined {
  const flaws = [findDisorder(events), findBrokenCall(events), findBrokenLife(events)]
  return flaws.filter((flaw) => flaw !== undefined).toSorted((a, b) => a.line - b.line)[0]
}
