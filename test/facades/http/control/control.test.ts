/** The control routes: what each does, that its reply is what the OpenAPI document says, and what is refused. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openApiDocument } from '../../../../src/facades/http/control/openapi.ts'
import type { Route } from '../../../../src/facades/http/control/route.ts'
import { routes } from '../../../../src/facades/http/control/routes.ts'
import { Simulator, type SimulatorOptions } from '../../../../src/index.ts'
import { listen } from '../../../../src/server.ts'
import { sendRaw } from '../raw-http.ts'

const open: { close(): Promise<void> }[] = []
const asked = new Set<Route>()

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly json: Record<string, never>
}

interface Controls {
  readonly sim: Simulator
  readonly get: (path: string) => Promise<Reply>
  readonly post: (path: string, body?: unknown) => Promise<Reply>
  readonly remove: (path: string) => Promise<Reply>
}

function control(options: SimulatorOptions = {}): Controls {
  const sim = new Simulator({ seed: 7, latencyMs: 10, indexingMs: 1000, workers: { threads: 0 }, ...options })
  open.push(sim)
  const send = async (method: string, place: string, body?: unknown): Promise<Reply> => {
    const response = await sim.fetch(`/_indexsim/${place}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    const json = (await response.json()) as Record<string, never>
    const route = routeOf(method, place)
    if (response.ok && route !== undefined) {
      asked.add(route)
      // The reply is as the document says, down to the last member.
      expect(route.reply.parse(json)).toEqual(json)
      expect(response.status).toBe(route.status ?? 200)
    }
    return { status: response.status, headers: response.headers, json }
  }
  return {
    sim,
    get: (place) => send('GET', place),
    post: (place, body) => send('POST', place, body),
    remove: (place) => send('DELETE', place),
  }
}

function routeOf(method: string, place: string): Route | undefined {
  const [plain = ''] = place.split('?')
  return routes().find(
    (route) =>
      route.method === method && new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(plain),
  )
}

const START = Date.parse('2026-01-01T00:00:00Z')

describe('the control routes', () => {
  it('tell the health and the clock, which reading never moves', async () => {
    const { get } = control()
    expect((await get('health')).json).toEqual({ status: 'ok', seed: 7, now: START })
    expect((await get('clock')).json).toEqual({ now: START, iso: '2026-01-01T00:00:00.000Z' })
    expect((await get('clock')).json).toEqual({ now: START, iso: '2026-01-01T00:00:00.000Z' })
  })

  it('create an index, put a document in and look at it, its calls, its trace', async () => {
    const { sim, get, post } = control()
    const { id } = (await post('indices', { fields: { team: 'STRING_VALUE' } })).json
    const { id: source } = (await post(`indices/${id}/data-sources`, { name: 'wiki' })).json
    await post(`indices/${id}/documents`, { documents: [{ Id: 'old', Blob: 'YQ==' }] })
    const job = await sim.kendra.startDataSourceSyncJob({ IndexId: id, Id: source })
    await sim.kendra.batchPutDocument({ IndexId: id, Documents: [{ Id: 'a', Blob: Buffer.from('text') }] })
    expect((await post('clock/advance', { by: '10s' })).json).toEqual({ now: START + 20 + 10_000 })
    const { documents } = (await get(`documents?corpus=${id}`)).json as unknown as { documents: object[] }
    expect(documents).toMatchObject([
      { id: 'old', status: 'INDEXED' },
      { id: 'a', status: 'INDEXED' },
    ])
    expect((await get(`documents?corpus=${id}&id=a`)).json).toMatchObject({ documents: [{ id: 'a' }] })
    expect((await get(`documents?corpus=${id}&id=none`)).status).toBe(404)
    expect((await get('documents?id=a')).status).toBe(400)
    const calls = (await get('calls?operation=BatchPutDocument')).json
    expect(calls).toMatchObject({
      calls: [{ input: { Documents: [{ Id: 'a', Blob: 'dGV4dA==' }] } }],
      total: 2,
    })
    expect((await get('calls?after=1')).json).toMatchObject({ calls: [{ operation: 'BatchPutDocument' }] })
    expect((await get('indices')).json).toMatchObject({
      indices: [
        {
          id,
          status: 'ACTIVE',
          region: 'us-east-1',
          dataSources: [{ id: source, name: 'wiki', type: 'CUSTOM', jobs: [{ Status: 'SYNCING' }] }],
        },
      ],
    })
    expect((await get('jobs')).json).toMatchObject({
      jobs: [{ index: id, dataSource: source, ExecutionId: job.ExecutionId }],
    })
    const trace = await sim.fetch('/_indexsim/trace')
    expect(await trace.text()).toBe(
      sim.trace
        .lines()
        .map((line) => `${line}\n`)
        .join(''),
    )
    const rest = await sim.fetch('/_indexsim/trace?after=3')
    expect(await rest.text()).toBe(
      sim.trace
        .lines()
        .slice(3)
        .map((line) => `${line}\n`)
        .join(''),
    )
    expect((await get('trace/digest')).json).toEqual({
      digest: sim.trace.digest(),
      length: sim.trace.lines().length,
    })
  })

  it('keep the regions and accounts apart', async () => {
    const { sim, get, post } = control()
    const { id } = (await post('indices', { region: 'eu-west-1', accountId: '999999999999' })).json
    expect(sim.kendra.in({ region: 'eu-west-1', accountId: '999999999999' }).indices()).toMatchObject([
      { id },
    ])
    expect((await post(`indices/${id}/data-sources`)).status).toBe(201)
    expect((await get('indices')).json).toMatchObject({
      indices: [{ id, region: 'eu-west-1', accountId: '999999999999', dataSources: [{}] }],
    })
  })

  it('make connectors of the Push API, and put documents into them', async () => {
    const { sim, get, post } = control()
    await post('connectors', { name: 'share point' })
    const documents = [
      { uri: 'a', stamp: 'v1', parts: [{ text: 'text' }] },
      { uri: 'b', parts: [{ bytes: 'dGV4dA==' }] },
    ]
    expect((await post('connectors/share%20point/documents', { documents })).json).toEqual({ seeded: 2 })
    expect((await get('connectors')).json).toEqual({ connectors: [{ name: 'share point' }] })
    const [a, b] = sim.documents()
    expect(a).toMatchObject({ id: 'a', stamp: 'v1', status: 'searchable' })
    await sim.settle()
    expect(sim.document('share point', 'a')?.digest).toBe(sim.document('share point', 'b')?.digest)
    expect(b?.id).toBe('b')
    expect((await post('connectors/none/documents', { documents })).status).toBe(404)
  })

  it('settle, and reply when that is done', async () => {
    const { sim, post } = control()
    const IndexId = sim.kendra.addIndex()
    await sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a', Blob: Buffer.from('x') }] })
    expect((await post('clock/settle')).json).toEqual({ now: sim.clock.now() })
    expect(sim.document(IndexId, 'a')?.status).toBe('INDEXED')
  })

  it('add fault rules, tell of them, and take them away', async () => {
    const { sim, get, post, remove } = control()
    const rule = {
      name: 'a',
      on: { operation: 'BatchPutDocument' },
      do: { type: 'throttle', retryAfter: '2s' },
    }
    expect((await post('faults', rule)).json).toEqual({ added: ['a'] })
    const plan = {
      rules: [
        { name: 'b', do: { type: 'reset' } },
        { name: 'c', do: { type: 'dropReply', as: 'half' } },
      ],
    }
    expect((await post('faults', plan)).json).toEqual({ added: ['b', 'c'] })
    expect((await get('faults')).json).toMatchObject({
      faults: [{ rule: { name: 'a', do: { retryAfter: 2000 } }, stats: { fired: 0 } }, {}, {}],
      explanation: expect.stringContaining(
        'c: calls have their effect, and their reply is lost after the half of it',
      ),
    })
    const IndexId = sim.kendra.addIndex()
    await sim.kendra.batchPutDocument({ IndexId, Documents: [] }).catch(() => {})
    expect((await get('faults/b')).json).toMatchObject({ rule: { name: 'b' }, stats: { evaluated: 1 } })
    expect((await remove('faults/b')).json).toEqual({ removed: ['b'] })
    expect((await remove('faults/b')).status).toBe(404)
    expect((await get('faults/b')).status).toBe(404)
    expect((await remove('faults')).json).toEqual({ removed: ['a', 'c'] })
    expect(sim.faults.rules).toEqual([])
  })

  it('add all rules of a plan or none', async () => {
    const { sim, post } = control()
    const refused = await post('faults', {
      rules: [
        { name: 'a', do: { type: 'reset' } },
        { name: 'b', do: { type: 'rset' } },
      ],
    })
    expect(refused).toMatchObject({ status: 400, json: { code: 'INDEXSIM_CONFIGURATION' } })
    expect(sim.faults.rules).toEqual([])
  })

  it('audit the calls, and tell them by their places', async () => {
    const { sim, get } = control()
    const connector = sim.papi.connector('files')
    await connector.sync()
    await connector.addDocument({ uri: 'a' })
    const [finding, ...more] = (await get('audit')).json['findings'] as unknown as object[]
    expect(more).toEqual([])
    expect(finding).toMatchObject({ kind: 'never-synced', facade: 'papi', corpus: 'files', calls: [1] })
  })

  it('restart and reset', async () => {
    const { sim, get, post } = control()
    const api = sim.papi.connector('c')
    await api.addDocument({ uri: 'a', parts: [{ bytes: Buffer.from('x') }] })
    await post('restart')
    expect((await api.getDocumentStatus('a')).isExist()).toBe(false)
    expect((await post('reset')).json).toEqual({ now: START })
    expect((await get('connectors')).json).toEqual({ connectors: [] })
  })

  it('take a snapshot and go on from it in place', async () => {
    const { sim, get, post } = control()
    const IndexId = sim.kendra.addIndex()
    const put = (Id: string) =>
      sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id, Blob: Buffer.from('x') }] })
    await put('a')
    const saved = (await get('snapshot')).json
    const digest = sim.trace.digest()
    await put('b')
    await sim.settle()
    expect((await post('restore', saved)).json).toEqual({ now: sim.clock.now() })
    expect(sim.trace.digest()).toBe(digest)
    expect(sim.documents().map(({ id, status }) => [id, status])).toEqual([['a', 'PROCESSING']])
    await sim.settle()
    expect(sim.document(IndexId, 'a')?.status).toBe('INDEXED')
    expect(await post('restore', { ...(saved as object), version: 2 })).toMatchObject({ status: 409 })
    const other = control({ seed: 8 })
    expect(await other.post('restore', saved)).toMatchObject({
      status: 409,
      json: {
        code: 'INDEXSIM_SNAPSHOT',
        message: expect.stringContaining('are not those of this simulator: seed'),
      },
    })
  })

  it('have each been asked above', () => {
    const unasked = routes()
      .filter((route) => !asked.has(route))
      .map(({ method, path: place }) => `${method} ${place}`)
    // Its reply is text, and is looked at by itself.
    expect(unasked).toEqual(['GET trace'])
  })
})

describe('the trace as events', () => {
  it('comes live over a socket, with what was before, and goes on where a reader stopped', async () => {
    const { sim } = control()
    const server = await listen(sim)
    open.push(server)
    const IndexId = sim.kendra.addIndex()
    const put = (Id: string) =>
      sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id, Blob: Buffer.from('x') }] })
    await put('a')
    const stream = await fetch(`${server.url}/_indexsim/trace?after=1`, {
      headers: { accept: 'text/event-stream' },
    })
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const readUntil = async (what: string): Promise<void> => {
      while (!text.includes(what)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`the stream ended before ${what}`)
        text += value
      }
    }
    await readUntil('"a"')
    await put('b')
    await readUntil('"documents":["b"]')
    await sim.settle()
    const lines = sim.trace.lines()
    await readUntil(lines.at(-1)!)
    const expected = lines.slice(1).map((line, index) => `id: ${index + 2}\ndata: ${line}\n\n`)
    expect(text).toBe(expected.join(''))
    sim.reset()
    await readUntil('event: reset')
    expect((await reader.read()).done).toBe(true)
  })

  it('shows what is due on a clock that follows the process, though nobody asks', async () => {
    const { sim } = control({ clock: { rate: 60 } })
    const IndexId = sim.kendra.addIndex()
    const stream = await sim.fetch('/_indexsim/trace', { headers: { accept: 'text/event-stream' } })
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    await sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a', Blob: Buffer.from('x') }] })
    for (let text = ''; !text.includes('"kind":"indexed"');) text += (await reader.read()).value ?? ''
    await reader.cancel()
  })

  it('ends when the server does, and when the simulator does', async () => {
    const { sim } = control()
    const server = await listen(sim)
    const live = (): Promise<Response> =>
      fetch(`${server.url}/_indexsim/trace`, { headers: { accept: 'text/event-stream' } })
    const first = await live()
    await server.close()
    await expect(first.text()).rejects.toThrow('terminated')
    const other = control()
    const response = await other.sim.fetch('/_indexsim/trace', { headers: { accept: 'text/event-stream' } })
    const text = response.text()
    await other.sim.close()
    expect(await text).toBe('event: closed\ndata: {}\n\n')
  })

  it('has a head that ends where only that is asked for', async () => {
    const { sim } = control()
    const server = await listen(sim)
    open.push(server)
    // undici ends a HEAD by itself; the bytes tell whether the server has.
    const head =
      'HEAD /_indexsim/trace HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\nconnection: close\r\n\r\n'
    expect(await sendRaw(server.url, [head])).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      body: '',
      end: 'closed',
    })
  })

  it('is refused where the trace keeps no lines', async () => {
    const { sim } = control({ trace: 'digest' })
    const refused = await sim.fetch('/_indexsim/trace', { headers: { accept: 'text/event-stream' } })
    expect(refused.status).toBe(400)
  })
})

describe('what the control routes refuse', () => {
  it('has a problem in JSON: an unknown route, with those there are', async () => {
    const { get } = control()
    const { status, headers, json } = await get('nothing')
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    expect(json).toMatchObject({
      status: 404,
      name: 'NotFound',
      code: 'INDEXSIM_NOT_FOUND',
      message: 'there is nothing at /_indexsim/nothing',
      routes: expect.arrayContaining(['GET /_indexsim/health', 'DELETE /_indexsim/faults/{name}']),
    })
  })

  it('names the methods that there are', async () => {
    const { get, remove } = control()
    expect((await get('clock/advance')).headers.get('allow')).toBe('POST')
    const { status, headers } = await remove('indices')
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST'])
  })

  it.each<[string, unknown, string]>([
    ['clock/advance', {}, 'body.by is undefined; expected milliseconds'],
    ['clock/advance', { by: '5 parsecs' }, 'body.by is "5 parsecs"; expected milliseconds'],
    ['clock/advance', { by: 5, at: 6 }, 'unknown member at'],
    ['clock/advance', [], 'the body is no JSON object'],
    ['faults', { name: 'a' }, 'fault rule.do is undefined'],
    ['indices', { id: 'short' }, 'body.id'],
    ['connectors', { name: '' }, 'body.name is ""; expected a name that is not empty'],
  ])('says what is wrong in %s with %j', async (place, body, message) => {
    const { sim, post } = control()
    expect(await post(place, body)).toMatchObject({
      status: 400,
      json: {
        name: 'ConfigurationError',
        code: 'INDEXSIM_CONFIGURATION',
        message: expect.stringContaining(message),
      },
    })
    expect(sim.clock.now()).toBe(START)
  })

  it('takes no form of a browser, and no text that is no JSON', async () => {
    const { sim } = control()
    const send = (type: string, body: string): Promise<Response> =>
      sim.fetch('/_indexsim/clock/advance', { method: 'POST', headers: { 'content-type': type }, body })
    expect((await send('application/x-www-form-urlencoded', 'by=5')).status).toBe(415)
    expect((await send('text/plain', '{"by":5}')).status).toBe(415)
    expect((await send('application/json', '{')).status).toBe(400)
    expect((await send('application/json; charset=utf-8', '{"by":5}')).status).toBe(200)
  })

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('takes nothing of a web page from elsewhere: %j', async (headers: Record<string, string>) => {
    const { sim } = control()
    const server = await listen(sim)
    open.push(server)
    sim.kendra.addIndex()
    for (const place of ['reset', 'restart', 'clock/settle', 'indices']) {
      const refused = await fetch(`${server.url}/_indexsim/${place}`, { method: 'POST', headers })
      expect([refused.status, await refused.json()]).toEqual([
        403,
        expect.objectContaining({ name: 'Forbidden', code: 'INDEXSIM_FOREIGN_PAGE' }),
      ])
    }
    expect(sim.kendra.indices()).toHaveLength(1)
    const own = await fetch(`${server.url}/_indexsim/reset`, {
      method: 'POST',
      headers: { origin: server.url, 'sec-fetch-site': 'same-origin' },
    })
    expect(own.status).toBe(200)
  })

  it('has status 501 and says by header where the simulator itself is in trouble', async () => {
    const { sim, post } = control({ limits: { settle: 10 } })
    const IndexId = sim.kendra.addIndex()
    await sim.kendra.batchPutDocument({ IndexId, Documents: [{ Id: 'a', Blob: Buffer.from('x') }] })
    const { status, headers, json } = await post('clock/settle')
    expect([status, headers.get('x-indexsim-error')]).toEqual([501, 'INDEXSIM_LIMIT'])
    expect(json).toMatchObject({ name: 'SimulationLimitError', code: 'INDEXSIM_LIMIT', status: 501 })
  })

  it('is told apart by status: a query that is wrong, a simulator that was closed', async () => {
    const { sim, get, post } = control()
    expect((await get('documents?corpse=x')).status).toBe(400)
    expect((await get('documents?includeGone=yes')).status).toBe(400)
    expect((await get('documents?corpus=none')).status).toBe(400)
    expect((await post('indices/none/data-sources')).status).toBe(404)
    await sim.close()
    expect((await post('clock/settle')).status).toBe(410)
  })
})

describe('the OpenAPI document', () => {
  const root = path.resolve(import.meta.dirname, '../../../..')

  it('is the one that is shipped (after a change: npx vitest run test/facades/http/control --update)', async () => {
    const text = `${JSON.stringify(openApiDocument(), undefined, 2)}\n`
    await expect(text).toMatchFileSnapshot(path.join(root, 'schemas/control.openapi.json'))
    const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      exports: Record<string, string>
    }
    expect(exports['./control.openapi.json']).toBe('./schemas/control.openapi.json')
  })

  it('is served, and has every route', async () => {
    const { get } = control()
    const document = (await get('openapi.json')).json as unknown as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }
    expect(document).toEqual(openApiDocument())
    expect(document.openapi).toBe('3.1.0')
    const operations = Object.entries(document.paths).flatMap(([place, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${place.slice(1)}`),
    )
    expect(operations.toSorted()).toEqual(
      routes()
        .map(({ method, path: place }) => `${method} ${place}`)
        .toSorted(),
    )
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})
