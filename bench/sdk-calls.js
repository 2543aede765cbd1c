/** What does the simulator cost under the real SDK, beside a request handler that always answers the same? */
import { BatchGetDocumentStatusCommand, KendraClient } from '@aws-sdk/client-kendra'
import { Simulator } from 'indexsim'
import { LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { measure } from './side-by-side.js'

const CALLS = 2_000
const IDS = Array.from({ length: 10 }, (_, i) => `doc-${i}`)
const IN_FLIGHT = 10

/** @returns {Promise<import('./side-by-side.js').Row[]>} */
export async function sdkCalls() {
  const sim = new Simulator(LEAN)
  const IndexId = await putAndIndex(sim, 10, () => Uint8Array.of(65))
  const client = new KendraClient(sim.kendra.clientConfig())
  const canned = new KendraClient({
    ...sim.kendra.clientConfig(),
    requestHandler: cannedHandler(await rawReply(sim, IndexId)),
  })
  const seconds = await measure([
    { name: 'canned, one', run: () => readAll(canned, IndexId, 1) },
    { name: 'own, one', run: () => readAll(client, IndexId, 1) },
    { name: 'canned, some', run: () => readAll(canned, IndexId, IN_FLIGHT) },
    { name: 'own, some', run: () => readAll(client, IndexId, IN_FLIGHT) },
  ])
  await sim.close()
  /** @param {string} key @param {string} name */
  const row = (key, name) => {
    const own = /** @type {number} */ (seconds.get(`own, ${key}`))
    const theirs = /** @type {number} */ (seconds.get(`canned, ${key}`))
    return {
      question: 'the real SDK, status of 10 ids a call',
      name,
      figure: `${Math.round(CALLS / own).toLocaleString('en')} calls/s`,
      peer: `a canned reply ${Math.round(CALLS / theirs).toLocaleString('en')} calls/s`,
      ratio: theirs / own,
      goal: 'at least 0.9',
      isMet: theirs / own >= 0.9,
    }
  }
  return [row('one', 'Kendra, one call after the other'), row('some', `Kendra, ${IN_FLIGHT} calls in flight`)]
}

/**
 * @param {KendraClient} client
 * @param {string} IndexId
 * @param {number} inFlight
 */
async function readAll(client, IndexId, inFlight) {
  let indexed = 0
  const loop = async () => {
    for (let i = 0; i < CALLS / inFlight; i++) {
      const DocumentInfoList = IDS.map((DocumentId) => ({ DocumentId }))
      const { DocumentStatusList } = await client.send(
        new BatchGetDocumentStatusCommand({ IndexId, DocumentInfoList }),
      )
      for (const { DocumentStatus } of DocumentStatusList ?? []) if (DocumentStatus === 'INDEXED') indexed++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  mustBe(indexed, CALLS * IDS.length)
}

/**
 * The simulator's own reply to such a call.
 * @param {Simulator} sim
 * @param {string} IndexId
 */
async function rawReply(sim, IndexId) {
  const DocumentInfoList = IDS.map((DocumentId) => ({ DocumentId }))
  const { response } = await sim.kendra.requestHandler.handle({
    headers: { 'x-amz-target': 'AWSKendraFrontendService.BatchGetDocumentStatus' },
    body: JSON.stringify({ IndexId, DocumentInfoList }),
  })
  return response
}

/** @param {{ statusCode: number, headers: Record<string, string>, body: Uint8Array }} reply */
function cannedHandler({ statusCode, headers, body }) {
  return { handle: async () => ({ response: { statusCode, headers: { ...headers }, body } }) }
}
