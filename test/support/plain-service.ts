/**
 * What a service with documents is, once more and as plainly as can be: objects, and a list of what is to come.
 * It knows nothing of how the simulator works; the two are held against each other.
 */

/** What happens to every put of a document. `crash`: its worker dies each time; `crash-once`: at the first attempt. */
export type Fate = 'fine' | 'fail' | 'lose' | 'crash' | 'crash-once'

interface Revision {
  readonly isPut: boolean
  readonly isBroken: boolean
  readonly stamp: string
}

type Outcome = 'INDEXED' | 'UPDATED' | 'FAILED' | 'UPDATE_FAILED'

interface PlainDocument {
  /** What it rests on; nothing where it is absent. */
  settled?: { readonly outcome: Outcome; readonly stamp: string; readonly code: string | undefined }
  /** The durable revision that waits to be indexed or is being indexed. */
  atWork?: { readonly revision: Revision; readonly isBegun: boolean }
  /** The newest revision, where it is not durable. */
  pushed?: Revision
}

export interface PlainSettings {
  /** Simulated milliseconds from an operation to the sync, from a sync to the indexing; none: at once. */
  readonly syncAfterMs?: number
  readonly indexAfterMs?: number
  readonly indexingMs: (id: string) => number
  readonly fateOf: (id: string) => Fate
}

export class PlainService {
  now = 0
  /** When something happened by itself for the last time. */
  lastAt = 0
  readonly #settings: PlainSettings
  readonly #documents = new Map<string, PlainDocument>()
  /** In the order in which it was decided on; of one instant, what was decided first happens first. */
  #agenda: { readonly at: number; readonly isDue: () => boolean; readonly run: () => void }[] = []
  #syncing: symbol | undefined
  #indexing: symbol | undefined

  constructor(settings: PlainSettings) {
    this.#settings = settings
  }

  put(id: string, stamp: string, isBroken: boolean): void {
    this.#push(id, { isPut: true, isBroken, stamp })
  }

  /** Whether there was anything to delete. */
  delete(id: string, isThere: (id: string) => boolean): boolean {
    if (isThere(id)) this.#push(id, { isPut: false, isBroken: false, stamp: '' })
    return isThere(id)
  }

  sync(): void {
    this.#syncing = undefined
    let isAny = false
    for (const [id, document] of this.#documents) {
      if (document.pushed === undefined) continue
      document.atWork = { revision: document.pushed, isBegun: false }
      delete document.pushed
      isAny = true
      if (this.#settings.indexAfterMs === undefined) this.#begin(id)
    }
    const { indexAfterMs } = this.#settings
    if (!isAny || indexAfterMs === undefined || this.#indexing !== undefined) return
    const alarm = (this.#indexing = Symbol())
    this.#plan(
      indexAfterMs,
      () => this.#indexing === alarm,
      () => this.index(),
    )
  }

  index(): void {
    this.#indexing = undefined
    for (const [id, { atWork }] of this.#documents) if (atWork?.isBegun === false) this.#begin(id)
  }

  restart(): void {
    this.#syncing = undefined
    for (const [id, document] of this.#documents) {
      delete document.pushed
      if (document.atWork?.isBegun === true) this.#begin(id)
    }
  }

  /** Lets everything happen up to an instant, this included. */
  goTo(at: number): void {
    for (;;) {
      this.#agenda = this.#agenda.filter(({ isDue }) => isDue())
      const nextAt = Math.min(...this.#agenda.map((item) => item.at))
      const next = this.#agenda.find((item) => item.at === nextAt)
      if (next === undefined || nextAt > at) break
      this.now = this.lastAt = nextAt
      next.run()
    }
    this.now = at
  }

  /** Lets what nobody knows the duration of come to its end: documents over which workers die. */
  finish(): void {
    for (const [id, { atWork }] of this.#documents) if (atWork?.isBegun === true) this.#end(id)
  }

  /** Whether documents are under way of which nobody knows when they end. */
  get isUncertain(): boolean {
    return [...this.#documents].some(
      ([id, { atWork, pushed }]) => this.#isUncertain(id, atWork?.revision) || this.#isUncertain(id, pushed),
    )
  }

  kendraStatus(id: string): string {
    const { settled, atWork } = this.#documents.get(id) ?? {}
    if (atWork !== undefined) return 'PROCESSING'
    if (settled === undefined) return 'NOT_FOUND'
    return settled.code === undefined ? settled.outcome : `${settled.outcome} ${settled.code}`
  }

  papiStatus(id: string): string {
    const { settled, atWork, pushed } = this.#documents.get(id) ?? {}
    const revision = pushed ?? atWork?.revision
    if (revision !== undefined) return revision.isPut ? revision.stamp : 'unknown'
    return settled?.stamp ?? 'unknown'
  }

  #push(id: string, revision: Revision): void {
    const document = this.#documents.get(id) ?? {}
    this.#documents.set(id, document)
    document.pushed = revision
    const { syncAfterMs } = this.#settings
    if (syncAfterMs === undefined) return this.sync()
    if (this.#syncing !== undefined) return
    const alarm = (this.#syncing = Symbol())
    this.#plan(
      syncAfterMs,
      () => this.#syncing === alarm,
      () => this.sync(),
    )
  }

  #begin(id: string): void {
    const document = this.#documents.get(id)!
    const atWork = (document.atWork = { revision: document.atWork!.revision, isBegun: true })
    if (this.#isUncertain(id, atWork.revision)) return
    this.#plan(
      this.#settings.indexingMs(id),
      () => document.atWork === atWork,
      () => this.#end(id),
    )
  }

  #isUncertain(id: string, revision: Revision | undefined): boolean {
    return revision?.isPut === true && this.#settings.fateOf(id).startsWith('crash')
  }

  #end(id: string): void {
    const document = this.#documents.get(id)!
    const { isPut, isBroken, stamp } = document.atWork!.revision
    const fate = this.#settings.fateOf(id)
    delete document.atWork
    if (!isPut || fate === 'lose') {
      delete document.settled
      return
    }
    const isLive = document.settled !== undefined && document.settled.outcome !== 'FAILED'
    const code =
      fate === 'fail' ? 'SIM' : fate === 'crash' ? 'InternalError' : isBroken ? 'INVALID_JSON' : undefined
    document.settled =
      code === undefined
        ? { outcome: isLive ? 'UPDATED' : 'INDEXED', stamp, code }
        : { outcome: isLive ? 'UPDATE_FAILED' : 'FAILED', stamp, code }
  }

  #plan(afterMs: number, isDue: () => boolean, run: () => void): void {
    this.#agenda.push({ at: this.now + afterMs, isDue, run })
  }
}
