/** Fault rules as users write them, checked by zod and brought into the form that the core works with. */
import picomatch from 'picomatch'
import { z } from 'zod'
import {
  FAULT_PHASES,
  type FaultCandidate,
  type FaultEffect,
  type FaultPhase,
  type FaultRule,
  LOST_REPLY_FORMS,
  type LostReplyForm,
  PHASES_OF,
  phaseOf,
  type TextMatch,
} from '../core/fault-rule.ts'
import { KENDRA_OPERATIONS, type KendraOperation } from '../facades/kendra/operation-names.ts'
import { kendraExceptions } from '../facades/kendra/service-exception.ts'
import { PAPI_OPERATIONS } from '../facades/papi/operation-names.ts'
import {
  type Duration,
  DURATION_EXPECTED,
  DURATION_JSON,
  durationSchema,
  readDuration,
} from '../input/duration.ts'
import { RANGE_EXPECTED } from '../input/range.ts'
import { whenAsked } from '../core/when-asked.ts'

/** A text match as users may give it: a RegExp is turned into its source and flags. */
export type TextMatchInput = TextMatch | RegExp

/** One rule as users write it: where, when, what and how often. */
export interface FaultRuleInput {
  /** Unique; keys the rule's draws. */
  readonly name: string
  /** All that is given must match. */
  readonly on?:
    | {
        readonly facade?: 'kendra' | 'papi' | undefined
        /** As the service names it: `BatchPutDocument`, `addDocument`. */
        readonly operation?: Operation | undefined
        /** Where the rule steps in; may be left out where the effect has only one such place. */
        readonly phase?: FaultPhase | undefined
        /** An index id or a connector name. */
        readonly corpus?: TextMatchInput | undefined
        readonly document?: TextMatchInput | undefined
        /** The attempt at indexing, from 1. */
        readonly attempt?: number | undefined
        /** A pure function, for what cannot be said otherwise. A plan that has one cannot be stored. */
        readonly where?: ((candidate: FaultCandidate) => boolean) | undefined
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
  readonly do: EffectInput
  /** Counts fires, never matches. */
  readonly limit?:
    | { readonly fires?: number | undefined; readonly perDocument?: number | undefined }
    | undefined
}

/** A span of simulated time: always the same, or drawn for each time from a range with both ends. */
export type SpanInput = Duration | readonly [min: Duration, max: Duration]

/** What a rule does. */
export type EffectInput =
  | { readonly type: 'throttle'; readonly retryAfter?: Duration | undefined }
  | {
      readonly type: 'error'
      readonly error: string
      readonly message?: string | undefined
      readonly retryAfter?: Duration | undefined
    }
  | { readonly type: 'reset' }
  | { readonly type: 'timeout'; readonly after?: Duration | undefined }
  | { readonly type: 'dropReply'; readonly as?: LostReplyForm | undefined }
  | { readonly type: 'slow'; readonly by: SpanInput }
  | { readonly type: 'duplicate'; readonly after?: SpanInput | undefined }
  | {
      readonly type: 'reject' | 'statusError'
      readonly code?: string | undefined
      readonly message?: string | undefined
    }
  | { readonly type: 'stale' | 'hide' | 'dropStamp' }
  | { readonly type: 'delay'; readonly by: SpanInput }
  | { readonly type: 'reorder'; readonly within: Duration }
  | { readonly type: 'stall' }
  | { readonly type: 'fail'; readonly code?: string | undefined; readonly reason?: string | undefined }
  | { readonly type: 'crash' | 'hang' | 'outOfMemory' }
  | { readonly type: 'lose' }
  | { readonly type: 'late'; readonly by: SpanInput }
  | {
      readonly type: 'outage'
      readonly ramp?: Duration | undefined
      readonly up?: Duration | undefined
      readonly down?: Duration | undefined
    }
  | { readonly type: 'restart'; readonly period?: Duration | undefined }

/** A rule as `sim.faults` gives it back: durations in milliseconds, and otherwise as it can be added again. */
export type CheckedFaultRule = FaultRule & FaultRuleInput

const FACADES = ['kendra', 'papi'] as const
type Facade = (typeof FACADES)[number]

/** The errors that a rule can let a call fail with, by facade. */
const ERRORS: { readonly [facade in Facade]: readonly string[] } = {
  kendra: Object.keys(kendraExceptions),
  papi: ['PushAPIException'],
}

type NamesOf<Operations extends Record<string, readonly string[]>> = Operations[keyof Operations][number]

export type Operation = KendraOperation | NamesOf<typeof PAPI_OPERATIONS>

type OperationsOf = { readonly [what in keyof typeof PAPI_OPERATIONS]: readonly Operation[] }

/** All operations that a rule can name. */
/** All operations that are modelled, by their names. */
export const ALL_OPERATIONS: readonly Operation[] = [...namesOf('kendra'), ...namesOf('papi')]
const COUNT = 'a whole number from 1'
const count = whenAsked(() => z.int(COUNT).min(1, COUNT))

const globShape = whenAsked(() => z.strictObject({ glob: z.string().min(1) }))
const patternShape = whenAsked(() => z.strictObject({ pattern: z.string(), flags: z.string().optional() }))
const TEXT_MATCH = 'a text, { glob }, { pattern, flags } or a RegExp'
const textMatch = whenAsked(() =>
  z
    .unknown()
    .transform((value, context): TextMatch => {
      if (typeof value === 'string') return value
      if (value instanceof RegExp) return readPattern(value.source, value.flags, context)
      const glob = globShape().safeParse(value)
      if (glob.success) return readGlob(glob.data, context)
      const pattern = patternShape().safeParse(value)
      if (pattern.success) return readPattern(pattern.data.pattern, pattern.data.flags, context)
      context.addIssue({ code: 'custom', message: TEXT_MATCH })
      return z.NEVER
    })
    .meta({
      description: 'Exactly this text, or any that the glob or the regular expression fits.',
      anyOf: [
        { type: 'string' },
        jsonObject({ glob: { type: 'string', minLength: 1 } }, ['glob']),
        jsonObject({ pattern: { type: 'string' }, flags: { type: 'string', pattern: '^[dimsuv]*$' } }, [
          'pattern',
        ]),
      ],
    }),
)

function jsonObject(properties: object, required: string[]): Readonly<Record<string, unknown>> {
  return { type: 'object', properties, required, additionalProperties: false }
}

function readGlob(match: { glob: string }, context: z.RefinementCtx): TextMatch {
  try {
    picomatch.makeRe(match.glob, { strictBrackets: true })
    return match
  } catch {
    context.addIssue({ code: 'custom', message: 'a valid glob, with brackets in pairs or after a backslash' })
    return z.NEVER
  }
}

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

const text = whenAsked(() => z.string('a text').min(1, 'a text that is not empty'))
const failureText = whenAsked(() =>
  z
    .string('a text of 1 to 2048 characters')
    .min(1, 'a text of 1 to 2048 characters')
    .max(2048, 'a text of 1 to 2048 characters'),
)

const SPAN = `${DURATION_EXPECTED}, or a range [min, max] of such`
const span = whenAsked(() =>
  z
    .unknown()
    .transform((value, context): number | [number, number] => {
      const [min, max] = Array.isArray(value) && value.length === 2 ? value.map(readDuration) : []
      const isRange = min !== undefined && max !== undefined
      if (isRange && min <= max) return [min, max]
      const read = readDuration(value)
      if (read !== undefined) return read
      context.addIssue({ code: 'custom', message: isRange ? RANGE_EXPECTED : SPAN })
      return z.NEVER
    })
    .meta({
      anyOf: [DURATION_JSON, { type: 'array', items: DURATION_JSON, minItems: 2, maxItems: 2 }],
    }),
)
const POSITIVE = `${DURATION_EXPECTED}, and above 0`
const positive = whenAsked(() => durationSchema.refine((ms) => ms > 0, POSITIVE))
const SECONDS = 'whole seconds, as the header retry-after has them'
const retryAfter = whenAsked(() => durationSchema.refine((ms) => ms % 1000 === 0, SECONDS).optional())
const ENTRY_CODES = ['InternalError', 'InvalidRequest'] as const
const entry = whenAsked(() => ({
  code: z.enum(ENTRY_CODES, `one of ${ENTRY_CODES.join(', ')}`).optional(),
  message: failureText().optional(),
}))

/** When a caller that hears nothing gives up, and how much later a call is delivered once more [assumed]. */
const TIME_OUT_MS = 30_000
const DUPLICATE_AFTER_MS: [number, number] = [1, 1_000]

const effect = whenAsked(() =>
  z.discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('throttle'), retryAfter: retryAfter() }),
      z.strictObject({
        type: z.literal('error'),
        error: text(),
        message: text().optional(),
        retryAfter: retryAfter(),
      }),
      z.strictObject({ type: z.literal('reset') }),
      z.strictObject({ type: z.literal('timeout'), after: durationSchema.default(TIME_OUT_MS) }),
      z.strictObject({
        type: z.literal('dropReply'),
        as: z.enum(LOST_REPLY_FORMS, `one of ${LOST_REPLY_FORMS.join(', ')}`).optional(),
      }),
      z.strictObject({ type: z.literal('slow'), by: span() }),
      z.strictObject({ type: z.literal('duplicate'), after: span().default(DUPLICATE_AFTER_MS) }),
      z.strictObject({ type: z.literal('reject'), ...entry() }),
      z.strictObject({ type: z.literal('statusError'), ...entry() }),
      z.strictObject({ type: z.literal('stale') }),
      z.strictObject({ type: z.literal('hide') }),
      z.strictObject({ type: z.literal('dropStamp') }),
      z.strictObject({ type: z.literal('delay'), by: span() }),
      z.strictObject({ type: z.literal('reorder'), within: positive() }),
      z.strictObject({ type: z.literal('stall') }),
      z.strictObject({
        type: z.literal('fail'),
        code: failureText().optional(),
        reason: failureText().optional(),
      }),
      z.strictObject({ type: z.literal(['crash', 'hang', 'outOfMemory']) }),
      z.strictObject({ type: z.literal('lose') }),
      z.strictObject({ type: z.literal('late'), by: span() }),
      z.strictObject({
        type: z.literal('outage'),
        ramp: durationSchema.optional(),
        up: positive().optional(),
        down: positive().optional(),
      }),
      z.strictObject({ type: z.literal('restart'), period: positive().optional() }),
    ],
    `an effect with one of the types ${Object.keys(PHASES_OF).join(', ')}`,
  ),
)

export const faultRuleSchema: () => z.ZodType<CheckedFaultRule> = whenAsked(() =>
  z
    .strictObject({
      name: text(),
      on: z
        .strictObject({
          facade: z.enum(['kendra', 'papi'], "'kendra' or 'papi'").optional(),
          operation: z.enum(ALL_OPERATIONS, `one of the operations ${ALL_OPERATIONS.join(', ')}`).optional(),
          phase: z.enum(FAULT_PHASES, `one of ${FAULT_PHASES.join(', ')}`).optional(),
          corpus: textMatch().optional(),
          document: textMatch().optional(),
          attempt: count().optional(),
          where: z
            .custom<(candidate: FaultCandidate) => boolean>(
              (value) => typeof value === 'function',
              'a function',
            )
            .optional(),
        })
        .prefault({}),
      when: z
        .strictObject({
          from: durationSchema.optional(),
          until: durationSchema.optional(),
          skip: z.int('a whole number from 0').min(0, 'a whole number from 0').optional(),
          every: count().optional(),
          probability: z
            .number('a number from 0 to 1')
            .min(0, 'a number from 0 to 1')
            .max(1, 'a number from 0 to 1')
            .optional(),
        })
        .prefault({}),
      do: effect(),
      limit: z.strictObject({ fires: count().optional(), perDocument: count().optional() }).prefault({}),
    })
    .transform(({ on, ...rule }) => ({
      ...rule,
      on: { ...on, facade: on.facade ?? facadeOf(rule.do, on.operation) },
    }))
    .superRefine((rule, context) => {
      for (const { path, message } of contradictionsIn(rule))
        context.addIssue({ code: 'custom', path, message })
    }),
)

interface Contradiction {
  readonly path: string[]
  readonly message: string
}

/** What makes a rule one that can never do what it says. */
function* contradictionsIn(
  rule: FaultRule & { on: FaultRuleInput['on'] & object },
): Generator<Contradiction> {
  const { on, when, do: effect, limit } = rule
  const { type } = effect
  const phases = PHASES_OF[type]
  const phase = phaseOf(rule)
  const operation = on.operation as Operation | undefined
  if (on.phase !== undefined && !phases.includes(on.phase))
    yield {
      path: ['on', 'phase'],
      message: `'${phases.join("' or '")}': the effect ${type} cannot happen in another phase`,
    }
  else if (on.phase === undefined && phases.length > 1)
    yield {
      path: ['on', 'phase'],
      message: `'${phases.join("' or '")}': the effect ${type} can happen in each`,
    }
  if (when.until !== undefined && when.until <= (when.from ?? 0))
    yield { path: ['when', 'until'], message: 'an instant after when.from: this window is empty' }
  if (on.facade !== undefined && operation !== undefined && !isOf(on.facade as Facade, operation))
    yield { path: ['on', 'operation'], message: `one of the operations of ${on.facade}` }
  if (effect.type === 'error') {
    const facades = on.facade === undefined ? FACADES : [on.facade as Facade]
    const errors = facades.flatMap((facade) => ERRORS[facade])
    if (!errors.includes(effect.error))
      yield {
        path: ['do', 'error'],
        message: `one of the errors of ${facades.join(' and ')}: ${errors.join(', ')}`,
      }
  }
  if ('retryAfter' in effect && effect.retryAfter !== undefined && on.facade === 'papi')
    yield { path: ['do', 'retryAfter'], message: 'nothing: the Push API has no such header' }
  if (typeof on.corpus === 'string' && on.facade !== undefined) {
    const other = FACADES.find((facade) => facade !== on.facade)
    if (on.corpus.startsWith(`${other}:`))
      yield { path: ['on', 'corpus'], message: `a corpus of ${on.facade}` }
  }
  const only = ONLY_IN[type]
  if (only !== undefined && on.facade !== undefined && on.facade !== only.facade)
    yield { path: ['do', 'type'], message: only.instead }
  if (on.document !== undefined && operation !== undefined && does('whole', operation))
    yield { path: ['on', 'document'], message: `nothing: ${operation} is about no single document` }
  if (limit.perDocument !== undefined && operation !== undefined && does('whole', operation))
    yield { path: ['limit', 'perDocument'], message: `nothing: ${operation} is about no single document` }
  if (on.attempt !== undefined && !OF_INDEXING.has(phase))
    yield { path: ['on', 'attempt'], message: 'nothing: a call has no attempts at indexing' }
  const takes = OPERATIONS_FOR[type] ?? (OF_INDEXING.has(phase) ? SUBMITTING : undefined)
  if (operation !== undefined && takes !== undefined && !takes.does.some((what) => does(what, operation)))
    yield { path: ['on', 'operation'], message: takes.expected }
  if (phase === 'commit' && operation !== undefined && does('delete', operation))
    yield {
      path: ['on', 'operation'],
      message: 'an operation that puts documents: what is deleted cannot be lost',
    }
  if (effect.type === 'outage') {
    if ((effect.up === undefined) !== (effect.down === undefined))
      yield { path: ['do', effect.up === undefined ? 'up' : 'down'], message: 'both up and down, or neither' }
    if (effect.up !== undefined && effect.up >= (when.until ?? Infinity) - (when.from ?? 0))
      yield { path: ['do', 'up'], message: 'less than the window' }
    if (effect.ramp !== undefined && effect.ramp * 2 > (when.until ?? Infinity) - (when.from ?? 0))
      yield { path: ['do', 'ramp'], message: 'at most half of the window' }
  }
  if (effect.type === 'restart') {
    if (Object.values(on).some((member) => member !== undefined && member !== 'service'))
      yield { path: ['on'], message: 'nothing but the phase: a restart is one of the whole service' }
    if (limit.perDocument !== undefined)
      yield { path: ['limit', 'perDocument'], message: 'nothing: a restart is about no document' }
    if (effect.period === undefined && (when.skip ?? 0) > 0)
      yield { path: ['when', 'skip'], message: 'nothing: without a period there is one restart' }
  }
}

/** The phases in which a document is on its way through the index. */
const OF_INDEXING: ReadonlySet<FaultPhase> = new Set<FaultPhase>(['queue', 'index', 'commit'])

/** Effects that one facade alone has. */
const ONLY_IN: { readonly [type in FaultEffect['type']]?: { facade: Facade; instead: string } } = {
  throttle: { facade: 'kendra', instead: "'error': nothing is known of a throttling by the Push API" },
  reject: { facade: 'kendra', instead: "'error': the Push API refuses a list as a whole" },
  statusError: { facade: 'kendra', instead: "'error': the Push API has no errors for single documents" },
  dropStamp: { facade: 'papi', instead: 'another effect: Kendra has no stamps' },
}

interface OperationsTaken {
  readonly does: readonly (keyof OperationsOf)[]
  readonly expected: string
}

const SUBMITTING: OperationsTaken = {
  does: ['put', 'delete'],
  expected: 'an operation that puts or deletes documents',
}
const ASKING: OperationsTaken = {
  does: ['read'],
  expected: 'an operation that asks for the status of documents',
}

/** What operations an effect is about, where not all. */
const OPERATIONS_FOR: { readonly [type in FaultEffect['type']]?: OperationsTaken } = {
  reject: SUBMITTING,
  statusError: ASKING,
  stale: ASKING,
  hide: ASKING,
  dropStamp: ASKING,
}

/** The facade that a rule means where it names none: that of its operation, of its error, or the one that has the effect. */
function facadeOf(effect: FaultEffect, operation: Operation | undefined): Facade | undefined {
  if (operation !== undefined) return isOf('papi', operation) ? 'papi' : 'kendra'
  if (effect.type === 'error') return FACADES.find((facade) => ERRORS[facade].includes(effect.error))
  return ONLY_IN[effect.type]?.facade
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
