/**
 * Reads the files of a folder as documents. Ids are paths relative to the folder, in the order of their code units, so
 * that nothing of the machine enters a run. Each file or folder that is met is pushed or counted as left out.
 */
import { isUtf8 } from 'node:buffer'
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { UsageError } from '../usage-error.ts'
import { sha256 } from './fingerprint.ts'
import { type FileKind, kindOf, PLAIN_TEXT } from './file-kinds.ts'
import { quoted } from './words.ts'

export interface SourceFile {
  /** Relative to the folder, with forward slashes. */
  readonly id: string
  readonly bytes: Uint8Array
  /** Of the content, so that a copy elsewhere has the same. */
  readonly stamp: string
  readonly kind: FileKind
}

/** Why something was not pushed although it was met. */
export type LeftOutReason = 'hidden' | 'otherKind' | 'linkToFolder' | 'noFile' | 'overLimit'

export interface GatheredFiles {
  readonly files: readonly SourceFile[]
  readonly bytes: number
  readonly leftOut: Readonly<Record<LeftOutReason, number>>
  readonly unreadable: readonly { readonly id: string; readonly reason: string }[]
  /** The limit on the number of files was reached, and the rest was not looked at. */
  readonly isCut: boolean
}

export interface GatherOptions {
  /** `documents`: by extension alone. `all`: other files too, as plain text, where they are valid UTF-8. */
  readonly kinds: 'documents' | 'all'
  readonly maxFiles?: number
  readonly maxBytes?: number
}

/** Enough for a run that shows everything, and few enough for one that takes seconds. */
const MAX_FILES = 1_500
const MAX_BYTES = 32 * 1024 * 1024
/** A file whose name says nothing is read to see whether it is text, unless it is larger than this. */
const MAX_UNNAMED_BYTES = 1024 * 1024
/** The longest id that Kendra takes. */
const MAX_ID_LENGTH = 2_048

/** Throws a UsageError where the folder is none, or cannot be read. */
export async function gatherFiles(folder: string, options: GatherOptions): Promise<GatheredFiles> {
  await checkFolder(folder)
  const gathering = new Gathering(folder, options)
  await gathering.enter('')
  return gathering.result()
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => codeOf(error))
  if (found === 'ENOENT' || found === 'ENOTDIR') throw new UsageError(`There is no folder ${quoted(folder)}.`)
  if (typeof found === 'string')
    throw new UsageError(`The folder ${quoted(folder)} cannot be read: ${found}.`)
  if (!found.isDirectory())
    throw new UsageError(`${quoted(folder)} is not a folder. The demo takes a folder of files.`)
  await readdir(folder).catch((error: unknown) => {
    throw new UsageError(`The folder ${quoted(folder)} cannot be read: ${codeOf(error)}.`)
  })
}

class Gathering {
  readonly #folder: string
  readonly #kinds: 'documents' | 'all'
  readonly #maxFiles: number
  readonly #maxBytes: number
  readonly #files: SourceFile[] = []
  readonly #leftOut = { hidden: 0, otherKind: 0, linkToFolder: 0, noFile: 0, overLimit: 0 }
  readonly #unreadable: { id: string; reason: string }[] = []
  #bytes = 0
  #isCut = false

  constructor(folder: string, { kinds, maxFiles = MAX_FILES, maxBytes = MAX_BYTES }: GatherOptions) {
    this.#folder = folder
    this.#kinds = kinds
    this.#maxFiles = maxFiles
    this.#maxBytes = maxBytes
  }

  result(): GatheredFiles {
    return {
      files: this.#files,
      bytes: this.#bytes,
      leftOut: this.#leftOut,
      unreadable: this.#unreadable,
      isCut: this.#isCut,
    }
  }

  /** `prefix` is empty, or the folder's id with a slash at its end. */
  async enter(prefix: string): Promise<void> {
    for (const entry of await this.#list(prefix)) {
      if (this.#files.length >= this.#maxFiles) {
        this.#isCut = true
        return
      }
      const id = prefix + entry.name
      if (entry.name.startsWith('.')) this.#leftOut.hidden++
      else if (entry.isDirectory()) await this.enter(`${id}/`)
      else if (entry.isFile() || entry.isSymbolicLink()) await this.#consider(id)
      else this.#leftOut.noFile++
    }
  }

  async #list(prefix: string): Promise<Dirent[]> {
    try {
      const entries = await readdir(path.join(this.#folder, prefix), { withFileTypes: true })
      return entries.sort((a, b) => compare(orderKey(a), orderKey(b)))
    } catch (error) {
      this.#unreadable.push({ id: prefix, reason: codeOf(error) })
      return []
    }
  }

  async #consider(id: string): Promise<void> {
    const kind = kindOf(id)
    if (kind === undefined && this.#kinds === 'documents') {
      this.#leftOut.otherKind++
      return
    }
    try {
      await this.#read(id, kind)
    } catch (error) {
      this.#unreadable.push({ id, reason: codeOf(error) })
    }
  }

  async #read(id: string, kind: FileKind | undefined): Promise<void> {
    const file = path.join(this.#folder, id)
    const found = await stat(file)
    if (found.isDirectory()) this.#leftOut.linkToFolder++
    else if (!found.isFile()) this.#leftOut.noFile++
    else if (kind === undefined && found.size > MAX_UNNAMED_BYTES) this.#leftOut.otherKind++
    else if (id.length > MAX_ID_LENGTH || this.#bytes + found.size > this.#maxBytes) this.#leftOut.overLimit++
    else {
      const bytes = await readFile(file)
      const known = kind ?? (isPlainText(bytes) ? PLAIN_TEXT : undefined)
      if (known === undefined) this.#leftOut.otherKind++
      else this.#add({ id, bytes, stamp: stampOf(bytes), kind: known })
    }
  }

  #add(file: SourceFile): void {
    this.#files.push(file)
    this.#bytes += file.bytes.length
  }
}

/** The fingerprint that both services are given with a document. */
export function stampOf(bytes: Uint8Array): string {
  return sha256(bytes).slice(0, 16)
}

/** With the slash, entries of one folder sort as the whole paths of what is in them. */
function orderKey(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isPlainText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0)
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code)
  return error instanceof Error ? error.message : String(error)
}
