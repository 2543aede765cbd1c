/** Statuses by version, data source and sync job: the rules for the attributes of a status call. */

import { describe, expect, it } from 'vitest'
import type { BatchGetDocumentStatusResponseError } from '../../../src/facades/kendra/shapes/document-shapes.ts'
import type { KendraOptions } from '../../../src/index.ts'
import { versionKey } from '../../../src/facades/kendra/submission.ts'
import {
  attributesOf,
  brokenDocument,
  inJob,
  openIndex,
  type OpenIndex,
  textDocument,
  versionIn,
} from './open-index.ts'

const SOURCE = 'source-1'

interface OpenSource extends OpenIndex {
  /** Stops the job that runs, and starts another. */
  readonly nextJob: () => Promise<string>
  readonly stopJob: () => Promise<unknown>
}

function openSource(kendra: KendraOptions = {}): OpenSource {
  const index = openIndex({ kendra: { startWhileIndexing: 'accepted', ...kendra } })
  const source = { Id: SOURCE, IndexId: index.indexId }
  index.sim.kendra.addDataSource(index.indexId, { id: SOURCE })
  const stopJob = (): Promise<unknown> => index.sim.kendra.stopDataSourceSyncJob(source)
  const nextJob = async (): Promise<string> => {
    await stopJob()
    const { ExecutionId } = await index.sim.kendra.startDataSourceSyncJob(source)
    return ExecutionId as string
  }
  return { ...index, nextJob, stopJob }
}

/** The only entry of Errors for a status call with these attributes. */
async function refusal(
  { sim, indexId }: OpenIndex,
  attributes: Parameters<typeof attributesOf>[0],
): Promise<BatchGetDocumentStatusResponseError> {
  const { DocumentStatusList, Errors } = await sim.kendra.batchGetDocumentStatus({
    IndexId: indexId,
    DocumentInfoList: [{ DocumentId: 'a', Attributes: [...attributesOf(attributes)] }],
  })
  expect([DocumentStatusList.length, Errors.length]).toEqual([0, 1])
  return Errors[0] as BatchGetDocumentStatusResponseError
}

describe('the attributes of a status call', () => {
  it('[kendra.status.by-id-and-attributes] choose between the versions of a document', async () => {
    const { sim, put, word, nextJob } = openSource()
    const job1 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job1)))
    await sim.settle()
    const job2 = await nextJob()
    await put(brokenDocument('a', inJob(SOURCE, job2)))
    await sim.settle()
    expect(await word('a')).toBe('UPDATE_FAILED')
    expect(await word('a', versionIn(SOURCE, job1))).toBe('INDEXED')
    expect(await word('a', versionIn(SOURCE, job2))).toBe('UPDATE_FAILED')
  })

  it('[kendra.version.valid-attributes] are version, datasourceId and jobExecutionId', async () => {
    const { sim, put, word, nextJob } = openSource()
    const job1 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job1, 'v7')))
    await sim.settle()
    expect(await word('a', { version: 'v7', datasourceId: SOURCE, jobExecutionId: job1 })).toBe('INDEXED')
  })

  it.each(['dataSourceId', 'datasourceId'])(
    '[kendra.version.two-spellings] name the source as %s',
    async (spelling) => {
      const { sim, put, word, nextJob } = openSource()
      const job1 = await nextJob()
      await put(textDocument('a', inJob(SOURCE, job1)))
      await sim.settle()
      expect(await word('a', { [spelling]: SOURCE, jobExecutionId: job1 })).toBe('INDEXED')
    },
  )

  it.each(['_version', '_data_source_id', 'Version', 'color'])(
    '[kendra.version.other-attribute] do not include %s: an Errors entry with InvalidRequest',
    async (key) => {
      expect(await refusal(openSource(), { ...versionIn(SOURCE, 'job-1', 'v1'), [key]: 'x' })).toMatchObject({
        DocumentId: 'a',
        DataSourceId: SOURCE,
        ErrorCode: 'InvalidRequest',
        ErrorMessage: `Document attribute key ${key} can't be used to select a document status.`,
      })
    },
  )

  it.each([
    ['dataSourceId', { dataSourceId: SOURCE, version: '1' }],
    ['datasourceId', { datasourceId: SOURCE }],
    ['jobExecutionId', { jobExecutionId: 'job-1', version: '1' }],
  ])(
    '[kendra.version.half-a-pair] make an Errors entry with InvalidRequest when there is only %s',
    async (_, half) => {
      expect(await refusal(openSource(), half)).toMatchObject({
        DocumentId: 'a',
        ErrorCode: 'InvalidRequest',
      })
    },
  )

  it('[kendra.version.pair-goes-together] name one version by data source and job together, and by neither alone', async () => {
    const index = openSource()
    const job1 = await index.nextJob()
    await index.put(textDocument('a', inJob(SOURCE, job1)))
    await index.sim.settle()
    expect(await index.word('a', versionIn(SOURCE, job1))).toBe('INDEXED')
    expect((await refusal(index, { dataSourceId: SOURCE })).ErrorMessage).toMatch(/needs .* jobExecutionId/)
    expect((await refusal(index, { jobExecutionId: job1 })).ErrorMessage).toMatch(/needs .* dataSourceId/)
  })

  it('[kendra.version.ignored-without-pair] leave version out of account without data source and job', async () => {
    const { sim, put, word, nextJob } = openSource()
    const job1 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job1, 'v1')))
    await sim.settle()
    await put(textDocument('a', inJob(SOURCE, job1, 'v2')))
    await sim.settle()
    expect([await word('a', { version: 'v1' }), await word('a', { version: 'never' })]).toEqual([
      'UPDATED',
      'UPDATED',
    ])
  })

  it('[kendra.version.defaults-to-zero] mean version "0" when they name none', async () => {
    const { sim, put, word, nextJob } = openSource()
    const job1 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job1, '0')), textDocument('b', inJob(SOURCE, job1, 'v1')))
    await sim.settle()
    expect([await word('a', versionIn(SOURCE, job1)), await word('b', versionIn(SOURCE, job1))]).toEqual([
      'INDEXED',
      'NOT_FOUND',
    ])
    await put(textDocument('c', inJob(SOURCE, job1)))
    await sim.settle()
    expect(await word('c', versionIn(SOURCE, job1, '0'))).toBe('INDEXED')
  })

  it('[kendra.version.own-outcome] answer for one put, whatever came later', async () => {
    const { sim, put, remove, status, word, nextJob, stopJob } = openSource()
    const job1 = await nextJob()
    await put(brokenDocument('a', inJob(SOURCE, job1)))
    await sim.settle()
    const job2 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job2)))
    await sim.settle()
    const job3 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job3)))
    expect(await status('a', versionIn(SOURCE, job1))).toEqual({
      DocumentId: 'a',
      DocumentStatus: 'FAILED',
      FailureCode: 'INVALID_JSON',
      FailureReason: expect.any(String),
    })
    expect(await word('a', versionIn(SOURCE, job2))).toBe('INDEXED')
    expect(await word('a', versionIn(SOURCE, job3))).toBe('PROCESSING')
    await sim.settle()
    expect(await word('a', versionIn(SOURCE, job3))).toBe('UPDATED')
    // A put without a job has no version of its own, and a pending delete changes no outcome.
    await stopJob()
    await put(textDocument('a', { _data_source_id: SOURCE }))
    await remove('a')
    expect(await word('a', versionIn(SOURCE, job3))).toBe('UPDATED')
  })

  it('[kendra.version.superseded] answer NOT_FOUND for a version that a later put overtook', async () => {
    const { sim, put, word, nextJob } = openSource()
    const job1 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job1)))
    const job2 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job2)))
    expect(await word('a', versionIn(SOURCE, job1))).toBe('NOT_FOUND')
    await sim.settle()
    expect(await word('a', versionIn(SOURCE, job1))).toBe('NOT_FOUND')
    expect(await word('a', versionIn(SOURCE, job2))).toBe('INDEXED')
  })

  it('[kendra.version.after-delete] answer NOT_FOUND for every version of a deleted document', async () => {
    const { sim, put, remove, word, nextJob } = openSource()
    const job1 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job1)))
    await sim.settle()
    await remove('a')
    expect(await word('a', versionIn(SOURCE, job1))).toBe('INDEXED')
    await sim.settle()
    expect(await word('a', versionIn(SOURCE, job1))).toBe('NOT_FOUND')
    const job2 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job2)))
    await sim.settle()
    expect(await word('a', versionIn(SOURCE, job1))).toBe('NOT_FOUND')
    expect(await word('a', versionIn(SOURCE, job2))).toBe('INDEXED')
  })

  it.each([
    ['data source', versionIn('source-2', 'job-1', 'v1')],
    ['job', versionIn(SOURCE, 'job-2', 'v1')],
    ['version', versionIn(SOURCE, 'job-1', 'v2')],
    ['version, by leaving it out', versionIn(SOURCE, 'job-1')],
  ])('[kendra.version.unknown-tuple] answer NOT_FOUND with another %s', async (_, attributes) => {
    const { sim, put, word, nextJob } = openSource()
    sim.kendra.addDataSource(sim.kendra.addIndex(), { id: 'source-2' })
    const job1 = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job1, 'v1')))
    await sim.settle()
    expect(await word('a', versionIn(SOURCE, job1, 'v1'))).toBe('INDEXED')
    expect(await word('a', attributes)).toBe('NOT_FOUND')
    expect(await word('unknown', attributes)).toBe('NOT_FOUND')
  })

  it('[kendra.version.unknown-tuple] tell tuples apart whose texts run together', () => {
    const keys = [
      versionKey({ dataSource: SOURCE, job: 'job 1', version: '2' }),
      versionKey({ dataSource: SOURCE, job: 'job', version: '1 2' }),
      versionKey({ dataSource: `${SOURCE} job`, job: '1', version: '2' }),
    ]
    expect(new Set(keys).size).toBe(3)
  })

  it.each([1, 3])(
    '[kendra.version.latest-kept] answer for the latest %i versions with that value of versionsKept',
    async (versionsKept) => {
      const { sim, put, word, nextJob } = openSource({ versionsKept })
      const jobs: string[] = []
      for (let n = 0; n < 5; n++) {
        const job = await nextJob()
        jobs.push(job)
        await put(textDocument('a', inJob(SOURCE, job)))
        await sim.settle()
      }
      const words = []
      for (const job of jobs) words.push(await word('a', versionIn(SOURCE, job)))
      expect(words.map((answer) => answer !== 'NOT_FOUND')).toEqual(
        jobs.map((_, n) => n >= jobs.length - versionsKept),
      )
      expect(await word('a')).toBe('UPDATED')
    },
  )

  it('[kendra.version.running-job] name the running job where the put named none', async () => {
    const { sim, put, word, nextJob } = openSource()
    const job = await nextJob()
    await put(textDocument('a', { _data_source_id: SOURCE, _version: 'v1' }))
    await sim.settle()
    expect(await word('a', versionIn(SOURCE, job, 'v1'))).toBe('INDEXED')
  })

  it('[kendra.version.running-job] make no version where the job that the put named has been stopped, or none runs', async () => {
    const { sim, put, word, nextJob, stopJob } = openSource()
    const job = await nextJob()
    await put(textDocument('a', inJob(SOURCE, job)))
    await stopJob()
    const { FailedDocuments } = await put(brokenDocument('a', inJob(SOURCE, job)))
    expect(FailedDocuments).toHaveLength(1)
    await put(textDocument('b', { _data_source_id: SOURCE }))
    await sim.settle()
    expect([await word('a', versionIn(SOURCE, job)), await word('b')]).toEqual(['INDEXED', 'INDEXED'])
    expect(await word('b', versionIn(SOURCE, job))).toBe('NOT_FOUND')
  })

  it('[kendra.version.latest-kept] count a version that is put again once', async () => {
    const { sim, put, word, nextJob } = openSource({ versionsKept: 2 })
    const first = await nextJob()
    await put(textDocument('a', inJob(SOURCE, first)))
    await sim.settle()
    const second = await nextJob()
    for (let n = 0; n < 3; n++) {
      await put(textDocument('a', inJob(SOURCE, second)))
      await sim.settle()
    }
    expect(await word('a', versionIn(SOURCE, first))).toBe('INDEXED')
    expect(await word('a', versionIn(SOURCE, second))).toBe('UPDATED')
  })
})
