/** The tags of one resource, in the order in which their keys came. */
import type { Tag } from './shapes/tag-shapes.ts'
import type { Valid } from './shapes/valid.ts'
import { ValidationException } from './service-exception.ts'

/** The most tags that a resource may have [doc]. */
const MOST_TAGS = 50

/** Letters, digits, white space and these symbols [doc]. */
const TAG_TEXT = /^[\p{L}\p{N}\p{Z}\s_.:/=+\-@]*$/u

export type SavedTags = readonly Valid<Tag>[]

export class Tags {
  /** By key in lower case: keys are not case sensitive [doc]. */
  readonly #tags = new Map<string, Valid<Tag>>()

  constructor(tags: readonly Valid<Tag>[] = []) {
    this.add(tags)
  }

  /** Adds tags, all or none. A tag whose key is there gets the new value [doc]. Throws a ValidationException. */
  add(tags: readonly Valid<Tag>[]): void {
    const given = new Set<string>()
    for (const { Key, Value } of tags) {
      if (!TAG_TEXT.test(Key) || !TAG_TEXT.test(Value))
        throw new ValidationException(
          `The tag ${Key} has other characters than letters, digits, white space and _ . : / = + - @.`,
        )
      const key = Key.toLowerCase()
      if (given.has(key)) throw new ValidationException(`The tag ${Key} is given more than once.`)
      given.add(key)
    }
    const { size } = new Set([...this.#tags.keys(), ...given])
    if (size > MOST_TAGS)
      throw new ValidationException(
        `A resource can have ${MOST_TAGS} tags at most; this one would have ${size}.`,
      )
    for (const { Key, Value } of tags) this.#tags.set(Key.toLowerCase(), { Key, Value })
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) this.#tags.delete(key.toLowerCase())
  }

  save(): SavedTags {
    return this.list()
  }

  list(): Valid<Tag>[] {
    return Array.from(this.#tags.values(), ({ Key, Value }) => ({ Key, Value }))
  }
}
