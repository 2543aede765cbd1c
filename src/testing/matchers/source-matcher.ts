/** The matcher that holds a corpus against what should be in it. */
import { compareToSource, describeComparison, matchesSource, type SourceDocument } from '../compare-source.ts'
import { type MatcherContext, type MatcherResult, resultOf, simulatorOf } from './matcher.ts'

/** So many differences are told. */
const MOST_TOLD = 20

/** Whether the corpus holds what the source holds, documents apart that a fault rule keeps out for good. */
export function toMatchSource(
  this: MatcherContext,
  received: unknown,
  corpus: string,
  source: readonly SourceDocument[],
): MatcherResult {
  const comparison = compareToSource(simulatorOf(received, 'toMatchSource'), corpus, source)
  const { missing, extra, outdated, excused } = comparison
  return resultOf(this, 'toMatchSource', 'corpus, source', matchesSource(comparison), () => {
    const counts = `${missing.length} missing, ${extra.length} extra, ${outdated.length} outdated, ${excused.length} excused`
    const sentences = describeComparison(comparison)
    const rest = sentences.length - MOST_TOLD
    return [
      `${corpus} held against the ${source.length} documents of its source: ${counts}.`,
      ...sentences.slice(0, MOST_TOLD).map((sentence) => `  ${sentence}`),
      ...(rest > 0 ? [`  and ${rest} more.`] : []),
    ].join('\n')
  })
}
