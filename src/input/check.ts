/** The check of what users give us: what is wrong is named with its place, its value and what was expected. */
import type { z } from 'zod'
import { ConfigurationError } from '../core/errors.ts'
import { formatPath, listMembers } from './known-members.ts'

/** Parses what a user gave us; every issue of it in one error, a ConfigurationError unless another class is given. */
export function check<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  place: string,
  Wrong: new (message: string) => Error = ConfigurationError,
): Output {
  // Such checks come once or a few times: turning their schemas into code would take longer than they do.
  const parsed = schema.safeParse(value, { jitless: true })
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
  return `${place}${path} is ${show(value)}; expected ${expectationOf(schema, issue)}`
}

/** Where a schema says nothing of its own, an object is told by its members. */
function expectationOf(schema: z.core.$ZodType, issue: z.core.$ZodIssue): string {
  const isAnyObject =
    issue.code === 'invalid_type' && issue.expected === 'object' && issue.message.startsWith('Invalid input')
  return isAnyObject ? `an object${listMembers(schema, issue.path)}` : issue.message
}

/** Enough of a value to know it by. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof RegExp) return String(value)
  if (typeof value === 'number' || value === undefined) return String(value)
  try {
    const text = JSON.stringify(value) ?? typeof value
    return text.length > 80 ? `${text.slice(0, 77)}...` : text
  } catch {
    return typeof value
  }
}
