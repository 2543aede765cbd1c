/** Documents as the vendor's guide describes them, and their check at the door. */
import { z } from 'zod'
import type { CopyBytes } from '../../core/byte-copies.ts'
import { compiledWhenBusy } from '../../input/compiled-when-busy.ts'
import { whenAsked } from '../../core/when-asked.ts'
import { checkArgument, type Refusal, wellFormed } from './arguments.ts'
import { PushAPIException } from './push-api-exception.ts'

/** One part of a document. */
export interface PapiPart {
  /** `master` where left out. */
  readonly name?: string | undefined
  /** The content; a copy is made at the call. */
  readonly bytes: Uint8Array
  /** encoding, filename, mimeHint, mime, certifiedMime. */
  readonly directives?: Readonly<Record<string, string>> | undefined
}

type Metas = Readonly<Record<string, string | readonly string[]>>

/** A document on its way to the Push API. */
export interface PapiDocument {
  /** Opaque, unique for the connector, not empty. `/` makes a hierarchy. */
  readonly uri: string
  /** An opaque fingerprint that the connector gets back with the status. */
  readonly stamp?: string | undefined
  /** One or several values for each name. */
  readonly metas?: Metas | undefined
  readonly parts?: readonly PapiPart[] | undefined
  readonly directives?: Readonly<Record<string, string>> | undefined
  /** Where the index is to put the document. Taken, and without effect here. */
  readonly forcedDid?: string | undefined
  readonly forcedSlice?: string | undefined
}

/** A change of a document that is there: what it gives is replaced, what it leaves out stays. */
export interface PapiUpdate extends PapiDocument {
  /** Metas that the update is about: one that is named here and not given is taken away. */
  readonly fields?: readonly string[] | undefined
}

const texts = whenAsked(() => z.record(wellFormed(), wellFormed(), 'an object of texts'))
const DOCUMENTS = 'a list of documents'

const part = whenAsked(() =>
  z.strictObject(
    {
      name: wellFormed().optional(),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'a Uint8Array'),
      directives: texts().optional(),
    },
    'a part { name, bytes, directives }',
  ),
)
const parts = whenAsked(() =>
  z
    .array(part(), 'a list of parts')
    .refine(
      (all) => new Set(all.map(({ name = 'master' }) => name)).size === all.length,
      'parts of different names; a part without one is the master',
    ),
)

const members = whenAsked(() => ({
  // Ledger: papi.document.uri-empty.
  uri: wellFormed().min(1, 'a text that is not empty'),
  stamp: wellFormed().optional(),
  metas: z
    .record(
      wellFormed(),
      z.union([wellFormed(), z.array(wellFormed())], 'a text or a list of texts'),
      'an object of texts',
    )
    .optional(),
  parts: parts().optional(),
  directives: texts().optional(),
  forcedDid: wellFormed().optional(),
  forcedSlice: wellFormed().optional(),
}))

// Compiled when they are busy, because documents come by the thousand.
const documents: () => z.ZodType<PapiDocument[]> = compiledWhenBusy(() =>
  z.array(z.strictObject(members(), 'a document { uri, stamp, metas, parts, directives }'), DOCUMENTS),
)

const updates: () => z.ZodType<PapiUpdate[]> = compiledWhenBusy(() =>
  z.array(
    z.strictObject(
      { ...members(), fields: z.array(wellFormed(), 'a list of names of metas').optional() },
      'an update { uri, stamp, metas, parts, directives, fields }',
    ),
    DOCUMENTS,
  ),
)

/** A document with everything in its place; but for bytes that nobody has copied yet, nothing of it is shared with the caller. */
export interface CheckedDocument {
  readonly uri: string
  readonly stamp: string | undefined
  readonly metas: Readonly<Record<string, readonly string[]>> | undefined
  readonly parts: readonly CheckedPart[]
  readonly directives: Readonly<Record<string, string>> | undefined
  readonly forcedDid: string | undefined
  readonly forcedSlice: string | undefined
}

export interface CheckedUpdate extends CheckedDocument {
  readonly fields: readonly string[]
}

export interface CheckedPart {
  readonly name: string
  bytes: Uint8Array
  readonly directives: Readonly<Record<string, string>> | undefined
}

/** Copies of the documents. Throws an error of the given class that names what is wrong and where. */
export function checkDocuments(
  operation: string,
  input: unknown,
  Refusal: Refusal = PushAPIException,
): CheckedDocument[] {
  const checked = checkArgument(operation, 'argument', documents(), input, Refusal)
  refuseReservedNames(operation, input as readonly PapiDocument[], Refusal)
  return checked.map(copyDocument)
}

/** Copies of the updates. */
export function checkUpdates(operation: string, input: unknown): CheckedUpdate[] {
  const checked = checkArgument(operation, 'argument', updates(), input)
  const misplaced = checked.findIndex(({ directives = {} }) => 'field' in directives)
  if (misplaced !== -1)
    throw new PushAPIException(
      `${operation}: argument[${misplaced}].directives has the name field; expected the names of metas in fields`,
    )
  refuseReservedNames(operation, input as readonly PapiUpdate[], PushAPIException)
  return checked.map((update) => ({
    ...copyDocument(update),
    // A meta without a value is one that is taken away.
    fields: [...(update.fields ?? []), ...emptyMetas(update)],
  }))
}

/** The check of an object's members overlooks one name, which JavaScript has for something else. */
function refuseReservedNames(operation: string, documents: readonly PapiDocument[], Refusal: Refusal): void {
  for (const [n, { metas, directives, parts = [] }] of documents.entries()) {
    const named: [string, object | undefined][] = [
      ['metas', metas],
      ['directives', directives],
      ...parts.map((part, m): [string, object | undefined] => [`parts[${m}].directives`, part.directives]),
    ]
    const [place] = named.find(([, texts]) => texts !== undefined && Object.hasOwn(texts, '__proto__')) ?? []
    if (place !== undefined)
      throw new Refusal(`${operation}: argument[${n}].${place} has the name __proto__; expected another`)
  }
}

function copyDocument({ uri, stamp, metas, parts, directives, ...forced }: PapiDocument): CheckedDocument {
  return {
    uri,
    stamp,
    metas: metas && optional(copyMetas(metas)),
    parts: parts?.map(copyPart) ?? [],
    directives: directives && optional(directives),
    forcedDid: forced.forcedDid,
    forcedSlice: forced.forcedSlice,
  }
}

function copyMetas(metas: Metas): Record<string, readonly string[]> {
  const lists = Object.entries(metas).map(([name, value]) => [name, [value].flat()] as const)
  return Object.fromEntries(lists.filter(([, values]) => values.length > 0))
}

function emptyMetas({ metas = {} }: PapiUpdate): string[] {
  return Object.keys(metas).filter((name) => metas[name]?.length === 0 && metas[name] !== '')
}

function copyPart({ name = 'master', bytes, directives }: PapiPart): CheckedPart {
  return { name, bytes, directives: directives && optional(directives) }
}

/** Puts what `map` gives in the place of all bytes of the documents. */
export function mapBytes(documents: readonly CheckedDocument[], map: CopyBytes): void {
  for (const { parts } of documents) for (const part of parts) part.bytes = map(part.bytes)
}

/** What is empty is as good as left out, and HTTP cannot tell it from that. */
function optional<Texts extends object>(texts: Texts): Texts | undefined {
  return Object.keys(texts).length === 0 ? undefined : texts
}
