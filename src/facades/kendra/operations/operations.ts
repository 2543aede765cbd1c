/** All operations that are modelled, by their names: what methods, commands and the wire know of them. */
import { documentOperations, type DocumentShapes } from './document-operations.ts'
import type { Operations } from './operation.ts'

/** The input and the output of every operation. */
export interface KendraShapes extends DocumentShapes {}

export type KendraOperationName = keyof KendraShapes
export type InputOf<Name extends KendraOperationName> = KendraShapes[Name][0]
export type OutputOf<Name extends KendraOperationName> = KendraShapes[Name][1]

export const kendraOperations: Operations<KendraShapes> = { ...documentOperations }

export function isKendraOperation(name: string): name is KendraOperationName {
  return Object.hasOwn(kendraOperations, name)
}
