/** What the test helpers of the Kendra facade accept. A mistake here is the test's, never a service error. */
import { z } from 'zod'
import { ConfigurationError } from '../../core/errors.ts'
import { BUILT_IN_FIELDS, type DocumentAttributeValueType } from './document-attributes.ts'
import { batchPutDocumentRequest, dataSourceId, type Document, indexId } from './document-shapes.ts'
import type { IndexEdition, NewDataSource, NewIndex } from './kendra-index.ts'
import type { Valid } from './valid.ts'

const FIELD_TYPES = [
  'STRING_VALUE',
  'STRING_LIST_VALUE',
  'LONG_VALUE',
  'DATE_VALUE',
] as const satisfies readonly DocumentAttributeValueType[]
const EDITIONS = [
  'DEVELOPER_EDITION',
  'ENTERPRISE_EDITION',
  'GEN_AI_ENTERPRISE_EDITION',
] as const satisfies readonly IndexEdition[]

// A field name is 30 characters at most, although requests may carry keys of 200 [model].
const FIELD_NAME = 'a field name of 1 to 30 letters, digits, _ and -'
const newIndex = z.strictObject({
  id: indexId.optional(),
  fields: z
    .record(
      z.string().regex(/^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,29}$/, FIELD_NAME),
      z.enum(FIELD_TYPES, `one of ${FIELD_TYPES.join(', ')}`),
    )
    .refine(
      (fields) => !Object.keys(fields).some((name) => BUILT_IN_FIELDS.has(name)),
      'names other than the built-in fields',
    )
    .optional(),
  edition: z.enum(EDITIONS, `one of ${EDITIONS.join(', ')}`).optional(),
})

const newDataSource = z.strictObject({
  id: dataSourceId.optional(),
  name: z.string('a name').min(1, 'a name that is not empty').optional(),
})

export function readNewIndex(options: NewIndex): NewIndex {
  return check(newIndex, options, 'kendra.addIndex')
}

export function readNewDataSource(options: NewDataSource): NewDataSource {
  return check(newDataSource, options, 'kendra.addDataSource')
}

/** Seed documents have the shape of a put's. */
export function readSeedDocument(id: string, document: Document): Valid<Document> {
  const { Documents } = check(batchPutDocumentRequest, { IndexId: id, Documents: [document] }, 'kendra.seed')
  return Documents[0] as Valid<Document>
}

function check<Output>(schema: z.ZodType<Output>, value: unknown, place: string): Output {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${[place, ...path.map(String)].join('.')}: expected ${message}`,
  )
  throw new ConfigurationError(issues.join('; '))
}
