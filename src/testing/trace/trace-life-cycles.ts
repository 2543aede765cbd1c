/**
 * The life of each revision in its order: accepted, durable (at once, or with the sync of its connector), then one end:
 * indexed, deleted, failed, lost or superseded. What a rule does to it stands before what comes of it.
 */
import type { TraceLine } from '../../index.ts'
import type { Flaw } from './trace-lines.ts'

type Operation = 'put' | 'delete'

interface Life {
  /** How many revisions there were. */
  newest: number
  /** Revisions that are not durable yet, oldest first. */
  pushed: { readonly revision: number; readonly operation: Operation }[]
  /** The durable revision that has not come to its end. */
  underWay: { readonly revision: number; readonly operation: Operation } | undefined
  /** Revisions whose place another has taken, and of which that has not been said yet. */
  readonly replaced: Set<number>
  /** What rules have done to the revision under way, as `rule effect`. */
  faults: Set<string>
  /** The last attempt at the revision under way over which a worker died. */
  diedAt: number
}

interface CorpusLives {
  serial: number
  readonly documents: Map<string, Life>
}

export function findBrokenLife(events: readonly TraceLine[]): Flaw | undefined {
  const lives = new Lives()
  for (const [n, event] of events.entries()) {
    const what = lives.goOn(event)
    if (what !== undefined) return { line: n + 1, what }
  }
  const what = lives.findUnsaid()
  return what === undefined ? undefined : { line: events.length, what }
}

class Lives {
  readonly #corpora = new Map<string, CorpusLives>()
  /** Documents with replaced revisions, by what they are called in a message. */
  readonly #replacing = new Map<Life, string>()
  #sequence = 0

  /** What is wrong with the event after all those before. */
  goOn(event: TraceLine): string | undefined {
    if (event.sequence !== this.#sequence) {
      const unsaid = this.findUnsaid()
      if (unsaid !== undefined) return unsaid
      this.#sequence = event.sequence
    }
    switch (event.kind) {
      case 'accepted':
        return this.#accept(event)
      case 'seeded': {
        const life = this.#life(event.corpus, event.document)
        if (life.newest > 0 || event.revision !== 1)
          return `${named(event)} is seeded, and a seeded document has no revision before`
        life.newest = 1
        return undefined
      }
      case 'synced':
        return this.#sync(event.corpus, event.serial)
      case 'superseded': {
        const life = this.#life(event.corpus, event.document)
        if (!life.replaced.delete(event.revision))
          return `${named(event)} is superseded, and no newer revision takes its place`
        if (life.replaced.size === 0) this.#replacing.delete(life)
        return undefined
      }
      case 'indexed':
      case 'lost':
        return this.#end(event, 'put')
      case 'deleted':
        return this.#end(event, 'delete')
      case 'failed':
        return this.#end(event, undefined)
      case 'died':
        return this.#die(event)
      case 'fault':
        return this.#spoil(event)
      case 'resource':
        // The corpus is no more, and its name is free for another.
        if (event.resource === 'index' && event.state === 'DELETED') this.#corpora.delete(event.corpus)
        return undefined
      case 'restarted':
        for (const { documents } of this.#corpora.values())
          for (const life of documents.values()) life.pushed = []
        return undefined
      case 'called':
      case 'replied':
        return undefined
    }
  }

  /** A revision that was replaced, and whose end is not told with that. */
  findUnsaid(): string | undefined {
    const [first] = this.#replacing
    if (first === undefined) return undefined
    const [life, name] = first
    return `revision ${[...life.replaced].join(', ')} of ${name} was to be superseded before this`
  }

  #accept(event: Extract<TraceLine, { kind: 'accepted' }>): string | undefined {
    const { corpus, document, revision, operation, serial } = event
    const all = this.#corpus(corpus)
    const life = this.#life(corpus, document)
    if (revision !== life.newest + 1) return `${named(event)} is accepted after revision ${life.newest}`
    if (serial <= all.serial)
      return `${named(event)} has serial ${serial}, and ${all.serial} was given before`
    all.serial = serial
    life.newest = revision
    if (corpus.startsWith('papi:')) life.pushed.push({ revision, operation })
    else this.#becomeDurable(life, { revision, operation }, `${JSON.stringify(document)} in ${corpus}`)
    return undefined
  }

  #sync(corpus: string, serial: number): string | undefined {
    const all = this.#corpus(corpus)
    if (serial < all.serial)
      return `${corpus} is synced up to serial ${serial}, and ${all.serial} was accepted`
    const waiting = [...all.documents].filter(([, life]) => life.pushed.length > 0)
    if (waiting.length === 0) return `${corpus} is synced, and nothing in it was waiting for that`
    for (const [document, life] of waiting) {
      const newest = life.pushed.pop()
      for (const { revision } of life.pushed) life.replaced.add(revision)
      life.pushed = []
      const name = `${JSON.stringify(document)} in ${corpus}`
      if (life.replaced.size > 0) this.#replacing.set(life, name)
      if (newest !== undefined) this.#becomeDurable(life, newest, name)
    }
    return undefined
  }

  #becomeDurable(life: Life, newest: NonNullable<Life['underWay']>, name: string): void {
    if (life.underWay !== undefined) {
      life.replaced.add(life.underWay.revision)
      this.#replacing.set(life, name)
    }
    life.underWay = newest
    life.faults = new Set()
    life.diedAt = 0
  }

  #end(
    event: Extract<TraceLine, { kind: 'indexed' | 'deleted' | 'failed' | 'lost' }>,
    operation: Operation | undefined,
  ): string | undefined {
    const { kind, corpus, document, revision } = event
    const life = this.#life(corpus, document)
    if (life.underWay?.revision !== revision) return `${named(event)} is ${kind}, and it is not under way`
    if (operation !== undefined && life.underWay.operation !== operation)
      return `${named(event)} is ${kind}, and it is a ${life.underWay.operation}`
    if (kind === 'lost' && !life.faults.has(`${event.rule} lose`)) return unfired(event, event.rule)
    if (kind === 'failed' && event.rule !== undefined && !hasFault(life, event.rule))
      return unfired(event, event.rule)
    life.underWay = undefined
    return undefined
  }

  #die(event: Extract<TraceLine, { kind: 'died' }>): string | undefined {
    const { corpus, document, revision, attempt, death, rule } = event
    const life = this.#life(corpus, document)
    if (life.underWay?.revision !== revision)
      return `a worker died over ${named(event)}, and it is not under way`
    if (!life.faults.has(`${rule} ${death}`)) return unfired(event, rule)
    if (attempt <= life.diedAt)
      return `a worker died over attempt ${attempt} of ${named(event)} after attempt ${life.diedAt}`
    life.diedAt = attempt
    return undefined
  }

  #spoil(event: Extract<TraceLine, { kind: 'fault' }>): string | undefined {
    const { corpus, document, revision, rule, effect } = event
    if (corpus === undefined || document === undefined || revision === undefined) return undefined
    const life = this.#life(corpus, document)
    if (life.underWay?.revision !== revision)
      return `rule ${rule} fires on ${named({ corpus, document, revision })}, and it is not under way`
    life.faults.add(`${rule} ${effect}`)
    return undefined
  }

  #corpus(name: string): CorpusLives {
    let corpus = this.#corpora.get(name)
    if (corpus === undefined) this.#corpora.set(name, (corpus = { serial: 0, documents: new Map() }))
    return corpus
  }

  #life(corpus: string, document: string): Life {
    const { documents } = this.#corpus(corpus)
    let life = documents.get(document)
    if (life === undefined) {
      life = { newest: 0, pushed: [], underWay: undefined, replaced: new Set(), faults: new Set(), diedAt: 0 }
      documents.set(document, life)
    }
    return life
  }
}

interface OnRevision {
  readonly corpus: string
  readonly document: string
  readonly revision: number
}

function named({ corpus, document, revision }: OnRevision): string {
  return `revision ${revision} of ${JSON.stringify(document)} in ${corpus}`
}

function unfired(event: OnRevision & { readonly kind: string }, rule: string): string {
  return `${named(event)} ${event.kind} by rule ${rule}, and no line says that it fired`
}

function hasFault({ faults }: Life, rule: string): boolean {
  return [...faults].some((fault) => fault.slice(0, fault.lastIndexOf(' ')) === rule)
}
