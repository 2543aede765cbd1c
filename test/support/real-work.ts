/** Real work as connectors do it between calls: files, cryptography and immediates, of every form that Node has. */
import { createReadStream, readFile as readFileWithCallback } from 'node:fs'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { generateKeyPair, pbkdf2, randomBytes, webcrypto } from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'

const root = path.resolve(import.meta.dirname, '../..')

/** Files of different sizes, so that reading them takes differently long. */
export const REAL_FILES: readonly string[] = [
  'package-lock.json',
  'LICENSE',
  'test/fixtures/kendra-2019-02-03.trimmed.json',
  'package.json',
  'tsconfig.json',
].map((name) => path.join(root, name))

/** Each gives the bytes of the file, or something that depends on them alone. */
export const REAL_WORK: readonly ((file: string) => Promise<Uint8Array>)[] = [
  (file) => readFile(file),
  (file) => promisify(readFileWithCallback)(file),
  readStream,
  async (file) => {
    await immediates(7)
    const handle = await open(file)
    try {
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  },
  async (file) => {
    const bytes = await readFile(file)
    return promisify(pbkdf2)(bytes.subarray(0, 64), 'salt', 2_000, 256, 'sha256')
  },
  async (file) => {
    await stat(file)
    await promisify(randomBytes)(16)
    await immediates(3)
    return new Uint8Array(await new Blob([await readFile(file)]).arrayBuffer())
  },
  async (file) => new Uint8Array(await webcrypto.subtle.digest('SHA-256', await readFile(file))),
  async (file) => {
    await webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])
    const password = (await readFile(file)).subarray(0, 64)
    const key = await webcrypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(8), iterations: 2_000 }
    return new Uint8Array(await webcrypto.subtle.deriveBits(how, key, 256))
  },
  async (file) => {
    await readdir(path.dirname(file))
    await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
    return readStream(file)
  },
]

async function readStream(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of createReadStream(file, { highWaterMark: 16_384 }))
    chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

async function immediates(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
