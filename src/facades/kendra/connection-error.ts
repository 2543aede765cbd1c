/** A broken connection as the SDK's own handler tells of it: one that breaks or times out has another name [wire]. */
import type { ConnectionError } from '../../core/connection-errors.ts'

export function connectionError(cause: ConnectionError): Error {
  return cause.code === 'ECONNREFUSED' ? cause : Object.assign(cause, { name: 'TimeoutError' })
}
