/** All matchers as `expect.extend` takes them, for Vitest and for Jest. */
import type { DocumentView, Operation } from '../../index.ts'
import type { SourceDocument } from '../compare-source.ts'
import { type ReceivedOptions, toHaveReceived } from './call-matchers.ts'
import { toBeSearchable, toHaveDocument, toHaveStatus } from './document-matchers.ts'
import { toMatchSource } from './source-matcher.ts'

/** The matchers of `expect(sim)`, as a test calls them. */
export interface SimulatorMatchers<Result = void> {
  /** The service knows the document, live or on its way, and it is as expected in what is given. */
  toHaveDocument(corpus: string, id: string, expected?: Partial<DocumentView>): Result
  /** The document has this status, in the words of its service; one that was never accepted is `NOT_FOUND` or `unknown`. */
  toHaveStatus(corpus: string, id: string, status: DocumentView['status']): Result
  /** A revision of the document answers searches. */
  toBeSearchable(corpus: string, id: string): Result
  /** The service received a call of the operation, with an input that has all that is expected of it. */
  toHaveReceived(operation: Operation, input?: unknown, options?: ReceivedOptions): Result
  /** The corpus holds what the source holds, documents apart that a fault rule keeps out for good. */
  toMatchSource(corpus: string, source: readonly SourceDocument[]): Result
}

export interface Matchers {
  readonly toHaveDocument: typeof toHaveDocument
  readonly toHaveStatus: typeof toHaveStatus
  readonly toBeSearchable: typeof toBeSearchable
  readonly toHaveReceived: typeof toHaveReceived
  readonly toMatchSource: typeof toMatchSource
}

/** `expect.extend({ ...matchers })`; `indexsim/vitest` has done it already. */
export const matchers: Matchers = {
  toHaveDocument,
  toHaveStatus,
  toBeSearchable,
  toHaveReceived,
  toMatchSource,
}
