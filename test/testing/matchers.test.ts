/** Every matcher, with the `expect` of Vitest and with that of Jest. */
import { stripVTControlCharacters } from 'node:util'
import { expect as jestExpect } from 'expect'
import { afterEach, beforeEach, describe, expect as vitestExpect, it } from 'vitest'
import { ConfigurationError, matchers, Simulator, type SimulatorMatchers } from '../../src/index.ts'
import { type KendraDriver, openIndex } from '../support/kendra-driver.ts'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends SimulatorMatchers<R> {}
}

vitestExpect.extend({ ...matchers })
jestExpect.extend({ ...matchers })

/** What both give. */
interface Expect {
  (value: unknown): SimulatorMatchers & { readonly not: SimulatorMatchers }
  objectContaining(members: object): unknown
  stringMatching(text: string | RegExp): unknown
  any(kind: unknown): unknown
}

const RUNNERS: readonly (readonly [name: string, expect: Expect])[] = [
  ['Vitest', vitestExpect as unknown as Expect],
  ['Jest', jestExpect as unknown as Expect],
]

function messageOf(assertion: () => unknown): string {
  try {
    assertion()
  } catch (error) {
    return stripVTControlCharacters((error as Error).message)
  }
  return 'nothing was thrown'
}

/** The runners break values into lines each in its own way. */
function squashed(text: string): string {
  return text
    .replaceAll(/(Object|Array) (?=[{[])/g, '')
    .replaceAll(/,(?=\s*[}\]])/g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=[{[]) | (?=[}\]])/g, '')
}

describe.each(RUNNERS)('with %s', (_name, expect) => {
  let sim: Simulator
  let index: KendraDriver
  let id: string

  beforeEach(async () => {
    sim = new Simulator({ workers: { threads: 0 }, latencyMs: 10, indexingMs: 1_000 })
    index = openIndex(sim, sim.kendra.addIndex({ id: 'index000-0000-4000-8000-000000000000' }))
    id = index.indexId
    await index.put('fine', 'updated')
    await sim.settle()
    sim.faults.fail({ glob: 'bad*' }, { code: 'BAD_PDF', reason: 'cannot parse' })
    await index.put('bad', 'updated')
    await sim.settle()
    sim.faults.fail('updated', { code: 'BAD_PDF', reason: 'cannot parse' })
    await index.put('updated')
    await sim.settle()
    await index.put('slow')
  })
  afterEach(() => sim.close())

  it('toHaveDocument holds for what is there, and for what it is', () => {
    expect(sim).toHaveDocument(id, 'fine')
    expect(sim).toHaveDocument(id, 'slow', { status: 'PROCESSING' })
    expect(sim).toHaveDocument(id, 'bad', { failure: { code: 'BAD_PDF', reason: 'cannot parse' } as never })
    expect(sim).toHaveDocument(id, 'bad', {
      status: expect.stringMatching(/FAILED$/) as string,
      failure: expect.objectContaining({ code: 'BAD_PDF' }) as never,
      faults: [{ effect: 'fail' }] as never,
    })
    expect(sim).not.toHaveDocument(id, 'nobody')
    expect(sim).not.toHaveDocument(id, 'fine', { status: 'FAILED' })
    expect(sim).not.toHaveDocument(id, 'nobody', { status: 'INDEXED' })
  })

  it('toHaveStatus holds for the words of either service', async () => {
    expect(sim).toHaveStatus(id, 'updated', 'UPDATE_FAILED')
    expect(sim).toHaveStatus(id, 'nobody', 'NOT_FOUND')
    expect(sim).toHaveStatus(id, 'fine', expect.stringMatching('INDEXED') as string)
    expect(sim).not.toHaveStatus(id, 'nobody', 'INDEXED')
    await sim.papi.connector('share').addDocument({ uri: 'a' })
    expect(sim).toHaveStatus('share', 'a', 'pushed')
    expect(sim).toHaveStatus('share', 'b', 'unknown')
  })

  it('toBeSearchable holds for what has a live revision', () => {
    expect(sim).toBeSearchable(id, 'fine')
    expect(sim).toBeSearchable(id, 'updated')
    for (const document of ['bad', 'slow', 'nobody']) expect(sim).not.toBeSearchable(id, document)
  })

  it('toHaveReceived holds for calls with such an input, so often', () => {
    expect(sim).toHaveReceived('BatchPutDocument')
    expect(sim).toHaveReceived('BatchPutDocument', { IndexId: id }, { times: 4 })
    expect(sim).toHaveReceived('BatchPutDocument', {
      Documents: [{ Id: 'slow', Blob: new TextEncoder().encode('content of slow') }],
    })
    expect(sim).toHaveReceived('BatchPutDocument', {
      Documents: [{ Id: expect.stringMatching(/^slo/), Blob: expect.any(Uint8Array) }],
    })
    expect(sim).not.toHaveReceived('BatchPutDocument', { Documents: [{ Id: 'slow' }, {}] })
    expect(sim).not.toHaveReceived('BatchPutDocument', { Documents: [{ Blob: Buffer.from('other') }] })
    expect(sim).not.toHaveReceived('BatchPutDocument', {}, { times: 3 })
    expect(sim).toHaveReceived('BatchDeleteDocument', undefined, { times: 0 })
    expect(sim).not.toHaveReceived('BatchDeleteDocument')
  })

  it('toMatchSource holds where nothing but what a rule answers for is different', async () => {
    await sim.settle()
    const source = ['fine', 'updated', 'bad', 'slow'].map((name) => ({
      id: name,
      content: `content of ${name}`,
    }))
    expect(sim).toMatchSource(id, source)
    expect(sim).not.toMatchSource(id, source.slice(1))
  })

  it.each<[what: string, assertion: () => unknown, message: string]>([
    [
      'a document that is not there',
      () => expect(sim).toHaveDocument(id, 'nobody'),
      'expect(sim).toHaveDocument(corpus, "nobody")\n\nDocument "nobody" of index000-0000-4000-8000-000000000000 was never accepted.',
    ],
    [
      'a document that is otherwise',
      () => expect(sim).toHaveDocument(id, 'slow', { status: 'INDEXED' }),
      'expect(sim).toHaveDocument(corpus, "slow", expected)\n\nDocument "slow" of index000-0000-4000-8000-000000000000 is PROCESSING, and nothing of it is searchable; await sim.settle() lets it come to its end.\n\nExpected: {"status": "INDEXED"}\nReceived: {"status": "PROCESSING"}',
    ],
    [
      'a document that should not be there',
      () => expect(sim).not.toHaveDocument(id, 'fine'),
      'expect(sim).not.toHaveDocument(corpus, "fine")\n\nDocument "fine" of index000-0000-4000-8000-000000000000 is INDEXED, and its revision 1 of 1 is searchable.',
    ],
    [
      'another status',
      () => expect(sim).toHaveStatus(id, 'updated', 'UPDATED'),
      'expect(sim).toHaveStatus(corpus, "updated", status)\n\nDocument "updated" of index000-0000-4000-8000-000000000000 is UPDATE_FAILED (BAD_PDF: cannot parse), and its revision 2 of 3 is searchable; faults: fail-2 (fail).\n\nExpected: "UPDATED"\nReceived: "UPDATE_FAILED"',
    ],
    [
      'a status that it should not have',
      () => expect(sim).not.toHaveStatus(id, 'fine', 'INDEXED'),
      'expect(sim).not.toHaveStatus(corpus, "fine", status)\n\nDocument "fine" of index000-0000-4000-8000-000000000000 is INDEXED, and its revision 1 of 1 is searchable.\n\nExpected: not "INDEXED"\nReceived: "INDEXED"',
    ],
    [
      'what is not searchable',
      () => expect(sim).toBeSearchable(id, 'bad'),
      'expect(sim).toBeSearchable(corpus, "bad")\n\nDocument "bad" of index000-0000-4000-8000-000000000000 is FAILED (BAD_PDF: cannot parse), and nothing of it is searchable; faults: fail-1 (fail).',
    ],
    [
      'an operation that was not called',
      () => expect(sim).toHaveReceived('BatchDeleteDocument'),
      'expect(sim).toHaveReceived("BatchDeleteDocument")\n\nExpected a call of BatchDeleteDocument\n\nReceived none of BatchDeleteDocument; there were calls of BatchPutDocument.',
    ],
    [
      'another input',
      () => expect(sim).toHaveReceived('BatchPutDocument', { Documents: [{ Id: 'x' }] }),
      'expect(sim).toHaveReceived("BatchPutDocument", input)\n\nExpected a call of BatchPutDocument with an input like\n{"Documents": [{"Id": "x"}]}\n\nReceived 4 calls, of which these are the last 3:\n',
    ],
    [
      'bytes, by their length',
      () => expect(sim).toHaveReceived('BatchPutDocument', { IndexId: 'x' }),
      '{"Documents": [{"Blob": "15 bytes", "Id": "slow"}], "IndexId": "index000-0000-4000-8000-000000000000"}',
    ],
    [
      'a call that should not have been made',
      () => expect(sim).not.toHaveReceived('BatchPutDocument', { Documents: [{ Id: 'slow' }] }),
      'expect(sim).not.toHaveReceived("BatchPutDocument", input)\n\nExpected no call of BatchPutDocument with an input like\n{"Documents": [{"Id": "slow"}]}\n\nReceived 1 call:\n',
    ],
    [
      'too few calls',
      () => expect(sim).toHaveReceived('BatchPutDocument', undefined, { times: 5 }),
      'expect(sim).toHaveReceived("BatchPutDocument", { times: 5 })\n\nExpected 5 calls of BatchPutDocument\n\nReceived 4 calls',
    ],
    [
      'a source that differs',
      () => expect(sim).toMatchSource(id, [{ id: 'fine', content: 'newer' }, { id: 'bad' }, { id: 'new' }]),
      'expect(sim).toMatchSource(corpus, source)\n\nindex000-0000-4000-8000-000000000000 held against the 3 documents of its source: 1 missing, 1 extra, 1 outdated, 1 excused.\n  "new" is missing: it was never accepted.\n  "updated" is extra: it was never deleted.\n  "fine" is outdated: its content is not that of the source.\n  "bad" is missing: it could not be indexed (BAD_PDF: cannot parse); excused: that is the work of fault rule fail-1 (fail), which has not ended.',
    ],
  ])('a failure tells %s', (_what, assertion, message) => {
    vitestExpect(squashed(messageOf(assertion))).toContain(squashed(message))
  })

  it('refuses what is no simulator, a corpus that is not there, and calls that are not kept', async () => {
    const quiet = new Simulator({ calls: 'off' })
    vitestExpect(() => expect(sim.kendra).toBeSearchable(id, 'fine')).toThrow(
      'expect(...).toBeSearchable was given object; expected a Simulator, as in expect(sim).toBeSearchable(...)',
    )
    vitestExpect(() => expect(sim).not.toBeSearchable('nowhere', 'fine')).toThrow(ConfigurationError)
    vitestExpect(() => expect(quiet).toHaveReceived('BatchPutDocument')).toThrow(/needs option calls/)
    vitestExpect(() => expect(sim).not.toHaveReceived('batchPutDocument' as never)).toThrow(
      /no operation "batchPutDocument"; did you mean BatchPutDocument/,
    )
    vitestExpect(() => expect(sim).not.toHaveReceived('sync', { times: 2 })).toThrow(/third argument/)
    await quiet.close()
  })

  it.each<readonly [what: string, assertion: (sim: Simulator, id: string) => unknown, message: string]>([
    [
      'an option of toHaveReceived',
      (sim) => expect(sim).toHaveReceived('BatchPutDocument', undefined, { time: 99 } as never),
      'toHaveReceived, options: unknown time; there are times',
    ],
    [
      'a count',
      (sim) => expect(sim).not.toHaveReceived('BatchPutDocument', undefined, { times: '1' } as never),
      'times is "1"; expected a whole number, 0 or more',
    ],
    [
      'a member of a document',
      (sim, id) => expect(sim).not.toHaveDocument(id, 'fine', { staus: 'INDEXED' } as never),
      'toHaveDocument, what is expected: unknown staus; there are facade, corpus, id, status',
    ],
    [
      'a status',
      (sim, id) => expect(sim).not.toHaveStatus(id, 'fine', 'INDEXD'),
      'there is no status "INDEXD"; there are NOT_FOUND, PROCESSING, INDEXED',
    ],
    [
      'a member of a source document',
      (sim, id) => expect(sim).toMatchSource(id, [{ id: 'fine', contents: 'other' } as never]),
      'document 0 has contents beside its id, and nothing that is compared: stamp, content, format, parts',
    ],
  ])('refuses %s that is misspelt, and does not hold', (_what, assertion, message) => {
    vitestExpect(() => assertion(sim, id)).toThrow(ConfigurationError)
    vitestExpect(() => assertion(sim, id)).toThrow(message)
  })

  it('lets the types of Jest know the matchers', () => {
    jestExpect(sim).toBeSearchable(id, 'fine')
  })

  it('tells at most twenty differences', () => {
    const source = Array.from({ length: 25 }, (_, n) => ({ id: `missing-${n}` }))
    const message = messageOf(() => expect(sim).toMatchSource(id, source))
    vitestExpect(message.split('\n')).toHaveLength(2 + 1 + 20 + 1)
    vitestExpect(message).toMatch(/and 7 more\.$/)
  })
})
