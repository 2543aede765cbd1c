/**
 * A connector for the Push API as one would write it: compares stamps to find what is new, changed or gone, pushes that,
 * and makes the server index it.
 */
import type { DocumentStatus, PapiConnector, Simulator } from '../../index.ts'
import { batchesOf } from './batches.ts'
import type { SourceFile } from './gather-files.ts'
import type { Progress } from '../../testing/progress.ts'
import { Retry } from './retry.ts'

export interface PushCounts {
  /** The stamp on the server is that of the file. */
  readonly unchanged: number
  readonly added: number
  readonly changed: number
  readonly deleted: number
}

const PUSH_BATCH = 25
const STATUS_BATCH = 100

export class PushConnector {
  readonly retry: Retry
  readonly name: string = 'files'
  readonly #connector: PapiConnector
  readonly #progress: Progress
  /** What this connector pushed and did not delete since. */
  #known: readonly string[] = []

  constructor(sim: Simulator, progress: Progress) {
    this.#connector = sim.papi.connector(this.name)
    this.#progress = progress
    this.retry = new Retry(sim)
  }

  /** Brings the server to where the files are. */
  async crawl(files: readonly SourceFile[]): Promise<PushCounts> {
    const stamps = new Map(files.map(({ id, stamp }) => [id, stamp]))
    const statuses = await this.statuses([...stamps.keys()])
    const toAdd = new Set(statuses.filter(({ exist }) => !exist).map(({ uri }) => uri))
    const toChange = new Set(
      statuses.filter(({ exist, uri, stamp }) => exist && stamp !== stamps.get(uri)).map(({ uri }) => uri),
    )
    const toDelete = this.#known.filter((uri) => !stamps.has(uri))
    await this.#push(files.filter(({ id }) => toAdd.has(id) || toChange.has(id)))
    await this.#delete(toDelete)
    await this.#connector.sync()
    await this.#connector.triggerIndexingJob()
    this.#known = [...stamps.keys()]
    return {
      unchanged: files.length - toAdd.size - toChange.size,
      added: toAdd.size,
      changed: toChange.size,
      deleted: toDelete.length,
    }
  }

  /** What the server says of each document, in the order of the URIs. */
  async statuses(uris: readonly string[]): Promise<DocumentStatus[]> {
    const answers: DocumentStatus[] = []
    for (const batch of batchesOf(uris, STATUS_BATCH))
      answers.push(...(await this.retry.run(() => this.#connector.getDocumentStatusList(batch))))
    return answers
  }

  async #push(files: readonly SourceFile[]): Promise<void> {
    for (const batch of batchesOf(files, PUSH_BATCH)) {
      const documents = batch.map(({ id, stamp, bytes, kind }) => ({
        uri: id,
        stamp,
        metas: { type: kind.contentType },
        parts: [{ bytes, directives: { mime: kind.mime } }],
      }))
      await this.retry.run(() => this.#connector.addDocumentList(documents))
      this.#progress.step(batch.length)
    }
  }

  async #delete(uris: readonly string[]): Promise<void> {
    for (const batch of batchesOf(uris, PUSH_BATCH)) {
      await this.retry.run(() => this.#connector.deleteDocumentList(batch))
      this.#progress.step(batch.length)
    }
  }
}
