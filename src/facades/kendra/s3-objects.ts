/** Where documents with an S3Path have their content: a folder or a function that stands for a bucket. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigurationError } from '../../core/errors.ts'
import type { Content, ContentFormat } from '../../core/indexer.ts'
import type { S3Path } from './shapes/document-shapes.ts'
import type { Valid } from './shapes/valid.ts'

/** A folder whose files are the objects, or a function that gives the bytes of a key; undefined: there is no such object. */
export type S3Bucket =
  | string
  | URL
  | ((key: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>)

/**
 * The content of an object. What is not there is a failure of the document; a function that throws, or that gives
 * something else than bytes, rejects: it is a mistake of the test's.
 */
export async function fetchObject(
  buckets: Readonly<Record<string, S3Bucket | undefined>>,
  { Bucket, Key }: Valid<S3Path>,
  format: ContentFormat,
): Promise<Content> {
  const bucket = Object.hasOwn(buckets, Bucket) ? buckets[Bucket] : undefined
  if (bucket === undefined) {
    const reason = `No content for s3://${Bucket}/${Key}: the option kendra.s3 has no bucket ${Bucket}.`
    return { kind: 'failed', code: 'S3ObjectUnavailable', reason }
  }
  const bytes = typeof bucket === 'function' ? await ask(bucket, Bucket, Key) : await readObject(bucket, Key)
  if (bytes !== undefined) return { kind: 'fetched', parts: [{ bytes, format }] }
  return {
    kind: 'failed',
    code: 'S3ObjectUnavailable',
    reason: `No content for s3://${Bucket}/${Key}: the bucket has no such object.`,
  }
}

async function ask(
  bucket: (key: string) => Uint8Array | undefined | Promise<Uint8Array | undefined>,
  name: string,
  key: string,
): Promise<Uint8Array | undefined> {
  const place = `options.kendra.s3[${JSON.stringify(name)}]`
  let bytes: unknown
  try {
    bytes = await bucket(key)
  } catch (cause) {
    throw new ConfigurationError(`${place} has thrown for ${JSON.stringify(key)}: ${String(cause)}`, {
      cause,
    })
  }
  if (bytes === undefined || bytes instanceof Uint8Array) return bytes
  throw new ConfigurationError(
    `${place} has returned ${typeof bytes} for ${JSON.stringify(key)}; expected a Uint8Array, or undefined where there is no such object`,
  )
}

/** The file of a key; undefined where there is none. A key never leads out of its folder. */
async function readObject(folder: string | URL, key: string): Promise<Uint8Array | undefined> {
  const root = path.resolve(typeof folder === 'string' ? folder : fileURLToPath(folder))
  const file = path.join(root, ...key.split('/'))
  if (file === root || !file.startsWith(root + path.sep) || key.includes('\0')) return undefined
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG')
      return undefined
    throw new ConfigurationError(`the object ${key} in ${root} cannot be read: ${String(error)}`, {
      cause: error,
    })
  }
}
