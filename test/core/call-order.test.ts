/** In which order calls that are issued at one instant come in. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallRequest, identify } from '../../src/core/call.ts'
import { inOrderOfEntry } from '../../src/core/call-order.ts'
import { property } from '../support/property.ts'

interface Described {
  readonly facade?: string
  readonly operation: string
  readonly corpus?: string
  readonly documents: readonly string[]
  readonly resources?: readonly string[]
  readonly isRead: boolean
  readonly input?: unknown
}

interface Issued {
  readonly request: CallRequest<unknown>
}

function call({ facade = 'kendra', corpus = 'kendra:x', input = {}, ...rest }: Described): Issued {
  return {
    request: {
      facade,
      corpus,
      input,
      identity: input,
      recipe: undefined,
      apply: () => undefined,
      refuse: () => new Error(),
      disconnected: () => new Error(),
      ...rest,
    },
  }
}
const put = (documents: string, input?: unknown, corpus?: string): Issued =>
  call({
    operation: 'put',
    documents: [...documents],
    isRead: false,
    input,
    ...(corpus !== undefined && { corpus }),
  })
const remove = (documents: string): Issued =>
  call({ operation: 'delete', documents: [...documents], isRead: false })
const status = (documents: string, input?: unknown): Issued =>
  call({ operation: 'status', documents: [...documents], isRead: true, input })
const sync = (corpus = 'kendra:x'): Issued =>
  call({ operation: 'sync', documents: [], isRead: false, corpus })

const textOf = ({ request }: Issued): string =>
  `${request.corpus.slice(-1)} ${request.operation} ${request.documents.join('')}${JSON.stringify(request.identity).replace('{}', '')}`
const entered = (...calls: Issued[]): string[] => inOrderOfEntry(calls).map(textOf)

describe('calls that have nothing in common', () => {
  it('come in by operation, corpus, documents and input, whichever was issued first', () => {
    const calls = [put('b'), status('c'), put('a'), remove('d'), put('e', { n: 1 }, 'kendra:w'), put('fg')]
    const expected = ['x delete d', 'w put e{"n":1}', 'x put a', 'x put b', 'x put fg', 'x status c']
    expect(entered(...calls)).toEqual(expected)
    expect(entered(...[...calls].reverse())).toEqual(expected)
  })

  it('come in by facade first', () => {
    const papi = call({
      facade: 'papi',
      operation: 'addDocument',
      corpus: 'papi:x',
      documents: ['a'],
      isRead: false,
    })
    expect(inOrderOfEntry([papi, put('z')]).map(({ request }) => request.facade)).toEqual(['kendra', 'papi'])
  })

  it('are those of one id in two corpora', () => {
    expect(entered(put('a', {}, 'kendra:y'), put('a', {}, 'kendra:x'))).toEqual(['x put a', 'y put a'])
  })

  it('are reads of one document', () => {
    const reads = [status('ab', { n: 2 }), status('ab', { n: 1 }), status('a')]
    expect(entered(...reads)).toEqual(entered(...[...reads].reverse()))
  })

  it('come in by their input in the same order always, whatever it holds', () => {
    const inputs = [
      1,
      '1',
      [1],
      { a: 1 },
      new Date(1),
      Uint8Array.of(1),
      Uint8Array.of(1, 2, 3, 4, 5, 6, 7),
      null,
      true,
    ]
    const reads = inputs.map((input) => status('a', { input }))
    const order = (calls: Issued[]): unknown[] => inOrderOfEntry(calls).map(({ request }) => request.identity)
    expect(order(reads)).toEqual(order([...reads].reverse()))
    expect(new Set(reads.map(({ request }) => identify(request))).size).toBe(inputs.length)
  })
})

describe('a call that changes a document', () => {
  it('keeps its place among those that change it too', () => {
    expect(entered(put('a'), remove('a'))).toEqual(['x put a', 'x delete a'])
    expect(entered(remove('a'), put('a'))).toEqual(['x delete a', 'x put a'])
    expect(entered(put('a', { n: 2 }), put('a', { n: 1 }))).toEqual(['x put a{"n":2}', 'x put a{"n":1}'])
  })

  it('keeps its place among those that read it', () => {
    expect(entered(status('a'), put('a'))).toEqual(['x status a', 'x put a'])
    expect(entered(put('a'), status('a'), remove('a'))).toEqual(['x put a', 'x status a', 'x delete a'])
  })

  it('keeps its place among those that it is bound to through others', () => {
    // b is bound to a through the second call, c to b through the third.
    expect(entered(put('c'), remove('ab'), remove('bc'), put('a'))).toEqual([
      'x put c',
      'x delete ab',
      'x delete bc',
      'x put a',
    ])
  })

  it('comes in with all that it is bound to, where the least of them belongs', () => {
    expect(entered(put('a'), put('b'), remove('b'))).toEqual(['x put b', 'x delete b', 'x put a'])
    expect(entered(put('b'), remove('b'), put('a'))).toEqual(['x put b', 'x delete b', 'x put a'])
  })
})

describe('a call about a whole corpus', () => {
  it('keeps its place among all calls of the corpus', () => {
    expect(entered(put('a'), sync(), put('b'), status('c'))).toEqual([
      'x put a',
      'x sync ',
      'x put b',
      'x status c',
    ])
    expect(entered(sync(), put('a'))).toEqual(['x sync ', 'x put a'])
  })

  it('leaves the calls of other corpora where they belong', () => {
    const one = [sync('kendra:y'), put('b'), put('a')]
    expect(entered(...one)).toEqual(['x put a', 'x put b', 'y sync '])
  })
})

const anyCall = fc.record({
  kind: fc.constantFrom('put', 'delete', 'status', 'sync'),
  corpus: fc.constantFrom('kendra:x', 'papi:y'),
  documents: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 3 }),
  n: fc.nat(2),
})
const anyCalls = fc.array(anyCall, { maxLength: 12 }).map((all) =>
  all.map(({ kind, corpus, documents, n }) =>
    call({
      facade: corpus.slice(0, -2),
      operation: kind,
      corpus,
      documents: kind === 'sync' ? [] : documents,
      isRead: kind === 'status',
      input: { n },
    }),
  ),
)

/** One of them changes a document that the other is about. */
function areBound(a: CallRequest<unknown>, b: CallRequest<unknown>): boolean {
  if (a.corpus !== b.corpus || (a.isRead && b.isRead)) return false
  if (a.documents.length === 0 || b.documents.length === 0) return true
  return a.documents.some((document) => b.documents.includes(document))
}

/** The calls in another order, drawn from the numbers, in which those that are bound keep theirs. */
function reordered(calls: readonly Issued[], numbers: readonly number[]): Issued[] {
  const groups: Issued[][] = []
  for (const each of calls) {
    const bound = groups.filter((group) => group.some((other) => areBound(each.request, other.request)))
    const rest = groups.filter((group) => !bound.includes(group))
    const merged = calls.filter((other) => other === each || bound.some((group) => group.includes(other)))
    groups.splice(0, groups.length, ...rest, merged)
  }
  const left = groups.map((group) => [...group])
  const result: Issued[] = []
  for (let i = 0; result.length < calls.length; i++) {
    const open = left.filter((group) => group.length > 0)
    result.push(open[(numbers[i] ?? 0) % open.length]!.shift()!)
  }
  return result
}

describe('a call about resources of a corpus', () => {
  const change = (input: string, ...resources: string[]): Issued =>
    call({ operation: 'tag', documents: [], resources, isRead: false, input: { input } })
  const read = (...resources: string[]): Issued =>
    call({ operation: 'tags', documents: [], resources, isRead: true })

  it('keeps its place among those that change one of them too', () => {
    expect(entered(change('b', 'r'), change('a', 'r', 's'), change('c', 's'))).toEqual([
      'x tag {"input":"b"}',
      'x tag {"input":"a"}',
      'x tag {"input":"c"}',
    ])
    expect(entered(change('c', 's'), change('a', 'r', 's'), change('b', 'r'))).toEqual([
      'x tag {"input":"c"}',
      'x tag {"input":"a"}',
      'x tag {"input":"b"}',
    ])
  })

  it('keeps its place among those that read one of them', () => {
    expect(entered(read('r'), change('a', 'r'), read('r'))).toEqual([
      'x tags ',
      'x tag {"input":"a"}',
      'x tags ',
    ])
  })

  it('comes in by its input where they have nothing in common, and where it has none', () => {
    const calls = [change('a', 'r'), change('b', 's'), change('c'), change('d'), read('t')]
    expect(entered(...calls)).toEqual(entered(...[...calls].reverse()))
    expect(entered(...calls).at(-1)).toBe('x tags ')
  })

  it('has nothing in common with documents, whatever their ids are', () => {
    expect(entered(change('a', 'r'), put('r'))).toEqual(['x put r', 'x tag {"input":"a"}'])
  })

  it('keeps its place among calls about the whole corpus', () => {
    expect(entered(change('a'), sync(), change('b', 'r'))).toEqual([
      'x tag {"input":"a"}',
      'x sync ',
      'x tag {"input":"b"}',
    ])
  })
})

describe('any calls', () => {
  property.prop([anyCalls, fc.array(fc.nat(100), { minLength: 12, maxLength: 12 })], { numRuns: 500 })(
    'come in in one order, however those that are not bound are issued',
    (calls, numbers) => {
      expect(entered(...reordered(calls, numbers))).toEqual(entered(...calls))
    },
  )

  property.prop([anyCalls], { numRuns: 500 })(
    'come in in the order of issue where they are bound',
    (calls) => {
      const order = inOrderOfEntry(calls)
      expect(order).toHaveLength(calls.length)
      const swapped = calls.flatMap((first, i) =>
        calls
          .slice(i + 1)
          .filter(
            (second) =>
              areBound(first.request, second.request) && order.indexOf(first) > order.indexOf(second),
          )
          .map((second) => `${textOf(first)} | ${textOf(second)}`),
      )
      expect(swapped).toEqual([])
    },
  )

  property.prop([anyCalls])('come in as they are when they have their order', (calls) => {
    const order = inOrderOfEntry(calls)
    expect(inOrderOfEntry(order)).toEqual(order)
  })
})
