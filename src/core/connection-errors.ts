/** What a connection that fails looks like to its caller, in Node's own words. */

export interface ConnectionError extends Error {
  readonly code: string
  readonly syscall: string
}

/** The server has crashed, or cut the connection. */
export function connectionReset(): ConnectionError {
  return socketError('read', 'ECONNRESET')
}

/** Nobody listens. */
export function connectionRefused(): ConnectionError {
  return socketError('connect', 'ECONNREFUSED')
}

/** Nothing came for too long. */
export function connectionTimedOut(): ConnectionError {
  return socketError('connect', 'ETIMEDOUT')
}

function socketError(syscall: string, code: string): ConnectionError {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
}
