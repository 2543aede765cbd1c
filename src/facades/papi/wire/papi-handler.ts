/**
 * The wire of the Push API: a Request to a Response, with no socket between. Whatever a request is, it is answered as
 * the service answers, and nothing of a request that is refused takes effect.
 */
import { connectionReset } from '../../../core/connection-errors.ts'
import { badRequest, PushAPIException } from '../push-api-exception.ts'
import type { Caller, PushServer } from '../push-server.ts'
import { type Command, commands, type Exchange } from './commands.ts'
import { textOf } from './document-fields.ts'
import { writeErrorDocument } from './error-document.ts'
import { decodeForm } from './form-encoding.ts'
import { readMultipart } from './multipart.ts'
import { addParameter, CommandParameters, readParameters } from './parameters.ts'

/**
 * Answers requests under `/papi/`. The promise rejects where there would be no response: with a TypeError as `fetch`
 * has it when the server crashes under the request, and with the simulator's own errors.
 */
export type PapiHandler = (request: Request) => Promise<Response>

export function createPapiHandler(server: PushServer): PapiHandler {
  return async (request) => {
    const target = targetOf(request)
    // Before anything is waited for: a body must not let later requests overtake this one.
    const ticket = server.simulation.driver.reserve()
    try {
      const { connector, exchange, session } = await readRequest(server, target, ticket)
      const caller: Caller = { session, ticket, disconnected }
      return respond(200, await exchange((name, args) => server.call(connector, name, args, caller)))
    } catch (error) {
      if (!(error instanceof PushAPIException)) throw error
      return refusal(error)
    }
  }
}

/** A request, and what its path names. */
interface Target {
  readonly request: Request
  readonly url: URL
  /** Undefined where the path has another form. */
  readonly connector: string | undefined
  readonly command: string
}

function targetOf(request: Request): Target {
  const url = new URL(request.url)
  const [, connector = '', command = ''] = PATH.exec(url.pathname) ?? []
  return { request, url, connector: decodeForm(connector), command: decodeForm(command) ?? command }
}

interface ReadRequest {
  readonly connector: string
  readonly exchange: Exchange
  readonly session: string | undefined
}

const SESSION = 'PAPI_session'
const PATH = /^\/papi\/4\/connectors\/([^/]+)\/([^/]+)$/

/** A request that cannot be read is refused by the server: it takes its time, and is in the log. */
async function readRequest(server: PushServer, target: Target, ticket: number): Promise<ReadRequest> {
  try {
    return await understand(server, target)
  } catch (error) {
    if (!(error instanceof PushAPIException)) throw error
    const { connector = '', command, request } = target
    return server.refuse(connector, command === '' ? request.method : command, error, {
      session: undefined,
      ticket,
      disconnected,
    })
  }
}

async function understand(server: PushServer, target: Target): Promise<ReadRequest> {
  const { settings } = server
  const { request, url } = target
  checkCredentials(settings.credentials, request)
  const { connector, command } = find(server, target)
  checkMethod(command, request.method, settings.profile)
  const body = await readBytes(server, request, url)
  const parameters = readParametersOf(request, url, body, settings.profile === 'strict')
  return {
    connector,
    exchange: command.read(parameters, settings.folderMarker),
    session: parameters.optional(SESSION),
  }
}

function checkCredentials(credentials: PushServer['settings']['credentials'], { headers }: Request): void {
  if (credentials === undefined) return
  const { login, password } = credentials
  const expected = Buffer.from(`${login}:${password}`).toString('base64')
  if (/^Basic +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1] !== expected)
    throw new WireRefusal(401, 'login and password are missing or wrong', {
      'www-authenticate': 'Basic realm="Push API", charset="UTF-8"',
    })
}

function find(
  server: PushServer,
  { connector: name, command: word, url }: Target,
): {
  connector: string
  command: Command
} {
  if (name === undefined || name === '' || word === '')
    throw badRequest(
      `the path ${url.pathname} is not understood; expected /papi/4/connectors/<connector>/<command>`,
    )
  if (!server.has(name)) throw badRequest(`there is no connector ${JSON.stringify(name)}`)
  const command = commands.get(word)
  if (command === undefined)
    throw badRequest(`there is no command ${word}; there are ${[...commands.keys()].join(', ')}`)
  return { connector: name, command }
}

function checkMethod({ isRead }: Command, method: string, profile: 'vendor-client' | 'strict'): void {
  const allowed = isRead ? (profile === 'strict' ? ['GET'] : ['GET', 'POST']) : ['POST']
  if (!allowed.includes(method))
    throw new WireRefusal(405, `the method ${method} is not allowed here; expected ${allowed.join(' or ')}`, {
      allow: allowed.join(', '),
    })
}

function readParametersOf(
  { headers }: Request,
  url: URL,
  body: Uint8Array,
  isStrict: boolean,
): CommandParameters {
  const values = new Map<string, string[]>()
  readParameters(url.search.slice(1), values)
  const type = headers.get('content-type') ?? ''
  if (/^\s*multipart\//i.test(type)) {
    const fields = readMultipart(type, body)
    // What has no colon is about no document, but a parameter of the command.
    for (const field of fields) if (!field.name.includes(':')) addParameter(field.name, textOf(field), values)
    const others = fields.filter(({ name }) => name !== SESSION)
    return new CommandParameters(values, others, isStrict)
  }
  if (/^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) readParameters(decode(body), values)
  else if (body.length > 0)
    throw badRequest(`the content type ${JSON.stringify(type)} is not understood; expected a form`)
  return new CommandParameters(values, undefined, isStrict)
}

/** Time stands still while the body comes in: how long that takes must not decide the run. */
async function readBytes(server: PushServer, request: Request, { pathname }: URL): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array()
  const { driver, engine } = server.simulation
  const { restarts } = engine
  const what = `the body of ${request.method} ${pathname}`
  const body = await driver.external(request.arrayBuffer().then(bytesOf, brokenOff), what)
  if (engine.restarts !== restarts) throw disconnected(connectionReset())
  if (body instanceof Error) throw body
  return body
}

function bytesOf(buffer: ArrayBuffer): Uint8Array {
  return new Uint8Array(buffer)
}

function brokenOff(): PushAPIException {
  return badRequest('the body of the request broke off')
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw badRequest('the form is not in UTF-8')
  }
}

/** A refusal of the wire itself, with what its response has to say beside. */
class WireRefusal extends PushAPIException {
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>>) {
    super(message, { status })
    this.headers = headers
  }
}

function refusal(error: PushAPIException): Response {
  return respond(error.status ?? 400, writeErrorDocument(error.message), {
    'content-type': 'application/xml; charset=utf-8',
    ...(error instanceof WireRefusal && error.headers),
  })
}

function respond(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache', ...headers },
  })
}

/** As `fetch` rejects. */
function disconnected(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause })
}
