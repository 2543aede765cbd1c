/** A client of the Push API over HTTP: the same interface as the simulated connector, for any server that has the wire. */
import { z } from 'zod'
import { ConfigurationError } from '../../../core/errors.ts'
import { checkOptions } from '../../check-options.ts'
import { checkFlag, checkMode, checkSerial, checkText, checkUris } from '../arguments.ts'
import type { DocumentStatus } from '../document-status.ts'
import { checkDocuments, checkUpdates, type PapiDocument, type PapiUpdate } from '../papi-document.ts'
import type { CheckpointInfo, EnumerationMode, PushApi, SyncedEntry } from '../push-api.ts'
import { PushAPIException } from '../push-api-exception.ts'
import { PushSession } from '../push-session.ts'
import { writeDocuments } from './document-fields.ts'
import { readErrorDocument } from './error-document.ts'
import { encodeForm } from './form-encoding.ts'
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

  async ping(): Promise<void> {
    await this.#get('ping')
  }

  startPushSession(): Promise<string> {
    return this.#session.start(async () =>
      checkSerial('startPushSession', await this.#get('get_current_session_id')),
    )
  }

  async stopPushSession(): Promise<void> {
    this.#session.stop()
  }

  addDocument(document: PapiDocument): Promise<void> {
    return this.#push('add_documents', () => checkDocuments('addDocument', [document]))
  }

  addDocumentList(documents: readonly PapiDocument[]): Promise<void> {
    return this.#push('add_documents', () => checkDocuments('addDocumentList', documents))
  }

  updateDocument(update: PapiUpdate): Promise<void> {
    return this.#push('update_documents', () => checkUpdates('updateDocument', [update]))
  }

  updateDocumentList(updates: readonly PapiUpdate[]): Promise<void> {
    return this.#push('update_documents', () => checkUpdates('updateDocumentList', updates))
  }

  async deleteDocument(uri: string): Promise<void> {
    await this.#post('delete_documents', uriParameters(checkUris('deleteDocument', [uri])))
  }

  async deleteDocumentList(uris: readonly string[]): Promise<void> {
    for (const chunk of this.#chunks('delete_documents', checkUris('deleteDocumentList', uris)))
      await this.#post('delete_documents', uriParameters(chunk))
  }

  async deleteDocumentsRootPath(rootPath: string, recursive = true): Promise<void> {
    await this.#post('delete_documents_root_path', [
      ['PAPI_rootPath', checkText('deleteDocumentsRootPath', 'rootPath', rootPath)],
      ['PAPI_recursive', String(checkFlag('deleteDocumentsRootPath', 'recursive', recursive))],
    ])
  }

  /** The wire has no command for it: everything is synced, the documents are enumerated, and these are deleted. */
  async deleteDocumentsWithPrefix(prefix: string): Promise<void> {
    const checked = checkText('deleteDocumentsWithPrefix', 'prefix', prefix)
    await this.sync()
    const folder = checked.slice(0, Math.max(0, checked.lastIndexOf('/')))
    const entries = await this.enumerateSyncedEntries(folder, 'RECURSIVE_DOCUMENTS')
    await this.deleteDocumentList(entries.map(({ uri }) => uri).filter((uri) => uri.startsWith(checked)))
  }

  async getDocumentStatus(uri: string): Promise<DocumentStatus> {
    const [status] = await this.#ask(checkUris('getDocumentStatus', [uri]))
    return status as DocumentStatus
  }

  async getDocumentStatusList(uris: readonly string[]): Promise<DocumentStatus[]> {
    const statuses: DocumentStatus[][] = []
    for (const chunk of this.#chunks('get_documents_status', checkUris('getDocumentStatusList', uris)))
      statuses.push(await this.#ask(chunk))
    return statuses.flat()
  }

  async setCheckpoint(checkpoint: string, name = '', sync = false): Promise<string> {
    const reply = await this.#post('set_checkpoint', [
      ['PAPI_checkpoint', checkText('setCheckpoint', 'checkpoint', checkpoint)],
      ['PAPI_name', checkText('setCheckpoint', 'name', name)],
      ['PAPI_sync', String(checkFlag('setCheckpoint', 'sync', sync))],
    ])
    return understood('set_checkpoint', () => checkSerial('the reply', reply))
  }

  async getCheckpoint(name = '', showSynchronizedOnly = true): Promise<string | undefined> {
    const parameters: Parameter[] = [['PAPI_name', checkText('getCheckpoint', 'name', name)]]
    const value = checkFlag('getCheckpoint', 'showSynchronizedOnly', showSynchronizedOnly)
      ? await this.#get('get_checkpoint', parameters)
      : await this.#get('get_checkpoint_info', [...parameters, ['PAPI_showSynchronizedOnly', 'false']])
    return value === '' ? undefined : value
  }

  async enumerateCheckpointsInfo(showSynchronizedOnly = true): Promise<CheckpointInfo[]> {
    const isSyncedOnly = checkFlag('enumerateCheckpointsInfo', 'showSynchronizedOnly', showSynchronizedOnly)
    const lines = await this.#get('enumerate_checkpoints_info', [
      ['PAPI_showSynchronizedOnly', String(isSyncedOnly)],
    ])
    return understood('enumerate_checkpoints_info', () => parseCheckpointLines(lines))
  }

  async clearAllCheckpoints(): Promise<void> {
    await this.#post('clear_all_checkpoints')
  }

  async enumerateSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<SyncedEntry[]> {
    const lines = await this.#get(
      'enumerate_synced_entries',
      enumeration('enumerateSyncedEntries', rootPath, mode),
    )
    return understood('enumerate_synced_entries', () => parseEntryLines(lines))
  }

  async countSyncedEntries(rootPath: string, mode: EnumerationMode): Promise<number> {
    const count = await this.#get('count_synced_entries', enumeration('countSyncedEntries', rootPath, mode))
    return understood('count_synced_entries', () => Number(checkSerial('the reply', count)))
  }

  async sync(): Promise<void> {
    await this.#post('sync')
  }

  async triggerIndexingJob(): Promise<void> {
    await this.#post('trigger_indexing_job')
  }

  async areDocumentsSearchable(serial: string): Promise<boolean | undefined> {
    const checked = checkSerial('areDocumentsSearchable', serial)
    const reply = await this.#get('are_documents_searchable', [['PAPI_serial', checked]])
    if (reply === 'unknown') return undefined
    return understood('are_documents_searchable', () => checkFlag('the reply', 'it', flags.get(reply)))
  }

  async #ask(uris: readonly string[]): Promise<DocumentStatus[]> {
    const lines = await this.#get('get_documents_status', uriParameters(uris))
    return understood('get_documents_status', () => {
      const statuses = parseStatusLines(lines)
      if (statuses.length === uris.length) return statuses
      throw new ConfigurationError(`${statuses.length} lines for ${uris.length} URIs`)
    })
  }

  async #push(command: string, documents: () => Parameters<typeof writeDocuments>[0]): Promise<void> {
    const fields = writeDocuments(documents())
    // A strict server takes no empty form.
    if (fields.length > 0) await this.#send('POST', command, [], fields)
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

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

function uriParameters(uris: readonly string[]): Parameter[] {
  return uris.map((uri) => ['PAPI_uri', uri])
}

function enumeration(operation: string, rootPath: string, mode: EnumerationMode): Parameter[] {
  return [
    ['PAPI_rootPath', checkText(operation, 'rootPath', rootPath)],
    ['PAPI_mode', checkMode(operation, mode)],
  ]
}

/** A reply that makes no sense is the server's failure. */
function understood<Reply>(command: string, read: () => Reply): Reply {
  try {
    return read()
  } catch (cause) {
    throw new PushAPIException(
      `the reply of the server to ${command} cannot be read: ${(cause as Error).message}`,
      { cause },
    )
  }
}

interface Options {
  readonly baseUrl: string
  readonly connector: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: (request: Request) => Promise<Response>
  readonly maxUrlLength: number
}

const URL_EXPECTED = 'the URL of a server, as http://localhost:10002'
const NAME = "a connector's name that a path can carry"
const LENGTH = 'a whole number from 1'
const TEXT = 'a text'
const optionsSchema = z
  .strictObject(
    {
      baseUrl: z
        .union([z.string(), z.instanceof(URL).transform(String)], URL_EXPECTED)
        .refine((url) => URL.canParse(url) && /^https?:/i.test(url), URL_EXPECTED)
        .transform((url) => url.replace(/\/+$/, '')),
      // A path takes dots for a way up, however they are written.
      connector: z.string(NAME).refine((name) => name.isWellFormed() && !/^\.{0,2}$/.test(name), NAME),
      login: z.string(TEXT).optional(),
      password: z.string(TEXT).optional(),
      connectorType: z.string(TEXT).optional(),
      fetch: z.custom<Options['fetch']>((value) => typeof value === 'function', 'a function').optional(),
      maxUrlLength: z.int(LENGTH).min(1, LENGTH).default(8000),
    },
    'options { baseUrl, connector, login, password, connectorType, fetch, maxUrlLength }',
  )
  .refine(
    ({ login, password }) => (login === undefined) === (password === undefined),
    'login and password, or neither',
  )

function readOptions(options: HttpPushApiOptions): Options {
  const read = checkOptions(optionsSchema, options, 'createHttpPushApi')
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
