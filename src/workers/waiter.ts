/** A promise, and what resolves it. */
export interface Waiter {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

export function createWaiter(): Waiter {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
