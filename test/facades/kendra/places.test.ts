/** Where a document belongs: to a data source and its sync job, or to none; and what is refused for it. */

import { describe, expect, it } from 'vitest'
import type { BatchPutDocumentResponseFailedDocument } from '../../../src/facades/kendra/shapes/document-shapes.ts'
import { brokenDocument, inJob, openIndex, type OpenIndex, textDocument } from './open-index.ts'
import { openSource, type OpenSource, sourceOf } from './open-source.ts'

/** The entries of FailedDocuments for these documents, with one text. */
function refused(
  ids: readonly string[],
  ErrorMessage: string,
  DataSourceId?: string,
): { FailedDocuments: BatchPutDocumentResponseFailedDocument[] } {
  const source = DataSourceId === undefined ? {} : { DataSourceId }
  return { FailedDocuments: ids.map((Id) => ({ Id, ...source, ErrorCode: 'InvalidRequest', ErrorMessage })) }
}

const NONE = { FailedDocuments: [] }

/** The data source `source`, with another one beside it in the same index. */
function openTwo(): { index: OpenIndex; here: OpenSource; there: OpenSource } {
  const here = openSource()
  return { index: here, here, there: sourceOf(here) }
}

describe('the job that a put or a delete names', () => {
  it('[kendra.put.stopped-job] has been stopped: every document of the job is refused, the others are not', async () => {
    const { sim, source, start, stop, put, removeHere, word } = openSource()
    const job = await start()
    await put(textDocument('old', inJob(source, job)))
    await stop()
    const documents = [textDocument('a', inJob(source, job)), textDocument('b', inJob(source, job)), 'c']
    const text = `Sync job ${job} of data source ${source} has been stopped.`
    // SYNCING_INDEXING, and then ended.
    for (let n = 0; n < 2; n++) {
      expect(await put(...documents)).toEqual(refused(['a', 'b'], text, source))
      expect(await removeHere(['old', 'never'], job)).toEqual(refused(['old', 'never'], text, source))
      await sim.settle()
    }
    expect([await word('old'), await word('a'), await word('c')]).toEqual(['INDEXED', 'NOT_FOUND', 'UPDATED'])
  })

  it('[kendra.put.stopped-job] has been stopped while another runs: its documents do not join that one', async () => {
    const { sim, source, start, stop, put, removeHere, account } = openSource()
    const stopped = await start()
    await put(textDocument('a', inJob(source, stopped)))
    await stop()
    await sim.settle()
    await start()
    const text = `Sync job ${stopped} of data source ${source} has been stopped.`
    expect(await put(textDocument('b', inJob(source, stopped)))).toEqual(refused(['b'], text, source))
    expect(await removeHere(['a'], stopped)).toEqual(refused(['a'], text, source))
    await sim.settle()
    expect(await account()).toBe('SYNCING +0 ~0 -0 !0')
  })

  it('[kendra.put.unknown-job] does not exist, or is one of another data source: every document of it is refused', async () => {
    const { here, there } = openTwo()
    const { source, put, removeHere } = here
    await here.start()
    const foreign = await there.start()
    await here.putHere('old')
    for (const job of ['never', foreign]) {
      const text = `Sync job ${job} doesn't exist in data source ${source}.`
      expect(await put(textDocument('a', inJob(source, job)), 'b')).toEqual(refused(['a'], text, source))
      expect(await removeHere(['old'], job)).toEqual(refused(['old'], text, source))
    }
  })

  it('[kendra.put.job-without-source] comes without its data source: the document is refused', async () => {
    const { start, put } = openSource()
    const job = await start()
    const attributes = { _data_source_sync_job_execution_id: job }
    expect(await put(textDocument('a', attributes))).toEqual(
      refused(['a'], `Sync job ${job} is given without its data source.`),
    )
  })

  it('[kendra.delete.metric-target] belongs to a data source that the index does not have: all are refused', async () => {
    const { sim, indexId, put } = openSource()
    await put('a', 'b')
    const elsewhere = sim.kendra.addDataSource(sim.kendra.addIndex())
    const answer = await sim.kendra.batchDeleteDocument({
      IndexId: indexId,
      DocumentIdList: ['a', 'b'],
      DataSourceSyncJobMetricTarget: { DataSourceId: elsewhere },
    })
    const text = `Data source ${elsewhere} doesn't exist in index ${indexId}.`
    expect(answer).toEqual(refused(['a', 'b'], text, elsewhere))
  })

  it('[kendra.delete.metric-target] needs no job that runs: the delete counts nowhere, and deletes', async () => {
    const { sim, start, stop, putHere, removeHere, account, word } = openSource()
    await start()
    await putHere('a')
    await stop()
    await sim.settle()
    expect(await removeHere(['a'])).toEqual(NONE)
    await sim.settle()
    expect([await word('a'), await account()]).toEqual(['NOT_FOUND', 'SUCCEEDED +1 ~0 -0 !0'])
  })

  it('[kendra.put.inactive-source] belongs to a data source that is being created: the document is refused', async () => {
    const { sim, indexId, put } = openIndex()
    const { Id: source } = await sim.kendra.createDataSource({ IndexId: indexId, Name: 'x', Type: 'CUSTOM' })
    const document = textDocument('a', { _data_source_id: source! })
    const text = `Data source ${source} is CREATING; it takes documents when it is ACTIVE.`
    expect(await put(document)).toEqual(refused(['a'], text, source!))
    await sim.settle()
    expect(await put(document)).toEqual(NONE)
    await sim.kendra.updateDataSource({ Id: source, IndexId: indexId, Description: 'new' })
    expect(await put(document)).toEqual(NONE)
  })
})

describe('the place of a document', () => {
  it('[kendra.put.one-place] is where it was put first: directly, or through one data source', async () => {
    const { index, here, there } = openTwo()
    await index.put('direct')
    await here.putHere('here')
    await there.putHere('there')
    // Under way first, and then settled.
    for (let n = 0; n < 2; n++) {
      expect(await index.put('here', 'there', 'direct')).toEqual({
        FailedDocuments: [
          ...refused(['here'], `Document here belongs to data source ${here.source}.`).FailedDocuments,
          ...refused(['there'], `Document there belongs to data source ${there.source}.`).FailedDocuments,
        ],
      })
      expect(await here.putHere('here', 'there', 'direct')).toEqual({
        FailedDocuments: [
          ...refused(['there'], `Document there belongs to data source ${there.source}.`, here.source)
            .FailedDocuments,
          ...refused(
            ['direct'],
            'Document direct belongs to no data source: it was put directly.',
            here.source,
          ).FailedDocuments,
        ],
      })
      await index.sim.settle()
    }
    expect(await index.word('here')).toBe('UPDATED')
  })

  it('[kendra.put.one-place] is taken by a document whose first put failed', async () => {
    const { index, here } = openTwo()
    await index.put(brokenDocument('a'))
    await index.sim.settle()
    expect((await here.putHere('a')).FailedDocuments).toHaveLength(1)
  })

  it('[kendra.put.place-is-freed] is free again when the document is deleted, and not before', async () => {
    const { index, here, there } = openTwo()
    await here.putHere('a')
    await index.sim.settle()
    await index.remove('a')
    expect((await there.putHere('a')).FailedDocuments).toHaveLength(1)
    await index.sim.settle()
    expect(await there.putHere('a')).toEqual(NONE)
    await there.removeHere(['a'])
    await index.sim.settle()
    expect(await index.put('a')).toEqual(NONE)
    await index.sim.settle()
    expect((await here.putHere('a')).FailedDocuments).toHaveLength(1)
  })

  it('[kendra.put.place-is-freed] is free again when the document is lost', async () => {
    const { index, here } = openTwo()
    index.sim.faults.lose('a')
    await index.put('a')
    await index.sim.settle()
    expect(await here.putHere('a')).toEqual(NONE)
  })

  it('[kendra.put.place-is-freed] is free again with what a deleted data source left behind', async () => {
    const { index, here, there } = openTwo()
    index.sim.faults.add({
      name: 'no delete',
      on: { operation: 'BatchDeleteDocument' },
      do: { type: 'fail' },
    })
    await here.putHere('a', 'b')
    await index.sim.settle()
    await index.sim.kendra.deleteDataSource({ Id: here.source, IndexId: index.indexId })
    await index.sim.settle()
    expect([await index.word('a'), await index.word('b')]).toEqual(['INDEXED', 'INDEXED'])
    expect(await there.putHere('a')).toEqual(NONE)
    expect(await index.put('b')).toEqual(NONE)
    await index.sim.settle()
    expect((await index.put('a')).FailedDocuments).toHaveLength(1)
  })

  it('is that of a seeded document as well', async () => {
    const { index, here, there } = openTwo()
    index.sim.kendra.seed(index.indexId, [
      textDocument('direct'),
      textDocument('here', { _data_source_id: here.source }),
    ])
    expect((await index.put('here', 'direct')).FailedDocuments.map(({ Id }) => Id)).toEqual(['here'])
    expect((await there.putHere('here', 'direct')).FailedDocuments).toHaveLength(2)
    expect(await here.putHere('here')).toEqual(NONE)
  })

  it('[kendra.delete.place] does not matter to a delete that names no data source', async () => {
    const { index, here } = openTwo()
    await here.putHere('a')
    await index.put('b')
    expect(await index.remove('a', 'b')).toEqual(NONE)
    await index.sim.settle()
    expect([await index.word('a'), await index.word('b')]).toEqual(['NOT_FOUND', 'NOT_FOUND'])
  })

  it('[kendra.put.index-level] is its data source, although no job runs', async () => {
    const { index, here } = openTwo()
    await here.putHere('a')
    expect(await index.put('a')).toEqual(refused(['a'], `Document a belongs to data source ${here.source}.`))
  })

  it('[kendra.delete.place] does not matter to a delete of what was put directly, while no job runs', async () => {
    const { index, here } = openTwo()
    await index.put('b')
    expect(await here.removeHere(['b'])).toEqual(NONE)
  })

  it('[kendra.delete.place] is that of the data source which the delete names, or the document is refused', async () => {
    const { index, here, there } = openTwo()
    await here.putHere('a')
    await index.put('b')
    await there.start()
    expect(await there.removeHere(['a', 'b', 'never'])).toEqual({
      FailedDocuments: [
        ...refused(['a'], `Document a belongs to data source ${here.source}.`, there.source).FailedDocuments,
        ...refused(['b'], 'Document b belongs to no data source: it was put directly.', there.source)
          .FailedDocuments,
        ...refused(['never'], "Document can't be deleted because it doesn't exist.", there.source)
          .FailedDocuments,
      ],
    })
    await index.sim.settle()
    expect([await index.word('a'), await index.word('b')]).toEqual(['INDEXED', 'INDEXED'])
    expect(await there.account()).toBe('SYNCING +0 ~0 -0 !0')
  })
})
