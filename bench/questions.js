/** All questions of the bench, in the order in which they are asked. */
import { analysis } from './analysis.js'
import { exploration } from './explore.js'
import { faultRules } from './fault-rules.js'
import { growth } from './growth.js'
import { lifeCycle } from './life-cycle.js'
import { loopback } from './loopback.js'
import { memory } from './memory.js'
import { polling } from './polling.js'
import { sdkCalls } from './sdk-calls.js'
import { startUp } from './start-up.js'
import { statusReads } from './status-reads.js'
import { threads } from './threads.js'

/** @type {Readonly<Record<string, (options: { documents: number }) => Promise<import('./row.js').Row[]>>>} */
export const QUESTIONS = {
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
