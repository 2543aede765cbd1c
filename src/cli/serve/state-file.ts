/** The file in which a server keeps its simulator from one start to the next. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { ConfigurationError, Simulator, SnapshotError } from '../../index.ts'
import { checkWritable } from '../../input/check-writable.ts'
import { UsageError } from '../usage-error.ts'

/** How long simulated time goes on for calls that are in flight when the state is to be saved: a day. */
const MOST_AWAITED_MS = 86_400_000

/** Throws a UsageError where it could not be written in the end. */
export function checkState(file: string): void {
  try {
    checkWritable(file, 'The state')
  } catch (error) {
    throw error instanceof ConfigurationError ? new UsageError(error.message) : error
  }
}

/** The simulator that the file holds; undefined where there is no file yet. */
export function loadState(file: string): Simulator | undefined {
  try {
    if (!existsSync(file)) return undefined
    return Simulator.restore(
      JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof Simulator.restore>[0],
    )
  } catch (error) {
    const isOwn = error instanceof SnapshotError || error instanceof ConfigurationError
    if (!isOwn && !(error instanceof SyntaxError)) throw error
    throw new UsageError(`The state file ${file} cannot be loaded: ${error.message}`)
  }
}

/**
 * Whole or not at all: what was there before stays until everything is written. Calls may be in flight whose clients have
 * gone: the service goes on with them, and simulated time is moved to their ends, in steps that double.
 */
export async function saveState(file: string, sim: Simulator): Promise<void> {
  const snapshot = await whenNothingIsInFlight(sim)
  const unfinished = `${file}.${process.pid}.tmp`
  writeFileSync(unfinished, JSON.stringify(snapshot))
  renameSync(unfinished, file)
}

async function whenNothingIsInFlight(sim: Simulator): Promise<object> {
  for (let step = 1, awaited = 0; ; awaited += step, step *= 2) {
    try {
      return sim.snapshot()
    } catch (error) {
      if (!(error instanceof SnapshotError) || awaited > MOST_AWAITED_MS) throw error
    }
    // Where no time can bring the end, as after a breakdown, this rejects.
    await sim.clock.advance(step)
  }
}
