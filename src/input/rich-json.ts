/**
 * Plain JSON for what JSON has no form for: bytes and columns of numbers (as base64), maps, sets, dates, errors, classes
 * of the facades. An object with one member whose name begins with `$` stands for such a value.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** A class whose objects come back as such. */
export interface RichClass<Value extends object = object> {
  /** By which the JSON tells it. */
  readonly name: string
  owns(value: object): boolean
  save(value: Value): object
  load(saved: unknown): Value
}

/**
 * The value as plain JSON; members that are undefined are left out. What no JSON can tell (a function, an object within
 * itself) comes back as a text that says what it was.
 */
export function toJson(value: unknown, classes: readonly RichClass[]): Json {
  return new Writer(classes).write(value)
}

/** Throws an Error for JSON that `toJson` never writes. */
export function fromJson(json: Json, classes: readonly RichClass[]): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return json.map((item: Json) => fromJson(item, classes))
  const entries = Object.entries(json as { readonly [name: string]: Json })
  const [only] = entries
  if (entries.length === 1 && only?.[0].startsWith('$') === true) return readTagged(only[0], only[1], classes)
  return Object.fromEntries(entries.map(([name, member]) => [name, fromJson(member, classes)]))
}

const COLUMNS = { Float64Array, Uint32Array, Uint16Array, Uint8Array } as const
type ColumnName = keyof typeof COLUMNS

class Writer {
  readonly #classes: readonly RichClass[]
  /** The objects that are being written. */
  readonly #within = new Set<object>()

  constructor(classes: readonly RichClass[]) {
    this.#classes = classes
  }

  write(value: unknown): Json {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { $number: Object.is(value, -0) ? '-0' : String(value) }
      case 'undefined':
        return { $undefined: true }
      case 'bigint':
        return { $bigint: String(value) }
      case 'object':
        return value === null ? null : this.#writeObject(value)
      case 'function':
      case 'symbol':
        return `(a ${typeof value})`
    }
  }

  #writeObject(value: object): Json {
    if (this.#within.has(value)) return '(an object within itself)'
    this.#within.add(value)
    try {
      return this.#writeKind(value)
    } finally {
      this.#within.delete(value)
    }
  }

  #writeKind(value: object): Json {
    if (Array.isArray(value)) return Array.from(value, (item) => this.write(item))
    if (ArrayBuffer.isView(value)) return writeColumn(value)
    if (value instanceof Map)
      return { $map: Array.from(value, (entry) => entry.map((part) => this.write(part))) }
    if (value instanceof Set) return { $set: Array.from(value, (item) => this.write(item)) }
    if (value instanceof Date) return { $date: this.write(value.getTime()) }
    const itsClass = this.#classes.find((known) => known.owns(value))
    if (itsClass !== undefined) return { [`$${itsClass.name}`]: this.write(itsClass.save(value)) }
    if (value instanceof Error) return { $error: this.write(partsOf(value)) }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null)
      return `(${Object.prototype.toString.call(value)})`
    return this.#writePlain(value)
  }

  #writePlain(value: object): Json {
    const given = Object.entries(value).filter(([, member]) => member !== undefined)
    if (given.length === 1 && given[0]?.[0].startsWith('$') === true)
      return { $object: given.map(([name, member]) => [name, this.write(member)]) }
    return Object.fromEntries(given.map(([name, member]) => [name, this.write(member)]))
  }
}

function writeColumn(value: ArrayBufferView): Json {
  const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  const column = (Object.keys(COLUMNS) as ColumnName[]).find((name) => value instanceof COLUMNS[name])
  return column === undefined || column === 'Uint8Array' ? { $bytes: base64 } : { [`$${column}`]: base64 }
}

function readTagged(tag: string, json: Json, classes: readonly RichClass[]): unknown {
  const read = (): unknown => fromJson(json, classes)
  switch (tag) {
    case '$number':
    case '$date':
      return tag === '$date' ? new Date(Number(read())) : Number(json)
    case '$undefined':
      return undefined
    case '$bigint':
      return BigInt(json as string)
    case '$map':
      return new Map(read() as [unknown, unknown][])
    case '$set':
      return new Set(read() as unknown[])
    case '$object':
      return Object.fromEntries(read() as [string, unknown][])
    case '$error':
      return errorOf(read() as ErrorParts)
    case '$bytes':
      return new Uint8Array(Buffer.from(json as string, 'base64'))
    default:
      return readNamed(tag.slice(1), json, classes)
  }
}

function readNamed(name: string, json: Json, classes: readonly RichClass[]): unknown {
  if (Object.hasOwn(COLUMNS, name)) {
    const { buffer } = new Uint8Array(Buffer.from(json as string, 'base64'))
    return new COLUMNS[name as ColumnName](buffer)
  }
  const itsClass = classes.find((known) => known.name === name)
  if (itsClass === undefined) throw new Error(`there is no kind of value ${JSON.stringify(name)}`)
  return itsClass.load(fromJson(json, classes))
}

/** What there is to an error beside its class. */
export interface ErrorParts {
  readonly name: string
  readonly message: string
  readonly cause: unknown
  /** Members of its own. */
  readonly members: Readonly<Record<string, unknown>>
}

export function partsOf(error: Error): ErrorParts {
  const { name, message, cause } = error
  const members = Object.entries(error).filter(([member]) => !['name', 'message', 'cause'].includes(member))
  return { name, message, cause, members: Object.fromEntries(members) }
}

/** Gives an error that was made anew what the saved one had. */
export function withParts<E extends Error>(error: E, { name, cause, members }: ErrorParts): E {
  // As the language has it: no member that shows in a list of members.
  if (cause !== undefined)
    Object.defineProperty(error, 'cause', {
      value: cause,
      writable: true,
      configurable: true,
      enumerable: false,
    })
  if (error.name !== name) error.name = name
  return Object.assign(error, members)
}

function errorOf(parts: ErrorParts): Error {
  return withParts(new Error(parts.message), parts)
}
