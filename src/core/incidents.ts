/** The faults that happened to each document, for its time line: of known ones, and of those that are still to come. */

/** A rule that fired on a document. */
export interface Incident {
  /** Simulated milliseconds since the start. */
  readonly at: number
  readonly rule: string
  readonly effect: string
}

/** By the label of the corpus and the id of the document. */
export type SavedIncidents = ReadonlyMap<string, ReadonlyMap<string, readonly Incident[]>>

/** A time line is as long as this; what is older is let go. */
const MOST = 100

export class Incidents {
  /** By the label of the corpus and the id of the document. */
  readonly #of = new Map<string, Map<string, Incident[]>>()

  add(corpus: string, document: string, incident: Incident): void {
    let ofCorpus = this.#of.get(corpus)
    if (ofCorpus === undefined) this.#of.set(corpus, (ofCorpus = new Map<string, Incident[]>()))
    const incidents = ofCorpus.get(document)
    if (incidents === undefined) ofCorpus.set(document, [incident])
    else if (incidents.push(incident) > MOST) incidents.shift()
  }

  /** Oldest first. */
  of(corpus: string, document: string): readonly Incident[] {
    return this.#of.get(corpus)?.get(document) ?? []
  }

  save(): SavedIncidents {
    return this.#of
  }

  load(saved: SavedIncidents): void {
    for (const [corpus, documents] of saved)
      this.#of.set(corpus, new Map(Array.from(documents, ([id, incidents]) => [id, [...incidents]])))
  }

  /** The corpus is no more. */
  forget(corpus: string): void {
    this.#of.delete(corpus)
  }
}
