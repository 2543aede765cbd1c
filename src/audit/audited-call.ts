/**
 * A call as the audit reads it, in the words that both facades share: what it submits, what it asks, what it was told.
 * Inputs are read with care, for a call that was refused may have any.
 */
import type { CallRecord } from '../core/call-log.ts'
import { KENDRA_OPERATIONS } from '../facades/kendra/operation-names.ts'
import { DocumentStatus } from '../facades/papi/document-status.ts'
import { PAPI_OPERATIONS } from '../facades/papi/operation-names.ts'

export interface AuditedCall {
  readonly record: CallRecord
  /** The place among the answers of the corpus. */
  readonly place: number
  readonly isOk: boolean
  /** Documents that it puts, deletes, or whose status it asks for. */
  readonly puts: readonly string[]
  readonly deletes: readonly string[]
  readonly asks: readonly string[]
  /** Documents that were refused one by one. */
  readonly rejected: readonly string[]
  /** The statuses that it was told, by document. */
  readonly statuses: ReadonlyMap<string, string>
}

export function readCall(record: CallRecord, place: number): AuditedCall {
  const { operation, input, output, error } = record
  const isOk = error === undefined
  const put = has([...KENDRA_OPERATIONS.put, ...PAPI_OPERATIONS.put], operation)
  const remove = has([...KENDRA_OPERATIONS.delete, ...PAPI_OPERATIONS.delete], operation)
  const read = has([...KENDRA_OPERATIONS.read, ...PAPI_OPERATIONS.read], operation)
  return {
    record,
    place,
    isOk,
    puts: put
      ? [
          ...textsIn(input, 'Documents', 'Id'),
          ...textsIn(input, 'documents', 'uri'),
          ...textsIn(input, 'updates', 'uri'),
        ]
      : [],
    deletes: remove ? [...textsOf(input, 'DocumentIdList'), ...textsOf(input, 'uris')] : [],
    asks: read ? [...textsIn(input, 'DocumentInfoList', 'DocumentId'), ...textsOf(input, 'uris')] : [],
    rejected: isOk && (put || remove) ? textsIn(output, 'FailedDocuments', 'Id') : [],
    statuses: isOk && read ? statusesIn(output) : new Map(),
  }
}

/** Whether the client could know of the one call when it made the other. */
export function isAfter(later: AuditedCall, earlier: AuditedCall): boolean {
  return later.place > earlier.place && later.record.startedAt >= earlier.record.endedAt
}

/** A member of something that may have any form. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

export function textOf(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name)
  return typeof member === 'string' ? member : undefined
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  const member = memberOf(value, name)
  return Array.isArray(member) ? member : []
}

function textsOf(value: unknown, name: string): string[] {
  return listOf(value, name).filter((item) => typeof item === 'string')
}

function textsIn(value: unknown, list: string, name: string): string[] {
  return listOf(value, list).flatMap((item) => textOf(item, name) ?? [])
}

function statusesIn(output: unknown): Map<string, string> {
  const listed = [output].flat().filter((status) => status instanceof DocumentStatus)
  return new Map([
    ...listed.map(({ uri, exist }) => [uri, exist ? 'exists' : 'unknown'] as const),
    ...listOf(output, 'DocumentStatusList').flatMap((status) => {
      const [id, word] = [textOf(status, 'DocumentId'), textOf(status, 'DocumentStatus')]
      return id === undefined || word === undefined ? [] : [[id, word] as const]
    }),
  ])
}

function has(names: readonly string[], name: string): boolean {
  return names.includes(name)
}
