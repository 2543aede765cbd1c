/** Documents with an S3Path: where their content comes from, and what happens while it does. */
import { mkdir, mkdtemp, readFile, rm, rmdir, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as realTime } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Document } from '../../../src/facades/kendra/shapes/document-shapes.ts'
import {
  ConfigurationError,
  type KendraOptions,
  SimulationStalledError,
  Simulator,
  SimulatorClosedError,
  type SimulatorOptions,
} from '../../../src/index.ts'
import { expectSameRun, type Run, runOf } from '../../support/traces.ts'
import { bytesOf, openIndex, type OpenIndex, textDocument } from './open-index.ts'
import { openSource } from './open-source.ts'

type Buckets = NonNullable<KendraOptions['s3']>

const BUCKET = 'documents'

function s3Document(id: string, Key = id, rest: Partial<Document> = {}): Document {
  return { Id: id, S3Path: { Bucket: BUCKET, Key }, ...rest }
}

function openBucket(bucket: Buckets[string], options: SimulatorOptions = {}): OpenIndex {
  return openIndex({ kendra: { s3: { [BUCKET]: bucket } }, ...options })
}

/** The outcome of one document with this key. */
async function outcomeOf(bucket: Buckets[string], key: string): Promise<object> {
  const { sim, put, view } = openBucket(bucket)
  await put(s3Document('a', key))
  await sim.settle()
  const { status, failure, revisions } = view('a')
  return status === 'INDEXED' ? { status, textBytes: revisions[0]?.textBytes } : { status, failure }
}

const noObject = (key: string): object => ({
  status: 'FAILED',
  failure: {
    code: 'S3ObjectUnavailable',
    reason: `No content for s3://${BUCKET}/${key}: the bucket has no such object.`,
  },
})

let root = ''
let folder = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'indexsim-s3-'))
  folder = path.join(root, 'objects')
  await mkdir(path.join(folder, 'folder'), { recursive: true })
  await writeFile(path.join(root, 'secret.txt'), 'secret')
  for (const name of ['a.txt', 'folder/b.txt', '..x', '.hidden', 'with space & ü.txt'])
    await writeFile(path.join(folder, name), `<p>${name}</p>`)
})
afterAll(() => rm(root, { recursive: true }))

describe('a folder as a bucket', () => {
  it.each([
    ['a path', (): string => folder],
    ['a path with a slash at its end', (): string => folder + path.sep],
    ['a relative path', (): string => path.relative(process.cwd(), folder)],
    ['a URL', (): URL => pathToFileURL(folder)],
    ['a URL with a slash at its end', (): URL => new URL(`${pathToFileURL(folder).href}/`)],
  ])('[kendra.put.s3-path] has files as its objects, given as %s', async (_, bucket) => {
    const { sim, put, view } = openBucket(bucket())
    expect(await put(s3Document('s3', 'folder/b.txt'))).toEqual({ FailedDocuments: [] })
    await put(textDocument('blob', undefined, '<p>folder/b.txt</p>'))
    await sim.settle()
    expect(view('s3')).toMatchObject({ status: 'INDEXED', digest: view('blob').digest })
  })

  it('[kendra.put.s3-path] has objects that are read as their ContentType says', async () => {
    const { sim, put, status, view } = openBucket(folder)
    await put(
      s3Document('html', 'a.txt', { ContentType: 'HTML' }),
      s3Document('json', 'a.txt', { ContentType: 'JSON' }),
      textDocument('plain', undefined, 'a.txt'),
    )
    await sim.settle()
    expect(view('html').digest).toBe(view('plain').digest)
    expect(await status('json')).toMatchObject({ DocumentStatus: 'FAILED', FailureCode: 'INVALID_JSON' })
  })

  it.each(['a.txt', 'folder/b.txt', '..x', '.hidden', 'with space & ü.txt'])(
    '[kendra.put.s3-path] has an object %s',
    async (key) => {
      expect(await outcomeOf(folder, key)).toEqual({
        status: 'INDEXED',
        textBytes: bytesOf(`<p>${key}</p>`).length,
      })
    },
  )

  it.skipIf(path.sep === '\\')(
    '[kendra.put.s3-path] has an object with a backslash in its name',
    async () => {
      await writeFile(path.join(folder, 'folder\\b.txt'), 'four')
      expect(await outcomeOf(folder, 'folder\\b.txt')).toEqual({ status: 'INDEXED', textBytes: 4 })
    },
  )

  it.each([
    ['that is not there', 'never.txt'],
    ['that is not there, in a folder that is not there', 'never/never.txt'],
    ['whose name only begins as that of a file', 'a.txt.txt'],
    ['that is a folder', 'folder'],
    ['that is a folder, with a slash', 'folder/'],
    ['that is a file, with a slash', 'a.txt/'],
    ['in a file', 'a.txt/b.txt'],
    ['outside', '../secret.txt'],
    ['outside, through a folder', 'folder/../../secret.txt'],
    ['outside, on Windows', '..\\secret.txt'],
    ['outside, encoded', '%2e%2e/secret.txt'],
    ['inside, by a way around', 'folder/../a.txt'],
    ['inside, by the folder itself', './a.txt'],
    ['with an empty name in it', 'folder//b.txt'],
    ['with an empty name before it', '/a.txt'],
    ['that is nothing but a slash', '/'],
    ['that is the folder itself', '.'],
    ['that is the folder above', '..'],
    ['with NUL after its name', 'a.txt\0'],
    ['with NUL before an extension', 'a.txt\0.pdf'],
    ['that is NUL', '\0'],
    ['on a drive', 'C:\\secret.txt'],
    ['with a stream', 'a.txt:secret'],
    ['of a name that no file can have', 'x'.repeat(1_000)],
  ])('[kendra.put.s3-unavailable] has no object %s', async (_, key) => {
    expect(await outcomeOf(folder, key)).toEqual(noObject(key))
  })

  it('[kendra.put.s3-unavailable] has no object at the absolute path of a file', async () => {
    const key = path.join(folder, 'a.txt')
    expect(await outcomeOf(folder, key)).toEqual(noObject(key))
  })

  it('[kendra.put.s3-unavailable] has no objects where its folder went away', async () => {
    const gone = path.join(root, 'gone')
    await mkdir(gone)
    const { sim, put, status } = openBucket(gone)
    await rmdir(gone)
    await put(s3Document('a', 'a.txt'))
    await sim.settle()
    expect(await status('a')).toMatchObject({ DocumentStatus: 'FAILED', FailureCode: 'S3ObjectUnavailable' })
  })

  it.skipIf(path.sep === '\\')('is a mistake of the test where a file cannot be read', async () => {
    await symlink('loop', path.join(folder, 'loop'))
    const { sim, put } = openBucket(folder)
    await put(s3Document('a', 'loop'))
    await expect(sim.settle()).rejects.toThrow(
      /^options\.kendra\.s3\["documents"\]: "loop" cannot be read: .*ELOOP/,
    )
  })
})

describe('the option kendra.s3', () => {
  it.each<[string, unknown, string]>([
    [
      'a name that no bucket can have',
      { Documents: folder },
      'options.kendra.s3.Documents: the key is not a bucket name',
    ],
    ['no text', { [BUCKET]: '' }, 'options.kendra.s3.documents is ""; expected a folder'],
    ['a URL of another kind', { [BUCKET]: new URL('https://example.org/a') }, 'expected a folder'],
    ['a folder that is not there', { [BUCKET]: './never' }, 'expected a folder that is there'],
    ['a file', { [BUCKET]: import.meta.filename }, 'expected a folder that is there'],
    ['a number', { [BUCKET]: 1 }, 'options.kendra.s3.documents is 1; expected a folder'],
  ])('refuses %s', (_, s3, message) => {
    expect(() => new Simulator({ kendra: { s3: s3 as Buckets } })).toThrow(ConfigurationError)
    expect(() => new Simulator({ kendra: { s3: s3 as Buckets } })).toThrow(message)
  })

  it('[kendra.put.s3-unavailable] has no bucket of that name: the document fails', async () => {
    const { sim, put, status } = openBucket(folder)
    for (const Bucket of ['another', 'constructor', 'to-string'])
      await put({ Id: Bucket, S3Path: { Bucket, Key: 'a.txt' } })
    await sim.settle()
    for (const Bucket of ['another', 'constructor', 'to-string'])
      expect(await status(Bucket)).toMatchObject({
        DocumentStatus: 'FAILED',
        FailureCode: 'S3ObjectUnavailable',
        FailureReason: `No content for s3://${Bucket}/a.txt: the option kendra.s3 has no bucket ${Bucket}.`,
      })
  })
})

describe('a function as a bucket', () => {
  it.each<[string, Buckets[string]]>([
    ['at once', (key) => bytesOf(`text of ${key}`)],
    ['as a Buffer', (key) => Buffer.from(`text of ${key}`)],
    ['later', async (key) => bytesOf(`text of ${key}`)],
    ['after a real delay', (key) => realTime(20, bytesOf(`text of ${key}`))],
    ['from a real file', async (key) => (await readFile(import.meta.filename), bytesOf(`text of ${key}`))],
  ])('[kendra.put.s3-path] gives the bytes of a key %s', async (_, bucket) => {
    const { sim, put, view } = openBucket(bucket)
    await put(s3Document('s3', 'a/../b'), textDocument('blob', undefined, 'text of a/../b'))
    await sim.settle()
    expect(view('s3')).toMatchObject({ status: 'INDEXED', digest: view('blob').digest })
  })

  it('[kendra.put.s3-path] is asked once for each put, whatever becomes of the indexing', async () => {
    const asked: string[] = []
    const { sim, put } = openBucket((key) => {
      asked.push(key)
      return bytesOf(key)
    })
    sim.faults.add({ name: 'dying', on: { document: 'a' }, do: { type: 'crash' }, limit: { fires: 2 } })
    await put(s3Document('a', 'key-1'), s3Document('b', 'key-2'))
    sim.restart()
    await sim.settle()
    await put(s3Document('a', 'key-1'))
    await sim.settle()
    expect(asked).toEqual(['key-1', 'key-2', 'key-1'])
  })

  it.each([0, 1])('may fill one buffer again and again, on threads %i', async (threads) => {
    const buffer = new Uint8Array(6)
    const { sim, put, view } = openBucket(
      (key) => {
        buffer.set(bytesOf(key))
        return buffer
      },
      { workers: { threads } },
    )
    await put(s3Document('a', 'first!'), s3Document('b', 'second'))
    await put(textDocument('c', undefined, 'first!'), textDocument('d', undefined, 'second'))
    await sim.settle()
    expect([view('a').digest, view('b').digest]).toEqual([view('c').digest, view('d').digest])
    await sim.close()
  })

  it('[kendra.put.s3-unavailable] has no such object where it gives undefined', async () => {
    expect(await outcomeOf(() => undefined, 'x')).toEqual(noObject('x'))
    expect(await outcomeOf(async () => undefined, 'x')).toEqual(noObject('x'))
  })

  it('[kendra.put.s3-size-limit] may give 50 MB and not more: the document fails', async () => {
    const large = new Uint8Array(50 * 1024 * 1024 + 1).fill(0x25)
    large.set(bytesOf('%PDF-1.7'))
    const { sim, put, status } = openBucket((key) => (key === 'larger' ? large : large.subarray(1)))
    await put(s3Document('larger', 'larger', { ContentType: 'PDF' }))
    await put(s3Document('large', 'large', { ContentType: 'PDF' }))
    await sim.settle()
    expect(await status('larger')).toEqual({
      DocumentId: 'larger',
      DocumentStatus: 'FAILED',
      FailureCode: 'S3ObjectTooLarge',
      FailureReason: 's3://documents/larger has 52428801 bytes; the maximum is 52428800.',
    })
    expect((await status('large')).FailureCode).not.toBe('S3ObjectTooLarge')
  })
})

describe('a function that does not keep its word', () => {
  const thrown = new TypeError('no credentials')
  it.each<[string, unknown, string]>([
    [
      'throws',
      () => {
        throw thrown
      },
      'options.kendra.s3["documents"] has thrown for "k": TypeError: no credentials',
    ],
    ['rejects', () => Promise.reject(thrown), 'has thrown for "k": TypeError: no credentials'],
    ['rejects later', () => realTime(10).then(() => Promise.reject(thrown)), 'has thrown for "k"'],
    ['gives a text', () => 'text', 'has returned string for "k"; expected a Uint8Array'],
    ['gives null', () => null, 'has returned null for "k"; expected a Uint8Array'],
    ['gives an array buffer later', async () => new ArrayBuffer(1), 'has returned object for "k"'],
  ])(
    '[kendra.put.s3-path] and %s is a ConfigurationError of every wait, and no failure of the document',
    async (_, bucket, message) => {
      const { sim, put, view, status } = openBucket(bucket as Buckets[string])
      await put(s3Document('a', 'k'))
      const waits = await Promise.allSettled([
        sim.settle(),
        sim.clock.sleep('1h'),
        sim.clock.advance('1h'),
        realTime(1).then(() => sim.settle()),
      ])
      for (const wait of waits) {
        expect(wait).toMatchObject({ status: 'rejected', reason: { name: 'ConfigurationError' } })
        expect(String((wait as PromiseRejectedResult).reason)).toContain(message)
      }
      expect(view('a').status).toBe('PROCESSING')
      // Nobody can trust what would come.
      await expect(status('a')).rejects.toThrow(ConfigurationError)
      await expect(put('b')).rejects.toThrow(ConfigurationError)
    },
  )

  it('does no harm where nobody needs its bytes any more', async () => {
    const { sim, put, word } = openBucket(() => Promise.reject(thrown))
    await put(s3Document('a'))
    await put('a')
    await sim.settle()
    expect(await word('a')).toBe('INDEXED')
  })

  it('and never ends is a stall that names the document, after limits.external', async () => {
    const { sim, put, view, word } = openBucket(() => new Promise(() => {}), { limits: { external: 30 } })
    await put(s3Document('never-there'))
    const settled = sim.settle()
    await expect(settled).rejects.toThrow(SimulationStalledError)
    await expect(settled).rejects.toThrow(
      /the content of document "never-there" does not come.*\n {2}settle, since/,
    )
    expect(view('never-there').status).toBe('PROCESSING')
    // The simulator goes on when nobody needs the content any more.
    await put('never-there')
    await sim.settle()
    expect(await word('never-there')).toBe('INDEXED')
  })
})

/** A bucket whose objects come when they are let go. */
function gatedBucket(): { bucket: (key: string) => Promise<Uint8Array>; letGo: (text: string) => void } {
  const waiting: ((bytes: Uint8Array) => void)[] = []
  return {
    bucket: () => new Promise((resolve) => waiting.push(resolve)),
    letGo: (text) => {
      for (const resolve of waiting.splice(0)) resolve(bytesOf(text))
    },
  }
}

describe('while the content is being fetched', () => {
  it('time goes on to the end of the indexing, and then stands still', async () => {
    const { bucket, letGo } = gatedBucket()
    const { sim, put, word } = openBucket(bucket)
    await put(s3Document('a'))
    const acceptedAt = sim.clock.now() - 5
    await sim.clock.advance(900)
    expect(await word('a')).toBe('PROCESSING')
    const slept = sim.clock.sleep('1h')
    await realTime(30)
    expect(sim.clock.now()).toBeLessThan(acceptedAt + 1_000)
    letGo('text')
    await slept
    expect(await word('a')).toBe('INDEXED')
    expect(sim.document(sim.documents()[0]!.corpus, 'a')?.revisions[0]?.settledAt).toBe(acceptedAt + 1_000)
  })

  it.each([
    ['a put', ({ put }: OpenIndex) => put(textDocument('a', undefined, 'newer')), 'INDEXED'],
    ['a delete', ({ remove }: OpenIndex) => remove('a'), 'NOT_FOUND'],
  ])('%s overtakes the document, and what comes late changes nothing', async (_, overtake, expected) => {
    for (const isInTime of [true, false]) {
      const { bucket, letGo } = gatedBucket()
      const index = openBucket(bucket)
      await index.put(s3Document('a'), textDocument('b', undefined, 'newer'))
      await overtake(index)
      if (isInTime) letGo('older')
      await index.sim.settle()
      letGo('older')
      await realTime(1)
      await index.sim.clock.advance('1h')
      expect(await index.word('a')).toBe(expected)
      if (expected === 'INDEXED') expect(index.view('a').digest).toBe(index.view('b').digest)
    }
  })

  it('a version of a sync job is overtaken as well', async () => {
    const { bucket, letGo } = gatedBucket()
    const { sim, source, start, stop, put, putHere, account } = openSource({
      kendra: { s3: { [BUCKET]: bucket } },
    })
    await start()
    const Attributes = [{ Key: '_data_source_id', Value: { StringValue: source } }]
    await put(s3Document('a', 'a', { Attributes }))
    await putHere('a')
    await stop()
    await sim.settle()
    letGo('older')
    await sim.clock.advance('1h')
    expect(await account()).toBe('SUCCEEDED +1 ~0 -0 !0')
  })

  it('the index may go, and nobody waits for what is not there', async () => {
    const { sim, indexId, put } = openIndex({
      kendra: { s3: { [BUCKET]: () => new Promise(() => {}) }, takes: { deleteIndex: 500 } },
    })
    sim.kendra.seed(sim.kendra.addIndex(), [textDocument('elsewhere')])
    await put(s3Document('a'))
    await sim.kendra.deleteIndex({ Id: indexId })
    await sim.settle()
    await sim.clock.advance('1h')
    expect(sim.documents().map(({ id }) => id)).toEqual(['elsewhere'])
  })

  it.each([0, 1, 'auto'] as const)(
    'a reset forgets it, and what comes late finds nobody, on threads %s',
    async (threads) => {
      const { bucket, letGo } = gatedBucket()
      const { sim, put } = openBucket(bucket, { workers: { threads } })
      await put(s3Document('a', 'a', { ContentType: 'HTML' }))
      const settled = sim.settle()
      await realTime(1)
      sim.reset()
      await expect(settled).rejects.toThrow(SimulatorClosedError)
      const indexId = sim.kendra.addIndex()
      const digest = sim.trace.digest()
      letGo('x'.repeat(10_000))
      await realTime(1)
      expect([sim.trace.digest(), sim.documents()]).toEqual([digest, []])
      await sim.kendra.batchPutDocument({ IndexId: indexId, Documents: [textDocument('a')] })
      await sim.settle()
      expect(sim.documents()[0]).toMatchObject({ status: 'INDEXED' })
      await sim.close()
    },
  )

  it.each([0, 1, 'auto'] as const)('a close ends the waits, on threads %s', async (threads) => {
    const { bucket, letGo } = gatedBucket()
    const { sim, put, view } = openBucket(bucket, { workers: { threads } })
    await put(s3Document('a', 'a', { ContentType: 'HTML' }))
    const settled = sim.settle()
    await sim.close()
    await expect(settled).rejects.toThrow(SimulatorClosedError)
    letGo('x'.repeat(10_000))
    await realTime(1)
    expect(view('a').status).toBe('PROCESSING')
  })
})

describe('seed with an S3Path', () => {
  it('[kendra.put.s3-path] makes the document INDEXED at once, and reads its content before time goes on', async () => {
    const { sim, indexId, put, view } = openBucket((key) => realTime(20, bytesOf(key)))
    sim.kendra.seed(indexId, [s3Document('a', 'text of a')])
    expect(view('a')).toMatchObject({ status: 'INDEXED', digest: undefined })
    await put(textDocument('b', undefined, 'text of a'))
    await sim.settle()
    expect(view('a').digest).toBe(view('b').digest)
    expect(view('a').digest).toMatch(/^[0-9a-f]{16}$/)
  })

  it('shows why there is no content where the bucket has no such object', async () => {
    const { sim, indexId, view } = openBucket(folder)
    sim.kendra.seed(indexId, [s3Document('a', 'never')])
    await sim.settle()
    expect(view('a')).toMatchObject({ status: 'INDEXED', failure: { code: 'S3ObjectUnavailable' } })
  })
})

describe('the real time that a bucket takes', () => {
  async function run(
    delayOf: (key: string) => number | 'file' | undefined,
    workers: SimulatorOptions['workers'],
  ): Promise<Run> {
    const content = (key: string): Uint8Array =>
      bytesOf(`<h1>${key}</h1>${'<p>word</p>'.repeat(key.length * 60)}`)
    const { sim, indexId, put, remove } = openIndex({
      seed: 11,
      latencyMs: [5, 20],
      indexingMs: [100, 3_000],
      workers,
      kendra: {
        s3: {
          [BUCKET]: (key) => {
            if (key.includes('missing')) return undefined
            const delay = delayOf(key)
            if (delay === undefined) return content(key)
            if (delay === 'file') return readFile(import.meta.filename).then(() => content(key))
            return realTime(delay, content(key))
          },
        },
      },
    })
    sim.kendra.seed(indexId, [s3Document('old', 'old', { ContentType: 'HTML' })])
    for (let batch = 0; batch < 4; batch++) {
      const keys = Array.from({ length: 6 }, (_, n) => `${n === 4 ? 'missing' : 'key'}-${batch * 4 + n}`)
      await put(...keys.map((key) => s3Document(key, key, { ContentType: 'HTML' })))
      await remove(`key-${batch}`)
      await sim.clock.sleep(400)
    }
    await sim.settle()
    await sim.close()
    return runOf(sim)
  }

  it.each([0, 1, 2, 'auto'] as const)('does not show, on threads %s', async (threads) => {
    const expected = await run(() => undefined, { threads: 0 })
    expect(expected.lines.filter((line) => line.includes('S3ObjectUnavailable')).length).toBeGreaterThan(2)
    expect(expected.lines.filter((line) => line.includes('"superseded"')).length).toBeGreaterThan(2)
    let n = 0
    for (const delayOf of [
      () => undefined,
      () => 0,
      () => 'file' as const,
      (key: string) => key.length % 3,
      () => 20 - (n++ % 20),
      (key: string) => (key.endsWith('2') ? 30 : undefined),
    ])
      expectSameRun(await run(delayOf, { threads, batchSize: 1 + (n % 7) }), expected, String(delayOf))
  })
})
