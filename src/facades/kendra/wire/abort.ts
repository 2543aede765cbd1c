/** Ending a request early, as the SDK's own handlers do it [wire]. */

/** The platform's signal, or the older one of the SDK, which has `onabort` alone. */
export interface RequestSignal {
  readonly aborted: boolean
  readonly reason?: unknown
  onabort?: unknown
  addEventListener?(type: 'abort', listener: () => void): void
  removeEventListener?(type: 'abort', listener: () => void): void
}

/** By its name the SDK knows an error that is not to be retried. */
export function abortErrorOf({ reason }: RequestSignal): Error {
  const message = typeof reason === 'string' ? reason : 'Request aborted'
  const error = reason instanceof Error ? new Error(message, { cause: reason }) : new Error(message)
  return Object.assign(error, { name: 'AbortError' })
}

/** The reply, or an AbortError as soon as the signal says so; what the reply comes to then is nobody's any more. */
export function untilAborted<Reply>(reply: Promise<Reply>, signal: RequestSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortErrorOf(signal))
    if (signal.addEventListener === undefined) signal.onabort = abort
    else signal.addEventListener('abort', abort)
    const isOver = (): void => signal.removeEventListener?.('abort', abort)
    reply.then(
      (value) => {
        isOver()
        resolve(value)
      },
      (error: unknown) => {
        isOver()
        reject(error as Error)
      },
    )
  })
}
