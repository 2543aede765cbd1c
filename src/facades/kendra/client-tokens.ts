/** The ids by the tokens. */
export type SavedClientTokens = ReadonlyMap<string, string>

/** What was created with a client token: the same token means the same resource [model], as long as it is there [assumed]. */
export class ClientTokens {
  readonly #ids = new Map<string, string>()

  /** The id of what the token has created, or else of what is created now. Without a token nothing is remembered. */
  once(token: string | undefined, isThere: (id: string) => boolean, create: () => string): string {
    if (token === undefined) return create()
    const before = this.#ids.get(token)
    if (before !== undefined && isThere(before)) return before
    const id = create()
    this.#ids.set(token, id)
    return id
  }

  save(): SavedClientTokens {
    return this.#ids
  }

  load(saved: SavedClientTokens): void {
    for (const [token, id] of saved) this.#ids.set(token, id)
  }
}
