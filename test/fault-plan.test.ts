/** Plans of faults: profiles, swarms, files, and the schema by which editors complete them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  ConfigurationError,
  FaultPlan,
  type FaultProfile,
  type FaultRuleInput,
  Simulator,
} from '../src/index.ts'
import { jsonSchemaOfPlans } from '../src/faults/fault-plan.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'fault-plans-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = path.join(folder, 'plan.json')

const RULES: readonly FaultRuleInput[] = [
  {
    name: 'late PDFs',
    on: { document: /\.pdf$/i, corpus: { glob: 'site-*' } },
    do: { type: 'late', by: ['1s', '1m'] },
  },
  {
    name: 'a bad minute',
    on: { facade: 'papi', operation: 'sync' },
    when: { from: '1m', until: '2m', skip: 1, every: 2, probability: 0.5 },
    do: { type: 'error', error: 'PushAPIException', message: 'no' },
    limit: { fires: 3 },
  },
]

describe('a plan', () => {
  it('is stored and loaded, and says the same', () => {
    const plan = new FaultPlan(RULES)
    plan.save(file)
    const loaded = FaultPlan.load(file)
    expect(loaded.rules).toEqual(plan.rules)
    expect(JSON.stringify(loaded)).toBe(JSON.stringify(plan))
    expect(loaded.explain()).toBe(
      'late PDFs: documents that match /\\.pdf$/i in those like site-* show 1s to 1m after they were indexed.\n' +
        'a bad minute: from 1m until 2m, calls of sync are answered with PushAPIException (no), with a probability of 0.5, after the first 1, once in 2 times, at most 3 times.\n',
    )
  })

  it('is what a simulator begins with, and comes back to', () => {
    const sim = new Simulator({ faults: new FaultPlan(RULES) })
    expect(sim.faults.rules.map(({ rule }) => rule.name)).toEqual(['late PDFs', 'a bad minute'])
    sim.faults.lose('a')
    sim.reset()
    expect(sim.faults.rules).toHaveLength(2)
  })

  it('with a predicate can be used, and not stored', async () => {
    const plan = new FaultPlan([
      {
        name: 'long names',
        on: { where: ({ documents }) => (documents[0] ?? '').length > 3 },
        do: { type: 'fail' },
      },
    ])
    const sim = new Simulator({ faults: plan, workers: { threads: 0 } })
    const IndexId = sim.kendra.addIndex()
    const Documents = ['abc', 'abcd'].map((Id) => ({ Id, Blob: Buffer.from(Id) }))
    await sim.kendra.batchPutDocument({ IndexId, Documents })
    await sim.settle()
    expect(sim.documents().map(({ status }) => status)).toEqual(['INDEXED', 'FAILED'])
    expect(() => plan.save(file)).toThrow(ConfigurationError)
    expect(() => plan.save(file)).toThrow('"long names" has a predicate in on.where, which no file can hold')
  })

  it.each<[string, string | undefined, RegExp]>([
    ['that is not there', undefined, /^fault plan .*missing\.json cannot be read: ENOENT/],
    ['that is no JSON', '{', /^fault plan .* cannot be read: /],
    ['that is a list', '[]', /^fault plan .*: |expected a plan \{ rules \}/],
    [
      'with a rule that is wrong',
      '{"rules":[{"name":"x","do":{"type":"fial"}}]}',
      /rules\[0\]\.do\.type is "fial"; expected an effect/,
    ],
    [
      'with a name that comes twice',
      '{"rules":[{"name":"x","do":{"type":"lose"}},{"name":"x","do":{"type":"lose"}}]}',
      /rules\[1\]\.name is "x"; expected a name that no rule before it has/,
    ],
    ['with something else', '{"rules":[],"rule":[]}', /unknown member rule \(there are \$schema, rules\)/],
  ])('in a file %s is refused', (_what, text, message) => {
    const wrong = path.join(folder, text === undefined ? 'missing.json' : 'wrong.json')
    if (text !== undefined) writeFileSync(wrong, text)
    expect(() => FaultPlan.load(wrong)).toThrow(ConfigurationError)
    expect(() => FaultPlan.load(wrong)).toThrow(message)
  })
})

describe('a profile', () => {
  it.each(['flaky-network', 'overloaded', 'bad-documents', 'rolling-restart', 'swarm'] as const)(
    '%s is a plan that ends, and can be stored',
    (name) => {
      const plan = FaultPlan.profile(name, 3)
      expect(plan.rules.length).toBeGreaterThan(1)
      for (const { when } of plan.rules) expect(when?.until).toBeLessThanOrEqual(3_600_000)
      plan.save(file)
      expect(FaultPlan.load(file).rules).toEqual(plan.rules)
      const sim = new Simulator({ seed: 3, faults: name })
      expect(sim.faults.rules.map(({ rule }) => rule)).toEqual(plan.rules)
    },
  )

  it('rolling-restart has nobody there in the ten seconds before each restart but the first', async () => {
    const sim = new Simulator({ faults: 'rolling-restart', latencyMs: 0, workers: { threads: 0 } })
    const api = sim.papi.connector('c')
    const down: number[] = []
    for (let second = 0; second < 720; second += 5) {
      await api.ping().catch(() => down.push(second))
      await sim.clock.sleep('5s')
    }
    expect(down).toEqual([350, 355, 650, 655])
    const restarts = sim.trace.lines().filter((line) => line.includes('"restarted"'))
    expect(restarts.map((line) => (JSON.parse(line) as { at: number }).at)).toEqual([
      60_000, 360_000, 660_000,
    ])
  })

  it('swarm is another for each seed, the same for the same, and takes every fault in the end', () => {
    const plans = Array.from({ length: 100 }, (_, seed) => FaultPlan.profile('swarm', seed))
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBeGreaterThan(95)
    expect(FaultPlan.profile('swarm', 42)).toEqual(plans[42])
    const types = new Set(plans.flatMap(({ rules }) => rules.map((rule) => rule.do.type)))
    expect(types.size).toBe(23)
  })

  it('that there is not is refused', () => {
    expect(() => FaultPlan.profile('storm' as FaultProfile)).toThrow(
      /fault profile is "storm"; expected one of flaky-network/,
    )
    expect(() => new Simulator({ faults: 'storm' as FaultProfile })).toThrow(
      /options\.faults is "storm"; expected a list of fault rules, a FaultPlan, or one of the profiles/,
    )
  })
})

describe('the JSON Schema of plans', () => {
  it('is the one that is shipped (after a change: npx vitest run test/fault-plan.test.ts --update)', async () => {
    const text = `${JSON.stringify(jsonSchemaOfPlans(), undefined, 2)}\n`
    await expect(text).toMatchFileSnapshot('../schemas/fault-plan.schema.json')
    const { exports } = JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, '../package.json'), 'utf8'),
    ) as {
      exports: Record<string, string>
    }
    expect(exports['./fault-plan.schema.json']).toBe('./schemas/fault-plan.schema.json')
  })

  it('names every effect with its members, and no function', () => {
    const text = JSON.stringify(jsonSchemaOfPlans())
    for (const type of ['throttle', 'dropReply', 'stall', 'outage', 'restart'])
      expect(text).toContain(`"${type}"`)
    expect(text).not.toContain('where')
    expect(text).not.toContain('"by":{}')
  })
})
