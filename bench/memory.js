/** What does a document cost in memory, beside an id map with typed columns that hold the same facts? */
import { Simulator } from 'indexsim'
import { BareLoop } from './bare-loop.js'
import { LEAN, putAndIndex } from './kendra-run.js'
import { atMost } from './row.js'

const DOCUMENTS = 1_000_000
const ONE_BYTE = Uint8Array.of(65)

/** @returns {Promise<import('./row.js').Row[]>} */
export async function memory() {
  // A small run first: code and caches are not to be counted.
  await simulated(1000)
  bare(1000)
  const before = inUse()
  const kept = bare(DOCUMENTS)
  const theirs = (inUse() - before) / DOCUMENTS
  kept.clear()
  const between = inUse()
  const sim = await simulated(DOCUMENTS)
  const own = (inUse() - between) / DOCUMENTS
  await sim.close()
  return [
    {
      question: 'memory of a million indexed documents',
      own: `${Math.round(own)} bytes/doc`,
      beside: `an id map with typed columns: ${Math.round(theirs)} bytes/doc`,
      ratio: own / theirs,
      goal: atMost(1.4, own / theirs),
    },
  ]
}

/** @param {number} count */
async function simulated(count) {
  const sim = new Simulator(LEAN)
  await putAndIndex(sim, count)
  return sim
}

/** @param {number} count */
function bare(count) {
  /** @type {BareLoop | undefined} */
  let loop = new BareLoop()
  for (let i = 0; i < count; i++) loop.put(`doc-${i}`, ONE_BYTE)
  loop.settle()
  loop.forgetQueue()
  return {
    clear: () => {
      loop = undefined
      return loop
    },
  }
}

function inUse() {
  if (globalThis.gc === undefined) throw new Error('run this with node --expose-gc')
  for (let i = 0; i < 4; i++) globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
