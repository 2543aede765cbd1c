/**
 * What does the simulator cost beside the least that could do the same? Put, index and read one-byte documents. Two peers:
 * a bare loop, and the same with the requests, digests and lines of the trace without which no promise is kept.
 */
import { Simulator } from 'indexsim'
import { BareLoop } from './bare-loop.js'
import { LEAN, lifeCycleOf, mustBe } from './kendra-run.js'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'
import { TracedLoop } from './traced-loop.js'

const DOCUMENTS = 200_000
const BATCH = 10
const LIST = 1000
const ONE_BYTE = Uint8Array.of(65)

/** @returns {Promise<import('./row.js').Row[]>} */
export async function lifeCycle() {
  const seconds = await measure([
    { name: 'bare loop', run: bareLoop },
    { name: 'traced loop', run: tracedLoop },
    { name: 'Kendra', run: () => lifeCycleOf(LEAN, DOCUMENTS) },
    { name: 'PAPI', run: papi },
    { name: 'Kendra, full', run: () => lifeCycleOf({ ...LEAN, trace: 'full', calls: 'full' }, DOCUMENTS) },
  ])
  /** @param {string} key @param {string} how @param {number} [least] */
  const row = (key, how, least) => {
    const ratio = seconds('bare loop') / seconds(key)
    return {
      question: `life cycle of 1-byte documents, ${how}`,
      own: rate('docs', DOCUMENTS, seconds(key)),
      beside: `a bare loop of id map, heap and columns: ${rate('docs', DOCUMENTS, seconds('bare loop'))}`,
      ratio,
      goal: least === undefined ? undefined : atLeast(least, ratio),
    }
  }
  return [
    row('Kendra', 'Kendra in batches of 10', 0.5),
    row('PAPI', `PAPI in lists of ${LIST}`, 0.5),
    row('Kendra, full', "Kendra with trace: 'full', calls: 'full'"),
    row('traced loop', 'that bare loop with requests, digests and lines of a trace'),
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

function tracedLoop() {
  const loop = new TracedLoop()
  for (let from = 0; from < DOCUMENTS; from += BATCH)
    loop.put(Array.from({ length: BATCH }, (_, i) => ({ Id: `doc-${from + i}`, Blob: ONE_BYTE })))
  loop.settle()
  let indexed = 0
  for (let from = 0; from < DOCUMENTS; from += BATCH)
    for (const { DocumentStatus } of loop.statuses(
      Array.from({ length: BATCH }, (_, i) => ({ DocumentId: `doc-${from + i}` })),
    ))
      if (DocumentStatus === 'INDEXED') indexed++
  mustBe(indexed, DOCUMENTS)
  mustBe(loop.digest.length, 64)
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
