/** A pusher that meets a throttled call by sending it again at once, so often that it gives up before the service can recover. */
import { BatchPutDocumentCommand, ThrottlingException } from '@aws-sdk/client-kendra'
import { batchesOf, type Connector, documentOf } from './connector.ts'

/** How many calls were made. */
type Calls = number

const MOST_ATTEMPTS = 5

async function push(
  ...[{ client, IndexId }, pages, pause]: [
    ...Parameters<Connector<Calls>>,
    (attempt: number) => Promise<void>,
  ]
): Promise<Calls> {
  let calls = 0
  for (const batch of batchesOf(pages)) {
    const command = new BatchPutDocumentCommand({ IndexId, Documents: batch.map(documentOf) })
    for (let attempt = 1; ; attempt++) {
      calls++
      try {
        await client.send(command)
        break
      } catch (error) {
        if (!(error instanceof ThrottlingException) || attempt === MOST_ATTEMPTS) throw error
        await pause(attempt)
      }
    }
  }
  return calls
}

export const broken: Connector<Calls> = (target, pages) => push(target, pages, async () => {})

export const repaired: Connector<Calls> = (target, pages) =>
  push(target, pages, (attempt) => target.sleep(500 * 2 ** attempt))
