/** Planted: UPDATE_FAILED is taken for success, and the old version stays live. */
import { bringIn, careful } from './kendra-connector.js'

/** @type {import('./kendra-connector.js').Steps} */
const steps = {
  ...careful,
  isDone: (status, isUpdate) => status === 'UPDATE_FAILED' || careful.isDone(status, isUpdate),
}

/** @type {import('indexsim').Scenario} */
export const broken = (sim, context) => scenario(sim, context, steps)
/** @type {import('indexsim').Scenario} */
export const repaired = (sim, context) => scenario(sim, context, careful)

/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 * @param {import('./kendra-connector.js').Steps} parts
 */
async function scenario(sim, context, parts) {
  const IndexId = sim.kendra.addIndex()
  const old = context.documents(20)
  sim.kendra.seed(
    IndexId,
    old.map(({ id, content }) => ({ Id: id, Blob: content })),
  )
  const documents = context.documents(20, { version: 2 })
  context.source(
    IndexId,
    documents.map(({ id, content }) => ({ id, content })),
  )
  await bringIn({ sim, IndexId }, documents, { isUpdate: true, steps: parts })
}
