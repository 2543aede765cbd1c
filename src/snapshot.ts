/**
 * A snapshot as plain JSON: the options of a run and the world that it has come to. It is checked at the door, for what is
 * no snapshot, was made by another format or was changed since must never be taken for a run.
 */
import { createHash, type Hash } from 'node:crypto'
import { z } from 'zod'
import { whenAsked } from './core/when-asked.ts'
import { SnapshotError } from './core/errors.ts'
import type { SavedSimulation } from './core/simulation.ts'
import type { SavedKendra } from './facades/kendra/kendra.ts'
import { RICH_EXCEPTION as KENDRA_EXCEPTION } from './facades/kendra/rich-exceptions.ts'
import type { SavedPapi } from './facades/papi/papi.ts'
import { RICH_EXCEPTION as PAPI_EXCEPTION, RICH_STATUS } from './facades/papi/rich-classes.ts'
import { check } from './input/check.ts'
import { fromJson, type Json, type RichClass, toJson } from './input/rich-json.ts'
import type { SavedOptions } from './saved-options.ts'

/** A run as it stood, as plain JSON: it may be written to a file, and restored in another process. */
export interface Snapshot {
  readonly format: 'indexsim-snapshot'
  /** Of the format: others cannot be restored. */
  readonly version: 1
  /** The version of indexsim that took it. */
  readonly madeBy: string
  /** SHA-256 over everything else. */
  readonly checksum: string
  readonly options: { readonly [name: string]: Json }
  readonly world: { readonly [name: string]: Json }
}

/** What a run has come to. */
export interface SavedWorld {
  readonly core: SavedSimulation
  readonly kendra: SavedKendra
  readonly papi: SavedPapi
}

const FORMAT = 'indexsim-snapshot'
const VERSION = 1
const CLASSES: readonly RichClass[] = [KENDRA_EXCEPTION, PAPI_EXCEPTION, RICH_STATUS]

export function writeSnapshot(options: SavedOptions, world: SavedWorld): Snapshot {
  const content = {
    format: FORMAT,
    version: VERSION,
    madeBy: versionOfPackage(),
    options: toJson(options, CLASSES) as Snapshot['options'],
    world: toJson(world, CLASSES) as Snapshot['world'],
  } as const
  return { ...content, checksum: checksumOf(content) }
}

/** Throws a SnapshotError for what is no snapshot of this format, or not as it was taken. */
export function readSnapshot(value: unknown): { readonly options: SavedOptions; readonly world: SavedWorld } {
  const { checksum, ...content } = check(schema(), value, 'snapshot', SnapshotError)
  const expected = checksumOf(content)
  if (checksum !== expected)
    throw new SnapshotError(
      `snapshot.checksum is ${JSON.stringify(checksum)}; expected ${JSON.stringify(expected)} for what it holds: it was changed or cut off after it was taken`,
    )
  return {
    options: fromJson(content.options, CLASSES) as SavedOptions,
    world: fromJson(content.world, CLASSES) as SavedWorld,
  }
}

const OBJECT = 'an object, as sim.snapshot() gives it'
const SHA256 = '64 hexadecimal digits'
const json: () => z.ZodType<Snapshot['world']> = whenAsked(() =>
  z.record(z.string(), z.custom<Json>(), OBJECT),
)

const schema: () => z.ZodType<Snapshot> = whenAsked(() =>
  z.strictObject(
    {
      format: z.literal(FORMAT, `'${FORMAT}'`),
      version: z.literal(VERSION, `${VERSION}: this indexsim restores snapshots of no other format`),
      madeBy: z.string('the version of indexsim that took it'),
      checksum: z.string(SHA256).regex(/^[0-9a-f]{64}$/, SHA256),
      options: json(),
      world: json(),
    },
    OBJECT,
  ),
)

function versionOfPackage(): string {
  const manifest = process
    .getBuiltinModule('node:fs')
    .readFileSync(new URL(import.meta.resolve('#package')), 'utf8')
  return (JSON.parse(manifest) as { readonly version: string }).version
}

/** So deep its parts are hashed one by one: a text of all of them at once may be longer than texts can be. */
const HASHED_APART = 5
const PIECE_LENGTH = 1 << 16

function checksumOf(content: Omit<Snapshot, 'checksum'>): string {
  const feed = new Feed()
  const { format, version, madeBy, options, world } = content
  feed.take({ format, version, madeBy, options, world }, HASHED_APART)
  return feed.digest()
}

class Feed {
  readonly #hash: Hash = createHash('sha256')
  #piece = ''

  take(value: Json, depth: number): void {
    if (depth === 0 || typeof value !== 'object' || value === null) return this.#add(JSON.stringify(value))
    for (const [name, member] of Object.entries(value)) {
      this.#add(`${JSON.stringify(name)}:`)
      this.take(member as Json, depth - 1)
    }
    this.#add(Array.isArray(value) ? '];' : '};')
  }

  digest(): string {
    return this.#hash.update(this.#piece).digest('hex')
  }

  #add(text: string): void {
    this.#piece += text
    if (this.#piece.length < PIECE_LENGTH) return
    this.#hash.update(this.#piece)
    this.#piece = ''
  }
}
