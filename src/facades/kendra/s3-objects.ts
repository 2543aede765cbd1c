/** Where documents with an S3Path have their content: a folder or a function that stands for a bucket. */
import path from 'node:path'
import { copyBytes } from '../../core/byte-copies.ts'
import { ConfigurationError } from '../../core/errors.ts'
import type { Content, ContentFormat } from '../../core/indexer.ts'
import { MAX_DOCUMENT_BYTES } from './document-attributes.ts'
import type { S3Path } from './shapes/document-shapes.ts'
import type { Valid } from './shapes/valid.ts'

/** A folder whose files are the objects, or a function that gives the bytes of a key; undefined: there is no such object. */
export type S3Bucket = string | URL | S3Function

export type S3Function = (key: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>

/** The buckets by name, a folder by its absolute path. */
export type S3Buckets = Readonly<Record<string, string | S3Function | undefined>>

/** An object, and how its bytes are to be read. */
export interface S3Object extends Valid<S3Path> {
  readonly format: ContentFormat
}

/**
 * The content of an object. What is not there, or is too large, is a failure of the document; a function that throws, or
 * that gives something else than bytes, rejects with a ConfigurationError: it is a mistake of the test's.
 */
export async function fetchObject(buckets: S3Buckets, { Bucket, Key, format }: S3Object): Promise<Content> {
  const missing = findBucketFault(buckets, { Bucket, Key })
  if (missing !== undefined) return { kind: 'failed', code: 'S3ObjectUnavailable', reason: missing }
  const bucket = buckets[Bucket] as string | S3Function
  const place = `options.kendra.s3[${JSON.stringify(Bucket)}]`
  const bytes = await (typeof bucket === 'function'
    ? ask(bucket, place, Key)
    : readObject(bucket, place, Key))
  if (bytes === undefined) {
    const reason = `No content for s3://${Bucket}/${Key}: the bucket has no such object.`
    return { kind: 'failed', code: 'S3ObjectUnavailable', reason }
  }
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    const reason = `s3://${Bucket}/${Key} has ${bytes.length} bytes; the maximum is ${MAX_DOCUMENT_BYTES}.`
    return { kind: 'failed', code: 'S3ObjectTooLarge', reason }
  }
  return { kind: 'fetched', parts: [{ bytes, format }] }
}

/** A bucket that nobody has given. */
export function findBucketFault(buckets: S3Buckets, object: Valid<S3Path> | undefined): string | undefined {
  if (object === undefined || Object.hasOwn(buckets, object.Bucket)) return undefined
  return `No content for s3://${object.Bucket}/${object.Key}: the option kendra.s3 has no bucket ${object.Bucket}.`
}

async function ask(bucket: S3Function, place: string, key: string): Promise<Uint8Array | undefined> {
  let bytes: unknown
  try {
    const given = bucket(key)
    bytes = given instanceof Uint8Array ? given : await given
  } catch (cause) {
    throw new ConfigurationError(`${place} has thrown for ${JSON.stringify(key)}: ${String(cause)}`, {
      cause,
    })
  }
  // The function may fill the same buffer for the next key before these are read.
  if (bytes instanceof Uint8Array) return copyBytes(bytes)
  if (bytes === undefined) return undefined
  throw new ConfigurationError(
    `${place} has returned ${bytes === null ? 'null' : typeof bytes} for ${JSON.stringify(key)}; expected a Uint8Array, or undefined where there is no such object`,
  )
}

/** The file of a key; undefined where there is none. */
async function readObject(folder: string, place: string, key: string): Promise<Uint8Array | undefined> {
  const names = key.split('/')
  if (!names.every(isFileName)) return undefined
  try {
    return await process.getBuiltinModule('node:fs/promises').readFile(path.join(folder, ...names))
  } catch (cause) {
    if (MEANS_NO_OBJECT.has((cause as NodeJS.ErrnoException).code)) return undefined
    throw new ConfigurationError(`${place}: ${JSON.stringify(key)} cannot be read: ${String(cause)}`, {
      cause,
    })
  }
}

/** To S3 a key is one name, in which `//` and `..` mean nothing; no file has such a name, and none leads out of the folder. */
function isFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('\0') && path.basename(name) === name
}

const MEANS_NO_OBJECT: ReadonlySet<string | undefined> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
])
