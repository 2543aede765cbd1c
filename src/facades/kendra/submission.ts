/** A Kendra document as the core takes it: its content in one part, and what is kept beside it. */
import type { Submission } from '../../core/engine.ts'
import type { ContentFormat, ContentToCome } from '../../core/indexer.ts'
import type { PutOrigin } from './document-attributes.ts'
import { fetchObject, type S3Buckets, type S3Object } from './s3-objects.ts'
import type { ContentType, Document } from './shapes/document-shapes.ts'
import type { Valid } from './shapes/valid.ts'

const FORMAT_OF: { readonly [type in ContentType]: ContentFormat } = {
  PDF: 'pdf',
  HTML: 'html',
  MS_WORD: 'word',
  PLAIN_TEXT: 'text',
  PPT: 'powerpoint',
  RTF: 'rtf',
  XML: 'xml',
  XSLT: 'xml',
  MS_EXCEL: 'excel',
  CSV: 'csv',
  JSON: 'json',
  MD: 'markdown',
}

/** `group`: the number of the sync job to which the put belongs, if any. */
export function submissionOf(
  document: Valid<Document>,
  origin: PutOrigin,
  s3: S3Buckets,
  group?: number,
): Submission {
  const { Id, Blob, ContentType, S3Path } = document
  const format = FORMAT_OF[ContentType ?? 'PLAIN_TEXT']
  return {
    id: Id,
    operation: 'put',
    stamp: document.Attributes === undefined ? undefined : stampOf(document),
    kept: keptOf(document),
    version: versionKey(origin),
    group,
    parts: Blob === undefined ? S3Path && toCome(s3, { ...S3Path, format }) : [{ bytes: Blob, format }],
  }
}

/** A snapshot keeps which object it is, and whoever restores it has it fetched again. */
function toCome(s3: S3Buckets, object: S3Object): ContentToCome {
  return { content: fetchObject(s3, object), origin: object }
}

/** The name of a version: the three attributes by which a status call asks for it. Only a put with a job has one. */
export function versionKey({ dataSource, job, version }: PutOrigin): string | undefined {
  return dataSource === undefined || job === undefined
    ? undefined
    : JSON.stringify([dataSource, job, version])
}

function stampOf({ Attributes }: Valid<Document>): string | undefined {
  return Attributes?.find(({ Key }) => Key === '_version')?.Value.StringValue
}

function keptOf({
  Title,
  Attributes,
  AccessControlList,
  HierarchicalAccessControlList,
}: Valid<Document>): Submission['kept'] {
  const accessList = AccessControlList ?? HierarchicalAccessControlList
  if (Title === undefined && Attributes === undefined && accessList === undefined) return undefined
  return {
    attributes:
      Attributes &&
      Object.fromEntries(
        Attributes.map(({ Key, Value }) => [
          Key,
          Value.StringValue ?? Value.StringListValue ?? Value.LongValue ?? Value.DateValue,
        ]),
      ),
    accessList,
    title: Title,
  }
}
