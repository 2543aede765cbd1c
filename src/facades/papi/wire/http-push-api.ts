/** A client of the Push API over HTTP: the same interface as the simulated connector, for any server that has the wire. */
import { z } from 'zod'
import { abandonable } from '../../../core/waits.ts'
import { whenAsked } from '../../../core/when-asked.ts'
import { check } from '../../../input/check.ts'
import type { DocumentStatus } from '../document-status.ts'
import type { PapiOperation } from '../operation-names.ts'
import type { PapiDocument, PapiUpdate } from '../papi-document.ts'
import type { CheckpointInfo, EnumerationMode, PushApi, SyncedEntry } from '../push-api.ts'
import { PushAPIException } from '../push-api-exception.ts'
import {
  type AnyPushOperation,
  type ArgumentsOf,
  type InputOf,
  pushOperations,
  type ReplyOf,
} from '../push-operations.ts'
import { PushSession } from '../push-session.ts'
import { writeDocuments } from './document-fields.ts'
import { readErrorDocument } from './error-document.ts'
import { encodeForm } from './form-encoding.ts'
import { quote } from './lines.ts'
import { type Field, writeMultipart } from './multipart.ts'
import { parseCheckpointLines, parseEntryLines } from './reply-lines.ts'
import { parseStatusLines } from './status-lines.ts'

export interface HttpPushApiOptions {
  /** Where the server is, without `/papi`: `http://localhost:10002`. */
  readonly baseUrl: string | URL
  /** The name of the connector. */
  readonly connector: string
  /** For Basic authentication: both, or neither. */
  readonly login?: string | undefined
  readonly password?: string | undefined
  /** The header X-Connector-Type, which is left out without. */
  readonly connectorType?: string | undefined
  /** What sends the requests; `sim.fetch` for a simulated server. The global `fetch` where it is left out. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /** Longer lists of URIs are sent in several requests, for servers limit the length of a URL; 8000 where it is left out. */
  readonly maxUrlLength?: number | undefined
}

/**
 * A client for one connector. Its methods reject with a PushAPIException where the server refuses or cannot be reached.
 * Throws a ConfigurationError for options that are wrong.
 */
export function createHttpPushApi(options: HttpPushApiOptions): PushApi {
  return new HttpPushApi(readOptions(options))
}

type Parameter = readonly [name: string, value: string]

class HttpPushApi implements PushApi {
  readonly #options: Options
  readonly #base: string
  readonly #session = new PushSession()

  constructor(options: Options) {
    this.#options = options
    this.#base = `${options.baseUrl}/papi/4/connectors/${encodeForm(options.connector)}`
  }

  ping(): Promise<void> {
    return this.#call('ping', [], async () => void (await this.#get('ping')))
  }

  startPushSession(): Promise<string> {
    return this.#session.start(async () =>
      readDecimal('get_current_session_id', await this.#get('get_current_session_id')),
    )
  }

  async stopPushSession(): Promise<void> {
    this.#session.stop()
  }

  addDocument(document: PapiDocument): Promise<void> {
    return this.#call('addDocument', [document], ({ documents }) => this.#push('add_documents', documents))
  }

  addDocumentList(documents: readonly PapiDocument[]): Promise<void> {
    return this.#call('addDocumentList', [documents], (input) => this.#push('add_documents', input.documents))
  }

  updateDocument(update: PapiUpdate): Promise<void> {
    return this.#call('updateDocument', [update], ({ updates }) => this.#push('update_documents', updates))
  }

  updateDocumentList(updates: readonly PapiUpdate[]): Promise<void> {
    return this.#call('updateDocumentList', [updates], (input) =>
      this.#push('update_documents', input.updates),
    )
  }

  deleteDocument(uri: string): Promise<void> {
    return this.#call('deleteDocument', [uri], ({ uris }) => this.#delete(uris))
  }

  deleteDocumentList(uris: readonly string[]): Promise<void> {
    return this.#call('deleteDocumentList', [uris], (input) => this.#delete(input.uris))
  }

  deleteDocumentsRootPath(rootPath: string, recursive = true): Promise<void> {
    return this.#call('deleteDocumentsRootPath', [rootPath, recursive], async (input) => {
      await this.#post('delete_documents_root_path', [
        ['PAPI_rootPath', input.rootPath],
        ['PAPI_recursive', String(input.recursive)],
      ])
    })
  }

  deleteDocumentsWithPrefix(prefix: string): Promise<void> {
    return this.#call('deleteDocumentsWithPrefix', [prefix], async (input) => {
      await this.sync()
      const folder = input.prefix.slice(0, Math.max(0, input.prefix.lastIndexOf('/')))
      const entries = await this.enumerateSyncedEntries(folder, 'RECURSIVE_DOCUMENTS')
      await this.#delete(entries.map(({ uri }) => uri).filter((uri) => uri.startsWith(input.prefix)))
    })
  }

  getDocumentStatus(uri: string): Promise<DocumentStatus> {
    return this.#call('getDocumentStatus', [uri], async ({ uris }) => {
      const [status] = await this.#ask(uris)
      return status as DocumentStatus
    })
  }

  getDocumentStatusList(uris: readonly string[]): Promise<DocumentStatus[]> {
    return this.#call('getDocumentStatusList', [uris], async (input) => {
      const statuses: DocumentStatus[][] = []
      for (const chunk of this.#chunks('get_documents_status', input.uris))
        statuses.push(await this.#ask(chunk))
      return statuses.flat()
    })
  }

  setCheckpoint(checkpoint: string, name = '', sync = false): Promise<string> {
    return this.#call('setCheckpoint', [checkpoint, name, sync], async (input) => {
      const reply = await this.#post('set_checkpoint', [
        ['PAPI_checkpoint', input.checkpoint],
        ['PAPI_name', input.name],
        ['PAPI_sync', String(input.sync)],
      ])
      return readDecimal('set_checkpoint', reply)
    })
  }

  getCheckpoint(name = '', showSynchronizedOnly = true): Promise<string | undefined> {
    return this.#call('getCheckpoint', [name, showSynchronizedOnly], async (input) => {
      const parameter: Parameter = ['PAPI_name', input.name]
      const value = input.showSynchronizedOnly
        ? await this.#get('get_checkpoint', [parameter])
        : await this.#get('get_checkpoint_info', [parameter, ['PAPI_showSynchronizedOnly', 'false']])
      return value === '' ? undefined : value
    })
  }

  enumerateCheckpointsInfo(showSynchronizedOnly = true): Promise<CheckpointInfo[]> {
    return this.#call('enumerateCheckpointsInfo', [showSynchronizedOnly], async (input) => {
      const lines = await this.#get('enumerate_checkpoints_info', [
        ['PAPI_showSynchronizedOnly', String(input.showSynchronizedOnly)],
      ])
      return understood('enumerate_checkpoints_info', () => parseCheckpointLines(lines))
    })
  }

  clearAllCheckpoints(): Promise<void> {
    return this.#call('clearAllCheckpoints', [], async () => void (await this.#post('clear_all_checkpoints')))
  }

  enumerateSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<SyncedEntry[]> {
    return this.#call('enumerateSyncedEntries', [rootPath, mode], async (input) => {
      const lines = await this.#get('enumerate_synced_entries', enumeration(input))
      return understood('enumerate_synced_entries', () => parseEntryLines(lines))
    })
  }

  countSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<number> {
    return this.#call('countSyncedEntries', [rootPath, mode], async (input) =>
      Number(
        readDecimal('count_synced_entries', await this.#get('count_synced_entries', enumeration(input))),
      ),
    )
  }

  sync(): Promise<void> {
    return this.#call('sync', [], async () => void (await this.#post('sync')))
  }

  triggerIndexingJob(): Promise<void> {
    return this.#call('triggerIndexingJob', [], async () => void (await this.#post('trigger_indexing_job')))
  }

  areDocumentsSearchable(serial: string): Promise<boolean | undefined> {
    return this.#call('areDocumentsSearchable', [serial], async (input) => {
      const command = 'are_documents_searchable'
      const reply = await this.#get(command, [['PAPI_serial', input.serial]])
      if (SEARCHABLE.has(reply)) return SEARCHABLE.get(reply)
      throw unreadable(command, `${quote(reply)} is not true, false or unknown`)
    })
  }

  /** What is wrong with the arguments is refused here, as the server would do. */
  #call<Name extends PapiOperation>(
    name: Name,
    args: ArgumentsOf<Name>,
    send: (input: InputOf<Name>) => Promise<ReplyOf<Name>>,
  ): Promise<ReplyOf<Name>> {
    const operation = pushOperations[name] as unknown as AnyPushOperation
    return abandonable(
      new Promise((resolve) => {
        resolve(send(operation.read(...args) as InputOf<Name>))
      }),
    )
  }

  async #ask(uris: readonly string[]): Promise<DocumentStatus[]> {
    const command = 'get_documents_status'
    const lines = await this.#get(command, uriParameters(uris))
    const statuses = understood(command, () => parseStatusLines(lines))
    if (statuses.length === uris.length) return statuses
    throw unreadable(command, `it has ${statuses.length} lines for ${uris.length} URIs`)
  }

  async #push(command: string, documents: Documents): Promise<void> {
    const fields = writeDocuments(documents)
    // A strict server takes no empty form.
    if (fields.length > 0) await this.#send('POST', command, [], fields)
  }

  async #delete(uris: readonly string[]): Promise<void> {
    for (const chunk of this.#chunks('delete_documents', uris))
      await this.#post('delete_documents', uriParameters(chunk))
  }

  #get(command: string, parameters: readonly Parameter[] = []): Promise<string> {
    return this.#send('GET', command, parameters)
  }

  #post(command: string, parameters: readonly Parameter[] = []): Promise<string> {
    return this.#send('POST', command, parameters)
  }

  async #send(
    method: 'GET' | 'POST',
    command: string,
    parameters: readonly Parameter[],
    fields?: readonly Field[],
  ): Promise<string> {
    const { id: session } = this.#session
    const url = this.#urlOf(command, [
      ...parameters,
      ...(session === undefined ? [] : [['PAPI_session', session] as const]),
    ])
    const form = fields && writeMultipart(fields)
    const request = new Request(url, {
      method,
      headers: { ...this.#options.headers, ...(form && { 'content-type': form.contentType }) },
      ...(form && { body: form.body }),
    })
    const { status, ok, body } = await this.#fetch(request)
    if (ok) return body
    const message = readErrorDocument(body) ?? `the server answered ${command} with status ${status}`
    throw new PushAPIException(message, { status })
  }

  /** Whatever is no trouble of the network is not ours to rename. */
  async #fetch(request: Request): Promise<{ status: number; ok: boolean; body: string }> {
    try {
      const response = await this.#options.fetch(request)
      const body = DECODER.decode(await response.arrayBuffer())
      return { status: response.status, ok: response.ok, body }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      const cause = error.cause instanceof Error ? error.cause : error
      throw new PushAPIException(`the Push API server cannot be reached: ${cause.message}`, { cause })
    }
  }

  #urlOf(command: string, parameters: readonly Parameter[]): string {
    const query = parameters.map(([name, value]) => `${name}=${encodeForm(value)}`).join('&')
    return `${this.#base}/${command}${query === '' ? '' : `?${query}`}`
  }

  /** The URIs in lists that make no URL longer than it may be; one alone may. */
  *#chunks(command: string, uris: readonly string[]): Generator<readonly string[]> {
    const { maxUrlLength } = this.#options
    const spent = this.#urlOf(command, [['PAPI_session', this.#session.id ?? '']]).length
    let chunk: string[] = []
    let length = spent
    for (const uri of uris) {
      const more = '&PAPI_uri='.length + encodeForm(uri).length
      if (chunk.length > 0 && length + more > maxUrlLength) {
        yield chunk
        chunk = []
        length = spent
      }
      chunk.push(uri)
      length += more
    }
    if (chunk.length > 0) yield chunk
  }
}

// A text may begin with what looks like a byte order mark.
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true })

const SEARCHABLE: ReadonlyMap<string, boolean | undefined> = new Map([
  ['true', true],
  ['false', false],
  ['unknown', undefined],
])

type Documents = Parameters<typeof writeDocuments>[0]

function uriParameters(uris: readonly string[]): Parameter[] {
  return uris.map((uri) => ['PAPI_uri', uri])
}

function enumeration({ rootPath, mode }: InputOf<'enumerateSyncedEntries'>): Parameter[] {
  return [
    ['PAPI_rootPath', rootPath],
    ['PAPI_mode', mode],
  ]
}

function readDecimal(command: string, reply: string): string {
  if (/^\d{1,20}$/.test(reply)) return reply
  throw unreadable(command, `${quote(reply)} is no decimal`)
}

/** A reply that makes no sense is the server's failure. */
function understood<Reply>(command: string, read: () => Reply): Reply {
  try {
    return read()
  } catch (cause) {
    throw unreadable(command, (cause as Error).message, cause)
  }
}

function unreadable(command: string, why: string, cause?: unknown): PushAPIException {
  return new PushAPIException(`the reply of the server to ${command} cannot be read: ${why}`, { cause })
}

interface Options {
  readonly baseUrl: string
  readonly connector: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: (request: Request) => Promise<Response>
  readonly maxUrlLength: number
}

const URL_EXPECTED = 'the URL of a server, as http://localhost:10002, without login, query and hash'
const NAME = "a connector's name that a path can carry"
const LENGTH = 'a whole number from 1'
const LOGIN = 'a text that is not empty and has no colon'
const TEXT = 'a text that is not empty'
const TYPE = 'a text of printable ASCII characters'
const optionsSchema = whenAsked(() =>
  z
    .strictObject(
      {
        baseUrl: z
          .union([z.string(), z.instanceof(URL).transform(String)], URL_EXPECTED)
          .refine(isServerUrl, URL_EXPECTED)
          .transform((url) => url.replace(/\/+$/, '')),
        // A path takes dots for a way up, however they are written.
        connector: z.string(NAME).refine((name) => name.isWellFormed() && !/^\.{0,2}$/.test(name), NAME),
        login: z
          .string(LOGIN)
          .regex(/^[^:]+$/, LOGIN)
          .optional(),
        password: z.string(TEXT).min(1, TEXT).optional(),
        connectorType: z
          .string(TYPE)
          .regex(/^[\x20-\x7e]+$/, TYPE)
          .optional(),
        fetch: z.custom<Options['fetch']>((value) => typeof value === 'function', 'a function').optional(),
        maxUrlLength: z.int(LENGTH).min(1, LENGTH).default(8000),
      },
      'options { baseUrl, connector, login, password, connectorType, fetch, maxUrlLength }',
    )
    .refine(
      ({ login, password }) => (login === undefined) === (password === undefined),
      'login and password, or neither',
    ),
)

/** A URL to which a path can be added. */
function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === ''
}

function readOptions(options: HttpPushApiOptions): Options {
  const read = check(optionsSchema(), options, 'createHttpPushApi')
  const { baseUrl, connector, login, password, connectorType, fetch: own, maxUrlLength } = read
  return {
    baseUrl,
    connector,
    headers: {
      ...(login !== undefined && {
        authorization: `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`,
      }),
      ...(connectorType !== undefined && { 'x-connector-type': connectorType }),
    },
    // Asked for at each request: whoever replaces the global one means us too.
    fetch: own ?? ((request) => fetch(request)),
    maxUrlLength,
  }
}
