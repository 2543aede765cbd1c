/** The comparison of a corpus with its source when a run is over and its faults have ended. */
import type { DocumentView } from '../document-view.ts'
import type { Simulator } from '../simulator.ts'
import {
  compareToSource,
  describeComparison,
  matchesSource,
  type SourceComparison,
  type SourceDifference,
} from './compare-source.ts'
import { findSpoiler } from './excuse.ts'
import type { Source } from './scenario.ts'

/** Gives how many documents are excused; throws a SourceDiffersError for those that are not. */
export function compareInTheEnd(sim: Simulator, source: Source): number {
  const { corpus } = source
  const { missing, extra, outdated, excused } = compareToSource(sim, corpus, source.documents)
  const stamps = new Map(source.documents.map(({ id, stamp }) => [id, stamp]))
  const isTaken = ({ id }: SourceDifference): boolean => {
    const view = sim.document(corpus, id)
    return view !== undefined && isTakenFromConnector(view, stamps.get(id))
  }
  const blamed = {
    missing: missing.filter((difference) => !isTaken(difference)),
    extra,
    outdated: outdated.filter((difference) => !isTaken(difference)),
    excused: [],
  }
  if (!matchesSource(blamed)) throw new SourceDiffersError(corpus, blamed)
  return excused.length + missing.length + outdated.length
}

/** Whether a rule has done to a right submission what its connector is not told of. The rule may have ended; its work has not. */
function isTakenFromConnector(view: DocumentView, stamp: string | undefined): boolean {
  const spoiler = findSpoiler({ view, faults: view.faults }, { operation: 'put', stamp })
  if (spoiler !== undefined && TAKES_FOR_GOOD.has(spoiler.effect)) return true
  const newest = view.revisions.at(-1)
  // The Push API says nothing of what fails in the index (ledger: papi.status.failed-content).
  return (
    view.facade === 'papi' &&
    newest?.operation === 'put' &&
    newest.failure?.rule !== undefined &&
    (stamp === undefined || newest.stamp === stamp)
  )
}

/** What stays as it is when the rule has ended, until the document is submitted again. */
const TAKES_FOR_GOOD: ReadonlySet<string> = new Set(['stall', 'lose'])

export class SourceDiffersError extends Error {
  override readonly name = 'SourceDiffersError'
  readonly corpus: string
  readonly comparison: SourceComparison

  constructor(corpus: string, comparison: SourceComparison) {
    const told = describeComparison(comparison)
    const more = told.length <= MOST_TOLD ? [] : [`And ${told.length - MOST_TOLD} more.`]
    super(
      `The corpus ${corpus} is not what its source is:\n${[...told.slice(0, MOST_TOLD), ...more].map((line) => `  ${line}`).join('\n')}`,
    )
    this.corpus = corpus
    this.comparison = comparison
  }
}

/** So many documents say enough. */
const MOST_TOLD = 10
