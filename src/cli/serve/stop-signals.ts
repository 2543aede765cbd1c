/** Ctrl-C, and what others send to end a process. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** What shells report of a process that a Ctrl-C has ended. */
const INTERRUPTED = 130

/** Resolves at the first signal. The second ends the process at once. */
export function onStop(): Promise<void> {
  return new Promise((resolve) => {
    let count = 0
    const stop = (): void => {
      if (++count > 1) process.exit(INTERRUPTED)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, stop)
  })
}
