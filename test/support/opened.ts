/** Simulators of a test file that are closed after each of its tests. */
import { afterEach } from 'vitest'
import { Simulator, type SimulatorOptions, type Snapshot } from '../../src/index.ts'

export interface Opened {
  readonly open: (options?: SimulatorOptions) => Simulator
  /** From what need be no snapshot at all. */
  readonly restore: (saved: unknown, options?: SimulatorOptions) => Simulator
}

/** Seed 7, calls of 10 ms and documents of a second, inline, unless a test says otherwise. */
export function openedHere(): Opened {
  const opened: Simulator[] = []
  afterEach(() => Promise.all(opened.splice(0).map((sim) => sim.close())))
  const keep = (sim: Simulator): Simulator => {
    opened.push(sim)
    return sim
  }
  return {
    open: (options = {}) =>
      keep(
        new Simulator({
          seed: 7,
          latencyMs: 10,
          indexingMs: 1_000,
          workers: { threads: 0 },
          ...options,
        }),
      ),
    restore: (saved, options) => keep(Simulator.restore(saved as Snapshot, options)),
  }
}
