/**
 * The wire of the Push API: a Request to a Response, with no socket between. Whatever a request is, it is answered as
 * the service answers, and nothing of a request that is refused takes effect.
 */
import { connectionReset } from '../../connection.ts'
import { PushAPIException } from '../push-api-exception.ts'
import type { Caller, PushServer } from '../push-server.ts'
import type { ServedConnector } from '../served-connector.ts'
import { type Command, commands, type Exchange } from './commands.ts'
import { textOf } from './document-fields.ts'
import { writeErrorDocument } from './error-document.ts'
import { decodeForm } from './form-encoding.ts'
import { readMultipart } from './multipart.ts'
import { addParameter, Parameters, readParameters } from './parameters.ts'

/**
 * Answers requests under `/papi/`. The promise rejects where there would be no response: with a TypeError as `fetch`
 * has it when the server crashes under the request, and with the simulator's own errors.
 */
export type PapiHandler = (request: Request) => Promise<Response>

export function createPapiHandler(server: PushServer): PapiHandler {
  return async (request) => {
    // The vendor's client begins with it, to see whether anybody is there.
    if (request.method === 'OPTIONS') return respond(200, '', { allow: 'GET, POST, OPTIONS' })
    const target = new Target(request)
    try {
      const { connector, exchange, session } = await readRequest(server, target)
      const caller: Caller = { session, disconnected }
      return respond(200, await exchange((name, args) => server.call(connector, name, args, caller)))
    } catch (error) {
      if (!(error instanceof PushAPIException)) throw error
      return refusal(error)
    }
  }
}

/** What a request names. */
class Target {
  readonly request: Request
  readonly url: URL
  /** Undefined where the path has another form. */
  readonly connector: string | undefined
  readonly command: string

  constructor(request: Request) {
    this.request = request
    this.url = new URL(request.url)
    const [, connector = '', command = ''] = PATH.exec(this.url.pathname) ?? []
    this.connector = decodeForm(connector)
    this.command = command
  }
}

interface ReadRequest {
  readonly connector: ServedConnector
  readonly exchange: Exchange
  readonly session: string | undefined
}

const PATH = /^\/papi\/4\/connectors\/([^/]+)\/([^/]+)$/

/** A request that cannot be read is refused by the server: it takes its time, and is in the log. */
async function readRequest(server: PushServer, target: Target): Promise<ReadRequest> {
  try {
    return await understand(server, target)
  } catch (error) {
    if (!(error instanceof PushAPIException)) throw error
    const { connector = '', command, request } = target
    return server.refuse(connector, command === '' ? request.method : command, error, {
      session: undefined,
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
  const parameters = await readBody(request, url, settings.profile === 'strict')
  return {
    connector,
    exchange: command.read(parameters, settings.folderMarker),
    session: parameters.optional('PAPI_session'),
  }
}

function checkCredentials(credentials: PushServer['settings']['credentials'], { headers }: Request): void {
  if (credentials === undefined) return
  const { login, password } = credentials
  const expected = Buffer.from(`${login}:${password}`).toString('base64')
  if (/^Basic +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1] !== expected)
    throw refused(401, 'login and password are missing or wrong')
}

function find(
  server: PushServer,
  { connector: name, command: word, url }: Target,
): {
  connector: ServedConnector
  command: Command
} {
  if (name === undefined || name === '' || word === '')
    throw refused(
      400,
      `the path ${url.pathname} is not understood; expected /papi/4/connectors/<connector>/<command>`,
    )
  const connector = server.find(name)
  if (connector === undefined) throw refused(400, `there is no connector ${JSON.stringify(name)}`)
  const command = commands.get(word)
  if (command === undefined)
    throw refused(400, `there is no command ${word}; there are ${[...commands.keys()].join(', ')}`)
  return { connector, command }
}

function checkMethod({ isRead }: Command, method: string, profile: 'vendor-client' | 'strict'): void {
  const allowed = isRead ? (profile === 'strict' ? ['GET'] : ['GET', 'POST']) : ['POST']
  if (!allowed.includes(method))
    throw refused(405, `the method ${method} is not allowed here; expected ${allowed.join(' or ')}`)
}

async function readBody(request: Request, url: URL, isStrict: boolean): Promise<Parameters> {
  const values = new Map<string, string[]>()
  readParameters(url.search.slice(1), values)
  const type = request.headers.get('content-type') ?? ''
  const body = new Uint8Array(await readBytes(request))
  if (/^\s*multipart\//i.test(type)) {
    const fields = readMultipart(type, body)
    // What has no colon is about no document, but a parameter of the command.
    for (const field of fields) if (!field.name.includes(':')) addParameter(field.name, textOf(field), values)
    const ofDocuments = fields.filter(({ name }) => name.includes(':'))
    return new Parameters(values, ofDocuments, isStrict)
  }
  if (/^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) readParameters(decode(body), values)
  else if (body.length > 0)
    throw refused(400, `the content type ${JSON.stringify(type)} is not understood; expected a form`)
  return new Parameters(values, undefined, isStrict)
}

async function readBytes(request: Request): Promise<ArrayBuffer> {
  try {
    return await request.arrayBuffer()
  } catch (cause) {
    throw new PushAPIException('the body of the request broke off', { status: 400, cause })
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw refused(400, 'the form is not in UTF-8')
  }
}

function refused(status: number, message: string): PushAPIException {
  return new PushAPIException(message, { status })
}

function refusal({ status = 400, message }: PushAPIException): Response {
  const challenge = { 'www-authenticate': 'Basic realm="Push API", charset="UTF-8"' }
  return respond(status, writeErrorDocument(message), {
    'content-type': 'application/xml; charset=utf-8',
    ...(status === 401 && challenge),
  })
}

function respond(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache', ...headers },
  })
}

/** As `fetch` rejects. */
function disconnected(): TypeError {
  return new TypeError('fetch failed', { cause: connectionReset() })
}
