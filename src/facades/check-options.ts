/** The check of what users give to helpers, which is no part of a service. */
import type { z } from 'zod'
import { ConfigurationError } from '../core/errors.ts'
import { formatPath, listMembers } from '../input/known-members.ts'

/** What a user gave a helper; every issue of it in one ConfigurationError. */
export function checkOptions<Output>(schema: z.ZodType<Output>, value: unknown, place: string): Output {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(
    (issue) => `${place}${formatPath(issue.path)}: ${expectationOf(schema, issue)}`,
  )
  throw new ConfigurationError(issues.join('; '))
}

/** What comes from the service's own shapes is worded as the service words it. */
function expectationOf(schema: z.core.$ZodType, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `there is no option ${issue.keys.join(', ')}${listMembers(schema, issue.path)}`
  if (issue.code === 'invalid_key') return `expected ${issue.issues[0]?.message ?? 'another key'}`
  return issue.message.startsWith('Member ') ? issue.message : `expected ${issue.message}`
}
