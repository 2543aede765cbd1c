/** What calls tell of the sync jobs of data sources. */
import { textOf } from '../audited-call.ts'
import type { History } from '../history.ts'

/** What ends a job of a custom data source; each names the data source as `Id`. */
export const ENDS_OF_JOB: ReadonlySet<string> = new Set(['StopDataSourceSyncJob', 'DeleteDataSource'])

/** Data sources that Kendra crawls by itself: their jobs end without being stopped, and take no documents of a client. */
export function findCrawledSources(history: History): Set<string | undefined> {
  const created = history
    .callsOf('CreateDataSource')
    .filter(({ isOk, record }) => isOk && textOf(record.input, 'Type') !== 'CUSTOM')
  return new Set(created.map(({ record }) => textOf(record.output, 'Id')))
}
