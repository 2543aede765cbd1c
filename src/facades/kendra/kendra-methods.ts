/** The operations as methods, with the camel-case names, inputs and outputs of the SDK's aggregated client. */
import type { InputOf, KendraOperationName, OutputOf } from './operations/operations.ts'

/** Carries a call to the service and back. */
export type CallService = <Name extends KendraOperationName>(
  name: Name,
  input: InputOf<Name>,
) => Promise<OutputOf<Name>>

type Methods = {
  [Name in KendraOperationName as Uncapitalize<Name>]: (input: InputOf<Name>) => Promise<OutputOf<Name>>
}

export abstract class KendraMethods implements Methods {
  readonly #call: CallService

  constructor(call: CallService) {
    this.#call = call
  }

  /**
   * Submits 1 to 10 documents for indexing, which goes on after the call. Documents that are rejected at once are in
   * FailedDocuments, which is always there. Throws what the model names: ValidationException and others.
   */
  batchPutDocument(input: InputOf<'BatchPutDocument'>): Promise<OutputOf<'BatchPutDocument'>> {
    return this.#call('BatchPutDocument', input)
  }

  /** Submits 1 to 10 documents for deletion, which goes on after the call: NOT_FOUND when it is done. */
  batchDeleteDocument(input: InputOf<'BatchDeleteDocument'>): Promise<OutputOf<'BatchDeleteDocument'>> {
    return this.#call('BatchDeleteDocument', input)
  }

  /** The indexing status of 1 to 10 documents, in the order of the request. Both lists are always there. */
  batchGetDocumentStatus(
    input: InputOf<'BatchGetDocumentStatus'>,
  ): Promise<OutputOf<'BatchGetDocumentStatus'>> {
    return this.#call('BatchGetDocumentStatus', input)
  }
}
