/**
 * Two connectors that push a source of documents. Each begins again where a call fails, as often as it has to: the
 * naive one with the document that failed, the correct one with its last durable checkpoint.
 */
import { type PapiDocument, type PushApi, PushAPIException, type Simulator } from '../../../src/index.ts'

export interface Source {
  /** The documents after a position, a few at a time; throws where the source cannot be reached. */
  read(position: number): Promise<readonly PapiDocument[]>
}

export type Connector = (api: PushApi, source: Source, sim: Simulator) => Promise<void>

/** A source whose reads take simulated time. */
export function sourceOf(sim: Simulator, documents: readonly PapiDocument[]): Source {
  return {
    async read(position) {
      await sim.clock.sleep(5)
      return documents.slice(position, position + 3)
    },
  }
}

/** What was answered without an error it takes for safe. */
export const naiveConnector: Connector = async (api, source, sim) => {
  for (let position = 0; ;) {
    const documents = await source.read(position)
    if (documents.length === 0) return
    for (const document of documents) {
      for (let isPushed = false; !isPushed;) isPushed = await succeeds(() => api.addDocument(document), sim)
      position++
    }
  }
}

/** Has a session, by which it hears of a restart, and goes on from a checkpoint that is durable. */
export const correctConnector: Connector = async (api, source, sim) => {
  for (let isDone = false; !isDone;) {
    isDone = await succeeds(async () => {
      await api.startPushSession()
      try {
        let position = Number((await api.getCheckpoint()) ?? 0)
        for (;;) {
          const documents = await source.read(position)
          if (documents.length === 0) break
          await api.addDocumentList(documents)
          position += documents.length
          await api.setCheckpoint(String(position))
        }
        // The end too is only safe when it is durable.
        await api.setCheckpoint(String(position), '', true)
      } finally {
        await api.stopPushSession()
      }
    }, sim)
  }
}

/** Whether it came to its end; what the server did wrong is waited out. */
async function succeeds(step: () => Promise<void>, sim: Simulator): Promise<boolean> {
  try {
    await step()
    return true
  } catch (error) {
    if (!(error instanceof PushAPIException)) throw error
    await sim.clock.sleep(50)
    return false
  }
}
