/**
 * What does the simulator cost under the real SDK, beside a request handler that always answers the same? While the
 * peer runs there is no simulator: watching the event loop slows every promise down, and the SDK makes many.
 */
import { BatchGetDocumentStatusCommand, KendraClient } from '@aws-sdk/client-kendra'
import { Simulator } from 'indexsim'
import { LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

/** Many short turns: the longer one is, the more of what else the machine does falls to one of the two alone. */
const CALLS = 500
const TURNS = { turns: 25, warmups: 8 }
const IN_FLIGHT = 10
const IDS_A_CALL = 10
const IDS = Array.from({ length: IN_FLIGHT * IDS_A_CALL }, (_, i) => `doc-${i}`)

/** @returns {Promise<import('./row.js').Row[]>} */
export async function sdkCalls() {
  let sim = new Simulator(LEAN)
  let IndexId = await putAndIndex(sim, IDS.length)
  const cannedConfig = {
    ...sim.kendra.clientConfig(),
    requestHandler: cannedHandler(await rawReply(sim, IndexId)),
  }
  let canned = new KendraClient(cannedConfig)
  let client = canned
  // Each has a client of its own that has sent before: a first call costs milliseconds.
  const begin = async () => {
    await sim.close()
    sim = new Simulator(LEAN)
    IndexId = await putAndIndex(sim, IDS.length)
    client = new KendraClient(sim.kendra.clientConfig())
    await client.send(new BatchGetDocumentStatusCommand(ask(IndexId, 0)))
  }
  const end = async () => {
    await sim.close()
    canned = new KendraClient(cannedConfig)
    await canned.send(new BatchGetDocumentStatusCommand(ask(IndexId, 0)))
  }
  const seconds = await measure(
    [
      { name: 'canned, one', prepare: end, run: () => readAll(canned, IndexId, 1) },
      { name: 'own, one', prepare: begin, run: () => readAll(client, IndexId, 1) },
      { name: 'canned, some', prepare: end, run: () => readAll(canned, IndexId, IN_FLIGHT) },
      { name: 'own, some', prepare: begin, run: () => readAll(client, IndexId, IN_FLIGHT) },
    ],
    TURNS,
  )
  await sim.close()
  /** @param {string} key @param {string} how */
  const row = (key, how) => {
    const [own, theirs] = [seconds(`own, ${key}`), seconds(`canned, ${key}`)]
    return {
      question: `the SDK's client, status of ${IDS_A_CALL} ids a call, ${how}`,
      own: rate('calls', CALLS, own),
      beside: `the same client over a canned reply: ${rate('calls', CALLS, theirs)}`,
      ratio: theirs / own,
      goal: atLeast(0.9, theirs / own),
    }
  }
  return [row('one', 'one call after the other'), row('some', `${IN_FLIGHT} calls in flight`)]
}

/**
 * @param {KendraClient} client
 * @param {string} IndexId
 * @param {number} inFlight
 */
async function readAll(client, IndexId, inFlight) {
  let indexed = 0
  /** @param {number} loop */
  const readOn = async (loop) => {
    for (let i = 0; i < CALLS / inFlight; i++) {
      const { DocumentStatusList } = await client.send(new BatchGetDocumentStatusCommand(ask(IndexId, loop)))
      for (const { DocumentStatus } of DocumentStatusList ?? []) if (DocumentStatus === 'INDEXED') indexed++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, loop) => readOn(loop)))
  mustBe(indexed, CALLS * IDS_A_CALL)
}

/**
 * @param {string} IndexId
 * @param {number} loop each asks for documents of its own
 */
function ask(IndexId, loop) {
  const ids = IDS.slice(loop * IDS_A_CALL, (loop + 1) * IDS_A_CALL)
  return { IndexId, DocumentInfoList: ids.map((DocumentId) => ({ DocumentId })) }
}

/**
 * The simulator's own reply to such a call.
 * @param {Simulator} sim
 * @param {string} IndexId
 */
async function rawReply(sim, IndexId) {
  const { response } = await sim.kendra.requestHandler.handle({
    headers: { 'x-amz-target': 'AWSKendraFrontendService.BatchGetDocumentStatus' },
    body: JSON.stringify(ask(IndexId, 0)),
  })
  return response
}

/** @param {{ statusCode: number, headers: Record<string, string>, body: Uint8Array }} reply */
function cannedHandler({ statusCode, headers, body }) {
  return { handle: async () => ({ response: { statusCode, headers: { ...headers }, body } }) }
}
