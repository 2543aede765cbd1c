/**
 * Planted, for the Push API: what was answered without an error is taken for safe. A restart loses what was not synced, and
 * a connector without a session and a checkpoint does not hear of it.
 */
import { untilItSucceeds } from './kendra-connector.js'

/** @type {import('indexsim').Scenario} */
export async function broken(sim, context) {
  const { api, documents } = begin(sim, context)
  for (const { id, stamp, content } of documents)
    await untilItSucceeds(sim, () => api.addDocument({ uri: id, stamp, parts: [{ bytes: content }] }))
}

/** @type {import('indexsim').Scenario} */
export async function repaired(sim, context) {
  const { api, documents } = begin(sim, context)
  await untilItSucceeds(sim, async () => {
    await api.startPushSession()
    try {
      const done = Number((await api.getCheckpoint()) ?? 0)
      for (const [index, { id, stamp, content }] of documents.entries()) {
        if (index < done) continue
        await api.addDocument({ uri: id, stamp, parts: [{ bytes: content }] })
        await api.setCheckpoint(String(index + 1))
      }
      // The end too is only safe when it is durable.
      await api.setCheckpoint(String(documents.length), '', true)
    } finally {
      await api.stopPushSession().catch(() => {})
    }
  })
}

/**
 * @param {import('indexsim').Simulator} sim
 * @param {import('indexsim').ScenarioContext} context
 */
function begin(sim, context) {
  const api = sim.papi.connector('files')
  const documents = context.documents(20)
  context.source('files', documents)
  return { api, documents }
}
