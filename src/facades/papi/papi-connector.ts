/**
 * One connector of the Push API as an object with the vendor's method names. What is pushed is known at once, durable
 * when it is synced, and searchable when an indexing job has taken it up.
 */
import type { CallRequest } from '../../core/call.ts'
import type { Corpus } from '../../core/corpus.ts'
import { ConfigurationError } from '../../core/errors.ts'
import type { EffectsOf } from '../../core/fault-rule.ts'
import type { Submission } from '../../core/engine.ts'
import type { Simulation, World } from '../../core/simulation.ts'
import { DocumentStatus } from './document-status.ts'
import { PAPI_OPERATIONS } from './operation-names.ts'
import {
  type CheckedDocument,
  checkDocuments,
  checkUris,
  type PapiDocument,
  partsOf,
} from './papi-document.ts'
import { existOf } from './papi-status.ts'
import { PushAPIException } from './push-api-exception.ts'

export interface PapiSettings {
  readonly syncAfterMs: number | undefined
  readonly indexAfterMs: number | undefined
}

export class PapiConnector {
  readonly name: string
  readonly #world: World
  readonly #settings: PapiSettings

  constructor(name: string, world: World, settings: PapiSettings) {
    this.name = name
    this.#world = world
    this.#settings = settings
    this.#corpus()
  }

  /** Puts documents in as if they had been synced and indexed long ago. Takes no simulated time. */
  seed(input: readonly PapiDocument[]): void {
    const { engine } = this.#world.simulation
    const corpus = this.#corpus()
    const documents = checkDocuments('papi.seed', input, ConfigurationError)
    const uris = new Set<string>()
    for (const { uri } of documents) {
      if (corpus.row(uri) !== undefined || uris.has(uri))
        throw new ConfigurationError(
          `papi.seed: document ${JSON.stringify(uri)} is in connector ${this.name} already`,
        )
      uris.add(uri)
    }
    for (const document of documents) engine.seed(corpus, submissionOf(document))
  }

  /** Adds a document, or replaces the one of this URI (ledger: papi.document.replaced). */
  addDocument(document: PapiDocument): Promise<void> {
    return this.#add('addDocument', [document])
  }

  addDocumentList(documents: readonly PapiDocument[]): Promise<void> {
    return this.#add('addDocumentList', documents)
  }

  /** Deletes the document of this URI. An unknown URI is ignored (ledger: papi.delete.unknown-ignored). */
  deleteDocument(uri: string): Promise<void> {
    return this.#delete('deleteDocument', [uri])
  }

  deleteDocumentList(uris: readonly string[]): Promise<void> {
    return this.#delete('deleteDocumentList', uris)
  }

  /** Whether a document is there, from its receipt on, and with which stamp. */
  getDocumentStatus(uri: string): Promise<DocumentStatus> {
    return this.#read('getDocumentStatus', [uri], (statusOf) => statusOf(uri))
  }

  /** The status of each URI, in the order of the request; a URI given twice is answered twice. */
  getDocumentStatusList(uris: readonly string[]): Promise<DocumentStatus[]> {
    return this.#read('getDocumentStatusList', uris, (statusOf, checked) => checked.map(statusOf))
  }

  /** Makes everything pushed so far durable. */
  sync(): Promise<void> {
    return this.#call('sync', WHOLE, ({ engine }, corpus) => engine.sync(corpus))
  }

  /** Begins the indexing of everything that is synced. It goes on after the call. */
  triggerIndexingJob(): Promise<void> {
    return this.#call('triggerIndexingJob', WHOLE, ({ engine }, corpus) => engine.beginIndexing(corpus))
  }

  #add(operation: string, input: readonly PapiDocument[]): Promise<void> {
    return this.#checked(operation, () => {
      const documents = checkDocuments(operation, input)
      const about = { documents: documents.map(({ uri }) => uri), isRead: false, input: { documents } }
      return this.#call(operation, about, ({ engine }, corpus) => {
        for (const document of documents) engine.accept(corpus, submissionOf(document))
      })
    })
  }

  #delete(operation: string, input: readonly string[]): Promise<void> {
    return this.#checked(operation, () => {
      const uris = checkUris(operation, input)
      return this.#call(
        operation,
        { documents: uris, isRead: false, input: { uris } },
        ({ engine }, corpus) => {
          for (const uri of uris) {
            const row = corpus.row(uri)
            if (row !== undefined && existOf(engine.state(row)))
              engine.accept(corpus, { id: uri, operation: 'delete' })
          }
        },
      )
    })
  }

  #read<Reply>(
    operation: string,
    input: readonly string[],
    answer: (statusOf: (uri: string) => DocumentStatus, uris: readonly string[]) => Reply,
  ): Promise<Reply> {
    return this.#checked(operation, () => {
      const uris = checkUris(operation, input)
      return this.#call(operation, { documents: uris, isRead: true, input: { uris } }, (simulation, corpus) =>
        answer((uri) => readStatus(simulation, corpus, uri), uris),
      )
    })
  }

  /** A bad argument rejects the promise of the call, as an answer of the server would; it is in the log like any other. */
  #checked<Reply>(operation: string, run: () => Promise<Reply>): Promise<Reply> {
    try {
      return run()
    } catch (error) {
      if (!(error instanceof PushAPIException)) throw error
      const about = { documents: [], isRead: true, input: { refused: error.message } }
      return this.#call(operation, about, () => {
        throw error
      })
    }
  }

  #call<Reply>(
    operation: string,
    { documents, isRead, input }: About,
    apply: (simulation: Simulation, corpus: Corpus) => Reply,
  ): Promise<Reply> {
    const { simulation } = this.#world
    const corpus = this.#corpus()
    return simulation.driver.call({
      facade: 'papi',
      operation,
      corpus: corpus.label,
      documents,
      isRead,
      input,
      identity: input,
      apply: () => apply(simulation, corpus),
      refuse,
    })
  }

  /** The corpus in the current world: a reset makes another. */
  #corpus(): Corpus {
    const { engine } = this.#world.simulation
    return (
      engine.corpora.get(`papi:${this.name}`) ??
      engine.addCorpus('papi', this.name, { ...MODE, ...this.#settings }, PAPI_OPERATIONS)
    )
  }
}

/** What a call is about, as the driver has to know it. */
type About = Pick<CallRequest<unknown>, 'documents' | 'isRead' | 'input'>

/** A command for the whole connector. */
const WHOLE: About = { documents: [], isRead: false, input: {} }

/** What cannot be read is left out of the index, and the rest of the document is in it [doc]. */
const MODE = { durability: 'sync', unreadable: 'is-left-out' } as const

function submissionOf(document: CheckedDocument): Submission {
  const { uri, stamp, metas } = document
  return {
    id: uri,
    operation: 'put',
    stamp,
    kept: metas && { attributes: metas },
    parts: partsOf(document),
  }
}

function readStatus({ engine }: Simulation, corpus: Corpus, uri: string): DocumentStatus {
  const row = corpus.row(uri)
  if (row === undefined) return DocumentStatus.unknown(uri)
  const state = engine.state(row)
  if (!existOf(state)) return DocumentStatus.unknown(uri)
  // What is on its way decides the stamp; at rest, the revision that the document rests on (a failed delete leaves it).
  const revision =
    state.pushed !== 'none'
      ? engine.documents.newest(row)
      : state.underWay !== 'none'
        ? engine.documents.durable(row)
        : engine.documents.settled(row)
  return DocumentStatus.known(uri, engine.revisions.stamp(revision))
}

function refuse(effect: EffectsOf['request']): PushAPIException {
  const message = effect.type === 'error' ? effect.message : undefined
  return new PushAPIException(
    message ?? 'The Push API server answered with an error (simulated by a fault rule).',
  )
}
