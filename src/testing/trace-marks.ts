/**
 * What of a trace fits into one line: its digest, and a byte of the hash of each beginning of it. A trace that leaves the
 * recorded one is told by its bytes from the first other line on, so that the place is found without the lines.
 */
import { createHash } from 'node:crypto'

export interface TraceMarks {
  /** The digest of the trace, as the simulator gives it. */
  readonly digest: string
  readonly lines: number
  /** One for each beginning of `strideOf(lines)`, twice as many, and so on lines, and one for the whole. */
  readonly marks: Uint8Array
}

/** Where two traces part. */
export interface Divergence {
  /** From 1: the first line that differs. */
  readonly line: number
  /** Where marks are far apart: the first that differs is between the two. */
  readonly before: number
  /** Undefined after the end of the recorded trace, and where only marks of it were kept. */
  readonly expected: string | undefined
  /** Undefined after the end of this trace. */
  readonly actual: string | undefined
}

/** A line of more bytes than this is no longer easily pasted. */
const MOST_MARKS = 1024

export function markTrace(lines: readonly string[], digest: string): TraceMarks {
  return { digest, lines: lines.length, marks: marksOf(lines, lines.length) }
}

/** Where a trace leaves the recorded one, by the recorded lines where there are some; undefined where it does not. */
export function findDivergence(
  recorded: TraceMarks & { readonly text?: readonly string[] | undefined },
  lines: readonly string[],
  digest: string,
): Divergence | undefined {
  if (digest === recorded.digest && lines.length === recorded.lines) return undefined
  return recorded.text === undefined ? fromMarks(recorded, lines) : fromText(recorded.text, lines)
}

function fromText(recorded: readonly string[], lines: readonly string[]): Divergence {
  let index = 0
  while (index < recorded.length && index < lines.length && recorded[index] === lines[index]) index++
  return { line: index + 1, before: index + 2, expected: recorded[index], actual: lines[index] }
}

function fromMarks(recorded: TraceMarks, lines: readonly string[]): Divergence {
  const stride = strideOf(recorded.lines)
  const marks = marksOf(lines, recorded.lines)
  let same = 0
  while (same < marks.length && same < recorded.marks.length && marks[same] === recorded.marks[same]) same++
  // Marks that are all the same: the trace goes on after the end of the recorded one.
  const line = Math.min(same * stride, recorded.lines) + 1
  const before = Math.min(line + stride, Math.max(recorded.lines, lines.length) + 1)
  return { line, before, expected: undefined, actual: lines[line - 1] }
}

function strideOf(count: number): number {
  return Math.max(1, Math.ceil(count / MOST_MARKS))
}

/** The marks of a trace at the places that a recorded one of so many lines has. */
function marksOf(lines: readonly string[], recordedLines: number): Uint8Array {
  const stride = strideOf(recordedLines)
  const hash = createHash('sha256')
  const marks: number[] = []
  for (const [index, line] of lines.slice(0, recordedLines).entries()) {
    hash.update(line).update('\n')
    if ((index + 1) % stride === 0 || index + 1 === recordedLines)
      marks.push(hash.copy().digest()[0] as number)
  }
  return Uint8Array.from(marks)
}
