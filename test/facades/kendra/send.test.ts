/** The real SDK's command objects, given straight to the facade. */

import {
  BatchDeleteDocumentCommand,
  BatchGetDocumentStatusCommand,
  type BatchGetDocumentStatusCommandOutput,
  BatchPutDocumentCommand,
  type BatchPutDocumentCommandOutput,
  QueryCommand,
} from '@aws-sdk/client-kendra'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { ConfigurationError } from '../../../src/index.ts'
import { bytesOf, openIndex } from './open-index.ts'

describe('send', () => {
  it('takes the commands of the three operations and answers as the client of the SDK does', async () => {
    const $metadata = {
      httpStatusCode: 200,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attempts: 1,
      totalRetryDelay: 0,
    }
    const { sim, indexId } = openIndex()
    const put = new BatchPutDocumentCommand({
      IndexId: indexId,
      Documents: [{ Id: 'a', Blob: bytesOf('text') }],
    })
    const ask = new BatchGetDocumentStatusCommand({
      IndexId: indexId,
      DocumentInfoList: [{ DocumentId: 'a' }],
    })
    const remove = new BatchDeleteDocumentCommand({ IndexId: indexId, DocumentIdList: ['a'] })
    expect(await sim.kendra.send(put)).toEqual({ FailedDocuments: [], $metadata })
    await sim.settle()
    expect(await sim.kendra.send(ask)).toEqual({
      DocumentStatusList: [{ DocumentId: 'a', DocumentStatus: 'INDEXED' }],
      Errors: [],
      $metadata,
    })
    expect(await sim.kendra.send(remove)).toEqual({ FailedDocuments: [], $metadata })
    await sim.settle()
    expect(await sim.kendra.batchGetDocumentStatus(ask.input)).toMatchObject({
      DocumentStatusList: [{ DocumentStatus: 'NOT_FOUND' }],
    })
    expect(sim.calls.map(({ operation }) => operation)).toEqual([
      'BatchPutDocument',
      'BatchGetDocumentStatus',
      'BatchDeleteDocument',
      'BatchGetDocumentStatus',
    ])
  })

  it('answers in the SDK’s types', () => {
    const { sim, indexId } = openIndex()
    const put = new BatchPutDocumentCommand({ IndexId: indexId, Documents: [{ Id: 'a' }] })
    const ask = new BatchGetDocumentStatusCommand({
      IndexId: indexId,
      DocumentInfoList: [{ DocumentId: 'a' }],
    })
    expectTypeOf(sim.kendra.send(put)).resolves.toEqualTypeOf<BatchPutDocumentCommandOutput>()
    expectTypeOf(sim.kendra.send(ask)).resolves.toEqualTypeOf<BatchGetDocumentStatusCommandOutput>()
  })

  it('rejects with the errors of the service', async () => {
    const { sim } = openIndex()
    const command = new BatchDeleteDocumentCommand({ IndexId: 'x'.repeat(36), DocumentIdList: ['a'] })
    await expect(sim.kendra.send(command)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('refuses an operation that is not modelled and names those that are', async () => {
    const { sim, indexId } = openIndex()
    const command = new QueryCommand({ IndexId: indexId, QueryText: 'x' })
    const answer = sim.kendra.send(command)
    await expect(answer).rejects.toThrow(ConfigurationError)
    await expect(answer).rejects.toThrow(
      /^kendra.send: Query is not modelled; there are BatchPutDocument, .*, ListTagsForResource$/,
    )
    expect(sim.calls).toEqual([])
  })

  it.each([[undefined], [null], ['text'], [{}], [Object.create(null)]])(
    'refuses %o, which is no command',
    async (value) => {
      const { sim } = openIndex()
      await expect(sim.kendra.send(value as never)).rejects.toThrow(ConfigurationError)
    },
  )
})
