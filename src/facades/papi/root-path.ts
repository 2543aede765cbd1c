/** The hierarchy that the slashes of URIs make. URIs are not normalised: `a//b` lies in a folder with an empty name. */

/** Whether a root path is met at the end of a path segment alone, or anywhere (ledger: papi.root-path.segments). */
export type RootPathRule = 'segment' | 'prefix'

export class RootPath {
  readonly #path: string
  readonly #rule: RootPathRule

  /** `''` is the root of everything. */
  constructor(path: string, rule: RootPathRule) {
    this.#path = path
    this.#rule = rule
  }

  /** Whether the URI is the root path itself, or lies below it. */
  includes(uri: string): boolean {
    const path = this.#path
    if (!uri.startsWith(path)) return false
    return this.#rule === 'prefix' || path === '' || uri.length === path.length || uri[path.length] === '/'
  }

  is(uri: string): boolean {
    return uri === this.#path
  }

  /** Of a URI below the root path, the folder directly under it that the URI lies in; undefined where it lies in none. */
  folderOf(uri: string): string | undefined {
    const end = this.#path.length
    // A slash at the very beginning belongs to the first name, or there would be a folder with the path of the root.
    const start = Math.max(1, uri[end] === '/' ? end + 1 : end)
    const slash = uri.indexOf('/', start)
    return slash === -1 ? undefined : uri.slice(0, slash)
  }
}
