/** Planted: a batch that was throttled is dropped, as if there were nothing more to do about it. */
import { bringIn, careful, untilItSucceeds } from './kendra-connector.js'

/** @type {import('indexsim').Scenario} */
export async function broken(sim, context) {
  const { index, documents } = begin(sim, context)
  for (let from = 0; from < documents.length; from += 10) {
    const batch = documents.slice(from, from + 10)
    await untilItSucceeds(sim, async () => {
      try {
        await careful.put(index, batch, 1)
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ThrottlingException') throw error
      }
    })
  }
}

/** @type {import('indexsim').Scenario} */
export async function repaired(sim, context) {
  const { index, documents } = begin(sim, context)
  await bringIn(index, documents)
}

/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 */
function begin(sim, context) {
  const index = { sim, IndexId: sim.kendra.addIndex() }
  const documents = context.documents(20)
  context.source(
    index.IndexId,
    documents.map(({ id, content }) => ({ id, content })),
  )
  return { index, documents }
}
