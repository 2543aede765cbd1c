/**
 * Mistakes that published connectors make, played against the facade: each shows here instead of in production.
 * The clients are written as those programs are.
 */

import { expect, it } from 'vitest'
import type { Simulator } from '../../../src/index.ts'
import { brokenDocument, openIndex, type OpenIndex, textDocument } from './open-index.ts'

const A_DAY_MS = 86_400_000

/** Polls once a minute until the words that it knows for the end, or gives up after a simulated day. */
async function poll(
  { sim, status }: OpenIndex,
  ends: readonly string[],
  read: (entry: object) => unknown = (entry) => (entry as { DocumentStatus: string }).DocumentStatus,
): Promise<string> {
  const giveUpAt = sim.clock.now() + A_DAY_MS
  for (;;) {
    const word = String(read(await status('a')))
    if (ends.includes(word)) return word
    if (sim.clock.now() > giveUpAt) return `still ${word} after a day`
    await sim.clock.sleep('1m')
  }
}

async function openLive(): Promise<OpenIndex> {
  const index = openIndex()
  index.sim.kendra.seed(index.indexId, [textDocument('a')])
  return index
}

it('a poller that waits for INDEXED or FAILED ends the first time, and hangs on UPDATED the second', async () => {
  const index = openIndex()
  await index.put('a')
  expect(await poll(index, ['INDEXED', 'FAILED'])).toBe('INDEXED')
  await index.put('a')
  expect(await poll(index, ['INDEXED', 'FAILED'])).toBe('still UPDATED after a day')
  await index.put('a')
  expect(await poll(index, ['INDEXED', 'UPDATED', 'FAILED', 'UPDATE_FAILED'])).toBe('UPDATED')
})

it('a poller that waits for INDEXED or FAILED hangs on UPDATE_FAILED', async () => {
  const index = await openLive()
  await index.put(brokenDocument('a'))
  expect(await poll(index, ['INDEXED', 'FAILED'])).toBe('still UPDATE_FAILED after a day')
})

it('a poller that reads Status in place of DocumentStatus waits for ever', async () => {
  const index = openIndex()
  await index.put('a')
  const readsStatus = (entry: object): unknown => (entry as { Status?: string }).Status
  expect(await poll(index, ['INDEXED', 'FAILED'], readsStatus)).toBe('still undefined after a day')
})

it('a pusher that ignores FailedDocuments believes that everything went well', async () => {
  const index = openIndex()
  const { FailedDocuments } = await index.put(textDocument('a', { city: 'Rome' }))
  expect(await poll(index, ['INDEXED', 'FAILED'])).toBe('still NOT_FOUND after a day')
  expect(FailedDocuments.map(({ Id }) => Id)).toEqual(['a'])
})

it('a pusher that reads DocumentId in FailedDocuments finds no id', async () => {
  const { put } = openIndex()
  const { FailedDocuments } = await put({ Id: 'a' })
  expect(FailedDocuments.map((entry) => (entry as { DocumentId?: string }).DocumentId)).toEqual([undefined])
})

it('a client that expects NOT_FOUND straight after a delete meets PROCESSING', async () => {
  const index = await openLive()
  await index.remove('a')
  expect(await index.word('a')).toBe('PROCESSING')
  expect(await poll(index, ['NOT_FOUND'])).toBe('NOT_FOUND')
})

it('a pusher without a retry loses what was throttled', async () => {
  const index = openIndex()
  index.sim.faults.throttle('BatchPutDocument', { times: 1 })
  await expect(index.put('a')).rejects.toMatchObject({ name: 'ThrottlingException' })
  expect(await poll(index, ['INDEXED'])).toBe('still NOT_FOUND after a day')
})

it('a pusher that sends more than ten documents a call is refused as a whole', async () => {
  const { sim, put } = openIndex()
  await expect(put(...Array.from({ length: 11 }, (_, n) => `doc-${n}`))).rejects.toMatchObject({
    name: 'ValidationException',
  })
  expect(documentCount(sim)).toBe(0)
})

it('a pusher that writes a date in milliseconds as a number is refused', async () => {
  const { put } = openIndex()
  const document = textDocument('a', [
    { Key: '_created_at', Value: { DateValue: 1_700_000_000_000 as unknown as Date } },
  ])
  await expect(put(document)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("at 'documents.1.member.attributes.1.member.value.dateValue'"),
  })
})

function documentCount(sim: Simulator): number {
  return sim.documents({ includeGone: true }).length
}
