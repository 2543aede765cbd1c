/** The check of what users give us: what is wrong is named with its place, its value and what was expected. */
import type { z } from 'zod'
import { ConfigurationError } from '../core/errors.ts'
import { formatPath, listMembers, membersAt } from './known-members.ts'
import { isId, isSecret, withoutSecrets } from './secrets.ts'

/** Of a text no more than its beginning is shown, and so it need not be searched for secrets as a whole. */
const MOST_SEARCHED = 2_000

/** Parses what a user gave us; every issue of it in one error, a ConfigurationError unless another class is given. */
export function check<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  place: string,
  Wrong: new (message: string) => Error = ConfigurationError,
): Output {
  // Such checks come once or a few times: turning their schemas into code takes longer than they do, but for a long list.
  const isLongList = Array.isArray(value) && value.length > 1000
  const parsed = schema.safeParse(value, { jitless: !isLongList })
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => describe(schema, issue, value, place))
  throw new Wrong(issues.join('; '))
}

function describe(schema: z.core.$ZodType, issue: z.core.$ZodIssue, root: unknown, place: string): string {
  const path = formatPath(issue.path)
  if (issue.code === 'unrecognized_keys')
    return `${place}${path}: unknown ${issue.keys.length === 1 ? 'member' : 'members'} ${issue.keys.join(', ')}${listMembers(schema, issue.path)}`
  if (issue.code === 'invalid_key')
    return `${place}${path}: the key is not ${issue.issues[0]?.message ?? 'one of the expected'}`
  const value = issue.path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    root,
  )
  // A text in place of an object with secrets may be one of them.
  const mayBeSecret = typeof value === 'string' && membersAt(schema, issue.path).some(isSecret)
  const shown = mayBeSecret ? `a text of ${value.length} characters` : showAt(issue.path, value)
  return `${place}${path} is ${shown}; ${expectationOf(schema, issue)}`
}

/**
 * Where a schema says nothing of its own, an object is told by its members. What comes from a service's own shapes is
 * worded as the service words it.
 */
function expectationOf(schema: z.core.$ZodType, issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('Member ')) return issue.message
  const isAnyObject =
    issue.code === 'invalid_type' && issue.expected === 'object' && issue.message.startsWith('Invalid input')
  return `expected ${isAnyObject ? `an object${listMembers(schema, issue.path)}` : issue.message}`
}

/** Enough of the value at a place to know it by; nothing of it where the place is one of secrets. */
export function showAt(path: readonly PropertyKey[], value: unknown): string {
  const isOfSecrets = path.some((part) => isSecret(String(part))) && !isId(String(path.at(-1)))
  return (isOfSecrets ? showSecret(value) : undefined) ?? show(value)
}

/** Enough of a value to know it by; no bytes and no secrets. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number' || value === undefined) return String(value)
  if (value instanceof RegExp) return String(value)
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'Invalid Date'
  if (ArrayBuffer.isView(value)) return showBytes(value)
  try {
    const text = JSON.stringify(value, showMember) ?? typeof value
    return text.length > 80 ? `${text.slice(0, 77)}...` : text
  } catch {
    return typeof value
  }
}

/** `this` is what has the member, and has it as it was before its `toJSON`. */
function showMember(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (isSecret(key) && !isId(key)) return showSecret(value)
  if (typeof value === 'string') return withoutSecrets(value.slice(0, MOST_SEARCHED))
  const own = this[key]
  return ArrayBuffer.isView(own) ? showBytes(own) : value
}

function showBytes({ byteLength }: ArrayBufferView): string {
  return `${byteLength} bytes`
}

function showSecret(value: unknown): string | undefined {
  return value === undefined ? undefined : 'not shown'
}
