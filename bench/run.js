/**
 * Answers the questions of the bench, all of them or those that are named, in one run, and prints what was found. Each is
 * asked in a process of its own: code and heap are not what another question has left.
 *
 *     node bench/run.js [question...] [--documents 1000000] [--publish]
 */
import { parseArgs } from 'node:util'
import { inFreshProcess } from './fresh-process.js'
import { SIZES } from './growth.js'
import { machine } from './machine.js'
import { publish } from './publish.js'
import { QUESTIONS } from './questions.js'
import { tableOf } from './table.js'

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

const ANSWER = new URL('programs/answer.js', import.meta.url)
/** @type {import('./row.js').Row[]} */
const rows = []
for (const name of Object.keys(QUESTIONS)) {
  if (named.length > 0 && !named.includes(name)) continue
  process.stderr.write(`${name} ...\n`)
  const flags = [...process.execArgv, '--expose-gc']
  rows.push(...JSON.parse(await inFreshProcess(ANSWER, { flags, args: [name, `${documents}`] })))
}
console.log(`${tableOf(rows)}\n\n${machine()}`)
if (values.publish) publish(rows)
