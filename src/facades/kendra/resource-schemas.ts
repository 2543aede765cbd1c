/** What the test helpers of the Kendra facade accept. A mistake here is the test's, never a service error. */
import { z } from 'zod'
import { copyBytes } from '../../core/byte-copies.ts'
import { whenAsked } from '../../core/when-asked.ts'
import { check } from '../../input/check.ts'
import type { AccountName } from './kendra-account.ts'
import { BUILT_IN_FIELDS, type DocumentAttributeValueType } from './document-attributes.ts'
import { dataSourceName } from './shapes/data-source-shapes.ts'
import { dataSourceId, document, type Document, indexId } from './shapes/document-shapes.ts'
import type { IndexEdition } from './shapes/index-shapes.ts'
import type { NewDataSource, NewIndex } from './kendra-index.ts'
import type { Valid } from './shapes/valid.ts'

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
const newIndex = whenAsked(() =>
  z.strictObject(
    {
      id: indexId().optional(),
      fields: z
        .record(
          z.string().regex(/^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,29}$/, FIELD_NAME),
          z.enum(FIELD_TYPES, `one of ${FIELD_TYPES.join(', ')}`),
          'an object of field types',
        )
        .refine(
          (fields) => !Object.keys(fields).some((name) => BUILT_IN_FIELDS.has(name)),
          'names other than the built-in fields',
        )
        .optional(),
      edition: z.enum(EDITIONS, `one of ${EDITIONS.join(', ')}`).optional(),
    },
    'options { id, fields, edition }',
  ),
)

const newDataSource = whenAsked(() =>
  z.strictObject(
    {
      id: dataSourceId().optional(),
      name: dataSourceName().optional(),
    },
    'options { id, name }',
  ),
)

const accountName = whenAsked(() =>
  z.strictObject(
    {
      region: z
        .string('a region')
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-west-1')
        .optional(),
      accountId: z
        .string('an account number')
        .regex(/^\d{12}$/, 'an account number of 12 digits')
        .optional(),
    },
    'options { region, accountId }',
  ),
)

/** An index of a region and an account, and a data source, as the control routes take them. */
export const placedIndex: () => z.ZodType<
  NewIndex & { region?: string | undefined; accountId?: string | undefined }
> = whenAsked(() => newIndex().extend(accountName().shape))
export const placedDataSource: () => z.ZodType<NewDataSource> = newDataSource

const seedDocuments = whenAsked(() => z.array(document(), 'a list of documents'))

export function readNewIndex(options: NewIndex): NewIndex {
  return check(newIndex(), options, 'kendra.addIndex')
}

export function readAccountName(options: Partial<AccountName>): {
  region?: string | undefined
  accountId?: string | undefined
} {
  return check(accountName(), options, 'kendra.in')
}

export function readNewDataSource(options: NewDataSource): NewDataSource {
  return check(newDataSource(), options, 'kendra.addDataSource')
}

/** Copies of the documents, bytes too. They have the shape of a put's; there may be any number of them. */
export function readSeedDocuments(documents: readonly Document[]): Valid<Document>[] {
  const checked = check(seedDocuments(), documents, 'kendra.seed')
  for (const document of checked) if (document.Blob !== undefined) document.Blob = copyBytes(document.Blob)
  return checked
}
