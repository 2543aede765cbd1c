/** Requests to a simulated Push API server as they stand on the wire, and what a reader makes of its replies. */
import { SaxesParser } from 'saxes'
import { expect } from 'vitest'
import type {
  DocumentView,
  PapiConnector,
  PapiDocument,
  Simulator,
  SimulatorOptions,
} from '../../../../src/index.ts'
import { bytesOf, CONNECTOR, openConnector, textDocument } from '../open-connector.ts'

export const BASE = `http://sim/papi/4/connectors/${CONNECTOR}`

export type Parameter = readonly [name: string, value: string]

/** A part of a multipart body; its headers come as they are to be written. */
export interface FormPart {
  readonly headers: string | Uint8Array
  readonly value: string | Uint8Array
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

export interface OpenWire {
  readonly sim: Simulator
  readonly papi: PapiConnector
  /** What is sent to the path of a command, and what is answered. */
  readonly send: (method: string, command: string, init?: RequestInit) => Promise<Answer>
  /** As the vendor's own client asks: POST, an empty body, and the parameters in the URL. */
  readonly vendor: (command: string, parameters?: readonly Parameter[]) => Promise<Answer>
  /** A form of these parts; the query stands after the command. */
  readonly push: (command: string, parts: readonly FormPart[]) => Promise<Answer>
}

/** A server with a connector of no documents. */
export function openWire(options: SimulatorOptions = {}): OpenWire {
  const { sim, papi } = openConnector(options)
  const send: OpenWire['send'] = async (method, command, init = {}) => {
    const response = await sim.fetch(`${BASE}/${command}`, { method, ...init })
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  return {
    sim,
    papi,
    send,
    vendor: (command, parameters = []) => send('POST', withQuery(command, parameters)),
    push: (command, parts) => send('POST', command, multipart(parts)),
  }
}

/** A server whose connector has two documents and a checkpoint, and nothing under way. */
export async function openSettledWire(options: SimulatorOptions = {}): Promise<OpenWire> {
  const wire = openWire(options)
  wire.papi.seed([
    textDocument('there', 'v1'),
    { uri: 'folder/child', stamp: 'v2', metas: { author: 'Ada' } },
  ])
  await wire.papi.setCheckpoint('c1', '', true)
  await wire.sim.settle()
  return wire
}

export function withQuery(command: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return command
  const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]))
  return `${command}?${query.toString()}`
}

export const BOUNDARY = '----boundary'

/** A field without a file name. */
export function field(name: string, value: string | Uint8Array): FormPart {
  return { headers: `Content-Disposition: form-data; name="${name}"`, value }
}

/** A field with a file name and a content type, as clients send files. */
export function file(name: string, value: string | Uint8Array): FormPart {
  return {
    headers: `Content-Disposition: form-data; name="${name}"; filename="a \\"file\\".bin"\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary`,
    value,
  }
}

export function multipart(parts: readonly FormPart[]): {
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer>
} {
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: multipartBody(parts),
  }
}

export function multipartBody(parts: readonly FormPart[]): Uint8Array<ArrayBuffer> {
  return joined([
    ...parts.flatMap(({ headers, value }) => [`--${BOUNDARY}\r\n`, headers, '\r\n\r\n', value, '\r\n']),
    `--${BOUNDARY}--\r\n`,
  ])
}

export function joined(pieces: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const chunks = pieces.map((piece) => (typeof piece === 'string' ? bytesOf(piece) : piece))
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** The text of the one element `message` of a body that has to be well-formed XML. */
export function messageOf(body: string): string {
  const messages: string[] = []
  let isInside = false
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => {
    if (name !== 'message') return
    isInside = true
    messages.push('')
  })
  parser.on('closetag', ({ name }) => {
    if (name === 'message') isInside = false
  })
  parser.on('text', (text) => {
    if (isInside) messages.push(`${messages.pop()}${text}`)
  })
  parser.on('error', (error) => {
    throw error
  })
  parser.write(body).close()
  expect(messages).toHaveLength(1)
  return messages[0] as string
}

/** The documents of an add, as the server records them. */
export function documentsOf(input: unknown): readonly PapiDocument[] {
  return (input as { readonly documents: readonly PapiDocument[] }).documents
}

/** Everything that a request could change. */
export function holdings(sim: Simulator): DocumentView[] {
  return sim.documents({ includeGone: true })
}

/** The documents and checkpoints are those of `openSettledWire`, and nothing is under way. */
export async function expectUntouched(
  { sim, papi }: OpenWire,
  before: readonly DocumentView[],
): Promise<void> {
  expect(holdings(sim)).toEqual(before)
  const now = sim.clock.now()
  await sim.settle()
  expect(sim.clock.now()).toBe(now)
  expect(holdings(sim)).toEqual(before)
  expect(await papi.enumerateCheckpointsInfo(false)).toEqual([{ name: '', value: 'c1' }])
}
