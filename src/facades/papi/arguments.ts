/** The check of what a method is given: what is wrong is named with its place, its value and what was expected. */
import { z } from 'zod'
import { compiledWhenBusy } from '../../input/compiled-when-busy.ts'
import { formatPath, listMembers } from '../../input/known-members.ts'
import { whenAsked } from '../../core/when-asked.ts'
import { ENUMERATION_MODES, type EnumerationMode } from './push-api.ts'
import { PushAPIException } from './push-api-exception.ts'

export type Refusal = new (message: string) => Error

// A lone surrogate has no form in UTF-8: two such URIs would be one on the wire.
export const wellFormed: () => z.ZodString = whenAsked(() =>
  z.string('a text').refine((text) => text.isWellFormed(), 'well-formed Unicode'),
)

const uris = compiledWhenBusy(() => z.array(wellFormed(), 'a list of URIs'))
const flag = whenAsked(() => z.boolean('true or false'))
const mode = whenAsked(() => z.enum(ENUMERATION_MODES, `one of ${ENUMERATION_MODES.join(', ')}`))
const SERIAL = 'a serial as setCheckpoint gives it: a decimal of at most 64 bits'
const serial = whenAsked(() =>
  z.string(SERIAL).refine((text) => /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n, SERIAL),
)

export function checkUris(operation: string, input: unknown): string[] {
  return checkArgument(operation, 'argument', uris(), input)
}

export function checkText(operation: string, name: string, input: unknown): string {
  return checkArgument(operation, name, wellFormed(), input)
}

export function checkFlag(operation: string, name: string, input: unknown): boolean {
  return checkArgument(operation, name, flag(), input)
}

export function checkMode(operation: string, input: unknown): EnumerationMode {
  return checkArgument(operation, 'mode', mode(), input)
}

export function checkSerial(operation: string, input: unknown): string {
  return checkArgument(operation, 'serial', serial(), input)
}

/** The argument of this name, as the schema gives it. Throws an error of the given class. */
export function checkArgument<Output>(
  operation: string,
  name: string,
  schema: z.ZodType<Output>,
  input: unknown,
  Refusal: Refusal = PushAPIException,
): Output {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => {
    const { path } = issue
    const message =
      issue.code === 'unrecognized_keys'
        ? `nothing named ${issue.keys.join(', ')}${listMembers(schema, path)}`
        : issue.message
    const place = formatPath(path)
    const value = path.reduce<unknown>((outer, key) => (outer as Record<PropertyKey, unknown>)[key], input)
    return `${name === 'argument' && place === '' ? 'the argument' : `${name}${place}`} is ${shown(value)}; expected ${message}`
  })
  throw new Refusal(`${operation}: ${issues.join('; ')}`)
}

/** Enough of a value to know it by. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (value instanceof Promise) return 'a Promise (is an await missing?)'
  if (typeof value !== 'object' || value === null) return String(value)
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (kind !== 'Object') return `a ${kind}`
  return `an object with ${Object.keys(value).join(', ') || 'nothing'}`
}
