/** A failing run as it is kept: in a line to paste, or in a file that has the trace as well. */
import { Buffer } from 'node:buffer'
import type * as Zlib from 'node:zlib'
import { z } from 'zod'
import { whenAsked } from '../core/when-asked.ts'
import { ConfigurationError } from '../core/errors.ts'
import { FaultPlan, type FaultPlanJson, rulesSchemaOf } from '../faults/fault-plan.ts'
import { check } from '../input/check.ts'
import type { TraceMarks } from './trace-marks.ts'

export interface Recording {
  /** The scenario's module, relative to the folder that the command was run in; undefined for a scenario in a test. */
  readonly scenario?: string | undefined
  readonly seed: number
  /** The places of the documents that the scenario gets, from 0; undefined for all that it asks for. */
  readonly documents?: readonly number[] | undefined
  readonly plan: FaultPlan
  /** What went wrong, in words. */
  readonly failure: string
  readonly trace: TraceMarks & { readonly text?: readonly string[] | undefined }
}

/** How a token begins: what it is, and the version of its form. */
const PREFIX = 'indexsim1.'

/** The one line: everything but the lines of the trace. Throws a ConfigurationError for rules that cannot be stored. */
export function tokenOf({ scenario, seed, documents, plan, failure, trace }: Recording): string {
  const kept: TokenJson = {
    scenario,
    seed,
    documents: documents && [...documents],
    rules: plan.toJSON().rules.map(sparse),
    // The rest is said again by the run.
    failure: failure.split('\n')[0]?.slice(0, 200) ?? '',
    digest: Buffer.from(trace.digest, 'hex').toString('base64url'),
    lines: trace.lines,
    marks: Buffer.from(trace.marks).toString('base64url'),
  }
  return PREFIX + zlib().deflateRawSync(JSON.stringify(kept), { level: 9 }).toString('base64url')
}

/** Writes the recording with all lines of the trace to a JSON file. */
export function saveRecording(file: string | URL, recording: Recording): void {
  const { scenario, seed, documents, plan, failure, trace } = recording
  const kept: FileJson = {
    indexsim: 'failure 1',
    scenario,
    seed,
    documents: documents && [...documents],
    failure,
    ...plan.toJSON(),
    digest: trace.digest,
    trace: [...(trace.text ?? [])],
  }
  process.getBuiltinModule('node:fs').writeFileSync(file, `${JSON.stringify(kept, undefined, 2)}\n`)
}

/** Reads a token, or the file of this name. Throws a ConfigurationError that says what is wrong with it. */
export function readRecording(tokenOrFile: string | URL): Recording {
  if (typeof tokenOrFile === 'string' && isToken(tokenOrFile)) return readToken(tokenOrFile.trim())
  return readFile(tokenOrFile)
}

function isToken(text: string): boolean {
  return /^\s*indexsim\d+\./.test(text)
}

/** Loaded for the first token: most processes never see one. */
function zlib(): typeof Zlib {
  return process.getBuiltinModule('node:zlib')
}

function readToken(token: string): Recording {
  if (!token.startsWith(PREFIX))
    throw new ConfigurationError(
      `the replay token begins with ${JSON.stringify(token.split('.')[0])}; this version of indexsim reads those that begin with ${JSON.stringify(PREFIX)}`,
    )
  let json: unknown
  try {
    json = JSON.parse(
      zlib()
        .inflateRawSync(Buffer.from(token.slice(PREFIX.length), 'base64url'), {
          maxOutputLength: MOST_TOKEN_BYTES,
        })
        .toString(),
    )
  } catch (cause) {
    throw new ConfigurationError('the replay token is damaged: was all of the line copied?', { cause })
  }
  const { rules, digest, lines, marks, ...rest } = check(tokenSchema(), json, 'replay token')
  return {
    ...rest,
    plan: new FaultPlan(rules),
    trace: {
      digest: Buffer.from(digest, 'base64url').toString('hex'),
      lines,
      marks: Buffer.from(marks, 'base64url'),
    },
  }
}

function readFile(file: string | URL): Recording {
  const place = `the recorded failure ${String(file)}`
  let json: unknown
  try {
    json = JSON.parse(process.getBuiltinModule('node:fs').readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new ConfigurationError(`${place} cannot be read: ${(cause as Error).message}`, { cause })
  }
  const { indexsim: _, rules, digest, trace, ...rest } = check(fileSchema(), json, place)
  return {
    ...rest,
    plan: new FaultPlan(rules),
    trace: { digest, lines: trace.length, marks: new Uint8Array(), text: trace },
  }
}

/** A rule without the members that say nothing. */
function sparse(rule: FaultPlanJson['rules'][number]): FaultPlanJson['rules'][number] {
  const said = Object.entries(rule).filter(
    ([, member]) => typeof member !== 'object' || JSON.stringify(member) !== '{}',
  )
  return Object.fromEntries(said) as unknown as typeof rule
}

/** What is inflated is held to this, whatever somebody may have pasted. */
const MOST_TOKEN_BYTES = 1_000_000

const PLACE = 'a whole number from 0'
const members = whenAsked(() => ({
  scenario: z.string().optional(),
  seed: z.int('a safe integer'),
  documents: z.array(z.int(PLACE).min(0, PLACE), 'a list of places').optional(),
  rules: rulesSchemaOf('a list of fault rules'),
  failure: z.string('a text'),
}))
const tokenSchema = whenAsked(() =>
  z.strictObject(
    {
      ...members(),
      digest: z.string('a digest').regex(/^[\w-]{43}$/, 'a digest'),
      lines: z.int('a number of lines').min(0, 'a number of lines'),
      marks: z.string('marks of the trace').regex(/^[\w-]*$/, 'marks of the trace'),
    },
    'a recorded failure',
  ),
)
const fileSchema = whenAsked(() =>
  z.strictObject(
    {
      indexsim: z.literal('failure 1', "'failure 1', the form that this version of indexsim reads"),
      ...members(),
      digest: z.string('a digest').regex(/^[\da-f]{64}$/, 'a digest'),
      trace: z.array(z.string('a line of a trace'), 'the lines of a trace'),
    },
    'a recorded failure',
  ),
)

type TokenJson = z.input<ReturnType<typeof tokenSchema>>
type FileJson = z.input<ReturnType<typeof fileSchema>>
