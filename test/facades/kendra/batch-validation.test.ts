/** Bad input to the three operations through the facade: refused with the path of the member, and without any effect. */

import { describe, expect, it } from 'vitest'
import { openIndex, type OpenIndex } from './open-index.ts'

const ID = 'x'.repeat(36)
const Blob = new Uint8Array()
const eleven = Array.from({ length: 11 }, (_, n) => `doc-${n}`)

type Operation = 'batchPutDocument' | 'batchDeleteDocument' | 'batchGetDocumentStatus'

/** As the SDK does: whatever the types say, everything reaches the service. */
function call({ sim }: OpenIndex, operation: Operation, input: unknown): Promise<unknown> {
  return (sim.kendra[operation] as (input: unknown) => Promise<unknown>).call(sim.kendra, input)
}

const attributes = (Key: unknown, StringValue: unknown = 'x'): object => ({
  Attributes: [{ Key, Value: { StringValue } }],
})

describe.each<[Operation, string, (item: object) => object, (count: number) => object]>([
  [
    'batchPutDocument',
    'documents',
    (item) => ({ Documents: [{ Id: 'a', Blob, ...item }] }),
    (count) => ({ Documents: eleven.slice(0, count).map((Id) => ({ Id, Blob })) }),
  ],
  [
    'batchDeleteDocument',
    'documentIdList',
    () => ({}),
    (count) => ({ DocumentIdList: eleven.slice(0, count) }),
  ],
  [
    'batchGetDocumentStatus',
    'documentInfoList',
    (item) => ({ DocumentInfoList: [{ DocumentId: 'a', ...item }] }),
    (count) => ({ DocumentInfoList: eleven.slice(0, count).map((DocumentId) => ({ DocumentId })) }),
  ],
])('%s', (operation, list, withItem, withCount) => {
  const refused = (input: unknown, member: string, constraint: string): Promise<void> =>
    expect(call(openIndex(), operation, input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(
        new RegExp(`^1 validation error detected: Value.* at '${member}' failed .*: ${constraint}$`, 's'),
      ),
    })

  it.each<[string, unknown, string]>([
    ['is missing', undefined, 'Member must not be null'],
    ['is null', null, 'Member must not be null'],
    ['is no text', 36, 'Member must be a string'],
    ['is too short', ID.slice(1), 'Member must have length greater than or equal to 36'],
    ['is too long', `${ID}x`, 'Member must have length less than or equal to 36'],
    ['begins with a hyphen', `-${ID.slice(1)}`, 'Member must satisfy regular expression pattern: .*'],
    ['has a line feed at its end', `${ID.slice(1)}\n`, 'Member must satisfy regular expression pattern: .*'],
  ])('[kendra.validation.index-id] refuses an IndexId that %s', async (_, IndexId, constraint) => {
    await refused({ IndexId, ...withCount(1) }, 'indexId', constraint)
  })

  it('[kendra.validation.batch-size] refuses no documents at all, none, and more than ten', async () => {
    await refused({ IndexId: ID }, list, 'Member must not be null')
    await refused({ IndexId: ID, ...withCount(0) }, list, 'Member must have length .* equal to 1')
    await refused({ IndexId: ID, ...withCount(11) }, list, 'Member must have length .* equal to 10')
  })

  it.each<[string, unknown, string]>([
    ['is missing', undefined, 'Member must not be null'],
    ['is empty', '', 'Member must have length greater than or equal to 1'],
    ['is too long', 'x'.repeat(2049), 'Member must have length less than or equal to 2048'],
  ])('[kendra.validation.document-id] refuses a document id that %s', async (_, id, constraint) => {
    const [input, member] =
      operation === 'batchPutDocument'
        ? [withItem({ Id: id }), 'documents.1.member.id']
        : operation === 'batchGetDocumentStatus'
          ? [withItem({ DocumentId: id }), 'documentInfoList.1.member.documentId']
          : [{ DocumentIdList: [id] }, 'documentIdList.1.member']
    await refused({ IndexId: ID, ...input }, member, constraint)
  })

  if (operation !== 'batchDeleteDocument') {
    const member = `${list}.1.member.attributes.1.member`
    it.each<[string, object, string, string]>([
      [
        'a key that is too long',
        attributes('x'.repeat(201)),
        'key',
        'Member must have length less than or equal to 200',
      ],
      [
        'a key that begins with a hyphen',
        attributes('-x'),
        'key',
        'Member must satisfy regular expression pattern: .*',
      ],
      ['no key', attributes(undefined), 'key', 'Member must not be null'],
      [
        'a value that is empty',
        attributes('x', ''),
        'value.stringValue',
        'Member must have length greater than or equal to 1',
      ],
      [
        'a value that is too long',
        attributes('x', 'x'.repeat(2049)),
        'value.stringValue',
        'Member must have length less than or equal to 2048',
      ],
    ])(
      '[kendra.validation.attributes] refuses an attribute with %s',
      async (_, attribute, place, constraint) => {
        await refused({ IndexId: ID, ...withItem(attribute) }, `${member}.${place}`, constraint)
      },
    )
  }

  it('refuses what is no input at all', async () => {
    for (const input of [undefined, null, 'text', 7])
      await expect(call(openIndex(), operation, input)).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

it('[kendra.validation.wording] counts the violations and names value, member and constraint of each', async () => {
  const { sim } = openIndex()
  const input = { IndexId: 'x', Documents: [{ Id: 'a', Blob }, { Id: '' }] }
  await expect(sim.kendra.batchPutDocument(input)).rejects.toThrow(
    "2 validation errors detected: Value 'x' at 'indexId' failed to satisfy constraint: Member must have length greater than or equal to 36; Value '' at 'documents.2.member.id' failed to satisfy constraint: Member must have length greater than or equal to 1",
  )
})

it('[kendra.validation.attributes] refuses a key that is empty on two counts', async () => {
  const { sim } = openIndex()
  const Attributes = [{ Key: '', Value: { StringValue: 'x' } }]
  const answer = sim.kendra.batchPutDocument({ IndexId: ID, Documents: [{ Id: 'a', Blob, Attributes }] })
  await expect(answer).rejects.toThrow(
    /^2 validation errors detected: .*length greater than or equal to 1; .*regular expression pattern/,
  )
})

it('refuses a batch as a whole when one of its documents breaks a constraint', async () => {
  const { sim, indexId } = openIndex()
  const Documents = [
    { Id: 'a', Blob },
    { Id: '', Blob },
  ]
  await expect(sim.kendra.batchPutDocument({ IndexId: indexId, Documents })).rejects.toMatchObject({
    name: 'ValidationException',
  })
  await sim.settle()
  expect(sim.documents({ includeGone: true })).toEqual([])
})

it('counts a refused call among the calls, with what was given', async () => {
  const { sim } = openIndex()
  const input = { IndexId: 'x', DocumentIdList: ['a'] }
  await expect(sim.kendra.batchDeleteDocument(input)).rejects.toThrow()
  expect(sim.calls).toMatchObject([{ operation: 'BatchDeleteDocument', input, error: {} }])
})
