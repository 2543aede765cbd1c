/** How many seeds a second does exploration run? 20 documents, a swarm of faults, no threads; beside the same runs by hand. */
import { explore, FaultPlan, Simulator } from 'indexsim'
import { atLeast, rate } from './row.js'
import { measure } from './side-by-side.js'

const SEEDS = 200
const BATCH = 10

/** @returns {Promise<import('./row.js').Row[]>} */
export async function exploration() {
  const seconds = await measure(
    [
      { name: 'own', run: () => explore(scenario, { seeds: SEEDS, faults: 'swarm', progress: false }) },
      { name: 'by hand', run: byHand },
    ],
    { turns: 5, warmups: 1 },
  )
  const own = seconds('own')
  return [
    {
      question: '`explore` of a connector with 20 documents, swarm of faults',
      own: rate('seeds', SEEDS, own),
      beside: `simulators by hand, nothing checked: ${rate('seeds', SEEDS, seconds('by hand'))}`,
      ratio: seconds('by hand') / own,
      goal: atLeast(200, SEEDS / own, 'seeds/s'),
    },
  ]
}

/**
 * Puts what is not there yet until all is, with a minute between the rounds.
 * @type {import('indexsim').Scenario}
 */
async function scenario(sim, context) {
  const documents = context.documents(20)
  const IndexId = sim.kendra.addIndex()
  context.source(
    IndexId,
    documents.map(({ id, content }) => ({ id, content })),
  )
  await bringIn(sim, IndexId, documents)
}

async function byHand() {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const sim = new Simulator({ seed, faults: FaultPlan.profile('swarm', seed), workers: { threads: 0 } })
    const documents = Array.from({ length: 20 }, (_, n) => ({
      id: `doc-${n + 1}`,
      content: Buffer.from(`document ${n + 1} of seed ${seed}`),
    }))
    await bringIn(sim, sim.kendra.addIndex(), documents)
    await sim.settle()
    await sim.close()
  }
}

/**
 * @param {Simulator} sim
 * @param {string} IndexId
 * @param {readonly { id: string, content: Uint8Array }[]} documents
 */
async function bringIn(sim, IndexId, documents) {
  for (let rest = documents; rest.length > 0;) {
    for (let from = 0; from < rest.length; from += BATCH) {
      const Documents = rest.slice(from, from + BATCH).map(({ id, content }) => ({ Id: id, Blob: content }))
      await sim.kendra.batchPutDocument({ IndexId, Documents }).catch(() => {})
    }
    await sim.clock.sleep('1m')
    const done = new Set()
    for (let from = 0; from < rest.length; from += BATCH) {
      const DocumentInfoList = rest.slice(from, from + BATCH).map(({ id }) => ({ DocumentId: id }))
      const reply = await sim.kendra
        .batchGetDocumentStatus({ IndexId, DocumentInfoList })
        .catch(() => undefined)
      for (const { DocumentId, DocumentStatus } of reply?.DocumentStatusList ?? [])
        if (DocumentStatus === 'INDEXED' || DocumentStatus === 'UPDATED') done.add(DocumentId)
    }
    rest = rest.filter(({ id }) => !done.has(id))
  }
}
