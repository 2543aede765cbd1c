/** What do fault rules cost that mean other documents? The life cycle of one-byte documents, with and without 100 of them. */
import { Simulator } from 'indexsim'
import { countIndexed, LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { measure } from './side-by-side.js'

const DOCUMENTS = 100_000
const ONE_BYTE = Uint8Array.of(65)

/** At every station: by id, by glob, by regular expression, by operation, by facade. */
const TARGETS = [
  { on: { document: 'nobody' }, do: { type: 'fail' } },
  { on: { document: { glob: '*.pdf' } }, do: { type: 'lose' } },
  { on: { document: { pattern: '^report-' } }, do: { type: 'delay', by: '1m' } },
  { on: { operation: 'DescribeIndex' }, do: { type: 'throttle' } },
  { on: { facade: 'papi' }, do: { type: 'dropReply' } },
]

/** @returns {Promise<import('./side-by-side.js').Row[]>} */
export async function faultRules() {
  const faults = Array.from({ length: 100 }, (_, n) => ({
    name: `rule ${n}`,
    ...TARGETS[n % TARGETS.length],
  }))
  const seconds = await measure([
    { name: 'without', run: () => lifeCycle([]) },
    { name: 'with', run: () => lifeCycle(/** @type {import('indexsim').FaultRuleInput[]} */ (faults)) },
  ])
  const [without, own] = /** @type {[number, number]} */ ([seconds.get('without'), seconds.get('with')])
  const rate = (/** @type {number} */ took) => `${Math.round(DOCUMENTS / took).toLocaleString('en')} docs/s`
  return [
    {
      question: 'life cycle with 100 fault rules that do not match',
      name: 'Kendra, batches of 10',
      figure: rate(own),
      peer: `without rules ${rate(without)}`,
      ratio: own / without,
      goal: 'at most 2',
      isMet: own / without <= 2,
    },
  ]
}

/** @param {import('indexsim').FaultRuleInput[]} faults */
async function lifeCycle(faults) {
  const sim = new Simulator({ ...LEAN, faults })
  const index = await putAndIndex(sim, DOCUMENTS, () => ONE_BYTE)
  mustBe(await countIndexed(sim, index, DOCUMENTS), DOCUMENTS)
  await sim.close()
}
