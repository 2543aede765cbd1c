/** The shapes of the operations on tags. */

import type { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { list, structure, text } from './constraints.ts'
import type { Valid } from './valid.ts'

/** A label of a resource. */
export interface Tag {
  Key: string | undefined
  Value: string | undefined
}

/** The input of TagResource. */
export interface TagResourceRequest {
  ResourceARN: string | undefined
  Tags: Tag[] | undefined
}

/** The output of TagResource. */
export type TagResourceResponse = Record<never, never>

/** The input of UntagResource. */
export interface UntagResourceRequest {
  ResourceARN: string | undefined
  TagKeys: string[] | undefined
}

/** The output of UntagResource. */
export type UntagResourceResponse = Record<never, never>

/** The input of ListTagsForResource. */
export interface ListTagsForResourceRequest {
  ResourceARN: string | undefined
}

/** The output of ListTagsForResource. */
export interface ListTagsForResourceResponse {
  Tags?: Tag[] | undefined
}

const tag = whenAsked(() =>
  structure({
    Key: text({ min: 1, max: 128 }),
    Value: text({ max: 256 }),
  }),
)

/** The tags of a resource. */
export const tagList: () => z.ZodType<Valid<Tag[]>, Tag[]> = whenAsked(() => list(tag(), { max: 200 }))

/** What `validate` checks the input of TagResource against. */
export const tagResourceRequest: () => z.ZodType<Valid<TagResourceRequest>> = whenAsked(() =>
  structure({
    ResourceARN: text({ min: 1, max: 1011 }),
    Tags: tagList(),
  }),
)

/** What `validate` checks the input of UntagResource against. */
export const untagResourceRequest: () => z.ZodType<Valid<UntagResourceRequest>> = whenAsked(() =>
  structure({
    ResourceARN: text({ min: 1, max: 1011 }),
    TagKeys: list(text({ min: 1, max: 128 }), { max: 200 }),
  }),
)

/** What `validate` checks the input of ListTagsForResource against. */
export const listTagsForResourceRequest: () => z.ZodType<Valid<ListTagsForResourceRequest>> = whenAsked(() =>
  structure({
    ResourceARN: text({ min: 1, max: 1011 }),
  }),
)
