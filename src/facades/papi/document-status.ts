/** What PAPI says of one document: whether it is there, and with which stamp. */

/**
 * The status of one document, as `getDocumentStatus` answers it. `exist` is true from receipt on, before
 * sync and before indexing (ledger: papi.status.exists-from-receipt).
 */
export class DocumentStatus {
  readonly uri: string
  /** The fingerprint the connector pushed the document with; undefined when it gave none, and for an unknown document. */
  readonly stamp: string | undefined
  readonly exist: boolean

  private constructor(uri: string, stamp: string | undefined, exist: boolean) {
    this.uri = uri
    this.stamp = stamp
    this.exist = exist
    Object.freeze(this)
  }

  /** The status of a document that is there. */
  static known(uri: string, stamp?: string): DocumentStatus {
    return new DocumentStatus(uri, stamp, true)
  }

  /** The status of a URI that no document has. */
  static unknown(uri: string): DocumentStatus {
    return new DocumentStatus(uri, undefined, false)
  }

  getUri(): string {
    return this.uri
  }

  getStamp(): string | undefined {
    return this.stamp
  }

  isExist(): boolean {
    return this.exist
  }
}
