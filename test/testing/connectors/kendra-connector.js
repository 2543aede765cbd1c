/**
 * A connector that brings documents into a Kendra index and goes on until each is there, whatever the service does. Its steps
 * can be replaced, so that each planted bug beside it is one step done wrong.
 *
 * @typedef {import('indexsim').Simulator} Simulator
 * @typedef {Pick<import('indexsim').DrawnDocument, 'id' | 'content'>} Upload
 * @typedef {{ sim: Simulator, IndexId: string }} Index
 *
 * @typedef {object} Steps
 * @property {(index: Index, documents: readonly Upload[], attempt: number) => Promise<void>} put sends a batch;
 *   rejects where it is to be sent again
 * @property {(status: string | undefined, isUpdate: boolean) => boolean} isDone whether a document needs no more care
 */

/** @type {Steps} */
export const careful = {
  async put({ sim, IndexId }, documents) {
    const { FailedDocuments } = await sim.kendra.batchPutDocument({
      IndexId,
      Documents: documents.map(({ id, content }) => ({ Id: id, Blob: content })),
    })
    if (FailedDocuments.length > 0) throw new Error(`${FailedDocuments.length} documents were refused`)
  },
  // A stale INDEXED tells of the version that was there before.
  isDone: (status, isUpdate) => status === 'UPDATED' || (status === 'INDEXED' && !isUpdate),
}

const BATCH = 10
/** Who waits longer for a document sends it again. */
const POLLS_A_ROUND = 10

/**
 * @param {Index} index
 * @param {readonly Upload[]} documents
 * @param {{ isUpdate?: boolean, steps?: Steps }} [options]
 */
export async function bringIn(index, documents, { isUpdate = false, steps = careful } = {}) {
  const { sim } = index
  for (let rest = [...documents]; rest.length > 0;) {
    for (let from = 0; from < rest.length; from += BATCH) {
      const batch = rest.slice(from, from + BATCH)
      await untilItSucceeds(sim, (attempt) => steps.put(index, batch, attempt))
    }
    for (let poll = 0; poll < POLLS_A_ROUND && rest.length > 0; poll++) {
      await sim.clock.sleep('30s')
      const statuses = await statusesOf(index, rest)
      rest = rest.filter(({ id }) => !steps.isDone(statuses.get(id), isUpdate))
      // What has failed does not get better by waiting.
      if (rest.every(({ id }) => statuses.get(id) !== 'PROCESSING')) break
    }
  }
}

/**
 * @param {Index} index
 * @param {readonly { readonly id: string }[]} documents
 */
export async function statusesOf({ sim, IndexId }, documents) {
  /** @type {Map<string, string>} */
  const statuses = new Map()
  for (let from = 0; from < documents.length; from += BATCH) {
    const DocumentInfoList = documents.slice(from, from + BATCH).map(({ id }) => ({ DocumentId: id }))
    await untilItSucceeds(sim, async () => {
      const { DocumentStatusList } = await sim.kendra.batchGetDocumentStatus({
        IndexId,
        DocumentInfoList,
      })
      for (const { DocumentId, DocumentStatus } of DocumentStatusList)
        statuses.set(DocumentId, DocumentStatus)
    })
  }
  return statuses
}

/**
 * @template Result
 * @param {Simulator} sim
 * @param {(attempt: number) => Promise<Result>} call
 * @returns {Promise<Result>}
 */
export async function untilItSucceeds(sim, call) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(attempt)
    } catch (error) {
      if (isTheSimulators(error)) throw error
      await sim.clock.sleep('10s')
    }
  }
}

/** @param {unknown} error */
function isTheSimulators(error) {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('INDEXSIM_')
}
