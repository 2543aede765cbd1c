/** The checkpoints of a connector: as they were set, and as they outlast a crash. */

/** What becomes of a checkpoint. */
export type CheckpointState = 'set' | 'cleared' | 'synced' | 'lost'

export interface SavedCheckpoints {
  readonly set: ReadonlyMap<string, string>
  readonly synced: ReadonlyMap<string, string>
  readonly changed: ReadonlySet<string>
}

export class Checkpoints {
  readonly #tell: (name: string, state: CheckpointState) => void
  #set = new Map<string, string>()
  #synced = new Map<string, string>()
  /** Names whose changes are not durable yet. */
  #changed = new Set<string>()

  /** `tell` hears of every change. */
  constructor(tell: (name: string, state: CheckpointState) => void) {
    this.#tell = tell
  }

  set(name: string, value: string): void {
    this.#set.set(name, value)
    this.#change(name, 'set')
  }

  clear(): void {
    const names = [...this.#set.keys()]
    this.#set.clear()
    for (const name of names) this.#change(name, 'cleared')
  }

  get(name: string, isSyncedOnly: boolean): string | undefined {
    return this.#view(isSyncedOnly).get(name)
  }

  list(isSyncedOnly: boolean): { name: string; value: string }[] {
    return [...this.#view(isSyncedOnly)].map(([name, value]) => ({ name, value }))
  }

  /** Everything that was set so far is durable. */
  sync(): void {
    this.#settle('synced')
    this.#synced = new Map(this.#set)
  }

  /** What is not durable is gone. */
  restart(): void {
    this.#settle('lost')
    this.#set = new Map(this.#synced)
  }

  save(): SavedCheckpoints {
    return { set: this.#set, synced: this.#synced, changed: this.#changed }
  }

  load({ set, synced, changed }: SavedCheckpoints): void {
    this.#set = new Map(set)
    this.#synced = new Map(synced)
    this.#changed = new Set(changed)
  }

  #view(isSyncedOnly: boolean): ReadonlyMap<string, string> {
    return isSyncedOnly ? this.#synced : this.#set
  }

  #change(name: string, state: CheckpointState): void {
    this.#changed.add(name)
    this.#tell(name, state)
  }

  #settle(state: CheckpointState): void {
    const changed = this.#changed
    this.#changed = new Set()
    for (const name of changed) this.#tell(name, state)
  }
}
