/**
 * A server that is sent whatever comes to mind: it answers in the form of the service or ends the connection, changes nothing,
 * and keeps nothing. A few seconds here; INDEXSIM_FUZZ_SECONDS makes it longer, and INDEXSIM_FUZZ_SEED another.
 */
import { connect, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Simulator } from '../../../src/index.ts'
import { listen, type Listener } from '../../../src/server.ts'
import { randomOf } from '../../support/random.ts'
import { type RawReply, sendRaw } from './raw-http.ts'

const SECONDS = Number(process.env['INDEXSIM_FUZZ_SECONDS'] ?? 3)
const SEED = Number(process.env['INDEXSIM_FUZZ_SEED'] ?? 1)
/** However fast the machine is. */
const MOST_REQUESTS = 200_000
const MB = 2 ** 20

type Service = 'kendra' | 'papi' | 'control'

let sim: Simulator
let server: Listener
let before: unknown
const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)

beforeAll(async () => {
  process.on('unhandledRejection', note)
  sim = new Simulator({ workers: { threads: 0 }, latencyMs: 0, trace: 'off', calls: 'off' })
  const indexId = sim.kendra.addIndex({ id: INDEX })
  sim.kendra.seed(indexId, [{ Id: 'a', Blob: Buffer.from('text') }])
  sim.papi.connector('c').seed([{ uri: 'a', stamp: 'v1', parts: [{ bytes: Buffer.from('text') }] }])
  await sim.settle()
  before = sim.documents()
  server = await listen(sim)
})

afterAll(async () => {
  await server.close()
  await sim.close()
  process.off('unhandledRejection', note)
})

const INDEX = '00000000-0000-4000-8000-000000000001'
const OPERATIONS = [
  'BatchPutDocument',
  'BatchDeleteDocument',
  'BatchGetDocumentStatus',
  'DescribeIndex',
  'ListIndices',
  'CreateDataSource',
  'Query',
  'Nothing',
  '__proto__',
]
const COMMANDS = [
  'ping',
  'add_documents',
  'get_documents_status',
  'set_checkpoint',
  'enumerate_synced_entries',
  'nothing',
  '__proto__',
]
const ROUTES = [
  'faults',
  'indices',
  'connectors',
  'clock/advance',
  'documents',
  'calls',
  'faults/x',
  'nothing',
  '__proto__',
  'indices/x/documents',
]
const TYPES = [
  'application/x-amz-json-1.1',
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'é',
  '',
]

type Pick = <T>(from: readonly T[]) => T

/** Bodies that are wrong for every command of every service. */
function bodyOf(random: () => number, pick: Pick): Buffer {
  const kinds: (() => Buffer | string)[] = [
    () =>
      Buffer.from(Array.from({ length: 1 + Math.floor(random() * 300) }, () => Math.floor(random() * 256))),
    () => `{"IndexId":"${INDEX}","Documents":[{"Id":"a","Blob":"YQ=="`,
    () => '['.repeat(1 + Math.floor(random() * 50_000)),
    () => '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000),
    () => `{"IndexId":${'9'.repeat(1 + Math.floor(random() * 400))},"Documents":[1e999,-0,1e-400]}`,
    () =>
      `{"__proto__":{"IndexId":"${INDEX}"},"constructor":{"prototype":{"a":1}},"Documents":[{"__proto__":[]}]}`,
    () => `{"IndexId":"${INDEX}","Documents":"${'x'.repeat(Math.floor(random() * 100_000))}"}`,
    () =>
      `{"IndexId":"\\ud800","DocumentIdList":["\\u0000"],"Documents":null,"DocumentInfoList":{"length":5}}`,
    () => '--x\r\ncontent-disposition: form-data; name="PAPI_0:stamp"\r\n\r\nno uri\r\n--x--\r\n',
    () => '--x\r\ncontent-disposition: form-data; name="PAPI_0:uri"\r\n\r\ncut off',
    () => 'PAPI_uri=%FF&PAPI_uri=%',
    () => 'null',
    () => '"text"',
    () => `{"by":"${'9'.repeat(50)}d","name":5,"rules":[{"name":"x","do":{"type":"__proto__"}}]}`,
    () => '',
  ]
  return Buffer.from(pick(kinds)())
}

function requestOf(random: () => number, pick: Pick): { service: Service; bytes: Buffer } {
  const service = pick(['kendra', 'kendra', 'papi', 'papi', 'control'] as const)
  const body = bodyOf(random, pick)
  const query = random() < 0.2 ? `?PAPI_uri=%&${'a=b&'.repeat(20)}__proto__=1` : ''
  const lines: { readonly [service in Service]: () => string[] } = {
    kendra: () => [
      'POST / HTTP/1.1',
      `x-amz-target: AWSKendraFrontendService.${pick(OPERATIONS)}`,
      `authorization: AWS4-HMAC-SHA256 Credential=${'x'.repeat(Math.floor(random() * 2000))}/eu-west-1/kendra/`,
    ],
    papi: () => [
      `${pick(['GET', 'POST', 'PUT', 'HEAD'])} /papi/4/connectors/${pick(['c', 'none', '%FF', '..', 'c;x'])}/${pick(COMMANDS)}${query} HTTP/1.1`,
    ],
    // Nothing that would do something: what is sent is wrong in each case.
    control: () => [
      `${pick(['GET', 'POST', 'PUT'])} /_indexsim/${pick(ROUTES)}?x=${'y'.repeat(Math.floor(random() * 100))} HTTP/1.1`,
    ],
  }
  const head = [
    ...lines[service](),
    'host: localhost',
    `content-type: ${pick(TYPES)}`,
    `content-length: ${body.length}`,
    'connection: close',
  ]
  return { service, bytes: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]) }
}

/** What is wrong with a reply; nothing where it has the form of its service. */
function objectionTo(service: Service, { status, headers, body, text }: RawReply): string | undefined {
  if (!/^HTTP\/1\.1 \d{3} /.test(text)) return 'no reply'
  if (status === 200 || status === 201 || body === '') return undefined
  try {
    if (service === 'kendra') {
      const { __type, Message } = JSON.parse(body) as { __type?: unknown; Message?: unknown }
      const isForm = typeof __type === 'string' && typeof Message === 'string'
      return isForm &&
        (status === 400 || (status === 501 && headers['x-indexsim-error'] === 'INDEXSIM_CONFIGURATION'))
        ? undefined
        : 'another form'
    }
    if (service === 'papi') {
      // A path that leaves the service is nobody's.
      if (status === 404) return undefined
      const parser = new SaxesParser()
      parser.on('error', (error) => {
        throw error
      })
      parser.write(body).close()
      return [400, 401, 405].includes(status) && body.includes('<message>') ? undefined : 'another form'
    }
    const problem = JSON.parse(body) as { name?: unknown; message?: unknown; code?: unknown }
    const isProblem = [problem.name, problem.message, problem.code].every(
      (member) => typeof member === 'string',
    )
    return isProblem && [400, 404, 405, 415].includes(status) ? undefined : 'another form'
  } catch (error) {
    return String(error)
  }
}

describe('a server under fuzz', () => {
  it(
    'answers in the form of its service, changes nothing and keeps nothing',
    async () => {
      const random = randomOf(SEED)
      const pick: Pick = (from) => from[Math.floor(random() * from.length)] as (typeof from)[number]
      const wrong: object[] = []
      const send = async (): Promise<void> => {
        const { service, bytes } = requestOf(random, pick)
        const reply = await sendRaw(server.url, [bytes], { patienceMs: 10_000 })
        const why = objectionTo(service, reply)
        if (why !== undefined)
          wrong.push({
            why,
            end: reply.end,
            service,
            request: bytes.subarray(0, 300).toString('latin1'),
            reply: reply.text.slice(0, 300),
          })
      }
      for (let n = 0; n < 50; n++) await send()
      const heapBefore = heapUsed()
      const until = performance.now() + SECONDS * 1000
      let requests = 0
      while (performance.now() < until && requests < MOST_REQUESTS && wrong.length === 0) {
        await Promise.all(Array.from({ length: 10 }, send))
        requests += 10
      }
      expect(wrong).toEqual([])
      expect(unhandled).toEqual([])
      expect(requests).toBeGreaterThan(10)
      await sim.settle()
      expect(sim.documents()).toEqual(before)
      expect(({} as Record<string, unknown>)['IndexId']).toBeUndefined()
      expect(heapUsed() - heapBefore).toBeLessThan(32 * MB)
    },
    SECONDS * 1000 + 60_000,
  )

  it('refuses 64 MB that say nothing, and gives their memory back', async () => {
    const heapBefore = external()
    const head =
      'POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AWSKendraFrontendService.BatchPutDocument\r\nconnection: close\r\n'
    const chunk = Buffer.alloc(MB, 'x')
    const reply = await sendRaw(
      server.url,
      [`${head}content-length: ${64 * MB}\r\n\r\n`, ...Array.from({ length: 64 }, () => chunk)],
      { patienceMs: 30_000 },
    )
    expect(JSON.parse(reply.body)).toMatchObject({ __type: 'SerializationException' })
    const refused = await sendRaw(server.url, [`${head}content-length: ${1024 * MB}\r\n\r\n`, chunk])
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([
      413,
      { __type: 'RequestEntityTooLargeException' },
    ])
    expect(external() - heapBefore).toBeLessThan(32 * MB)
  }, 60_000)

  it('goes on answering beside 1,000 idle connections and slow senders', async () => {
    const { hostname, port } = new URL(server.url)
    const sockets: Socket[] = []
    try {
      for (let n = 0; n < 1000; n++) {
        const socket = connect(Number(port), hostname)
        socket.on('error', () => {})
        sockets.push(socket)
        if (n % 10 === 0) await new Promise((resolve) => socket.once('connect', resolve))
        // Some have begun a request and send on when they like.
        if (n % 20 === 0) socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{')
      }
      for (let n = 0; n < 20; n++) {
        const reply = await fetch(`${server.url}/papi/4/connectors/c/get_documents_status?PAPI_uri=a`)
        expect(await reply.text()).toBe('D a v1\n')
      }
    } finally {
      for (const socket of sockets) socket.destroy()
    }
    expect(unhandled).toEqual([])
    expect(sim.documents()).toEqual(before)
  }, 60_000)
})

function heapUsed(): number {
  collect()
  return process.memoryUsage().heapUsed
}

function external(): number {
  collect()
  const { heapUsed: heap, external: outside } = process.memoryUsage()
  return heap + outside
}

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

function collect(): void {
  for (let n = 0; n < 3; n++) gc()
}
