/** A clock of the process that simulated time follows. The core is handed one, and knows no other. */
export interface Pace {
  /** Simulated milliseconds since the start. Never runs back. */
  elapsedMs(): number
  /** Puts the clock ahead. */
  jumpTo(elapsedMs: number): void
  /** Calls back once, when that instant has come; called off by the next call of this. */
  wakeAt(elapsedMs: number, callBack: () => void): void
  /** Nobody waits for an instant any more. */
  sleep(): void
}
