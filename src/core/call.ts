/**
 * A call of a facade as the driver carries it: issued, under way, taking effect, answered. And the order in which
 * calls that were issued side by side are let in.
 */
import type { Key } from './draws.ts'
import type { EffectsOf } from './fault-rule.ts'
import { KeyHash } from './hash.ts'

/** What a service answers instead of a reply. Anything else that is thrown is trouble of the simulator itself. */
export abstract class ServiceError extends Error {}

/** What a facade asks of the driver. */
export interface CallRequest<Reply> {
  readonly facade: string
  readonly operation: string
  /** The label of the corpus. */
  readonly corpus: string
  /** The documents that the call is about. */
  readonly documents: readonly string[]
  /** Other things of the corpus that it is about, by their names. Without this and documents a change is one of the whole corpus. */
  readonly resources?: readonly string[] | undefined
  /** Resources that the call depends on without changing them, for a call that changes something else. */
  uses?(): readonly string[]
  /** A read changes nothing: it need not keep its place among other reads of the same documents. */
  readonly isRead: boolean
  /** The input as it is recorded; nothing of it is shared with the caller. */
  readonly input: unknown
  /** What of the input tells the call from others; without what clients draw at random. */
  readonly identity: unknown
  /** Takes effect. Throws a ServiceError where the service refuses. */
  apply(): Reply
  /** The service's own error for a fault of the request phase. */
  refuse(effect: EffectsOf['request']): Error
}

/** What tells a call from others. */
export type CallIdentity = Pick<CallRequest<unknown>, 'facade' | 'operation' | 'corpus' | 'identity'>

/** A 53-bit hash of a call's facade, operation, corpus and canonical input. */
export function identify(request: CallIdentity): number {
  const hash = new KeyHash().start().text(request.facade).text(request.operation).text(request.corpus)
  take(hash, request.identity)
  hash.finish()
  return (hash.high >>> 11) * 0x1_0000_0000 + hash.low
}

function take(hash: KeyHash, value: unknown): void {
  if (typeof value === 'string') hash.number(1).text(value)
  else if (typeof value === 'number') hash.number(2).text(String(value))
  else if (value instanceof Uint8Array) takeBytes(hash.number(3), value)
  // oxlint-disable-next-line no-restricted-globals -- a date of the input is data; no clock is read.
  else if (value instanceof Date) hash.number(4).number(value.getTime())
  else if (Array.isArray(value)) {
    hash.number(5).number(value.length)
    for (const item of value) take(hash, item)
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    hash.number(6).number(entries.length)
    for (const [key, member] of entries) {
      hash.text(key)
      take(hash, member)
    }
  } else hash.number(7).text(String(value))
}

function takeBytes(hash: KeyHash, bytes: Uint8Array): void {
  hash.number(bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 6)
  // Six bytes make a safe integer.
  for (let i = 0; i < whole; i += 6) hash.number(view.getUint32(i) * 0x1_0000 + view.getUint16(i + 4))
  for (let i = whole; i < bytes.length; i++) hash.number(bytes[i] as number)
}

/**
 * The order in which calls issued at one instant come in: by facade, operation, corpus, documents and input, so that
 * it does not matter which of two loops ran first. But calls of which one changes a document or resource that the other
 * is about keep their order of issue.
 */
export function inOrderOfEntry<C extends { readonly request: CallRequest<unknown> }>(
  calls: readonly C[],
): readonly C[] {
  if (calls.length < 2) return calls
  const groups = groupByChange(calls).map((group) => ({ group, least: group.reduce(lesserOf).request }))
  groups.sort((a, b) => compareCalls(a.least, b.least))
  return groups.flatMap(({ group }) => group)
}

function lesserOf<C extends { readonly request: CallRequest<unknown> }>(a: C, b: C): C {
  return compareCalls(b.request, a.request) < 0 ? b : a
}

/** Which call was the first to change a document or resource of a corpus, or the corpus as a whole. */
interface Changes {
  readonly changedBy: Map<string, number>
  readonly resourceChangedBy: Map<string, number>
  wholeChangedBy: number | undefined
}

/** Calls that something changed joins, directly or through others, in one group; each group in order of issue. */
function groupByChange<C extends { readonly request: CallRequest<unknown> }>(
  calls: readonly C[],
): readonly C[][] {
  if (calls.every(({ request }) => request.isRead)) return calls.map((call) => [call])
  const parent = calls.map((_, i) => i)
  const find = (i: number): number => {
    let root = i
    while (parent[root] !== root) root = parent[root] as number
    parent[i] = root
    return root
  }
  const join = (i: number, j: number): void => {
    const [a, b] = [find(i), find(j)]
    parent[Math.max(a, b)] = Math.min(a, b)
  }
  const corpora = new Map<string, Changes>()
  const changesIn = (corpus: string): Changes => {
    let changes = corpora.get(corpus)
    if (changes === undefined)
      corpora.set(
        corpus,
        (changes = { changedBy: new Map(), resourceChangedBy: new Map(), wholeChangedBy: undefined }),
      )
    return changes
  }
  calls.forEach(({ request }, i) => {
    if (request.isRead) return
    const changes = changesIn(request.corpus)
    const change = (name: string, changedBy: Map<string, number>): void => {
      const first = changedBy.get(name)
      if (first === undefined) changedBy.set(name, i)
      else join(first, i)
    }
    if (request.documents.length === 0 && request.resources === undefined) changes.wholeChangedBy ??= i
    for (const document of request.documents) change(document, changes.changedBy)
    for (const resource of request.resources ?? []) change(resource, changes.resourceChangedBy)
  })
  calls.forEach(({ request }, i) => {
    const { changedBy, resourceChangedBy, wholeChangedBy } = changesIn(request.corpus)
    if (wholeChangedBy !== undefined) join(wholeChangedBy, i)
    const read = (first: number | undefined): void => {
      if (first !== undefined) join(first, i)
    }
    if (resourceChangedBy.size > 0)
      for (const resource of request.uses?.() ?? []) read(resourceChangedBy.get(resource))
    // What was joined by its own change already is joined to nothing new.
    if (!request.isRead) return
    for (const document of request.documents) read(changedBy.get(document))
    for (const resource of request.resources ?? []) read(resourceChangedBy.get(resource))
  })
  const groups = new Map<number, C[]>()
  calls.forEach((call, i) => {
    const root = find(i)
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [call])
    else group.push(call)
  })
  return [...groups.values()]
}

function compareCalls(a: CallRequest<unknown>, b: CallRequest<unknown>): number {
  return (
    compare(a.facade, b.facade) ||
    compare(a.operation, b.operation) ||
    compare(a.corpus, b.corpus) ||
    compareLists(a.documents, b.documents) ||
    identify(a) - identify(b)
  )
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compare(a[i] as string, b[i] as string)
    if (order !== 0) return order
  }
  return a.length - b.length
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What draws about a call are keyed by, beside the how-manieth identical call it is. */
export function drawKeyOf(request: CallIdentity, identity: number): readonly Key[] {
  return [request.facade, request.operation, request.corpus, identity]
}
