/**
 * The errors of the simulator itself. None of them ever stands for something that the simulated
 * service would have answered: those belong to the facades.
 */

/** An option, a rule or an argument of a test helper is wrong. Names the place, the value and what was expected. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly code = 'INDEXSIM_CONFIGURATION'
}

/** Somebody waits on simulated time and nothing is left that could ever move it. Names every wait. */
export class SimulationStalledError extends Error {
  override readonly name = 'SimulationStalledError'
  readonly code = 'INDEXSIM_STALLED'
}

/** A limit that keeps a run from going on for ever was reached: events at one instant, or the simulated time of `settle`. */
export class SimulationLimitError extends Error {
  override readonly name = 'SimulationLimitError'
  readonly code = 'INDEXSIM_LIMIT'
}

/** The wait was still open when the simulator was closed or reset, or somebody came after it was closed. */
export class SimulatorClosedError extends Error {
  override readonly name = 'SimulatorClosedError'
  readonly code = 'INDEXSIM_CLOSED'
}

/** A snapshot cannot be taken, or is none that can be restored. Names who is in flight, or the place, the value and what was expected. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
  readonly code = 'INDEXSIM_SNAPSHOT'
}

/** The real machinery that analyses documents is broken: a worker that cannot load, or that keeps dying unplanned. */
export class WorkerPoolError extends Error {
  override readonly name = 'WorkerPoolError'
  readonly code = 'INDEXSIM_WORKER_POOL'
}

/** Fault rules were planned and never fired: the test does not test what it says. */
export class UnfiredFaultError extends Error {
  override readonly name = 'UnfiredFaultError'
  readonly code = 'INDEXSIM_UNFIRED_FAULT'
}

/** Asserts what our own code guarantees; a failure is a bug of indexsim. */
export function assert(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`indexsim has a bug: ${what}. Please report it.`)
}
