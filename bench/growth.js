/**
 * Does a document cost the same however many are in its index? Each size in a process of its own; what counts is the time
 * of the processor, which the rest of the machine's work does not lengthen.
 */
import { inFreshProcess } from './fresh-process.js'
import { atMost, rounded } from './row.js'

/** The smallest is what the others are compared with. */
const SMALLEST = 10_000
const LARGEST = 10_000_000
export const SIZES = [SMALLEST, 100_000, 1_000_000, LARGEST]
const HEAP_MB = 8192

/**
 * @typedef {object} Account what `programs/grow.js` prints
 * @property {number} cpuMicroseconds
 * @property {number} wallMicroseconds
 * @property {number} peakBytes
 */

/**
 * @param {{ documents: number }} options the most in one index
 * @returns {Promise<import('./row.js').Row[]>}
 */
export async function growth({ documents }) {
  /** @type {Account | undefined} */
  let smallest
  /** @type {import('./row.js').Row[]} */
  const rows = []
  for (const size of SIZES.filter((size) => size <= documents)) {
    process.stderr.write(`  ${size} documents ...\n`)
    const account = await grow(size)
    if (smallest === undefined) smallest = account
    else rows.push(cost(size, account, smallest))
    if (size === documents) rows.push(memory(size, account))
  }
  return rows
}

/** @param {number} size @returns {Promise<Account>} */
async function grow(size) {
  const program = new URL('./programs/grow.js', import.meta.url)
  const flags = [`--max-old-space-size=${HEAP_MB}`]
  return JSON.parse(await inFreshProcess(program, { flags, args: [`${size}`] }))
}

/**
 * @param {number} size
 * @param {Account} account
 * @param {Account} smallest
 * @returns {import('./row.js').Row}
 */
function cost(size, account, smallest) {
  const ratio = account.cpuMicroseconds / smallest.cpuMicroseconds
  return {
    question: `cost of a document among ${size.toLocaleString('en')} in one index`,
    own: time(account),
    beside: `among ${SMALLEST.toLocaleString('en')}: ${time(smallest)}`,
    ratio,
    goal: size === LARGEST ? atMost(1.5, ratio) : undefined,
  }
}

/** @param {Account} account */
function time({ cpuMicroseconds, wallMicroseconds }) {
  return `${rounded(cpuMicroseconds)} µs of processor time (${rounded(wallMicroseconds)} µs by the clock)`
}

/**
 * @param {number} size
 * @param {Account} account
 * @returns {import('./row.js').Row}
 */
function memory(size, { peakBytes }) {
  const gigabytes = peakBytes / 2 ** 30
  return {
    question: `memory of the process with ${size.toLocaleString('en')} documents, at its peak`,
    own: `${rounded(gigabytes)} GB`,
    beside: '',
    ratio: undefined,
    goal: size === LARGEST ? atMost(8, gigabytes, 'GB') : undefined,
  }
}
