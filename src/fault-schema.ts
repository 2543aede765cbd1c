/** Fault rules as users write them, checked by zod and brought into the form that the core works with. */
import { z } from 'zod'
import { type FaultEffect, type FaultRule, PHASE_OF, type TextMatch } from './core/fault-rule.ts'
import { KENDRA_OPERATIONS, type KendraOperation } from './facades/kendra/operation-names.ts'
import { kendraExceptions } from './facades/kendra/service-exception.ts'
import { PAPI_OPERATIONS } from './facades/papi/operation-names.ts'
import { type Duration, durationSchema } from './duration.ts'

/** A text match as users may give it: a RegExp is turned into its source and flags. */
export type TextMatchInput = TextMatch | RegExp

/** One rule: where, when, what and how often. */
export interface FaultRuleInput {
  /** Unique; keys the rule's draws. */
  readonly name: string
  /** All that is given must match. */
  readonly on?:
    | {
        readonly facade?: 'kendra' | 'papi' | undefined
        /** As the service names it: `BatchPutDocument`, `addDocument`. */
        readonly operation?: Operation | undefined
        readonly phase?: 'request' | 'index' | 'commit' | undefined
        /** An index id or a connector name. */
        readonly corpus?: TextMatchInput | undefined
        readonly document?: TextMatchInput | undefined
        /** The attempt at indexing, from 1. */
        readonly attempt?: number | undefined
      }
    | undefined
  /** `skip` and `every` count matches; `from` and `until` count from the start of the run. */
  readonly when?:
    | {
        readonly from?: Duration | undefined
        readonly until?: Duration | undefined
        readonly skip?: number | undefined
        readonly every?: number | undefined
        readonly probability?: number | undefined
      }
    | undefined
  readonly do:
    | { readonly type: 'throttle' | 'reset' }
    | { readonly type: 'error'; readonly error: string; readonly message?: string | undefined }
    | { readonly type: 'fail'; readonly code?: string | undefined; readonly reason?: string | undefined }
    | { readonly type: 'crash' | 'hang' | 'outOfMemory' }
    | { readonly type: 'lose' }
  /** Counts fires, never matches. */
  readonly limit?:
    | { readonly fires?: number | undefined; readonly perDocument?: number | undefined }
    | undefined
}

/** A rule as `sim.faults` gives it back: durations in milliseconds, and otherwise as it can be added again. */
export type CheckedFaultRule = FaultRule & FaultRuleInput

/** The errors that a rule can let a call fail with, by facade. */
const ERRORS: { readonly [facade: string]: readonly string[] } = {
  kendra: Object.keys(kendraExceptions),
  papi: ['PushAPIException'],
}

type Facade = 'kendra' | 'papi'
type NamesOf<Operations extends Record<string, readonly string[]>> = Operations[keyof Operations][number]

export type Operation = KendraOperation | NamesOf<typeof PAPI_OPERATIONS>

type OperationsOf = { readonly [what in keyof typeof PAPI_OPERATIONS]: readonly Operation[] }

/** All operations that a rule can name. */
const ALL_OPERATIONS: readonly Operation[] = [...namesOf('kendra'), ...namesOf('papi')]
const COUNT = 'a whole number from 1'
const count = z.int(COUNT).min(1, COUNT)

const globShape = z.strictObject({ glob: z.string().min(1) })
const patternShape = z.strictObject({ pattern: z.string(), flags: z.string().optional() })
const TEXT_MATCH = 'a text, { glob }, { pattern, flags } or a RegExp'
const textMatch = z.unknown().transform((value, context): TextMatch => {
  if (typeof value === 'string') return value
  if (value instanceof RegExp) return readPattern(value.source, value.flags, context)
  const glob = globShape.safeParse(value)
  if (glob.success) return glob.data
  const pattern = patternShape.safeParse(value)
  if (pattern.success) return readPattern(pattern.data.pattern, pattern.data.flags, context)
  context.addIssue({ code: 'custom', message: TEXT_MATCH })
  return z.NEVER
})

function readPattern(pattern: string, flags: string | undefined, context: z.RefinementCtx): TextMatch {
  if (flags !== undefined && /[gy]/.test(flags))
    context.addIssue({
      code: 'custom',
      message: 'a regular expression without the flags g and y, which remember where they were',
    })
  else
    try {
      new RegExp(pattern, flags)
      return flags === undefined || flags === '' ? { pattern } : { pattern, flags }
    } catch {
      context.addIssue({ code: 'custom', message: 'a valid regular expression' })
    }
  return z.NEVER
}

const text = z.string('a text').min(1, 'a text that is not empty')
const failureText = z
  .string('a text of 1 to 2048 characters')
  .min(1, 'a text of 1 to 2048 characters')
  .max(2048, 'a text of 1 to 2048 characters')

const effect = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal(['throttle', 'reset']) }),
    z.strictObject({ type: z.literal('error'), error: text, message: text.optional() }),
    z.strictObject({ type: z.literal('fail'), code: failureText.optional(), reason: failureText.optional() }),
    z.strictObject({ type: z.literal(['crash', 'hang', 'outOfMemory']) }),
    z.strictObject({ type: z.literal('lose') }),
  ],
  `an effect with one of the types ${Object.keys(PHASE_OF).join(', ')}`,
)

export const faultRuleSchema: z.ZodType<CheckedFaultRule> = z
  .strictObject({
    name: text,
    on: z
      .strictObject({
        facade: z.enum(['kendra', 'papi'], "'kendra' or 'papi'").optional(),
        operation: z.enum(ALL_OPERATIONS, `one of the operations ${ALL_OPERATIONS.join(', ')}`).optional(),
        phase: z.enum(['request', 'index', 'commit'], "'request', 'index' or 'commit'").optional(),
        corpus: textMatch.optional(),
        document: textMatch.optional(),
        attempt: count.optional(),
      })
      .prefault({}),
    when: z
      .strictObject({
        from: durationSchema.optional(),
        until: durationSchema.optional(),
        skip: z.int('a whole number from 0').min(0, 'a whole number from 0').optional(),
        every: count.optional(),
        probability: z
          .number('a number from 0 to 1')
          .min(0, 'a number from 0 to 1')
          .max(1, 'a number from 0 to 1')
          .optional(),
      })
      .prefault({}),
    do: effect,
    limit: z.strictObject({ fires: count.optional(), perDocument: count.optional() }).prefault({}),
  })
  .transform(({ on, ...rule }) => ({
    ...rule,
    on: { ...on, facade: on.facade ?? facadeOf(rule.do, on.operation) },
  }))
  .superRefine((rule, context) => {
    const refuse = (path: string[], message: string): void =>
      context.addIssue({ code: 'custom', path, message })
    const phase = PHASE_OF[rule.do.type]
    const { on, when } = rule
    if (on.phase !== undefined && on.phase !== phase)
      refuse(['on', 'phase'], `'${phase}': the effect ${rule.do.type} cannot happen in another phase`)
    if (when.until !== undefined && when.until <= (when.from ?? 0))
      refuse(['when', 'until'], 'an instant after when.from: this window is empty')
    if (on.attempt !== undefined && phase === 'request')
      refuse(['on', 'attempt'], 'nothing: a call has no attempts at indexing')
    if (on.facade !== undefined && on.operation !== undefined && !isOf(on.facade, on.operation))
      refuse(['on', 'operation'], `one of the operations of ${on.facade}`)
    if (rule.do.type === 'error') {
      const errors = ERRORS[on.facade ?? 'kendra'] ?? []
      if (!errors.includes(rule.do.error))
        refuse(['do', 'error'], `one of the errors of ${on.facade ?? 'kendra'}: ${errors.join(', ')}`)
    }
    if (on.document !== undefined && on.operation !== undefined && does('whole', on.operation))
      refuse(['on', 'document'], `nothing: ${on.operation} is about no single document`)
    if (
      rule.do.type === 'throttle' &&
      (on.facade === 'papi' || (on.operation !== undefined && isOf('papi', on.operation)))
    )
      refuse(['do', 'type'], "'error': nothing is known of a throttling by the Push API")
    if (
      phase !== 'request' &&
      on.operation !== undefined &&
      !does('put', on.operation) &&
      !does('delete', on.operation)
    )
      refuse(['on', 'operation'], 'an operation that puts or deletes documents')
    if (phase === 'commit' && on.operation !== undefined && does('delete', on.operation))
      refuse(['on', 'operation'], 'an operation that puts documents: what is deleted cannot be lost')
  })

/** The facade that a rule means where it names none: that of its operation, or of its error; and only Kendra throttles. */
function facadeOf(effect: FaultEffect, operation: Operation | undefined): Facade | undefined {
  if (operation !== undefined) return isOf('papi', operation) ? 'papi' : 'kendra'
  if (effect.type === 'error') return ERRORS['papi']?.includes(effect.error) === true ? 'papi' : 'kendra'
  return effect.type === 'throttle' ? 'kendra' : undefined
}

function isOf(facade: Facade, operation: Operation): boolean {
  return namesOf(facade).includes(operation)
}

/** Whether the operation does this to documents. */
function does(what: keyof OperationsOf, operation: Operation): boolean {
  return operationsOf('kendra')[what].includes(operation) || operationsOf('papi')[what].includes(operation)
}

function namesOf(facade: Facade): readonly Operation[] {
  return Object.values<readonly Operation[]>(operationsOf(facade)).flat()
}

function operationsOf(facade: Facade): OperationsOf {
  return facade === 'kendra' ? KENDRA_OPERATIONS : PAPI_OPERATIONS
}
