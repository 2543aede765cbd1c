/** Planted: a batch whose reply was lost is sent again under new ids, so that what had arrived is there twice. */
import { bringIn, careful } from './kendra-connector.js'

/** @type {import('./kendra-connector.js').Steps} */
const steps = {
  ...careful,
  put: (index, documents, attempt) =>
    careful.put(
      index,
      documents.map((document) => ({ ...document, id: attempt === 1 ? document.id : `${document.id}~${attempt}` })),
      attempt,
    ),
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
  const documents = context.documents(20)
  context.source(IndexId, documents.map(({ id, content }) => ({ id, content })))
  await bringIn({ sim, IndexId }, documents, { steps: parts })
}
