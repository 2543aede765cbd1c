/** What do fault rules cost that mean other documents? The life cycle of one-byte documents, with and without 100 of them. */
import { LEAN, lifeCycleOf } from './kendra-run.js'
import { atMost, rate } from './row.js'
import { measure } from './side-by-side.js'

const DOCUMENTS = 100_000

/** At every station: by id, by glob, by regular expression, by operation, by facade. */
const TARGETS = [
  { on: { document: 'nobody' }, do: { type: 'fail' } },
  { on: { document: { glob: '*.pdf' } }, do: { type: 'lose' } },
  { on: { document: { pattern: '^report-' } }, do: { type: 'delay', by: '1m' } },
  { on: { operation: 'DescribeIndex' }, do: { type: 'throttle' } },
  { on: { facade: 'papi' }, do: { type: 'dropReply' } },
]

/** @returns {Promise<import('./row.js').Row[]>} */
export async function faultRules() {
  const faults = /** @type {import('indexsim').FaultRuleInput[]} */ (
    Array.from({ length: 100 }, (_, n) => ({ name: `rule ${n}`, ...TARGETS[n % TARGETS.length] }))
  )
  const seconds = await measure([
    { name: 'without', run: () => lifeCycleOf(LEAN, DOCUMENTS) },
    { name: 'with', run: () => lifeCycleOf({ ...LEAN, faults }, DOCUMENTS) },
  ])
  const cost = seconds('with') / seconds('without')
  return [
    {
      question: 'life cycle with 100 fault rules that do not match, cost',
      own: rate('docs', DOCUMENTS, seconds('with')),
      beside: `without rules: ${rate('docs', DOCUMENTS, seconds('without'))}`,
      ratio: cost,
      goal: atMost(2, cost),
    },
  ]
}
