/** Lists that are told page by page. A token says after which item the next page begins, whatever came or went since. */
import { ValidationException } from './service-exception.ts'

/** Something that has its place in a list by a number that it keeps. */
export interface Numbered {
  readonly number: number
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly NextToken?: string
}

export interface PageRequest {
  readonly NextToken?: string | undefined
  readonly MaxResults?: number | undefined
}

/** Of what a list is a list, in which order its items are told, and how many a page has that asks for no number. */
export interface ListKind {
  readonly name: string
  readonly order: 'oldest first' | 'newest first'
  readonly most: number
}

/** The page that was asked for. Throws a ValidationException for a token that the list never gave [assumed]. */
export function pageOf<Item extends Numbered>(
  { name, order, most }: ListKind,
  items: readonly Item[],
  { NextToken, MaxResults }: PageRequest,
): Page<Item> {
  const sign = order === 'oldest first' ? 1 : -1
  const last = NextToken === undefined ? sign * -Infinity : numberIn(name, NextToken)
  const rest = items
    .filter(({ number }) => sign * number > sign * last)
    .sort((a, b) => sign * (a.number - b.number))
  const page = rest.slice(0, MaxResults ?? most)
  const end = page.at(-1)
  if (end === undefined || page.length === rest.length) return { items: page }
  return { items: page, NextToken: Buffer.from(JSON.stringify([name, end.number])).toString('base64url') }
}

function numberIn(name: string, token: string): number {
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(read) && read.length === 2 && read[0] === name && typeof read[1] === 'number')
      return read[1]
  } catch {
    // Not JSON: not ours.
  }
  throw new ValidationException('The NextToken is not one that this list has given.')
}
