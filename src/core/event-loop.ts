/** What the driver asks of the real event loop. It is handed one, so that the core itself stays free of real time. */
export interface EventLoop {
  /** Resolves once the code of the simulator's users, and what it has asked of the machine, has come to rest. */
  quiet(): Promise<void>
  /** Calls back as from one of Node's timers: it resolves when the ticks and promises that this has stirred have run. */
  callBack(fire: () => void): Promise<void>
  /** Lets everything else in the process get on for one turn. */
  turn(): Promise<void>
  /**
   * Resolves with true when the promise is done; with false when the event loop has run empty, so that nothing will ever
   * end it, or after so much real time.
   */
  outlasts(promise: Promise<unknown>, graceMs: number): Promise<boolean>
}
