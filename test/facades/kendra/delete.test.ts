/** BatchDeleteDocument, and what a restart of the service does to puts and deletes under way. */

import { describe, expect, it } from 'vitest'
import { brokenDocument, openIndex, textDocument } from './open-index.ts'
import { openSource } from './open-source.ts'

describe('a delete', () => {
  it('[kendra.delete.asynchronous] is answered before the document is deleted', async () => {
    const { sim, put, remove, word, view } = openIndex()
    await put('a')
    await sim.settle()
    expect(await remove('a')).toEqual({ FailedDocuments: [] })
    expect([await word('a'), view('a').live]).toEqual(['PROCESSING', 1])
    await sim.settle()
    expect([await word('a'), view('a').live]).toEqual(['NOT_FOUND', undefined])
  })

  it('[kendra.delete.unknown-document] of a document that does not exist is rejected, in the words of the service', async () => {
    const { sim, put, remove, word } = openIndex()
    await put('a', 'lost', 'deleted')
    sim.faults.lose('lost')
    await sim.settle()
    await remove('deleted')
    await sim.settle()
    const { FailedDocuments } = await remove('never', 'a', 'deleted', 'lost')
    const ErrorMessage = "Document can't be deleted because it doesn't exist."
    expect(FailedDocuments).toEqual(
      ['never', 'deleted', 'lost'].map((Id) => ({ Id, ErrorCode: 'InvalidRequest', ErrorMessage })),
    )
    await sim.settle()
    expect(await word('a')).toBe('NOT_FOUND')
  })

  it('[kendra.delete.while-put-pending] while the first put is pending is accepted and ends NOT_FOUND', async () => {
    const { sim, put, remove, word, view } = openIndex()
    await put('a')
    expect(await remove('a')).toEqual({ FailedDocuments: [] })
    expect(await word('a')).toBe('PROCESSING')
    await sim.settle()
    expect([await word('a'), view('a').live]).toEqual(['NOT_FOUND', undefined])
  })

  it('[kendra.delete.while-put-pending] while a put over a live document is pending ends NOT_FOUND too', async () => {
    const { sim, put, remove, word, view } = openIndex()
    await put('a')
    await sim.settle()
    await put('a')
    await remove('a')
    await sim.settle()
    expect([await word('a'), view('a').live]).toEqual(['NOT_FOUND', undefined])
  })

  it('[kendra.delete.again] of a document whose delete is pending is accepted, twice in one batch too', async () => {
    const { sim, put, remove, word } = openIndex()
    await put('a')
    await sim.settle()
    expect(await remove('a', 'a')).toEqual({ FailedDocuments: [] })
    expect(await remove('a')).toEqual({ FailedDocuments: [] })
    await sim.settle()
    expect(await word('a')).toBe('NOT_FOUND')
  })

  it('[kendra.delete.failed-document] of a document that FAILED is accepted and ends NOT_FOUND', async () => {
    const { sim, put, remove, word } = openIndex()
    await put(brokenDocument('a'))
    await sim.settle()
    expect(await remove('a')).toEqual({ FailedDocuments: [] })
    await sim.settle()
    expect(await word('a')).toBe('NOT_FOUND')
  })

  it.each([
    ['INDEXED', [textDocument('a')], 1],
    ['UPDATED', [textDocument('a'), textDocument('a')], 2],
    ['UPDATE_FAILED', [textDocument('a'), brokenDocument('a')], 1],
    ['FAILED', [brokenDocument('a')], undefined],
  ])(
    '[kendra.delete.failed-keeps-status] that fails leaves the document %s',
    async (expected, puts, live) => {
      const { sim, put, remove, status, view } = openIndex()
      for (const document of puts) {
        await put(document)
        await sim.settle()
      }
      const before = await status('a')
      sim.faults.add({
        name: 'no delete',
        on: { operation: 'BatchDeleteDocument' },
        do: { type: 'fail', code: 'LOCKED', reason: 'somebody reads it' },
        limit: { fires: 1 },
      })
      await remove('a')
      expect((await status('a')).DocumentStatus).toBe('PROCESSING')
      await sim.settle()
      expect(await status('a')).toEqual(before)
      expect(before.DocumentStatus).toBe(expected)
      expect(view('a')).toMatchObject({ live, failure: { code: 'LOCKED', rule: 'no delete' } })
      await remove('a')
      await sim.settle()
      expect((await status('a')).DocumentStatus).toBe('NOT_FOUND')
    },
  )

  it('is not spoiled by a rule for puts of the same document', async () => {
    const { sim, put, remove, word } = openIndex()
    await put('a')
    await sim.settle()
    sim.faults.fail('a')
    sim.faults.lose('a')
    await remove('a')
    await sim.settle()
    expect(await word('a')).toBe('NOT_FOUND')
    expect(() => sim.faults.assertAllFired()).toThrow(/2 of 2/)
  })
})

describe('a delete for a data source', () => {
  it('[kendra.put.failed-document-shape] says in FailedDocuments for which one', async () => {
    const { source, removeHere } = openSource()
    expect(await removeHere(['never'])).toEqual({
      FailedDocuments: [
        {
          Id: 'never',
          DataSourceId: source,
          ErrorCode: 'InvalidRequest',
          ErrorMessage: "Document can't be deleted because it doesn't exist.",
        },
      ],
    })
  })

  it('[kendra.put.rest-goes-on] deletes the documents of a batch that are not in FailedDocuments', async () => {
    const { sim, putHere, removeHere, word } = openSource()
    await putHere('a', 'b')
    await sim.settle()
    const { FailedDocuments } = await removeHere(['a', 'never', 'b'])
    expect(FailedDocuments.map(({ Id }) => Id)).toEqual(['never'])
    await sim.settle()
    expect([await word('a'), await word('b')]).toEqual(['NOT_FOUND', 'NOT_FOUND'])
  })
})

describe('a restart', () => {
  it('[kendra.restart.indexing-begins-again] keeps what was accepted, and begins again what was under way', async () => {
    const { sim, put, remove, word, view } = openIndex()
    await put('settled', 'deleted')
    await sim.settle()
    await put('a')
    await remove('deleted')
    await sim.clock.advance('500ms')
    sim.restart()
    expect([await word('settled'), await word('a'), await word('deleted')]).toEqual([
      'INDEXED',
      'PROCESSING',
      'PROCESSING',
    ])
    // A whole second from the restart: the first attempt would have been done by now.
    await sim.clock.advance('800ms')
    expect(await word('a')).toBe('PROCESSING')
    await sim.settle()
    expect([await word('a'), await word('deleted')]).toEqual(['INDEXED', 'NOT_FOUND'])
    expect(view('a').revisions[0]?.attempts).toBe(2)
  })

  it('[kendra.restart.calls-reset] breaks the connection of calls under way; those not yet applied never are', async () => {
    const { sim, put, word } = openIndex({ latencyMs: 10 })
    const early = put('early')
    // A call takes effect half way: the sleep ends between that instant and its answer.
    await sim.clock.sleep(7)
    const late = put('late')
    await sim.clock.sleep(1)
    sim.restart()
    await expect(early).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(late).rejects.toMatchObject({ code: 'ECONNRESET' })
    await sim.settle()
    expect([await word('early'), await word('late')]).toEqual(['INDEXED', 'NOT_FOUND'])
  })
})
