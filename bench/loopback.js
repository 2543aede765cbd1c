/** How fast are status calls over loopback beside a bare HTTP server of Node that answers the same bytes? */
import { Agent, createServer, request } from 'node:http'
import { Simulator } from 'indexsim'
import { listen } from 'indexsim/server'
import { LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

const CALLS = 4_000
const IN_FLIGHT = 32
const IDS = Array.from({ length: 10 }, (_, i) => `doc-${i}`)

/** @returns {Promise<import('./row.js').Row[]>} */
export async function loopback() {
  let sim = new Simulator(LEAN)
  const target = 'AWSKendraFrontendService.BatchGetDocumentStatus'
  const ask = { DocumentInfoList: IDS.map((DocumentId) => ({ DocumentId })) }
  /** @param {Simulator} of */
  const begin = async (of) => ({
    ...ask,
    IndexId: await putAndIndex(of, IDS.length),
  })
  const reply = await sim.kendra.requestHandler.handle({
    headers: { 'x-amz-target': target },
    body: JSON.stringify(await begin(sim)),
  })
  const { headers, body } = reply.response
  const bare = createServer((message, response) => {
    // As any server must, it reads the request first.
    message.resume().on('end', () => {
      response.writeHead(200, { ...headers, 'content-length': body.byteLength })
      response.end(body)
    })
  })
  bare.listen(0, '127.0.0.1')
  await new Promise((resolve) => bare.once('listening', resolve))
  const bareAt = /** @type {import('node:net').AddressInfo} */ (bare.address())
  let own = await listen(sim)
  let text = ''
  // While the peer runs there is no simulator: watching the event loop slows every promise down.
  const open = async () => {
    sim = new Simulator(LEAN)
    text = JSON.stringify(await begin(sim))
    own = await listen(sim)
    await read(Number(new URL(own.url).port), 1)
  }
  const close = async () => {
    await own.close()
    await sim.close()
  }
  /** @param {number} port @param {number} inFlight */
  const read = async (port, inFlight) => {
    const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
    await readAll(port, { target, text, agent, inFlight })
    agent.destroy()
  }
  const seconds = await measure([
    { name: 'bare, one', prepare: close, run: () => read(bareAt.port, 1) },
    { name: 'own, one', prepare: open, run: () => read(Number(new URL(own.url).port), 1) },
    { name: 'bare, some', prepare: close, run: () => read(bareAt.port, IN_FLIGHT) },
    { name: 'own, some', prepare: open, run: () => read(Number(new URL(own.url).port), IN_FLIGHT) },
  ])
  await close()
  bare.close()
  /** @param {string} key @param {string} how */
  const row = (key, how) => {
    const [ours, theirs] = [seconds(`own, ${key}`), seconds(`bare, ${key}`)]
    return {
      question: `status of 10 ids a call over loopback, ${how}`,
      own: rate('calls', CALLS, ours),
      beside: `a bare Node server with the same bytes: ${rate('calls', CALLS, theirs)}`,
      ratio: theirs / ours,
      goal: atLeast(0.6, theirs / ours),
    }
  }
  return [row('one', 'one connection'), row('some', `${IN_FLIGHT} connections`)]
}

/**
 * @param {number} port
 * @param {{ target: string, text: string, agent: Agent, inFlight: number }} call
 */
async function readAll(port, { target, text, agent, inFlight }) {
  let indexed = 0
  const loop = async () => {
    for (let i = 0; i < CALLS / inFlight; i++) {
      const reply = await call(port, target, text, agent)
      indexed += reply.split('"INDEXED"').length - 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  mustBe(indexed, CALLS * IDS.length)
}

/**
 * @param {number} port
 * @param {string} target
 * @param {string} text
 * @param {Agent} agent
 * @returns {Promise<string>}
 */
function call(port, target, text, agent) {
  return new Promise((resolve, reject) => {
    const headers = { 'x-amz-target': target, 'content-length': text.length }
    const sent = request({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve(body))
    })
    sent.on('error', reject)
    sent.end(text)
  })
}
