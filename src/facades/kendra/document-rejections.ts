/**
 * Why a document is refused at the call, beside what is wrong with the document itself: where it comes from, where it
 * belongs, whether there is room. Each rule gives the text of an InvalidRequest entry, or undefined.
 */
import type { Engine } from '../../core/engine.ts'
import type { Capacity } from './capacity.ts'
import type { PutOrigin } from './document-attributes.ts'
import type { KendraAccount } from './kendra-account.ts'
import type { KendraIndex } from './kendra-index.ts'
import { isGone } from './kendra-status.ts'
import type { Document } from './shapes/document-shapes.ts'
import type { Valid } from './shapes/valid.ts'
import type { SyncJob } from './sync-job.ts'

/** With the option that refuses them, only the first document of an id is taken. */
export function findDuplicate({ Id }: Valid<Document>, ids: Set<string> | undefined): string | undefined {
  if (ids === undefined || !ids.has(Id)) return void ids?.add(Id)
  return `Document ${Id} is in the batch more than once.`
}

/** A data source that takes no documents, or a job of it that does not run. */
export function findOriginFault(
  index: KendraIndex,
  { dataSource, job }: Pick<PutOrigin, 'dataSource' | 'job'>,
): string | undefined {
  if (dataSource === undefined)
    return job === undefined ? undefined : `Sync job ${job} is given without its data source.`
  const source = index.dataSources.get(dataSource)
  if (source === undefined) return `Data source ${dataSource} doesn't exist in index ${index.id}.`
  if (source.type !== 'CUSTOM')
    return `Data source ${dataSource} is of type ${source.type}; only a data source of type CUSTOM takes documents.`
  if (source.state.status === 'CREATING' || source.state.status === 'DELETING')
    return `Data source ${dataSource} is ${source.state.status}; it takes documents when it is ACTIVE.`
  if (job === undefined || source.runningJob?.id === job) return undefined
  return source.jobs.some(({ id }) => id === job)
    ? `Sync job ${job} of data source ${dataSource} has been stopped.`
    : `Sync job ${job} doesn't exist in data source ${dataSource}.`
}

/** A document lives in one place: through one data source, or directly [model]. */
export function findPlaceFault(
  { origins, simulation: { engine } }: KendraAccount,
  { corpus, dataSources }: KendraIndex,
  id: string,
  { dataSource }: PutOrigin,
): string | undefined {
  const row = corpus.row(id)
  if (row === undefined || isGone(engine.state(row))) return undefined
  const place = origins.source(row)
  if (place === (dataSource === undefined ? 0 : dataSources.get(dataSource)?.number)) return undefined
  const owner = [...dataSources.values()].find(({ number }) => number === place)
  if (owner !== undefined) return `Document ${id} belongs to data source ${owner.id}.`
  // What its data source left behind when it was deleted, everybody may take over [assumed].
  return place === 0 ? `Document ${id} belongs to no data source: it was put directly.` : undefined
}

/** While no job runs a delete is one of the index, and reaches what was put directly too [doc]. */
export function findDeleteFault(
  account: KendraAccount,
  index: KendraIndex,
  id: string,
  origin: PutOrigin,
  job: SyncJob | undefined,
): string | undefined {
  const direct = { ...origin, dataSource: undefined }
  if (job === undefined && findPlaceFault(account, index, id, direct) === undefined) return undefined
  return findPlaceFault(account, index, id, origin)
}

/** A document beyond what the index holds [doc]. */
export function findCapacityFault(
  engine: Engine,
  { corpus }: KendraIndex,
  id: string,
  { documents }: Capacity,
): string | undefined {
  if (corpus.documentsHeld < documents) return undefined
  const row = corpus.row(id)
  if (row !== undefined && engine.isHeld(row)) return undefined
  return `The index holds ${corpus.documentsHeld} documents, and ${documents} is its limit.`
}

export function findMissing(engine: Engine, { corpus }: KendraIndex, id: string): string | undefined {
  const row = corpus.row(id)
  if (row !== undefined && !isGone(engine.state(row))) return undefined
  return "Document can't be deleted because it doesn't exist."
}
