/**
 * What a client has sent beside the members that an operation has. The service overlooks it, so that nothing tells of a
 * name that is misspelt; only the names are kept, for the audit.
 */
import type { z } from 'zod'
import type { OverlookedMember } from '../../core/call-log.ts'
import { formatPath, membersAt } from '../../input/known-members.ts'
import { nearestName } from '../../input/nearest-name.ts'

/** The members of an input that its validated copy has not; undefined where it has them all. */
export function findOverlooked(
  schema: z.core.$ZodType,
  input: object,
  valid: object,
): readonly OverlookedMember[] | undefined {
  const paths: PropertyKey[][] = []
  compare(input, valid, [], paths)
  return describe(schema, paths)
}

/** The same of an input that is refused and has no validated copy: what is missing there may be what was misspelt. */
export function findOverlookedInRefused(
  schema: z.core.$ZodType,
  input: object,
): readonly OverlookedMember[] | undefined {
  const paths: PropertyKey[][] = []
  compareToSchema(input, schema, [], paths)
  return describe(schema, paths)
}

function describe(
  schema: z.core.$ZodType,
  paths: readonly PropertyKey[][],
): readonly OverlookedMember[] | undefined {
  if (paths.length === 0) return undefined
  return paths.map((path) => ({
    path: formatPath(path).slice(1),
    nearest: nearestName(String(path.at(-1)), membersAt(schema, path.slice(0, -1))),
  }))
}

/** `place` is where the two are: one list for all steps, for nearly always nothing is found. */
function compare(given: unknown, valid: unknown, place: PropertyKey[], found: PropertyKey[][]): void {
  if (!isStructure(given) || !isStructure(valid)) return
  for (const key of Array.isArray(given) ? given.keys() : Object.keys(given)) {
    const [member, known] = [given[key], valid[key]]
    // What was taken over as it is, bytes among it, has nothing that was left out.
    if (member === known) continue
    if (known === undefined && !Object.hasOwn(valid, key)) found.push([...place, key])
    else {
      place.push(key)
      compare(member, known, place, found)
      place.pop()
    }
  }
}

/** Goes no deeper than the schema has members, whatever the input refers to. */
function compareToSchema(
  given: unknown,
  schema: z.core.$ZodType,
  place: readonly PropertyKey[],
  found: PropertyKey[][],
): void {
  if (!isStructure(given)) return
  if (Array.isArray(given)) {
    // No list of the service has lists in it.
    for (const [index, item] of given.entries())
      if (!Array.isArray(item)) compareToSchema(item, schema, [...place, index], found)
    return
  }
  const known = membersAt(schema, place)
  if (known.length === 0) return
  for (const [key, member] of Object.entries(given)) {
    const path = [...place, key]
    if (known.includes(key)) compareToSchema(member, schema, path, found)
    else if (member !== undefined) found.push(path)
  }
}

function isStructure(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
}
