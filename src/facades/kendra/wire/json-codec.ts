/**
 * The values of awsJson1_1 [wire]: timestamps are epoch seconds with fractions, bytes are base64, and everything else is
 * JSON's own. What to read is found once in the shape of an operation; a shape without either is not walked at all.
 */
import { z } from 'zod'
import { wireKindOf } from '../shapes/constraints.ts'

/** Reads a value of parsed JSON; lists and objects are changed in place. Undefined: there is nothing to translate. */
type Reader = ((value: unknown) => unknown) | undefined

/** Turns an input of parsed JSON, in place, into one as the methods take it. */
export type Decoder = (input: unknown) => unknown

/**
 * The decoder of a shape. What is of a wrong type, bad base64 too, stays as it is: the validation refuses it in its
 * words, where the service would fail in reading the JSON [assumed].
 */
export function decoderOf(schema: z.core.$ZodType): Decoder {
  return readerOf(schema) ?? ((input) => input)
}

function readerOf(schema: z.core.$ZodType): Reader {
  switch (wireKindOf(schema)) {
    case 'timestamp':
      return readTimestamp
    case 'blob':
      return readBlob
    case undefined:
      if (schema instanceof z.ZodOptional) return readerOf(schema.unwrap())
      if (schema instanceof z.ZodObject) return structureReader(schema.shape)
      if (schema instanceof z.ZodArray) return listReader(readerOf(schema.element))
      if (schema instanceof z.ZodRecord) return mapReader(readerOf(schema.valueType))
      return undefined
  }
}

function structureReader(shape: z.core.$ZodShape): Reader {
  const members = Object.entries(shape).flatMap(([name, schema]) => {
    const read = readerOf(schema)
    return read === undefined ? [] : [{ name, read }]
  })
  if (members.length === 0) return undefined
  return (value) => {
    if (!isObject(value)) return value
    for (const { name, read } of members) {
      const member = value[name]
      if (member !== undefined && member !== null) value[name] = read(member)
    }
    return value
  }
}

function listReader(read: Reader): Reader {
  if (read === undefined) return undefined
  return (value) => {
    if (Array.isArray(value)) for (let i = 0; i < value.length; i++) value[i] = read(value[i])
    return value
  }
}

function mapReader(read: Reader): Reader {
  if (read === undefined) return undefined
  return (value) => {
    // Assigned, a key of this name would change the object itself; the validation drops it in any case.
    if (isObject(value)) for (const key in value) if (key !== '__proto__') value[key] = read(value[key])
    return value
  }
}

/** The last second that ISO 8601 writes with four digits of a year. */
const LAST_SECOND = 253_402_300_799

function readTimestamp(value: unknown): unknown {
  if (typeof value !== 'number') return value
  // The commonest mistake, and a Date of the far future would be accepted: the text stands where a Date has to be.
  if (value > LAST_SECOND)
    return `${value} seconds, after the year 9999; timestamps count seconds, and these look like milliseconds`
  return new Date(Math.round(value * 1000))
}

function readBlob(value: unknown): unknown {
  return typeof value === 'string' ? (bytesOf(value) ?? value) : value
}

/** Node reads base64 leniently: whatever it would skip shows in the number of bytes, but for the URL's alphabet. */
function bytesOf(base64: string): Uint8Array | undefined {
  if (base64.length % 4 !== 0 || base64.includes('-') || base64.includes('_')) return undefined
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length === (base64.length / 4) * 3 - padding ? bytes : undefined
}

/** A value as JSON text: dates as epoch seconds, bytes as base64, without members that are undefined. */
export function encode(value: object): string {
  return JSON.stringify(encodable(value))
}

/** The value itself where nothing in it has to be written differently. */
function encodable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.getTime() / 1000
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  return Array.isArray(value) ? encodableList(value) : encodableObject(value as Record<string, unknown>)
}

function encodableList(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let i = 0; i < list.length; i++) {
    const item = encodable(list[i])
    if (item !== list[i]) (copy ??= [...list])[i] = item
  }
  return copy ?? list
}

function encodableObject(object: Record<string, unknown>): object {
  let copy: Record<string, unknown> | undefined
  for (const key in object) {
    const member = encodable(object[key])
    if (member !== object[key]) (copy ??= { ...object })[key] = member
  }
  return copy ?? object
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
