/** The tags of one resource, in the order in which their keys came. */
import type { Tag } from './shapes/tag-shapes.ts'
import type { Valid } from './shapes/valid.ts'
import { ValidationException } from './service-exception.ts'

/** The most tags that a resource may have [doc]. */
const MOST_TAGS = 50

export class Tags {
  readonly #values = new Map<string, string>()

  constructor(tags: readonly Valid<Tag>[] = []) {
    this.add(tags)
  }

  /** Adds tags, all or none. A tag whose key is there gets the new value. Throws a ValidationException when there are too many. */
  add(tags: readonly Valid<Tag>[]): void {
    const keys = new Set([...this.#values.keys(), ...tags.map(({ Key }) => Key)])
    if (keys.size > MOST_TAGS)
      throw new ValidationException(
        `A resource can have ${MOST_TAGS} tags at most; this one would have ${keys.size}.`,
      )
    for (const { Key, Value } of tags) this.#values.set(Key, Value)
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) this.#values.delete(key)
  }

  list(): Tag[] {
    return Array.from(this.#values, ([Key, Value]) => ({ Key, Value }))
  }
}
