/** Why things went wrong, in a line that can be read: of a long message its beginning, and its end, which has the point. */
import type { LoadReport, Trouble } from '../load-report.ts'
import { printable } from './figures.ts'

/** A service shows a value that it refuses before it says what is wrong with it. */
const MOST_SHOWN = 150
const HEAD = 40

/** What kept most units and documents out; undefined where nothing did. */
export function mainReason({
  errors,
  documents,
}: Pick<LoadReport, 'errors' | 'documents'>): Trouble | undefined {
  return [...errors, ...documents.refused].toSorted((a, b) => b.count - a.count)[0]
}

/** `ThrottlingException: Rate exceeded`. */
export function reasonInWords({ name, message }: Pick<Trouble, 'name' | 'message'>): string {
  return `${printable(name)}: ${shortened(message)}`
}

/** The same after what it was the reason of; empty where there is none. */
export function mostlyFor(reason: Trouble | undefined): string {
  return reason === undefined ? '' : `, mostly for ${reasonInWords(reason)}`
}

/** The message in one line. */
export function shortened(message: string): string {
  const characters = Array.from(message)
  if (characters.length <= MOST_SHOWN) return printable(message)
  const head = characters.slice(0, HEAD).join('')
  const tail = characters.slice(HEAD - MOST_SHOWN).join('')
  return printable(`${head} ... ${tail}`)
}
