/** Routes of the fault rules: they are looked at, added and taken away. */
import { z } from 'zod'
import { whenAsked } from '../../../core/when-asked.ts'
import { faultRuleSchema, type FaultRuleInput } from '../../../faults/fault-schema.ts'
import type { Controlled } from './controlled.ts'
import { NotThere, type Route } from './route.ts'

const anyObject = whenAsked(() => z.looseObject({}))
const faultReply = whenAsked(() => z.strictObject({ rule: anyObject(), stats: anyObject() }))

export const faultRoutes = (): readonly Route[] => [
  {
    method: 'GET',
    path: 'faults',
    summary:
      'The fault rules in the order in which they are asked, with how often each fired and was held back.',
    reply: z.strictObject({ faults: z.array(faultReply()), explanation: z.string() }),
    answer: ({ sim }) => ({ faults: sim.faults.rules, explanation: sim.faults.explain() }),
  },
  {
    method: 'POST',
    path: 'faults',
    summary: 'Adds a fault rule, or all of a plan `{ rules }`, or none of them where one is wrong.',
    body: z.union([
      faultRuleSchema(),
      z.strictObject({ $schema: z.string().optional(), rules: z.array(faultRuleSchema()) }),
    ]),
    status: 201,
    reply: z.strictObject({ added: z.array(z.string()) }),
    answer: ({ sim, body }) => ({ added: addFaults(sim, body) }),
  },
  {
    method: 'GET',
    path: 'faults/{name}',
    summary: 'One fault rule, with how often it fired and was held back.',
    reply: faultReply(),
    answer: ({ sim, names: [name] }) => {
      const found = sim.faults.rules.find(({ rule }) => rule.name === name)
      if (found === undefined) throw noRule(name)
      return found
    },
  },
  {
    method: 'DELETE',
    path: 'faults/{name}',
    summary: 'Takes a fault rule away.',
    reply: z.strictObject({ removed: z.array(z.string()) }),
    answer: ({ sim, names: [name = ''] }) => {
      if (!sim.faults.remove(name)) throw noRule(name)
      return { removed: [name] }
    },
  },
  {
    method: 'DELETE',
    path: 'faults',
    summary: 'Takes all fault rules away.',
    reply: z.strictObject({ removed: z.array(z.string()) }),
    answer: ({ sim }) => ({
      removed: sim.faults.rules.map(({ rule }) => rule.name).filter((name) => sim.faults.remove(name)),
    }),
  },
]

/** The rules check themselves: a body is either a rule or a plan, and what is wrong with it is told in the words for that. */
function addFaults(sim: Controlled, body: unknown): string[] {
  const isPlan = typeof body === 'object' && body !== null && 'rules' in body && Array.isArray(body.rules)
  const rules = (isPlan ? body.rules : [body]) as FaultRuleInput[]
  const added: string[] = []
  try {
    for (const rule of rules) added.push(sim.faults.add(rule).name)
  } catch (error) {
    for (const name of added) sim.faults.remove(name)
    throw error
  }
  return added
}

function noRule(name: string | undefined): NotThere {
  return new NotThere(`there is no fault rule ${JSON.stringify(name)}`)
}
