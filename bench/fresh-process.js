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
  // Not what Node and packages have to say to whoever runs them.
  const running = promisify(execFile)(process.execPath, command, {
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  running.child.stderr?.pipe(process.stderr)
  return (await running).stdout
}
