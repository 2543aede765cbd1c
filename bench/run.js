/** Answers every question in one run and prints the ratios. Absolute figures are this machine's, for the curious. */
import os from 'node:os'
import { analysis } from './analysis.js'
import { exploration } from './explore.js'
import { faultRules } from './fault-rules.js'
import { loopback } from './loopback.js'
import { lifeCycle } from './life-cycle.js'
import { polling } from './polling.js'
import { memory } from './memory.js'
import { sdkCalls } from './sdk-calls.js'
import { startUp } from './start-up.js'
import { statusReads } from './status-reads.js'
import { tableOf } from './table.js'
import { threads } from './threads.js'

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
}
const chosen = process.argv.slice(2)

/** @type {import('./row.js').Row[]} */
const rows = []
for (const [name, answer] of Object.entries(QUESTIONS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  process.stderr.write(`${name} ...\n`)
  rows.push(...(await answer()))
}

console.log(tableOf(rows))
const [cpu] = os.cpus()
console.log(
  `\nNode ${process.version}, ${os.cpus().length} x ${cpu?.model.trim() ?? 'unknown processor'}, ` +
    `${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.platform()} ${os.arch()}`,
)
