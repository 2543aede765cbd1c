/** Documents as the fields of a form: `PAPI_<id>:uri`, `PAPI_<id>:meta:<name>` and so on, in any order. */
import type { CheckedDocument, CheckedUpdate, PapiDocument, PapiPart, PapiUpdate } from '../papi-document.ts'
import { badRequest, PushAPIException } from '../push-api-exception.ts'
import type { Field } from './multipart.ts'

/** The fields of these documents. Throws a PushAPIException for a name that no field can have. */
export function writeDocuments(documents: readonly (CheckedDocument | CheckedUpdate)[]): Field[] {
  const fields: Field[] = []
  for (const [id, document] of documents.entries()) {
    const add = (name: string, value: string | Uint8Array | undefined): void => {
      if (value !== undefined)
        fields.push({
          name: `PAPI_${id}:${name}`,
          value: typeof value === 'string' ? ENCODER.encode(value) : value,
        })
    }
    add('uri', document.uri)
    add('stamp', document.stamp)
    for (const [name, values] of Object.entries(document.metas ?? {}))
      for (const value of values) add(`meta:${name}`, value)
    for (const [name, value] of Object.entries(document.directives ?? {})) add(`directive:${name}`, value)
    if ('fields' in document) for (const name of document.fields) add('directive:field', name)
    add('forcedDid', document.forcedDid)
    add('forcedSlice', document.forcedSlice)
    for (const part of document.parts) {
      for (const [name, value] of Object.entries(part.directives ?? {})) {
        // It would be read as a directive of another part.
        if (name.includes(':'))
          throw new PushAPIException(
            `the directive ${JSON.stringify(name)} of part ${JSON.stringify(part.name)} has a colon, which the name of a field cannot carry`,
          )
        add(`part_directive:${part.name}:${name}`, value)
      }
      add(`part_bytes:${part.name}`, part.bytes)
    }
  }
  return fields
}

/**
 * The documents that the fields give, in the order in which their ids come up. Throws a PushAPIException that names the
 * field that is wrong.
 */
export function readDocuments(fields: readonly Field[]): PapiDocument[] {
  return readForms(fields).map((form) => form.document())
}

/** As `readDocuments`; the directive `field`, which may come several times, names metas that the update is about. */
export function readUpdates(fields: readonly Field[]): PapiUpdate[] {
  return readForms(fields).map((form) => form.update())
}

function readForms(fields: readonly Field[]): DocumentForm[] {
  const documents = new Map<string, DocumentForm>()
  for (const field of fields) {
    const [, id, kind, rest] = /^PAPI_([^:]*):([^:]+)(?::(.*))?$/s.exec(field.name) ?? []
    if (id === undefined || kind === undefined) throw refused(field.name, 'a name PAPI_<id>:<kind>')
    let document = documents.get(id)
    if (document === undefined) documents.set(id, (document = new DocumentForm(id)))
    document.take(kind, rest, field)
  }
  return [...documents.values()]
}

/** A document whose fields come in one by one. */
class DocumentForm {
  readonly #id: string
  /** uri, stamp, forcedDid, forcedSlice. */
  readonly #texts = new Map<string, string>()
  readonly #metas = new Map<string, string[]>()
  readonly #directives = new Map<string, string[]>()
  readonly #parts = new Map<string, { bytes?: Uint8Array; readonly directives: Map<string, string> }>()

  constructor(id: string) {
    this.#id = id
  }

  take(kind: string, rest: string | undefined, field: Field): void {
    switch (kind) {
      case 'uri':
      case 'stamp':
      case 'forcedDid':
      case 'forcedSlice':
        if (rest !== undefined) throw refused(field.name, `the name PAPI_${this.#id}:${kind}`)
        return once(this.#texts, kind, field)
      case 'meta':
        return again(this.#metas, named(rest, field), field)
      case 'directive':
        return again(this.#directives, named(rest, field), field)
      case 'part_directive':
        return this.#takePartDirective(named(rest, field), field)
      case 'part_bytes':
        return this.#takeBytes(rest ?? 'master', field)
      default:
        throw refused(
          field.name,
          'one of uri, stamp, meta, directive, forcedDid, forcedSlice, part_directive and part_bytes after the id',
        )
    }
  }

  update(): PapiUpdate {
    const fields = this.#directives.get('field')
    this.#directives.delete('field')
    return { ...this.document(), fields }
  }

  document(): PapiDocument {
    const uri = this.#texts.get('uri')
    if (uri === undefined)
      throw badRequest(`document ${this.#id} of the form has no field PAPI_${this.#id}:uri`)
    return {
      uri,
      stamp: this.#texts.get('stamp'),
      metas: this.#metas.size === 0 ? undefined : Object.fromEntries(this.#metas),
      directives: this.#readDirectives(),
      forcedDid: this.#texts.get('forcedDid'),
      forcedSlice: this.#texts.get('forcedSlice'),
      parts: this.#readParts(),
    }
  }

  #readDirectives(): Record<string, string> | undefined {
    const directives = Array.from(this.#directives, ([name, values]) => {
      if (values.length > 1) throw refused(`PAPI_${this.#id}:directive:${name}`, 'one field of this name')
      return [name, values[0] as string] as const
    })
    return directives.length === 0 ? undefined : Object.fromEntries(directives)
  }

  #takePartDirective(rest: string, field: Field): void {
    const colon = rest.lastIndexOf(':')
    if (colon === -1) throw refused(field.name, 'the name of a part, a colon and the name of a directive')
    once(this.#part(rest.slice(0, colon)).directives, rest.slice(colon + 1), field)
  }

  #takeBytes(name: string, field: Field): void {
    const part = this.#part(name)
    if (part.bytes !== undefined) throw refused(field.name, 'one field of this name')
    part.bytes = field.value
  }

  #part(name: string): { bytes?: Uint8Array; readonly directives: Map<string, string> } {
    let part = this.#parts.get(name)
    if (part === undefined) this.#parts.set(name, (part = { directives: new Map() }))
    return part
  }

  #readParts(): PapiPart[] {
    return Array.from(this.#parts, ([name, { bytes, directives }]) => {
      if (bytes === undefined)
        throw badRequest(
          `part ${JSON.stringify(name)} of document ${this.#id} of the form has directives and no field PAPI_${this.#id}:part_bytes:${name}`,
        )
      return {
        name,
        bytes,
        directives: directives.size === 0 ? undefined : Object.fromEntries(directives),
      }
    })
  }
}

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The value of a field that is no part's bytes. */
export function textOf({ name, value }: Field): string {
  try {
    return DECODER.decode(value)
  } catch {
    throw refused(name, 'a text in UTF-8')
  }
}

/** A field that may come once only. */
function once(into: Map<string, string>, key: string, field: Field): void {
  if (into.has(key)) throw refused(field.name, 'one field of this name')
  into.set(key, textOf(field))
}

/** A field that may come several times. */
function again(into: Map<string, string[]>, key: string, field: Field): void {
  const values = into.get(key)
  if (values === undefined) into.set(key, [textOf(field)])
  else values.push(textOf(field))
}

function named(rest: string | undefined, field: Field): string {
  if (rest === undefined) throw refused(field.name, 'a colon and a name at its end')
  return rest
}

function refused(name: string, expected: string): PushAPIException {
  return badRequest(`field ${JSON.stringify(name)} of the form: expected ${expected}`)
}
