/** What every finding of the audit says. */
import type { CallRecord } from '../core/call-log.ts'

export interface FindingOf<Kind extends string> {
  readonly kind: Kind
  readonly facade: string
  /** The index id or connector name. */
  readonly corpus: string
  /** The documents that it is about, if it is about single ones. */
  readonly documents: readonly string[]
  /** What the client did, in plain words. */
  readonly message: string
  /** What to do instead. */
  readonly suggestion: string
  /** The calls that show it: records of `sim.calls`. */
  readonly calls: readonly CallRecord[]
}

/** What a rule of the audit says beside its kind and the corpus. */
export interface Observation {
  readonly documents?: Iterable<string> | undefined
  readonly message: string
  readonly suggestion: string
  readonly calls: Iterable<CallRecord>
}

/** The first few names of a list, and how many there are beside them. */
export function few(names: Iterable<string>): string {
  return listFew(Array.from(names, (name) => JSON.stringify(name)))
}

/** The same of what needs no quotation marks. */
export function listFew(texts: Iterable<string>): string {
  const all = [...new Set(texts)]
  const shown = all.length <= MOST_NAMED + 1 ? all : all.slice(0, MOST_NAMED)
  const rest = all.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

const MOST_NAMED = 3

/** `1 document`, `2 documents`. */
export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`
}
