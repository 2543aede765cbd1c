/** What the attributes of documents mean, and which of them a put rejects. */

import { describe, expect, it } from 'vitest'
import {
  BUILT_IN_FIELDS,
  findAttributeFault,
  findContentFault,
  findPutFault,
  readPutOrigin,
  readStatusTarget,
} from '../../../src/facades/kendra/document-attributes.ts'
import type { DocumentAttributeValue } from '../../../src/facades/kendra/shapes/document-shapes.ts'
import type { Valid } from '../../../src/facades/kendra/shapes/valid.ts'

type Value = Valid<DocumentAttributeValue>
type Attribute = { Key: string; Value: Value }

function attributes(...entries: readonly (readonly [string, string | Value])[]): Attribute[] {
  return entries.map(([Key, value]) => ({
    Key,
    Value: typeof value === 'string' ? { StringValue: value } : value,
  }))
}

describe('the attributes of a status request', () => {
  it.each([
    ['no list', undefined],
    ['an empty list', []],
    ['a version alone', attributes(['version', '7'])],
  ])('mean the newest version when there is %s', (_, given) => {
    expect(readStatusTarget(given)).toEqual({ kind: 'newest' })
  })

  it.each(['dataSourceId', 'datasourceId'])('select a version by %s, job and version', (key) => {
    const given = attributes(['version', '7'], ['jobExecutionId', 'job-1'], [key, 'source-1'])
    expect(readStatusTarget(given)).toEqual({
      kind: 'version',
      dataSource: 'source-1',
      job: 'job-1',
      version: '7',
    })
  })

  it('mean version 0 when source and job name none', () => {
    const given = attributes(['dataSourceId', 'source-1'], ['jobExecutionId', 'job-1'])
    expect(readStatusTarget(given)).toEqual({
      kind: 'version',
      dataSource: 'source-1',
      job: 'job-1',
      version: '0',
    })
  })

  it.each([
    [
      'a source without a job',
      attributes(['dataSourceId', 'source-1']),
      /dataSourceId needs .* jobExecutionId/,
    ],
    [
      'a job without a source',
      attributes(['jobExecutionId', 'j'], ['version', '1']),
      /jobExecutionId needs .* dataSourceId/,
    ],
    ['another key', attributes(['_data_source_id', 'source-1']), /_data_source_id can't be used/],
    ['a key of every object', attributes(['constructor', 'x']), /constructor can't be used/],
    [
      'a value of another type',
      attributes(['version', { LongValue: 7 }]),
      /version must have a value of type STRING_VALUE/,
    ],
    [
      'several values',
      attributes(['version', { StringValue: '7', LongValue: 7 }]),
      /version must have a value/,
    ],
    ['no value', attributes(['version', {}]), /version must have a value/],
    [
      'a key twice, in both spellings',
      attributes(['dataSourceId', 'a'], ['datasourceId', 'a']),
      /more than once/,
    ],
  ])('are invalid with %s', (_, given, message) => {
    expect(readStatusTarget(given)).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(message),
    })
  })
})

it('an invalid status request tells the source that was given, in either spelling, if it is a text', () => {
  const dataSourceOf = (given: Attribute[]) => {
    const target = readStatusTarget(given)
    return target.kind === 'invalid' ? target.dataSource : 'valid'
  }
  expect(dataSourceOf(attributes(['dataSourceId', 'source-1']))).toBe('source-1')
  expect(dataSourceOf(attributes(['color', 'red'], ['datasourceId', 'source-1']))).toBe('source-1')
  expect(dataSourceOf(attributes(['dataSourceId', { LongValue: 1 }]))).toBeUndefined()
  expect(dataSourceOf(attributes(['jobExecutionId', 'job-1']))).toBeUndefined()
})

describe('the origin of a put document', () => {
  it.each([undefined, [], attributes(['_category', 'x'])])(
    'is a direct put of version 0 without attributes of its own',
    (given) => {
      expect(readPutOrigin(given)).toEqual({ dataSource: undefined, job: undefined, version: '0' })
    },
  )

  it('is read from the reserved attributes', () => {
    const given = attributes(
      ['_version', '3'],
      ['_data_source_id', 'source-1'],
      ['_data_source_sync_job_execution_id', 'job-1'],
    )
    expect(readPutOrigin(given)).toEqual({ dataSource: 'source-1', job: 'job-1', version: '3' })
  })

  it('has no job when only the source is named', () => {
    expect(readPutOrigin(attributes(['_data_source_id', 'source-1']))).toEqual({
      dataSource: 'source-1',
      job: undefined,
      version: '0',
    })
  })
})

describe('the attributes of a put document', () => {
  const valueOf = {
    STRING_VALUE: { StringValue: 'x' },
    STRING_LIST_VALUE: { StringListValue: ['x'] },
    LONG_VALUE: { LongValue: 1 },
    DATE_VALUE: { DateValue: new Date(0) },
  }
  const types = Object.keys(valueOf) as (keyof typeof valueOf)[]

  it('fit the 14 built-in fields with a value of the type of the field and of no other', () => {
    expect(BUILT_IN_FIELDS.size).toBe(14)
    for (const [name, type] of BUILT_IN_FIELDS) {
      for (const given of types) {
        const fault = findAttributeFault(attributes([name, valueOf[given]]), BUILT_IN_FIELDS)
        if (given === type) expect(fault).toBeUndefined()
        else
          expect(fault).toMatch(
            `${name} has a value of type ${given}, but the field of the index is of type ${type}`,
          )
      }
    }
  })

  it('are rejected with the text of the service when the index has no such field', () => {
    expect(findAttributeFault(attributes(['_category', 'x'], ['city', 'Rome']), BUILT_IN_FIELDS)).toBe(
      'No document metadata configuration found for document attribute key  city.',
    )
  })

  it('fit the fields that were added to the index', () => {
    const fields = new Map([...BUILT_IN_FIELDS, ['city', 'STRING_VALUE'] as const])
    expect(findAttributeFault(attributes(['city', 'Rome']), fields)).toBeUndefined()
  })

  it('may name a sync job, with a string', () => {
    const key = '_data_source_sync_job_execution_id'
    expect(findAttributeFault(attributes([key, 'job-1']), BUILT_IN_FIELDS)).toBeUndefined()
    expect(findAttributeFault(attributes([key, { LongValue: 1 }]), BUILT_IN_FIELDS)).toMatch(
      /of type LONG_VALUE/,
    )
  })

  it.each([
    [
      'several values',
      attributes(['_category', { StringValue: 'x', LongValue: 1 }]),
      /several values: StringValue, LongValue/,
    ],
    ['no value', attributes(['_category', {}]), /_category has no value/],
    ['a key twice', attributes(['_category', 'x'], ['_category', 'x']), /_category is given more than once/],
  ])('are rejected with %s', (_, given, message) => {
    expect(findAttributeFault(given, BUILT_IN_FIELDS)).toMatch(message)
  })
})

describe('the content of a put document', () => {
  const Blob = new Uint8Array()
  const S3Path = { Bucket: 'bucket', Key: 'key' }

  it('is one of blob and path, be it empty', () => {
    expect(findContentFault({ Id: 'a', Blob })).toBeUndefined()
    expect(findContentFault({ Id: 'a', S3Path })).toBeUndefined()
  })

  it('is neither both nor none', () => {
    expect(findContentFault({ Id: 'a', Blob, S3Path })).toMatch(/^Only one of Blob and S3Path/)
    expect(findContentFault({ Id: 'a' })).toMatch(/^One of Blob and S3Path/)
  })

  it('is looked at before the attributes', () => {
    const Attributes = attributes(['city', 'Rome'])
    expect(findPutFault({ Id: 'a', Attributes }, BUILT_IN_FIELDS)).toMatch(/^One of Blob and S3Path/)
    expect(findPutFault({ Id: 'a', Blob, Attributes }, BUILT_IN_FIELDS)).toMatch(/ {2}city\.$/)
    expect(findPutFault({ Id: 'a', Blob }, BUILT_IN_FIELDS)).toBeUndefined()
  })
})
