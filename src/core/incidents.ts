/** The faults that happened to each document, for its time line. */
import type { DocumentRow } from './document-table.ts'

/** A rule that fired on a document. */
export interface Incident {
  /** Simulated milliseconds since the start. */
  readonly at: number
  readonly rule: string
  readonly effect: string
}

export class Incidents {
  readonly #of = new Map<DocumentRow, Incident[]>()

  add(row: DocumentRow, incident: Incident): void {
    const incidents = this.#of.get(row)
    if (incidents === undefined) this.#of.set(row, [incident])
    else incidents.push(incident)
  }

  /** Oldest first. */
  of(row: DocumentRow): readonly Incident[] {
    return this.#of.get(row) ?? []
  }

  /** The document's corpus is no more. */
  forget(row: DocumentRow): void {
    this.#of.delete(row)
  }
}
