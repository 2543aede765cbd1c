/** What an indexer of the user's own must return. A thread loads this, and so it is checked by hand: zod takes its time to load. */

/** What an object must have, member by member. */
type Expectations = readonly (readonly [
  member: string,
  isRight: (value: unknown) => boolean,
  expected: string,
])[]

const isText = (value: unknown): boolean => typeof value === 'string'
const isWholeUpTo =
  (limit: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= limit
const MOST_UNSIGNED = 0xffff_ffff
const UNSIGNED = 'an unsigned whole number of 32 bits'
const FAILED: Expectations = [
  ['code', isText, 'a text'],
  ['reason', isText, 'a text'],
]
const LEFT_OUT: Expectations = [
  ['part', (value) => value !== 0 && isWholeUpTo(MOST_UNSIGNED)(value), 'the number of a part, from 1'],
  ...FAILED,
]
const INDEXED: Expectations = [
  ['textBytes', isWholeUpTo(Number.MAX_SAFE_INTEGER), 'a whole number of bytes'],
  ['title', (value) => value === undefined || isText(value), 'a text or nothing'],
  ['digestHigh', isWholeUpTo(MOST_UNSIGNED), UNSIGNED],
  ['digestLow', isWholeUpTo(MOST_UNSIGNED), UNSIGNED],
]

/** The first thing that keeps a value from being an Analysis; undefined where it is one. */
export function findWrong(value: unknown): string | undefined {
  if (value instanceof Promise) return 'it is a promise'
  if (!isObject(value)) return `it is ${show(value)}; expected an object`
  const { kind, leftOut } = value
  if (kind === 'failed') return findWrongMember(value, FAILED)
  if (kind !== 'indexed') return `kind is ${show(kind)}; expected 'indexed' or 'failed'`
  const wrong = findWrongMember(value, INDEXED)
  if (wrong !== undefined || leftOut === undefined) return wrong
  return isObject(leftOut)
    ? findWrongMember(leftOut, LEFT_OUT, 'leftOut.')
    : `leftOut is ${show(leftOut)}; expected { part, code, reason }`
}

function findWrongMember(
  value: Readonly<Record<string, unknown>>,
  members: Expectations,
  place = '',
): string | undefined {
  const wrong = members.find(([member, isRight]) => !isRight(value[member]))
  return wrong && `${place}${wrong[0]} is ${show(value[wrong[0]])}; expected ${wrong[2]}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** Enough of a value to know it by, whatever it is. */
function show(value: unknown): string {
  const { inspect } = process.getBuiltinModule('node:util')
  return inspect(value, { depth: 0, customInspect: false, maxStringLength: 60, breakLength: Infinity })
}
