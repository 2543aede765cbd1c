/** A control route: where it is, what it takes, and what it does. The OpenAPI document is made of the same. */
import type { z } from 'zod'
import type { Controlled, ControlledWorld } from './controlled.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** After `/_indexsim/`; `{name}` stands for one segment. */
  readonly path: string
  readonly summary: string
  readonly query?: z.ZodObject | undefined
  /** Of a body in JSON. */
  readonly body?: z.ZodType | undefined
  /** No body at all stands for `{}`. */
  readonly isBodyOptional?: boolean | undefined
  readonly status?: 200 | 201 | undefined
  readonly reply: z.ZodType
  answer(asked: Asked): unknown
}

export interface Asked {
  readonly sim: Controlled
  readonly world: ControlledWorld
  /** The segments that stand for names, in their order. */
  readonly names: readonly string[]
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** Whether a live stream is asked for. */
  readonly isLive: boolean
}

/** What is not there: status 404. */
export class NotThere extends Error {
  override readonly name = 'NotFound'
  readonly code = 'INDEXSIM_NOT_FOUND'
}

/** A reply that is no JSON. */
export class TextReply {
  readonly type: string
  readonly body: string | AsyncIterable<string>

  constructor(type: string, body: string | AsyncIterable<string>) {
    this.type = type
    this.body = body
  }
}
