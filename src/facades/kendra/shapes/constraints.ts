/**
 * The building blocks of Kendra's shapes: zod schemas that refuse what the service model refuses, each with the
 * ending of the service's message as its issue message. Members that the model does not know are dropped, as the
 * service drops them. Only constructs that `z.compile` can turn into code are used.
 */

import { z } from 'zod'

/** The bounds that the model gives to a string. `pattern` is the model's own text. */
export interface TextLimits {
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
}

/** The least and the greatest that the model allows: items of a list, or the value of a number. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** A string. Lengths count Unicode code points, as zod counts them [assumed: the model says characters]. */
export function text({ min = 0, max = Infinity, pattern }: TextLimits = {}): z.ZodType<string, string> {
  let schema = z.string(expecting('a string'))
  if (min > 0) schema = schema.min(min, `Member must have length greater than or equal to ${min}`)
  if (max !== Infinity) schema = schema.max(max, `Member must have length less than or equal to ${max}`)
  // Last, since it costs most: a string of a wrong length is refused without it, and only the message needs both.
  if (pattern !== undefined) {
    schema = schema.regex(
      compilePattern(pattern),
      `Member must satisfy regular expression pattern: ${pattern}`,
    )
  }
  return schema
}

/** One of the words of an enumeration. */
export function choice<const Word extends string>(words: readonly Word[]): z.ZodType<Word, Word> {
  const ending = `Member must satisfy enum value set: [${words.join(', ')}]`
  return z.enum(words, {
    error: ({ input }) => (typeof input === 'string' ? ending : describeMismatch(input, 'a string')),
  })
}

/** True or false, and nothing that merely looks like it. */
export function flag(): z.ZodType<boolean, boolean> {
  return z.boolean(expecting('a boolean'))
}

/** A whole number that JavaScript holds exactly: `long` and `integer` of the model alike. A fraction is refused [assumed]. */
export function wholeNumber(bounds: Bounds = {}): z.ZodType<number, number> {
  const schema = z.number(expecting('an integer'))
  return withBounds(
    schema.refine(Number.isSafeInteger, { error: 'Member must be an integer', abort: true }),
    bounds,
  )
}

/** A finite number: `float` of the model. */
export function decimal(bounds: Bounds = {}): z.ZodType<number, number> {
  return withBounds(z.number(expecting('a number')), bounds)
}

function withBounds(schema: z.ZodNumber, { min = -Infinity, max = Infinity }: Bounds): z.ZodNumber {
  if (min !== -Infinity) schema = schema.min(min, `Member must have value greater than or equal to ${min}`)
  if (max !== Infinity) schema = schema.max(max, `Member must have value less than or equal to ${max}`)
  return schema
}

/** What JSON has no value of its own for, so that a protocol writes it as something else. */
export type WireKind = 'timestamp' | 'blob'

const wireKinds = new WeakMap<z.core.$ZodType, WireKind>()

/** Whether a schema is one that a protocol has to translate; a schema wrapped around one is not. */
export function wireKindOf(schema: z.core.$ZodType): WireKind | undefined {
  return wireKinds.get(schema)
}

/** A valid Date, given back as a copy. Numbers and strings are refused, as the SDK's types refuse them [assumed]. */
export function timestamp(): z.ZodType<Date, Date> {
  const schema = z
    .custom<Date>(isValidDate, { ...expecting('a valid Date'), abort: true })
    .transform((date) => new Date(date))
  wireKinds.set(schema, 'timestamp')
  return schema
}

/** Bytes, a Buffer too, given back by reference: whoever keeps them copies them. */
export function blob(): z.ZodType<Uint8Array, Uint8Array> {
  const schema = z.custom<Uint8Array>(isByteArray, { ...expecting('a Uint8Array'), abort: true })
  wireKinds.set(schema, 'blob')
  return schema
}

/** A list. One of a wrong length is refused as a whole, without a look at its items [assumed]. An item is never null. */
export function list<Item, Input>(
  item: z.ZodType<Item, Input>,
  { min = 0, max = Infinity }: Bounds = {},
): z.ZodType<Item[], Input[]> {
  let schema = z.array(item, expecting('a list'))
  if (min > 0) schema = schema.min(min, `Member must have length greater than or equal to ${min}`)
  if (max !== Infinity) schema = schema.max(max, `Member must have length less than or equal to ${max}`)
  return schema
}

/** An object with these members, copied without the members that it does not have in the model. */
export function structure<Members extends z.core.$ZodShape>(
  members: Members,
): z.ZodObject<Members, z.core.$strip> {
  return z.object(members, expecting('a structure'))
}

/** An object with keys and values of these shapes. */
export function map<Item, Input>(
  key: z.ZodType<string, string>,
  value: z.ZodType<Item, Input>,
): z.ZodType<Record<string, Item>, Record<string, Input>> {
  return z.record(key, value, expecting('a map'))
}

/** Any value that JSON can carry. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/** An object of any form that can be written as JSON, given back as a copy. */
export function jsonDocument(): z.ZodType<JsonValue, JsonValue> {
  return z
    .custom<JsonValue>(isJsonObject, { ...expecting('a JSON object'), abort: true })
    .transform((document) => JSON.parse(JSON.stringify(document)) as JsonValue)
}

/**
 * The model's patterns are Java's and must match the whole string. A pattern that stands between two slashes
 * (LambdaArn) is read as an expression with its delimiters: taken literally, no ARN at all would pass [assumed].
 * The `u` flag makes `.` and classes take whole code points; which characters `\P{C}` refuses depends on the Unicode
 * tables of the Node build, so a character that was assigned lately may pass on one version and not on another.
 */
function compilePattern(pattern: string): RegExp {
  const isDelimited = pattern.length > 1 && pattern.startsWith('/') && pattern.endsWith('/')
  return new RegExp(`^(?:${isDelimited ? pattern.slice(1, -1) : pattern})$`, 'u')
}

function expecting(what: string): { error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => describeMismatch(input, what) }
}

function describeMismatch(input: unknown, expected: string): string {
  return input === undefined || input === null ? 'Member must not be null' : `Member must be ${expected}`
}

/** `instanceof` first, since it is fast; the tag for objects of another realm, such as those of a test runner. */
function isByteArray(value: unknown): boolean {
  return (
    value instanceof Uint8Array ||
    (ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]')
  )
}

function isValidDate(value: unknown): boolean {
  if (!(value instanceof Date) && Object.prototype.toString.call(value) !== '[object Date]') return false
  try {
    return !Number.isNaN(Date.prototype.getTime.call(value))
  } catch {
    return false
  }
}

function isJsonObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}
