/** Programs that some tests need and that may not be there: those tests say so instead of running. Nothing is ever installed. */
import { spawnSync } from 'node:child_process'

export interface Tool {
  readonly command: string
  /** Why it cannot be used; undefined where it can. */
  readonly missing: string | undefined
}

/** A Python with these modules: that of INDEXSIM_PYTHON, or `python3`. */
export function pythonWith(...modules: readonly string[]): Tool {
  const command = process.env['INDEXSIM_PYTHON'] ?? 'python3'
  const missing = modules.filter((name) => !runs(command, ['-c', `import ${name}`]))
  return {
    command,
    missing: missing.length === 0 ? undefined : `${command} has no ${missing.join(' and no ')}`,
  }
}

/** The AWS CLI: that of INDEXSIM_AWS, or `aws`. */
export function awsCli(): Tool {
  return tool(process.env['INDEXSIM_AWS'] ?? 'aws')
}

export function curl(): Tool {
  return tool('curl')
}

function tool(command: string): Tool {
  return { command, missing: runs(command, ['--version']) ? undefined : `there is no ${command}` }
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 30_000 }).status === 0
}
