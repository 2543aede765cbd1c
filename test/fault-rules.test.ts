/** Rules that are refused, and rules that never fire. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigurationError, type FaultRuleInput, Simulator, UnfiredFaultError } from '../src/index.ts'
import { openIndex } from './support/kendra-driver.ts'

let sim: Simulator
beforeEach(() => {
  sim = new Simulator({ workers: { threads: 0 } })
})
afterEach(() => sim.close())

const DURATION =
  "milliseconds (0 or more, at most 100,000 days) or a text such as '500ms', '30s', '2m', '1h 30m', '7d'"
const MATCH = 'a text, { glob }, { pattern, flags } or a RegExp'
const EFFECT =
  'an effect with one of the types outage, restart, throttle, error, reset, timeout, dropReply, slow, duplicate, reject, statusError, stale, hide, dropStamp, delay, reorder, stall, fail, crash, hang, outOfMemory, lose, late'
const CODE = 'a text of 1 to 2048 characters'
const NO_THROTTLE = `"throttle"; expected 'error': nothing is known of a throttling by the Push API`
const OF_DOCUMENTS = 'an operation that puts or deletes documents'

/** Each is the rule `{ name: 'r', do: { type: 'fail' } }` with these members instead. */
const BAD: readonly [members: object, message: string][] = [
  [{ name: '' }, '.name is ""; expected a text that is not empty'],
  [{ name: 7 }, '.name is 7; expected a text'],
  [{ if: 1 }, ': unknown member if (there are name, on, when, do, limit)'],

  [{ do: undefined }, `.do is undefined; expected ${EFFECT}`],
  [{ do: {} }, `.do.type is undefined; expected ${EFFECT}`],
  [{ do: { type: 'explode' } }, `.do.type is "explode"; expected ${EFFECT}`],
  [{ do: { type: 'fail', code: '' } }, `.do.code is ""; expected ${CODE}`],
  [{ do: { type: 'fail', reason: 7 } }, `.do.reason is 7; expected ${CODE}`],
  [{ do: { type: 'lose', code: 'x' } }, '.do: unknown member code'],
  [{ do: { type: 'error' } }, '.do.error is undefined; expected a text'],
  [
    { on: { facade: 'papi' }, do: { type: 'error', error: 'ThrottlingException' } },
    '.do.error is "ThrottlingException"; expected one of the errors of papi: PushAPIException',
  ],
  [
    { on: { operation: 'addDocument' }, do: { type: 'error', error: 'ThrottlingException' } },
    '.do.error is "ThrottlingException"; expected one of the errors of papi: PushAPIException',
  ],
  [
    { do: { type: 'slow', by: ['3s', '1s'] } },
    '.do.by is ["3s","1s"]; expected a range [min, max] with min not above max',
  ],
  [
    { do: { type: 'slow', by: ['3s', '1'] } },
    `.do.by is ["3s","1"]; expected ${DURATION}, or a range [min, max] of such`,
  ],
  [{ on: { facade: 'papi' }, do: { type: 'throttle' } }, `.do.type is ${NO_THROTTLE}`],
  [{ on: { operation: 'sync' }, do: { type: 'throttle' } }, `.do.type is ${NO_THROTTLE}`],

  [
    { on: { doc: 'a' } },
    '.on: unknown member doc (there are facade, operation, phase, corpus, document, attempt, where)',
  ],
  [{ on: { facade: 's3' } }, `.on.facade is "s3"; expected 'kendra' or 'papi'`],
  [
    { on: { phase: 'later' } },
    `.on.phase is "later"; expected one of service, request, batch, read, response, queue, index, commit`,
  ],
  [
    { on: { phase: 'request' } },
    `.on.phase is "request"; expected 'index': the effect fail cannot happen in another phase`,
  ],
  [{ on: { attempt: 0 } }, '.on.attempt is 0; expected a whole number from 1'],
  [
    { on: { attempt: 1 }, do: { type: 'throttle' } },
    '.on.attempt is 1; expected nothing: a call has no attempts at indexing',
  ],
  [
    { on: { facade: 'papi', operation: 'BatchPutDocument' } },
    '.on.operation is "BatchPutDocument"; expected one of the operations of papi',
  ],
  [
    { on: { operation: 'BatchGetDocumentStatus' } },
    `.on.operation is "BatchGetDocumentStatus"; expected ${OF_DOCUMENTS}`,
  ],
  [{ on: { operation: 'sync' }, do: { type: 'lose' } }, `.on.operation is "sync"; expected ${OF_DOCUMENTS}`],
  [{ on: { document: 7 } }, `.on.document is 7; expected ${MATCH}`],
  [{ on: { corpus: { glob: 7 } } }, `.on.corpus is {"glob":7}; expected ${MATCH}`],
  ...['[a', '{a', '(a', 'a]'].map((glob): [object, string] => [
    { on: { document: { glob } } },
    `.on.document is {"glob":"${glob}"}; expected a valid glob, with brackets in pairs or after a backslash`,
  ]),
  [
    { on: { document: { pattern: '(' } } },
    '.on.document is {"pattern":"("}; expected a valid regular expression',
  ],

  [{ when: { skip: -1 } }, '.when.skip is -1; expected a whole number from 0'],
  [{ when: { skip: 1.5 } }, '.when.skip is 1.5; expected a whole number from 0'],
  [{ when: { every: 0 } }, '.when.every is 0; expected a whole number from 1'],
  [{ when: { probability: 2 } }, '.when.probability is 2; expected a number from 0 to 1'],
  [{ when: { probability: '0.5' } }, '.when.probability is "0.5"; expected a number from 0 to 1'],
  [{ when: { from: 'later' } }, `.when.from is "later"; expected ${DURATION}`],
  [
    { when: { from: '2m', until: '1m' } },
    '.when.until is "1m"; expected an instant after when.from: this window is empty',
  ],
  [{ when: { until: 0 } }, '.when.until is 0; expected an instant after when.from: this window is empty'],

  [{ limit: { fires: 0 } }, '.limit.fires is 0; expected a whole number from 1'],
  [{ limit: { perDocument: 1.5 } }, '.limit.perDocument is 1.5; expected a whole number from 1'],
  [{ limit: 3 }, '.limit is 3; expected an object (there are fires, perDocument)'],
  [{ limit: { matches: 1 } }, '.limit: unknown member matches (there are fires, perDocument)'],
]

function refusalOf(rule: FaultRuleInput): Error {
  try {
    return new Error(`rule ${sim.faults.add(rule).name} was taken`)
  } catch (error) {
    return error as Error
  }
}

describe('a rule that is wrong', () => {
  it.each(BAD.map(([members, message]) => [message, members] as const))(
    'is refused: rule%s',
    (message, members) => {
      sim.faults.fail('kept')
      const before = sim.faults.rules
      const rule = { name: 'r', do: { type: 'fail' }, ...members } as FaultRuleInput
      const refusal = refusalOf(rule)
      expect(refusal).toBeInstanceOf(ConfigurationError)
      expect(refusal.message.replace(/^fault rule( "[^"]*")?/, '')).toBe(message)
      expect(sim.faults.rules).toEqual(before)
      expect(() => new Simulator({ faults: [rule] })).toThrow(
        new ConfigurationError(`options.faults[0]${message}`),
      )
    },
  )

  it.each([/a/g, /a/y, /a/gi, { pattern: 'a', flags: 'g' }])(
    'is refused where its expression remembers where it was: %s',
    (document) => {
      expect(() => sim.faults.add({ name: 'r', on: { document }, do: { type: 'fail' } })).toThrow(
        /expected a regular expression without the flags g and y, which remember where they were$/,
      )
      expect(sim.faults.rules).toEqual([])
    },
  )

  it.each(['Nope', 'PushAPIException'])('is refused where Kendra has no such error: %s', (error) => {
    const rule: FaultRuleInput = { name: 'r', on: { facade: 'kendra' }, do: { type: 'error', error } }
    expect(() => sim.faults.add(rule)).toThrow(
      /\.do\.error is ".*"; expected one of the errors of kendra: AccessDenied/,
    )
  })

  it('is refused in its short form too, and takes no name', () => {
    expect(() => sim.faults.fail('a', { times: 0 })).toThrow(ConfigurationError)
    expect(() => sim.faults.lose(/a/g)).toThrow(ConfigurationError)
    expect(() => sim.faults.throttle('sync' as never)).toThrow(ConfigurationError)
    expect(sim.faults.rules).toEqual([])
    expect(sim.faults.fail('a').name).toBe('fail-1')
  })

  it('is refused in its short form where it says not what it is for, or what means nothing', () => {
    const faults = sim.faults as unknown as { [form: string]: (...input: unknown[]) => unknown }
    const refusals: [form: string, input: unknown[], message: string][] = [
      ['fail', [], 'faults.fail: the first argument is undefined; expected the document it is for'],
      ['lose', [null], 'faults.lose: the first argument is null; expected the document it is for'],
      ['throttle', [], 'faults.throttle: the first argument is undefined; expected the operation it is for'],
      [
        'fail',
        ['a', 3],
        'faults.fail: the options are 3; expected an object with code, reason, corpus, times',
      ],
      ['lose', ['a', { code: 'x' }], 'faults.lose: there is no option code; there are corpus, times'],
      [
        'throttle',
        ['BatchPutDocument', { time: 3 }],
        'faults.throttle: there is no option time; there are times, retryAfter',
      ],
    ]
    for (const [form, input, message] of refusals)
      expect(() => faults[form]?.(...input)).toThrow(new ConfigurationError(message))
    expect(sim.faults.rules).toEqual([])
  })

  it('is refused under a name that there is', () => {
    sim.faults.add({ name: 'r', do: { type: 'fail' } })
    expect(() => sim.faults.add({ name: 'r', do: { type: 'lose' } })).toThrow(
      new ConfigurationError('fault rule.name is "r", and a rule of this name exists'),
    )
    expect(sim.faults.rules.map(({ rule }) => rule.do.type)).toEqual(['fail'])
    sim.faults.remove('r')
    expect(sim.faults.add({ name: 'r', do: { type: 'lose' } }).name).toBe('r')
  })
})

describe('a rule that is right', () => {
  it('can be added again as it is given back', () => {
    const rule = sim.faults.add({
      name: 'r',
      on: { document: /a/i },
      when: { from: '1m', until: '2m' },
      do: { type: 'throttle' },
    })
    sim.faults.remove('r')
    expect(sim.faults.add(rule)).toEqual(rule)
    expect(new Simulator({ faults: [rule] }).faults.rules.map((account) => account.rule)).toEqual([rule])
  })

  it('is plain JSON, an expression of the code too', () => {
    const rule = sim.faults.add({
      name: 'r',
      on: { document: /\.pdf$/i, corpus: /x/ },
      when: { from: '1m' },
      do: { type: 'fail' },
    })
    expect(JSON.parse(JSON.stringify(rule))).toEqual({
      name: 'r',
      on: { document: { pattern: '\\.pdf$', flags: 'i' }, corpus: { pattern: 'x' } },
      when: { from: 60_000 },
      do: { type: 'fail' },
      limit: {},
    })
  })
})

describe('assertAllFired', () => {
  it('is content where every rule has fired, and where there is none', async () => {
    sim.faults.assertAllFired()
    sim.faults.fail('a')
    await openIndex(sim).put('a')
    await sim.settle()
    sim.faults.assertAllFired()
  })

  it('names each rule that has not, and what held it back', async () => {
    const index = openIndex(sim)
    sim.faults.add({ name: 'fires', on: { document: 'a' }, do: { type: 'fail' } })
    sim.faults.add({ name: 'late', when: { from: '1d' }, do: { type: 'fail' } })
    sim.faults.add({ name: 'patient', when: { skip: 5 }, do: { type: 'fail' } })
    sim.faults.add({ name: 'unlucky', when: { probability: 0 }, do: { type: 'fail' } })
    sim.faults.add({ name: 'second', on: { document: 'a' }, do: { type: 'crash' } })
    sim.faults.add({ name: 'astray', on: { document: 'z' }, do: { type: 'fail' } })
    sim.faults.add({
      name: 'unasked',
      on: { operation: 'addDocument' },
      do: { type: 'error', error: 'PushAPIException' },
    })
    sim.faults.add({ name: 'mixed', on: { document: 'a' }, when: { skip: 1 }, do: { type: 'hang' } })
    await index.put('a', 'b')
    await sim.settle()
    await index.put('a')
    await sim.settle()
    expect(() => sim.faults.assertAllFired()).toThrow(
      new UnfiredFaultError(
        [
          '7 of 8 fault rules never fired:',
          'late (fail): matched 3 times, held back by window (3); its window begins at 1d, and the run is at 8s 740ms',
          'patient (fail): matched 3 times, held back by skip (3)',
          'unlucky (fail): matched 3 times, held back by probability (3)',
          'second (crash): matched 2 times, held back by rank (2)',
          'astray (fail): looked at 3 times, and nothing matched; it means documents "z" fail to be indexed',
          'unasked (error): looked at 2 times, and nothing matched; it means calls of addDocument are answered with PushAPIException',
          'mixed (hang): matched 2 times, held back by skip (1), rank (1)',
        ].join('\n  '),
      ),
    )
  })

  it('says of a rule to whose phase nothing came that nothing did', () => {
    sim.faults.lose('a')
    expect(() => sim.faults.assertAllFired()).toThrow(
      '1 of 1 fault rules never fired:\n  lose-1 (lose): nothing came to its phase',
    )
  })
})

describe('a rule that means less than it says', () => {
  const withDocument = (document: unknown): FaultRuleInput =>
    ({ name: 'r', on: { document }, do: { type: 'fail' } }) as FaultRuleInput

  it('an empty glob is a ConfigurationError', () => {
    expect(() => sim.faults.add(withDocument({ glob: '' }))).toThrow(ConfigurationError)
  })

  it('a member of a match that means nothing is refused', () => {
    expect(() => sim.faults.add(withDocument({ glob: 'a', flags: 'i' }))).toThrow(ConfigurationError)
  })

  it('a regular expression is shown as it was written', () => {
    expect(() => sim.faults.add(withDocument(/a/g))).toThrow('fault rule.on.document is /a/g; expected')
  })

  it('a rule that loses deletes can never match, and is refused', () => {
    const rule: FaultRuleInput = { name: 'r', on: { operation: 'BatchDeleteDocument' }, do: { type: 'lose' } }
    expect(() => sim.faults.add(rule)).toThrow(ConfigurationError)
  })
})
