/** Places in what a schema checks, for messages: how a path is written, and what members there are at its end. */
import { z } from 'zod'

/** ` (there are a, b, c)`; nothing where the schema has no fixed members there. */
export function listMembers(schema: z.core.$ZodType, path: readonly PropertyKey[]): string {
  const members = membersAt(schema, path)
  return members.length === 0 ? '' : ` (there are ${members.join(', ')})`
}

/** `.metas[0].name`, as code has it. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
}

/** The names of the fixed members there; none where the schema has no such. */
export function membersAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const inner = unwrapped(schema)
  const [key, ...rest] = path
  if (inner instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(inner.shape)
    const member = (inner.shape as Record<PropertyKey, z.core.$ZodType | undefined>)[key]
    return member === undefined ? [] : membersAt(member, rest)
  }
  if (key === undefined)
    return inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum
      ? inner.keyType.options.map(String)
      : []
  if (inner instanceof z.ZodRecord) return membersAt(inner.valueType, rest)
  if (inner instanceof z.ZodArray) return membersAt(inner.element, rest)
  return []
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrapped(schema.unwrap())
  if (schema instanceof z.ZodLazy) return unwrapped(schema.unwrap())
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema
}
