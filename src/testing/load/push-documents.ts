/** Units of work that need no writing: they push their documents as a patient connector would. */
import type { BatchPutDocumentRequest, BatchPutDocumentResponse, Document, PushApi } from '../../index.ts'
import type { LoadContext, LoadScenario } from './load-scenario.ts'

/** A connector's patience with a service that refuses: it waits longer each time, and draws each wait. */
export interface Patience {
  /** Attempts in all; 10 where it is left out. */
  readonly attempts?: number | undefined
  /** The longest that the first wait may be, which doubles with each attempt; 500 where it is left out. */
  readonly firstWaitMs?: number | undefined
  /** No wait is longer; 20,000 where it is left out. */
  readonly longestWaitMs?: number | undefined
}

/** `sim.kendra`, or the SDK's aggregated client `Kendra`. */
export interface KendraPuts {
  batchPutDocument(
    input: BatchPutDocumentRequest,
  ): Promise<{ readonly FailedDocuments?: BatchPutDocumentResponse['FailedDocuments'] | undefined }>
}

export interface KendraPushOptions extends Patience {
  readonly indexId: string
}

/** Pushes a unit's documents in one BatchPutDocument. */
export function pushToKendra({ indexId, ...patience }: KendraPushOptions): LoadScenario<KendraPuts> {
  return async (kendra, context) => {
    if (context.documents.length === 0) return
    const Documents = context.documents.map(({ id, bytes, contentType }): Document => ({
      Id: id,
      Blob: bytes,
      ContentType: contentType,
    }))
    const { FailedDocuments = [] } = await persist(context, patience, () =>
      kendra.batchPutDocument({ IndexId: indexId, Documents }),
    )
    for (const { Id = '', ErrorCode = 'refused', ErrorMessage } of FailedDocuments)
      context.refused(Id, ErrorCode, ErrorMessage)
  }
}

/** Pushes a unit's documents in one list. The server makes them searchable by itself. */
export function pushToPapi(patience: Patience = {}): LoadScenario<Pick<PushApi, 'addDocumentList'>> {
  return async (connector, context) => {
    const documents = context.documents.map(({ id, bytes, mime }) => ({
      uri: id,
      parts: [{ bytes, directives: { mime } }],
    }))
    await persist(context, patience, () => connector.addDocumentList(documents))
  }
}

/** Makes the call again for as long as there is patience and hope. */
async function persist<T>(
  context: LoadContext,
  { attempts = 10, firstWaitMs = 500, longestWaitMs = 20_000 }: Patience,
  call: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (attempt >= attempts || !mayPass(error) || context.signal.aborted) throw error
      context.retried(error)
      const longest = Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs)
      await context.sleep(Math.round(context.draw('back-off', attempt) * longest))
    }
  }
}

const PASSING: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'InternalServerException',
  'PushAPIException',
  'TimeoutError',
])

/** What the service may answer otherwise next time: it is too busy, broken for a while, or cannot be reached. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return PASSING.has(error.name) || ('code' in error && error.code === 'ECONNRESET')
}
