/** The client over HTTP: what it makes of servers that behave, that do not, and that are not there. */

import { describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  createHttpPushApi,
  type HttpPushApiOptions,
  PushAPIException,
  Simulator,
  SimulatorClosedError,
} from '../../../../src/index.ts'
import { textDocument } from '../open-connector.ts'

/** A client of a server that answers everything in one way, and what it was asked. */
function against(
  answer: (request: Request) => Response | Promise<Response>,
  options: Partial<HttpPushApiOptions> = {},
) {
  const requests: Request[] = []
  const api = createHttpPushApi({
    baseUrl: 'http://server:10002',
    connector: 'my connector',
    fetch: async (request) => {
      requests.push(request)
      return answer(request)
    },
    ...options,
  })
  return { api, requests }
}

describe('createHttpPushApi', () => {
  it.each<[string, object, RegExp]>([
    [
      'no server',
      { baseUrl: 'server' },
      /createHttpPushApi\.baseUrl is "server"; expected the URL of a server/,
    ],
    ['another protocol', { baseUrl: 'ftp://server' }, /createHttpPushApi\.baseUrl/],
    ['a login in the URL', { baseUrl: 'http://u:p@server' }, /baseUrl is "http:\/\/\.\.\.@server"; expected/],
    ['a query in the URL', { baseUrl: 'http://server/?a=b' }, /createHttpPushApi\.baseUrl/],
    ['a login with a colon', { login: 'a:b', password: 'c' }, /createHttpPushApi\.login/],
    ['a type that no header carries', { connectorType: 'a\nb' }, /createHttpPushApi\.connectorType/],
    ['no connector', { connector: '' }, /createHttpPushApi\.connector is ""; expected a connector's name/],
    ['a connector that no path can name', { connector: '..' }, /createHttpPushApi\.connector/],
    ['an empty password', { login: 'a', password: '' }, /password is not shown; expected/],
    ['a login alone', { login: 'me' }, /createHttpPushApi is {.*}; expected login and password, or neither/],
    ['a fetch that is none', { fetch: 'fetch' }, /createHttpPushApi\.fetch is "fetch"; expected a function/],
    [
      'no length',
      { maxUrlLength: 0 },
      /createHttpPushApi\.maxUrlLength is 0; expected a whole number from 1/,
    ],
    ['a misspelt option', { url: 'x' }, /unknown member url \(there are baseUrl, connector/],
  ])('refuses %s', (_name, wrong, message) => {
    const create = (): unknown => createHttpPushApi({ baseUrl: 'http://server', connector: 'c', ...wrong })
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(message)
  })

  it('sends reads with GET and writes with POST, to the path of the connector under any base', async () => {
    const { api, requests } = against(() => new Response('0'), { baseUrl: new URL('https://server/base/') })
    await api.ping()
    await api.sync()
    await api.setCheckpoint('a b', 'ä', true)
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://server/base/papi/4/connectors/my+connector/ping',
      'POST https://server/base/papi/4/connectors/my+connector/sync',
      'POST https://server/base/papi/4/connectors/my+connector/set_checkpoint?PAPI_checkpoint=a+b&PAPI_name=%C3%A4&PAPI_sync=true',
    ])
  })

  it('sends login and password, and the type of the connector, where it was given them', async () => {
    const { api, requests } = against(() => new Response(''), {
      login: 'mé',
      password: 'p:w',
      connectorType: 'files',
    })
    await api.ping()
    expect(requests[0]?.headers.get('authorization')).toBe(
      `Basic ${Buffer.from('mé:p:w').toString('base64')}`,
    )
    expect(requests[0]?.headers.get('x-connector-type')).toBe('files')
    const { api: plain, requests: without } = against(() => new Response(''))
    await plain.ping()
    expect([...(without[0]?.headers ?? [])]).toEqual([])
  })

  it('is let in by a server with the same credentials, and by no other', async () => {
    const credentials = { login: 'mé', password: 'p:w' }
    const sim = new Simulator({ workers: { threads: 0 }, papi: { credentials } })
    sim.papi.connector('c')
    const connect = (who: object) =>
      createHttpPushApi({ baseUrl: 'http://sim', connector: 'c', fetch: sim.fetch, ...who })
    await connect(credentials).ping()
    for (const who of [{}, { ...credentials, password: 'wrong' }])
      await expect(connect(who).ping()).rejects.toMatchObject({ name: 'PushAPIException', status: 401 })
  })

  it('carries the session in every command, until it is stopped', async () => {
    const { api, requests } = against(
      ({ url }) => new Response(url.includes('session') ? '9223372036854775807' : ''),
    )
    await api.startPushSession()
    await api.addDocument(textDocument('a'))
    await api.getCheckpoint('x')
    await api.stopPushSession()
    await api.sync()
    expect(requests.map(({ url }) => new URL(url).searchParams.get('PAPI_session'))).toEqual([
      null,
      '9223372036854775807',
      '9223372036854775807',
      null,
    ])
  })

  it('divides lists of URIs, so that no URL is too long, and keeps their order', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    sim.papi.connector('c')
    const urls: string[] = []
    const api = createHttpPushApi({
      baseUrl: 'http://sim',
      connector: 'c',
      maxUrlLength: 200,
      fetch: (request) => {
        urls.push(request.url)
        return sim.fetch(request)
      },
    })
    const uris = Array.from({ length: 40 }, (_, n) => `folder/${n}`)
    const longest = `${'x'.repeat(500)}`
    await api.addDocumentList([...uris, longest].map((uri) => textDocument(uri, uri)))
    const statuses = await api.getDocumentStatusList([...uris, longest, 'folder/0'])
    expect(statuses.map(({ stamp }) => stamp)).toEqual([...uris, longest, 'folder/0'])
    await api.deleteDocumentList([...uris, longest])
    expect(sim.documents().filter(({ status }) => status !== 'unknown')).toEqual([])
    const tooLong = urls.filter((url) => url.length > 200)
    expect(tooLong.every((url) => url.includes(longest))).toBe(true)
    expect(urls.length).toBeGreaterThan(10)
  })

  it('[papi.checkpoint.empty-reads-as-absent] takes an empty checkpoint for none', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    const connector = sim.papi.connector('c')
    await connector.setCheckpoint('', 'name', true)
    const api = createHttpPushApi({ baseUrl: 'http://sim', connector: 'c', fetch: sim.fetch })
    expect([await connector.getCheckpoint('name'), await api.getCheckpoint('name')]).toEqual(['', undefined])
  })

  it('[papi.wire.prefix] deletes what begins with a text by commands that there are', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    sim.papi.connector('c').seed(['a/b', 'a/bc', 'b'].map((uri) => textDocument(uri)))
    const api = createHttpPushApi({ baseUrl: 'http://sim', connector: 'c', fetch: sim.fetch })
    await api.deleteDocumentsWithPrefix('a/b')
    expect(sim.calls.map(({ operation }) => operation)).toEqual([
      'sync',
      'enumerateSyncedEntries',
      'deleteDocumentList',
    ])
    expect((await api.getDocumentStatusList(['a/b', 'a/bc', 'b'])).map(({ exist }) => exist)).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('what a server answers', () => {
  const xml = (body: string, status: number): Response =>
    new Response(body, { status, headers: { 'content-type': 'text/xml' } })

  it.each<[string, string, string]>([
    ['anywhere in it', '<a><b c="1"><message>no &lt;disk&gt; left</message></b></a>', 'no <disk> left'],
    ['with a prefix', '<e:x xmlns:e="u"><e:message>one</e:message><e:message>two</e:message></e:x>', 'one'],
    ['in CDATA', '<x><message><![CDATA[a & b]]></message></x>', 'a & b'],
    ['before what is broken', '<x><message>said</message><y></x>', 'said'],
  ])('is told with the message of its XML, %s', async (_where, body, message) => {
    const { api } = against(() => xml(body, 400))
    await expect(api.ping()).rejects.toMatchObject({ name: 'PushAPIException', status: 400, message })
  })

  it.each([
    '',
    'Not found',
    '<html><body>Bad gateway</body></html>',
    '<x><message>cut',
    '{"message":"no"}',
    '\0',
  ])('is told by its status where it is no such XML: %j', async (body) => {
    const { api } = against(() => new Response(body, { status: 502 }))
    await expect(api.sync()).rejects.toMatchObject({
      status: 502,
      message: 'the server answered sync with status 502',
    })
  })

  it.each([200, 201, 204])('is a success with the status %i', async (status) => {
    const { api } = against(() => new Response(status === 204 ? null : '', { status }))
    await api.sync()
  })

  it.each<[string, (api: ReturnType<typeof against>['api']) => Promise<unknown>]>([
    ['statuses in XML', (api) => api.getDocumentStatusList(['a'])],
    ['an enumeration', (api) => api.enumerateSyncedEntries('', 'RECURSIVE_DOCUMENTS')],
    ['checkpoints', (api) => api.enumerateCheckpointsInfo()],
    ['a count', (api) => api.countSyncedEntries('', 'RECURSIVE_DOCUMENTS')],
    ['a serial', (api) => api.setCheckpoint('x')],
    ['whether documents are searchable', (api) => api.areDocumentsSearchable('1')],
    ['a session', (api) => api.startPushSession()],
  ])('cannot be read where it is another thing than %s', async (_what, call) => {
    const { api } = against(() => new Response('<xml>%E4 no end'))
    await expect(call(api)).rejects.toThrow(PushAPIException)
    await expect(call(api)).rejects.toThrow(/^the reply of the server to \w+ cannot be read: /)
  })

  it('cannot be read where lines are missing', async () => {
    const { api } = against(() => new Response('M a\n'))
    await expect(api.getDocumentStatusList(['a', 'b'])).rejects.toThrow(/1 lines for 2 URIs/)
  })

  it('takes any letter but D for the mark of a folder', async () => {
    const { api } = against(() => new Response('D a+b v1\nX folder%2Fc\n'))
    expect(await api.enumerateSyncedEntries('', 'NOT_RECURSIVE_ALL')).toEqual([
      { kind: 'document', uri: 'a b', stamp: 'v1' },
      { kind: 'folder', uri: 'folder/c', stamp: undefined },
    ])
  })
})

describe('a server that is not there', () => {
  it('is a PushAPIException with the cause', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const { api } = against(() => Promise.reject(new TypeError('fetch failed', { cause })))
    await expect(api.ping()).rejects.toMatchObject({
      name: 'PushAPIException',
      status: undefined,
      message: 'the Push API server cannot be reached: connect ECONNREFUSED',
      cause,
    })
  })

  it('is no name for trouble of the simulator', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    sim.papi.connector('c')
    const api = createHttpPushApi({ baseUrl: 'http://sim', connector: 'c', fetch: sim.fetch })
    await sim.close()
    await expect(api.ping()).rejects.toThrow(SimulatorClosedError)
  })
})

describe('the body of a request', () => {
  const path = '/papi/4/connectors/c/set_checkpoint'
  const slowly = (text: string, ms: number): ReadableStream =>
    new ReadableStream({
      async start(controller) {
        await new Promise((resolve) => setTimeout(resolve, ms))
        controller.enqueue(new TextEncoder().encode(text))
        controller.close()
      },
    })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const post = (sim: Simulator, body: ReadableStream): Promise<Response> =>
    sim.fetch(path, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)

  it('holds simulated time while it comes in, and keeps the order of the requests', async () => {
    const sim = new Simulator({ workers: { threads: 0 }, latencyMs: 10 })
    const connector = sim.papi.connector('c')
    const start = sim.clock.now()
    const sleep = sim.clock.sleep('1h')
    const posts = [30, 0, 15].map((ms, n) => post(sim, slowly(`PAPI_checkpoint=${n}`, ms)))
    await Promise.all(posts)
    expect(sim.clock.now() - start).toBe(10)
    expect(await connector.getCheckpoint('', false)).toBe('2')
    await sleep
  })

  it('that never ends is a stall, by name', async () => {
    const sim = new Simulator({ workers: { threads: 0 }, limits: { external: 50 } })
    sim.papi.connector('c')
    await expect(post(sim, new ReadableStream())).rejects.toMatchObject({
      name: 'SimulationStalledError',
      message: expect.stringContaining(`the body of POST ${path}`) as unknown,
    })
  })
})

describe('sim.fetch', () => {
  it('takes what fetch takes: a path, a URL or a request, with or without an init', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    sim.papi.connector('c')
    const path = '/papi/4/connectors/c/ping'
    const answers = [
      await sim.fetch(path),
      await sim.fetch(`https://anywhere${path}`, { method: 'POST' }),
      await sim.fetch(new URL(path, 'http://x')),
      await sim.fetch(new Request(`http://x${path}`), { method: 'POST' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('says what there is where there is nothing', async () => {
    const sim = new Simulator({ workers: { threads: 0 } })
    const response = await sim.fetch('/pap/4')
    expect([response.status, await response.text()]).toEqual([
      404,
      'There is nothing at /pap/4; there is POST / (Kendra), /papi/, /_indexsim/\n',
    ])
  })

  it('ends with the reason of an abort signal, and the service goes on', async () => {
    const sim = new Simulator({ workers: { threads: 0 }, latencyMs: 100 })
    sim.papi.connector('c')
    const url = '/papi/4/connectors/c/set_checkpoint?PAPI_checkpoint=x'
    const abort = new AbortController()
    const call = sim.fetch(url, { method: 'POST', signal: abort.signal })
    const reason = new Error('enough')
    const end = call.catch((error: unknown) => error)
    await sim.clock.sleep(10)
    abort.abort(reason)
    expect(await end).toBe(reason)
    await expect(sim.fetch(url, { signal: abort.signal })).rejects.toBe(reason)
    await sim.clock.sleep(100)
    expect(await sim.papi.connector('c').getCheckpoint('', false)).toBe('x')
  })
})
