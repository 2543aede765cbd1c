/** The same life cycle for every bench: put all documents through the Kendra facade, index them, read every status. */
import { Simulator } from 'indexsim'

/** @type {import('indexsim').SimulatorOptions} */
export const LEAN = {
  trace: 'digest',
  calls: 'off',
  latencyMs: 0,
  workers: { threads: 0 },
  // An index of the largest edition holds fewer documents than are asked for here.
  kendra: { capacity: { documents: 1e9 } },
  limits: { eventsPerInstant: Number.MAX_SAFE_INTEGER },
}

/** How many calls are under way at once. */
const IN_FLIGHT = 10
const BATCH = 10

const ONE_BYTE = Uint8Array.of(65)

/**
 * What the documents hold: one byte each, where nothing else is said.
 * @typedef {object} Contents
 * @property {(i: number) => Uint8Array} [bytesOf]
 * @property {'PLAIN_TEXT' | 'HTML'} [ContentType]
 */

/**
 * @param {readonly Uint8Array[]} bytes
 * @param {'PLAIN_TEXT' | 'HTML'} ContentType
 * @returns {Contents}
 */
export function contentsOf(bytes, ContentType) {
  return { ContentType, bytesOf: (/** @type {number} */ i) => /** @type {Uint8Array} */ (bytes[i]) }
}

/**
 * A simulator from its beginning to its end, with the whole life of so many documents in it.
 * @param {import('indexsim').SimulatorOptions} options
 * @param {number} count
 * @param {Contents} [contents]
 */
export async function lifeCycleOf(options, count, contents) {
  const sim = new Simulator(options)
  const IndexId = await putAndIndex(sim, count, contents)
  mustBe(await countIndexed(sim, IndexId, count), count)
  sim.trace.digest()
  await sim.close()
}

/**
 * @param {Simulator} sim
 * @param {number} count
 * @param {Contents} [contents]
 */
export async function putAndIndex(sim, count, { bytesOf = () => ONE_BYTE, ContentType } = {}) {
  const IndexId = sim.kendra.addIndex()
  await inBatches(count, (from) =>
    sim.kendra.batchPutDocument({
      IndexId,
      Documents: Array.from({ length: BATCH }, (_, i) => ({
        Id: `doc-${from + i}`,
        Blob: bytesOf(from + i),
        ContentType,
      })),
    }),
  )
  await sim.settle()
  return IndexId
}

/**
 * How many of the documents are INDEXED.
 * @param {Simulator} sim
 * @param {string} IndexId
 * @param {number} count
 */
async function countIndexed(sim, IndexId, count) {
  let indexed = 0
  await inBatches(count, async (from) => {
    const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
      IndexId,
      DocumentInfoList: Array.from({ length: BATCH }, (_, i) => ({ DocumentId: `doc-${from + i}` })),
    })
    for (const { DocumentStatus } of DocumentStatusList) if (DocumentStatus === 'INDEXED') indexed++
  })
  return indexed
}

/**
 * @param {number} count
 * @param {(from: number) => Promise<unknown>} call
 */
async function inBatches(count, call) {
  /** @type {Promise<unknown>[]} */
  let calls = []
  for (let from = 0; from < count; from += BATCH) {
    calls.push(call(from))
    if (calls.length < IN_FLIGHT) continue
    await Promise.all(calls)
    calls = []
  }
  await Promise.all(calls)
}

/**
 * @param {number} found
 * @param {number} expected
 */
export function mustBe(found, expected) {
  if (found !== expected) throw new Error(`${found} documents are indexed, and ${expected} should be`)
}
