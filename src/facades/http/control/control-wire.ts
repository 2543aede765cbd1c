/** `/_indexsim/`: the control routes over HTTP. Errors are problems in JSON, with a name, a code and a message. */
import { z } from 'zod'
import { ConfigurationError } from '../../../core/errors.ts'
import { check } from '../../../input/check.ts'
import type { HttpReply, HttpRequest } from '../../http-exchange.ts'
import type { Refusal, Wire } from '../create-fetch.ts'
import type { Controlled, ControlledWorld } from './controlled.ts'
import { openApiDocument } from './openapi.ts'
import { toPlainJson } from './plain-json.ts'
import { NotThere, type Route, TextReply } from './route.ts'
import { routes } from './routes.ts'

const PREFIX = '/_indexsim'

export function controlWire(sim: Controlled, world: ControlledWorld): Wire {
  return {
    place: `${PREFIX}/`,
    takes: (_method, pathname) => pathname === PREFIX || pathname.startsWith(`${PREFIX}/`),
    answer: async (request) => {
      try {
        return await answer(sim, world, request)
      } catch (error) {
        return problem(error as Error)
      }
    },
    refuse: (refusal) => problemReply(refusal),
  }
}

async function answer(sim: Controlled, world: ControlledWorld, request: HttpRequest): Promise<HttpReply> {
  const { pathname, searchParams } = new URL(request.url)
  const path = pathname.slice(PREFIX.length + 1).replace(/\/$/, '')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (path === 'openapi.json' && method === 'GET') return jsonReply(200, openApiDocument())
  const there = routes().flatMap((route) => {
    const names = match(route.path, path)
    return names === undefined ? [] : [{ route, names }]
  })
  if (there.length === 0) return nothingThere(path)
  const found = there.find(({ route }) => route.method === method)
  if (found === undefined) return wrongMethod(request.method, there)
  const { route, names } = found
  const place = `${method} ${PREFIX}/${path}`
  const reply = await route.answer({
    sim,
    world,
    names,
    query: check(route.query ?? NO_QUERY, Object.fromEntries(searchParams), `${place}: query`),
    body: route.body === undefined ? undefined : await readBody(route, request, place),
    isLive: /\btext\/event-stream\b/.test(request.headers.get('accept') ?? ''),
  })
  if (reply instanceof TextReply)
    return { status: 200, headers: { 'content-type': reply.type, ...FRESH }, body: reply.body }
  return jsonReply(route.status ?? 200, reply)
}

const FRESH = { 'cache-control': 'no-store' }
const NO_QUERY = z.strictObject({})

/** The segments that stand for names; undefined where the path is another. */
function match(pattern: string, path: string): string[] | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const names: string[] = []
  for (const [index, segment] of wanted.entries()) {
    const here = given[index] as string
    if (!segment.startsWith('{')) {
      if (segment !== here) return undefined
    } else {
      const name = decoded(here)
      if (name === undefined || name === '') return undefined
      names.push(name)
    }
  }
  return names
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** What a rule or a resource is, its own house checks; here it is an object at least. */
async function readBody(route: Route, request: HttpRequest, place: string): Promise<unknown> {
  const bytes = request.whole ?? (request.body === null ? NOTHING : await request.arrayBuffer())
  const text = Buffer.from(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes).toString('utf8')
  if (text.trim() === '' && route.isBodyOptional === true) return {}
  const type = request.headers.get('content-type') ?? ''
  // A form of some web page, sent by a browser, must change nothing here.
  if (!/^\s*application\/(?:[\w.-]+\+)?json\s*(;|$)/i.test(type))
    throw new WrongType(`${place}: the content type is ${JSON.stringify(type)}; expected application/json`)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new ConfigurationError(`${place}: the body is no JSON`)
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ConfigurationError(`${place}: the body is no JSON object`)
  // Rules are checked where they are added, which is where they get their full form.
  return route.path === 'faults' ? body : (check(route.body as z.ZodType, body, `${place}: body`), body)
}

const NOTHING = new Uint8Array()

class WrongType extends Error {
  override readonly name = 'UnsupportedMediaType'
  readonly code = 'INDEXSIM_MEDIA_TYPE'
}

function nothingThere(path: string): HttpReply {
  const known = routes().map((route) => `${route.method} ${PREFIX}/${route.path}`)
  const message = `there is nothing at ${PREFIX}/${path}`
  return problemReply(
    { status: 404, name: 'NotFound', message, code: 'INDEXSIM_NOT_FOUND' },
    { routes: [...known, `GET ${PREFIX}/openapi.json`] },
  )
}

function wrongMethod(method: string, there: readonly { readonly route: Route }[]): HttpReply {
  const allow = there.map(({ route }) => route.method).join(', ')
  const message = `${method} is not for this; there is ${allow}`
  const reply = problemReply({ status: 405, name: 'MethodNotAllowed', message, code: 'INDEXSIM_METHOD' })
  return { ...reply, headers: { ...reply.headers, allow } }
}

/** Whose fault an error is, by its code. */
const STATUS_OF: Readonly<Record<string, number>> = {
  INDEXSIM_CONFIGURATION: 400,
  INDEXSIM_NOT_FOUND: 404,
  INDEXSIM_MEDIA_TYPE: 415,
  INDEXSIM_SNAPSHOT: 409,
  INDEXSIM_CLOSED: 410,
}

/** What the simulator itself has trouble with, as everywhere on a server. */
const OWN_TROUBLE = 501

function problem(error: Error): HttpReply {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INDEXSIM_BUG'
  const { name, message } = error
  const status = error instanceof NotThere ? 404 : (STATUS_OF[code] ?? OWN_TROUBLE)
  const reply = problemReply({ status, name, message, code })
  return status === OWN_TROUBLE
    ? { ...reply, headers: { ...reply.headers, 'x-indexsim-error': code } }
    : reply
}

function problemReply({ status, name, message, code }: Refusal, more: object = {}): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...FRESH },
    body: toPlainJson({ status, name, message, code, ...more }),
  }
}

function jsonReply(status: number, value: unknown): HttpReply {
  return { status, headers: { 'content-type': 'application/json', ...FRESH }, body: toPlainJson(value) }
}
