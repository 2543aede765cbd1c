/** The parameters of a command, from its URL and from its form alike. */
import { badRequest } from '../push-api-exception.ts'
import { decodeForm } from './form-encoding.ts'
import type { Field } from './multipart.ts'

export class CommandParameters {
  readonly #values: ReadonlyMap<string, readonly string[]>
  readonly #isStrict: boolean
  /** The fields of a multipart form; undefined where the body is none. */
  readonly #fields: readonly Field[] | undefined

  /** A strict server takes no empty list. */
  constructor(
    values: ReadonlyMap<string, readonly string[]>,
    fields: readonly Field[] | undefined,
    isStrict: boolean,
  ) {
    this.#values = values
    this.#fields = fields
    this.#isStrict = isStrict
  }

  /** The value of a parameter that has to be there, under one of its names. */
  text(...names: readonly [string, ...string[]]): string {
    const value = this.optional(...names)
    if (value === undefined) throw badRequest(`the parameter ${names.join(' or ')} is missing`)
    return value
  }

  optional(...names: readonly string[]): string | undefined {
    const values = names.flatMap((name) => this.#values.get(name) ?? [])
    if (values.length > 1) throw badRequest(`the parameter ${names[0]} is given ${values.length} times`)
    return values[0]
  }

  flag(name: string, initial: boolean): boolean {
    const value = this.optional(name)
    if (value === undefined) return initial
    if (value !== 'true' && value !== 'false')
      throw badRequest(`the parameter ${name} is ${JSON.stringify(value)}; expected true or false`)
    return value === 'true'
  }

  list(name: string): readonly string[] {
    const values = this.#values.get(name) ?? []
    if (this.#isStrict && values.length === 0) throw badRequest(`the parameter ${name} is missing`)
    return values
  }

  form(): readonly Field[] {
    if (this.#fields === undefined)
      throw badRequest('the body is no form; expected multipart/form-data with the fields of the documents')
    if (this.#isStrict && this.#fields.length === 0) throw badRequest('the form is empty; expected documents')
    return this.#fields
  }
}

/** Adds the parameters of a form-encoded text. Throws a PushAPIException for one that is no UTF-8. */
export function readParameters(encoded: string, into: Map<string, string[]>): void {
  if (encoded === '') return
  for (const pair of encoded.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const [name, value] = (equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]).map(
      decodeForm,
    )
    if (name === undefined || value === undefined)
      throw badRequest(`the parameter ${JSON.stringify(pair.slice(0, 200))} is no form-encoded UTF-8`)
    addParameter(name, value, into)
  }
}

export function addParameter(name: string, value: string, into: Map<string, string[]>): void {
  const values = into.get(name)
  if (values === undefined) into.set(name, [value])
  else values.push(value)
}
