/** The fault plan: which rule fires at what, and what each tells of itself. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Draws } from '../../src/core/draws.ts'
import { RuleEngine, type FaultSubject } from '../../src/core/rule-engine.ts'
import type { FaultRule, FaultStats } from '../../src/core/fault-rule.ts'
import { property } from '../support/property.ts'

type Parts = Partial<Omit<FaultRule, 'name'>>
const rule = (name: string, parts: Parts = {}): FaultRule => ({
  name,
  on: {},
  when: {},
  do: { type: 'fail' },
  limit: {},
  ...parts,
})

/** An indexing of a put, unless said otherwise. */
function subject(document: string, other: Partial<FaultSubject> = {}): FaultSubject {
  const { facade = 'kendra', corpus = `${facade}:x`, attempt = 1 } = other
  return {
    atMs: 0,
    facade,
    operations: ['BatchPutDocument'],
    isImplied: true,
    corpus,
    documents: [document],
    attempt,
    drawKey: () => [corpus, document, 1, attempt],
    ...other,
  }
}

function planOf(rules: readonly FaultRule[], seed = 1): RuleEngine {
  const plan = new RuleEngine(new Draws(seed))
  for (const each of rules) plan.add(each)
  return plan
}

/** The names of the rules that fire for each of the subjects; a dot where none does. */
function play(plan: RuleEngine, subjects: readonly FaultSubject[]): string {
  return subjects.map((each) => plan.evaluate('index', each)?.rule ?? '.').join('')
}

const times = (count: number, document = 'a'): FaultSubject[] =>
  Array.from({ length: count }, () => subject(document))

const NONE_HELD = { window: 0, skip: 0, probability: 0, limit: 0, rank: 0 }
const statsOf = (plan: RuleEngine, name: string): FaultStats | undefined =>
  plan.accounts().find((account) => account.rule.name === name)?.stats

describe('when a rule fires', () => {
  it.each<[string, Parts, string, Partial<FaultStats['heldBack']>]>([
    ['at each match where nothing is said', {}, 'rrrrrrrr', {}],
    ['after as many matches as it skips', { when: { skip: 3 } }, '...rrrrr', { skip: 3 }],
    ['at every n-th match, the first included', { when: { every: 3 } }, 'r..r..r.', { skip: 5 }],
    ['at every n-th match after the skipped', { when: { skip: 2, every: 3 } }, '..r..r..', { skip: 6 }],
    ['as often as its limit says', { limit: { fires: 2 } }, 'rr......', { limit: 6 }],
    ['for a document as often as its limit says', { limit: { perDocument: 3 } }, 'rrr.....', { limit: 5 }],
    ['never with a probability of 0', { when: { probability: 0 } }, '........', { probability: 8 }],
    ['always with a probability of 1', { when: { probability: 1 } }, 'rrrrrrrr', {}],
    [
      'skips first and limits then',
      { when: { skip: 1 }, limit: { fires: 2 } },
      '.rr.....',
      { skip: 1, limit: 5 },
    ],
  ])('%s', (_, parts, fires, held) => {
    const plan = planOf([rule('r', parts)])
    expect(play(plan, times(8))).toBe(fires)
    expect(statsOf(plan, 'r')).toEqual({
      evaluated: 8,
      matched: 8,
      heldBack: { ...NONE_HELD, ...held },
      fired: fires.split('r').length - 1,
    })
  })

  it('is within its window, the beginning included and the end not', () => {
    const plan = planOf([rule('r', { when: { from: 100, until: 200 } })])
    const subjects = [0, 99, 100, 150, 199, 200, 1_000].map((atMs) => subject('a', { atMs }))
    expect(play(plan, subjects)).toBe('..rrr..')
    expect(statsOf(plan, 'r')?.heldBack).toEqual({ ...NONE_HELD, window: 4 })
  })

  it('counts matches outside of its window as skipped ones', () => {
    const plan = planOf([rule('r', { when: { from: 100, skip: 2 } })])
    const subjects = [0, 50, 100, 150].map((atMs) => subject('a', { atMs }))
    expect(play(plan, subjects)).toBe('..rr')
  })

  it('is limited for each document by itself, in each corpus by itself', () => {
    const plan = planOf([rule('r', { limit: { perDocument: 1 } })])
    const other = subject('a', { corpus: 'kendra:y' })
    expect(play(plan, [...times(2, 'a'), ...times(2, 'b'), other, other])).toBe('r.r.r.')
  })

  it('counts fires in its limit, never matches that were held back', () => {
    const plan = planOf([rule('r', { when: { every: 2 }, limit: { fires: 2 } })])
    expect(play(plan, times(8))).toBe('r.r.....')
    expect(statsOf(plan, 'r')?.heldBack).toEqual({ ...NONE_HELD, skip: 4, limit: 2 })
  })
})

describe('what a rule matches', () => {
  const subjects: { readonly [name: string]: FaultSubject } = {
    a: subject('site/a.pdf'),
    b: subject('site/deep/b.pdf', { attempt: 2 }),
    c: subject('.hidden', { corpus: 'kendra:y' }),
    p: subject('site/a.pdf', { facade: 'papi', operations: ['addDocument', 'addDocumentList'] }),
    d: subject('site/a.pdf', { operations: ['BatchDeleteDocument'], isImplied: false }),
  }

  it.each<[string, FaultRule['on'], string]>([
    ['everything but deletes', {}, 'abcp'],
    ['a facade', { facade: 'papi' }, 'p'],
    ['an operation', { operation: 'BatchPutDocument' }, 'abc'],
    ['one of the operations that submit', { operation: 'addDocumentList' }, 'p'],
    ['a delete that it names', { operation: 'BatchDeleteDocument' }, 'd'],
    ['an attempt', { attempt: 2 }, 'b'],
    ['a document', { document: 'site/a.pdf' }, 'ap'],
    ['a document by a part of its id: not at all', { document: 'a.pdf' }, ''],
    ['a glob within one folder', { document: { glob: 'site/*.pdf' } }, 'ap'],
    ['a glob over folders', { document: { glob: '**/*.pdf' } }, 'abp'],
    ['a glob that hidden names fit', { document: { glob: '*' } }, 'c'],
    ['a pattern', { document: { pattern: 'PDF$', flags: 'i' } }, 'abp'],
    ['a corpus by its name', { corpus: 'x' }, 'abp'],
    ['a corpus by its name with the facade', { corpus: 'kendra:x' }, 'ab'],
    ['a corpus by a glob', { corpus: { glob: '*:y' } }, 'c'],
    [
      'all of what is given at once',
      { facade: 'kendra', corpus: 'x', document: 'site/a.pdf', attempt: 1 },
      'a',
    ],
  ])('%s', (_, on, expected) => {
    const plan = planOf([rule('r', { on })])
    const fired = Object.keys(subjects).filter(
      (name) => plan.evaluate('index', subjects[name]!) !== undefined,
    )
    expect(fired.join('')).toBe(expected)
    expect(statsOf(plan, 'r')).toMatchObject({
      evaluated: 5,
      matched: expected.length,
      fired: expected.length,
    })
  })

  it('is any of the documents of a call', () => {
    const plan = planOf([
      rule('r', { on: { document: 'b' }, do: { type: 'throttle' }, limit: { perDocument: 1 } }),
    ])
    const call = subject('', { documents: ['a', 'b'], attempt: undefined })
    expect(plan.evaluate('request', call)?.rule).toBe('r')
    expect(plan.evaluate('request', call)).toBeUndefined()
    expect(plan.evaluate('request', subject('', { documents: [] }))).toBeUndefined()
  })
})

describe('several rules', () => {
  it('are asked in the order of insertion: the first that fires wins, and outranks the others', () => {
    const plan = planOf([rule('1', { limit: { fires: 2 } }), rule('2'), rule('3')])
    expect(play(plan, times(4))).toBe('1122')
    expect(statsOf(plan, '1')).toMatchObject({ matched: 4, fired: 2, heldBack: { ...NONE_HELD, limit: 2 } })
    expect(statsOf(plan, '2')).toMatchObject({ matched: 4, fired: 2, heldBack: { ...NONE_HELD, rank: 2 } })
    expect(statsOf(plan, '3')).toMatchObject({ matched: 4, fired: 0, heldBack: { ...NONE_HELD, rank: 4 } })
  })

  it('of other phases are not asked', () => {
    const plan = planOf([rule('l', { do: { type: 'lose' } }), rule('t', { do: { type: 'throttle' } })])
    expect([plan.isEmptyFor('request'), plan.isEmptyFor('index'), plan.isEmptyFor('commit')]).toEqual([
      false,
      true,
      false,
    ])
    expect(play(plan, times(3))).toBe('...')
    expect(plan.accounts().map(({ stats }) => stats.evaluated)).toEqual([0, 0])
  })

  it('are no more when they are removed', () => {
    const plan = planOf([rule('1'), rule('2')])
    expect([plan.remove('1'), plan.remove('1'), plan.has('1'), plan.has('2')]).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect(play(plan, times(2))).toBe('22')
    expect(plan.remove('2')).toBe(true)
    expect([plan.isEmptyFor('index'), plan.accounts()]).toEqual([true, []])
  })

  it('give the effect of the one that fires', () => {
    const effect = { type: 'fail', code: 'BAD', reason: 'because' } as const
    expect(planOf([rule('r', { do: effect })]).evaluate('index', subject('a'))).toMatchObject({
      rule: 'r',
      effect,
    })
  })
})

describe('the draws of a rule', () => {
  const flaky = rule('flaky', { when: { probability: 0.5 } })
  const many = Array.from({ length: 200 }, (_, n) => subject(`doc-${n}`))

  it('are the same in each run of a seed, in any order of the documents', () => {
    const fates = (subjects: readonly FaultSubject[]): Map<string, boolean> => {
      const plan = planOf([flaky])
      return new Map(subjects.map((each) => [each.documents[0]!, plan.evaluate('index', each) !== undefined]))
    }
    const forwards = fates(many)
    const backwards = fates([...many].reverse())
    expect([...backwards].reverse()).toEqual([...forwards])
    expect([...forwards.values()].filter(Boolean).length).toBeGreaterThan(70)
    expect([...forwards.values()].filter(Boolean).length).toBeLessThan(130)
  })

  it('differ with the seed, the name of the rule and the how-manieth time of one subject', () => {
    // Calls: attempts at indexing never come twice.
    const [calls, same] = [many, times(200)].map((all) =>
      all.map((each) => ({ ...each, attempt: undefined })),
    ) as [FaultSubject[], FaultSubject[]]
    const fates = [
      play(planOf([flaky]), calls),
      play(planOf([flaky], 2), calls),
      play(planOf([{ ...flaky, name: 'other' }]), calls).replaceAll('other', 'flaky'),
      play(planOf([flaky]), [...calls, ...calls]).slice(play(planOf([flaky]), calls).length),
      play(planOf([flaky]), same),
    ]
    expect(new Set(fates).size).toBe(fates.length)
  })
})

it('equal subjects of one round share their draws, and those of another draw again', () => {
  const flaky = rule('flaky', { when: { probability: 0.5 } })
  const fates = (rounds: readonly number[]): string =>
    play(
      planOf([flaky]),
      rounds.map((round) => ({ ...subject('a', { round }), attempt: undefined })),
    ).replaceAll('flaky', 'f')
  const each = fates(Array.from({ length: 40 }, (_, n) => n))
  expect(fates(Array.from({ length: 80 }, (_, n) => Math.floor(n / 2)))).toBe(
    [...each].map((fate) => fate + fate).join(''),
  )
  expect(new Set(each).size).toBe(2)
})

const anyWhen = fc.record(
  {
    from: fc.nat(40),
    until: fc.integer({ min: 20, max: 90 }),
    skip: fc.nat(3),
    every: fc.integer({ min: 1, max: 3 }),
    probability: fc.constantFrom(0, 0.3, 0.5, 1),
  },
  { requiredKeys: [] },
)
const anyLimit = fc.record(
  { fires: fc.integer({ min: 1, max: 5 }), perDocument: fc.integer({ min: 1, max: 2 }) },
  { requiredKeys: [] },
)
const NAMES = ['a', 'b', 'c', 'd'] as const
const anySubjects = fc
  .array(fc.record({ document: fc.constantFrom(...NAMES), attempt: fc.integer({ min: 1, max: 2 }) }), {
    maxLength: 60,
  })
  .map((all) => all.map(({ document, attempt }, atMs) => subject(document, { atMs, attempt })))

/** Where the rule fires and where it would, had no other outranked it. */
function firingsOf(name: string, rules: readonly FaultRule[], subjects: readonly FaultSubject[]): string {
  const plan = planOf(rules)
  return subjects
    .map((each) => {
      const before = statsOf(plan, name)?.heldBack.rank ?? 0
      const isFired = plan.evaluate('index', each)?.rule === name
      return isFired ? 'f' : (statsOf(plan, name)?.heldBack.rank ?? 0) > before ? 'r' : '.'
    })
    .join('')
}

describe('the removal of a rule', () => {
  property.prop([anySubjects, anyWhen, anyLimit, anyWhen, anyLimit, fc.boolean()], { numRuns: 300 })(
    'leaves the firings of one for other documents as they were',
    (subjects, when1, limit1, when2, limit2, isFirst) => {
      const kept = rule('kept', { on: { document: { pattern: '[ab]' } }, when: when1, limit: limit1 })
      const removed = rule('removed', { on: { document: { pattern: '[cd]' } }, when: when2, limit: limit2 })
      const both = isFirst ? [kept, removed] : [removed, kept]
      expect(firingsOf('kept', both, subjects)).toBe(firingsOf('kept', [kept], subjects))
    },
  )

  property.prop([anySubjects, anyWhen, anyWhen, anyLimit], { numRuns: 300 })(
    'gives one for the same documents just those places at which it was outranked',
    (subjects, when1, when2, limit2) => {
      const kept = rule('kept', { when: when1 })
      const removed = rule('removed', { when: when2, limit: limit2 })
      expect(firingsOf('kept', [removed, kept], subjects).replaceAll('r', 'f')).toBe(
        firingsOf('kept', [kept], subjects),
      )
    },
  )

  property.prop([anySubjects, anyWhen, anyLimit, anyWhen, anyLimit], { numRuns: 300 })(
    'that comes later leaves an earlier one as it was',
    (subjects, when1, limit1, when2, limit2) => {
      const kept = rule('kept', { when: when1, limit: limit1 })
      const removed = rule('removed', { when: when2, limit: limit2 })
      expect(firingsOf('kept', [kept, removed], subjects)).toBe(firingsOf('kept', [kept], subjects))
    },
  )
})

property.prop([anySubjects, fc.array(fc.tuple(anyWhen, anyLimit), { maxLength: 4 })])(
  'accounts add up: what matched fired or was held back once',
  (subjects, parts) => {
    const plan = planOf(parts.map(([when, limit], n) => rule(`rule-${n}`, { when, limit })))
    const fired = subjects.filter((each) => plan.evaluate('index', each) !== undefined).length
    const all = plan.accounts().map(({ stats }) => stats)
    for (const stats of all) {
      expect(stats.evaluated).toBe(subjects.length)
      const held = Object.values(stats.heldBack).reduce((sum, count) => sum + count, 0)
      expect(stats.fired + held).toBe(stats.matched)
    }
    expect(all.reduce((sum, stats) => sum + stats.fired, 0)).toBe(fired)
  },
)
