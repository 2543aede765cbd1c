/**
 * Planted: a document is stored under a number of its upload, and an upload whose reply was lost is made again under the next
 * number. Where it had arrived it is there twice.
 */
import { bringIn, careful } from './kendra-connector.js'

/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 */
export const broken = (sim, context) => scenario(sim, context, true)
/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 */
export const repaired = (sim, context) => scenario(sim, context, false)

/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 * @param {boolean} isNewEachTime
 */
async function scenario(sim, context, isNewEachTime) {
  const IndexId = sim.kendra.addIndex()
  const documents = context.documents(20)
  /** @type {{ id: string, content: Uint8Array }[]} */
  const uploads = []
  for (const document of documents) {
    let upload = document
    for (let attempt = 1; ; attempt++) {
      upload = isNewEachTime ? { ...document, id: `${document.id}~${attempt}` } : document
      try {
        await careful.put({ sim, IndexId }, [upload], attempt)
        break
      } catch {
        await sim.clock.sleep('10s')
      }
    }
    uploads.push(upload)
  }
  // What the connector believes to be in the index; it looks after that until it is.
  context.source(
    IndexId,
    uploads.map(({ id, content }) => ({ id, content })),
  )
  await bringIn({ sim, IndexId }, uploads)
}
