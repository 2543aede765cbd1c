/** The file in which a server keeps its simulator from one start to the next. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { ConfigurationError, Simulator, SnapshotError } from '../../index.ts'
import { UsageError } from '../usage-error.ts'

/** The simulator that the file holds; undefined where there is no file yet. */
export function loadState(file: string): Simulator | undefined {
  if (!existsSync(file)) return undefined
  try {
    return Simulator.restore(
      JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof Simulator.restore>[0],
    )
  } catch (error) {
    const isOwn = error instanceof SnapshotError || error instanceof ConfigurationError
    if (!isOwn && !(error instanceof SyntaxError)) throw error
    throw new UsageError(`The state file ${file} cannot be loaded: ${error.message}`)
  }
}

/** Whole or not at all: what was there before stays until everything is written. */
export function saveState(file: string, sim: Simulator): void {
  const unfinished = `${file}.${process.pid}.tmp`
  writeFileSync(unfinished, JSON.stringify(sim.snapshot()))
  renameSync(unfinished, file)
}
