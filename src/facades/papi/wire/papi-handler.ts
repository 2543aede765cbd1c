/**
 * The wire of the Push API: a request to its reply, with no socket between. Whatever a request is, it is answered as
 * the service answers, and nothing of a request that is refused takes effect.
 */
import type { ConnectionError } from '../../../core/connection-errors.ts'
import {
  connectionErrorIn,
  fetchFailed,
  type HttpReply,
  type HttpRequest,
  type HttpWire,
} from '../../http-exchange.ts'
import { readWholeBody } from '../../whole-body.ts'
import { badRequest, PushAPIException } from '../push-api-exception.ts'
import type { PapiOperation } from '../operation-names.ts'
import type { ReplyOf } from '../push-operations.ts'
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
export function createPapiHandler(server: PushServer): HttpWire {
  return async (request) => {
    const target = targetOf(request)
    // Before anything is waited for: a body must not let later requests overtake this one.
    const ticket = server.simulation.driver.reserve()
    let read: ReadRequest | undefined
    try {
      read = await readRequest(server, target, ticket)
      const { connector, exchange, session } = read
      const caller: Caller = { session, ticket, disconnected: fetchFailed }
      return respond(200, await exchange((name, args) => server.call(connector, name, args, caller)))
    } catch (error) {
      if (error instanceof PushAPIException) return refusal(error)
      const cut = connectionErrorIn(error)
      if (cut?.lost === undefined) throw error
      return { ...(await replyLostBy(cut, read)), lostAs: cut.lost.form }
    }
  }
}

/** The reply as it would have been. */
async function replyLostBy({ lost }: ConnectionError, read: ReadRequest | undefined): Promise<HttpReply> {
  const { outcome } = lost as NonNullable<typeof lost>
  if ('error' in outcome) return refusal(outcome.error as PushAPIException)
  const send = async <Name extends PapiOperation>(): Promise<ReplyOf<Name>> => outcome.reply as ReplyOf<Name>
  return respond(200, (await read?.exchange(send)) ?? '')
}

/** A request, and what its path names. */
interface Target {
  readonly request: HttpRequest
  readonly url: URL
  /** Undefined where the path has another form. */
  readonly connector: string | undefined
  readonly command: string
}

function targetOf(request: HttpRequest): Target {
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
      disconnected: fetchFailed,
    })
  }
}

async function understand(server: PushServer, target: Target): Promise<ReadRequest> {
  const { settings } = server
  const { request, url } = target
  checkCredentials(settings.credentials, request)
  const { connector, command } = find(server, target)
  checkMethod(command, request.method, settings.profile)
  const body = await readWholeBody(server.simulation, request, `${request.method} ${url.pathname}`)
  if (body instanceof Error) throw badRequest(body.message)
  const parameters = readParametersOf(request, url, body, settings.profile === 'strict')
  return {
    connector,
    exchange: command.read(parameters, settings.folderMarker),
    session: parameters.optional(SESSION),
  }
}

function checkCredentials(
  credentials: PushServer['settings']['credentials'],
  { headers }: HttpRequest,
): void {
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
  { headers }: HttpRequest,
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

function refusal(error: PushAPIException): HttpReply {
  return errorResponse(
    error.status ?? 400,
    error.message,
    error instanceof WireRefusal ? error.headers : undefined,
  )
}

/** An error in the form of the Push API. */
export function errorResponse(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return respond(status, writeErrorDocument(message), {
    'content-type': 'application/xml; charset=utf-8',
    ...headers,
  })
}

function respond(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache', ...headers },
    body,
  }
}
