/**
 * Checks an input against a shape of the service model and words the refusal as the service does: all violations in
 * one message, the outer ones first, then in the order of the model. Only a refusal pays for its text.
 */

import type { z } from 'zod'
import { ValidationException } from './service-exception.ts'

/** Longer values are cut in messages: the caller has the value, the message only has to point at it. */
const SHOWN_CHARACTERS = 256
/** More violations than these are counted and not listed. */
const LISTED_VIOLATIONS = 50
/** Of a list or a structure this many entries and levels are shown. */
const SHOWN_ENTRIES = 10
const SHOWN_LEVELS = 3
/** The members whose shape the model marks as sensitive: their values never enter a message. */
const SENSITIVE_MEMBERS: ReadonlySet<PropertyKey> = new Set(['KmsKeyId'])
/** The one map of the model: its keys are the caller's words and are shown as they are. */
const MAP_MEMBER = 'ValueImportanceMap'

/**
 * A copy of the input without the members that the shape does not know. Bytes stay by reference. Throws a
 * ValidationException that lists every violation. A member that is null counts as absent, as in the awsJson protocol;
 * for values of a wrong type the real service would fail in reading the JSON: here they are violations too [assumed].
 */
export function validate<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const withoutNulls = dropNullMembers(input, result.error.issues)
  if (withoutNulls !== undefined) return validate(schema, withoutNulls)
  throw new ValidationException(describeViolations(input, withoutEchoes(result.error.issues)))
}

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** zod measures the length of whatever has one: what is said of a value of a wrong type beyond its type is left out. */
function withoutEchoes(issues: readonly Issue[]): Issue[] {
  const mistyped = new Set(issues.filter(isTypeIssue).map(({ path }) => describePath(path)))
  return mistyped.size === 0
    ? [...issues]
    : issues.filter((issue) => isTypeIssue(issue) || !mistyped.has(describePath(issue.path)))
}

function isTypeIssue({ code }: Issue): boolean {
  return code === 'invalid_type'
}

function describeViolations(input: unknown, issues: readonly Issue[]): string {
  const ordered = issues.toSorted((left, right) => left.path.length - right.path.length)
  const listed = ordered.slice(0, LISTED_VIOLATIONS).map((issue) => describeViolation(input, issue))
  if (issues.length > listed.length) listed.push(`and ${issues.length - listed.length} more`)
  return `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${listed.join('; ')}`
}

function describeViolation(input: unknown, issue: Issue): string {
  // A wrong key is the fault of its map.
  const path = issue.code === 'invalid_key' ? issue.path.slice(0, -1) : issue.path
  const ending =
    issue.code === 'invalid_key'
      ? `Map keys must satisfy constraint: [${issue.issues.map(({ message }) => message).join(', ')}]`
      : issue.message
  const value = valueAt(input, path)
  const isSensitive = path.some((key) => SENSITIVE_MEMBERS.has(key))
  const shown =
    value === undefined || value === null
      ? ' null'
      : isSensitive
        ? ''
        : ` '${cut(typeof value === 'string' ? value : show(value, SHOWN_LEVELS))}'`
  return `Value${shown} at '${describePath(path)}' failed to satisfy constraint: ${ending}`
}

/** `documents.1.member.id`: members in lower camel case, items counted from one. The whole input is `input` [assumed]. */
export function describePath(path: Path): string {
  if (path.length === 0) return 'input'
  return path.map((key, index) => describeStep(key, path[index - 1])).join('.')
}

function describeStep(key: PropertyKey, parent: PropertyKey | undefined): string {
  if (typeof key === 'number') return `${key + 1}.member`
  return parent === MAP_MEMBER ? cut(String(key)) : lowerFirst(String(key))
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), input)
}

/** The tree of the members to be left out: a key without branches is a member that is null. */
type NullTree = Map<PropertyKey, NullTree>

function dropNullMembers(input: unknown, issues: readonly Issue[]): unknown {
  const nulls: NullTree = new Map()
  for (const { path } of issues) {
    // Items of a list are no members: null among them is refused.
    if (typeof path.at(-1) !== 'string' || valueAt(input, path) !== null) continue
    let branch = nulls
    for (const key of path) {
      let next = branch.get(key)
      if (next === undefined) branch.set(key, (next = new Map()))
      branch = next
    }
  }
  return nulls.size === 0 ? undefined : copyWithout(input, nulls)
}

function copyWithout(value: unknown, nulls: NullTree): unknown {
  if (nulls.size === 0 || !isObject(value)) return undefined
  const copy = Array.isArray(value) ? [...value] : { ...value }
  for (const [key, branch] of nulls) Reflect.set(copy, key, copyWithout(value[key], branch))
  return copy
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}

function show(value: unknown, levels: number): string {
  if (typeof value === 'string') return cut(value)
  if (typeof value === 'function') return '<function>'
  if (!isObject(value)) return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`
  if (levels === 0) return '...'
  if (Array.isArray(value)) return `[${showEntries(value, (item) => show(item, levels - 1))}]`
  return `{${showEntries(Object.keys(value), (key) => showMember(key, value[key], levels - 1))}}`
}

function showMember(key: string, value: unknown, levels: number): string {
  return `${cut(key)}=${SENSITIVE_MEMBERS.has(key) ? '...' : show(value, levels)}`
}

function showEntries<Entry>(entries: readonly Entry[], showEntry: (entry: Entry) => string): string {
  const shown = entries.slice(0, SHOWN_ENTRIES).map(showEntry)
  if (entries.length > shown.length) shown.push('...')
  return shown.join(', ')
}

/** Never between the two halves of a character. */
function cut(value: string): string {
  if (value.length <= SHOWN_CHARACTERS) return value
  const end =
    (value.charCodeAt(SHOWN_CHARACTERS - 1) & 0xfc00) === 0xd800 ? SHOWN_CHARACTERS - 1 : SHOWN_CHARACTERS
  return `${value.slice(0, end)}...`
}
