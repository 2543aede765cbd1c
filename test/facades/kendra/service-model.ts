/**
 * The trimmed service model as ground truth: a deliberately naive reading of it, which says what must be refused and
 * why, and proposes values at and beyond every bound. It shares no code with the shapes that it checks.
 */

import fc from 'fast-check'
import model from '../../fixtures/kendra-2019-02-03.trimmed.json' with { type: 'json' }

interface Shape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, { readonly shape: string }>>
  readonly member?: { readonly shape: string }
  readonly key?: { readonly shape: string }
  readonly value?: { readonly shape: string }
  readonly document?: boolean
  readonly sensitive?: boolean
  readonly exception?: boolean
  readonly fault?: boolean
}

interface Operation {
  readonly input: { readonly shape: string }
  readonly output?: { readonly shape: string }
  readonly errors: readonly { readonly shape: string }[]
}

export const shapes = model.shapes as unknown as Readonly<Record<string, Shape>>
export const operations = model.operations as unknown as Readonly<Record<string, Operation>>

export type Path = readonly (string | number)[]

/** A place in the input of an operation, and how to put a value there with everything else valid. */
export interface Position {
  readonly path: Path
  readonly shape: string
  readonly inputWith: (value: unknown) => unknown
}

/** Every member, item and map value that the input of an operation can have, the outermost first. */
export function listPositions(operation: string): Position[] {
  return positionsBelow({ path: [], shape: operations[operation]!.input.shape, inputWith: (value) => value })
}

function positionsBelow(position: Position): Position[] {
  const { path, inputWith } = position
  const shape = shapes[position.shape]!
  const below: Position[] = []
  for (const [name, { shape: member }] of Object.entries(shape.members ?? {})) {
    const others = smallestValue(position.shape) as object
    const inputWithMember = (value: unknown): unknown => inputWith({ ...others, [name]: value })
    below.push({ path: [...path, name], shape: member, inputWith: inputWithMember })
  }
  if (shape.type === 'list') {
    below.push({ path: [...path, 0], shape: shape.member!.shape, inputWith: (value) => inputWith([value]) })
  }
  if (shape.type === 'map') {
    const key = smallestValue(shape.key!.shape) as string
    below.push({
      path: [...path, key],
      shape: shape.value!.shape,
      inputWith: (value) => inputWith({ [key]: value }),
    })
  }
  return [position, ...below.flatMap(positionsBelow)]
}

/** A valid value with nothing in it that is not required. */
export function smallestValue(name: string): unknown {
  const shape = shapes[name]!
  switch (shape.type) {
    case 'string':
      return shape.enum?.[0] ?? stringOfLength(name, shape.min ?? 0) ?? sampleString(name)
    case 'integer':
    case 'long':
    case 'float':
      return shape.min ?? 0
    case 'boolean':
      return true
    case 'timestamp':
      return new Date(0)
    case 'blob':
      return new Uint8Array([1, 2, 3])
    case 'list':
      return Array.from({ length: shape.min ?? 0 }, () => smallestValue(shape.member!.shape))
    case 'map':
      return {}
    case 'structure':
      return Object.fromEntries(
        (shape.required ?? []).map((key) => [key, smallestValue(shape.members![key]!.shape)]),
      )
    default:
      throw new Error(`The test does not know the type ${shape.type}`)
  }
}

const NEVER_A_SCALAR = [undefined, null, Symbol('garbage'), () => 0, [], {}]

/** Values at and just over each bound of a shape, and of the types that it is not. */
export function proposeValues(name: string): unknown[] {
  const shape = shapes[name]!
  const smallest = smallestValue(name)
  switch (shape.type) {
    case 'string':
      return [...(shape.enum ?? []), ...proposeStrings(name), 5, true, new Date(0), ...NEVER_A_SCALAR]
    case 'integer':
    case 'long': {
      const { min = 0, max = 1_000 } = shape
      return [
        min - 1,
        min,
        max,
        max + 1,
        1.5,
        NaN,
        Infinity,
        2 ** 53,
        5n,
        '5',
        true,
        new Date(0),
        ...NEVER_A_SCALAR,
      ]
    }
    case 'float': {
      const { min = 0, max = 1_000 } = shape
      return [
        min,
        max,
        min - 1e-9,
        max + 1e-9,
        (min + max) / 2,
        NaN,
        Infinity,
        5n,
        '5',
        true,
        ...NEVER_A_SCALAR,
      ]
    }
    case 'boolean':
      return [true, false, 0, 1, 'true', '', ...NEVER_A_SCALAR]
    case 'timestamp':
      return [
        new Date(0),
        new Date(8.64e15),
        new Date(NaN),
        0,
        1_700_000_000_000,
        '2024-01-01',
        ...NEVER_A_SCALAR,
      ]
    case 'blob':
      return [
        new Uint8Array(),
        Buffer.from('abc'),
        'abc',
        5,
        new ArrayBuffer(3),
        new Uint16Array(3),
        ...NEVER_A_SCALAR,
      ]
    case 'list': {
      const { min = 0, max = 40 } = shape
      const item = smallestValue(shape.member!.shape)
      const lengths = [min - 1, min, 1, max, max + 1].filter((length) => length >= 0)
      const lists = lengths.map((length) => Array.from({ length }, () => item))
      return [
        ...lists,
        [null],
        [undefined],
        [item, null],
        'abc',
        5,
        true,
        {},
        { length: 1, 0: item },
        null,
        undefined,
      ]
    }
    case 'map': {
      const keys = proposeStrings(shape.key!.shape)
      const value = smallestValue(shape.value!.shape)
      return [{}, ...keys.map((key) => ({ [key]: value })), [], 'abc', 5, true, null, undefined]
    }
    case 'structure': {
      const unknownMember = { ...(smallest as object), NotInTheModel: 5 }
      return [smallest, unknownMember, fullValue(name), {}, [], [smallest], 'abc', 5, true, null, undefined]
    }
    default:
      throw new Error(`The test does not know the type ${shape.type}`)
  }
}

function fullValue(name: string): unknown {
  const shape = shapes[name]!
  if (shape.type === 'list') return [fullValue(shape.member!.shape)]
  if (shape.type !== 'structure') return smallestValue(name)
  return Object.fromEntries(
    Object.entries(shape.members!).map(([key, member]) => [key, fullValue(member.shape)]),
  )
}

function proposeStrings(name: string): string[] {
  const { min = 0, max = 5_000, pattern } = shapes[name]!
  const ofLength = (length: number): string => stringOfLength(name, length) ?? 'x'.repeat(length)
  const sample = sampleString(name)
  const strings = [min - 1, min, max, max + 1].filter((length) => length >= 0).map(ofLength)
  // Characters of two units tell whether units or characters are counted.
  strings.push('😀'.repeat(max), '😀'.repeat(max + 1), '😀'.repeat(Math.max(0, min - 1)), '😀'.repeat(min))
  if (pattern !== undefined) {
    const spoilers = [' ', '!', '\n', '\0', '\ud800', '/']
    strings.push(...spoilers.flatMap((spoiler) => [spoiler + sample.slice(1), sample.slice(0, -1) + spoiler]))
  }
  return strings
}

const stringsOfLength = new Map<string, string | undefined>()

/** A string of this many characters that matches the pattern of the shape, found by stretching or shrinking a sample. */
function stringOfLength(name: string, length: number): string | undefined {
  const key = `${name} ${length}`
  if (!stringsOfLength.has(key))
    stringsOfLength.set(key, stretch(sampleString(name), length, expressionOf(name)))
  return stringsOfLength.get(key)
}

function stretch(sample: string, length: number, expression: RegExp): string | undefined {
  let text = sample
  for (let step = Math.abs(length - text.length); step >= 1;) {
    const next = findStep(text, text.length < length ? step : -step, expression)
    if (next === undefined) step = Math.floor(step / 2)
    else text = next
    step = Math.min(step, Math.abs(length - text.length))
  }
  return text.length === length && expression.test(text) ? text : undefined
}

function findStep(text: string, step: number, expression: RegExp): string | undefined {
  if (text === '' && step > 0) text = 'a'
  for (let at = 0; at < text.length; at++) {
    const rest = text.slice(at + Math.max(0, -step))
    const next = text.slice(0, at) + text[at]!.repeat(Math.max(0, step)) + rest
    if (expression.test(next)) return next
  }
  return undefined
}

const samples = new Map<string, string>()

function sampleString(name: string): string {
  const { min = 0, max = Infinity, pattern } = shapes[name]!
  if (pattern === undefined) return 'x'.repeat(min)
  let sample = samples.get(name)
  if (sample === undefined) {
    const expression = expressionOf(name)
    const source = withoutLookarounds(undelimited(pattern)).replaceAll('\\P{C}', '[a-z]')
    const candidates = fc.sample(fc.stringMatching(new RegExp(`^(?:${source})$`)), { seed: 1, numRuns: 500 })
    const matching = candidates.filter((text) => /^[ -~]+$/.test(text) && expression.test(text))
    sample = matching.find((text) => text.length >= min && text.length <= max) ?? matching[0]
    if (sample === undefined) throw new Error(`No string found for the pattern ${pattern}`)
    samples.set(name, sample)
  }
  return sample
}

function withoutLookarounds(pattern: string): string {
  const start = pattern.search(/\(\?<?!/)
  if (start === -1) return pattern
  let depth = 0
  for (let end = start; end < pattern.length; end++) {
    if (pattern[end] === '(') depth++
    if (pattern[end] === ')' && --depth === 0)
      return withoutLookarounds(pattern.slice(0, start) + pattern.slice(end + 1))
  }
  throw new Error(`Unbalanced pattern ${pattern}`)
}

function expressionOf(name: string): RegExp {
  return new RegExp(`^(?:${undelimited(shapes[name]!.pattern ?? '[^]*')})$`, 'u')
}

function undelimited(pattern: string): string {
  return /^\/.*\/$/.test(pattern) ? pattern.slice(1, -1) : pattern
}

/** What the model has against a value: `<path>: <ending>` for each violation, sorted. */
export function listViolations(name: string, value: unknown, path: Path = []): string[] {
  const shape = shapes[name]!
  const at = (ending: string): string => `${pathName(path)}: Member must ${ending}`
  if (value === undefined || value === null) return [at('not be null')]
  switch (shape.type) {
    case 'string':
      return typeof value === 'string'
        ? listStringViolations(shape, name, value).map(at)
        : [at('be a string')]
    case 'integer':
    case 'long':
      if (!Number.isSafeInteger(value)) return [at('be an integer')]
      return listRangeViolations(shape, value as number, 'value').map(at)
    case 'float':
      if (!Number.isFinite(value)) return [at('be a number')]
      return listRangeViolations(shape, value as number, 'value').map(at)
    case 'boolean':
      return typeof value === 'boolean' ? [] : [at('be a boolean')]
    case 'timestamp':
      return value instanceof Date && !Number.isNaN(value.getTime()) ? [] : [at('be a valid Date')]
    case 'blob':
      return value instanceof Uint8Array ? [] : [at('be a Uint8Array')]
    case 'list': {
      if (!Array.isArray(value)) return [at('be a list')]
      const wrongLength = listRangeViolations(shape, value.length, 'length').map(at)
      // A list of a wrong length is told about as a whole; its items are not looked at.
      if (wrongLength.length > 0) return wrongLength
      return Array.from(value)
        .flatMap((item, index) => listViolations(shape.member!.shape, item, [...path, index]))
        .sort()
    }
    case 'map': {
      if (!isPlainObject(value)) return [at('be a map')]
      const entries = Object.entries(value).filter(([key]) => key !== '__proto__')
      return entries
        .flatMap(([key, item]) => {
          const wrongKey = listStringViolations(shapes[shape.key!.shape]!, shape.key!.shape, key)
          const endings = wrongKey.map((ending) => `Member must ${ending}`).join(', ')
          if (wrongKey.length > 0)
            return [`${pathName(path)}: Map keys must satisfy constraint: [${endings}]`]
          return listViolations(shape.value!.shape, item, [...path, key])
        })
        .sort()
    }
    case 'structure': {
      if (shape.document) return isJsonObject(value) ? [] : [at('be a JSON object')]
      if (typeof value !== 'object' || Array.isArray(value)) return [at('be a structure')]
      const members = Object.entries(shape.members ?? {}).flatMap(([key, member]) => {
        const inner = (value as Record<string, unknown>)[key]
        const isAbsent = inner === undefined || inner === null
        return isAbsent && !shape.required?.includes(key)
          ? []
          : listViolations(member.shape, inner, [...path, key])
      })
      return members.sort()
    }
    default:
      throw new Error(`The test does not know the type ${shape.type}`)
  }
}

/** The members of a value that its shape does not have, by their paths: a client of the SDK would not see them. */
export function listUnknownMembers(name: string, value: unknown, path: Path = []): string[] {
  const { type, members = {}, member, value: item, document } = shapes[name]!
  if (type === 'list')
    return (value as unknown[]).flatMap((inner, index) =>
      listUnknownMembers(member!.shape, inner, [...path, index]),
    )
  if ((type !== 'structure' && type !== 'map') || document === true) return []
  return Object.entries(value as object).flatMap(([key, inner]) => {
    const shape = type === 'map' ? item : members[key]
    if (shape === undefined) return [pathName([...path, key])]
    return inner === undefined ? [] : listUnknownMembers(shape.shape, inner, [...path, key])
  })
}

function listStringViolations(shape: Shape, name: string, value: string): string[] {
  const violations = listRangeViolations(shape, [...value].length, 'length')
  if (shape.pattern !== undefined && !expressionOf(name).test(value)) {
    violations.push(`satisfy regular expression pattern: ${shape.pattern}`)
  }
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    violations.push(`satisfy enum value set: [${shape.enum.join(', ')}]`)
  }
  return violations
}

function listRangeViolations(
  { min = -Infinity, max = Infinity }: Shape,
  measure: number,
  what: string,
): string[] {
  if (measure < min) return [`have ${what} greater than or equal to ${min}`]
  return measure > max ? [`have ${what} less than or equal to ${max}`] : []
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function isJsonObject(value: unknown): boolean {
  try {
    return typeof value === 'object' && !Array.isArray(value) && JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

/** `documents.1.member.id`. */
export function pathName(path: Path): string {
  if (path.length === 0) return 'input'
  return path.map((key, index) => stepName(key, path[index - 1])).join('.')
}

function stepName(key: string | number, parent: string | number | undefined): string {
  if (typeof key === 'number') return `${key + 1}.member`
  return parent === 'ValueImportanceMap' ? key : key[0]!.toLowerCase() + key.slice(1)
}
