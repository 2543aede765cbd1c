/** Replies of awsJson1_1 [wire]. They have no `date`: the SDK would take its clock's skew from it and re-date what it signs. */
import { encode } from './json-codec.ts'

/** A reply as a request handler gives it. */
export interface WireReply {
  statusCode: number
  headers: Record<string, string>
  body: Uint8Array
}

/** What an error reply tells of its error. */
export interface WireError {
  readonly name: string
  readonly message: string
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string }
  readonly retryAfterMs?: number
}

/** The operations that the model gives no output: their reply has no body at all. */
const SILENT: ReadonlySet<string> = new Set([
  'DeleteDataSource',
  'DeleteIndex',
  'DeletePrincipalMapping',
  'PutPrincipalMapping',
  'StopDataSourceSyncJob',
  'UpdateDataSource',
  'UpdateIndex',
])

export function outputReply(operation: string, output: object, requestId: string): WireReply {
  return reply(200, requestId, SILENT.has(operation) ? '' : encode(output))
}

/** Every client fault is HTTP 400, the server's is 500 [doc]. */
export function errorReply({ name, message, $metadata, retryAfterMs }: WireError): WireReply {
  const { httpStatusCode, requestId } = $metadata
  const failed = reply(httpStatusCode, requestId, encode({ __type: name, Message: message }))
  if (retryAfterMs !== undefined) failed.headers['retry-after'] = String(retryAfterMs / 1000)
  return failed
}

function reply(statusCode: number, requestId: string, text: string): WireReply {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: Buffer.from(text),
  }
}
