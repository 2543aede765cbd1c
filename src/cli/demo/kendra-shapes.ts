/** Kendra's shapes as the demo needs them, taken from the operations themselves. */
import type { Simulator } from '../../index.ts'

type Kendra = Simulator['kendra']

export type KendraDocument = NonNullable<Parameters<Kendra['batchPutDocument']>[0]['Documents']>[number]
export type KendraStatus = Awaited<ReturnType<Kendra['batchGetDocumentStatus']>>['DocumentStatusList'][number]
export type StatusWord = KendraStatus['DocumentStatus']
