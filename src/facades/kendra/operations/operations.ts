/** All operations that are modelled, by their names: what methods, commands and the wire know of them. */
import type { KendraOperation } from '../operation-names.ts'
import { dataSourceOperations, type DataSourceShapes } from './data-source-operations.ts'
import { documentOperations, type DocumentShapes } from './document-operations.ts'
import { indexOperations, type IndexShapes } from './index-operations.ts'
import type { Operations } from './operation.ts'
import { principalMappingOperations, type PrincipalMappingShapes } from './principal-mapping-operations.ts'
import { syncJobOperations, type SyncJobShapes } from './sync-job-operations.ts'
import { tagOperations, type TagShapes } from './tag-operations.ts'

/** The input and the output of every operation. */
export interface KendraShapes
  extends DocumentShapes, IndexShapes, DataSourceShapes, SyncJobShapes, PrincipalMappingShapes, TagShapes {}

export type InputOf<Name extends KendraOperation> = KendraShapes[Name][0]
export type OutputOf<Name extends KendraOperation> = KendraShapes[Name][1]

export const kendraOperations: Operations<KendraShapes> = {
  ...documentOperations,
  ...indexOperations,
  ...dataSourceOperations,
  ...syncJobOperations,
  ...principalMappingOperations,
  ...tagOperations,
}

export function isKendraOperation(name: string): name is KendraOperation {
  return Object.hasOwn(kendraOperations, name)
}
