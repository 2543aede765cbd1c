/** Which calls change what a connector of the Push API holds. */
import { PAPI_OPERATIONS } from '../../facades/papi/operation-names.ts'
import type { AuditedCall } from '../audited-call.ts'

const PUSHES: ReadonlySet<string> = new Set<string>([
  ...PAPI_OPERATIONS.put,
  ...PAPI_OPERATIONS.delete,
  'deleteDocumentsRootPath',
  'deleteDocumentsWithPrefix',
  'setCheckpoint',
])

export function isPush({ record, isOk }: AuditedCall): boolean {
  return isOk && PUSHES.has(record.operation)
}
