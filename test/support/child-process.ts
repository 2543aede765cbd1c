/** Runs a program of its own against the built package, for what a test runner's process cannot show: how it ends. */
import { execFile } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

export interface Ended {
  /** The exit code; undefined when the program had to be killed. */
  readonly code: number | undefined
  readonly output: string
}

/** `Simulator` and everything else of the package is in scope of the program. A program that hangs is killed after far more real time than it needs. */
export function runProgram(program: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const source = `const indexsim = await import('indexsim')\nconst { Simulator } = indexsim\n${program}`
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '--eval', source],
      { cwd: root, env: { ...process.env, ...env }, timeout: 20_000, killSignal: 'SIGKILL' },
      (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : typeof error.code === 'number' ? error.code : undefined,
          output: stdout + stderr,
        }),
    )
  })
}
