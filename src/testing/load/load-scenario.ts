/** What a load repeats: one unit of a connector's work, as its author writes it, and what it is given. */
import type { Duration } from '../../input/duration.ts'
import type { LoadDocument } from './load-documents.ts'

/**
 * One unit of a connector's work under load. It is given the client, and the documents to push; when it resolves, they count as
 * accepted but for those that it called refused, and when it rejects, none of them does, and the unit as failed.
 */
export type LoadScenario<Client> = (client: Client, context: LoadContext) => Promise<unknown>

export interface LoadContext {
  /** The how-manieth unit it is, from 0. */
  readonly number: number
  readonly documents: readonly LoadDocument[]
  /** Where the documents go, an index id or a connector's name: `corpus` of the load's options. A ConfigurationError where it has none. */
  readonly corpus: string
  /** Is aborted when the load is stopped. */
  readonly signal: AbortSignal
  /** Waits on the clock of the load. */
  readonly sleep: (duration: Duration) => Promise<void>
  /** A number from 0 (included) to 1 (not included), of the seed, the unit and the key. */
  readonly draw: (...key: (string | number)[]) => number
  /** An attempt has failed and is about to be made once more. */
  readonly retried: (error: unknown) => void
  /** The service has refused a document. */
  readonly refused: (id: string, code: string, message?: string) => void
}
