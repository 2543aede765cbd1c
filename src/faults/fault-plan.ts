/** A list of fault rules that is kept: checked, told in words, stored in a file and loaded again. */
import { z } from 'zod'
import { check } from '../input/check.ts'
import { whenAsked } from '../core/when-asked.ts'
import { ConfigurationError } from '../core/errors.ts'
import { FAULT_PROFILES, type FaultProfile, rulesOf } from './fault-profiles.ts'
import { type CheckedFaultRule, faultRuleSchema, type FaultRuleInput } from './fault-schema.ts'
import { describeRule } from './fault-text.ts'

/** What a file holds: the rules, and the schema by which editors complete them. */
export interface FaultPlanJson {
  readonly $schema?: string | undefined
  readonly rules: readonly FaultRuleInput[]
}

export class FaultPlan {
  readonly rules: readonly CheckedFaultRule[]

  /** Throws a ConfigurationError for rules that are wrong, or that have the same name. */
  constructor(rules: readonly FaultRuleInput[] | FaultPlan = []) {
    this.rules = check(rulesSchema(), rules instanceof FaultPlan ? rules.rules : rules, 'fault plan')
  }

  /** A mix with a name; `'swarm'` is another for each seed. All of them end within an hour of simulated time. */
  static profile(name: FaultProfile, seed = 1): FaultPlan {
    const profile = check(profileSchema, name, 'fault profile')
    return new FaultPlan(rulesOf(profile, check(seedSchema, seed, 'fault profile.seed')))
  }

  /** The plan of a JSON file. Throws a ConfigurationError that names the file and the place where it is wrong. */
  static load(file: string | URL): FaultPlan {
    const place = `fault plan ${String(file)}`
    let json: unknown
    try {
      json = JSON.parse(
        process
          .getBuiltinModule('node:fs')
          .readFileSync(file, 'utf8')
          .replace(/^\u{FEFF}/u, ''),
      )
    } catch (cause) {
      throw new ConfigurationError(`${place} cannot be read: ${(cause as Error).message}`, { cause })
    }
    return new FaultPlan(check(fileSchema(), json, place).rules)
  }

  /** Writes the plan to a JSON file. Throws a ConfigurationError where a rule cannot be stored. */
  save(file: string | URL): void {
    process.getBuiltinModule('node:fs').writeFileSync(file, `${JSON.stringify(this, undefined, 2)}\n`)
  }

  /** As it is stored: durations in milliseconds. A rule with a predicate cannot be. */
  toJSON(): FaultPlanJson {
    const unstorable = this.rules.find(({ on }) => on.where !== undefined)
    if (unstorable !== undefined)
      throw new ConfigurationError(
        `fault rule ${JSON.stringify(unstorable.name)} has a predicate in on.where, which no file can hold`,
      )
    return { rules: this.rules }
  }

  /** What the rules do, in plain words and in the order in which they are asked. */
  explain(): string {
    return this.rules.map((rule) => `${rule.name}: ${describeRule(rule)}.\n`).join('')
  }
}

const profileSchema = z.enum(FAULT_PROFILES, `one of ${FAULT_PROFILES.join(', ')}`)
const seedSchema = z.int('a safe integer')

/** Rules of different names; `expected` says what a list of them is in the place where it stands. */
export function rulesSchemaOf(expected: string): z.ZodType<CheckedFaultRule[]> {
  return z.array(faultRuleSchema(), expected).superRefine((rules, context) => {
    const names = new Set<string>()
    for (const [index, { name }] of rules.entries()) {
      if (names.has(name))
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: 'a name that no rule before it has',
        })
      names.add(name)
    }
  })
}

const rulesSchema = whenAsked(() => rulesSchemaOf('a list of fault rules'))

/** What a file has to hold. */
const fileSchema: () => z.ZodType<{ rules: CheckedFaultRule[] }> = whenAsked(() =>
  z.strictObject({ $schema: z.string().optional(), rules: rulesSchema() }, 'a plan { rules }'),
)

/** The JSON Schema of such files, for editors. */
export function jsonSchemaOfPlans(): object {
  return z.toJSONSchema(fileSchema(), {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A function has no form in JSON.
      delete jsonSchema.properties?.['where']
    },
  })
}
