/** What each service says of the documents in the end, counted against what the connectors wanted. */
import type { Simulator, Status, TraceLine } from '../../index.ts'
import type { Crawls } from './crawls.ts'
import type { KendraAccount, PapiAccount } from './demo-result.ts'
import type { SourceFile } from './gather-files.ts'

export function countKendra(
  statuses: readonly Status[],
  { filesAtEnd }: Crawls,
): Pick<KendraAccount, 'statuses' | 'deleted' | 'lost'> {
  const counts: Record<Status['DocumentStatus'], number> = {
    INDEXED: 0,
    UPDATED: 0,
    FAILED: 0,
    UPDATE_FAILED: 0,
    NOT_FOUND: 0,
    PROCESSING: 0,
  }
  for (const { DocumentStatus } of statuses) counts[DocumentStatus]++
  const expected = new Set(filesAtEnd.map(({ id }) => id))
  const lost = statuses.filter(
    ({ DocumentId, DocumentStatus }) => DocumentStatus === 'NOT_FOUND' && expected.has(DocumentId),
  ).length
  return { statuses: counts, deleted: counts.NOT_FOUND - lost, lost }
}

export async function readPapi(
  sim: Simulator,
  { papi, papiCounts, filesAtEnd }: Crawls,
  files: readonly SourceFile[],
): Promise<Omit<PapiAccount, 'calls' | 'triedAgain'>> {
  const statuses = await papi.statuses(files.map(({ id }) => id))
  const stamps = new Map(filesAtEnd.map(({ id, stamp }) => [id, stamp]))
  const missing = statuses.filter(({ exist }) => !exist)
  const current = statuses.filter(({ exist, uri, stamp }) => exist && stamp === stamps.get(uri)).length
  const lost = missing.filter(({ uri }) => stamps.has(uri)).length
  const [firstCrawl, secondCrawl] = papiCounts
  return {
    current,
    outdated: statuses.length - missing.length - current,
    deleted: missing.length - lost,
    lost,
    failed: sim.documents({ corpus: `papi:${papi.name}` }).filter(({ failure }) => failure !== undefined)
      .length,
    firstCrawl,
    secondCrawl,
  }
}

/** Calls that reached the service, refused ones too. */
export function countCalls(trace: readonly TraceLine[], corpus: string): number {
  return trace.filter((event) => event.kind === 'called' && event.corpus === corpus).length
}
