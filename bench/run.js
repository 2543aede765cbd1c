/**
 * Answers the questions of the bench, all of them or those that are named, in one run, and prints what was found.
 *
 *     node --expose-gc bench/run.js [question...] [--documents 1000000] [--publish]
 */
import { parseArgs } from 'node:util'
import { analysis } from './analysis.js'
import { exploration } from './explore.js'
import { faultRules } from './fault-rules.js'
import { growth, SIZES } from './growth.js'
import { lifeCycle } from './life-cycle.js'
import { loopback } from './loopback.js'
import { machine } from './machine.js'
import { memory } from './memory.js'
import { polling } from './polling.js'
import { publish } from './publish.js'
import { sdkCalls } from './sdk-calls.js'
import { startUp } from './start-up.js'
import { statusReads } from './status-reads.js'
import { tableOf } from './table.js'
import { threads } from './threads.js'

/** @type {Readonly<Record<string, (options: { documents: number }) => Promise<import('./row.js').Row[]>>>} */
const QUESTIONS = {
  startUp,
  memory,
  lifeCycle,
  faultRules,
  analysis,
  threads,
  statusReads,
  sdkCalls,
  loopback,
  polling,
  exploration,
  // By far the longest.
  growth,
}

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    documents: { type: 'string', default: `${SIZES.at(-1)}` },
    publish: { type: 'boolean', default: false },
  },
})
const unknown = named.filter((name) => !(name in QUESTIONS))
if (unknown.length > 0)
  throw new Error(
    `no question is called ${unknown.join(', ')}; there are ${Object.keys(QUESTIONS).join(', ')}`,
  )
if (values.publish && named.length > 0)
  throw new Error(`--publish goes with all questions, not with ${named.join(', ')} alone`)
const documents = Number(values.documents)
if (!SIZES.slice(1).includes(documents))
  throw new Error(`--documents is ${values.documents}; expected one of ${SIZES.slice(1).join(', ')}`)

/** @type {import('./row.js').Row[]} */
const rows = []
for (const [name, answer] of Object.entries(QUESTIONS)) {
  if (named.length > 0 && !named.includes(name)) continue
  process.stderr.write(`${name} ...\n`)
  rows.push(...(await answer({ documents })))
}
console.log(`${tableOf(rows)}\n\n${machine()}`)
if (values.publish) publish(rows)
