/** The wording of refusals, and what an accepted input looks like afterwards. */

import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  batchDeleteDocumentRequest,
  batchGetDocumentStatusRequest,
  batchPutDocumentRequest,
} from '../../../src/facades/kendra/shapes/document-shapes.ts'
import { kendraOperations } from '../../../src/facades/kendra/operations/operations.ts'
import { ValidationException } from '../../../src/facades/kendra/service-exception.ts'
import { validate } from '../../../src/facades/kendra/validation.ts'
import { shapes } from './service-model.ts'

const IndexId = '0a1b2c3d-0000-4000-8000-000000000000'
const Blob = new TextEncoder().encode('hello')

function refusalOf(schema: z.ZodType<unknown>, input: unknown): string {
  try {
    validate(schema, input)
  } catch (error) {
    expect(error).toBeInstanceOf(ValidationException)
    return (error as Error).message
  }
  throw new Error('The input was accepted')
}

describe('the message of a refusal', () => {
  it('names the value, the member and the constraint', () => {
    expect(refusalOf(batchDeleteDocumentRequest(), { IndexId: 'x', DocumentIdList: ['a'] })).toBe(
      "1 validation error detected: Value 'x' at 'indexId' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 36',
    )
  })

  it('counts the items of lists from one', () => {
    const input = {
      IndexId,
      Documents: [
        { Id: 'a', Blob },
        { Id: '', Blob },
      ],
    }
    expect(refusalOf(batchPutDocumentRequest(), input)).toBe(
      "1 validation error detected: Value '' at 'documents.2.member.id' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    )
  })

  it('lists all violations, the outer ones first', () => {
    const Documents = [
      { Blob, AccessControlList: [{ Name: 'Zoë', Type: 'ROBOT', Access: 'ALLOW' }] },
      { Id: 'b', ContentType: 'pdf', S3Path: { Bucket: 'B!', Key: 'k' } },
    ]
    expect(refusalOf(batchPutDocumentRequest(), { Documents })).toBe(
      '6 validation errors detected: ' +
        [
          "Value null at 'indexId' failed to satisfy constraint: Member must not be null",
          "Value null at 'documents.1.member.id' failed to satisfy constraint: Member must not be null",
          "Value 'pdf' at 'documents.2.member.contentType' failed to satisfy constraint: Member must satisfy enum value set: " +
            '[PDF, HTML, MS_WORD, PLAIN_TEXT, PPT, RTF, XML, XSLT, MS_EXCEL, CSV, JSON, MD]',
          "Value 'B!' at 'documents.2.member.s3Path.bucket' failed to satisfy constraint: " +
            'Member must have length greater than or equal to 3',
          "Value 'B!' at 'documents.2.member.s3Path.bucket' failed to satisfy constraint: " +
            'Member must satisfy regular expression pattern: [a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9]',
          "Value 'ROBOT' at 'documents.1.member.accessControlList.1.member.type' failed to satisfy constraint: " +
            'Member must satisfy enum value set: [USER, GROUP]',
        ].join('; '),
    )
  })

  it('tells of a list that is too long as a whole', () => {
    const Documents = Array.from({ length: 500 }, () => ({ Id: '' }))
    const message = refusalOf(batchPutDocumentRequest(), { IndexId, Documents })
    expect(message).toMatch(
      /^1 validation error detected: Value '\[\{Id=\}, .*, \.\.\.\]' at 'documents' failed/,
    )
    expect(message).toMatch(/Member must have length less than or equal to 10$/)
  })

  it('says what was expected in place of a wrong type', () => {
    const Attributes = [
      { Key: '_created_at', Value: { DateValue: 1_700_000_000_000 } },
      { Key: '_view_count', Value: { LongValue: 1.5 } },
      { Key: '_authors', Value: { StringListValue: 'Ann' } },
    ]
    const message = refusalOf(batchPutDocumentRequest(), {
      IndexId,
      Documents: [{ Id: 'a', Blob: 'text', Attributes }],
    })
    const at = 'documents.1.member.attributes'
    expect(message.split('; ').map((part) => part.replace(/^.*detected: /, ''))).toEqual([
      "Value 'text' at 'documents.1.member.blob' failed to satisfy constraint: Member must be a Uint8Array",
      `Value '1700000000000' at '${at}.1.member.value.dateValue' failed to satisfy constraint: Member must be a valid Date`,
      `Value '1.5' at '${at}.2.member.value.longValue' failed to satisfy constraint: Member must be an integer`,
      `Value 'Ann' at '${at}.3.member.value.stringListValue' failed to satisfy constraint: Member must be a list`,
    ])
  })

  it('speaks of the input when it is none', () => {
    expect(refusalOf(batchPutDocumentRequest(), undefined)).toBe(
      "1 validation error detected: Value null at 'input' failed to satisfy constraint: Member must not be null",
    )
  })

  it('cuts long values, between two characters', () => {
    const message = refusalOf(batchPutDocumentRequest(), {
      IndexId,
      Documents: [{ Id: `${'x'.repeat(255)}😀${'y'.repeat(3000)}` }],
    })
    expect(message).toContain(`Value '${'x'.repeat(255)}...' at`)
  })

  it('never prints bytes', () => {
    const message = refusalOf(batchPutDocumentRequest(), {
      IndexId,
      Documents: { Blob: new Uint8Array(2000) },
    })
    expect(message).toContain("Value '{Blob=<2000 bytes>}' at 'documents'")
  })

  it('lists at most fifty violations and counts the others', () => {
    const DocumentInfoList = [
      { DocumentId: 'a', Attributes: Array.from({ length: 60 }, () => ({ Key: 'k' })) },
    ]
    const message = refusalOf(batchGetDocumentStatusRequest(), { IndexId, DocumentInfoList })
    expect(message).toMatch(/^60 validation errors detected: /)
    expect(message.split('; ')).toHaveLength(51)
    expect(message).toMatch(/; and 10 more$/)
  })

  it('keeps the keys of the one map as they are, and lays a wrong key to the map', () => {
    const maps = Object.keys(shapes).filter((name) => shapes[name]!.type === 'map')
    expect(maps).toEqual(['ValueImportanceMap'])
    const ValueImportanceMap = { Wiki: 11, ['x'.repeat(51)]: 1 }
    const DocumentMetadataConfigurationUpdates = [
      { Name: 'f', Type: 'STRING_VALUE', Relevance: { ValueImportanceMap } },
    ]
    const message = refusalOf(kendraOperations.UpdateIndex.schema(), {
      Id: IndexId,
      DocumentMetadataConfigurationUpdates,
    })
    const at = 'documentMetadataConfigurationUpdates.1.member.relevance.valueImportanceMap'
    expect(message).toContain(
      `' at '${at}' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length`,
    )
    expect(message).toContain(
      `Value '11' at '${at}.Wiki' failed to satisfy constraint: Member must have value less than or equal to 10`,
    )
  })

  it('hides the values of every shape that the model calls sensitive', () => {
    const sensitive = Object.keys(shapes).filter((name) => shapes[name]!.sensitive)
    expect(sensitive).toEqual(['KmsKeyId'])
    const KmsKeyId = 's3cret'.repeat(1000)
    const input = {
      Name: 'n',
      RoleArn: 'arn:aws:iam::1:role/r',
      ServerSideEncryptionConfiguration: { KmsKeyId },
    }
    expect(refusalOf(kendraOperations.CreateIndex.schema(), input)).toBe(
      "1 validation error detected: Value at 'serverSideEncryptionConfiguration.kmsKeyId' failed to satisfy constraint: " +
        'Member must have length less than or equal to 2048',
    )
    expect(
      refusalOf(kendraOperations.CreateIndex.schema(), {
        ...input,
        ServerSideEncryptionConfiguration: [{ KmsKeyId }],
      }),
    ).not.toContain('s3cret')
  })
})

describe('the error of a refusal', () => {
  it('is the client’s, with the status 400', () => {
    const attempt = (): unknown => validate(batchPutDocumentRequest(), {})
    expect(attempt).toThrow(
      expect.objectContaining({
        name: 'ValidationException',
        $fault: 'client',
        $metadata: { httpStatusCode: 400, requestId: '', attempts: 1, totalRetryDelay: 0 },
      }),
    )
  })
})

describe('an accepted input', () => {
  it('is a deep copy that shares only the bytes', () => {
    const DateValue = new Date(5)
    const StringListValue = ['Ann']
    const Attributes = [
      { Key: '_created_at', Value: { DateValue } },
      { Key: '_authors', Value: { StringListValue } },
    ]
    const input = { IndexId, Documents: [{ Id: 'a', Blob, Attributes }] }
    const copy = validate(batchPutDocumentRequest(), input)
    expect(copy).toEqual(input)
    expect(copy.Documents[0]!.Blob).toBe(Blob)
    DateValue.setTime(9)
    StringListValue.push('Ben')
    input.Documents[0]!.Id = 'changed'
    expect(copy.Documents[0]).toMatchObject({
      Id: 'a',
      Attributes: [{ Value: { DateValue: new Date(5) } }, { Value: { StringListValue: ['Ann'] } }],
    })
    expect(copy.Documents[0]!.Attributes![1]!.Value.StringListValue).toHaveLength(1)
  })

  it('loses the members that the model does not have', () => {
    const input = { IndexId, Typo: 1, Documents: [{ Id: 'a', Blob, Metadata: {} }] }
    expect(validate(batchPutDocumentRequest(), input)).toStrictEqual({
      IndexId,
      Documents: [{ Id: 'a', Blob }],
    })
  })

  it('takes null for an absent member, wherever it is', () => {
    const Documents = [
      {
        Id: 'a',
        Blob,
        Title: null,
        Attributes: [{ Key: 'k', Value: { LongValue: null, StringValue: 'v' } }],
      },
    ]
    const copy = validate(batchPutDocumentRequest(), { IndexId, RoleArn: null, Documents })
    expect(copy).toEqual({
      IndexId,
      Documents: [{ Id: 'a', Blob, Attributes: [{ Key: 'k', Value: { StringValue: 'v' } }] }],
    })
    expect(Documents[0]!.Title).toBeNull()
  })

  it('may hold bytes and dates of another realm, as test runners make them', () => {
    const foreign = runInNewContext('({ bytes: new Uint8Array([1, 2]), date: new Date(5) })') as {
      bytes: Uint8Array
      date: Date
    }
    const Attributes = [{ Key: '_created_at', Value: { DateValue: foreign.date } }]
    const copy = validate(batchPutDocumentRequest(), {
      IndexId,
      Documents: [{ Id: 'a', Blob: foreign.bytes, Attributes }],
    })
    expect(copy.Documents[0]!.Blob).toBe(foreign.bytes)
    expect(copy.Documents[0]!.Attributes![0]!.Value.DateValue).toStrictEqual(new Date(5))
  })

  it('refuses null in place of an item', () => {
    expect(refusalOf(batchDeleteDocumentRequest(), { IndexId, DocumentIdList: ['a', null] })).toBe(
      "1 validation error detected: Value null at 'documentIdList.2.member' failed to satisfy constraint: Member must not be null",
    )
  })
})

it.each(Object.entries(kendraOperations))('%s has a shape that zod can compile', (_, { schema }) => {
  expect(() => z.compile(schema(), { strict: true })).not.toThrow()
})
