/** `listen` of `indexsim/server`: simulators on a socket, for clients in any language. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { z } from 'zod'
import { ConfigurationError } from '../../core/errors.ts'
import { check } from '../../input/check.ts'
import { HOST_NAME } from '../../input/host-name.ts'
import { ownOrigins } from '../../input/own-origins.ts'
import { connectionErrorIn, type HttpReply, type HttpRequest } from '../http-exchange.ts'
import { exchangeOver, type Fetch, refuse, type Wire, wireFor, wiresBehind } from './create-fetch.ts'
import { isLoopback, KnownHosts } from './known-hosts.ts'
import { cut, writeReply } from './reply-writer.ts'
import { readBody } from './request-body.ts'

/** A simulator, as far as a server needs to know it. */
export interface Served {
  readonly fetch: Fetch
  readonly kendra: { readonly region: string; readonly accountId: string }
}

export interface ListenOptions {
  /** A free one where it is left out, or 0. */
  readonly port?: number | undefined
  /** The address to listen on: `127.0.0.1`, which no other machine reaches, where it is left out. */
  readonly host?: string | undefined
  /** How many bytes the body of a request may have; 100 MiB where it is left out. More is refused with status 413. */
  readonly bodyLimit?: number | undefined
  /**
   * By which names clients may ask for the server, beside `localhost` and addresses. Others are refused with status 403 where
   * the server listens on loopback, or where names are given here; elsewhere any name does.
   */
  readonly hosts?: readonly string[] | undefined
}

/** Where a simulator is served. */
export interface Address {
  /** Without a slash at its end. */
  readonly url: string
  /** Environment variables with which unmodified clients (boto3, the AWS CLI, the SDKs) find the simulator, and nothing else. */
  readonly env: Readonly<Record<string, string>>
}

export interface Listener extends Address {
  /** Takes no more calls, lets those that are under way finish, and ends. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A server of several simulators: each has the path that is its name. */
export interface SharedListener<Name extends string> extends Omit<Listener, 'env'> {
  readonly at: Readonly<Record<Name, Address>>
}

const PORT = 'a port from 0 to 65535'
const BYTES = 'a number of bytes from 1'
const NAMES = 'a list of host names'
const listenOptions: z.ZodType<{
  port: number
  host: string
  bodyLimit: number
  hosts?: readonly string[] | undefined
}> = z.strictObject(
  {
    port: z.int(PORT).min(0, PORT).max(65_535, PORT).default(0),
    host: z.string('an address to listen on').min(1, 'an address to listen on').default('127.0.0.1'),
    bodyLimit: z
      .int(BYTES)
      .min(1, BYTES)
      .default(100 * 2 ** 20),
    hosts: z.array(z.string(NAMES).regex(HOST_NAME, 'a host name without a port'), NAMES).optional(),
  },
  'options { port, host, bodyLimit, hosts }',
)

/**
 * Serves a simulator on a socket: Kendra at `POST /`, the Push API under `/papi/`, and the control routes under
 * `/_indexsim/`. Several simulators, given by names, share one server, each under `/<name>/`. Nothing is encrypted, no
 * signature is verified, and everybody who reaches the port controls the simulator.
 */
export function listen(simulator: Served, options?: ListenOptions): Promise<Listener>
export function listen<Name extends string>(
  simulators: Readonly<Record<Name, Served>>,
  options?: ListenOptions,
): Promise<SharedListener<Name>>
export async function listen(
  served: Served | Readonly<Record<string, Served>>,
  given: ListenOptions = {},
): Promise<Listener | SharedListener<string>> {
  const { port, host, bodyLimit, hosts } = check(listenOptions, given, 'listen')
  const isOne = typeof served?.fetch === 'function'
  const named = isOne ? { '': served as Served } : (served as Readonly<Record<string, Served>>)
  const houses = new Map(Object.entries(named ?? {}).map(([name, sim]) => [name, wiresOf(name, sim)]))
  if (houses.size === 0) throw new ConfigurationError('listen: there is no simulator to serve')
  const door = new Door(houses, bodyLimit)
  const url = await door.open(port, host, hosts)
  const close = (): Promise<void> => door.close()
  const addresses = Object.entries(named).map(([name, sim]) => [name, addressOf(url, name, sim)] as const)
  const listener = { url, close, [Symbol.asyncDispose]: close }
  return isOne
    ? { ...listener, env: (addresses[0] as (typeof addresses)[0])[1].env }
    : { ...listener, at: Object.fromEntries(addresses) }
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._~-]*$/

function wiresOf(name: string, sim: Served): readonly Wire[] {
  if (name !== '' && (!NAME.test(name) || name === 'papi'))
    throw new ConfigurationError(
      `listen: ${JSON.stringify(name)} cannot be the path of a simulator; expected letters, digits and . _ ~ -, and not papi`,
    )
  const wires = typeof sim?.fetch === 'function' ? wiresBehind(sim.fetch) : undefined
  if (wires === undefined)
    throw new ConfigurationError(
      `listen: ${name === '' ? 'the first argument' : JSON.stringify(name)} is no Simulator`,
    )
  return wires
}

function addressOf(base: string, name: string, { kendra: { region, accountId } }: Served): Address {
  const url = name === '' ? base : `${base}/${name}`
  const host = new URL(url).hostname
  return {
    url,
    env: {
      AWS_ENDPOINT_URL_KENDRA: url,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      // An access key that is an account number says whose the indices are.
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: 'simulated',
      AWS_EC2_METADATA_DISABLED: 'true',
      // Whatever the developer's own configuration says.
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
      NO_PROXY: host,
      no_proxy: host,
      INDEXSIM_URL: url,
      INDEXSIM_PAPI_URL: `${url}/papi/4/connectors/`,
    },
  }
}

/** Longer than clients keep an idle connection, so that none is closed under a request that is just being sent. */
const KEEP_ALIVE_MS = 120_000
/** A client that does not take its reply for so long, while the server is being closed, is given up. */
const DRAIN_MS = 10_000

/** Ends a connection when the client has taken what was written. */
function drain(socket: Socket): void {
  if (socket.writableLength > 0) socket.setTimeout(DRAIN_MS, () => socket.destroy()).destroySoon()
  else socket.destroySoon()
}

/** One server and the connections to it. */
class Door {
  readonly #houses: ReadonlyMap<string, readonly Wire[]>
  readonly #bodyLimit: number
  readonly #server: Server
  /** How many requests of each connection have come in whole, and are not answered. */
  readonly #sockets = new Map<Socket, number>()
  readonly #streams = new Set<ServerResponse>()
  readonly #origins: string[] = []
  /** Any name does without. */
  #knownHosts: KnownHosts | undefined
  #closed: Promise<void> | undefined

  constructor(houses: ReadonlyMap<string, readonly Wire[]>, bodyLimit: number) {
    this.#houses = houses
    this.#bodyLimit = bodyLimit
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
      void this.#answer(message, response)
    })
    this.#server.on('connection', (socket) => {
      this.#sockets.set(socket, 0)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) =>
      refuseGarbage(error, socket),
    )
  }

  async open(port: number, host: string, hosts: readonly string[] | undefined): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    const { address, family, port: bound } = this.#server.address() as AddressInfo
    if (hosts !== undefined || isLoopback(address))
      this.#knownHosts = new KnownHosts([host, ...(hosts ?? [])])
    const name =
      address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
    for (const own of [name, 'localhost', '127.0.0.1', '[::1]']) this.#origins.push(`http://${own}:${bound}`)
    for (const origin of this.#origins) ownOrigins.add(origin)
    return `http://${name}:${bound}`
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#server.close(() => {
        for (const origin of this.#origins) ownOrigins.delete(origin)
        resolve()
      })
      for (const response of this.#streams) response.destroy()
      for (const [socket, underWay] of this.#sockets) {
        // What is still on its way to the client may arrive; calls that are under way have their time.
        if (underWay === 0) drain(socket)
      }
    })
    return this.#closed
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = message
    // The date would be the machine's, and clients correct their clocks by it.
    response.sendDate = false
    response.on('error', () => {})
    const { wires, path } = this.#houseOf(message.url ?? '/')
    const method = message.method ?? 'GET'
    const body = await readBody(message, this.#bodyLimit)
    if (body.kind === 'broken-off') return
    this.#count(socket, 1)
    const pathname = path === '/' ? path : new URL(`http://localhost${path}`).pathname
    const wire = wireFor(wires, method, pathname)
    let reply: HttpReply | undefined
    try {
      reply = !(this.#knownHosts?.has(message.headers.host) ?? true)
        ? unknownHost(wire, message.headers.host)
        : body.kind === 'too-large'
          ? refuse(wire, { ...TOO_LARGE, message: `the body is larger than ${this.#bodyLimit} bytes` })
          : await exchangeOver(wires, new SocketRequest(message, method, path, body.bytes), pathname)
    } catch (error) {
      // Where the service gives no reply, there is none; trouble of the simulator's own says what it is.
      if (connectionErrorIn(error) === undefined) reply = ownTrouble(wire, error)
    }
    if (reply === undefined) cut(response)
    else await this.#write(response, reply, method === 'HEAD')
    this.#count(socket, -1)
    // A connection whose last call is answered while the server is being closed has done its work.
    if (this.#closed !== undefined && this.#sockets.get(socket) === 0) drain(socket)
  }

  async #write(response: ServerResponse, reply: HttpReply, isHead: boolean): Promise<void> {
    // Nobody is to wait for the end of what has none.
    const isEndless =
      reply.lostAs !== undefined || (typeof reply.body === 'object' && Symbol.asyncIterator in reply.body)
    if (isEndless) this.#streams.add(response.once('close', () => this.#streams.delete(response)))
    if (this.#closed !== undefined) {
      response.setHeader('connection', 'close')
      if (isEndless) return cut(response)
    }
    await writeReply(response, reply, isHead)
  }

  #count(socket: Socket, change: 1 | -1): void {
    const underWay = this.#sockets.get(socket)
    if (underWay !== undefined) this.#sockets.set(socket, underWay + change)
  }

  /** The simulator whose path it is, and the path that is left. */
  #houseOf(target: string): { wires: readonly Wire[]; path: string } {
    const path = pathOf(target)
    const alone = this.#houses.get('')
    if (alone !== undefined) return { wires: alone, path }
    const [, name = '', rest = ''] = /^\/([^/?]*)(.*)$/s.exec(path) ?? []
    const wires = this.#houses.get(name)
    if (wires === undefined) return { wires: [nameless([...this.#houses.keys()])], path }
    // Clients write the path of an endpoint with and without a slash at its end.
    return { wires, path: rest.startsWith('/') ? rest : `/${rest}` }
  }
}

/** The path of a request line, which is that of a proxy where it is a whole URL. */
function pathOf(target: string): string {
  if (target.startsWith('/')) return target
  const [, path = ''] = /^https?:\/\/[^/?]*(.*)$/is.exec(target) ?? []
  return path.startsWith('/') ? path : `/${path}`
}

/** What stands where no name of a simulator is. */
function nameless(names: readonly string[]): Wire {
  const place = names.map((name) => `/${name}/`).join(', ')
  return {
    place,
    takes: () => false,
    answer: () => Promise.reject(new Error('takes nothing')),
    refuse: (refusal) => refuse(undefined, refusal),
  }
}

/** A request that came in over a socket. */
class SocketRequest implements HttpRequest {
  readonly method: string
  readonly whole: Uint8Array
  readonly body: unknown
  readonly #message: IncomingMessage
  readonly #path: string

  constructor(message: IncomingMessage, method: string, path: string, whole: Uint8Array) {
    this.#message = message
    this.#path = path
    this.method = method
    this.whole = whole
    this.body = whole
  }

  get url(): string {
    return `http://localhost${this.#path}`
  }

  readonly headers: HttpRequest['headers'] = {
    get: (name) => {
      const value = this.#message.headers[name]
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
    },
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(new Uint8Array(this.whole).buffer)
  }
}

const TOO_LARGE = { status: 413, name: 'RequestEntityTooLargeException' }

/**
 * Trouble of the simulator's own: never what the service would have answered. No client tries again after a 501, and the
 * header tells a machine what it is.
 */
function ownTrouble(wire: Wire | undefined, error: unknown): HttpReply {
  const { name, message, code } = error as Error & { readonly code?: unknown }
  return refuse(wire, { status: 501, name, message, code: typeof code === 'string' ? code : 'INDEXSIM_BUG' })
}

/** Nothing of the service's either, which a server of another name would answer for. */
function unknownHost(wire: Wire | undefined, host: string | undefined): HttpReply {
  const message = `the server is not known as ${JSON.stringify(host)}; if it is, give that name in the option hosts of listen, or with --allow-host of indexsim serve`
  return refuse(wire, { status: 403, name: 'UnknownHost', message, code: 'INDEXSIM_UNKNOWN_HOST' })
}

/** What Node could not read as a request at all is nobody's, and has a reply of the server itself. */
function refuseGarbage({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  const body = `this is no request that HTTP/1.1 has: ${status.slice(4).toLowerCase()}\n`
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
}
