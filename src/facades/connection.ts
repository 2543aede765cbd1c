/** What a connection that breaks looks like, in Node's own words. */

/** The server has crashed: the error of a socket that it left behind. */
export function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}
