/** Matchers about one document. */
import { ConfigurationError } from '../../core/errors.ts'
import type { DocumentView } from '../../index.ts'
import {
  hasAll,
  type MatcherContext,
  type MatcherResult,
  refuseUnknownMembers,
  resultOf,
  simulatorOf,
} from './matcher.ts'

const MEMBERS: readonly string[] = Object.keys({
  facade: true,
  corpus: true,
  id: true,
  status: true,
  stamp: true,
  attributes: true,
  accessList: true,
  digest: true,
  title: true,
  failure: true,
  live: true,
  faults: true,
  revisions: true,
} satisfies { readonly [member in keyof DocumentView]: true })

/** What a document that is not there has for a status, with Kendra and with the Push API. */
const GONE: ReadonlySet<string> = new Set(['NOT_FOUND', 'unknown'])

/** Of the two services. */
const STATUSES: readonly string[] =
  'NOT_FOUND PROCESSING INDEXED UPDATED FAILED UPDATE_FAILED unknown pushed synced searchable'.split(' ')

/** Whether the service knows the document, live or on its way, and is as expected in what is given. */
export function toHaveDocument(
  this: MatcherContext,
  received: unknown,
  corpus: string,
  id: string,
  expected?: Partial<DocumentView>,
): MatcherResult {
  const view = simulatorOf(received, 'toHaveDocument').document(corpus, id)
  refuseUnknownMembers(expected, MEMBERS, 'toHaveDocument, what is expected')
  const isThere = view !== undefined && !isGone(view)
  const pass = isThere && (expected === undefined || hasAll(this, view, expected))
  return resultOf(
    this,
    'toHaveDocument',
    `corpus, ${JSON.stringify(id)}${expected === undefined ? '' : ', expected'}`,
    pass,
    () => {
      const { printExpected, printReceived } = this.utils
      if (!isThere || expected === undefined) return `${nameOf(corpus, id)} ${stateOf(view)}.`
      const members = Object.keys(expected) as (keyof DocumentView)[]
      const actual = Object.fromEntries(members.map((name) => [name, view[name]]))
      return `${nameOf(corpus, id)} ${stateOf(view)}.\n\nExpected: ${this.isNot === true ? 'not ' : ''}${printExpected(expected)}\nReceived: ${printReceived(actual)}`
    },
  )
}

/** Whether the document has this status, in the words of its service. One that was never accepted is `NOT_FOUND` and `unknown`. */
export function toHaveStatus(
  this: MatcherContext,
  received: unknown,
  corpus: string,
  id: string,
  expected: unknown,
): MatcherResult {
  const view = simulatorOf(received, 'toHaveStatus').document(corpus, id)
  if (typeof expected === 'string' && !STATUSES.includes(expected))
    throw new ConfigurationError(
      `toHaveStatus: there is no status ${JSON.stringify(expected)}; there are ${STATUSES.join(', ')}`,
    )
  const pass =
    view === undefined
      ? [...GONE].some((status) => this.equals(status, expected))
      : this.equals(view.status, expected)
  return resultOf(this, 'toHaveStatus', `corpus, ${JSON.stringify(id)}, status`, pass, () => {
    const { printExpected, printReceived } = this.utils
    return `${nameOf(corpus, id)} ${stateOf(view)}.\n\nExpected: ${this.isNot === true ? 'not ' : ''}${printExpected(expected)}\nReceived: ${printReceived(view?.status)}`
  })
}

/** Whether a revision of the document answers searches; it may be an older one than the last that was put. */
export function toBeSearchable(
  this: MatcherContext,
  received: unknown,
  corpus: string,
  id: string,
): MatcherResult {
  const view = simulatorOf(received, 'toBeSearchable').document(corpus, id)
  const pass = view?.live !== undefined
  return resultOf(
    this,
    'toBeSearchable',
    `corpus, ${JSON.stringify(id)}`,
    pass,
    () => `${nameOf(corpus, id)} ${stateOf(view)}.`,
  )
}

function isGone({ status }: DocumentView): boolean {
  return GONE.has(status)
}

function nameOf(corpus: string, id: string): string {
  return `Document ${JSON.stringify(id)} of ${corpus}`
}

/** What has become of the document, as the end of a sentence. */
function stateOf(view: DocumentView | undefined): string {
  if (view === undefined) return 'was never accepted'
  const { status, failure, live, revisions, faults } = view
  const newest = revisions.at(-1)
  const liveness =
    live === undefined
      ? 'nothing of it is searchable'
      : `its revision ${live} of ${newest?.revision ?? live} is searchable`
  const why = failure === undefined ? '' : ` (${failure.code}: ${failure.reason})`
  const rules =
    faults.length === 0
      ? ''
      : `; faults: ${[...new Set(faults.map(({ rule, effect }) => `${rule} (${effect})`))].join(', ')}`
  const hint = UNDER_WAY.has(status) ? '; await sim.settle() lets it come to its end' : ''
  return `is ${status}${why}, and ${liveness}${rules}${hint}`
}

const UNDER_WAY: ReadonlySet<string> = new Set(['PROCESSING', 'pushed', 'synced'])
