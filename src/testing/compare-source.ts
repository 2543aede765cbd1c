/**
 * What a connector is for, checked: whether the corpus holds what its source holds. A document that a fault rule keeps
 * out for good is told apart, since no connector could have brought it in.
 */
import { Buffer } from 'node:buffer'
import { ConfigurationError } from '../core/errors.ts'
import { show } from '../input/check.ts'
import type {
  Analysis,
  ContentFormat,
  DocumentPart,
  DocumentView,
  RevisionView,
  Simulator,
} from '../index.ts'
import { analyze } from '../workers/analyze.ts'
import { type Excuse, findExcuse, type LastWord } from './excuse.ts'

/** A document as the source has it. What is left out is not compared. */
export interface SourceDocument {
  readonly id: string
  /** PAPI's stamp, Kendra's attribute `_version`. */
  readonly stamp?: string | undefined
  /** The content in one part; a string stands for its UTF-8 bytes. */
  readonly content?: Uint8Array | string | undefined
  /** How the service is to read the content, `'text'` where left out. */
  readonly format?: ContentFormat | undefined
  /** The content in several parts, instead. */
  readonly parts?: readonly DocumentPart[] | undefined
}

/** A document that is not in the corpus as the source has it. */
export interface SourceDifference {
  readonly kind: 'missing' | 'extra' | 'outdated'
  readonly id: string
  /** What is wrong, as the end of a sentence about the document. */
  readonly why: string
}

/** A difference that no connector could have helped: a rule answers for it, or the content itself, which cannot be indexed. */
export interface ExcusedDifference extends SourceDifference {
  readonly excuse:
    | ({ readonly kind: 'rule' } & Excuse)
    | { readonly kind: 'content'; readonly code: string; readonly reason: string }
}

/** Each list in the order of the ids. Only `excused` has something where the connector did all that could be done. */
export interface SourceComparison {
  /** In the source, and not live in the corpus. */
  readonly missing: readonly SourceDifference[]
  /** Live in the corpus, and not in the source. */
  readonly extra: readonly SourceDifference[]
  /** Live with another stamp or other content than in the source. */
  readonly outdated: readonly SourceDifference[]
  readonly excused: readonly ExcusedDifference[]
}

/**
 * Holds a corpus (an index id or a connector's name) against what should be in it. Settle first: what is under way is not
 * live. Content is compared by its extracted text, as the built-in analysis reads it: with an `indexer` of your own,
 * compare stamps.
 */
export function compareToSource(
  sim: Simulator,
  corpus: string,
  source: readonly SourceDocument[],
): SourceComparison {
  checkDocuments(source, 'compareToSource')
  const views = new Map(sim.documents({ corpus, includeGone: true }).map((view) => [view.id, view]))
  const expected = byId(source)
  const differences: (SourceDifference | ExcusedDifference)[] = []
  for (const document of expected.values()) {
    const view = views.get(document.id)
    const analysis = analysisOf(document)
    const difference = differenceOf(document, analysis, view)
    if (difference === undefined) continue
    const should = { operation: 'put', stamp: document.stamp } as const
    differences.push(
      isUnreadable(analysis, view)
        ? { ...difference, excuse: { kind: 'content', code: analysis.code, reason: analysis.reason } }
        : excused(sim, corpus, difference, view, should),
    )
  }
  for (const view of views.values())
    if (!expected.has(view.id) && view.live !== undefined) {
      const difference = { kind: 'extra', id: view.id, why: whyExtra(view) } as const
      differences.push(excused(sim, corpus, difference, view, { operation: 'delete' }))
    }
  differences.sort((a, b) => (a.id < b.id ? -1 : 1))
  const blamed = differences.filter((difference) => !('excuse' in difference))
  return {
    missing: blamed.filter(({ kind }) => kind === 'missing'),
    extra: blamed.filter(({ kind }) => kind === 'extra'),
    outdated: blamed.filter(({ kind }) => kind === 'outdated'),
    excused: differences.filter((difference) => 'excuse' in difference),
  }
}

/** Whether nothing is missing, extra or outdated. */
export function matchesSource({ missing, extra, outdated }: SourceComparison): boolean {
  return missing.length + extra.length + outdated.length === 0
}

/** A sentence for each difference, those that are excused last. */
export function describeComparison({ missing, extra, outdated, excused }: SourceComparison): string[] {
  return [
    ...[...missing, ...extra, ...outdated].map((difference) => `${describe(difference)}.`),
    ...excused.map((difference) => `${describe(difference)}; excused: ${describeExcuse(difference)}.`),
  ]
}

function describe({ kind, id, why }: SourceDifference): string {
  return `${JSON.stringify(id)} is ${kind}: ${why}`
}

function describeExcuse({ excuse }: ExcusedDifference): string {
  switch (excuse.kind) {
    case 'rule':
      return `that is the work of fault rule ${excuse.rule} (${excuse.effect}), which has not ended`
    case 'content':
      return `content like this cannot be indexed (${excuse.code}: ${excuse.reason})`
  }
}

const COMPARED: readonly string[] = ['stamp', 'content', 'format', 'parts']

/** For callers in JavaScript, whose documents may have the members of another service, or of their connector. */
export function checkDocuments(documents: readonly SourceDocument[], place: string): void {
  if (!Array.isArray(documents))
    throw new ConfigurationError(`${place}: the documents are ${show(documents)}; expected a list`)
  for (const [index, document] of documents.entries()) {
    const given = document as { readonly id?: unknown } | null | undefined
    if (typeof given?.id !== 'string' || given.id === '')
      throw new ConfigurationError(
        `${place}: document ${index} is ${show(document)}; expected a text id, and what is to be compared of stamp, content, format and parts`,
      )
    // A source may have more about a document, but what has only that was meant to be compared.
    const others = Object.keys(given).filter((name) => name !== 'id')
    if (others.length > 0 && !others.some((name) => COMPARED.includes(name)))
      throw new ConfigurationError(
        `${place}: document ${index} has ${others.join(', ')} beside its id, and nothing that is compared: ${COMPARED.join(', ')}`,
      )
  }
}

function byId(source: readonly SourceDocument[]): Map<string, SourceDocument> {
  const all = new Map<string, SourceDocument>()
  for (const document of source) {
    const { id, content, format, parts } = document
    if (all.has(id))
      throw new ConfigurationError(
        `compareToSource: the source has ${JSON.stringify(id)} twice; an id is unique`,
      )
    if (parts !== undefined && (content !== undefined || format !== undefined))
      throw new ConfigurationError(
        `compareToSource: source document ${JSON.stringify(id)} has parts beside content or format; give one of the two`,
      )
    all.set(id, document)
  }
  return all
}

/** What the service finds when it reads the document as the source has it; undefined where the content is not compared. */
function analysisOf({ content, format = 'text', parts }: SourceDocument): Analysis | undefined {
  if (parts !== undefined) return analyze(parts)
  if (content === undefined) return undefined
  return analyze([{ bytes: typeof content === 'string' ? Buffer.from(content) : content, format }])
}

function differenceOf(
  { id, stamp }: SourceDocument,
  analysis: Analysis | undefined,
  view: DocumentView | undefined,
): SourceDifference | undefined {
  const live = view?.revisions.find(({ revision }) => revision === view.live)
  if (view === undefined || live === undefined) return { kind: 'missing', id, why: whyMissing(view) }
  const outdated = (what: string): SourceDifference => ({
    kind: 'outdated',
    id,
    why: `${what}${underWay(view)}`,
  })
  if (stamp !== undefined && live.stamp !== stamp)
    return outdated(`its stamp is ${quoted(live.stamp)}, in the source ${quoted(stamp)}`)
  if (analysis === undefined || isSameContent(live, analysis)) return undefined
  // A seeded document, before time has moved.
  if (live.digest === undefined && live.failure === undefined)
    return outdated('nobody has read its content yet; settle first')
  return outdated('its content is not that of the source')
}

function isSameContent({ digest, failure, textBytes }: RevisionView, analysis: Analysis): boolean {
  // The Push API has documents whose content was left out of the index.
  if (analysis.kind === 'failed') return digest === undefined && failure?.code === analysis.code
  return textBytes === analysis.textBytes && digest === digestOf(analysis)
}

function digestOf({ digestHigh, digestLow }: Extract<Analysis, { kind: 'indexed' }>): string {
  return [digestHigh, digestLow].map((half) => half.toString(16).padStart(8, '0')).join('')
}

/** Whether the document failed because content like that of the source cannot be indexed. */
function isUnreadable(
  analysis: Analysis | undefined,
  view: DocumentView | undefined,
): analysis is Extract<Analysis, { kind: 'failed' }> {
  const newest = view?.revisions.at(-1)
  return (
    analysis?.kind === 'failed' &&
    (newest?.state === 'failed' || newest?.state === 'update-failed') &&
    newest.failure?.code === analysis.code &&
    newest.failure.rule === undefined
  )
}

function excused(
  sim: Simulator,
  corpus: string,
  difference: SourceDifference,
  view: DocumentView | undefined,
  should: LastWord,
): SourceDifference | ExcusedDifference {
  const faults = view?.faults ?? sim.faultsOn(corpus, difference.id)
  const excuse = findExcuse(sim, { view, faults }, should)
  return excuse === undefined ? difference : { ...difference, excuse: { kind: 'rule', ...excuse } }
}

function whyMissing(view: DocumentView | undefined): string {
  const newest = view?.revisions.at(-1)
  if (view === undefined || newest === undefined) return 'it was never accepted'
  const { operation, state, failure } = newest
  if (operation === 'delete') return state === 'deleted' ? 'it was deleted' : `its deletion is ${state}`
  switch (state) {
    case 'failed':
    case 'update-failed':
      return `it could not be indexed${failure === undefined ? '' : ` (${failure.code}: ${failure.reason})`}`
    case 'lost':
      return 'it was accepted and then lost'
    case 'forgotten':
      return 'it was not synced when the service was restarted'
    case 'accepted':
    case 'durable':
    case 'indexing':
    case 'indexed':
    case 'updated':
    case 'deleted':
    case 'delete-failed':
    case 'superseded':
      return `its status is ${view.status}`
  }
}

function whyExtra({ revisions }: DocumentView): string {
  const newest = revisions.at(-1)
  if (newest?.operation !== 'delete') return 'it was never deleted'
  return newest.state === 'delete-failed' ? 'its deletion failed' : 'its deletion is under way'
}

/** What becomes of a newer submission than the one that is live. */
function underWay({ revisions, live, status }: DocumentView): string {
  const newest = revisions.at(-1)
  if (newest === undefined || newest.revision === live) return ''
  return newest.failure === undefined
    ? `, and a newer ${newest.operation} is ${status}`
    : `, and the newer ${newest.operation} failed (${newest.failure.code}: ${newest.failure.reason})`
}

function quoted(stamp: string | undefined): string {
  return stamp === undefined ? 'none' : JSON.stringify(stamp)
}
