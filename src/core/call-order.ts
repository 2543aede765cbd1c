/**
 * The order in which calls that were issued side by side are let in: one that does not depend on which of two loops
 * happened to run first, but for calls that are about the same.
 */
import { type CallRequest, identify } from './call.ts'

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
