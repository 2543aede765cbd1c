/** What does the simulator cost beside the least that could do the same? Put, index and read one-byte documents. */
import { Simulator } from 'indexsim'
import { BareLoop } from './bare-loop.js'
import { countIndexed, LEAN, mustBe, putAndIndex } from './kendra-run.js'
import { measure } from './side-by-side.js'

const DOCUMENTS = 200_000
const LIST = 1000
const ONE_BYTE = Uint8Array.of(65)

/** @returns {Promise<import('./side-by-side.js').Row[]>} */
export async function lifeCycle() {
  const seconds = await measure([
    { name: 'bare loop', run: bareLoop },
    { name: 'Kendra', run: () => kendra(LEAN) },
    { name: 'PAPI', run: papi },
    { name: 'Kendra, full', run: () => kendra({ ...LEAN, trace: 'full', calls: 'full' }) },
  ])
  const bare = /** @type {number} */ (seconds.get('bare loop'))
  const question = 'state-only life cycle, 1-byte documents'
  /** @param {string} key @param {string} name @param {number | undefined} goal */
  const row = (key, name, goal) => {
    const own = /** @type {number} */ (seconds.get(key))
    return {
      question,
      name,
      figure: `${Math.round(DOCUMENTS / own).toLocaleString('en')} docs/s`,
      peer: `bare loop ${Math.round(DOCUMENTS / bare).toLocaleString('en')} docs/s`,
      ratio: bare / own,
      goal: goal === undefined ? 'for the curious' : `at least ${goal}`,
      isMet: goal === undefined || bare / own >= goal,
    }
  }
  return [
    row('Kendra', 'Kendra, batches of 10', 0.5),
    row('PAPI', `PAPI, lists of ${LIST}`, 0.5),
    row('Kendra, full', "Kendra, trace: 'full', calls: 'full'", undefined),
  ]
}

function bareLoop() {
  const loop = new BareLoop()
  for (let i = 0; i < DOCUMENTS; i++) loop.put(`doc-${i}`, ONE_BYTE)
  loop.settle()
  let indexed = 0
  for (let i = 0; i < DOCUMENTS; i++) if (loop.status(`doc-${i}`).DocumentStatus === 'INDEXED') indexed++
  mustBe(indexed, DOCUMENTS)
}

/** @param {import('indexsim').SimulatorOptions} options */
async function kendra(options) {
  const sim = new Simulator(options)
  const index = await putAndIndex(sim, DOCUMENTS, () => ONE_BYTE)
  mustBe(await countIndexed(sim, index, DOCUMENTS), DOCUMENTS)
  sim.trace.digest()
  await sim.close()
}

async function papi() {
  const sim = new Simulator(LEAN)
  const connector = sim.papi.connector('bench')
  for (let from = 0; from < DOCUMENTS; from += LIST)
    await connector.addDocumentList(
      Array.from({ length: LIST }, (_, i) => ({ uri: `doc-${from + i}`, parts: [{ bytes: ONE_BYTE }] })),
    )
  await sim.settle()
  let known = 0
  for (let from = 0; from < DOCUMENTS; from += LIST)
    for (const { exist } of await connector.getDocumentStatusList(
      Array.from({ length: LIST }, (_, i) => `doc-${from + i}`),
    ))
      if (exist) known++
  mustBe(known, DOCUMENTS)
  sim.trace.digest()
  await sim.close()
}
