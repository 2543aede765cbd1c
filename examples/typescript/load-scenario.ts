/** The connector under load: a unit of its work brings so many documents into the index, and waits until they are indexed. */
import type { KendraClient } from '@aws-sdk/client-kendra'
import type { LoadContext } from 'indexsim'
import { sync } from './connector.ts'

export async function scenario(
  client: KendraClient,
  { corpus, documents, refused }: LoadContext,
): Promise<void> {
  const source = new Map(documents.map(({ id, bytes }) => [id, new TextDecoder().decode(bytes)]))
  const failed = await sync(client, corpus, source)
  for (const [id, reason] of failed) refused(id, 'not indexed', reason)
}
