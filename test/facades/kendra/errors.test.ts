/** The errors of the three operations: each reached through the facade, in the shape in which the SDK throws it. */

import { ThrottlingException as SdkThrottlingException } from '@aws-sdk/client-kendra'
import { describe, expect, it } from 'vitest'
import { KendraServiceException } from '../../../src/index.ts'
import { openIndex, type OpenIndex, textDocument } from './open-index.ts'
import { operations } from './service-model.ts'

const OTHER_INDEX = '00000000-0000-4000-8000-000000000000'

const calls = {
  BatchPutDocument: ({ sim }: OpenIndex, IndexId: string) =>
    sim.kendra.batchPutDocument({ IndexId, Documents: [textDocument('a')] }),
  BatchDeleteDocument: ({ sim }: OpenIndex, IndexId: string) =>
    sim.kendra.batchDeleteDocument({ IndexId, DocumentIdList: ['a'] }),
  BatchGetDocumentStatus: ({ sim }: OpenIndex, IndexId: string) =>
    sim.kendra.batchGetDocumentStatus({ IndexId, DocumentInfoList: [{ DocumentId: 'a' }] }),
}
const operationNames = Object.keys(calls) as (keyof typeof calls)[]

/** What makes a call fail with the error, and which index it asks for then. */
function provoke(error: string, { sim, indexId }: OpenIndex): string {
  switch (error) {
    case 'ResourceNotFoundException':
      return OTHER_INDEX
    case 'ValidationException':
      return 'too short'
    case 'ThrottlingException':
      for (const operation of operationNames) sim.faults.throttle(operation)
      return indexId
  }
  sim.faults.add({ name: error, on: { facade: 'kendra' }, do: { type: 'error', error, message: 'Told so' } })
  return indexId
}

async function errorOf(promise: Promise<unknown>): Promise<KendraServiceException> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof KendraServiceException))
    throw new Error('not an error of the service', { cause: error })
  return error
}

describe.each(operationNames)('%s', (operation) => {
  const names = operations[operation]!.errors.map(({ shape }) => shape)

  it.each(names)('[kendra.error.sdk-shape] fails with %s as the SDK throws it', async (name) => {
    const index = openIndex()
    const indexId = provoke(name, index)
    const error = await errorOf(calls[operation](index, indexId))
    const isServerFault = name === 'InternalServerException'
    expect(error).toMatchObject({
      name,
      $fault: isServerFault ? 'server' : 'client',
      $metadata: {
        httpStatusCode: isServerFault ? 500 : 400,
        requestId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        attempts: 1,
        totalRetryDelay: 0,
      },
    })
    expect(error.message).not.toBe('')
    expect(index.sim.calls).toMatchObject([{ operation, output: undefined, error: { name } }])
  })

  it('[kendra.error.unknown-index] fails with ResourceNotFoundException for an index that does not exist', async () => {
    const index = openIndex()
    await expect(calls[operation](index, OTHER_INDEX)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining(OTHER_INDEX),
    })
  })

  it('[kendra.error.throttled] fails with ThrottlingException as often as the rule says, and has no effect then', async () => {
    const index = openIndex()
    await index.put('a', 'b')
    await index.sim.settle()
    const before = index.sim.document(index.indexId, 'a')
    index.sim.faults.throttle(operation, { times: 3 })
    for (let attempt = 1; attempt <= 3; attempt++) {
      const error = await errorOf(calls[operation](index, index.indexId))
      expect(error.name).toBe('ThrottlingException')
      expect(error).toBeInstanceOf(SdkThrottlingException)
    }
    await index.sim.settle()
    expect({ ...index.sim.document(index.indexId, 'a'), faults: [] }).toEqual(before)
    await calls[operation](index, index.indexId)
    index.sim.faults.assertAllFired()
  })
})

it('[kendra.error.six-exceptions] a status call fails with six exceptions, a delete with the same, a put with one more', () => {
  const namesOf = (operation: keyof typeof calls): string[] =>
    operations[operation]!.errors.map(({ shape }) => shape).sort()
  expect(namesOf('BatchGetDocumentStatus')).toEqual([
    'AccessDeniedException',
    'ConflictException',
    'InternalServerException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ValidationException',
  ])
  expect(namesOf('BatchDeleteDocument')).toEqual(namesOf('BatchGetDocumentStatus'))
  expect(namesOf('BatchPutDocument')).toEqual(
    [...namesOf('BatchGetDocumentStatus'), 'ServiceQuotaExceededException'].sort(),
  )
})

it('[kendra.error.http-status] every client fault is HTTP 400, and InternalServerException is 500', async () => {
  const statuses: Record<string, number> = {}
  for (const { shape } of operations['BatchPutDocument']!.errors) {
    const index = openIndex()
    const { $metadata } = await errorOf(calls.BatchPutDocument(index, provoke(shape, index)))
    statuses[shape] = $metadata.httpStatusCode
  }
  const { InternalServerException, ...others } = statuses
  expect(InternalServerException).toBe(500)
  expect(Object.values(others)).toEqual(Array.from({ length: 6 }, () => 400))
})

it('tells calls apart by their request ids', async () => {
  const index = openIndex()
  const ids = new Set<string>()
  for (const indexId of ['too short', 'too short', OTHER_INDEX])
    ids.add((await errorOf(calls.BatchPutDocument(index, indexId))).$metadata.requestId)
  expect(ids.size).toBe(3)
})

it('refuses a rule with an error that Kendra does not have', () => {
  const { sim } = openIndex()
  const add = (error: string) =>
    sim.faults.add({ name: error, on: { facade: 'kendra' }, do: { type: 'error', error } })
  expect(() => add('TooManyRequestsException')).toThrow(/one of the errors of kendra/)
})
