/** Simulators on a socket: connections, sizes, forms of refusal, several in one server, and the end. */
import { request as startRequest } from 'node:http'
import { connect, Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConfigurationError, Simulator, type SimulatorOptions } from '../../../src/index.ts'
import { listen, type Listener, type ListenOptions } from '../../../src/server.ts'
import { sendRaw } from './raw-http.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function serve(
  options: SimulatorOptions = {},
  listenOptions: ListenOptions = {},
): Promise<{ sim: Simulator; server: Listener; indexId: string; ask: (id?: string) => Promise<Response> }> {
  const sim = new Simulator({ workers: { threads: 0 }, ...options })
  const indexId = sim.kendra.addIndex()
  sim.papi.connector('c')
  const server = await listen(sim, listenOptions)
  open.push(server, sim)
  const ask = (id = 'a'): Promise<Response> =>
    kendra(server.url, 'BatchGetDocumentStatus', { IndexId: indexId, DocumentInfoList: [{ DocumentId: id }] })
  return { sim, server, indexId, ask }
}

function kendra(url: string, operation: string, input: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': `AWSKendraFrontendService.${operation}` },
    body: JSON.stringify(input),
  })
}

const TARGET = 'x-amz-target: AWSKendraFrontendService.ListIndices'

describe('a server', () => {
  it('listens on 127.0.0.1 and a free port, and tells what clients need', async () => {
    const { server } = await serve()
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(server.env).toMatchObject({
      AWS_ENDPOINT_URL_KENDRA: server.url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'simulated',
      AWS_EC2_METADATA_DISABLED: 'true',
      INDEXSIM_PAPI_URL: `${server.url}/papi/4/connectors/`,
    })
  })

  it('answers for both services, with no date', async () => {
    const { server, ask } = await serve()
    const status = await ask()
    expect(await status.json()).toMatchObject({ DocumentStatusList: [{ DocumentStatus: 'NOT_FOUND' }] })
    const ping = await fetch(`${server.env['INDEXSIM_PAPI_URL']}c/ping`)
    expect([ping.status, await ping.text()]).toEqual([200, ''])
    expect([status.headers.get('date'), ping.headers.get('date')]).toEqual([null, null])
    const nothing = await fetch(`${server.url}/elsewhere`)
    expect([nothing.status, await nothing.text()]).toEqual([404, expect.stringContaining('/papi/')])
  })

  it('keeps connections of HTTP/1.1, and of HTTP/1.0 where they ask for it', async () => {
    const { server } = await serve()
    const one = `POST / HTTP/1.1\r\nhost: localhost\r\n${TARGET}\r\ncontent-length: 2\r\n\r\n{}`
    const twice = await sendRaw(server.url, [one + one])
    expect(twice.text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(twice.end).toBe('left open')
    const old = `POST / HTTP/1.0\r\n${TARGET}\r\ncontent-length: 2\r\n`
    expect(await sendRaw(server.url, [`${old}\r\n{}`])).toMatchObject({ status: 200, end: 'closed' })
    expect(await sendRaw(server.url, [`${old}connection: keep-alive\r\n\r\n{}`])).toMatchObject({
      status: 200,
      end: 'left open',
      headers: { connection: 'keep-alive' },
    })
  })

  it('answers OPTIONS *, absolute targets, HEAD and bodies in chunks', async () => {
    const { server } = await serve()
    expect(await sendRaw(server.url, ['OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n'])).toMatchObject({
      status: 200,
      headers: { allow: 'GET, POST, OPTIONS' },
    })
    expect(
      await sendRaw(server.url, [
        'GET http://x/papi/4/connectors/c/ping HTTP/1.1\r\nhost: localhost\r\n\r\n',
      ]),
    ).toMatchObject({ status: 200 })
    expect(await sendRaw(server.url, ['HEAD /nothing HTTP/1.1\r\nhost: localhost\r\n\r\n'])).toMatchObject({
      status: 404,
      body: '',
    })
    const head = `POST / HTTP/1.1\r\nhost: localhost\r\n${TARGET}\r\ntransfer-encoding: chunked\r\n\r\n`
    const chunked = await sendRaw(server.url, [head, '1\r\n{\r\n', '1\r\n}\r\n', '0\r\n\r\n'], {
      pauseMs: 10,
    })
    expect(chunked).toMatchObject({ status: 200 })
  })

  it('[kendra.wire.too-large] refuses a body above the limit in the form of the service, and goes on', async () => {
    const { server, sim, ask } = await serve({}, { bodyLimit: 1000 })
    const body = 'x'.repeat(5000)
    const refused = await fetch(server.url, { method: 'POST', headers: { 'x-amz-target': 'x' }, body })
    expect([refused.status, await refused.json()]).toEqual([
      413,
      { __type: 'RequestEntityTooLargeException', Message: 'the body is larger than 1000 bytes' },
    ])
    const papi = await fetch(`${server.url}/papi/4/connectors/c/add_documents`, { method: 'POST', body })
    expect([papi.status, await papi.text()]).toEqual([
      413,
      expect.stringContaining('<message>the body is larger than 1000 bytes</message>'),
    ])
    // Without a length it is known only while it comes in.
    const streamed = await fetch(server.url, {
      method: 'POST',
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(streamed.status).toBe(413)
    expect((await ask()).status).toBe(200)
    expect(sim.calls).toHaveLength(1)
  })

  it('refuses what is no HTTP, and heads that are too large', async () => {
    const { server, ask } = await serve()
    expect(await sendRaw(server.url, ['\u0000\u0001 garbage\r\n\r\n'])).toMatchObject({
      status: 400,
      end: 'closed',
    })
    expect(
      await sendRaw(server.url, [
        `GET / HTTP/1.1\r\nhost: localhost\r\nlong: ${'x'.repeat(100_000)}\r\n\r\n`,
      ]),
    ).toMatchObject({ status: 431 })
    expect((await ask()).status).toBe(200)
  })

  it('says by name, and with a status that no client tries again, what is its own trouble', async () => {
    const { sim, server, ask } = await serve()
    const query = await kendra(server.url, 'Query', {})
    expect([query.status, query.headers.get('x-indexsim-error'), await query.json()]).toEqual([
      501,
      'INDEXSIM_CONFIGURATION',
      { __type: 'ConfigurationError', Message: expect.stringContaining('Query is not modelled') },
    ])
    await sim.close()
    const closed = await ask()
    expect([closed.status, closed.headers.get('x-indexsim-error')]).toEqual([501, 'INDEXSIM_CLOSED'])
    const papi = await fetch(`${server.url}/papi/4/connectors/c/ping`)
    expect([papi.status, await papi.text()]).toEqual([501, expect.stringContaining('<message>')])
  })

  it('breaks the connection where the service does', async () => {
    const { sim, server, indexId } = await serve()
    for (const type of ['reset', 'dropReply'] as const) {
      sim.faults.add({ name: type, do: { type }, limit: { fires: 1 } })
      await expect(
        kendra(server.url, 'BatchPutDocument', { IndexId: indexId, Documents: [{ Id: type, Blob: 'YQ==' }] }),
      ).rejects.toMatchObject({ cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } })
    }
    expect(sim.documents().map(({ id }) => id)).toEqual(['dropReply'])
  })

  it.each([
    [{ port: 65_536 }, 'port'],
    [{ host: '' }, 'host'],
    [{ bodyLimit: 0 }, 'bodyLimit'],
    [{ prot: 1 }, 'prot'],
    [{ hosts: ['http://a'] }, 'hosts'],
  ])('refuses the options %o', async (options, place) => {
    const sim = new Simulator()
    await expect(listen(sim, options as ListenOptions)).rejects.toThrow(ConfigurationError)
    await expect(listen(sim, options as ListenOptions)).rejects.toThrow(place)
  })

  it('refuses what is no simulator, and rejects where the port is taken', async () => {
    const { server, sim } = await serve()
    for (const wrong of [
      undefined,
      {},
      { a: {} },
      { fetch: globalThis.fetch },
      { papi: sim },
      { 'a/b': sim },
    ])
      await expect(listen(wrong as never)).rejects.toThrow(ConfigurationError)
    await expect(listen(sim, { port: Number(new URL(server.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})

describe('the name by which a server is asked for', () => {
  const ping = (host: string): string[] => [
    `GET /papi/4/connectors/c/ping HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
  ]

  it.each(['localhost', 'LOCALHOST:80', 'a.localhost', '127.0.0.1:1', '[::1]:1', '10.0.0.1'])(
    'may be %s',
    async (host) => {
      const { server } = await serve()
      expect((await sendRaw(server.url, ping(host))).status).toBe(200)
    },
  )

  it.each(['rebound.example', 'rebound.example:80', 'localhost.rebound.example', 'a b'])(
    'on loopback may not be %s, unless it was given',
    async (host) => {
      const { server } = await serve()
      const refused = await sendRaw(server.url, ping(host))
      expect(refused).toMatchObject({
        status: 403,
        headers: { 'x-indexsim-error': 'INDEXSIM_UNKNOWN_HOST' },
        body: expect.stringContaining('--allow-host'),
      })
      const control = `POST /_indexsim/reset HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 0\r\n\r\n`
      expect((await sendRaw(server.url, [control])).status).toBe(403)
    },
  )

  it('may be one that was given, on any address', async () => {
    const given = await serve({}, { hosts: ['Simulator'] })
    expect((await sendRaw(given.server.url, ping('simulator:8480'))).status).toBe(200)
    expect((await sendRaw(given.server.url, ping('other'))).status).toBe(403)
    const everywhere = await serve({}, { host: '0.0.0.0' })
    expect((await sendRaw(everywhere.server.url, ping('any'))).status).toBe(200)
  })
})

describe('what a browser sends for a page of another origin', () => {
  const pages: [string, Record<string, string>][] = [
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a file', { origin: 'null' }],
    ['a site by the address of an image', { 'sec-fetch-site': 'cross-site' }],
  ]

  it.each(pages)('has no effect on the Push API: a form of %s', async (_, headers) => {
    const { sim, server } = await serve()
    const at = `${server.url}/papi/4/connectors/c/add_documents`
    const form = new FormData()
    form.append('PAPI_1:uri', 'a')
    const refused = await fetch(at, { method: 'POST', headers, body: form })
    expect([refused.status, refused.headers.get('x-indexsim-error')]).toEqual([403, 'INDEXSIM_FOREIGN_PAGE'])
    expect(await refused.text()).toContain('may not use the simulator at 127.0.0.1:')
    expect(sim.documents()).toEqual([])
    expect(sim.calls).toEqual([])
    const plain = await fetch(at, { method: 'POST', body: form })
    expect(plain.status).toBe(200)
    const own = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    expect((await fetch(at, { method: 'POST', headers: own, body: form })).status).toBe(200)
    expect(sim.documents()).toHaveLength(1)
  })

  it('has no effect on Kendra either, whose refusal has the form of its errors', async () => {
    const { sim, server } = await serve()
    const refused = await fetch(server.url, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'x-amz-target': 'AWSKendraFrontendService.ListIndices' },
      body: '{}',
    })
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ __type: 'Forbidden' })
    expect(sim.calls).toEqual([])
  })

  it('is told to pages of the web where a server of your own hands requests to sim.fetch', async () => {
    const sim = new Simulator()
    open.push(sim)
    sim.papi.connector('c')
    const ping = (headers: Record<string, string>): Promise<Response> =>
      sim.fetch('https://push.example/papi/4/connectors/c/ping', { headers })
    expect((await ping({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await ping({ origin: 'https://push.example' })).status).toBe(200)
    expect((await ping({})).status).toBe(200)
  })
})

describe('several simulators in one server', () => {
  it('are apart, each under its name', async () => {
    const sims = { a: new Simulator({ seed: 1 }), b: new Simulator({ seed: 2 }) }
    const server = await listen(sims)
    open.push(server, sims.a, sims.b)
    const ids = { a: sims.a.kendra.addIndex(), b: sims.b.kendra.addIndex() }
    sims.a.papi.connector('c')
    for (const name of ['a', 'b'] as const) {
      const { url, env } = server.at[name]
      expect(url).toBe(`${server.url}/${name}`)
      // With and without a slash at the end of the endpoint.
      for (const endpoint of [url, `${url}/`]) {
        const reply = await kendra(endpoint, 'ListIndices', {})
        expect(await reply.json()).toMatchObject({ IndexConfigurationSummaryItems: [{ Id: ids[name] }] })
      }
      expect((await fetch(`${env['INDEXSIM_PAPI_URL']}c/ping`)).status).toBe(name === 'a' ? 200 : 400)
    }
    const nobody = await fetch(`${server.url}/c/`)
    expect([nobody.status, await nobody.text()]).toEqual([
      404,
      'There is nothing at /c/; there is /a/, /b/\n',
    ])
    expect(await sendRaw(server.url, ['OPTIONS * HTTP/1.0\r\n\r\n'])).toMatchObject({ status: 200 })
  })
})

describe('the end of a server', () => {
  it('lets calls that are under way finish, and takes no more', async () => {
    const { sim, server, ask } = await serve({ latencyMs: 1000 })
    let release = (): void => {}
    // Simulated time stands still, and with it the calls.
    const held = sim.external(new Promise<void>((resolve) => (release = resolve)))
    const calls = Array.from({ length: 5 }, (_, n) => ask(String(n)))
    const idle = sendRaw(
      server.url,
      ['POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nhalf'],
      {
        patienceMs: 5000,
      },
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    let isClosed = false
    const closing = server.close().then(() => (isClosed = true))
    await expect(ask()).rejects.toThrow('fetch failed')
    expect((await idle).end).not.toBe('left open')
    expect(isClosed).toBe(false)
    release()
    await held
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    await closing
    expect(sim.calls).toHaveLength(5)
  })

  describe('with time-outs of sockets that are much shorter', () => {
    afterEach(() => vi.restoreAllMocks())

    function shortenTimeouts(): void {
      const original = Reflect.get(Socket.prototype, 'setTimeout') as (
        ms: number,
        callBack?: () => void,
      ) => Socket
      vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (this: Socket, ms, callBack) {
        return original.call(this, Math.min(ms, 50), callBack)
      })
    }

    it('cuts no call that is under way for longer', async () => {
      const { sim, server, ask } = await serve({ latencyMs: 1000 })
      let release = (): void => {}
      const held = sim.external(new Promise<void>((resolve) => (release = resolve)))
      const call = ask()
      await new Promise((resolve) => setTimeout(resolve, 100))
      shortenTimeouts()
      const closing = server.close()
      await new Promise((resolve) => setTimeout(resolve, 300))
      release()
      await held
      expect((await call).status).toBe(200)
      await closing
    })

    it('gives up a client that does not take its reply', async () => {
      const { sim, server, indexId } = await serve()
      const Blob = Buffer.alloc(3_000_000)
      for (let n = 0; n < 8; n++)
        await sim.kendra.batchPutDocument({ IndexId: indexId, Documents: [{ Id: String(n), Blob }] })
      const { hostname, port } = new URL(server.url)
      const client = connect(Number(port), hostname).pause()
      client.on('error', () => {})
      client.write('GET /_indexsim/calls HTTP/1.1\r\nhost: localhost\r\n\r\n')
      await new Promise((resolve) => setTimeout(resolve, 300))
      shortenTimeouts()
      await server.close()
      client.destroy()
    })
  })

  it('comes at once where nobody waits, also a second time, and by `await using`', async () => {
    const { server, ask } = await serve()
    await ask()
    await server.close()
    await server.close()
    await server[Symbol.asyncDispose]()
    await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  })
})

describe('a call over a socket', () => {
  it('does not wait for another that time stands still for, and time can be moved meanwhile', async () => {
    const { sim, server, ask } = await serve({ latencyMs: 10 })
    // A client that has sent half of its request holds nobody up.
    const { hostname, port } = new URL(server.url)
    const slow = startRequest({ hostname, port, method: 'POST', headers: { 'content-length': '100' } })
    slow.on('error', () => {})
    slow.write('{')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const before = sim.clock.now()
    expect((await ask()).status).toBe(200)
    expect(sim.clock.now()).toBe(before + 10)
    await Promise.all([sim.clock.advance('1h'), ask()])
    expect(sim.clock.now()).toBe(before + 10 + 3_600_000)
    slow.destroy()
  })
})
