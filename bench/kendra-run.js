/** The same life cycle for every bench: put all documents through the Kendra facade, index them, read every status. */

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

/**
 * @param {import('indexsim').Simulator} sim
 * @param {number} count
 * @param {(i: number) => Uint8Array} bytesOf
 * @param {'PLAIN_TEXT' | 'HTML'} [ContentType]
 */
export async function putAndIndex(sim, count, bytesOf, ContentType) {
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
 * @param {import('indexsim').Simulator} sim
 * @param {string} IndexId
 * @param {number} count
 */
export async function countIndexed(sim, IndexId, count) {
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
