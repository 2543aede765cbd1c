/** A connector of a simulated Push API server, with short forms for what its tests say again and again. */

import {
  type DocumentView,
  type PapiConnector,
  type PapiDocument,
  Simulator,
  type SimulatorOptions,
} from '../../../src/index.ts'

export interface OpenConnector {
  readonly sim: Simulator
  readonly papi: PapiConnector
  /** Whether the document exists, and its stamp: as `'v1'`, `'no stamp'` or `'unknown'`. */
  readonly known: (uri: string) => Promise<string>
  /** The status word of the document's view. */
  readonly word: (uri: string) => string
  readonly view: (uri: string) => DocumentView
}

export const CONNECTOR = 'sharepoint'

/** Indexing takes a second and a call ten milliseconds, unless the options say otherwise. */
export function openConnector(options: SimulatorOptions = {}): OpenConnector {
  const sim = new Simulator({ indexingMs: 1_000, latencyMs: 10, workers: { threads: 0 }, ...options })
  const papi = sim.papi.connector(CONNECTOR)
  const view = (uri: string): DocumentView => {
    const found = sim.document(CONNECTOR, uri)
    if (found === undefined) throw new Error(`there is no document ${uri}`)
    return found
  }
  return {
    sim,
    papi,
    known: async (uri) => {
      const status = await papi.getDocumentStatus(uri)
      return status.isExist() ? (status.getStamp() ?? 'no stamp') : 'unknown'
    },
    word: (uri) => view(uri).status,
    view,
  }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** A document of one plain text. */
export function textDocument(uri: string, stamp?: string, text = `The text of ${uri}`): PapiDocument {
  return { uri, stamp, parts: [{ bytes: bytesOf(text) }] }
}

/** A document whose part really cannot be analysed. */
export function brokenDocument(uri: string, stamp?: string): PapiDocument {
  return { uri, stamp, parts: [{ bytes: bytesOf('{"broken": '), directives: { mime: 'application/json' } }] }
}
