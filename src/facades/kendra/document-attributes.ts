/**
 * The rules of meaning for the attributes of documents: which version a status is asked for, where a put document
 * comes from, and whether its attributes fit the fields of the index. Pure functions over validated shapes.
 */

import type { Document, DocumentAttribute, DocumentAttributeValue } from './shapes/document-shapes.ts'
import type { Valid } from './shapes/valid.ts'

/** The type of an index field. It never changes. */
export type DocumentAttributeValueType = 'STRING_VALUE' | 'STRING_LIST_VALUE' | 'LONG_VALUE' | 'DATE_VALUE'

/** The fields of an index by name. */
export type IndexFields = ReadonlyMap<string, DocumentAttributeValueType>

/** The fields that every index has without defining them [code]. */
export const BUILT_IN_FIELDS: IndexFields = new Map<string, DocumentAttributeValueType>([
  ['_authors', 'STRING_LIST_VALUE'],
  ['_category', 'STRING_VALUE'],
  ['_created_at', 'DATE_VALUE'],
  ['_data_source_id', 'STRING_VALUE'],
  ['_document_title', 'STRING_VALUE'],
  ['_excerpt_page_number', 'LONG_VALUE'],
  ['_faq_id', 'STRING_VALUE'],
  ['_file_type', 'STRING_VALUE'],
  ['_language_code', 'STRING_VALUE'],
  ['_last_updated_at', 'DATE_VALUE'],
  ['_source_uri', 'STRING_VALUE'],
  ['_tenant_id', 'STRING_VALUE'],
  ['_version', 'STRING_VALUE'],
  ['_view_count', 'LONG_VALUE'],
])

/** The version of a document that names none [model]. */
const DEFAULT_VERSION = '0'

const DATA_SOURCE_KEY = '_data_source_id'
const JOB_KEY = '_data_source_sync_job_execution_id'
const VERSION_KEY = '_version'

const VALUE_MEMBERS = [
  ['StringValue', 'STRING_VALUE'],
  ['StringListValue', 'STRING_LIST_VALUE'],
  ['LongValue', 'LONG_VALUE'],
  ['DateValue', 'DATE_VALUE'],
] as const satisfies readonly (readonly [keyof DocumentAttributeValue, DocumentAttributeValueType])[]

type Attributes = readonly Valid<DocumentAttribute>[]

/** Which version of a document a status is asked for. `invalid` becomes an InvalidRequest entry of `Errors`. */
export type StatusTarget =
  | { readonly kind: 'newest' }
  | { readonly kind: 'version'; readonly dataSource: string; readonly job: string; readonly version: string }
  | { readonly kind: 'invalid'; readonly message: string; readonly dataSource: string | undefined }

/**
 * Reads the attributes of a DocumentInfo: `dataSourceId` (also spelled `datasourceId`) and `jobExecutionId` go
 * together, `version` counts only with them and is "0" when it is missing [model]. One without the other, another
 * key, a key given twice and a value that is not one string are invalid [assumed].
 */
export function readStatusTarget(attributes: Attributes | undefined): StatusTarget {
  if (attributes === undefined || attributes.length === 0) return NEWEST
  const given: { dataSource?: string; job?: string; version?: string } = {}
  const invalid = (message: string): StatusTarget => ({
    kind: 'invalid',
    message,
    dataSource: attributes.find(({ Key }) => STATUS_KEYS.get(Key) === 'dataSource')?.Value.StringValue,
  })
  for (const { Key, Value } of attributes) {
    const part = STATUS_KEYS.get(Key)
    if (part === undefined)
      return invalid(`Document attribute key ${Key} can't be used to select a document status.`)
    const members = listMembers(Value)
    if (members.length !== 1 || Value.StringValue === undefined) {
      return invalid(`Document attribute ${Key} must have a value of type STRING_VALUE and no other.`)
    }
    if (given[part] !== undefined) return invalid(`Document attribute ${Key} is given more than once.`)
    given[part] = Value.StringValue
  }
  const { dataSource, job, version = DEFAULT_VERSION } = given
  if (dataSource === undefined && job === undefined) return NEWEST
  if (dataSource === undefined)
    return invalid('Document attribute jobExecutionId needs the attribute dataSourceId.')
  if (job === undefined) return invalid('Document attribute dataSourceId needs the attribute jobExecutionId.')
  return { kind: 'version', dataSource, job, version }
}

const NEWEST: StatusTarget = { kind: 'newest' }

const STATUS_KEYS: ReadonlyMap<string, 'dataSource' | 'job' | 'version'> = new Map([
  ['dataSourceId', 'dataSource'],
  ['datasourceId', 'dataSource'],
  ['jobExecutionId', 'job'],
  ['version', 'version'],
])

/** Where a put document comes from. Without a job the running one of the data source is meant. */
export interface PutOrigin {
  readonly dataSource: string | undefined
  readonly job: string | undefined
  readonly version: string
}

const DIRECT_PUT: PutOrigin = { dataSource: undefined, job: undefined, version: DEFAULT_VERSION }

/** Reads the origin. Attributes that are refused may give anything: then only the id of the data source is told. */
export function readPutOrigin(attributes: Attributes | undefined): PutOrigin {
  if (attributes === undefined || attributes.length === 0) return DIRECT_PUT
  let { dataSource, job, version } = DIRECT_PUT
  for (const { Key, Value } of attributes) {
    if (Key === DATA_SOURCE_KEY) dataSource = Value.StringValue
    else if (Key === JOB_KEY) job = Value.StringValue
    else if (Key === VERSION_KEY) version = Value.StringValue ?? DEFAULT_VERSION
  }
  return { dataSource, job, version }
}

/**
 * Why a document is rejected at the call, as the text of its InvalidRequest entry in FailedDocuments; undefined when
 * nothing speaks against it. Only the first fault is told: an entry has one text.
 */
export function findPutFault(document: Valid<Document>, fields: IndexFields): string | undefined {
  return findContentFault(document) ?? findAttributeFault(document.Attributes, fields)
}

/** The most bytes that a document may have: 50 MB [doc], read as MiB [assumed]. */
export const MAX_DOCUMENT_BYTES: number = 50 * 1024 * 1024

/** Content comes from one place, and it comes from somewhere; no bytes at all are content too [assumed]. */
export function findContentFault(document: Valid<Document>): string | undefined {
  const hasBlob = document.Blob !== undefined
  const hasPath = document.S3Path !== undefined
  const size = document.Blob?.length ?? 0
  if (size > MAX_DOCUMENT_BYTES)
    return `The document has ${size} bytes; the maximum is ${MAX_DOCUMENT_BYTES}.`
  if (hasBlob !== hasPath) return undefined
  return hasBlob
    ? 'Only one of Blob and S3Path can be specified for a document.'
    : 'One of Blob and S3Path must be specified for a document.'
}

/**
 * The first attribute that does not fit: its field is not defined on the index [doc, with the text of the guide], it
 * has no value, several values or one of another type, or its key was there before [assumed].
 */
export function findAttributeFault(
  attributes: Attributes | undefined,
  fields: IndexFields,
): string | undefined {
  if (attributes === undefined || attributes.length === 0) return undefined
  const seen = new Set<string>()
  for (const { Key, Value } of attributes) {
    // A job's id is accepted although no index has such a field [doc].
    const type = Key === JOB_KEY ? 'STRING_VALUE' : fields.get(Key)
    // The two spaces are the service's.
    if (type === undefined)
      return `No document metadata configuration found for document attribute key  ${Key}.`
    const fault = findValueFault(Key, Value, type)
    if (fault !== undefined) return fault
    if (seen.has(Key)) return `Document attribute ${Key} is given more than once.`
    seen.add(Key)
  }
  return undefined
}

function findValueFault(
  key: string,
  value: Valid<DocumentAttributeValue>,
  type: DocumentAttributeValueType,
): string | undefined {
  const members = listMembers(value)
  const [member] = members
  if (member === undefined) return `Document attribute ${key} has no value.`
  if (members.length > 1)
    return `Document attribute ${key} has several values: ${members.map(([name]) => name).join(', ')}.`
  if (member[1] === type) return undefined
  return `Document attribute ${key} has a value of type ${member[1]}, but the field of the index is of type ${type}.`
}

function listMembers(value: Valid<DocumentAttributeValue>): (typeof VALUE_MEMBERS)[number][] {
  return VALUE_MEMBERS.filter(([member]) => value[member] !== undefined)
}
