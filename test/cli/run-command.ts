/** Runs the built command as its users do: as a process of its own. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

export interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const command = path.resolve(import.meta.dirname, '../../dist/cli/indexsim.js')

/** The folder of the tests, so that what is printed names no place of this machine. */
export const FOLDER: string = import.meta.dirname

export function indexsim(args: readonly string[], cwd: string = FOLDER): Promise<Outcome> {
  if (!existsSync(command)) throw new Error('There is no dist/cli/indexsim.js: run npm run build first.')
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, ...args], { cwd, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr })
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr })
      else reject(error)
    })
  })
}
