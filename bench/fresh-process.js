/** A program in a process of its own, for what can be measured only once in a process: its start, its peak of memory. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Gives what the program has printed.
 * @param {URL} program
 * @param {{ args?: readonly string[], flags?: readonly string[] }} [options] for the program, and for Node
 */
export async function inFreshProcess(program, { args = [], flags = [] } = {}) {
  const command = [...flags, fileURLToPath(program), ...args]
  const { stdout } = await promisify(execFile)(process.execPath, command)
  return stdout
}
